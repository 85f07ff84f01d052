"""Where the platform's own pages are: from the settings, never from a request's Host (C1)."""

from django.conf import settings


def address_of(host: str) -> str:
    """The configured address of a host, without a path: `https://acme.workstars.example`."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}"


def operator_address() -> str:
    return address_of(settings.OPERATOR_HOST)
