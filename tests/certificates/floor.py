"""A company with ranks, and people who are thanked on paper."""

import re
import subprocess
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from pikepdf import Dictionary, Name

from certificates.models import Certificate
from certificates.services.issuing import issue_certificates
from certificates.services.rendering import render_waiting
from employees.models import Company, Employee
from recognition.models import Batch, BatchFile, Recipient
from tests.factories import NOON, BatchFactory, EmployeeFactory, RecipientFactory, RecognitionFactory
from workstars.lib import vault


def person(company: Company, name: str, manager: Employee | None = None, **facts: Any) -> Employee:
    """Offline, unless `registered=True` or `by_mail=True`."""
    first, _space, last = name.rpartition(" ")
    return EmployeeFactory(company=company, first_name=first, last_name=last, manager=manager, **facts)


def thank(*people: Employee, now: datetime = NOON, **said: Any) -> list[Recipient]:
    """One recognition for all of them, owed on paper, sent at `now`."""
    recognition = RecognitionFactory(company=people[0].company, sent_at=now, **said)
    return [
        RecipientFactory(recognition=recognition, employee=each, manager=each.manager, paper="owed")
        for each in people
    ]


def a_batch(company: Company, *people: Employee, summary: str = "Safety week", status: str = "sent") -> Batch:
    """A recognition for each, owed on paper."""
    batch: Batch = BatchFactory(company=company, summary=summary)
    for row, each in enumerate(people, start=2):
        thank(each, batch=batch, batch_row=row)
    file = BatchFile.objects.for_company(company).create(
        company=company, batch=batch, uploaded_at=NOON, file_name="x.csv"
    )
    batch.status, batch.file, batch.confirmed_fingerprint = status, file, "x"
    batch.submitted_at = batch.send_at = batch.sent_at = NOON
    batch.save()
    return batch


def issue(now: datetime = NOON) -> None:
    """Issued, and made."""
    issue_certificates(now=now)
    render_waiting(now=now)


def issue_undrawn(company: Company, now: datetime = NOON) -> None:
    """Issued, and ready as far as the rows know: nothing is drawn, so nothing can be opened."""
    issue_certificates(now=now)
    queued = Certificate.objects.for_company(company).waiting_to_be_made()
    name = Concat(Value("undrawn-"), Cast("pk", CharField()))
    queued.update(status=Certificate.Status.READY, rendered_at=now, stored_name=name)


def issue_stand_ins(company: Company, now: datetime = NOON) -> None:
    """Issued, and each with a stored PDF of two pages that says no more than whose it is: drawing takes a second."""
    issue_certificates(now=now)
    for each in Certificate.objects.for_company(company).waiting_to_be_made().select_related("employee"):
        stored = vault.store(f"certificates/{company.pk}", stand_in(f"Sheet of {each.employee.name}"))
        facts = {
            "status": Certificate.Status.READY,
            "rendered_at": now,
            "last_day": now.date() + timedelta(180),
        }
        Certificate.objects.for_company(company).filter(pk=each.pk).update(**facts, **stored.columns)


def stand_in(words: str) -> bytes:
    """Two pages, the first with these words, of which each sign is ASCII."""
    document, out = pikepdf.new(), BytesIO()
    face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for _page in range(2):
        page = document.add_blank_page()
        page.Resources = Dictionary(Font=Dictionary(F=face))
    document.pages[0].Contents = document.make_stream(f"BT /F 20 Tf 40 700 Td ({words}) Tj ET".encode())
    document.save(out)
    return out.getvalue()


def certificate_of(employee: Employee) -> Certificate:
    found: Certificate = (
        Certificate.objects.for_company(employee.company)
        .select_related("holder", "manager", "recipient", "code")
        .get(employee=employee)
    )
    return found


def lies_with(employee: Employee) -> tuple[str, str]:
    """Whose hands the certificate of somebody is in, and why."""
    certificate = certificate_of(employee)
    recipient = Recipient.objects.for_company(employee.company).get(pk=certificate.recipient_id)
    assert recipient.holder_id == certificate.holder_id
    return str(certificate.holder or "administrators"), certificate.why


def text_of(pdf: bytes) -> str:
    """What stands in a PDF, words in one line."""
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True)
    return " ".join(run.stdout.decode().split())


def paper_of(employee: Employee) -> str:
    """What stands on the certificate of somebody, as it is stored."""
    return text_of(vault.load(vault.StoredFile.named_by(certificate_of(employee))))


CODE = re.compile(r"\b[B-DF-HJ-NPR-TV-Z379]{4}(-[B-DF-HJ-NPR-TV-Z379]{4}){2}\b")


def code_on(paper: str) -> str:
    """The code as it is printed."""
    found = CODE.search(paper)
    assert found, paper
    return found[0]


def has_code(paper: str) -> bool:
    return CODE.search(paper) is not None
