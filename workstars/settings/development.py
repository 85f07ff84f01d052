"""One machine, one command: `make run`. Loopback only, mail kept as files, demo accounts allowed."""

from workstars.settings.environment import VAR, env

# `manage.py up` leaves its secrets and sockets beside the data, so that every other command finds the same product.
env.read_env(VAR / "development.env")
env.ENVIRON.setdefault("PUBLIC_SCHEME", "http")
env.ENVIRON.setdefault("PUBLIC_PORT", env("PORT", default="8000"))
env.ENVIRON.setdefault("OPERATOR_HOST", "localhost")
env.ENVIRON.setdefault("DEFAULT_COMPANY", "demo")
env.ENVIRON.setdefault("REQUIRE_SECOND_FACTOR", "false")

from workstars.settings.base import *  # noqa: E402, F403
from workstars.settings.base import BASE_DOMAIN  # noqa: E402

DEVELOPMENT = True
DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="only-until-manage-py-up-has-written-a-real-one")
ALLOWED_HOSTS = [BASE_DOMAIN, f".{BASE_DOMAIN}", "127.0.0.1"]

EMAIL_BACKEND = "workstars.lib.mail_files.EmlBackend"
EMAIL_FILE_PATH = VAR / "mail"
