"""What ends with an erasure, and what it leaves alone, fact by fact (X5)."""

from datetime import timedelta
from typing import Any

import pytest

from employees.models import (
    ApiToken,
    Company,
    Employee,
    Erasure,
    HrImport,
    Mail,
    RoleGrant,
    SavedView,
    Session,
    User,
)
from employees.services import erasing
from employees.services.mail import queue_mail
from recognition.models import Comment, Reason, Recipient, Recognition
from tests.employees.importing import HEADINGS, Office, rows
from tests.factories import (
    NOON,
    EmployeeFactory,
    ReasonFactory,
    RecipientFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.people import signed_in
from workstars.lib.actors import SYSTEM
from workstars.lib.mail import Message
from workstars.portal.services.erasing import erase_who_waits

pytestmark = pytest.mark.django_db

WORK = "xeno@work.example"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def xeno(company: Company) -> Employee:
    return EmployeeFactory(
        company=company,
        employee_id="ZX-77",
        first_name="Xeno",
        last_name="Quux",
        hr_email=WORK,
        left_at=NOON - timedelta(days=3),
        registered=True,
    )


def press(person: Employee) -> Erasure:
    return erasing.begin_erasure(company=person.company, employee=person, by=SYSTEM, now=NOON)


def erase(person: Employee) -> Employee:
    press(person)
    assert erase_who_waits(LATER) == 1
    return fresh(person)


def fresh(person: Employee) -> Employee:
    return Employee.objects.for_company(person.company).get(pk=person.pk)


# The records


@pytest.mark.rule("X5", "who reported to the person has no line manager, and waits for no such Employee ID")
def test_reports(xeno: Employee) -> None:
    report = EmployeeFactory(company=xeno.company, manager=xeno)
    waiting = EmployeeFactory(company=xeno.company, manager_ref="zx-77")
    press(xeno)
    assert (fresh(report).manager, fresh(waiting).manager_ref) == (None, "")


@pytest.mark.rule("X5", "the day on which the person left stays")
def test_day_of_leaving(xeno: Employee) -> None:
    assert erase(xeno).left_at == NOON - timedelta(days=3)


@pytest.mark.rule("X5", "the number in place of the Employee ID is nobody's, whatever IDs a company has")
def test_number_is_free(xeno: Employee) -> None:
    taken = EmployeeFactory(company=xeno.company, employee_id=f"Erased {xeno.pk}")
    assert (erase(xeno).employee_id, fresh(taken).employee_id) == (f"erased {xeno.pk}", f"Erased {xeno.pk}")


# The login


@pytest.mark.rule("X5", "roles given to the address, saved views and tokens of the login end")
def test_what_the_login_was(xeno: Employee) -> None:
    company, user = xeno.company, xeno.user
    RoleGrantFactory(company=company, user=None, email=WORK, accepted_at=None)
    SavedView.objects.create(company=company, user=user, name="Mine", query="", created_at=NOON)
    token = ApiToken.objects.create(
        company=company, name="HR", digest=b"x", hint="x", scopes=[], created_at=NOON, created_by=user
    )
    press(xeno)
    token.refresh_from_db()
    assert (
        RoleGrant.objects.for_company(company).count(),
        SavedView.objects.for_company(company).count(),
        token.revoked_at,
    ) == (0, 0, NOON)


@pytest.mark.rule("X5", "of a login that is somebody elsewhere, only the sessions at this site end")
def test_sessions_elsewhere(xeno: Employee, other_company: Company) -> None:
    user = xeno.user
    there = EmployeeFactory(company=other_company, registered=True, user=user)
    signed_in(user, xeno.company, xeno)
    signed_in(user, other_company, there)
    press(xeno)
    sites = Session.objects.of(user).values_list("site", flat=True)
    assert list(sites) == [f"company:{other_company.pk}"]


@pytest.mark.rule("X5", "a closed login has no password any more")
def test_no_password(xeno: Employee) -> None:
    assert xeno.user is not None
    press(xeno)
    assert User.objects.get(pk=xeno.user.pk).has_usable_password() is False


# Mails and files


@pytest.mark.rule("X5", "a mail that waits for the person is never sent, also one to the bare address")
def test_mails(xeno: Employee) -> None:
    for number, employee in enumerate((xeno, None)):
        queue_mail(
            company=xeno.company,
            to=WORK,
            message=Message("s", "t", "h"),
            kind="digest",
            key=f"digest {number}",
            now=NOON,
            employee=employee,
        )
    erase(xeno)
    assert list(Mail.objects.values_list("status", "to", "sealed")) == [("dropped", "", None)] * 2


def an_import(xeno: Employee, now: Any) -> HrImport:
    office = Office(xeno.company, UserFactory(), now)
    return office.check(rows("ZX-77,Xeno,Quux,,PL", headings=HEADINGS))[0]


def shredded(hr_import: HrImport) -> bool:
    return HrImport.objects.for_company(hr_import.company).get(pk=hr_import.pk).shredded_at is not None


@pytest.mark.rule("X5", "a file of before the order goes; one of after is about somebody new, and stays")
def test_files(xeno: Employee) -> None:
    before = an_import(xeno, NOON)
    press(xeno)
    after = an_import(xeno, LATER)
    erase_who_waits(LATER)
    assert (shredded(before), shredded(after)) == (True, False)


@pytest.mark.rule("X5", "a file that cannot be read may name the person, and goes")
def test_damaged_file(xeno: Employee) -> None:
    hr_import = an_import(xeno, NOON)
    HrImport.objects.for_company(xeno.company).update(sha256=b"another")
    erase(xeno)
    assert shredded(hr_import) is True


# Thanks and texts


def thanked(xeno: Employee, **facts: Any) -> Recipient:
    said = {"recognition__company": xeno.company, "recognition__message": "Dear Xeno"}
    return RecipientFactory(employee=xeno, **said, **facts)


@pytest.mark.rule("X5", "no certificate and no notice is owed to the person any more")
def test_nothing_is_owed(xeno: Employee) -> None:
    recipient = thanked(xeno, paper="owed", notice_owed=True)
    erase(xeno)
    recipient.refresh_from_db()
    assert (recipient.paper, recipient.notice_owed) == ("", False)


@pytest.mark.rule("X5", "what was hidden before keeps by whom and why")
def test_hidden_before(xeno: Employee) -> None:
    hidden = {"hidden_at": NOON, "hidden_by_label": "Otto", "hidden_reason": "Rude"}
    recipient = thanked(xeno)
    Recognition.objects.for_company(xeno.company).update(**hidden)
    erase(xeno)
    said = Recognition.objects.for_company(xeno.company).get(pk=recipient.recognition_id)
    assert {name: getattr(said, name) for name in hidden} == hidden


@pytest.mark.rule("X5", "why a comment of the person was hidden goes with it")
def test_hidden_comment(xeno: Employee) -> None:
    other = RecipientFactory(recognition__company=xeno.company)
    comment = Comment.objects.create(
        company=xeno.company,
        recognition=other.recognition,
        author=xeno,
        text="Hm.",
        at=NOON,
        hidden_at=NOON,
        hidden_reason="Unkind",
    )
    erase(xeno)
    comment.refresh_from_db()
    assert (comment.text, comment.hidden_reason, comment.deleted_at) == ("", "", LATER)


@pytest.mark.rule("X5", "texts that would be the same without the name stay apart, and fit their column")
@pytest.mark.parametrize("start", ["For ", "x" * 70 + " "], ids=["short", "as long as the column"])
def test_unique_texts(xeno: Employee, start: str) -> None:
    first, second = (
        ReasonFactory(company=xeno.company, name=f"{start}{name}") for name in ("Xeno Quux", "Quux Xeno")
    )
    erase(xeno)
    names = Reason.objects.for_company(xeno.company).order_by("pk").values_list("name", flat=True)
    ends = (f" {first.pk}", f" {second.pk}")
    assert list(names) == [f"{f'{start}Former colleague'[: 80 - len(end)]}{end}" for end in ends]
