"""What the records know beside the person's row: audit log, mails, HR files (X5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from employees.models import (
    AuditEvent,
    Company,
    Employee,
    Erasure,
    HrImport,
    HrImportFile,
    Mail,
    PersonChange,
    User,
)
from employees.models.audit import search_text
from employees.services.audit import retention_at_work
from employees.services.erasing.called import Called
from employees.services.erasing.logins import is_known_elsewhere
from employees.services.imports.files import shred
from employees.services.imports.traces import read_trace
from workstars.lib import packs, vault
from workstars.lib.actors import SYSTEM
from workstars.lib.bulk import rewrite_rows

AT_WORK = (HrImport.Status.CHECKING, HrImport.Status.APPLYING, HrImport.Status.UNDOING)


def is_importing(company: Company) -> bool:
    """Whether a worker has an HR file in hand, which may name anybody."""
    return HrImport.objects.for_company(company).filter(status__in=AT_WORK).exists()


def forget_in_records(erasure: Erasure, called: Called, now: datetime) -> None:
    """Each step by itself, and the same again does no harm."""
    _forget_mails(erasure, called)
    _scrub_events(erasure, called)
    for hr_import in _with_files(erasure):
        if _holds(hr_import, erasure, called):
            _shred(hr_import, now)


@transaction.atomic
def _forget_mails(erasure: Erasure, called: Called) -> None:
    """Nothing more goes to the person. That there was a mail, stays."""
    to_person = Q(employee=erasure.employee_id) | Q(user__isnull=False, user=called.user)
    mails = Mail.objects.filter(to_person | Q(to__in=called.emails), company=erasure.company)
    waiting = mails.filter(status__in=(Mail.Status.QUEUED, Mail.Status.SENDING))
    waiting.update(status=Mail.Status.DROPPED)
    mails.update(to="", error="", sealed=None)


def _scrub_events(erasure: Erasure, called: Called) -> None:
    """Of events about the person stays what was done, when and by whom; of the person's own, all but by whom."""
    company, label = erasure.company, f"{called.said} {erasure.employee_id}"
    events = AuditEvent.objects.filter(company=company)
    about = events.about(Employee(pk=erasure.employee_id))
    changes = PersonChange.objects.for_company(company).filter(employee=erasure.employee_id)
    with transaction.atomic(), retention_at_work():
        changes.update(before={}, after={})
    if called.user:
        about = about | events.about(User(pk=called.user))
        stays = {} if not is_known_elsewhere(User(pk=called.user)) else {"actor": None}
        _rewrite(events.filter(actor=called.user), actor_label=called.said, address="", **stays)
    _rewrite(about, before={}, after={}, subject_label=label)


def _rewrite(events: QuerySet[AuditEvent], **values: object) -> None:
    """With the text that the search looks through."""

    def change(event: AuditEvent) -> bool:
        for column, value in values.items():
            setattr(event, column, value)
        kept = (*event.before.values(), *event.after.values())
        event.search_text = search_text(event.actor_label, event.subject_label, event.address, *kept)
        return True

    rewrite_rows(events, change, [*values, "search_text"], retention_at_work)


def _with_files(erasure: Erasure) -> QuerySet[HrImport]:
    """What comes after the order is about somebody new."""
    files = HrImport.objects.for_company(erasure.company).filter(uploaded_at__lte=erasure.asked_at)
    return files.filter(~Q(stored_name="") | Q(files__isnull=False)).distinct().order_by("pk")


def _holds(hr_import: HrImport, erasure: Erasure, called: Called) -> bool:
    """Whether one of its files names the person; one that cannot be read does."""
    try:
        if hr_import.is_kept:
            data = vault.load(vault.StoredFile.named_by(hr_import))
            if called.needles.are_in(data, hr_import.encoding):
                return True
        return any(_file_holds(file, erasure, called) for file in hr_import.files.order_by("pk"))
    except vault.FileDamaged:
        return True


def _file_holds(file: HrImportFile, erasure: Erasure, called: Called) -> bool:
    if file.kind == HrImportFile.Kind.BEFORE:
        known = read_trace(file.hr_import).touched.known
        return any(first <= erasure.employee_id <= last for first, last in known)
    return called.needles.are_in(vault.load(vault.StoredFile.named_by(file)))


@transaction.atomic
def _shred(hr_import: HrImport, now: datetime) -> None:
    """The rows first, the files after: what a crash leaves behind has no key any more, and is swept."""
    names = shred(hr_import, erased_at=now)
    AuditEvent.objects.record(
        company=hr_import.company,
        action="import.shredded",
        by=SYSTEM,
        at=now,
        subject=hr_import,
        after={"files": len(names)},
    )
    transaction.on_commit(lambda: packs.delete_files(names))
