"""Logins and roles (C3, C5)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from employees.models.employee import Employee
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet

if TYPE_CHECKING:
    from employees.models.company import Company


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A login whose mailbox is proven; `email` is kept in small letters."""
        return self.create_hashed(email, make_password(password), **fields)

    def create_hashed(self, email: str, password_hash: str, **fields: Any) -> "User":
        """The same with a password that was hashed before."""
        user = self.model(email=email.strip().lower(), password=password_hash, **fields)
        user.save(using=self._db)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def create_without_email(self, password: str, **fields: Any) -> "User":
        """A login by Employee ID (A6): there is no mailbox to prove."""
        user = self.model(email=None, password=make_password(password), **fields)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A login: one for all companies of a person. What it may do in a company follows from Employee and RoleGrant."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True, null=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    language = models.CharField(max_length=8, default="en", choices=list(settings.RECORD_LANGUAGES.items()))
    is_active = models.BooleanField(default=True)
    is_account_manager = models.BooleanField(_("account manager"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower")
        ]

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def address(self) -> str:
        """Where mail goes; empty for a login by Employee ID (A6), to which nothing is mailed."""
        return self.email or ""

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not in use: doors ask for roles (C5)."""
        return False


class Role(models.TextChoices):
    ACCOUNT_MANAGER = "account_manager", _("Account manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    COORDINATOR = "coordinator", _("Program coordinator")
    MANAGER = "manager", _("Manager")
    EMPLOYEE = "employee", _("Employee")


class RoleGrantQuerySet(CompanyQuerySet):
    def accepted(self) -> Self:
        return self.filter(accepted_at__isnull=False, user__isnull=False, user__is_active=True)

    def working(self, today: date) -> Self:
        """Accepted, and not held by somebody who has left this company (E10)."""
        gone = Employee.objects.filter(company=models.OuterRef("company"), user=models.OuterRef("user")).left(
            today
        )
        return self.accepted().exclude(models.Exists(gone))

    def administrators(self) -> Self:
        return self.filter(role=Role.ADMINISTRATOR)


class RoleGrant(CompanyOwned):
    """A role given by e-mail. It works from `accepted_at`, when the named mailbox has been proven."""

    role = models.CharField(
        _("role"), max_length=20, choices=[(r.value, r.label) for r in (Role.ADMINISTRATOR, Role.COORDINATOR)]
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="grants")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        constraints = [
            models.UniqueConstraint("company", "role", Lower("email"), name="role_once_per_address"),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(user__isnull=False),
                name="accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.email}"

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None


def grant_for(company: "Company", email: str, role: Role, now: datetime) -> RoleGrant:
    """An unsaved grant, its address in small letters."""
    return RoleGrant(company=company, email=email.strip().lower(), role=role, granted_at=now)
