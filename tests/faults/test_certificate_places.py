"""V12 in any history: managers register, leave, come back, get and lose an e-mail, move, and form circles; thanks are
hidden and shown again, people change country, sheets are handed over, shredded, and made anew."""

from dataclasses import dataclass
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from certificates.models import Certificate, CertificateQuerySet, State
from certificates.services import placing
from certificates.services.issuing import issue_certificates
from certificates.services.placing import follow_managers
from certificates.services.shredding import shred_certificates
from certificates.services.withdrawing import bring_back_shown, withdraw_hidden
from employees.models import Company, Employee
from recognition.models import Recipient, Recognition
from tests.certificates.floor import person, thank
from tests.factories import NOON, CompanyFactory
from workstars.lib.actors import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PEOPLE = 6
who = st.integers(0, PEOPLE - 1)


@dataclass(eq=False)
class Someone:
    """What the oracle knows of a person."""

    pk: int
    boss: "Someone | None" = None
    registered: bool = False
    left: bool = False
    email: bool = False


@dataclass(eq=False)
class Paper:
    """What the oracle knows of a certificate. `since`: how long the line manager is this one, in this state."""

    owner: Someone
    boss: Someone | None = None
    why: str = ""
    since: int = 0
    holder: Someone | None = None
    printed: bool = False
    handed_over: bool = False
    hidden: bool = False
    shredded: bool = False


class Managers(RuleBasedStateMachine):
    """The oracle is plain Python: a walk up the chain, person by person. Days are whole, at noon."""

    def __init__(self) -> None:
        super().__init__()
        self.day = 0
        self.company: Company = CompanyFactory(launched_at=NOON - timedelta(days=1), time_zone="UTC")
        self.people = [Someone(person(self.company, f"Person {n}").pk) for n in range(PEOPLE)]
        self.papers: dict[int, Paper] = {}

    @property
    def now(self):
        return NOON + timedelta(days=self.day)

    def row(self, someone: Someone) -> Employee:
        return Employee.objects.for_company(self.company).get(pk=someone.pk)

    def write(self, someone: Someone, **facts) -> None:
        Employee.objects.for_company(self.company).filter(pk=someone.pk).update(**facts)

    @rule(report=who, boss=st.none() | who)
    def moves(self, report: int, boss: int | None) -> None:
        if report != boss:
            someone = self.people[report]
            someone.boss = None if boss is None else self.people[boss]
            self.write(someone, manager=someone.boss and someone.boss.pk)
        self.settle()

    @rule(n=who)
    def registers(self, n: int) -> None:
        self.people[n].registered = True
        self.write(self.people[n], registered_at=self.now)
        self.settle()

    @rule(n=who, left=st.booleans())
    def leaves_or_comes_back(self, n: int, left: bool) -> None:
        self.people[n].left = left
        self.write(self.people[n], left_at=self.now if left else None)
        self.settle()

    @rule(n=who, email=st.booleans())
    def gets_or_loses_an_email(self, n: int, email: bool) -> None:
        self.people[n].email = email
        self.write(self.people[n], hr_email=f"p{self.people[n].pk}@work.example" if email else "")
        self.settle()

    @rule(n=who)
    def is_thanked(self, n: int) -> None:
        someone = self.people[n]
        if not (someone.left or someone.registered or someone.email):
            (recipient,) = thank(self.row(someone), now=self.now, sender=None, sender_name="The company")
            self.papers[recipient.pk] = Paper(someone)
        self.settle()

    @rule(n=who)
    def is_printed_for(self, n: int) -> None:
        mine = [key for key, paper in self.papers.items() if paper.owner is self.people[n]]
        for key in mine:
            self.papers[key].printed = True
        Certificate.objects.for_company(self.company).filter(recipient__in=mine).update(printed_at=self.now)
        self.settle()

    @rule(n=who, over=st.booleans())
    def is_handed_over(self, n: int, over: bool) -> None:
        mine = [key for key, paper in self.papers.items() if paper.owner is self.people[n] and paper.printed]
        for key in mine:
            self.papers[key].handed_over = over
        self.certificates(mine).update(handed_over_at=self.now if over else None)
        self.settle()

    @rule(n=who, hidden=st.booleans())
    def is_hidden_or_shown(self, n: int, hidden: bool) -> None:
        """By an administrator, or by a recall (B6)."""
        for key, paper in self.papers.items():
            if paper.owner is self.people[n]:
                paper.hidden = hidden
                recognition = Recipient.objects.for_company(self.company).get(pk=key).recognition
                facts = (self.now, "Alice", "By mistake") if hidden else (None, "", "")
                said = dict(zip(("hidden_at", "hidden_by_label", "hidden_reason"), facts, strict=True))
                Recognition.objects.for_company(self.company).filter(pk=recognition.pk).update(**said)
        self.settle()

    @rule(n=who, country=st.sampled_from(["PL", "US"]))
    def changes_country(self, n: int, country: str) -> None:
        self.write(self.people[n], country=country)
        self.settle()

    @rule(n=who)
    def is_shredded(self, n: int) -> None:
        """What erasing a person does to the sheets."""
        for paper in self.papers.values():
            paper.shredded |= paper.owner is self.people[n]
        shred_certificates(company=self.company, employee=self.row(self.people[n]), by=SYSTEM, now=self.now)
        self.settle()

    def certificates(self, recipients: list[int]) -> CertificateQuerySet:
        rows: CertificateQuerySet = Certificate.objects.for_company(self.company)
        return rows.filter(recipient__in=recipients)

    @rule(days=st.integers(1, 8))
    def days_pass(self, days: int) -> None:
        self.day += days
        self.settle()

    def settle(self) -> None:
        """What the sweeps do, what the oracle would do, and the comparison."""
        issue_certificates(now=self.now)
        withdraw_hidden(now=self.now)
        bring_back_shown(now=self.now)
        follow_managers(now=self.now)
        for paper in self.papers.values():
            self.place(paper)
        expected = {key: (p.holder.pk if p.holder else None, p.why) for key, p in self.papers.items()}
        made = Certificate.objects.for_company(self.company)
        assert {c.recipient_id: (c.holder_id, c.why) for c in made} == expected
        assert made.count() == len(expected)
        recipients = Recipient.objects.for_company(self.company).values_list("pk", "paper", "holder")
        assert {pk: (paper, holder) for pk, paper, holder in recipients} == {
            key: ("issued", holder) for key, (holder, _why) in expected.items()
        }
        assert [p for p in self.papers.values() if not self.is_reachable(p)] == []
        withdrawn = self.certificates(list(self.papers)).filter(status="withdrawn")
        hidden = {key for key, paper in self.papers.items() if paper.hidden}
        assert set(withdrawn.values_list("recipient", flat=True)) == hidden
        self.nobody_prints([key for key, p in self.papers.items() if p.hidden or p.owner.left or p.shredded])

    def nobody_prints(self, recipients: list[int]) -> None:
        """What is hidden, of who has left, or shredded is in nobody's pile."""
        new = self.certificates(recipients).of_people_here().of_shown().with_state(self.now.date())
        assert new.filter(state=State.NEW).count() == 0

    def is_reachable(self, paper: Paper) -> bool:
        """By who opens the page, by who has a mail with a link to register, or by administrators."""
        holder = paper.holder
        waits = paper.why == "unregistered" and holder is paper.boss and holder is not None and holder.email
        return paper.owner.left or paper.handed_over or holder is None or self.holds(holder) or waits

    def holds(self, someone: Someone) -> bool:
        has_reports = any(each.boss is someone and not each.left for each in self.people)
        return someone.registered and not someone.left and has_reports

    def nearest(self, someone: Someone) -> Someone | None:
        seen, boss = [someone], someone.boss
        while boss is not None and boss not in seen:
            if self.holds(boss):
                return boss
            seen.append(boss)
            boss = boss.boss
        return None

    def place(self, paper: Paper) -> None:
        if paper.handed_over or (paper.owner.left and paper.why):
            return
        if paper.printed and (paper.holder is None or self.holds(paper.holder)):
            return
        boss, why = paper.owner.boss, self.why(paper.owner.boss)
        if paper.boss is not boss or paper.why != why:
            paper.since = self.day
        paper.boss, paper.why = boss, why
        waits = why == "unregistered" and self.day - paper.since < 7
        paper.holder = boss if waits or why == "manager" else self.nearest(paper.owner)

    def why(self, boss: Someone | None) -> str:
        if boss is None:
            return "none"
        if boss.left:
            return "left"
        if boss.registered:
            return "manager"
        return "unregistered" if boss.email else "offline"


@pytest.mark.promise("V12", "in any history each recipient has one certificate, where somebody can print it")
@pytest.mark.rule(
    "T3", "in any history a certificate lies where a walk up the chain of managers would put it"
)
def test_any_history(all_faults: bool) -> None:
    run_state_machine_as_test(
        Managers,
        settings=settings(
            max_examples=300 if all_faults else 12,
            stateful_step_count=30 if all_faults else 20,
            deadline=None,
            derandomize=not all_faults,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Certificate.objects.across_companies().exists()


def the_boss_leaves(history: Managers) -> None:
    history.moves(report=0, boss=1)
    history.registers(n=1)
    history.is_thanked(n=0)
    history.leaves_or_comes_back(n=1, left=True)


def the_only_report_leaves(history: Managers) -> None:
    history.moves(report=0, boss=1)
    history.moves(report=1, boss=2)
    history.registers(n=2)
    history.is_thanked(n=0)
    history.leaves_or_comes_back(n=1, left=True)


def a_circle_of_two(history: Managers) -> None:
    history.moves(report=0, boss=1)
    history.moves(report=1, boss=0)
    history.is_thanked(n=0)
    history.registers(n=0)


@pytest.mark.promise(
    "V12", "negative control: without asking who can hold a certificate, one cannot be printed"
)
@pytest.mark.parametrize(
    ("asked", "live_through"),
    [
        ("who.left_at IS NULL", the_boss_leaves),
        ("report.left_at IS NULL", the_only_report_leaves),
        ("boss.id <> above.start", a_circle_of_two),
    ],
)
def test_without_asking(monkeypatch: pytest.MonkeyPatch, asked: str, live_through) -> None:
    live_through(Managers())
    assert placing.PLACE.count(asked) == 1
    monkeypatch.setattr(placing, "PLACE", placing.PLACE.replace(asked, "true"))
    with pytest.raises(AssertionError):
        live_through(Managers())
