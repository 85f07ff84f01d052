"""How allauth keeps second factors here: secrets sealed, passkeys good on every site of the platform (A11)."""

import base64

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from workstars.lib import vault

PURPOSE = "second factor"


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault.seal(text.encode(), PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault.open_sealed(base64.b64decode(encrypted_text), PURPOSE).decode()

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A login is one for all companies, so its passkeys belong to the base domain; a domain without a dot
        (`localhost`) cannot own any, and each host has its own there."""
        host = context.request.get_host().partition(":")[0]
        return {"id": settings.BASE_DOMAIN if "." in settings.BASE_DOMAIN else host, "name": "Workstars"}

    def _get_site_name(self) -> str:
        company = getattr(context.request, "company", None)
        return company.name if company else "Workstars"


def reseal(sealed: str) -> str:
    """The same secret under the vault's current key; unchanged when it is there already."""
    raw = base64.b64decode(sealed)
    if vault.sealed_version(raw) == vault.current_version():
        return sealed
    return base64.b64encode(vault.reseal(raw, PURPOSE)).decode()
