"""The secrets of second factors under a newer key of the vault (A3)."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from employees.factors import reseal

SEALED = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def reseal_factors() -> int:
    """Row by row, so that it can stop anywhere and begin again; answers how many moved."""
    rows = Authenticator.objects.filter(type__in=SEALED).order_by("pk")
    return sum(_reseal(pk) for pk in rows.values_list("pk", flat=True).iterator())


@transaction.atomic
def _reseal(pk: int) -> bool:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    name = SEALED[Authenticator.Type(row.type)]
    sealed = reseal(row.data[name])
    if sealed == row.data[name]:
        return False
    row.data[name] = sealed
    row.save(update_fields=["data"])
    return True
