"""Rows that name one file of the vault."""

from django.db import models


class KeptInVault(models.Model):
    """What a row keeps about its encrypted file, read by `vault.StoredFile.named_by(row)` and set from its `.columns`.
    `stored_name` is empty while there is none, and again when its retention has ended (C6)."""

    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.BinaryField(default=bytes)
    size = models.PositiveBigIntegerField(default=0)
    wrapped_key = models.BinaryField(default=bytes)
    key_version = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def is_kept(self) -> bool:
        return bool(self.stored_name)
