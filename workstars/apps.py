from django.apps import AppConfig


class WorkstarsConfig(AppConfig):
    name = "workstars"
