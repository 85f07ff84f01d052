"""Of a person who is erased no paper is kept (X5): files with codes, letters, what was typed to register."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from employees.models import AuditEvent, Company, Erasure
from invites.models import ActivationCode, CodeFile, LetterPack, PaperRegistration, Registration
from invites.services.fetching import hold_file
from invites.services.generation import described
from invites.services.voiding import AlreadyVoid, void_file
from workstars.lib import packs
from workstars.lib.actors import SYSTEM


def forget_on_paper(erasure: Erasure, now: datetime) -> None:
    """Each step by itself, and the same again does no harm. Codes of others, printed from the same files, work on."""
    company = erasure.company
    with transaction.atomic():
        codes = ActivationCode.objects.for_company(company).filter(employee=erasure.employee_id)
        codes.filter(voided_at__isnull=True).update(voided_at=now)
        Registration.objects.for_company(company).filter(employee=erasure.employee_id).delete()
        papers = PaperRegistration.objects.for_company(company).filter(employee=erasure.employee_id)
        papers.update(device=b"")
    files = CodeFile.objects.for_company(company).kept().filter(codes__employee=erasure.employee_id)
    for file in files.order_by("pk"):
        shred_code_file(company=company, file=file, now=now)


@transaction.atomic
def shred_code_file(*, company: Company, file: CodeFile, now: datetime) -> None:
    """Nobody fetches it again. Where nobody has fetched it at all, no letter is out: it is void, so that the others
    wait again (V5)."""
    if not file.is_fetched:
        with override(company.default_language):
            reason = _("Somebody in it was erased before anybody downloaded it.")
        with suppress(AlreadyVoid):
            void_file(company=company, file=file, reason=reason, by=SYSTEM, now=now)
    held = hold_file(company, file)
    names = [held.stored_name]
    for pack in LetterPack.objects.for_company(company).filter(file=held):
        names += packs.names_of(pack)
        pack.parts.all().delete()
        _end(pack, company)
    held.stored_name, held.wrapped_key, held.sha256, held.size, held.shredded_at = "", b"", b"", 0, now
    held.save(update_fields=["stored_name", "wrapped_key", "sha256", "size", "shredded_at"])
    AuditEvent.objects.record(
        company=company,
        action=f"{held.kind}.shredded",
        by=SYSTEM,
        at=now,
        subject=held,
        after=described(held),
    )
    transaction.on_commit(lambda: packs.delete_files(filter(None, names)))


def _end(pack: LetterPack, company: Company) -> None:
    with override(company.default_language):
        failure = _("These letters were shredded because a person in them was erased.")
    rows = LetterPack.objects.for_company(company).filter(pk=pack.pk)
    rows.update(
        status=LetterPack.Status.FAILED, claim=None, stored_name="", wrapped_key=b"", sha256=b"", size=0, people=[],
        failed=[], failure=failure,
    )  # fmt: skip
