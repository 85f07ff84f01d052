"""Whether a recognition may be given as it is written: asked by the preview, and again at sending (R1)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import Company, Employee, RoleGrant
from employees.models.employee import Status
from recognition.messages import flaws_of, tidy_message
from recognition.models import ECard, Reason
from recognition.queries.reach import Reach, reach_of
from workstars.lib.actors import Actor
from workstars.lib.clock import today

MOST_PEOPLE = 50
MOST_POINTS = 999_999
NOT_HERE = {
    Status.LEFT: gettext_lazy("%(name)s has left. Take the name off."),
    Status.NOT_STARTED: gettext_lazy("%(name)s has not started yet. Take the name off."),
}


class Problem(NamedTuple):
    """What to mend. `field` is the name of an attribute of Thanks, or empty."""

    field: str
    text: str


class RecognitionRefused(Exception):
    """It cannot be given like this; `problems` are sentences for the page."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.text for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Thanks:
    """What somebody wants to give. People are primary keys of employees; `points` are for each of `recipients`.

    Without a `sender` it comes from the company, which administrators alone may do, as they alone give points.
    """

    sender: Employee | None
    recipients: Collection[int]
    message: str
    is_private: bool = False
    ecard: ECard | None = None
    reason: Reason | None = None
    copied: Collection[int] = ()
    points: int = 0


@dataclass(frozen=True)
class Checked:
    """Thanks as they would be given now: the message as it is kept, each person once, in the order chosen."""

    thanks: Thanks
    message: str
    recipients: tuple[Employee, ...]
    copied: tuple[Employee, ...]
    reach: Mapping[int, Reach] = field(repr=False)


def check_recognition(*, company: Company, thanks: Thanks, by: Actor, now: datetime) -> Checked:
    """Changes nothing. Three queries at most. Refusal: RecognitionRefused, with everything that is to mend."""
    day = today(company, now)
    chosen = set(thanks.recipients) | set(thanks.copied)
    few_enough = len(chosen) <= 2 * MOST_PEOPLE
    people = _people(company, chosen) if few_enough else {}
    reach = reach_of(company, people, day)
    if not _may_know_everybody(company, reach, by, now):
        people = {pk: person for pk, person in people.items() if reach[pk].status not in NOT_HERE}
    message = tidy_message(thanks.message)
    problems = [
        *_problems_of_people("recipients", thanks.recipients, people, reach),
        *_problems_of_recipients(thanks),
        *(Problem("message", str(flaw.label)) for flaw in flaws_of(message)),
        *_problems_of_people("copied", thanks.copied, people, reach),
        *_problems_of_choices(thanks),
        *_problems_of_rights(company, thanks, by, now),
    ]
    if problems:
        raise RecognitionRefused(problems)
    recipients = list(dict.fromkeys(thanks.recipients))
    told_anyway = {*recipients, thanks.sender.pk if thanks.sender else 0}
    copied = [pk for pk in dict.fromkeys(thanks.copied) if pk not in told_anyway]
    return Checked(
        thanks, message, tuple(people[pk] for pk in recipients), tuple(people[pk] for pk in copied), reach
    )


def _may_know_everybody(company: Company, reach: Mapping[int, Reach], by: Actor, now: datetime) -> bool:
    """Who is not here is named to administrators alone: nobody else would find them by a search (R1)."""
    return all(one.status not in NOT_HERE for one in reach.values()) or is_administrator(company, by, now)


def _people(company: Company, chosen: Collection[int]) -> dict[int, Employee]:
    found = Employee.objects.for_company(company).filter(pk__in=chosen)
    return {person.pk: person for person in found.select_related("user", "manager__user")}


def _problems_of_people(
    name: str, chosen: Collection[int], people: Mapping[int, Employee], reach: Mapping[int, Reach]
) -> Iterator[Problem]:
    if len(set(chosen)) > MOST_PEOPLE:
        yield Problem(name, _("At most %(most)s people. Take some of them off.") % {"most": MOST_PEOPLE})
        return
    if any(pk not in people for pk in chosen):
        yield Problem(name, _("Somebody you chose does not work here. Choose the people anew."))
    for pk in dict.fromkeys(chosen):
        sentence = NOT_HERE.get(reach[pk].status) if pk in people else None
        if sentence:
            yield Problem(name, sentence % {"name": people[pk].name})


def _problems_of_recipients(thanks: Thanks) -> Iterator[Problem]:
    if not thanks.recipients:
        yield Problem("recipients", _("Choose whom you thank."))
    if thanks.sender and thanks.sender.pk in thanks.recipients:
        yield Problem("recipients", _("You cannot thank yourself. Take your own name off."))


def _problems_of_choices(thanks: Thanks) -> Iterator[Problem]:
    if thanks.ecard and not thanks.ecard.is_in_use:
        yield Problem("ecard", _("This eCard is no longer in use. Choose another one, or none."))
    if thanks.reason and not thanks.reason.is_in_use:
        yield Problem("reason", _("This reason is no longer in use. Choose another one, or none."))
    if not 0 <= thanks.points <= MOST_POINTS:
        yield Problem("points", _("Points are a whole number from 0 to 999,999."))


def _problems_of_rights(company: Company, thanks: Thanks, by: Actor, now: datetime) -> Iterator[Problem]:
    if thanks.sender and not thanks.points:
        return
    if is_administrator(company, by, now):
        return
    if thanks.points:
        yield Problem("points", _("Only administrators give points. Send it without."))
    if thanks.sender is None:
        yield Problem("", _("Only administrators give thanks in the company’s name."))


def is_administrator(company: Company, by: Actor, now: datetime) -> bool:
    """Asked of the records, whatever door the act came through."""
    grants = RoleGrant.objects.for_company(company).administrators().working(today(company, now))
    return by.user_id is not None and grants.filter(user_id=by.user_id).exists()
