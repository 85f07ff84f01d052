"""Hire, e-mail, paper, void, register, leave, return, reset, days and sweeps in any order: everybody is on the list
and has the codes and mails that plain reasoning says (V4, V5, V10, V14)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from employees.models import Employee, Mail
from employees.services.mail import send_due_mails
from employees.services.people import add_employee, change_employee, deactivate_employee, reactivate_employee
from invites import codes
from invites.models import ActivationCode, CodeFile, Kind, Schedule
from invites.queries import waiting
from invites.services import reminders as sweeps
from invites.services.activation import Refused, open_registration
from invites.services.email_invites import mail_invitations
from invites.services.fetching import FileVoided, download_code_file
from invites.services.finishing import finish_without_email
from invites.services.generation import NobodyWaits, generate_invites_csv
from invites.services.resetting import ResetRefused, reset_registration
from invites.services.scheduling import run_schedules, set_schedule
from invites.services.voiding import AlreadyVoid, void_file, void_what_nobody_fetched
from tests.factories import CompanyFactory
from tests.faults.histories import run
from workstars.lib import vault
from workstars.lib.actors import SYSTEM, Actor

START = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)  # clocks go back in Warsaw on the 25th
ADA = Actor(None, "Ada")
PASSWORD = "three blue kettles"
AFTER, FETCHED_WITHIN, MAILS_APART = 30, 30, 7
HISTORIES, ALL_HISTORIES = 8, 400


@dataclass
class Paper:
    """One letter. `due` is the day on which its reader waits for the next; None: nobody has fetched its file."""

    file: int
    code: str
    made_on: date
    last_day: date
    due: date | None
    is_void: bool = False


@dataclass
class Person:
    """What is known of somebody in plain Python. `papers` are those since joining, `former` those before; `joined` are
    the moments of coming back, and of a reset."""

    pk: int
    employee_id: str
    email: str = ""
    has_left: bool = False
    is_registered: bool = False
    reminded: bool = False
    papers: list[Paper] = field(default_factory=list)
    former: list[Paper] = field(default_factory=list)
    joined: list[datetime] = field(default_factory=list)

    @property
    def valid(self) -> list[Paper]:
        return [paper for paper in self.papers if not paper.is_void]

    @property
    def is_offline(self) -> bool:
        return not (self.has_left or self.is_registered or self.email)

    @property
    def waits_on(self) -> str:
        if not self.is_offline:
            return ""
        if not self.valid:
            return Kind.INVITES
        return Kind.REMINDERS if self.reminded else ""

    def live(self, day: date) -> list[str]:
        if self.has_left or self.is_registered:
            return []
        return sorted(paper.code for paper in self.valid if paper.last_day >= day)

    def begins_anew(self) -> None:
        self.former, self.papers, self.reminded = [*self.former, *self.papers], [], False


class PaperMachine(RuleBasedStateMachine):
    """One country, a handful of people; `self.people` is what has to be."""

    def __init__(self) -> None:
        super().__init__()
        self.company = CompanyFactory(
            countries=["PL"], launched_at=START, created_at=START, login_without_email=True
        )
        self.people: list[Person] = []
        self.numbers, self.days, self.minutes = count(1), 0, 0
        self.scheduled: set[int] = set()

    @property
    def now(self) -> datetime:
        """A minute after whatever was before, so that no two acts are of one moment."""
        self.minutes += 1
        return START + timedelta(days=self.days, minutes=self.minutes)

    @property
    def day(self) -> date:
        return (START + timedelta(days=self.days)).date()

    def row(self, person: Person) -> Employee:
        return Employee.objects.for_company(self.company).select_related("company").get(pk=person.pk)

    def one(self, which: int, *, is_registered: bool | None = None) -> Person | None:
        fitting = [p for p in self.people if is_registered in (None, p.is_registered)]
        return fitting[which % len(fitting)] if fitting else None

    @initialize(by_mail=st.lists(st.booleans(), min_size=2, max_size=4), every_week=st.booleans())
    def begin(self, by_mail: list[bool], every_week: bool) -> None:
        for has_email in by_mail:
            self.hire(has_email)
        if every_week:
            set_schedule(
                company=self.company, country="PL", every=Schedule.Every.WEEK, weekday=0, day=None, by=ADA, now=self.now
            )  # fmt: skip

    @precondition(lambda self: len(self.people) < 6)
    @rule(has_email=st.booleans())
    def hire(self, has_email: bool) -> None:
        number = next(self.numbers)
        email = f"w{number}@work.example" if has_email else ""
        values = {
            "employee_id": f"{number:05}",
            "first_name": f"W{number}",
            "country": "PL",
            "hr_email": email,
        }
        saved = add_employee(company=self.company, values=values, by=ADA, now=self.now)
        self.people.append(Person(saved.employee.pk, f"{number:05}", email))

    @rule(which=st.integers(0, 5))
    def email_comes_or_goes(self, which: int) -> None:
        person = self.one(which)
        if person is None:
            return
        person.email = "" if person.email else f"n{next(self.numbers)}@work.example"
        values = {"hr_email": person.email}
        change_employee(company=self.company, employee=self.row(person), values=values, by=ADA, now=self.now)
        if person.email:
            person.reminded = False

    @rule(kind=st.sampled_from([Kind.INVITES, Kind.REMINDERS]), times=st.integers(1, 2))
    def generate(self, kind: Kind, times: int) -> None:
        for _press in range(times):
            waits = [person for person in self.people if person.waits_on == kind]
            try:
                file = generate_invites_csv(
                    company=self.company, country="PL", kind=kind, by=ADA, now=self.now
                )
            except NobodyWaits:
                assert waits == []
            else:
                self.write_down(file, waits, due=self.day + timedelta(days=AFTER))

    def write_down(self, file: CodeFile, waits: list[Person], due: date | None) -> None:
        """What the file holds is what the people have: exactly those who waited, each once."""
        rows = vault.load(vault.StoredFile.named_by(file)).decode("utf-8-sig").split("\r\n")[1:-1]
        on_paper = {row.split('","')[2]: row.split('","')[3].rstrip('"') for row in rows}
        assert sorted(on_paper) == sorted(person.employee_id for person in waits)
        assert len(rows) == len(on_paper)
        for person in waits:
            code = on_paper[person.employee_id]
            person.papers.append(Paper(file.pk, code, self.day, file.last_day, due))
            person.reminded = False

    @precondition(lambda self: any(person.papers for person in self.people))
    @rule(which=st.integers(0, 9), fetch=st.booleans())
    def a_box_is_lost_or_fetched(self, which: int, fetch: bool) -> None:
        files = sorted({paper.file for person in self.people for paper in person.papers})
        file = CodeFile.objects.for_company(self.company).get(pk=files[which % len(files)])
        if fetch:
            self.fetch(file)
        else:
            self.void(file)

    def void(self, file: CodeFile) -> None:
        try:
            void_file(company=self.company, file=file, reason="lost", by=ADA, now=self.now)
        except AlreadyVoid:
            assert file.voided_at is not None
        else:
            self.lose(file.pk)

    def lose(self, file: int) -> None:
        """Whose last paper it was waits again, at once; for anybody else nothing changes but the code."""
        for person in self.people:
            is_last = bool(person.valid) and person.valid[-1].file == file
            for paper in [*person.papers, *person.former]:
                paper.is_void = paper.is_void or paper.file == file
            if is_last and person.valid:
                person.valid[-1].due = self.day
                person.reminded = person.is_offline
        self.scheduled.discard(file)

    def fetch(self, file: CodeFile) -> None:
        try:
            download_code_file(company=self.company, file=file, by=ADA, now=self.now)
        except FileVoided:
            assert file.voided_at is not None
            return
        if file.pk in self.scheduled:
            self.scheduled.remove(file.pk)
            for person in self.people:
                if person.valid and person.valid[-1].file == file.pk and person.valid[-1].due is None:
                    person.valid[-1].due = self.day + timedelta(days=AFTER)

    @rule(which=st.integers(0, 5), paper=st.integers(0, 9), finishes=st.booleans())
    def somebody_types_a_letter(self, which: int, paper: int, finishes: bool) -> None:
        """Any letter of theirs, the oldest included: it opens the door if plain reasoning says that it lives."""
        person = self.one(which)
        letters = [*person.former, *person.papers] if person else []
        if person is None or not letters:
            return
        code = letters[paper % len(letters)].code
        number = next(self.numbers)
        try:
            begun = open_registration(
                company=self.company,
                employee_id=person.employee_id,
                code=codes.parse(code),
                address=f"10.0.{number >> 8 & 255}.{number & 255}",
                now=self.now,
            )
        except Refused:
            assert code not in person.live(self.day)
            return
        assert code in person.live(self.day)
        if finishes:
            finish_without_email(
                company=self.company, key=begun.key, password=PASSWORD, language="pl", now=self.now, by=SYSTEM
            )
            person.is_registered = True

    @rule(which=st.integers(0, 5))
    def leave_or_return(self, which: int) -> None:
        person = self.one(which)
        if person is None:
            return
        act = reactivate_employee if person.has_left else deactivate_employee
        now = self.now
        act(company=self.company, employee=self.row(person), by=ADA, now=now)
        person.has_left = not person.has_left
        if not person.has_left:
            person.joined.append(now)
        if not person.has_left and not person.is_registered:
            person.begins_anew()
        elif not person.has_left:
            person.former, person.papers = [*person.former, *person.papers], []

    @rule(which=st.integers(0, 5))
    def reset(self, which: int) -> None:
        person = self.one(which, is_registered=True)
        if person is None:
            return
        row, now = self.row(person), self.now
        try:
            slip = reset_registration(
                company=self.company, employee=row, reason="wrong person", by=ADA, now=now
            )
        except ResetRefused:
            assert person.has_left
            return
        assert (slip is not None, person.has_left) == (True, False)
        person.is_registered = False
        person.joined.append(now)
        person.begins_anew()
        # The slip's code is live, and is no paper of a list.
        ActivationCode.objects.for_company(self.company).filter(employee=row, kind=Kind.ASSISTED).delete()

    @rule(days=st.sampled_from([1, 1, 6, 7, 29, 30, 31, 181]), beats=st.sampled_from([0, 1, 1, 2]))
    def days_pass(self, days: int, beats: int) -> None:
        """No beat: it was down, and the next one comes late. Two: the second finds nothing."""
        self.days, self.minutes = self.days + days, 0
        for _beat in range(beats):
            self.beat()

    def beat(self) -> None:
        now, day = self.now, self.day
        sweeps.move_to_reminders(now=now)
        for person in self.people:
            due = person.valid[-1].due if person.valid else None
            if person.is_offline and due is not None and due <= day:
                person.reminded = True
        self.forget_what_nobody_fetched(now)
        self.make_by_schedule(now)
        mail_invitations(now=now)
        send_due_mails(now, limit=100)
        self.nobody_is_forgotten(day)

    def forget_what_nobody_fetched(self, now: datetime) -> None:
        made = {paper.file: paper for person in self.people for paper in [*person.papers, *person.former]}
        old = timedelta(days=FETCHED_WITHIN)
        over = {
            pk for pk in self.scheduled if made[pk].made_on + old <= self.day or made[pk].last_day < self.day
        }
        assert void_what_nobody_fetched(now=now) == len(over)
        for file in sorted(over, reverse=True):
            self.lose(file)

    def make_by_schedule(self, now: datetime) -> None:
        before = set(CodeFile.objects.for_company(self.company).values_list("pk", flat=True))
        waits = {
            kind: [p for p in self.people if p.waits_on == kind] for kind in (Kind.INVITES, Kind.REMINDERS)
        }
        run_schedules(now=now)
        for file in CodeFile.objects.for_company(self.company).exclude(pk__in=before).order_by("pk"):
            self.scheduled.add(file.pk)
            self.write_down(file, waits[Kind(file.kind)], due=None)

    def nobody_is_forgotten(self, day: date) -> None:
        """V5, by itself and without the lists: after a beat nobody's last valid paper is older than its days."""
        for person in self.people:
            if person.is_offline and person.waits_on == "":
                last = person.valid[-1]
                ends = last.due or last.made_on + timedelta(days=FETCHED_WITHIN)
                assert ends > day

    @invariant()
    def everybody_is_on_the_right_list(self) -> None:
        for kind in (Kind.INVITES, Kind.REMINDERS):
            listed = set(waiting(self.company, self.day, kind).values_list("pk", flat=True))
            assert listed == {person.pk for person in self.people if person.waits_on == kind}

    @invariant()
    def exactly_these_codes_live(self) -> None:
        live = (
            ActivationCode.objects.for_company(self.company).live(self.day).order_by().values_list("employee")
        )
        known = sorted(pk for (pk,) in live)
        assert known == sorted(p.pk for p in self.people for _code in p.live(self.day))

    @invariant()
    def mails_keep_their_distance(self) -> None:
        mails = Mail.objects.filter(company=self.company, kind="invitation", status=Mail.Status.SENT)
        for person in self.people:
            sent = list(mails.filter(employee=person.pk).order_by("sent_at").values_list("to", "sent_at"))
            for (to, at), (next_to, next_at) in pairwise(sent):
                came_back = any(at < moment <= next_at for moment in person.joined)
                if to == next_to and not came_back:
                    assert (next_at.date() - at.date()).days >= MAILS_APART


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.rule(
    "I7", "whatever happens in whatever order, everybody is on at most the one list that is right"
)
@pytest.mark.rule("I8", "after any history a voided file's people wait again, and its codes open nothing")
@pytest.mark.promise(
    "V4", "random histories with days, late sweeps, voids, schedules and resets against an oracle"
)
@pytest.mark.promise("V5", "after any beat, however late, nobody's last paper is older than its days")
@pytest.mark.promise("V10", "after any history the codes of who left open nothing")
@pytest.mark.promise("V14", "in any history two mails to one address are seven days apart")
def test_any_history(all_faults: bool) -> None:
    beats: list[date] = []

    class Counted(PaperMachine):
        def beat(self) -> None:
            beats.append(self.day)
            super().beat()

    run(Counted, ALL_HISTORIES if all_faults else HISTORIES, steps=40)
    assert len(set(beats)) > 20, "the histories went nowhere"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_void_that_forgets_people_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a void that does not put its people back is found by the same histories."""
    monkeypatch.setattr("invites.services.voiding.put_back", lambda *_: None)
    with pytest.raises(AssertionError):
        run(PaperMachine, ALL_HISTORIES, (Phase.generate,), steps=40)
