from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import pre_migrate

from workstars import celery  # noqa: F401  tasks bind to this app, in every kind of process
from workstars.lib.migrating import create_models_together


class WorkstarsConfig(AppConfig):
    name = "workstars"
    default = True

    def ready(self) -> None:
        pre_migrate.connect(create_models_together)


class UsedStaticFiles(StaticFilesConfig):
    """`collectstatic` leaves out what packages bring along and no page of ours asks for."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "account", "mfa", "rest_framework", "flags", "ext", "htmax-*", "htmx-2.js", "htmx-4*",
    ]  # fmt: skip
