"""The job: claimed by one worker, checked, applied or undone, from the beginning again if that worker dies.

The row says what is to be done; a task is only a hint. Nothing is applied but in one transaction, which ends with the
row saying so: whoever finds the row still *applying* knows that nothing has happened.
"""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from employees.csv_import.findings import Findings, changes_file, faulty_file, find
from employees.csv_import.known import in_order, load_known
from employees.csv_import.plan import Plan
from employees.csv_import.planner import plan_import
from employees.models import AuditEvent, Employee, HrImport, HrImportFile
from employees.records.columns import Matching
from employees.services.imports.files import FileGone, forget_files, keep_file
from employees.services.imports.reading import open_upload, rules_of
from employees.services.imports.taking_back import undo
from employees.services.imports.telling import tell
from employees.services.imports.traces import keep_trace, known_people, rows_now
from employees.services.imports.undoing import UndoRefused
from employees.services.imports.writing import MovedOn, write_plan, write_story
from employees.services.people.saving import hold_people
from workstars.lib import vault
from workstars.lib.actors import SYSTEM, Actor
from workstars.lib.clock import today
from workstars.lib.jobs import MOST_ATTEMPTS, ClaimLost, Heart, claim, move_on, unattended
from workstars.lib.pauses import without_pauses
from workstars.lib.tabular import Sheet, Unreadable

AT_WORK = (HrImport.Status.CHECKING, HrImport.Status.APPLYING, HrImport.Status.UNDOING)
COUNTS = ("rows", "new", "changed", "unchanged", "back", "leaving", "linked", "faulty", "warnings")


def overdue_imports() -> list[int]:
    """Imports that nobody works on: never begun, or by a worker that has not been heard of for 10 seconds."""
    waiting = HrImport.objects.across_companies().filter(unattended(), status__in=AT_WORK)
    return list(waiting.order_by("started_at").values_list("pk", flat=True))


def work_on(hr_import_id: int, now: datetime) -> bool:
    """Does what the row asks for, unless somebody else does; answers whether it was ours to do."""
    hr_import = _claim(hr_import_id)
    if hr_import is None:
        return False
    try:
        with override(_language(hr_import)):
            _work_or_give_up(hr_import, now)
    except ClaimLost:
        return False
    return True


def _work_or_give_up(hr_import: HrImport, now: datetime) -> None:
    """What no other attempt would mend ends the import, with a sentence; anything else is tried again."""
    try:
        _work(hr_import, now)
    except Unreadable as error:
        _give_up(hr_import, HrImport.Status.REFUSED, str(error), now)
    except UndoRefused as error:
        _give_up(hr_import, HrImport.Status.APPLIED, str(error), now)
    except vault.FileDamaged as error:
        _give_up(hr_import, HrImport.Status.FAILED, str(error), now)
    except FileGone:
        _give_up(hr_import, HrImport.Status.FAILED, _("The file is no longer kept. Upload it again."), now)


def _work(hr_import: HrImport, now: datetime) -> None:
    if hr_import.attempts > MOST_ATTEMPTS:
        sentence = _(
            "The work broke off five times, and nothing was changed. Ask the operator to look into it."
        )
        _give_up(hr_import, HrImport.Status.FAILED, sentence, now)
        return
    with Heart(hr_import) as heart, without_pauses():
        if hr_import.status == HrImport.Status.CHECKING:
            _check(hr_import, heart, now)
        elif hr_import.status == HrImport.Status.UNDOING:
            undo(hr_import, heart, now)
        else:
            _apply_patiently(hr_import, heart, now)


def _claim(hr_import_id: int) -> HrImport | None:
    row = HrImport.objects.across_companies().filter(pk=hr_import_id, status__in=AT_WORK)
    return claim(row.select_related("company", "uploaded_by", "confirmed_by", "undone_by"))


def _language(hr_import: HrImport) -> str:
    """Of whoever will read what is written into files."""
    return hr_import.uploaded_by.language if hr_import.uploaded_by else hr_import.company.default_language


def _plan(
    hr_import: HrImport, heart: Heart, now: datetime, confirmed_by: int | None
) -> tuple[Plan, Sheet, Matching]:
    company, day = hr_import.company, today(hr_import.company, now)
    matching = Matching.from_json(hr_import.mapping)
    sheet = open_upload(hr_import)
    heart.begin("known")
    known = load_known(company, in_order(matching.fields), day)
    heart.begin("rows", hr_import.rows)
    plan = plan_import(
        company=company,
        sheet=sheet,
        matching=matching,
        rules=rules_of(hr_import),
        known=known,
        today=day,
        complete=hr_import.is_complete,
        confirmed_by=confirmed_by,
        tick=heart.tick,
    )
    return plan, sheet, matching


def _check(hr_import: HrImport, heart: Heart, now: datetime) -> None:
    plan, sheet, matching = _plan(hr_import, heart, now, hr_import.uploaded_by_id)
    heart.begin("findings")
    with transaction.atomic():
        _keep_check(hr_import, plan, _find(hr_import, plan, sheet, matching, now), sheet, now)


def _find(hr_import: HrImport, plan: Plan, sheet: Sheet, matching: Matching, now: datetime) -> Findings:
    active = Employee.objects.for_company(hr_import.company).active(today(hr_import.company, now))
    return find(plan, sheet, matching, active.count())


def _keep_check(hr_import: HrImport, plan: Plan, findings: Findings, sheet: Sheet, now: datetime) -> None:
    move_on(
        hr_import,
        status=HrImport.Status.CHECKED,
        found=findings.to_json(),
        fingerprint=plan.fingerprint(),
        finished_at=now,
    )
    forget_files(hr_import, HrImportFile.Kind.FAULTY, HrImportFile.Kind.CHANGES)
    if findings.faulty:
        keep_file(hr_import, HrImportFile.Kind.FAULTY, faulty_file(plan, sheet), findings.faulty)
    changes = findings.changed + findings.leaving + findings.linked
    if changes:
        keep_file(hr_import, HrImportFile.Kind.CHANGES, changes_file(plan), changes)


def _apply_patiently(hr_import: HrImport, heart: Heart, now: datetime) -> None:
    """Somebody may have changed the same people in between; then it begins again with how they are now."""
    for tries_left in (2, 1, 0):
        try:
            _apply(hr_import, heart, now)
        except (MovedOn, IntegrityError):
            if not tries_left:
                raise
        else:
            return


@transaction.atomic
def _apply(hr_import: HrImport, heart: Heart, now: datetime) -> None:
    """All or nothing. File, plan and mail are not held at once: together they would be a third more memory."""
    heart.begin("waiting")
    hold_people(hr_import.company)
    status, findings = _carry_out(hr_import, heart, now)
    tell(hr_import, status, findings, now)


def _carry_out(hr_import: HrImport, heart: Heart, now: datetime) -> tuple[HrImport.Status, Findings]:
    plan, findings = _confirmed_plan(hr_import, heart, now)
    if plan is None:
        return HrImport.Status.CHECKED, findings
    known = known_people(plan)
    before = rows_now(hr_import.company, known)
    new = write_plan(plan, hr_import.company, rules_of(hr_import), now, heart)
    keep_trace(hr_import, new, known, before)
    move_on(hr_import, status=HrImport.Status.APPLIED, found=findings.to_json(), finished_at=now)
    user = hr_import.confirmed_by
    event = AuditEvent.objects.record(
        company=hr_import.company,
        action="import.applied",
        by=Actor(user.pk, str(user)) if user else SYSTEM,
        at=now,
        subject=hr_import,
        after={name: getattr(findings, name) for name in COUNTS},
    )
    write_story(plan, event)
    return HrImport.Status.APPLIED, findings


def _confirmed_plan(hr_import: HrImport, heart: Heart, now: datetime) -> tuple[Plan | None, Findings]:
    """What was not confirmed is not done: a plan that has become another one is shown first, and None (V2)."""
    plan, sheet, matching = _plan(hr_import, heart, now, hr_import.confirmed_by_id)
    findings = _find(hr_import, plan, sheet, matching, now)
    if plan.fingerprint() == hr_import.fingerprint:
        return plan, findings
    findings = replace(findings, moved_on=True)
    _keep_check(hr_import, plan, findings, sheet, now)
    return None, findings


@transaction.atomic
def _give_up(hr_import: HrImport, status: HrImport.Status, sentence: str, now: datetime) -> None:
    """An import that cannot be undone stays applied, since when it was."""
    finished_at = now
    if hr_import.status == HrImport.Status.UNDOING:
        status, finished_at = HrImport.Status.APPLIED, hr_import.finished_at or now
    move_on(hr_import, status=status, failure=sentence[:300], finished_at=finished_at)
    tell(hr_import, status, Findings.from_json(hr_import.found), now, failure=sentence)
