"""For every address with an id: a row of a company, as the parameters of that address.

A new address of that kind has to be entered here; the walk of test_addresses.py fails until it is.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from certificates.models import CertificatePack
from employees.models import Company, RoleGrant, SavedView
from employees.services.api_tokens import make_token
from employees.services.saved_views import save_view
from invites.models import CodeFile, Kind, Schedule
from invites.services.generation import generate_invites_csv
from invites.services.letters.asking import ask_for_letters
from recognition.models import Batch, ECardPicture
from recognition.services.batches.recalling import recall_batch
from recognition.services.screens import ask_for_pairing, pair_screen
from recognition.services.wall import write_comment
from tests.employees.importing import Office, rows
from tests.factories import (
    NOON,
    CertificateFactory,
    ECardFactory,
    EmployeeFactory,
    ReasonFactory,
    RecipientFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.recognition.batching import Desk
from tests.recognition.batching import rows as batch_rows
from tests.recognition.tickets import a_submitted_batch
from workstars.lib.actors import SYSTEM, Actor

Parameters = dict[str, Any]


def an_employee(company: Company) -> Parameters:
    return {"pk": EmployeeFactory(company=company).pk}


def an_employee_id(company: Company) -> Parameters:
    return {"employee_id": EmployeeFactory(company=company).employee_id}


def an_open_grant(company: Company) -> Parameters:
    grant = RoleGrant(company=company, role="coordinator", email="dora@acme.example", granted_at=NOON)
    grant.save()
    return {"pk": grant.pk}


def an_accepted_grant(company: Company) -> Parameters:
    """Of somebody with a second factor."""
    grant = RoleGrantFactory(company=company, role="coordinator")
    Authenticator.objects.create(user=grant.user, type="totp", data={})
    return {"pk": grant.pk}


def a_registered_employee(company: Company) -> Parameters:
    return {"pk": EmployeeFactory(company=company, registered=True).pk}


def a_passkey(company: Company) -> Parameters:
    """Of somebody; `tests/employees/test_factors.py` asks for others'."""
    return {"pk": Authenticator.objects.create(user=UserFactory(), type="webauthn", data={"name": "Key"}).pk}


def an_import(company: Company) -> Parameters:
    """Checked, with a changed row and one to mend."""
    office(company).load(rows("00001,Ewa,Nowak,,PL"))
    hr_import, _findings = office(company).check(rows("00001,Ewa,Lis,,PL", "00002,,,,PL"))
    return {"pk": hr_import.pk}


def an_applied_import(company: Company) -> Parameters:
    hr_import, _findings = office(company).load(rows("00001,Ewa,Nowak,,PL"))
    return {"pk": hr_import.pk}


def office(company: Company) -> Office:
    return Office(company, UserFactory(), NOON)


def a_saved_view(company: Company) -> Parameters:
    """An administrator's: nobody else finds it."""
    grant = RoleGrant.objects.for_company(company).administrators().select_related("user").first()
    user = grant.user if grant else UserFactory()
    name = str(SavedView.objects.for_company(company).count() + 1)  # each address asks for one of its own
    view = save_view(company=company, user=user, name=name, query="country=PL", now=NOON)
    return {"pk": view.pk}


def a_code_file(company: Company) -> Parameters:
    EmployeeFactory(company=company, country="PL")
    return {
        "pk": generate_invites_csv(company=company, kind=Kind.INVITES, country="PL", by=SYSTEM, now=NOON).pk
    }


def a_schedule(company: Company) -> Parameters:
    plan = {"country": "PL", "every": "week", "weekday": 0, "next_on": NOON.date()}
    return {"pk": Schedule.objects.create(company=company, **plan).pk}


def words_of_letters(company: Company) -> Parameters:
    return {"kind": "invites", "language": "en"}


def a_certificate_pack(company: Company) -> Parameters:
    """Asked for, not made yet."""
    batch = Batch.objects.for_company(company).get(**a_sent_batch(company))
    facts = {"created_at": NOON, "created_by_label": "Alice", "status": "queued"}
    return {"pk": CertificatePack.objects.create(company=company, batch=batch, **facts).pk}


def words_of_certificates(company: Company) -> Parameters:
    return {"language": "en"}


def a_letter_pack(company: Company) -> Parameters:
    """Asked for, not made yet."""
    file = CodeFile.objects.for_company(company).get(**a_code_file(company))
    return {"pk": ask_for_letters(company=company, file=file, of="all", by=SYSTEM, now=NOON).pk}


def a_certificate(company: Company) -> Parameters:
    return {"pk": CertificateFactory(recipient__recognition__company=company).pk}


def a_recognition(company: Company) -> Parameters:
    return {"pk": RecipientFactory(recognition__company=company).recognition.pk}


def a_comment(company: Company) -> Parameters:
    """By the one who said thanks."""
    recognition = RecipientFactory(recognition__company=company).recognition
    comment = write_comment(recognition=recognition, author=recognition.sender, text="Well done", now=NOON)
    return {"pk": comment.pk}


def a_batch(company: Company) -> Parameters:
    """Submitted by somebody else, with a row to mend."""
    return {"pk": a_submitted_batch(company, "company").pk}


def a_batch_at_the_operator(company: Company) -> Parameters:
    return {"pk": a_submitted_batch(company, "operator").pk}


def a_sent_batch(company: Company) -> Parameters:
    person = EmployeeFactory(company=company)
    return {"pk": Desk(company, UserFactory(), NOON).send(batch_rows(f"{person.employee_id},Thanks,5,")).pk}


def a_batch_of_today(company: Company) -> Parameters:
    """One that can be recalled still."""
    person = EmployeeFactory(company=company)
    desk = Desk(company, UserFactory(), timezone.now())
    return {"pk": desk.send(batch_rows(f"{person.employee_id},Thanks,5,")).pk}


def a_recalled_batch(company: Company) -> Parameters:
    found = a_batch_of_today(company)
    batch = Batch.objects.for_company(company).get(pk=found["pk"])
    recall_batch(batch=batch, reason="wrong file", by=Actor(None, "Ada"), now=timezone.now())
    return found


def an_ecard(company: Company) -> Parameters:
    return {"pk": ECardFactory(company=company).pk}


def a_picture(company: Company) -> Parameters:
    ecard = ECardFactory(company=company)
    ECardPicture.objects.create(company=company, ecard=ecard, screen=b"webp", print=b"jpeg")
    return {"pk": ecard.pk, "digest": ecard.digest}


def a_reason(company: Company) -> Parameters:
    return {"pk": ReasonFactory(company=company).pk}


def an_api_token(company: Company) -> Parameters:
    user = UserFactory()
    token, _secret = make_token(
        company=company,
        name="Payroll",
        scopes=["employees:read"],
        expires_on=None,
        user=user,
        by=SYSTEM,
        now=NOON,
    )
    return {"pk": token.pk}


def a_screen(company: Company) -> Parameters:
    waiting, _secret = ask_for_pairing(company=company, before=None, now=NOON)
    given = {"code": waiting.pairing_code, "name": "Canteen", "names": "short"}
    return {"pk": pair_screen(company=company, **given, by=SYSTEM, now=NOON).pk}


def a_mail(company: Company) -> Parameters:
    return {"name": "invitation"}


def the_company(company: Company) -> Parameters:
    return {"pk": company.pk}


ROWS: dict[str, Callable[[Company], Parameters]] = {
    "api-employee": an_employee_id,
    "api-employee-deactivate": an_employee_id,
    "api-employee-reactivate": an_employee_id,
    "api-batch": a_batch,
    "api-batch-answer": a_batch,
    "api-batch-cancel": a_batch,
    "api-batch-check": a_batch,
    "api-batch-faulty": a_batch,
    "api-batch-faulty-rows": a_batch,
    "api-batch-file": a_batch,
    "api-batch-result": a_sent_batch,
    "api-batch-result-file": a_sent_batch,
    "api-batch-submit": a_batch,
    "api-batch-thread": a_batch,
    "admin-certificates-anew": a_certificate,
    "admin-certificates-download": a_certificate,
    "admin-certificates-open": a_certificate,
    "admin-certificates-print": a_certificate,
    "admin-certificates-take-back": a_certificate,
    "backoffice-administrator": the_company,
    "backoffice-company": the_company,
    "backoffice-edit": the_company,
    "backoffice-factor": the_company,
    "backoffice-offline-off": the_company,
    "backoffice-offline-on": the_company,
    "backoffice-batch": a_batch_at_the_operator,
    "backoffice-batch-approve": a_batch_at_the_operator,
    "backoffice-batch-ask": a_batch_at_the_operator,
    "backoffice-batch-reject": a_batch_at_the_operator,
    "backoffice-batch-write": a_batch_at_the_operator,
    "batch": a_batch,
    "batch-answer": a_batch,
    "batch-approve": a_batch,
    "batch-ask": a_batch,
    "batch-cancel": a_batch,
    "batch-encoding": a_batch,
    "batch-faulty": a_batch,
    "batch-file": a_batch,
    "batch-recall": a_batch_of_today,
    "batch-recalled": a_recalled_batch,
    "batch-recalled-file": a_recalled_batch,
    "batch-reject": a_batch,
    "batch-request": a_batch,
    "batch-result": a_sent_batch,
    "batch-submit": a_batch,
    "batch-uploaded": a_batch,
    "batch-write": a_batch,
    "code-file": a_code_file,
    "code-file-download": a_code_file,
    "code-file-void": a_code_file,
    "code-file-xlsx": a_code_file,
    "ecard": an_ecard,
    "ecard-earlier": an_ecard,
    "ecard-later": an_ecard,
    "ecard-off": an_ecard,
    "ecard-on": an_ecard,
    "ecard-picture": a_picture,
    "employee-deactivate": an_employee,
    "employee-recovery": an_employee,
    "employee-reset": an_employee,
    "employee-slip": an_employee,
    "team-slip": an_employee,
    "employee-detail": an_employee,
    "employee-edit": an_employee,
    "employee-erase": an_employee,
    "employee-factor": a_registered_employee,
    "employee-reactivate": an_employee,
    "employee-resume-mails": an_employee,
    "employee-stop-mails": an_employee,
    "employees-view": a_saved_view,
    "employees-view-delete": a_saved_view,
    "employees-view-edit": a_saved_view,
    "employees-import-changes": an_import,
    "employees-import-confirm": an_import,
    "employees-import-detail": an_import,
    "employees-import-discard": an_import,
    "employees-import-faulty": an_import,
    "employees-import-file": an_applied_import,
    "employees-import-match": an_import,
    "employees-import-undo": an_applied_import,
    "letters": a_code_file,
    "letters-again": a_letter_pack,
    "letters-download": a_letter_pack,
    "letters-progress": a_letter_pack,
    "manager-certificates-anew": a_certificate,
    "manager-certificates-download": a_certificate,
    "manager-certificates-open": a_certificate,
    "manager-certificates-print": a_certificate,
    "manager-certificates-take-back": a_certificate,
    "api-recognition": a_recognition,
    "recognition": a_recognition,
    "recognition-comments": a_recognition,
    "recognition-hide": a_recognition,
    "recognition-private": a_recognition,
    "recognition-react": a_recognition,
    "recognition-show": a_recognition,
    "comment-hide": a_comment,
    "comment-keep": a_comment,
    "comment-report": a_comment,
    "comment-show": a_comment,
    "comment-take-back": a_comment,
    "reason": a_reason,
    "reason-earlier": a_reason,
    "reason-later": a_reason,
    "reason-off": a_reason,
    "reason-on": a_reason,
    "certificate-pack-again": a_certificate_pack,
    "certificate-pack-download": a_certificate_pack,
    "certificate-pack-progress": a_certificate_pack,
    "certificate-packs": a_sent_batch,
    "settings-certificates-preview": words_of_certificates,
    "settings-certificates-standard": words_of_certificates,
    "settings-certificates-words": words_of_certificates,
    "settings-letters-preview": words_of_letters,
    "settings-letters-standard": words_of_letters,
    "settings-letters-words": words_of_letters,
    "settings-api-renew": an_api_token,
    "settings-api-revoke": an_api_token,
    "settings-screen": a_screen,
    "settings-screen-end": a_screen,
    "settings-schedule-remove": a_schedule,
    "settings-mail": a_mail,
    "settings-mail-html": a_mail,
    "settings-mail-send": a_mail,
    "settings-role-again": an_open_grant,
    "second-factor-remove": a_passkey,
    "settings-role-factor": an_accepted_grant,
    "settings-role-take": an_open_grant,
}

# Addresses whose parameter is itself the key: it belongs to nobody's company until it is shown to be right.
KEYS = {
    "settings-certificates-preview": "a language, which every company has",
    "settings-certificates-standard": "a language, which every company has",
    "settings-certificates-words": "a language, which every company has",
    "settings-letters-preview": "a kind of letter and a language, which every company has",
    "settings-letters-standard": "a kind of letter and a language, which every company has",
    "settings-letters-words": "a kind of letter and a language, which every company has",
    "settings-mail": "the name of a mail that every company has",
    "settings-mail-html": "the name of a mail that every company has",
    "settings-mail-send": "the name of a mail that every company has",
    "account-email-confirm": "a signed key from a mail",
    "api-employee": "an Employee ID, of which each company has its own",
    "api-employee-deactivate": "an Employee ID, of which each company has its own",
    "api-employee-reactivate": "an Employee ID, of which each company has its own",
    "account_reset_password_from_key": "a signed key from a mail",
    "activate-finish": "a signed key from a mail",
    "activate-mail": "a signed key from a mail",
    "batch-sender": "a signed key from a mail",
    "dev-mail-html": "a file of the development mailbox",
    "dev-mail-message": "a file of the development mailbox",
    "screen-picture": "the fingerprint of a picture, for a television that is paired",
    "welcome": "a signed key from a mail",
}
