"""Adding one employee (E1, E2, C4, E7, E8, E11)."""

from datetime import timedelta

import pytest

from employees.models import AuditEvent, Company, Employee
from employees.records import Code, Field
from employees.services.people import RecordRefused, Saved, add_employee
from tests.factories import CompanyFactory, EmployeeFactory, UserFactory
from workstars.lib.actors import Actor

ADA = {"employee_id": "00042", "first_name": "Ada", "last_name": "Łąka", "country": "PL"}


@pytest.fixture
def add(company: Company, by_alice: Actor, now):
    def add(**values: str) -> Saved:
        meant = values.pop("odd_id_meant", False)
        return add_employee(
            company=company, values={**ADA, **values}, by=by_alice, now=now, odd_id_meant=bool(meant)
        )

    return add


def refusals(error: pytest.ExceptionInfo[RecordRefused]) -> list[tuple[Code, Field | None]]:
    return [(problem.code, problem.field) for problem in error.value.problems]


@pytest.mark.rule("E1", "an Employee ID keeps its zeros, letters and dashes, and outer spaces go")
def test_employee_id_is_text(add):
    assert add(employee_id=" 00A-7 ").employee.employee_id == "00A-7"


@pytest.mark.rule("I2", "a new employee without e-mail waits in Invites")
def test_new_offline_employee_waits(add, company, now):
    employee = add().employee
    assert list(Employee.objects.for_company(company).waiting_for_invite(now.date())) == [employee]
    assert (employee.mail_due_at, employee.active_since) == (None, now)


@pytest.mark.rule("I1", "a new employee with an e-mail is due for the launch invitation at once")
def test_new_employee_with_email_is_due(add, company, now):
    employee = add(hr_email="ada@acme.example").employee
    assert employee.mail_due_at == now
    assert not Employee.objects.for_company(company).offline(now.date()).exists()


@pytest.mark.rule("C7", "adding an employee is in the audit log with what was typed, in the same transaction")
def test_adding_is_audited(add, alice, now):
    employee = add(job_title="Welder").employee
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.at, event.subject_id) == (
        "employee.added",
        alice.user,
        now,
        employee.pk,
    )
    assert event.before == {}
    assert event.after == {**ADA, "job_title": "Welder"}


@pytest.mark.rule("E1", "the same Employee ID but for case and spaces is refused, and says whose it is")
def test_duplicate_id_is_refused(add, company):
    EmployeeFactory(company=company, employee_id="ab-1", first_name="Jan", last_name="Kos")
    with pytest.raises(RecordRefused) as error:
        add(employee_id="AB-1 ")
    assert refusals(error) == [(Code.ID_TAKEN, Field.EMPLOYEE_ID)]
    assert "Jan Kos (ab-1)" in str(error.value)


@pytest.mark.rule("C2", "another company may use the same Employee ID and e-mail")
def test_other_company_does_not_count(add, other_company):
    EmployeeFactory(company=other_company, employee_id="00042", hr_email="ada@acme.example")
    assert add(hr_email="ada@acme.example").employee.pk


@pytest.mark.rule(
    "E7", "an ID that equals another but for zeros is refused until somebody says that it is meant"
)
def test_lost_zeros_are_asked_about(add, company):
    EmployeeFactory(company=company, employee_id="0042", first_name="Jan", last_name="Kos")
    with pytest.raises(RecordRefused) as error:
        add(employee_id="42")
    assert refusals(error) == [(Code.ID_LOST_ZEROS, Field.EMPLOYEE_ID)]
    assert "0042 (Jan Kos)" in str(error.value)
    assert add(employee_id="42", odd_id_meant="yes").employee.employee_id == "42"


@pytest.mark.rule(
    "E7", "an ID that a spreadsheet has changed is refused until somebody says that it is meant"
)
@pytest.mark.parametrize(("text", "code"), [("1.2E+05", Code.ID_SCIENTIFIC), ("5480.0", Code.ID_DECIMAL)])
def test_spreadsheet_ids(add, text, code):
    with pytest.raises(RecordRefused) as error:
        add(employee_id=text)
    assert refusals(error) == [(code, Field.EMPLOYEE_ID)]
    assert add(employee_id=text, odd_id_meant="yes").employee.employee_id == text


@pytest.mark.rule("C4", "while offline employees are off, adding one without e-mail is refused")
def test_email_is_mandatory_while_offline_is_off(company, by_alice, now):
    company.offline_employees = False
    with pytest.raises(RecordRefused) as error:
        add_employee(company=company, values=ADA, by=by_alice, now=now)
    assert refusals(error) == [(Code.EMAIL_MISSING, Field.HR_EMAIL)]


@pytest.mark.rule("C4", "a malformed address is refused, whether offline employees are on or off")
@pytest.mark.parametrize("offline", [True, False])
def test_malformed_email(company, by_alice, now, offline):
    company.offline_employees = offline
    with pytest.raises(RecordRefused) as error:
        add_employee(company=company, values={**ADA, "hr_email": "ada@"}, by=by_alice, now=now)
    assert refusals(error) == [(Code.EMAIL_MALFORMED, Field.HR_EMAIL)]
    assert not Employee.objects.for_company(company).exists()


@pytest.mark.rule("X3", "what is wrong and what is missing are said at once")
def test_every_error_at_once(company, by_alice, now):
    values = {"employee_id": "", "first_name": "", "last_name": " ", "hr_email": "ada@", "country": ""}
    with pytest.raises(RecordRefused) as error:
        add_employee(company=company, values=values, by=by_alice, now=now)
    assert refusals(error) == [
        (Code.ID_MISSING, Field.EMPLOYEE_ID),
        (Code.EMAIL_MALFORMED, Field.HR_EMAIL),
        (Code.NAME_MISSING, Field.FIRST_NAME),
        (Code.COUNTRY_MISSING, Field.COUNTRY),
    ]


@pytest.mark.rule("E11", "an HR e-mail that another employee has is refused, also in other letters")
def test_email_of_another_employee(add, company):
    EmployeeFactory(
        company=company, employee_id="7", first_name="Jan", last_name="Kos", hr_email="J@acme.example"
    )
    with pytest.raises(RecordRefused) as error:
        add(hr_email="j@ACME.example")
    assert refusals(error) == [(Code.EMAIL_TAKEN, Field.HR_EMAIL)]
    assert "Jan Kos (7)" in str(error.value)


@pytest.mark.rule("E11", "an HR e-mail that is a colleague's login address is refused without naming whose")
def test_email_that_is_a_login(add, bob):
    with pytest.raises(RecordRefused) as error:
        add(employee_id="7", hr_email="Bob@mail.example")
    assert refusals(error) == [(Code.EMAIL_IS_A_LOGIN, Field.HR_EMAIL)]
    assert "Bob Brown" not in str(error.value)


@pytest.mark.rule("C2", "a login of another company is no clash, so that nothing of it shows")
def test_login_of_another_company_is_no_clash(add, charlie):
    EmployeeFactory(company=charlie.company, user=charlie.user, registered_at=charlie.user.created_at)
    assert add(hr_email=charlie.user.email).employee.hr_email == charlie.user.email


@pytest.mark.rule("E1", "the company's only country is taken when none is given")
def test_only_country(by_alice, now):
    company = CompanyFactory(countries=["NO"])
    values = {"employee_id": "1", "last_name": "Berg", "country": ""}
    assert add_employee(company=company, values=values, by=by_alice, now=now).employee.country == "NO"


@pytest.mark.rule("E8", "a line manager is named by Employee ID, zeros and case as typed by HR")
def test_known_manager(add, company):
    boss = EmployeeFactory(company=company, employee_id="B-1")
    saved = add(manager_id="b-1")
    assert (saved.employee.manager, saved.employee.manager_ref, saved.warnings) == (boss, "", ())


@pytest.mark.rule("E8", "an unknown manager is a warning, kept, and linked when that person appears")
def test_unknown_manager_is_linked_later(add):
    saved = add(manager_id="B-1")
    assert [(p.code, p.value) for p in saved.warnings] == [(Code.MANAGER_UNKNOWN, "B-1")]
    assert (saved.employee.manager, saved.employee.manager_ref) == (None, "B-1")
    boss = add(employee_id="b-1", first_name="Berta").employee
    saved.employee.refresh_from_db()
    assert (saved.employee.manager, saved.employee.manager_ref) == (boss, "")


@pytest.mark.rule("E8", "nobody is their own manager")
def test_own_manager(add):
    with pytest.raises(RecordRefused) as error:
        add(manager_id="00042")
    assert refusals(error) == [(Code.OWN_MANAGER, Field.MANAGER_ID)]
    assert "Ada Łąka" in str(error.value)


@pytest.mark.rule("E8", "a circle that closes when a manager appears is refused and names the people")
def test_circle_through_somebody_who_waited(add):
    jan = add(employee_id="J", first_name="Jan", last_name="Kos", manager_id="NEW").employee
    add(employee_id="E", first_name="Eva", last_name="Kot", manager_id="J")
    with pytest.raises(RecordRefused) as error:
        add(employee_id="NEW", first_name="Ola", last_name="Sum", manager_id="E")
    assert refusals(error) == [(Code.MANAGER_CYCLE, Field.MANAGER_ID)]
    assert "Eva Kot → Jan Kos → Ola Sum" in str(error.value)
    jan.refresh_from_db()
    assert jan.manager_ref == "NEW"


@pytest.mark.rule("E10", "somebody whose hire date is ahead is on no list until that day")
def test_not_started(add, company, now):
    start = now.date() + timedelta(days=7)
    employee = add(hire_date=start.isoformat()).employee
    people = Employee.objects.for_company(company)
    assert list(people.offline(now.date())) == []
    assert list(people.offline(start)) == [employee]


@pytest.mark.rule("E1", "leaving before being hired is refused")
def test_leaving_before_hired(add):
    with pytest.raises(RecordRefused) as error:
        add(hire_date="2026-03-02", leaving_date="2026-03-01")
    assert refusals(error) == [(Code.LEAVES_BEFORE_HIRED, Field.LEAVING_DATE)]


@pytest.mark.rule("I5", "a name that a spreadsheet would run is refused by page and API")
def test_formula_name(add):
    with pytest.raises(RecordRefused) as error:
        add(first_name="=cmd()")
    assert refusals(error) == [(Code.UNSAFE_FIRST, Field.FIRST_NAME)]


@pytest.mark.rule("E1", "a name longer than 150 signs is refused, never cut")
def test_long_name(add):
    assert add(last_name="x" * 150).employee.last_name == "x" * 150
    with pytest.raises(RecordRefused) as error:
        add(employee_id="7", last_name="x" * 151)
    assert refusals(error) == [(Code.TOO_LONG, Field.LAST_NAME)]


@pytest.mark.rule("C2", "a manager of another company is unknown here")
def test_manager_of_another_company(add, other_company):
    EmployeeFactory(company=other_company, employee_id="B-1")
    assert [p.code for p in add(manager_id="B-1").warnings] == [Code.MANAGER_UNKNOWN]


def test_logins_without_employee_are_no_clash(add, company):
    """An administrator who is entered into the HR records keeps the own address."""
    admin = UserFactory(email="boss@acme.example")
    assert add(hr_email=admin.email).employee.hr_email == "boss@acme.example"
