"""Where a certificate lies, why, and how it follows the line manager (T3)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from certificates.models import Certificate
from certificates.services.issuing import issue_certificates
from certificates.services.placing import follow_managers
from certificates.tasks import follow_managers as follow_task
from employees.models import AuditEvent, Company, Employee
from tests.certificates.floor import certificate_of, lies_with, person, thank
from tests.factories import NOON, UserFactory

DAY = timedelta(days=1)
# 9 March begins in Warsaw, seven days after Monday 2 March.
SEVENTH_DAY = datetime(2026, 3, 8, 23, 0, tzinfo=UTC)


@pytest.fixture
def top(company: Company) -> Employee:
    return person(company, "Tom Top", registered=True)


def placed(employee: Employee, now: datetime = NOON) -> tuple[str, str]:
    thank(employee)
    issue_certificates(now=now)
    return lies_with(employee)


def register(employee: Employee) -> None:
    employee.user, employee.registered_at = UserFactory(), NOON
    employee.save()


@pytest.mark.rule("T3", "the line manager who has registered has it")
def test_line_manager(company: Company, top: Employee) -> None:
    assert placed(person(company, "Ewa Lis", top)) == ("Tom Top", "manager")


@pytest.mark.rule("T3", "an offline line manager is passed over: the nearest registered one above has it")
def test_offline_manager(company: Company, top: Employee) -> None:
    middle = person(company, "Mia Middle", person(company, "Max Middle", top))
    assert placed(person(company, "Ewa Lis", middle)) == ("Tom Top", "offline")


@pytest.mark.rule("T3", "a bounced HR e-mail makes a manager offline")
def test_bounced_manager(company: Company, top: Employee) -> None:
    middle = person(company, "Mia Middle", top, hr_email="mia@work.example", hr_email_bounced_at=NOON)
    assert placed(person(company, "Ewa Lis", middle)) == ("Tom Top", "offline")


@pytest.mark.rule("T3", "of a line manager who has left, or not started, the nearest registered one above")
@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"left_at": NOON, "registered": True}, "left"),
        ({"leaving_date": date(2026, 3, 1), "registered": True}, "left"),
        ({"hire_date": date(2026, 4, 1)}, "not_started"),
        ({"hire_date": date(2026, 4, 1), "registered": True}, "not_started"),
    ],
    ids=["deactivated", "last day over", "not started", "registered before a later start"],
)
def test_manager_not_here(company: Company, top: Employee, facts, why: str) -> None:
    person(company, "Other Report", top)  # without a report who is here, Tom would be no manager
    middle = person(company, "Mia Middle", top, **facts)
    assert placed(person(company, "Ewa Lis", middle)) == ("Tom Top", why)


@pytest.mark.rule("T3", "the last day of a line manager is inclusive")
def test_last_day(company: Company, top: Employee) -> None:
    middle = person(company, "Mia Middle", top, registered=True, leaving_date=date(2026, 3, 2))
    ewa = person(company, "Ewa Lis", middle)
    assert placed(ewa) == ("Mia Middle", "manager")
    assert (follow_managers(now=NOON + DAY), lies_with(ewa)) == (1, ("Tom Top", "left"))


@pytest.mark.rule("T3", "without anybody registered above it is on the administrators' list, with the reason")
def test_administrators(company: Company) -> None:
    assert placed(person(company, "Ewa Lis")) == ("administrators", "none")
    assert placed(person(company, "Jan Kos", person(company, "Mia Middle"))) == ("administrators", "offline")


@pytest.mark.rule(
    "T3", "who is registered but is nobody's manager any more has no such page and is passed over"
)
def test_no_manager_any_more(company: Company, top: Employee) -> None:
    gone = person(company, "Mia Middle", top, left_at=NOON)  # Tom's only report
    assert placed(person(company, "Ewa Lis", gone)) == ("administrators", "left")


@pytest.mark.promise(
    "V12", "managers in a circle are walked once: the first registered one, or administrators"
)
def test_circle(company: Company) -> None:
    ann, bo, cy = (person(company, name) for name in ("Ann A", "Bo B", "Cy C"))
    for who, boss in ((ann, bo), (bo, cy), (cy, bo)):
        who.manager = boss
        who.save()
    assert placed(ann) == ("administrators", "offline")
    register(cy)
    assert (follow_managers(now=NOON), lies_with(ann)) == (1, ("Cy C", "offline"))


@pytest.mark.promise("V12", "nobody holds their own certificate, also in a circle of two")
def test_not_ones_own(company: Company) -> None:
    ann = person(company, "Ann A")
    bo = person(company, "Bo B", ann)
    ann.manager = bo
    ann.save()
    assert placed(ann) == ("administrators", "offline")
    register(ann)
    assert (follow_managers(now=NOON), lies_with(ann)) == (0, ("administrators", "offline"))


@pytest.mark.rule(
    "T3", "a manager with HR e-mail has seven days to register; then it climbs, at the midnight"
)
def test_climbs(company: Company, top: Employee) -> None:
    Company.objects.filter(pk=company.pk).update(launched_at=NOON - DAY)
    middle = person(company, "Mia Middle", top, by_mail=True)
    ewa = person(company, "Ewa Lis", middle)
    assert placed(ewa) == ("Mia Middle", "unregistered")
    assert follow_managers(now=SEVENTH_DAY - timedelta(seconds=1)) == 0
    assert (follow_managers(now=SEVENTH_DAY), lies_with(ewa)) == (1, ("Tom Top", "unregistered"))
    assert (follow_managers(now=SEVENTH_DAY + DAY), certificate_of(ewa).waits_since) == (0, SEVENTH_DAY)


@pytest.mark.rule("T3", "climbing ends at the administrators' list when nobody above has registered")
def test_climbs_to_administrators(company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(launched_at=NOON - DAY)
    ewa = person(company, "Ewa Lis", person(company, "Mia Middle", by_mail=True))
    placed(ewa)
    assert (follow_managers(now=SEVENTH_DAY), lies_with(ewa)) == (1, ("administrators", "unregistered"))


@pytest.mark.rule("T3", "the seven days run from launch, since nobody is asked to register before")
def test_climbs_after_launch(company: Company, top: Employee) -> None:
    ewa = person(company, "Ewa Lis", person(company, "Mia Middle", top, by_mail=True))
    placed(ewa)
    assert follow_managers(now=SEVENTH_DAY + 30 * DAY) == 0
    Company.objects.filter(pk=company.pk).update(launched_at=NOON + 3 * DAY)
    assert follow_managers(now=SEVENTH_DAY + 2 * DAY) == 0
    assert (follow_managers(now=SEVENTH_DAY + 3 * DAY), lies_with(ewa)) == (1, ("Tom Top", "unregistered"))


@pytest.mark.rule("T3", "another line manager with HR e-mail has seven days of their own")
def test_days_of_ones_own(company: Company, top: Employee) -> None:
    Company.objects.filter(pk=company.pk).update(launched_at=NOON - DAY)
    first, second = (person(company, name, top, by_mail=True) for name in ("Mia Middle", "Max Middle"))
    ewa = person(company, "Ewa Lis", first)
    placed(ewa)
    follow_managers(now=SEVENTH_DAY)
    ewa.manager = second
    ewa.save()
    assert (follow_managers(now=SEVENTH_DAY + DAY), lies_with(ewa)) == (1, ("Max Middle", "unregistered"))
    assert follow_managers(now=SEVENTH_DAY + 7 * DAY) == 0
    assert (follow_managers(now=SEVENTH_DAY + 8 * DAY), lies_with(ewa)) == (1, ("Tom Top", "unregistered"))


@pytest.mark.rule(
    "T3", "an unprinted certificate follows the line manager: another one, and one who registers"
)
def test_follows(company: Company, top: Employee) -> None:
    middle = person(company, "Mia Middle", top)
    ewa = person(company, "Ewa Lis", middle)
    placed(ewa)
    Certificate.objects.for_company(company).update(told_at=NOON)
    register(middle)
    assert follow_task(at=(NOON + DAY).isoformat()) == 1
    moved = certificate_of(ewa)
    assert (lies_with(ewa), moved.waits_since, moved.told_at) == (("Mia Middle", "manager"), NOON + DAY, None)
    ewa.manager = top
    ewa.save()
    assert (follow_managers(now=NOON + DAY), lies_with(ewa)) == (1, ("Tom Top", "manager"))
    assert (follow_managers(now=NOON + DAY), certificate_of(ewa).manager) == (0, top)


@pytest.mark.rule("T3", "what is printed stays with the paper; if its holder cannot be reached, it moves too")
def test_printed_stays(company: Company, top: Employee) -> None:
    middle = person(company, "Mia Middle", top, registered=True)
    ewa = person(company, "Ewa Lis", middle)
    placed(ewa)
    Certificate.objects.for_company(company).update(printed_at=NOON)
    ewa.manager = top
    ewa.save()
    person(company, "Other Report", middle)
    assert (follow_managers(now=NOON), lies_with(ewa)) == (0, ("Mia Middle", "manager"))
    middle.left_at = NOON
    middle.save()
    assert (follow_managers(now=NOON), lies_with(ewa)) == (1, ("Tom Top", "manager"))


@pytest.mark.rule("T3", "what was handed over moves no more")
def test_handed_over_stays(company: Company, top: Employee) -> None:
    ewa = person(company, "Ewa Lis", top)
    placed(ewa)
    Certificate.objects.for_company(company).update(handed_over_at=NOON)
    ewa.manager = None
    ewa.save()
    assert (follow_managers(now=NOON), lies_with(ewa)) == (0, ("Tom Top", "manager"))


@pytest.mark.rule("R2", "who holds the certificate may see the recognition; who held it before, no longer")
def test_holder_of_recipient(company: Company, top: Employee) -> None:
    middle = person(company, "Mia Middle", top, registered=True)
    ewa = person(company, "Ewa Lis", middle)
    placed(ewa)
    middle.left_at = NOON
    middle.save()
    person(company, "Other Report", top)
    follow_managers(now=NOON)
    recipient = certificate_of(ewa).recipient
    assert (recipient.holder_id, recipient.manager_id) == (top.pk, middle.pk)


@pytest.mark.rule("C2", "one company's managers never get another's certificates, and its events are its own")
def test_two_companies(company: Company, other_company: Company, top: Employee) -> None:
    ewa, olaf = person(company, "Ewa Lis", person(company, "Mia Middle")), person(other_company, "Olaf Lund")
    thank(ewa)
    thank(olaf)
    issue_certificates(now=NOON)
    ewa.manager = top
    ewa.save()
    assert follow_managers(now=NOON) == 1
    assert (lies_with(ewa), lies_with(olaf)) == (("Tom Top", "manager"), ("administrators", "none"))
    moved = AuditEvent.objects.filter(action="certificates.moved").values_list("company", "after")
    assert list(moved) == [(company.pk, {"certificates": 1})]


@pytest.mark.rule("C4", "while offline employees are off nothing moves")
def test_switched_off(company: Company, top: Employee) -> None:
    ewa = person(company, "Ewa Lis")
    placed(ewa)
    ewa.manager = top
    ewa.save()
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    assert (follow_managers(now=NOON), lies_with(ewa)) == (0, ("administrators", "none"))


def test_statements(company: Company, top: Employee, django_assert_num_queries) -> None:
    """As many for one as for three, whatever their chains."""
    people = [person(company, f"Ewa {name}", person(company, f"Mia {name}", top)) for name in ("A", "B", "C")]
    thank(*people)
    issue_certificates(now=NOON)
    for number in (1, 2):
        some = people[:number] if number == 1 else people[1:]
        Employee.objects.for_company(company).filter(pk__in=[each.pk for each in some]).update(manager=None)
        with django_assert_num_queries(7):
            assert follow_managers(now=NOON) == number
