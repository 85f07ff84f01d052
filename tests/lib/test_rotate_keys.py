"""`manage.py rotate_keys`: a new key takes over, and what was kept before is still there without the old one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from employees.models import Company, Mail
from employees.services.mail import queue_mail, send_due_mails
from invites.models import CodeFile
from invites.services.fetching import download_code_file
from invites.services.generation import generate_invites_csv
from tests.factories import NOON, EmployeeFactory
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.mail import Message
from workstars.management.commands.rotate_keys import models_with_files

NEWER = b"a key of thirty-two bytes, two.."


def rotate() -> list[str]:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue().splitlines()


def owe_a_mail(company: Company) -> Mail:
    hello = Message("Hello", "Hello Ewa\n")
    return queue_mail(company=company, to="ewa@mail.example", message=hello, kind="x", key="x", now=NOON)


@pytest.mark.rule("A3", "after a rotation files and unsent mails open with the new key alone, byte for byte")
@pytest.mark.promise("V6", "a file downloads bit for bit after a key rotation, with the old key gone")
def test_rotation(company: Company, settings, mailoutbox) -> None:
    EmployeeFactory.create_batch(2, company=company)
    file = generate_invites_csv(company=company, country="PL", kind="invites", by=SYSTEM, now=NOON)
    owe_a_mail(company)
    before = download_code_file(company=company, file=file, by=SYSTEM, now=NOON)

    settings.VAULT_KEYS = {**settings.VAULT_KEYS, 2: NEWER}
    assert rotate()[0] == "1 files, 1 mails and 0 second factors moved under key 2."
    assert rotate()[0] == "0 files, 0 mails and 0 second factors moved under key 2."

    settings.VAULT_KEYS = {2: NEWER}
    again = CodeFile.objects.for_company(company).get()
    assert (again.key_version, again.stored_name) == (2, file.stored_name)
    assert download_code_file(company=company, file=again, by=SYSTEM, now=NOON) == before
    send_due_mails(NOON, 10)
    assert [(mail.subject, mail.body) for mail in mailoutbox] == [("Hello", "Hello Ewa\n")]


@pytest.mark.rule("A3", "without the rotation, taking the old key away makes a file unreadable")
def test_without_rotation(company: Company, settings) -> None:
    """Negative control of the test above."""
    EmployeeFactory(company=company)
    file = generate_invites_csv(company=company, country="PL", kind="invites", by=SYSTEM, now=NOON)
    settings.VAULT_KEYS = {2: NEWER}
    with pytest.raises(vault.KeyMissing):
        download_code_file(company=company, file=file, by=SYSTEM, now=NOON)


@pytest.mark.rule("A3", "a rotation that lacks the old key says which, and changes nothing")
def test_key_missing(company: Company, settings) -> None:
    EmployeeFactory(company=company)
    generate_invites_csv(company=company, country="PL", kind="invites", by=SYSTEM, now=NOON)
    settings.VAULT_KEYS = {2: NEWER}
    with pytest.raises(CommandError, match=r"VAULT_KEYS holds no key of version 1\. Add it again"):
        rotate()
    assert CodeFile.objects.for_company(company).get().key_version == 1


@pytest.mark.rule("A3", "every model that names stored files is rotated")
def test_models() -> None:
    with_files = sorted(model._meta.label for model in models_with_files())
    assert with_files == [
        "certificates.Certificate",
        "certificates.CertificatePack",
        "certificates.CertificatePackPart",
        "employees.HrImport",
        "employees.HrImportFile",
        "invites.CodeFile",
        "invites.LetterPack",
        "invites.LetterPart",
        "recognition.BatchFile",
    ]
