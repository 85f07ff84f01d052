"""After a newer key was added to VAULT_KEYS: all that is kept under older ones moves under it (A3)."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from employees.services.erasing.called import reseal_erasures
from employees.services.factors.resealing import reseal_factors
from employees.services.mail import reseal_mails
from workstars.lib import vault
from workstars.lib.vault import StoredFile

COLUMNS = {"stored_name", "sha256", "size", "wrapped_key", "key_version"}


class Command(BaseCommand):
    help = "Move every stored file, unsent mail and second factor under the newest key of VAULT_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = sum(rewrap_files_of(model) for model in models_with_files())
            mails, factors = reseal_mails(), reseal_factors()
            reseal_erasures()
        except vault.KeyMissing as missing:
            raise CommandError(f"{missing} Add it again, then repeat the rotation.") from missing
        newest = vault.current_version()
        self.stdout.write(
            f"{files} files, {mails} mails and {factors} second factors moved under key {newest}."
        )
        self.stdout.write("Older keys are needed no more, but for backups that were made before.")


def models_with_files() -> list[type[Model]]:
    """Every model whose rows name a stored file."""
    fields = {model: {field.name for field in model._meta.get_fields()} for model in apps.get_models()}
    return [model for model, names in fields.items() if names >= COLUMNS]


def rewrap_files_of(model: type[Model]) -> int:
    """The data keys of one model's files, row by row: it can stop anywhere and begin again."""
    rows: Any = model._default_manager.exclude(stored_name="").exclude(key_version=vault.current_version())
    moved = 0
    for row in rows.order_by("pk").iterator():
        old = StoredFile.named_by(row)
        new = vault.rewrap(old)
        kept = model._default_manager.filter(pk=row.pk, stored_name=old.name)
        moved += kept.update(wrapped_key=new.wrapped_key, key_version=new.key_version)
    return moved
