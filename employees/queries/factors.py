"""Second factors of a login (A11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from employees.models import Company, Employee, RoleGrant, User

COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none


@dataclass(frozen=True)
class Factor:
    """An authenticator app or a passkey. `name` is what its owner called a passkey."""

    pk: int
    is_app: bool
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """All that a login has. `codes_left` is None where no recovery codes were made."""

    app: Factor | None
    passkeys: tuple[Factor, ...]
    codes_left: int | None

    @property
    def count(self) -> int:
        return len(self.passkeys) + (self.app is not None)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=COUNTS).exists()


def factors_of(user: User) -> Factors:
    """In one query, oldest first."""
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    apps = [_factor(row) for row in rows if row.type == Authenticator.Type.TOTP]
    codes = [row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES]
    return Factors(
        app=apps[0] if apps else None,
        passkeys=tuple(_factor(row) for row in rows if row.type == Authenticator.Type.WEBAUTHN),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else None,
    )


def has_a_second_factor(user_column: str) -> Exists:
    """For lists: whether the login in this column has one."""
    return Exists(Authenticator.objects.filter(user=OuterRef(user_column), type__in=COUNTS))


def companies_of(user: User) -> list[Company]:
    """Where the login is anybody: in the records and still here, or with a role. By name."""
    found: dict[int, Company] = {}
    people = Employee.objects.across_companies().filter(user=user, left_at__isnull=True)
    grants = RoleGrant.objects.across_companies().accepted().filter(user=user)
    for row in [*people.select_related("company"), *grants.select_related("company")]:
        found[row.company_id] = row.company
    return sorted(found.values(), key=lambda company: (company.name, company.pk))


def _factor(row: Any) -> Factor:
    return Factor(
        row.pk,
        row.type == Authenticator.Type.TOTP,
        row.data.get("name", ""),
        row.created_at,
        row.last_used_at,
    )
