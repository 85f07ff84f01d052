"""What somebody was called, sealed for as long as an erasure is at work."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import override

from employees.models import AuditEvent, Company, Employee, Erasure, PersonChange
from workstars.lib import vault
from workstars.lib.needles import Needles


@dataclass(frozen=True)
class Called:
    """`names` are whole ones, `words` first and last name by themselves; what was so earlier is among them. `said`
    stands in their place. `user` is the login of that time."""

    ids: list[str]
    names: list[str]
    words: list[str]
    emails: list[str]
    said: str
    user: int | None

    @cached_property
    def needles(self) -> Needles:
        return Needles.of(ids=self.ids, names=self.names, emails=self.emails, said=self.said)

    @cached_property
    def in_messages(self) -> Needles:
        """For texts to the person or by the person, where a first name is enough."""
        return self.needles.words_too(self.words)


def nameless(company: Company) -> str:
    """What an erased person is called, in the company's language."""
    with override(company.default_language):
        return _("Former colleague")


def gather(employee: Employee) -> Called:
    """Everything that the person is and was called. A name that a colleague has too names nobody by itself, and is
    left out."""
    company, login = employee.company, employee.user
    ids, names, words = [employee.employee_id], [employee.name], [employee.first_name, employee.last_name]
    emails = [employee.hr_email, login.address if login else ""]
    names += [login.name] if login else []
    for before in _earlier(employee):
        ids.append(before.get("employee_id") or "")
        emails.append(before.get("hr_email") or "")
        first, last = (
            before.get(part, getattr(employee, part)) or "" for part in ("first_name", "last_name")
        )
        names.append(f"{first} {last}".strip())
        words += [first, last]
    names += [f"{employee.last_name} {employee.first_name}", f"{employee.last_name}, {employee.first_name}"]
    others = _names_of_others(employee)
    return Called(
        ids=_once(ids),
        names=[name for name in _once(names) if name.casefold() not in others],
        words=_once(words),
        emails=_once(emails),
        said=nameless(company),
        user=employee.user_id,
    )


def seal(called: Called, employee: Employee) -> bytes:
    return vault.seal(json.dumps(asdict(called)).encode(), _purpose(employee.pk))


def called_of(erasure: Erasure) -> Called:
    return Called(
        **json.loads(vault.open_sealed(bytes(erasure.sealed or b""), _purpose(erasure.employee_id)))
    )


def reseal_erasures() -> int:
    """Under the newest key of the vault; answers how many moved."""
    rows = Erasure.objects.across_companies().filter(sealed__isnull=False)
    moved = 0
    for row in rows.order_by("pk"):
        if vault.sealed_version(row.sealed) != vault.current_version():
            again = vault.reseal(row.sealed, _purpose(row.employee_id))
            moved += rows.filter(pk=row.pk).update(sealed=again)
    return moved


def _earlier(employee: Employee) -> list[dict[str, str]]:
    events = AuditEvent.objects.filter(company=employee.company).about(employee)
    changes = PersonChange.objects.for_company(employee.company).filter(employee=employee)
    return [*events.values_list("before", flat=True), *changes.values_list("before", flat=True)]


def _names_of_others(employee: Employee) -> set[str]:
    namesakes = Employee.objects.for_company(employee.company).exclude(pk=employee.pk)
    same = namesakes.filter(last_name__iexact=employee.last_name, first_name__iexact=employee.first_name)
    forms = (
        (
            f"{one.first_name} {one.last_name}",
            f"{one.last_name} {one.first_name}",
            f"{one.last_name}, {one.first_name}",
        )
        for one in same[:1]
    )
    return {form.strip().casefold() for each in forms for form in each}


def _once(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text and text.strip(" ,")))


def _purpose(employee: int) -> str:
    return f"erasure of {employee}"
