"""The mails after a batch was sent (B5, R3). None of them holds a message of a private one."""

from collections.abc import Sequence

from employees.models import Employee, User
from recognition.emails.giving import NAMES_SHOWN, language_of
from recognition.models import Batch
from workstars.lib.mail import Message, render_message


def batch_sent(batch: Batch, user: User, outcome: str, link: str) -> Message:
    """To the requester and the administrators: how many went out, and what did not. `link` is the request's page."""
    context = {"company": batch.company, "batch": batch, "outcome": outcome, "link": link}
    return render_message("emails/batch_sent", context, user.language)


def batch_given_back(batch: Batch, user: User, why: str, link: str) -> Message:
    """To the requester: nothing was sent, and why."""
    context = {"company": batch.company, "batch": batch, "why": why, "link": link}
    return render_message("emails/batch_sent_back", context, user.language)


def team_thanked(batch: Batch, manager: Employee, names: Sequence[str], people: int, link: str) -> Message:
    """To a line manager, once for a batch: who of the team is thanked. `names` are the first few of `people`."""
    return _to_employee("batch_team", batch, manager, names, people, link)


def copied(batch: Batch, employee: Employee, people: int, link: str) -> Message:
    """To somebody copied on the batch, once."""
    return _to_employee("batch_copied", batch, employee, (), people, link)


def _to_employee(
    name: str, batch: Batch, reader: Employee, names: Sequence[str], people: int, link: str
) -> Message:
    context = {
        "company": batch.company,
        "batch": batch,
        "employee": reader,
        "sender": from_whom(batch),
        "names": names[:NAMES_SHOWN],
        "others": max(0, people - NAMES_SHOWN),
        "people": people,
        "link": link,
    }
    return render_message(f"emails/{name}", context, language_of(batch.company, reader))


def from_whom(batch: Batch) -> str:
    """As its recognitions say it."""
    if batch.from_kind == Batch.From.EMPLOYEE and batch.from_employee:
        return batch.from_employee.name
    return batch.from_name if batch.from_kind == Batch.From.CUSTOM else batch.company.name
