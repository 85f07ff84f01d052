"""Where one person stands on the way to a login, in a sentence for administrators."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employees.models import Employee
from employees.models.employee import Status
from workstars.lib.clock import today
from workstars.portal.queries.story import registered_by_words


def standing_of(employee: Employee, day: date) -> str:
    """The sentence; `day` is today in the company's time zone."""
    match employee.status(day):
        case Status.LEFT:
            return _left(employee)
        case Status.NOT_STARTED:
            starts = {"day": _written(employee.hire_date)}
            return _("Starts on %(day)s, and is on no list until then.") % starts
        case Status.REGISTERED:
            said = {"day": _written(_day_of(employee, employee.registered_at))}
            return _("Registered on %(day)s.") % said + f" {registered_by_words(employee.registered_by)}."
        case Status.INVITED_BY_MAIL:
            return _by_mail(employee)
    return _on_paper(employee)


def _left(employee: Employee) -> str:
    if employee.left_at is None:
        return _("The last day was %(day)s.") % {"day": _written(employee.leaving_date)}
    return _("Left on %(day)s.") % {"day": _written(_day_of(employee, employee.left_at))}


def _by_mail(employee: Employee) -> str:
    if employee.mail_stopped_at:
        return _("Invitations by e-mail are stopped.")
    if employee.company.invitations_stopped_at:
        return _("Invitations by e-mail are stopped for the whole company.")
    if not employee.company.is_launched:
        return _("The invitation goes by e-mail after launch.")
    if not employee.mail_count:
        return _("The invitation by e-mail is about to go.")
    sent = ngettext("Invited by e-mail once.", "Invited by e-mail %(number)d times.", employee.mail_count) % {
        "number": employee.mail_count
    }
    if employee.mail_due_at is None:
        return sent
    return (
        sent
        + " "
        + _("The next one goes on %(day)s.") % {"day": _written(_day_of(employee, employee.mail_due_at))}
    )


def _on_paper(employee: Employee) -> str:
    bounced = _("The HR e-mail does not work. ") if employee.hr_email else ""
    if not employee.company.offline_employees:
        return bounced + _(
            "Cannot be reached: no HR e-mail that works, and offline employees are switched off."
        )
    if employee.paper_made_at is None:
        return bounced + _("Waiting in Invites.")
    if employee.reminders_since:
        since = {"day": _written(_day_of(employee, employee.reminders_since))}
        return bounced + _("Waiting in Reminders since %(day)s.") % since
    made = _written(_day_of(employee, employee.paper_made_at))
    if employee.paper_due_on is None:
        return bounced + _(
            "The schedule made a letter on %(made)s. Its days begin when the file is downloaded."
        ) % {"made": made}
    days = {"made": made, "due": _written(employee.paper_due_on)}
    return bounced + _("The last letter was made on %(made)s. Reminders follow on %(due)s.") % days


def _day_of(employee: Employee, moment: datetime | None) -> date | None:
    return today(employee.company, moment) if moment else None


def _written(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else "–"
