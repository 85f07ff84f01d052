"""What the pages of one act on many people say."""

from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries as all_countries

from employees.queries.many import Act, Order, Why
from employees.services.people.many import Skipped


def heading_of(order: Order, count: int) -> str:
    if order.act == Act.DEACTIVATE:
        words = ngettext("Deactivate %(number)s person?", "Deactivate %(number)s people?", count)
    elif order.act == Act.COUNTRY:
        words = ngettext(
            "Set the country of %(number)s person", "Set the country of %(number)s people", count
        )
    else:
        words = ngettext(
            "Set the line manager of %(number)s person", "Set the line manager of %(number)s people", count
        )
    return words % {"number": grouped(count)}


def what_happens(order: Order, day: date) -> list[str]:
    if order.act == Act.DEACTIVATE:
        return [
            _("Codes on letters and slips already printed stop working, and so do their logins."),
            _("They are on no list, and nothing is printed or mailed to them any more."),
            _("Records, recognitions and points stay. Under the same Employee ID each can come back."),
            _("Whoever reports to one of them keeps that line manager until you name another."),
        ]
    if order.manager:
        name = {"name": order.manager.name, "id": order.manager.employee_id}
        happens = [
            _("%(name)s (%(id)s) becomes their line manager.") % name,
            _("Certificates for them that are not printed yet move along."),
        ]
        if order.manager.has_left(day):
            happens.append(_("%(name)s has left. Certificates go to the next manager above.") % name)
        return happens
    return [
        _("Their country becomes %(country)s.") % {"country": all_countries.name(order.country)},
        _("Who waits for a letter waits in that country’s list from now on."),
    ]


def skipped_words(order: Order, skipped: Skipped) -> str:
    """How many, why, and who where it is a matter of persons."""
    names = ", ".join(skipped.names)
    words = {
        Why.SAME: ngettext("%(number)s has it already.", "%(number)s have it already.", skipped.people),
        Why.LEFT: ngettext("%(number)s has left already.", "%(number)s have left already.", skipped.people),
        Why.YOURSELF: _("You cannot deactivate yourself."),
        Why.LAST_ADMINISTRATOR: _("%(names)s is the last administrator who stays."),
        Why.OWN_MANAGER: _("%(names)s cannot be their own line manager."),
        Why.CIRCLE: ngettext(
            "%(names)s is above the new line manager: that would be a circle.",
            "%(names)s are above the new line manager: that would be a circle.",
            skipped.people,
        ),
    }[skipped.why]
    return words % {"number": grouped(skipped.people), "names": names}


def done_words(order: Order, count: int) -> str:
    if order.act == Act.DEACTIVATE:
        words = ngettext("%(number)s person was deactivated.", "%(number)s people were deactivated.", count)
    elif order.act == Act.COUNTRY:
        words = ngettext(
            "The country of %(number)s person was set.", "The country of %(number)s people was set.", count
        )
    else:
        words = ngettext(
            "The line manager of %(number)s person was set.",
            "The line manager of %(number)s people was set.",
            count,
        )
    return words % {"number": grouped(count)}


def grouped(number: int) -> str:
    return number_format(number, force_grouping=True)
