"""Who runs the platform: account managers, named at the command line (C5)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Mail, Role, User
from employees.services.accounts import request_password_reset
from workstars.lib.actors import Actor
from workstars.lib.refusals import Refusal


@transaction.atomic
def appoint_account_manager(*, email: str, name: str, by: Actor, now: datetime) -> Mail | None:
    """Gives the login of this address, made if there is none, the back office; owes the mail with which its password
    is chosen. Refusal: Refusal, for an address that is none."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(_("%(email)s is not an e-mail address.") % {"email": email}) from None
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    user.is_account_manager = True
    user.save(update_fields=["is_account_manager"])
    AuditEvent.objects.record(
        company=None,
        action="role.granted",
        by=by,
        at=now,
        subject=user,
        subject_label=user.address,
        after={"role": Role.ACCOUNT_MANAGER},
    )
    return request_password_reset(company=None, on_operator_host=True, email=email, by=by, now=now)
