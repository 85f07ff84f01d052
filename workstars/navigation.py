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
    roles: frozenset[str] = frozenset()
    current: bool = False
    only_offline: bool = False


@dataclass(frozen=True)
class Group:
    title: str | Promise
    items: tuple[Item, ...]


MEMBERS = frozenset({"administrator", "coordinator", "manager", "employee", "account_manager"})
EMPLOYEES = frozenset({"employee"})
MANAGERS = frozenset({"manager"})
COORDINATORS = frozenset({"coordinator", "administrator"})
ADMINISTRATORS = frozenset({"administrator"})

PORTAL = (
    Group(
        "",
        (
            Item(_("Home"), "/", "home", MEMBERS),
            Item(_("Dashboard"), "/admin", "home", ADMINISTRATORS),
            Item(_("Activity Wall"), "/wall", "wall", EMPLOYEES),
            Item(_("My points"), "/points", "star", EMPLOYEES),
        ),
    ),
    Group(
        _("My team"),
        (
            Item(_("Team"), "/manager/team", "people", MANAGERS),
            Item(_("Certificates"), "/manager/certificates", "certificate", MANAGERS, only_offline=True),
        ),
    ),
    Group(
        _("Employees"),
        (
            Item(_("All employees"), "/admin/employees", "people", ADMINISTRATORS),
            Item(_("Import"), "/admin/employees/import", "upload", ADMINISTRATORS),
            Item(_("Invites Overview"), "/admin/invites", "letter", ADMINISTRATORS, only_offline=True),
            Item(_("Invites CSVs"), "/admin/invites/csvs", "file", ADMINISTRATORS, only_offline=True),
            Item(
                _("Reminder CSVs"), "/admin/reminders/csvs", "file-clock", ADMINISTRATORS, only_offline=True
            ),
            Item(_("Funnel"), "/admin/invites/funnel", "funnel", ADMINISTRATORS),
        ),
    ),
    Group(
        _("Recognition"),
        (
            Item(_("Recognitions"), "/admin/recognitions", "heart", ADMINISTRATORS),
            Item(_("Moderation"), "/admin/moderation", "flag", ADMINISTRATORS),
            Item(_("Batches"), "/batches", "stack", COORDINATORS),
            Item(_("eCards"), "/admin/ecards", "picture", ADMINISTRATORS),
            Item(_("Reasons"), "/admin/reasons", "tag", ADMINISTRATORS),
            Item(_("Certificates"), "/admin/certificates", "certificate", ADMINISTRATORS, only_offline=True),
        ),
    ),
    Group(
        _("Company"),
        (
            Item(_("Settings"), "/admin/settings", "settings", ADMINISTRATORS),
            Item(_("Audit"), "/admin/audit", "audit", ADMINISTRATORS),
        ),
    ),
)
OPERATOR = (
    Group(
        "",
        (
            Item(_("Companies"), "/backoffice", "companies"),
            Item(_("Batch requests"), "/backoffice/batches", "stack"),
        ),
    ),
)
START_PAGES = frozenset({"/", "/admin", "/backoffice"})


def is_back_office(request: HttpRequest) -> bool:
    """Whether the page is the operator's own; in development one host serves both."""
    return current_of(["/backoffice"], request.path) != ""


def groups_for(request: HttpRequest) -> list[Group]:
    """The groups this person may use, with the page that is open marked; none while a second factor is missing."""
    if getattr(request, "second_factor_missing", False):
        return []
    company = getattr(request, "company", None)
    offline = bool(company and company.offline_employees)
    wanted = [
        Group(group.title, tuple(item for item in group.items if offline or not item.only_offline))
        for group in _groups_of(request)
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


def _groups_of(request: HttpRequest) -> tuple[Group, ...]:
    member = getattr(request, "member", None)
    roles = {str(role) for role in member.roles} if member else set()
    if "account_manager" in roles and (is_back_office(request) or not roles & COORDINATORS):
        return OPERATOR
    hidden = {"/"} if roles & ADMINISTRATORS else set()
    return tuple(
        Group(group.title, tuple(i for i in group.items if i.roles & roles and i.href not in hidden))
        for group in PORTAL
    )
