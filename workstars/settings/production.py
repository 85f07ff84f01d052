"""For a real deployment: everything from the environment, nothing that a development run allows."""

from workstars.settings.base import *  # noqa: F403
from workstars.settings.base import BASE_DOMAIN
from workstars.settings.environment import env

REQUIRED = ("SECRET_KEY", "CODE_PEPPERS", "VAULT_KEYS", "BASE_DOMAIN")
if missing := [name for name in REQUIRED if not env(name, default="")]:
    raise SystemExit(f"Workstars does not start without {', '.join(missing)}: see docs/operations.md.")

DEVELOPMENT = False
DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = [BASE_DOMAIN, f".{BASE_DOMAIN}"]

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.int("TRUSTED_PROXY_COUNT", default=0) else None
)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# With this prefix a browser takes them from this very host alone, and sends them to it alone: not from one company's to
# another's.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
