"""What a request asks for around its file (B1), and whether it can be so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet
from employees.records import cells
from recognition.messages import is_seen
from recognition.models import Batch, ECard
from recognition.queries.reach import mail_address
from workstars.lib.clock import today
from workstars.lib.text import fold_search

From = Batch.From


class RequestRefused(Exception):
    """Something in the request cannot be so. `errors`: field → sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Wish:
    """The request without its file. Of `from_employee` and `from_name` only what `from_kind` asks for counts."""

    summary: str
    send_on: date
    description: str = ""
    is_private: bool = False
    ecard: ECard | None = None
    from_kind: str = From.COMPANY
    from_employee: Employee | None = None
    from_name: str = ""
    copies: tuple[Employee, ...] = field(default=())

    @classmethod
    def of(cls, batch: Batch) -> "Wish":
        """What the batch says now."""
        return cls(
            summary=batch.summary,
            send_on=batch.send_on,
            description=batch.description,
            is_private=batch.is_private,
            ecard=batch.ecard,
            from_kind=batch.from_kind,
            from_employee=batch.from_employee,
            from_name=batch.from_name,
            copies=tuple(copy.employee for copy in batch.copies.select_related("employee__user")),
        )

    @property
    def columns(self) -> dict[str, Any]:
        """The values of the batch's own columns."""
        by_person, by_name = self.from_kind == From.EMPLOYEE, self.from_kind == From.CUSTOM
        return {
            "summary": one_line(self.summary),
            "description": self.description.strip(),
            "send_on": self.send_on,
            "is_private": self.is_private,
            "ecard": self.ecard,
            "from_kind": self.from_kind,
            "from_employee": self.from_employee if by_person else None,
            "from_name": one_line(self.from_name) if by_name else "",
        }


def one_line(text: str) -> str:
    """NFC, one blank between words, and nothing that turns or parts them unseen."""
    return " ".join(cells.without_unseen(text, joiners=True).split())


def problems_of(company: Company, wish: Wish, objected_by: int | None, now: datetime) -> dict[str, str]:
    """Field → sentence of all that cannot be, asked at each change and once more at submission."""
    day = today(company, now)
    errors = {}
    if not is_seen(wish.summary):
        errors["summary"] = _("Say in a few words what this is about.")
    if wish.send_on < day:
        errors["send_on"] = _("This day is over. Choose today or a later day.")
    if wish.ecard and not wish.ecard.is_in_use:
        errors["ecard"] = _("This eCard is no longer in use. Choose another one, or none.")
    errors |= _sender_problems(company, wish, objected_by, day)
    if left := next((person for person in wish.copies if person.has_left(day)), None):
        errors["copies"] = _("%(name)s has left. Take this person off the list.") % {"name": left.name}
    return errors


def _sender_problems(company: Company, wish: Wish, objected_by: int | None, day: date) -> dict[str, str]:
    if wish.from_kind == From.EMPLOYEE:
        sentence = _why_not_named(wish.from_employee, objected_by, day)
        return {"from_employee": sentence} if sentence else {}
    if wish.from_kind == From.CUSTOM:
        name = one_line(wish.from_name)
        if not is_seen(name):
            return {"from_name": _("Type the name from which it comes, like Leadership Team.")}
        if is_somebodys_name(company, name):
            return {
                "from_name": _(
                    "%(name)s is the name of an employee. Choose “A person” instead, so that this person is asked."
                )
                % {"name": name}
            }
    return {}


def _why_not_named(person: Employee | None, objected_by: int | None, day: date) -> str:
    if person is None:
        return _("Choose the person from whom it comes.")
    names = {"name": person.name}
    if person.pk == objected_by:
        return _("%(name)s does not want to be named. Choose another sender.") % names
    if not person.is_active(day):
        return _("%(name)s does not work here at present. Choose another sender.") % names
    if not mail_address(person):
        return (
            _(
                "%(name)s has no e-mail address, so nobody can ask whether this is all right. Choose another sender."
            )
            % names
        )
    return ""


def is_somebodys_name(company: Company, name: str) -> bool:
    """Whether an employee is called so, first name first or last, whatever the case and accents (B1)."""
    meant = {one_line(name), cells.without_unseen(name, joiners=False)}
    return any(_is_called_so(company, fold_search(one.replace(",", " "))) for one in meant)


def _is_called_so(company: Company, folded: str) -> bool:
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    found = people.matching(folded).values_list("first_name", "last_name").iterator()
    return any(folded in _names(first, last) for first, last in found)


def _names(first: str, last: str) -> set[str]:
    return {fold_search(f"{first} {last}"), fold_search(f"{last} {first}")}


def differences(before: Wish, after: Wish) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a change changes, before and after, as the audit log keeps it."""
    old, new = _shown(before), _shown(after)
    changed = [name for name in new if old[name] != new[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def _shown(wish: Wish) -> dict[str, Any]:
    values = wish.columns
    person = values.pop("from_employee")
    ecard = values.pop("ecard")
    return {
        **values,
        "ecard": str(ecard) if ecard else "",
        "from_employee": person.employee_id if person else "",
        "copies": sorted(copied.employee_id for copied in wish.copies),
    }
