"""What stands in the left navigation, for whom. Addresses are those the documents name."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    label: str | Promise
    href: str
    icon: str
    current: bool = False
    only_offline: bool = False


@dataclass(frozen=True)
class Group:
    title: str | Promise
    items: tuple[Item, ...]


ADMINISTRATOR = (
    Group("", (Item(_("Dashboard"), "/admin", "home"),)),
    Group(
        _("Employees"),
        (
            Item(_("All employees"), "/admin/employees", "people"),
            Item(_("Import"), "/admin/employees/import", "upload"),
            Item(_("Invites Overview"), "/admin/invites", "letter", only_offline=True),
            Item(_("Invites CSVs"), "/admin/invites/csvs", "file", only_offline=True),
            Item(_("Reminder CSVs"), "/admin/reminders/csvs", "file-clock", only_offline=True),
        ),
    ),
    Group(
        _("Company"),
        (Item(_("Settings"), "/admin/settings", "settings"), Item(_("Audit"), "/admin/audit", "audit")),
    ),
)
MEMBER = (Group("", (Item(_("Home"), "/", "home"),)),)
OPERATOR = (Group("", (Item(_("Companies"), "/backoffice", "companies"),)),)
START_PAGES = frozenset({"/", "/admin"})


def is_back_office(request: HttpRequest) -> bool:
    """Whether the page is the operator's own; in development one host serves both."""
    return current_of(["/backoffice"], request.path) != ""


def groups_for(request: HttpRequest) -> list[Group]:
    """The groups this person may use, with the page that is open marked."""
    company = getattr(request, "company", None)
    offline = bool(company and company.offline_employees)
    wanted = [
        Group(group.title, tuple(item for item in group.items if offline or not item.only_offline))
        for group in _audience_of(request)
    ]
    shown = [item.href for group in wanted for item in group.items if is_address(item.href)]
    here = current_of(shown, request.path)
    groups = [
        Group(group.title, tuple(replace(i, current=i.href == here) for i in group.items if i.href in shown))
        for group in wanted
    ]
    return [group for group in groups if group.items]


def current_of(addresses: list[str], path: str) -> str:
    """The address the page belongs to: the longest that begins the path; a start page only by itself."""
    path = path.rstrip("/") or "/"
    fitting = (a for a in addresses if path == a or (a not in START_PAGES and path.startswith(f"{a}/")))
    return max(fitting, key=len, default="")


def is_address(path: str) -> bool:
    """Whether a page is built there."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _audience_of(request: HttpRequest) -> tuple[Group, ...]:
    member = getattr(request, "member", None)
    roles = {str(role) for role in member.roles} if member else set()
    if "account_manager" in roles and (is_back_office(request) or "administrator" not in roles):
        return OPERATOR
    if "administrator" in roles:
        return ADMINISTRATOR
    return MEMBER if member else ()
