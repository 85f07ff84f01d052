"""One person's whole story (E14): from the audit log, the codes, the mails and the thanks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import dateparse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate
from employees.audit_sentences import label_of
from employees.audit_words import kind_of, words_for
from employees.bounce_words import why_not_delivered
from employees.models import AuditEvent, Employee, Mail, PersonChange
from invites.models import ActivationCode, Kind, PaperRegistration, Standing
from invites.services.attempts import failures_with
from recognition.models import Recipient, Recognition
from workstars.lib.clock import today

# What nobody but the person does.
BY_THEMSELVES = frozenset({"employee.registered", "password.set_by_slip"})
# Of each source; a longer story than this is in the audit log.
MOST_MOMENTS = 100
AMONG_MANY = ("import.applied", "employees.written")


@dataclass(frozen=True)
class Moment:
    """Something that happened. `lines` say more; `kind` is the colour of its dot."""

    at: datetime
    title: str
    by: str = ""
    kind: str = ""
    lines: list[str] = field(default_factory=list)


def story_of(employee: Employee, day: date) -> list[Moment]:
    """Newest first; `day` is today in the company's time zone. At most ten queries."""
    moments = [
        *_from_audit(employee),
        *_from_files(employee),
        *_from_codes(employee, day),
        *_from_failures(employee),
        *_from_mails(employee),
        *_from_certificates(employee),
        *_from_recognitions(employee),
    ]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def _from_audit(employee: Employee) -> Iterator[Moment]:
    events = AuditEvent.objects.filter(company=employee.company).about(employee).newest_first()[:MOST_MOMENTS]
    hands, actions = _hands_of(employee), set()
    for event in events:
        actions.add(event.action)
        by = "" if event.action in BY_THEMSELVES else event.actor_label
        lines = list(_lines(event))
        if event.action == "employee.registered" and (held_by := hands.get(event.at)):
            lines.append(_("This paper had been in the hands of %(name)s.") % {"name": held_by})
        yield Moment(event.at, words_for(event.action), by, kind_of(event.action), lines)
    if "employee.added" not in actions:
        yield _arrival(employee)


def _arrival(employee: Employee) -> Moment:
    """Somebody who came among many: by the event of that moment, if it is not one that changed them."""
    changes = PersonChange.objects.for_company(employee.company).filter(employee=employee)
    among = AuditEvent.objects.filter(company=employee.company, at=employee.created_at, action__in=AMONG_MANY)
    event = among.exclude(pk__in=changes.values("event")).newest_first().first()
    if event is None:
        return Moment(employee.created_at, _("Added to the records"))
    by_file = event.action == "import.applied"
    title = _("Came with an HR file") if by_file else _("Came from another system")
    return Moment(employee.created_at, title, event.actor_label, lines=[_source(event)] if by_file else [])


def _hands_of(employee: Employee) -> dict[datetime, str]:
    """Of registrations by paper that a manager had held (A6): when, and who it was."""
    mine = PaperRegistration.objects.for_company(employee.company).held().filter(employee=employee)
    return {paper.at: paper.held_by.name for paper in mine.select_related("held_by") if paper.held_by}


def _lines(event: AuditEvent) -> Iterator[str]:
    if event.action == "employee.changed":
        yield from _differences(event)
    elif event.action == "employee.registered":
        yield registered_by_words(event.after.get("registered_by", ""))
    elif event.action in {"mail.failed", "employee.email_bounced"}:
        yield why_not_delivered(str(event.after.get("reason", "")))
    elif event.action == "registration.reset":
        yield str(event.after.get("reason", ""))


def _differences(kept: AuditEvent | PersonChange) -> Iterator[str]:
    for name, after in kept.after.items():
        yield _("%(field)s: %(before)s → %(after)s") % {
            "field": label_of(name),
            "before": _shown(kept.before.get(name)),
            "after": _shown(after),
        }


def _from_files(employee: Employee) -> Iterator[Moment]:
    """What HR files and other systems did to this person, among many."""
    changes = PersonChange.objects.for_company(employee.company).filter(employee=employee)
    for change in changes.select_related("event").order_by("-pk")[:MOST_MOMENTS]:
        event = change.event
        lines = [_source(event), *_differences(change)]
        yield Moment(event.at, words_for(change.action), event.actor_label, kind_of(change.action), lines)


def _source(event: AuditEvent) -> str:
    words = {
        "import.applied": _("With the HR file %(name)s."),
        "import.undone": _("The HR file %(name)s was undone."),
        "employees.written": _("Written by another system."),
    }
    words_of_list = _("Together with others, from the list of employees.")
    return words.get(event.action, words_of_list) % {"name": event.subject_label}


def _shown(value: Any) -> str:
    """A day as people write it, nothing as a dash."""
    if not value:
        return "–"
    day = dateparse.parse_date(value) if isinstance(value, str) and len(value) == 10 else None
    return date_format(day, "DATE_FORMAT") if day else str(value)


def registered_by_words(paper: str) -> str:
    """By which paper somebody registered."""
    words = {
        Kind.INVITES: _("With the letter of an Invites CSV"),
        Kind.REMINDERS: _("With the letter of a Reminders CSV"),
        Kind.CERTIFICATE: _("With a certificate"),
        Kind.ASSISTED: _("With a slip made on the spot"),
        "email": _("With the link of an invitation by e-mail"),
    }
    return words.get(paper, _("Registered"))


def _from_codes(employee: Employee, day: date) -> Iterator[Moment]:
    mine = ActivationCode.objects.for_company(employee.company).filter(employee=employee)
    titles = {
        Kind.INVITES: _("Invited on paper"),
        Kind.REMINDERS: _("Reminded on paper"),
        Kind.CERTIFICATE: _("Certificate with a code"),
        Kind.ASSISTED: _("Slip with a code"),
        Kind.RECOVERY: _("Slip for a new password"),
    }
    codes = mine.with_standing(day).select_related("file").order_by("-created_at")
    for code in codes[:MOST_MOMENTS]:
        by = code.file.created_by_label if code.file else ""
        yield Moment(code.created_at, titles[Kind(code.kind)], by, "", [_what_became_of(code, employee)])


def _what_became_of(code: ActivationCode, employee: Employee) -> str:
    if code.voided_at:
        return _("The code was voided on %(day)s.") % {"day": _day(today(employee.company, code.voided_at))}
    if code.created_at < employee.active_since:
        return _("The code is dead: the person has left since.")
    if code.kind == Kind.RECOVERY and code.used_at:
        return _("A new password was set with it.")
    if code.used_at and employee.is_registered:
        return _("This code opened the account.")
    words = {
        Standing.LIVE: _("The code works until %(day)s."),
        Standing.EXPIRED: _("The code worked until %(day)s."),
        Standing.REGISTERED: _("The code ended with the registration."),
        Standing.DEAD: _("The code does not work: the person is not active."),
    }
    standing = Standing(code.standing)  # type: ignore[attr-defined]
    return words[standing] % {"day": _day(code.last_day)}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _from_failures(employee: Employee) -> Iterator[Moment]:
    """Wrong codes of the last day. They are counted by a keyed hash of the ID, so that no typed ID is kept."""
    counter = failures_with(employee.company, employee.employee_key)
    if counter:
        failures = int(counter.failures)
        words = ngettext("%(number)s failed try to register", "%(number)s failed tries to register", failures)
        line = _(
            "This Employee ID was typed with a code that does not work for it. Tries are counted for a day."
        )
        yield Moment(counter.counted_at, words % {"number": failures}, lines=[line])


def _from_mails(employee: Employee) -> Iterator[Moment]:
    mails = Mail.objects.filter(company=employee.company, employee=employee)
    invitations = 0
    shown = list(mails.exclude(status=Mail.Status.DROPPED).order_by("created_at")[:MOST_MOMENTS])
    for mail in shown:
        if mail.kind == "invitation":
            title = _("Reminded by e-mail") if invitations else _("Invited by e-mail")
            invitations += 1
        else:
            title = _mail_title(mail.kind)
        waiting = mail.status in (Mail.Status.QUEUED, Mail.Status.SENDING)
        lines = [_("On its way.")] if waiting else []
        failed = mail.status in (Mail.Status.FAILED, Mail.Status.BOUNCED)
        lines += [_("It could not be delivered.")] if failed else []
        lines += [why_not_delivered(mail.error)] if mail.error and not failed else []
        yield Moment(mail.sent_at or mail.created_at, title, "", "bad" if failed else "", lines)


def _from_certificates(employee: Employee) -> Iterator[Moment]:
    """In whose hands the thanks on paper are. Their codes are told by the codes."""
    mine = Certificate.objects.for_company(employee.company).filter(employee=employee)
    for certificate in mine.select_related("holder").order_by("-created_at", "-pk")[:MOST_MOMENTS]:
        holder = certificate.holder.name if certificate.holder else ""
        lies = (
            _("It lies with %(name)s.") % {"name": holder}
            if holder
            else _("It lies with the administrators.")
        )
        failure = [certificate.failure] if certificate.failure else []
        yield Moment(certificate.created_at, _("Thanked on paper"), lines=[lies, *failure])
        if certificate.printed_at:
            yield Moment(certificate.printed_at, _("Certificate printed"))
        if certificate.handed_over_at:
            yield Moment(certificate.handed_over_at, _("Certificate handed over"), kind="good")


def _from_recognitions(employee: Employee) -> Iterator[Moment]:
    """Thanks that came, with their points, and thanks that were given."""
    received = Recipient.objects.for_company(employee.company).filter(employee=employee)
    rows = received.select_related("recognition__sender", "recognition__reason")
    for row in rows.order_by("-sent_at", "-pk")[:MOST_MOMENTS]:
        title = _("Thanked by %(name)s") % {"name": row.recognition.from_whom}
        yield Moment(row.sent_at, title, kind="good", lines=list(_about_thanks(row)))
    sent = Recognition.objects.for_company(employee.company).filter(sender=employee)
    for said in sent.annotate(people=Count("recipients")).newest_first()[:MOST_MOMENTS]:
        words = ngettext("Thanked %(number)s person", "Thanked %(number)s people", said.people)
        yield Moment(said.sent_at, words % {"number": said.people})


def _about_thanks(row: Recipient) -> Iterator[str]:
    if row.recognition.reason_label:
        yield row.recognition.reason_label
    if row.points:
        words = ngettext("+%(number)s point", "+%(number)s points", row.points)
        yield words % {"number": number_format(row.points, 0, force_grouping=True)}


def _mail_title(kind: str) -> str:
    titles = {
        "six_digits": _("Six digits sent to the address given at registration"),
        "password_reset": _("Password reset sent"),
        "recognition_copied": _("Told by e-mail of a recognition, as copied"),
        "recognition_received": _("Told by e-mail of a recognition"),
        "recognition_team": _("Told by e-mail of a recognition for the team"),
        "certificates": _("Told by e-mail that certificates wait"),
        "import_ended": _("Told by e-mail how an HR file ended"),
    }
    return titles.get(kind, _("E-mail sent"))
