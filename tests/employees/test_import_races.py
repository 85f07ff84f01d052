"""Administrators who confirm and undo at the same moment: everything ends, nobody is written unseen (E5, V2)."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from employees.models import Employee, HrImport
from employees.services.imports import NotNow, request_undo, work_on
from tests.employees.importing import Office, people, rows
from tests.factories import RecipientFactory, RecognitionFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
Job = Callable[[], object]


@pytest.fixture
def colleague(office: Office) -> Office:
    """Another administrator of the same company."""
    user = UserFactory()
    RoleGrantFactory(company=office.company, user=user)
    return Office(office.company, user, office.now)


def at_once(*jobs: Job) -> list[str]:
    """All begin together; answers in their order with the name of what each raised."""
    barrier, answers = Barrier(len(jobs)), [""] * len(jobs)

    def run(place: int, job: Job) -> None:
        barrier.wait()
        try:
            job()
        except NotNow as refusal:
            answers[place] = type(refusal).__name__
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place, job]) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def in_the_middle(of: Job, at: str, other: Job) -> None:
    """`other` begins in another session when `of` is about to say `at`, and ends when it can."""
    begun: list[Thread] = []

    def begin(execute: Job, sql: str, *args: object) -> object:
        if sql.startswith(at) and not begun:
            begun.append(Thread(target=lambda: (other(), connection.close())))
            begun[0].start()
        return execute(sql, *args)

    with connection.execute_wrapper(begin):
        of()
    begun[0].join()


def status(hr_import: HrImport) -> str:
    return HrImport.objects.for_company(hr_import.company).get(pk=hr_import.pk).status


def asked(office: Office, hr_import: HrImport) -> HrImport:
    order = {"elsewhere": [], "user": office.user, "by": office.by, "now": office.now + timedelta(hours=1)}
    return request_undo(hr_import=hr_import, **order)


@pytest.mark.rule(
    "E5", "two administrators who confirm other people at the same moment: both files are applied"
)
def test_two_confirm_others(office: Office, colleague: Office) -> None:
    checked = [office.check(people([1, 2]))[0], colleague.check(people([3]))[0]]
    both = list(zip((office, colleague), checked, strict=True))
    at_once(*(lambda who=who, one=one: work_on(who.confirm(one).pk, who.now) for who, one in both))
    assert [status(one) for one in checked] == ["applied", "applied"]
    assert len(office.everybody()) == 3


@pytest.mark.rule(
    "V2", "two who confirm the same people at the same moment: the second is shown the new check"
)
def test_two_confirm_the_same(office: Office, colleague: Office) -> None:
    office.load(people([1]))
    checked = [
        office.check(rows("00001,Ida,Nowak1,,PL"))[0],
        colleague.check(rows("00001,Uma,Nowak1,,PL"))[0],
    ]
    both = list(zip((office, colleague), checked, strict=True))
    at_once(*(lambda who=who, one=one: work_on(who.confirm(one).pk, who.now) for who, one in both))
    assert sorted(status(one) for one in checked) == ["applied", "checked"]
    (second,) = [one for one in checked if status(one) == "checked"]
    found = HrImport.objects.for_company(office.company).get(pk=second.pk).found
    applied = office.person("00001").first_name
    assert (found["moved_on"], found["changed_list"][0]["differences"][0]["before"]) == (True, applied)


@pytest.mark.rule("E5", "one file confirmed by two at the same moment is confirmed once")
def test_one_confirmed_twice(office: Office, colleague: Office) -> None:
    hr_import, _findings = office.check(people([1]))
    assert sorted(at_once(lambda: office.confirm(hr_import), lambda: colleague.confirm(hr_import))) == [
        "",
        "NotNow",
    ]


@pytest.mark.rule("E5", "two who undo one import at the same moment undo it once")
def test_one_undone_twice(office: Office, colleague: Office) -> None:
    hr_import, _findings = office.load(people([1]))
    assert sorted(at_once(lambda: asked(office, hr_import), lambda: asked(colleague, hr_import))) == [
        "",
        "NotNow",
    ]
    at_once(*[lambda: work_on(hr_import.pk, office.now)] * 3)
    assert (status(hr_import), office.everybody()) == ("undone", [])


@pytest.mark.rule(
    "E5", "a file applied while another is undone finds the people as they are then, and asks again"
)
def test_applied_while_undone(office: Office) -> None:
    first, _findings = office.load(people([1]))
    second, _findings = office.check(rows("00001,Ida,Nowak1,,PL"))
    office.confirm(second), asked(office, first)
    in_the_middle(
        lambda: work_on(first.pk, office.now), "DELETE FROM", lambda: work_on(second.pk, office.now)
    )
    assert (status(first), status(second), office.everybody()) == ("undone", "checked", [])


@pytest.mark.rule("E5", "a file undone while another changes its people stays applied, and names the other")
def test_undone_while_applied(office: Office) -> None:
    first, _findings = office.load(people([1]))
    second, _findings = office.check(rows("00001,Ida,Nowak1,,PL"))
    office.confirm(second), asked(office, first)
    in_the_middle(
        lambda: work_on(second.pk, office.now), "CREATE TEMPORARY", lambda: work_on(first.pk, office.now)
    )
    assert (status(first), status(second)) == ("applied", "applied")
    failure = HrImport.objects.for_company(office.company).get(pk=first.pk).failure
    assert "the newer file staff.csv has changed 1 person of it: Ida Nowak1." in failure
    assert office.person("00001").first_name == "Ida"


@pytest.mark.rule("E5", "a page that changes a person while the file is undone is not overwritten unseen")
def test_changed_while_undone(office: Office) -> None:
    office.load(people([1]))
    hr_import, _findings = office.load(rows("00001,Ida,Nowak1,,PL"))
    asked(office, hr_import)
    person = Employee.objects.for_company(office.company)
    in_the_middle(
        lambda: work_on(hr_import.pk, office.now),
        "SELECT count(*) FROM (SELECT e.id",
        lambda: person.update(location="Ulm"),
    )
    # Whichever came first: the page's change is there, and what is undone is undone whole.
    found = office.person("00001")
    expected = {"applied": "Ida", "undone": "Ewa"}[status(hr_import)]
    assert (found.location, found.first_name) == ("Ulm", expected)


@pytest.mark.rule("E5", "whoever is thanked after the button is not deleted: a foreign key holds on")
def test_thanked_after_the_button(office: Office) -> None:
    hr_import, _findings = office.load(people([1, 2]))
    asked(office, hr_import)
    RecipientFactory(recognition=RecognitionFactory(company=office.company), employee=office.person("00001"))
    hr_import, _findings = office.work(hr_import)
    assert (hr_import.status, hr_import.failure) == (
        "applied",
        "It cannot be undone: somebody else needs a person or an address of this file by now.",
    )
    assert {"00001", "00002"} <= {employee_id for (employee_id,) in office.everybody()}
