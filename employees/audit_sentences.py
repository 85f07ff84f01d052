"""An event of the audit log as a sentence, and what it changed, field by field (C7)."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries as all_countries

from employees.audit_words import ACTIONS, words_for
from employees.models import AuditEvent, Company, Role
from employees.models.company import WaitingMail
from employees.models.tokens import Scope
from employees.records import Field
from workstars.lib.text import fold_search

# Values are those of `after`; `subject` is whom or what it was done to.
SENTENCES: Mapping[str, Promise] = {
    "activation.alarm": gettext_lazy("%(failures)s wrong codes were typed within %(minutes)s minutes."),
    "audit.expired": gettext_lazy("%(events)s events from before %(first_kept)s were deleted."),
    "audit.exported": gettext_lazy("The audit log was exported, %(rows)s events."),
    "batch.answered": gettext_lazy("A question about the batch %(subject)s was answered."),
    "batch.approved": gettext_lazy(
        "The batch %(subject)s was approved: %(people)s people, %(points)s points."
    ),
    "batch.asked": gettext_lazy("A question was asked about the batch %(subject)s: %(reason)s"),
    "batch.cancelled": gettext_lazy("The batch %(subject)s was cancelled."),
    "batch.changed": gettext_lazy("The batch %(subject)s was changed."),
    "batch.created": gettext_lazy("A batch was begun with the file %(file)s."),
    "batch.file_replaced": gettext_lazy("The batch %(subject)s got another file: %(file)s."),
    "batch.given_back": gettext_lazy("The batch %(subject)s was not sent: %(reason)s"),
    "batch.objected": gettext_lazy("Whom the batch %(subject)s names as its sender does not want that."),
    "batch.recalled": gettext_lazy(
        "The batch %(subject)s was recalled: %(rows)s recognitions, %(points)s points. The reason: %(reason)s"
    ),
    "batch.rejected": gettext_lazy("The batch %(subject)s was rejected: %(reason)s"),
    "batch.scheduled": gettext_lazy("The batch %(subject)s was scheduled for %(send_at)s."),
    "batch.sent": gettext_lazy(
        "The batch %(subject)s was sent: %(rows)s recognitions, %(points)s points; %(skipped)s rows were not."
    ),
    "batch.shredded": gettext_lazy(
        "The file of the batch %(subject)s was shredded, since somebody in it was erased."
    ),
    "batch.submitted": gettext_lazy(
        "The batch %(subject)s was submitted: %(people)s people, %(points)s points."
    ),
    "certificate.downloaded": gettext_lazy("The certificate of %(subject)s was downloaded."),
    "certificate.failed": gettext_lazy("The certificate of %(subject)s could not be made: %(reason)s"),
    "certificate.handed_over": gettext_lazy("The certificate of %(subject)s was handed over."),
    "certificate.made_anew": gettext_lazy("The certificate of %(subject)s is made anew."),
    "certificate.opened": gettext_lazy("The certificate of %(subject)s was opened."),
    "certificate.printed": gettext_lazy("The certificate of %(subject)s was printed."),
    "certificate.taken_back": gettext_lazy("The certificate of %(subject)s was not handed over after all."),
    "certificates.brought_back": gettext_lazy(
        "%(certificates)s certificates are back, since what they say is shown again."
    ),
    "certificates.deleted": gettext_lazy("%(certificates)s old certificates were deleted."),
    "certificates.issued": gettext_lazy("%(certificates)s certificates were issued."),
    "certificates.moved": gettext_lazy("%(certificates)s certificates moved to another manager."),
    "certificates.pack_downloaded": gettext_lazy(
        "%(certificates)s certificates of “%(subject)s” were downloaded to be printed."
    ),
    "certificates.pack_failed": gettext_lazy(
        "The certificates of “%(subject)s” could not be put together: %(reason)s"
    ),
    "certificates.pack_made": gettext_lazy(
        "%(certificates)s certificates of “%(subject)s” were asked for as one PDF."
    ),
    "certificates.printed": gettext_lazy("%(certificates)s certificates were printed together."),
    "certificates.shredded": gettext_lazy("%(certificates)s certificates of an erased person were deleted."),
    "certificates.standard": gettext_lazy("Certificates (%(language)s) say the standard words again."),
    "certificates.worded": gettext_lazy("The words of certificates (%(language)s) were changed."),
    "certificates.withdrawn": gettext_lazy(
        "%(certificates)s certificates were withdrawn; %(printed)s of them had been printed."
    ),
    "comment.hidden": gettext_lazy("A comment of %(subject)s was hidden: %(reason)s"),
    "comment.kept": gettext_lazy("A reported comment of %(subject)s was looked at and stays."),
    "comment.shown": gettext_lazy("A comment of %(subject)s is shown again."),
    "company.created": gettext_lazy("%(subject)s was added as a company."),
    "company.launched": gettext_lazy("%(subject)s was launched; %(mails)s invitations were to go out."),
    "device.alarm": gettext_lazy(
        "%(people)s registered on one device with paper that a manager had held: %(names)s."
    ),
    "ecard.added": gettext_lazy("The eCard %(subject)s was added."),
    "ecard.moved": gettext_lazy("The eCard %(subject)s was put in another place."),
    "ecard.renamed": gettext_lazy("An eCard was renamed: %(subject)s."),
    "ecard.switched_off": gettext_lazy("The eCard %(subject)s was switched off."),
    "ecard.switched_on": gettext_lazy("The eCard %(subject)s was switched on again."),
    "ecards.built_in_added": gettext_lazy("%(rows)s eCards that come with Workstars were added."),
    "email.change_asked": gettext_lazy("%(subject)s asked to log in with another e-mail address: %(to)s."),
    "email.changed": gettext_lazy("%(subject)s logs in with another e-mail address: %(to)s."),
    "employee.added": gettext_lazy("%(subject)s was added to the records."),
    "employee.changed": gettext_lazy("The record of %(subject)s was changed."),
    "employee.deactivated": gettext_lazy("%(subject)s was deactivated."),
    "employee.email_bounced": gettext_lazy("The HR e-mail of %(subject)s does not work: %(hr_email)s."),
    "employee.erased": gettext_lazy("Somebody was erased: %(subject)s."),
    "employee.erasure_ended": gettext_lazy("Everything about %(subject)s is erased."),
    "employee.left": gettext_lazy("The last day of %(subject)s is over."),
    "employee.mails_resumed": gettext_lazy("Invitations by e-mail to %(subject)s go on."),
    "employee.mails_stopped": gettext_lazy("Invitations by e-mail to %(subject)s were stopped."),
    "employee.reactivated": gettext_lazy("%(subject)s is back again."),
    "employee.registered": gettext_lazy("%(subject)s registered."),
    "employee.restored": gettext_lazy("The record of %(subject)s is again as it was."),
    "employees.exported": gettext_lazy("The list of employees was exported, %(rows)s rows."),
    "employees.country_set": gettext_lazy("The country of %(people)s people was set to %(country)s."),
    "employees.deactivated": gettext_lazy("%(people)s people were deactivated together."),
    "employees.manager_set": gettext_lazy(
        "The line manager of %(people)s people was set to Employee ID %(manager)s."
    ),
    "employees.written": gettext_lazy(
        "Another system wrote employees: %(created)s new, %(changed)s changed, %(refused)s refused."
    ),
    "factor.added": gettext_lazy("%(subject)s set up a second factor."),
    "factor.recovery_code_used": gettext_lazy(
        "%(subject)s logged in with a recovery code; %(left)s are left."
    ),
    "factor.recovery_codes_made": gettext_lazy("%(subject)s made new recovery codes."),
    "factor.removed": gettext_lazy("%(subject)s removed a second factor."),
    "factor.taken_away": gettext_lazy("The second factor of %(subject)s was taken away: %(reason)s"),
    "import.applied": gettext_lazy(
        "The HR file %(subject)s was applied: %(new)s new, %(changed)s changed, %(leaving)s left."
    ),
    "import.confirmed": gettext_lazy("The HR file %(subject)s was confirmed."),
    "import.discarded": gettext_lazy("The HR file %(subject)s was discarded."),
    "import.failed": gettext_lazy("The HR file %(subject)s could not be worked on."),
    "import.shredded": gettext_lazy("The HR file %(subject)s was shredded, since somebody in it was erased."),
    "import.undo_confirmed": gettext_lazy("Undoing the HR file %(subject)s was confirmed."),
    "import.undone": gettext_lazy(
        "The HR file %(subject)s was undone: %(gone)s people went again, %(restored)s were restored."
    ),
    "import.uploaded": gettext_lazy("The HR file %(subject)s was uploaded."),
    "invitations.resumed": gettext_lazy("The company's invitations by e-mail go on."),
    "invitations.stopped": gettext_lazy("The company's invitations by e-mail were stopped."),
    "invites.downloaded": gettext_lazy("The Invites CSV %(subject)s was downloaded."),
    "invites.downloaded_as_xlsx": gettext_lazy("The Invites CSV %(subject)s was downloaded as XLSX."),
    "invites.generated": gettext_lazy(
        "An Invites CSV was generated for %(country)s, %(rows)s rows: %(subject)s."
    ),
    "invites.shredded": gettext_lazy(
        "The Invites CSV %(subject)s was shredded, since somebody in it was erased."
    ),
    "invites.voided": gettext_lazy("The Invites CSV %(subject)s was voided, %(codes)s codes: %(reason)s"),
    "letters.downloaded": gettext_lazy("%(letters)s letters for %(file)s were downloaded."),
    "letters.failed": gettext_lazy("Letters for %(file)s could not be made: %(reason)s"),
    "letters.made": gettext_lazy("%(letters)s letters for %(file)s were asked for."),
    "letters.standard": gettext_lazy("Letters (%(kind)s, %(language)s) say the standard words again."),
    "letters.worded": gettext_lazy("The words of letters (%(kind)s, %(language)s) were changed."),
    "login.opened": gettext_lazy("%(subject)s logged in."),
    "logo.changed": gettext_lazy("The logo was changed."),
    "logo.removed": gettext_lazy("The logo was taken away."),
    "mail.failed": gettext_lazy("A mail to %(to)s could not be delivered: %(reason)s."),
    "offline_employees.switched_off": gettext_lazy(
        "Offline employees were switched off; %(unreachable)s people could be reached by letter alone."
    ),
    "offline_employees.switched_on": gettext_lazy("Offline employees were switched on."),
    "password.changed": gettext_lazy("%(subject)s changed the password."),
    "password.reset": gettext_lazy("%(subject)s set a new password by a link."),
    "password.set_by_slip": gettext_lazy("%(subject)s set a new password with a slip."),
    "password.reset_asked": gettext_lazy("A new password was asked for, for %(subject)s."),
    "reason.added": gettext_lazy("The reason %(subject)s was added."),
    "reason.changed": gettext_lazy("The reason %(subject)s was changed."),
    "reason.moved": gettext_lazy("The reason %(subject)s was put in another place."),
    "reason.switched_off": gettext_lazy("The reason %(subject)s was switched off."),
    "reason.switched_on": gettext_lazy("The reason %(subject)s was switched on again."),
    "reasons.begun": gettext_lazy("%(rows)s reasons were taken to begin with."),
    "recognition.given": gettext_lazy("%(sender)s thanked %(subject)s."),
    "recognition.given_on_behalf": gettext_lazy(
        "Another system gave a recognition in the name of %(subject)s."
    ),
    "recognition.hidden": gettext_lazy("A recognition of %(subject)s was hidden: %(reason)s"),
    "recognition.made_private": gettext_lazy("A recognition of %(subject)s was made private."),
    "recognition.shown": gettext_lazy("A recognition of %(subject)s is shown again."),
    "recovery_slip.made": gettext_lazy(
        "A slip for a new password was made for %(subject)s; it works until %(last_day)s."
    ),
    "registration.reset": gettext_lazy("The registration of %(subject)s was reset: %(reason)s"),
    "reminders.downloaded": gettext_lazy("The Reminders CSV %(subject)s was downloaded."),
    "reminders.downloaded_as_xlsx": gettext_lazy("The Reminders CSV %(subject)s was downloaded as XLSX."),
    "reminders.generated": gettext_lazy(
        "A Reminders CSV was generated for %(country)s, %(rows)s rows: %(subject)s."
    ),
    "reminders.shredded": gettext_lazy(
        "The Reminders CSV %(subject)s was shredded, since somebody in it was erased."
    ),
    "reminders.voided": gettext_lazy("The Reminders CSV %(subject)s was voided, %(codes)s codes: %(reason)s"),
    "role.accepted": gettext_lazy("%(subject)s accepted the role: %(role)s."),
    "role.granted": gettext_lazy("%(subject)s was given a role: %(role)s."),
    "role.invited_again": gettext_lazy("%(subject)s was asked again to accept the role: %(role)s."),
    "role.taken": gettext_lazy("The role of %(subject)s was taken away: %(role)s."),
    "schedule.removed": gettext_lazy("The schedule of paper for %(subject)s was removed."),
    "schedule.set": gettext_lazy("A schedule of paper was set for %(subject)s."),
    "sessions.ended": gettext_lazy("%(subject)s logged out %(sessions)s other devices."),
    "screen.changed": gettext_lazy("The screen %(subject)s was changed."),
    "screen.ended": gettext_lazy("The screen %(subject)s was ended."),
    "screen.paired": gettext_lazy("The screen %(subject)s was paired: it shows the public wall."),
    "settings.changed": gettext_lazy("Settings were changed."),
    "slip.made": gettext_lazy(
        "A slip with a new code was made for %(subject)s; it works until %(last_day)s."
    ),
    "token.made": gettext_lazy("The API token %(subject)s was made. It may: %(scopes)s."),
    "token.renewed": gettext_lazy(
        "The API token %(subject)s got a new secret; the one of %(made_by)s works no longer."
    ),
    "token.revoked": gettext_lazy("The API token %(subject)s was revoked."),
    "token.stopped": gettext_lazy(
        "The API token %(subject)s stopped: whoever made it is no administrator any more."
    ),
}
MORE_LABELS: Mapping[str, Promise] = {
    "active_since": gettext_lazy("Active since"),
    "back": gettext_lazy("Back again"),
    "copies": gettext_lazy("Copied"),
    "description": gettext_lazy("Description"),
    "ecard": gettext_lazy("eCard"),
    "certificates": gettext_lazy("Certificates"),
    "events": gettext_lazy("Events"),
    "every": gettext_lazy("How often"),
    "invites": gettext_lazy("Waiting in Invites again"),
    "reminders": gettext_lazy("Waiting in Reminders again"),
    "weekday": gettext_lazy("Day of the week"),
    "changed": gettext_lazy("Changed"),
    "codes": gettext_lazy("Codes that died"),
    "created": gettext_lazy("New"),
    "day": gettext_lazy("Day of the month"),
    "expires_on": gettext_lazy("Last day"),
    "failures": gettext_lazy("Wrong codes"),
    "faulty": gettext_lazy("Faulty rows"),
    "file": gettext_lazy("File"),
    "fingerprint": gettext_lazy("Fingerprint"),
    "first_kept": gettext_lazy("First day kept"),
    "from_employee": gettext_lazy("From (person)"),
    "from_kind": gettext_lazy("From"),
    "from_name": gettext_lazy("From (name)"),
    "gone": gettext_lazy("Gone again"),
    "is_private": gettext_lazy("Private"),
    "kind": gettext_lazy("Kind"),
    "last_day": gettext_lazy("Last day"),
    "late": gettext_lazy("Late"),
    "leaving": gettext_lazy("Leaving"),
    "leavers_confirmed": gettext_lazy("Leavers confirmed"),
    "left": gettext_lazy("Left over"),
    "left_at": gettext_lazy("Left"),
    "linked": gettext_lazy("Linked to a line manager"),
    "logo": gettext_lazy("Logo"),
    "mails": gettext_lazy("Mails"),
    "manager": gettext_lazy("Line manager"),
    "minutes": gettext_lazy("Minutes"),
    "new": gettext_lazy("New"),
    "people": gettext_lazy("People"),
    "names": gettext_lazy("Names"),
    "points": gettext_lazy("Points"),
    "reason": gettext_lazy("Reason"),
    "replaced": gettext_lazy("Instead of an earlier one"),
    "registered_by": gettext_lazy("Registered by"),
    "refused": gettext_lazy("Refused"),
    "restored": gettext_lazy("Restored"),
    "role": gettext_lazy("Role"),
    "rows": gettext_lazy("Rows"),
    "scopes": gettext_lazy("It may"),
    "send_at": gettext_lazy("Sent at"),
    "send_on": gettext_lazy("Date to be sent"),
    "sender": gettext_lazy("From"),
    "sessions": gettext_lazy("Devices"),
    "sha256": gettext_lazy("Fingerprint"),
    "summary": gettext_lazy("Summary"),
    "skipped": gettext_lazy("Rows not sent"),
    "shown_names": gettext_lazy("Names shown"),
    "skipped_people": gettext_lazy("Left as they are"),
    "filter_text": gettext_lazy("Filter: text"),
    "filter_country": gettext_lazy("Filter: country"),
    "filter_site": gettext_lazy("Filter: site"),
    "filter_department": gettext_lazy("Filter: department"),
    "filter_manager": gettext_lazy("Filter: line manager"),
    "filter_status": gettext_lazy("Filter: status"),
    "to": gettext_lazy("To"),
    "unchanged": gettext_lazy("Unchanged"),
    "unreachable": gettext_lazy("Reached by letter alone"),
    "warnings": gettext_lazy("Warnings"),
}


_PLACEHOLDER = re.compile(r"%\(\w+\)s")


# Of kept values that are one of a few, by what they are.
_WORDS_OF: Mapping[str, Mapping[Any, Any]] = {
    "every": dict(WaitingMail.choices),
    "role": dict(Role.choices),
    "scopes": dict(Scope.choices),
    "shown_names": {
        "short": gettext_lazy("First name and initial"),
        "full": gettext_lazy("Whole names"),
    },
    "waiting_mail": dict(WaitingMail.choices),
    "weekday": WEEKDAYS,
}


class Change(NamedTuple):
    label: str
    before: str
    after: str


class _Values(dict[str, str]):
    """What an old event did not keep is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence_for(event: AuditEvent) -> str:
    template = SENTENCES.get(event.action)
    if template is None:
        return f"{words_for(event.action)}: {event.subject_label}".removesuffix(": ")
    shown = {key: show(key, value) for key, value in {**event.before, **event.after}.items()}
    return str(template) % _Values({**shown, "subject": event.subject_label or "–"})


def actions_saying(word: str) -> list[str]:
    """The actions whose words or sentence, in the reader's language, have this folded word in them."""
    spoken = {
        action: f"{words_for(action)} {_PLACEHOLDER.sub(' ', str(SENTENCES.get(action, '')))}"
        for action in ACTIONS
    }
    return [action for action, words in spoken.items() if word in fold_search(words)]


def changes_of(event: AuditEvent) -> list[Change]:
    """Every field that the event kept, before and after."""
    keys = dict.fromkeys([*event.before, *event.after])
    return [
        Change(label_of(key), show(key, event.before.get(key)), show(key, event.after.get(key)))
        for key in keys
    ]


def label_of(key: str) -> str:
    if key in Field.values:
        return str(Field(key).label)
    if key in MORE_LABELS:
        return str(MORE_LABELS[key])
    columns = {field.name: field for field in Company._meta.fields}
    words = str(columns[key].verbose_name) if key in columns else key.replace("_", " ")
    return words[:1].upper() + words[1:]


def show(key: str, value: Any) -> str:
    """A kept value as people read it."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(show(key, one) for one in value)
    if key in {"country", "countries", "filter_country"}:
        return str(all_countries.name(value)) or str(value)
    words = _WORDS_OF[key].get(value) if key in _WORDS_OF else None
    return str(value if words is None else words)
