"""Somebody whom a whole company has to do with, and where all that can be found."""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.utils.http import urlencode

from certificates.models import Certificate, CertificatePack, CertificatePackPart
from employees.models import (
    ApiAnswer,
    ApiToken,
    Company,
    EmailChange,
    Employee,
    Erasure,
    Mail,
    SavedView,
    User,
)
from employees.models.audit import AuditEvent
from employees.services import people
from employees.services.mail import queue_mail
from invites.models import LetterPack, OwnWords
from invites.services.generation import generate_invites_csv
from recognition.models import Batch, BatchEntry, Reaction
from recognition.services.giving import give_recognition
from recognition.services.wall import write_comment
from tests.certificates.floor import issue_stand_ins
from tests.employees.importing import Office, rows
from tests.factories import NOON, RoleGrantFactory, UserFactory
from tests.people import signed_in
from tests.recognition.batching import Desk
from tests.recognition.batching import rows as batch_rows
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.mail import Message
from workstars.lib.tabular import write_xlsx
from workstars.portal.services.erasing import consequences, request_erasure

FIRST, LAST, ID = "Xenofonia", "Quuxowska-Łęcka", "ZX-77123-Q"
NAME, MAIDEN = f"{FIRST} {LAST}", "Brzęczyszczykiewicz"
WORK, HOME = "xq.work@hr-values.example", "xq.home@own-values.example"
JOB, PHONE, COMMENT = "Zymurgist-914", "+48 600 700 911", "Unmistakable-remark-915"
VALUES = (FIRST, LAST, ID, WORK, HOME, MAIDEN, JOB, PHONE, COMMENT)
HEADINGS = "employee_id,first_name,last_name,hr_email,country,job_title,manager_id"
THEIRS, LEFT = NOON + timedelta(hours=1), NOON + timedelta(hours=3)


class World:
    """A company of four, of whom one has left."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.admin = UserFactory(name="Alice Adams")
        RoleGrantFactory(company=company, user=self.admin)
        self.by = Actor(self.admin.pk, "Alice Adams", "192.0.2.1")
        self.office = Office(company, self.admin, NOON)
        self.records()
        self.paper()
        self.login()
        self.thanks()
        self.batches()
        self.rest()
        people.deactivate_employee(company=company, employee=self.person, by=self.by, now=LEFT)
        self.person.refresh_from_db()

    def records(self) -> None:
        """Known by two files, a workbook, a change on the page; somebody reports to her, another names her ID."""
        mine = f"{ID},{FIRST},{MAIDEN},,PL,{JOB},"
        self.office.load(rows(mine, "00001,Ewa,Lis,,PL,,", headings=HEADINGS))
        changed = f"{ID},{FIRST},{LAST},,PL,{JOB},"
        self.office.load(rows(changed, f"00002,Jan,Kos,,PL,,{ID}", headings=HEADINGS))
        self.person, self.ewa = self.office.person(ID), self.office.person("00001")
        book = write_xlsx(
            HEADINGS.split(","), [changed.split(","), ["00003", "Ida", "Sowa", "", "PL", "", ID]]
        )
        self.book, _found = self.office.work(self.office.upload(book, name=f"staff {NAME}.xlsx"))
        people.change_employee(
            company=self.company, employee=self.person, values={"department": "Yeast"}, by=self.by, now=NOON
        )

    def paper(self) -> None:
        self.file = generate_invites_csv(
            company=self.company, country="PL", kind="invites", by=self.by, now=NOON
        )
        letters = vault.store("letters", f"Dear {FIRST}".encode())
        LetterPack.objects.create(
            company=self.company, file=self.file, created_at=NOON, created_by_label="Alice Adams", status="ready",
            people=[self.person.pk], **letters.columns,
        )  # fmt: skip
        self.give(None, [self.person], f"Early thanks, {FIRST}")  # on paper: she has not registered yet

    def login(self) -> None:
        self.user: User = UserFactory(email=HOME, name=NAME)
        Employee.objects.for_company(self.company).filter(pk=self.person.pk).update(
            user=self.user, registered_at=NOON, registered_by="invites", hr_email=WORK
        )
        self.person.refresh_from_db()
        RoleGrantFactory(company=self.company, user=self.user, role="coordinator")
        signed_in(self.user, self.company, self.person)
        EmailChange.objects.create(user=self.user, email=f"new.{HOME}", asked_at=NOON)
        Authenticator.objects.create(user=self.user, type="webauthn", data={"name": f"{FIRST}'s phone"})
        token = ApiToken.objects.create(
            company=self.company, name=f"HR of {NAME}", digest=b"x" * 32, hint="x", scopes=[], created_at=NOON,
            created_by=self.user, created_by_label=NAME,
        )  # fmt: skip
        ApiAnswer.objects.create(
            company=self.company, token=token, key="k", request_digest=b"", created_at=NOON,
            body={"items": [{"employee_id": ID, "email": WORK}], ID: NAME},
        )  # fmt: skip

    def thanks(self) -> None:
        me, ewa = Actor(self.user.pk, NAME, "198.51.100.7"), self.ewa
        self.alone = self.give(None, [self.person], f"Dear {FIRST}, ring {PHONE}", points=25)
        self.shared = self.give(None, [self.person, ewa], f"Thanks {FIRST} and Ewa", points=5)
        self.sent = self.give(self.person, [ewa], f"Well done. {FIRST}", by=me)
        self.about = self.give(None, [ewa], f"You helped {NAME} so well")
        write_comment(recognition=self.sent, author=self.person, text=COMMENT, now=NOON)
        write_comment(recognition=self.shared, author=ewa, text=f"Thank you, {FIRST}.", now=NOON)
        Reaction.objects.create(
            company=self.company, recognition=self.about, employee=self.person, kind="clap", at=NOON
        )
        AuditEvent.objects.record(
            company=self.company, action="login.opened", by=me, at=NOON, subject=self.user
        )

    def give(self, sender: Employee | None, to: list[Employee], message: str, **facts: Any) -> Any:
        return give_recognition(
            company=self.company, sender=sender, recipients=[one.pk for one in to], message=message, now=NOON,
            **{"by": self.by, **facts},
        ).recognition  # fmt: skip

    def batches(self) -> None:
        """One is sent; its thread names her."""
        desk = Desk(self.company, self.admin, NOON)
        self.sent_batch = desk.send(batch_rows(f"{ID},Dear {FIRST} of {PHONE},10,", "00001,Thanks Ewa,10,"))
        batch = Batch.objects.for_company(self.company).get(pk=self.sent_batch.pk)
        BatchEntry.objects.create(
            company=self.company,
            batch=batch,
            at=NOON,
            by=self.user,
            by_label=NAME,
            text=f"Ask {NAME} ({ID}).",
        )

    def rest(self) -> None:
        issue_stand_ins(self.company, NOON)
        sheet = Certificate.objects.for_company(self.company).get(employee=self.person)
        whole, part = (vault.store("packs", f"{kind} {NAME}".encode()) for kind in ("Whole", "Part"))
        pack = CertificatePack.objects.create(
            company=self.company, batch=self.sent_batch, created_at=NOON, created_by_label="Alice Adams",
            status="ready", items=[sheet.pk], editions=[1], certificates=1, **whole.columns,
        )  # fmt: skip
        CertificatePackPart.objects.create(
            company=self.company, pack=pack, number=0, printed=[[sheet.pk, 1]], **part.columns
        )  # fmt: skip
        SavedView.objects.create(
            company=self.company, user=self.admin, name=f"Under {NAME}", query=urlencode({"manager": NAME}),
            created_at=NOON,
        )  # fmt: skip
        OwnWords.objects.create(
            company=self.company,
            kind="invites",
            language="en",
            words={"ask": f"Ask {NAME}."},
            changed_at=NOON,
        )
        queue_mail(
            company=self.company, to=WORK, message=Message("Hello", "Text", "<p>Text</p>"), kind="digest",
            key="digest:1", now=NOON, employee=self.person,
        )  # fmt: skip
        Mail.objects.filter(key="digest:1").update(error=f"550 no mailbox {WORK}")


def found_in_tables(values: tuple[str, ...] = VALUES) -> set[tuple[str, str]]:
    """Table and value: every column of every row as text, and bytes as hexadecimal signs."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT lower(t::text) FROM "{table}" t')
            whole = "\n".join(text for (text,) in cursor.fetchall())
            found |= {(table, value) for value in values for form in _forms(value) if form in whole}
    return found


def _forms(value: str) -> set[str]:
    small = value.lower()
    from_unicode = small.encode().hex(), value.encode().hex(), value.encode("utf-16-le").hex()
    folded = small.replace("ł", "l").replace("ę", "e")
    return {small, folded, small.encode("unicode_escape").decode(), *from_unicode}


def kept_files(company: Company) -> dict[str, bytes]:
    """By its name in the vault, what every row of the company still opens."""
    models = [
        model for model in apps.get_models() if any(f.name == "stored_name" for f in model._meta.fields)
    ]
    rows_ = (
        row for model in models for row in model._base_manager.filter(company=company).exclude(stored_name="")
    )
    return {row.stored_name: vault.load(vault.StoredFile.named_by(row)) for row in rows_}


def press(world: World, now: datetime = LEFT) -> Erasure:
    """As the page does it."""
    people_ = Employee.objects.for_company(world.company).select_related("company", "user")
    person = people_.get(pk=world.person.pk)
    shown = consequences(person).fingerprint(person)
    return request_erasure(company=world.company, employee=person, fingerprint=shown, by=world.by, now=now)
