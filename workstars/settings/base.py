"""Settings shared by every way of running. The environment is read in this package and nowhere else."""

import base64
import logging
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from workstars.settings.environment import ROOT, VAR, env

KEY_BYTES = 32


def read_keys(text: str) -> dict[int, bytes]:
    """Keys by version from "1:<base64>,2:<base64>"; the highest version is the one that new things use."""
    pairs = (part.split(":", 1) for part in text.split(",") if part.strip())
    return {int(version): base64.b64decode(value, validate=True) for version, value in pairs}


def keys(name: str) -> dict[int, bytes]:
    """The keys of a variable, none where it is not set. A weak one or none at all ends the start with a sentence."""
    try:
        found = read_keys(env(name, default=""))
    except ValueError:
        raise SystemExit(
            f"{name} cannot be read: write 1:<base64 of 32 bytes>, further ones after a comma."
        ) from None
    weak = [version for version, key in found.items() if len(key) < KEY_BYTES]
    if weak:
        raise SystemExit(
            f"Key {weak[0]} of {name} is too short: it needs {KEY_BYTES} bytes, written as base64."
        )
    return found


PORT = env.int("PORT", default=8000)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "workstars.apps.UsedStaticFiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_countries",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "workstars",
    "employees",
    "invites",
    "recognition",
    "certificates",
]

MIDDLEWARE = [
    "workstars.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "employees.middleware.TrailingSlashMiddleware",
    "workstars.lib.logs.RequestLogMiddleware",
    "employees.middleware.CompanyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "employees.middleware.MemberMiddleware",
    "employees.middleware.SecondFactorMiddleware",
    "employees.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "workstars.urls"
WSGI_APPLICATION = "workstars.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "workstars.portal.context.page",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# One engine everywhere. Connections persist, because opening one costs as much as four queries.
DATABASES = {
    "default": {
        **env.db_url_config(env("DATABASE_URL", default="postgresql:///workstars")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL", default="redis://localhost:6379/0")
# Only counters of attempts live in the cache: losing it costs nothing.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# Companies and addresses (C1).
BASE_DOMAIN = env("BASE_DOMAIN", default="localhost")
PUBLIC_SCHEME = env("PUBLIC_SCHEME", default="https")
PUBLIC_PORT = env.int("PUBLIC_PORT", default=0)
OPERATOR_HOST = env("OPERATOR_HOST", default=f"ops.{BASE_DOMAIN}")
DEFAULT_COMPANY = env("DEFAULT_COMPANY", default="")
RESERVED_SUBDOMAINS = frozenset({"www", "admin", "ops", "api", "mail", "static"})
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# Secrets that are not in the database (A3).
CODE_PEPPERS = keys("CODE_PEPPERS")
VAULT_KEYS = keys("VAULT_KEYS")

AUTH_USER_MODEL = "employees.User"
AUTHENTICATION_BACKENDS = ["employees.accounts.MemberBackend"]
PASSWORD_HASHERS = ["employees.passwords.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "employees.passwords.NotYourOwnDataValidator"},
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"
ACCOUNT_ADAPTER = "employees.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PUBLIC_SCHEME
# Failures are counted by address, and by e-mail address together with it: guessing is slowed, nobody is locked out.
# A second factor is asked of who knows the password already: there the account itself has a limit too.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "password_asked": "5/5m/key",
    "code_from_here": "30/m/ip,5/5m/key",
    "code_of_account": "30/h/key",
    "change_email": "20/h/ip,5/h/key",
    "react": "60/m/key",
    "comment": "10/m/key,100/d/key",
    "report_comment": "30/h/key",
    # By company, and by the address of a television.
    "screen_paired": "20/10m/key",
    "screen_asked": "30/10m/key",
}
# Whether administrators, coordinators and account managers need a second factor to do anything (A11).
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
MFA_ADAPTER = "employees.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10
PASSWORD_RESET_TIMEOUT = 24 * 3600

SESSION_ENGINE = "employees.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "workstars.portal.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
# Languages that a person or a company can have on record; pages follow once they are translated (X1).
RECORD_LANGUAGES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "pt": "Português",
    "pl": "Polski",
    "ar": "العربية",
}
FORMAT_MODULE_PATH = ["workstars.formats"]
LOCALE_PATHS = [ROOT / "workstars" / "locale"]
MAIL_LANGUAGES = tuple(RECORD_LANGUAGES)
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(VAR / "static"))
FONTS_DIR = VAR / "fonts"  # faces cut out for paper; made again when they are gone
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "vault": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "vault",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# HR files (E6, C6): refused above these, with the limit named.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=50 * 1024 * 1024)
UPLOAD_MAX_ROWS = env.int("UPLOAD_MAX_ROWS", default=200_000)
UPLOAD_MAX_COLUMNS = env.int("UPLOAD_MAX_COLUMNS", default=100)
UPLOAD_MAX_CELL = env.int("UPLOAD_MAX_CELL", default=10_000)
# Workbooks: bytes when unpacked, how many times that may be the file's size, files inside, bytes to read them.
UPLOAD_MAX_UNPACKED = env.int("UPLOAD_MAX_UNPACKED", default=400 * 1024 * 1024)
UPLOAD_MAX_RATIO = env.int("UPLOAD_MAX_RATIO", default=100)
UPLOAD_MAX_MEMBERS = env.int("UPLOAD_MAX_MEMBERS", default=1_000)
UPLOAD_MAX_MEMORY = env.int("UPLOAD_MAX_MEMORY", default=2_000 * 1024 * 1024)
# People that one act on the list may change, within a request; more is the work of an HR file (E2).
PEOPLE_CHANGED_AT_ONCE = 50_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"Workstars <no-reply@{BASE_DOMAIN}>")
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20

# How often one token, or one address without, may ask the API.
API_RATE = env("API_RATE", default="600/min")

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["workstars.lib.api_permissions.Nobody"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Workstars",
    "DESCRIPTION": "Employees, recognitions and batches for other systems. Codes are never in any answer.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["workstars.urls_api.described_calls"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "workstars.urls_api.without_other_fields",
    ],
    "AUTHENTICATION_WHITELIST": [],
    "APPEND_COMPONENTS": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "COMPONENT_SPLIT_REQUEST": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "workstars.lib.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # An address of the site can hold what must not be in a log, so requests are logged by structlog alone.
    "loggers": {
        name: {"handlers": ["nowhere"], "propagate": False}
        for name in ("django.server", "django.request", "weasyprint", "weasyprint.progress", "pikepdf._core")
    },
}
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
