"""The mails of a recognition (R3). `link` is its page; whoever opens it is asked to log in."""

from collections.abc import Sequence

from employees.models import Company, Employee
from recognition.models import Recipient, Recognition
from workstars.lib.mail import Message, render_message

NAMES_SHOWN = 5


def received(recognition: Recognition, recipient: Recipient, link: str) -> Message:
    """To the one who is thanked: the message itself, the reason, the points. Needs `recipient.employee.user`."""
    person = recipient.employee
    context = {
        "company": recognition.company,
        "employee": person,
        "recognition": recognition,
        "points": recipient.points,
        "link": link,
    }
    return render_message("emails/recognition_received", context, language_of(recognition.company, person))


def team_thanked(
    recognition: Recognition, manager: Employee, people: Sequence[Employee], link: str
) -> Message:
    """To a line manager, of those `people` of the team who are thanked; without the message of a private one."""
    return _about_others("emails/recognition_team", recognition, manager, people, link)


def copied(recognition: Recognition, employee: Employee, people: Sequence[Employee], link: str) -> Message:
    """To somebody copied; without the message of a private one."""
    return _about_others("emails/recognition_copied", recognition, employee, people, link)


def _about_others(
    template: str, recognition: Recognition, reader: Employee, people: Sequence[Employee], link: str
) -> Message:
    context = {
        "company": recognition.company,
        "employee": reader,
        "recognition": recognition,
        "names": [person.name for person in people[:NAMES_SHOWN]],
        "others": max(0, len(people) - NAMES_SHOWN),
        "link": link,
    }
    return render_message(template, context, language_of(recognition.company, reader))


def language_of(company: Company, employee: Employee) -> str:
    """The one chosen at registration, else that of the records, else the company's. Select `user` along."""
    if employee.user:
        return employee.user.language
    return employee.language or company.default_language
