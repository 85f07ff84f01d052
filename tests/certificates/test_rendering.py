"""From queued to ready: a code of its own, a file in the vault, and what becomes of what cannot be set (T1, T7)."""

from datetime import date, timedelta

import pytest

from certificates.models import Certificate
from certificates.services.issuing import issue_certificates
from certificates.services.rendering import MovedOn, keep, render_one, render_waiting, take_next
from certificates.services.sheets import FreshCode, fresh_code, qr_address, sheet_of
from certificates.tasks import pdf_render
from employees.models import AuditEvent, Company, Employee
from invites import codes
from invites.models import ActivationCode
from tests.certificates.floor import certificate_of, code_on, has_code, issue, paper_of, person, thank
from tests.factories import NOON, ReasonFactory, UserFactory
from workstars.lib import vault
from workstars.lib.jobs import MOST_ATTEMPTS

LAST_DAY = date(2026, 8, 29)  # 180 days after 2 March
NEVER_FITS = "\n".join(["w" * 33] * 2000)


@pytest.fixture
def boss(company: Company) -> Employee:
    return person(company, "Bea Boss", registered=True)


@pytest.fixture
def ewa(company: Company, boss: Employee) -> Employee:
    return person(company, "Ewa Lis", boss, employee_id="00123")


def register(employee: Employee) -> None:
    employee.user, employee.registered_at, employee.registered_by = UserFactory(), NOON, "invites"
    employee.save()


@pytest.mark.rule("T1", "a certificate bears the message, and the ID, a code, its last day and the address")
@pytest.mark.rule("A4", "a certificate brings a new code, live to the day that is printed beside it")
def test_ready(company: Company, ewa: Employee) -> None:
    thank(ewa, message="Thank you for the night shift")
    issue()
    made, paper = certificate_of(ewa), paper_of(ewa)
    code = codes.parse(code_on(paper))
    live = ActivationCode.objects.for_company(company).live(NOON.date()).get(employee=ewa)
    assert (made.status, made.code, made.last_day, made.rendered_at) == ("ready", live, LAST_DAY, NOON)
    assert (live.kind, live.last_day, live.file) == ("certificate", LAST_DAY, None)
    assert bytes(live.digest) == codes.digest(code, company.pk, live.key_version)
    for words in ("Thank you for the night shift", "Ewa Lis", "00123", "acme.workstars.test/activate"):
        assert words in paper


@pytest.mark.rule(
    "T1", "what stands on it: from whom, why, how many points, in whose language, on which paper"
)
def test_sheet(company: Company, ewa: Employee) -> None:
    company.default_language = "pl"
    reason = ReasonFactory(company=company, name="Safety", names={"de": "Sicherheit"})
    (recipient,) = thank(ewa, sender=None, sender_name="Acme Mills", reason=reason)
    recipient.points = 50
    recipient.save()
    issue_certificates(now=NOON)
    certificate = take_next(NOON)
    certificate.company, certificate.employee.language = company, "de"
    sheet = sheet_of(certificate, FreshCode("BCDFGHJKLMNP", LAST_DAY))
    assert (sheet.sender, sheet.recipient, sheet.reason, sheet.points) == (
        "Acme Mills",
        "Ewa Lis",
        "Sicherheit",
        50,
    )
    assert (sheet.language, sheet.paper, sheet.sent_on) == ("de", "A4", date(2026, 3, 2))
    assert (sheet.code, sheet.last_day) == ("BCDF-GHJK-LMNP", LAST_DAY)
    certificate.employee.language, certificate.employee.country = "", "US"
    again = sheet_of(certificate, None)
    assert (again.language, again.paper, again.code, again.last_day) == ("pl", "Letter", None, None)


@pytest.mark.rule("A8", "the QR code opens the page with ID and code in the fragment alone")
def test_qr_address(company: Company, ewa: Employee) -> None:
    ewa.employee_id = "Ä 1&2"
    address = qr_address(company, ewa, FreshCode("BCDFGHJKLMNP", LAST_DAY))
    assert address == "http://acme.workstars.test/activate#id=%C3%84+1%262&code=BCDF-GHJK-LMNP"
    assert qr_address(company, ewa, None) == "http://acme.workstars.test/activate"


@pytest.mark.promise("V8", "a code is not in what an error would print")
def test_code_is_not_shown(company: Company, ewa: Employee) -> None:
    assert repr(FreshCode("BCDFGHJKLMNP", LAST_DAY)) == "FreshCode(last_day=2026-08-29)"


@pytest.mark.rule("C6", "the days that a certificate's code is valid are the company's")
def test_own_days(company: Company, ewa: Employee) -> None:
    Company.objects.filter(pk=company.pk).update(certificate_code_days=10)
    thank(ewa)
    issue()
    assert certificate_of(ewa).last_day == date(2026, 3, 12)


@pytest.mark.rule("T5", "who has registered before it is made gets one that says so, without a code")
def test_registered_before(company: Company, ewa: Employee) -> None:
    thank(ewa)
    issue_certificates(now=NOON)
    register(ewa)
    render_waiting(now=NOON)
    made = certificate_of(ewa)
    assert (made.status, made.code, made.last_day) == ("ready", None, None)
    assert not ActivationCode.objects.for_company(company).exists()
    assert has_code(paper_of(ewa)) is False


@pytest.mark.rule("T7", "one that cannot be set breaks alone, with a sentence; the others go on")
def test_failed(company: Company, boss: Employee, ewa: Employee) -> None:
    jan = person(company, "Jan Kos", boss)
    thank(ewa, message=NEVER_FITS)
    thank(jan)
    issue()
    bad, good = certificate_of(ewa), certificate_of(jan)
    assert (bad.status, bad.is_kept, good.status, good.is_kept) == ("failed", False, "ready", True)
    assert bad.failure == "The message is too long for one page, even in the smallest type."
    event = AuditEvent.objects.for_company(company).get(action="certificate.failed")
    assert (event.subject_label, event.after) == ("Ewa Lis", {"reason": bad.failure})
    assert list(ActivationCode.objects.for_company(company).values_list("employee", flat=True)) == [jan.pk]


@pytest.mark.rule("T7", "one at which workers die is given up after five, visibly")
def test_given_up(company: Company, ewa: Employee) -> None:
    thank(ewa)
    issue_certificates(now=NOON)
    Certificate.objects.for_company(company).update(attempts=MOST_ATTEMPTS)
    render_waiting(now=NOON)
    made = certificate_of(ewa)
    assert (made.status, made.attempts) == ("failed", MOST_ATTEMPTS + 1)
    assert "broke off five times" in made.failure


@pytest.mark.rule("T7", "what a living worker holds is left to it; what a dead one held is taken over")
def test_claims(company: Company, ewa: Employee) -> None:
    thank(ewa)
    issue_certificates(now=NOON)
    held = take_next(NOON)
    assert (take_next(NOON), render_waiting(now=NOON)) == (None, 0)
    silent = held.heartbeat_at - timedelta(seconds=11)
    Certificate.objects.for_company(company).update(heartbeat_at=silent)
    assert render_waiting(now=NOON) == 1
    render_one(held, NOON)  # the first one was only slow
    assert (certificate_of(ewa).status, ActivationCode.objects.for_company(company).count()) == ("ready", 1)
    assert stored_files() == [certificate_of(ewa).stored_name]


def stored_files() -> list[str]:
    """What `sweep_orphans` would see, were it a day later."""
    seen: list[str] = []

    def known(names: list[str]) -> list[str]:
        seen.extend(names)
        return names

    vault.sweep_orphans("certificates", known, older_than=timedelta(seconds=-1))
    mine = set(Certificate.objects.across_companies().values_list("stored_name", flat=True))
    return sorted(name for name in seen if name in mine or f"/{company_of(mine)}/" in name)


def company_of(names: set[str]) -> str:
    return next(iter(names)).split("/")[1]


@pytest.mark.rule("C4", "while offline employees are off nothing is made, also what was issued before")
def test_switched_off(company: Company, ewa: Employee) -> None:
    thank(ewa)
    issue_certificates(now=NOON)
    claimed = take_next(NOON)
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    render_one(claimed, NOON)
    assert (render_waiting(now=NOON), certificate_of(ewa).status) == (0, "queued")
    Company.objects.filter(pk=company.pk).update(offline_employees=True)
    assert (render_waiting(now=NOON), certificate_of(ewa).status) == (1, "ready")


@pytest.mark.rule("E10", "for who has left nothing is made; who comes back gets a code that is young enough")
def test_left(company: Company, ewa: Employee) -> None:
    thank(ewa)
    issue_certificates(now=NOON)
    ewa.left_at = NOON
    ewa.save()
    assert render_waiting(now=NOON) == 0
    back = NOON + timedelta(days=1)
    ewa.left_at, ewa.active_since = None, back
    ewa.save()
    assert (render_waiting(now=NOON), render_waiting(now=back)) == (0, 1)
    assert ActivationCode.objects.for_company(company).live(back.date()).count() == 1


@pytest.mark.promise(
    "V7", "who registers, leaves or comes back while it is drawn gets no letter with a dead code"
)
@pytest.mark.parametrize(
    "facts",
    [
        {"registered_at": NOON},
        {"left_at": NOON},
        {"active_since": NOON + timedelta(seconds=1)},
    ],
    ids=["registered", "left", "back"],
)
def test_changed_meanwhile(company: Company, ewa: Employee, facts) -> None:
    thank(ewa)
    issue_certificates(now=NOON)
    claimed = take_next(NOON)
    code = fresh_code(claimed, NOON)
    stored = vault.store(f"certificates/{company.pk}", b"%PDF")
    Employee.objects.for_company(company).filter(pk=ewa.pk).update(**facts)
    with pytest.raises(MovedOn):
        keep(claimed, stored, code, NOON)
    assert (certificate_of(ewa).status, ActivationCode.objects.for_company(company).count()) == ("queued", 0)


@pytest.mark.rule("T7", "a task makes a handful, and the rest is left for the next")
def test_handful(company: Company, boss: Employee) -> None:
    thank(*(person(company, f"Ewa {name}", boss) for name in ("A", "B", "C")))
    issue_certificates(now=NOON)
    assert render_waiting(now=NOON, most=2) == 2
    pdf_render.run(at=NOON.isoformat())
    assert Certificate.objects.for_company(company).ready().count() == 3


def test_statements(company: Company, boss: Employee, django_assert_max_num_queries) -> None:
    """Fixed for each certificate, whatever waits."""
    thank(*(person(company, f"Ewa {name}", boss) for name in ("A", "B", "C")))
    issue_certificates(now=NOON)
    with django_assert_max_num_queries(12):
        assert render_waiting(now=NOON, most=1) == 1
