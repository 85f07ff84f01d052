"""The thanks of the demo company are given, by people who are registered at that moment."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from random import Random

from employees.models import Company, Employee
from recognition.models import ECard, Reason
from recognition.services.giving import give_recognition
from recognition.services.library import add_built_in_ecards
from recognition.services.library.reasons import begin_with_starters
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.portal.demo.accounts import DESK, Staff
from workstars.portal.demo.chorus import answer
from workstars.portal.demo.notes import COLLEAGUE, COMPANY, OFFLINE, Note
from workstars.portal.demo.people import MANAGER, SEED, Roster


class Wall:
    """Chooses who speaks and who is thanked, the same ones every time; nobody twice while there are others."""

    def __init__(self, staff: Staff, roster: Roster) -> None:
        self.staff, self.roster = staff, roster
        self.random = Random(SEED)  # noqa: S311 (nothing here is secret)
        self.colleagues = Random(SEED)  # noqa: S311
        self.thanked: set[int] = set()

    def furnish(self, now: datetime) -> None:
        """eCards and reasons, before the first word."""
        add_built_in_ecards(company=self.staff.company, now=now)
        begin_with_starters(company=self.staff.company, by=self.staff.administrator, now=now)

    def give(self, note: Note, now: datetime) -> None:
        company = Company.objects.get(pk=self.staff.company.pk)
        people = self.recipients(company, note, now)
        sender = self.sender(company, note, people)
        given = give_recognition(
            company=company,
            sender=sender,
            by=Actor(sender.user_id, sender.name, DESK) if sender else self.staff.administrator,
            recipients=[person.pk for person in people],
            message=note.message.format(name=", ".join(person.first_name for person in people)),
            is_private=note.private,
            ecard=ECard.objects.for_company(company).filter(design=note.ecard).first(),
            reason=Reason.objects.for_company(company).filter(name=note.reason).first(),
            copied=[self.known(address).pk for address in note.copied],
            points=note.points,
            now=now,
        )
        answer(given.recognition, note, self.colleagues, now)

    def recipients(self, company: Company, note: Note, now: datetime) -> Sequence[Employee]:
        if note.to == OFFLINE:
            reports = self.known(MANAGER).reports.all()
            chosen = self.choose(
                list(reports.offline(today(company, now)).order_by("pk")), note.people, note.message
            )
        elif note.to == COLLEAGUE:
            chosen = self.choose(self.reachable(company, note.site, now), note.people, note.message)
        else:
            chosen = [self.known(note.to)]
        self.thanked.update(person.pk for person in chosen)
        return chosen

    def sender(self, company: Company, note: Note, recipients: Sequence[Employee]) -> Employee | None:
        """None for the company itself."""
        if note.sender == COMPANY:
            return None
        if note.sender != COLLEAGUE:
            return self.known(note.sender)
        here = Employee.objects.for_company(company).filter(location=note.site).registered()
        others = list(here.exclude(pk__in=[person.pk for person in recipients]).order_by("pk"))
        return self.random.choice(speakers(others, note.message) or others)

    def reachable(self, company: Company, site: str, now: datetime) -> list[Employee]:
        """Not on paper: who is registered, or has an e-mail address."""
        here = Employee.objects.for_company(company).filter(location=site).active(today(company, now))
        return list((here.registered() | here.with_working_email()).order_by("pk"))

    def known(self, address: str) -> Employee:
        """One of the demo's accounts, registered or not yet."""
        people = Employee.objects.for_company(self.staff.company)
        found: Employee = people.with_employee_id(self.roster.behind(address)).get()
        return found

    def choose(self, people: list[Employee], number: int, message: str) -> list[Employee]:
        fresh = [person for person in people if person.pk not in self.thanked]
        for some in (speakers(fresh, message), fresh, people):
            if len(some) >= number:
                return self.random.sample(some, number)
        return people


def speakers(people: list[Employee], message: str) -> list[Employee]:
    """Those whose names are written as the message is."""
    script = script_of(message.replace("{name}", ""))
    return [person for person in people if script_of(person.first_name) == script]


def script_of(text: str) -> str:
    """Of its first letter, as Unicode calls it: LATIN, THAI, CJK …"""
    return next((unicodedata.name(sign).split()[0] for sign in text if sign.isalpha()), "")
