"""An erasure that fails holds back no other, is tried again after growing pauses, and is shown (X5)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import InternalError, connection

from employees.models import Company, Employee, Erasure
from employees.queries.companies import all_companies
from employees.services import erasing
from employees.services.erasing.attempts import pause_after
from recognition.models import Recognition
from tests.factories import NOON, EmployeeFactory, RecognitionFactory
from tests.people import Person
from workstars.lib.actors import SYSTEM
from workstars.lib.vault import FileDamaged
from workstars.portal.services.erasing import erase_who_waits

pytestmark = pytest.mark.django_db
SECONDS = timedelta(seconds=1)
BROKEN = b"x"


def to_erase(company: Company, name: str) -> Erasure:
    person = EmployeeFactory(company=company, first_name=name, last_name="Quux", left_at=NOON)
    return erasing.begin_erasure(company=company, employee=person, by=SYSTEM, now=NOON)


def now_of(erasure: Erasure) -> Erasure:
    return Erasure.objects.for_company(erasure.company).get(pk=erasure.pk)


def alter(erasure: Erasure, **values: Any) -> None:
    Erasure.objects.for_company(erasure.company).filter(pk=erasure.pk).update(**values)


def beat(now: datetime) -> int | str:
    """What a sweep answers, or the kind of error that ended it."""
    try:
        return erase_who_waits(now)
    except (FileDamaged, InternalError) as error:
        return type(error).__name__


@pytest.fixture
def two(company: Company, other_company: Company) -> tuple[Erasure, Erasure]:
    """The first can never get through; the second was asked for later, in another company."""
    first, second = to_erase(company, "Xenofonia"), to_erase(other_company, "Yolanda")
    alter(first, sealed=BROKEN)
    return first, second


@pytest.mark.rule("X5", "an erasure that fails stands aside, and the next sweep erases the others")
def test_others_go_on(two: tuple[Erasure, Erasure]) -> None:
    broken, other = two
    RecognitionFactory(company=other.company, message="Ask Yolanda Quux.")
    assert [beat(NOON), beat(NOON + SECONDS)] == ["FileDamaged", 1]
    assert now_of(other).finished_at == NOON + SECONDS
    assert Recognition.objects.for_company(other.company).get().message == "Ask Former colleague."
    failed = now_of(broken)
    assert (failed.attempts, failed.retry_at, failed.failure) == (1, NOON + 30 * SECONDS, "FileDamaged")
    assert (failed.finished_at, bytes(failed.sealed or b"")) == (None, BROKEN)


@pytest.mark.rule("X5", "negative control: were a failure not written down, nobody else would be erased")
def test_control(two: tuple[Erasure, Erasure]) -> None:
    broken, other = two
    for minute in range(3):
        assert beat(NOON + timedelta(minutes=minute)) == "FileDamaged"
        alter(broken, attempts=0, retry_at=None)
    assert now_of(other).finished_at is None


@pytest.mark.rule(
    "X5", "it is tried again after pauses that double up to an hour, and gets through once mended"
)
def test_pauses(company: Company) -> None:
    erasure = to_erase(company, "Xenofonia")
    good = bytes(erasure.sealed or b"")
    alter(erasure, sealed=BROKEN)
    now, pauses = NOON, []
    for _attempt in range(9):
        assert (beat(now), beat(now)) == ("FileDamaged", 0)
        due = now_of(erasure).retry_at or now
        pauses.append((due - now) // SECONDS)
        assert beat(due - SECONDS) == 0
        now = due
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert pause_after(10**6) == timedelta(hours=1)
    alter(erasure, sealed=good)
    assert beat(now) == 1
    assert (now_of(erasure).attempts, now_of(erasure).is_stuck, now_of(erasure).sealed) == (0, False, None)


@pytest.mark.rule("X5", "a step that fails is named, and what was done before it stays done")
def test_step(company: Company) -> None:
    erasure = to_erase(company, "Xenofonia")
    RecognitionFactory(company=company, sender=erasure.employee, message="Yours, Xenofonia")
    RecognitionFactory(company=company, message="Ask Xenofonia Quux.")
    said = Recognition.objects.for_company(company).order_by("pk").values_list("message", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'Xenofonia Quux'; END $$;"
            " CREATE TRIGGER broken BEFORE UPDATE ON employees_mail EXECUTE FUNCTION break_down()"
        )
        assert beat(NOON) == "InternalError"
        failed = now_of(erasure)
        assert (failed.step, failed.failure, failed.scrubbed_at) == ("records", "InternalError", None)
        assert list(said.all()) == ["Yours, Former colleague", "Ask Xenofonia Quux."]
        cursor.execute("DROP TRIGGER broken ON employees_mail")
    assert beat(NOON + 30 * SECONDS) == 1
    assert (now_of(erasure).step, now_of(erasure).failure) == ("", "")
    assert list(said.all()) == ["Yours, Former colleague", "Ask Former colleague."]


@pytest.mark.rule(
    "X5", "an erasure that is held up is shown to administrators and the operator, and names nobody"
)
def test_shown(company: Company, alice: Person, olga: Person) -> None:
    erasure = to_erase(company, "Xenofonia")
    page, list_, shown = (
        f"/admin/employees/{erasure.employee_id}", "/backoffice", f"/backoffice/companies/{company.pk}",
    )  # fmt: skip
    alter(erasure, attempts=1, retry_at=NOON, step="thanks")
    before = [who.get(path).content.decode() for who, path in ((alice, page), (olga, list_), (olga, shown))]
    assert ["held up" in text for text in before] == [False] * 3
    alter(erasure, attempts=3, failure="FileDamaged")
    mine, every, one = (
        " ".join(who.get(path).content.decode().split())
        for who, path in ((alice, page), (olga, list_), (olga, shown))
    )
    assert "It was tried 3 times and did not get through." in mine
    assert "It stops at: Recognitions and comments." in mine
    assert "Erasure held up" in every
    assert all(text in one for text in ("Recognitions and comments", "<code>FileDamaged</code>"))
    assert not [text for text in (mine, every, one) if "Quux" in text or "Xenofonia" in text]
    assert Employee.objects.for_company(company).get(pk=erasure.employee_id).name == "Former colleague"


@pytest.mark.rule("X5", "a list of companies asks the same number of questions for one and for three")
def test_queries(company: Company, django_assert_num_queries: Any) -> None:
    alter(to_erase(company, "Xenofonia"), attempts=2)
    with django_assert_num_queries(4):
        assert [row.stuck for row in all_companies()] == [1]
