from django.apps import AppConfig

from workstars import celery  # noqa: F401  tasks bind to this app, in every kind of process


class WorkstarsConfig(AppConfig):
    name = "workstars"
