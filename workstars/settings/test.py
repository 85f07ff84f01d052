"""For pytest: fixed secrets, cheap passwords, mail in memory, files in a folder that the run throws away."""

import tempfile
from pathlib import Path

from workstars.settings.environment import env

env.ENVIRON["PUBLIC_SCHEME"] = "http"
env.ENVIRON["BASE_DOMAIN"] = "workstars.test"
env.ENVIRON["OPERATOR_HOST"] = "ops.workstars.test"
env.ENVIRON["DEFAULT_COMPANY"] = ""
env.ENVIRON["PUBLIC_PORT"] = "0"
env.ENVIRON["REQUIRE_SECOND_FACTOR"] = "false"

from workstars.settings.base import *  # noqa: E402, F403
from workstars.settings.base import INSTALLED_APPS, STORAGES  # noqa: E402

DEVELOPMENT = True
DEBUG = False
SECRET_KEY = "for-tests-alone"  # noqa: S105
ALLOWED_HOSTS = [".workstars.test", "localhost", ".localhost"]
CODE_PEPPERS = {1: b"pepper for tests, version one..."}
VAULT_KEYS = {1: b"a key of thirty-two bytes, one.."}

# `with_services` throws its VAR away in the end, and this with it.
given = env("VAR", default="")
SCRATCH = Path(
    tempfile.mkdtemp(prefix="workstars-test-", dir=given if given and Path(given).is_dir() else None)
)
VAR = SCRATCH
STORAGES["vault"]["OPTIONS"]["location"] = SCRATCH / "vault"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# The browser's server of tests looks for this name, and then serves the files from where they are.
INSTALLED_APPS[INSTALLED_APPS.index("workstars.apps.UsedStaticFiles")] = "django.contrib.staticfiles"

STATIC_ROOT = str(SCRATCH / "static")
FONTS_DIR = SCRATCH / "fonts"
Path(STATIC_ROOT).mkdir()

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = SCRATCH / "mail"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
