"""Packs: one PDF for the printer, made of many sheets by workers that may die (I9, T4).

A pack is a row that says what is to be made. A worker claims it and makes chunk after chunk; each is a file in the
vault and a part, so that a killed worker's successor goes on with the missing ones. At the end the parts become one
file. Files are stored before their row is written and deleted after it is gone; what a crash leaves behind, the sweep
of orphans finds.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workstars.lib import vault
from workstars.lib.jobs import ClaimLost, Job, unattended
from workstars.lib.kept import KeptInVault

MOST = 2_000  # in one pack: what a printer's room handles, and what a worker's memory holds
BARS_SHOWN = 3  # of packs that wait to be made, on their page


class Pack(Job, KeptInVault):
    """`left_out` counts, by a word of the model's own, what was meant to be in it and is not. The model's parts are its
    `parts`. What is more than one pack holds is made as several, each of them `volume` of `volumes`."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to begin")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    status = models.CharField(max_length=8, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField()
    created_by_label = models.CharField(max_length=300)
    volume = models.PositiveSmallIntegerField(default=1)
    volumes = models.PositiveSmallIntegerField(default=1)
    left_out = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def numbered(self, whom: str) -> str:
        """What it is for, and which of several it is."""
        if self.volumes == 1:
            return whom
        facts = {"whom": whom, "volume": self.volume, "volumes": self.volumes}
        return gettext("%(whom)s, part %(volume)s of %(volumes)s") % facts

    def file_name_of(self, *words: str) -> str:
        """Of a download, without those that are empty."""
        which = f"part-{self.volume}" if self.volumes > 1 else ""
        return "-".join(word for word in (*words, which) if word) + ".pdf"


class PackPart(KeptInVault):
    """A finished chunk, kept until the whole is ready. The model has the reference `pack`."""

    number = models.PositiveIntegerField()
    left_out = models.JSONField(default=dict)

    class Meta:
        abstract = True


class NoPack(Exception):
    """A pack cannot be made now. The text says why and what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)


def waiting(model: Any) -> "models.QuerySet[Any]":
    """Those to be made that no living worker holds."""
    found: models.QuerySet[Any] = model.objects.across_companies().filter(
        unattended(), status=Pack.Status.QUEUED
    )
    return found


def release(pack: Any) -> None:
    """Free for whoever comes next, if it still is ours."""
    ours = type(pack).objects.for_company(pack.company).filter(pk=pack.pk, claim=pack.claim)
    ours.update(claim=None, heartbeat_at=None, attempts=0)


def update(pack: Any, **values: object) -> None:
    """Raises ClaimLost where another worker has it by now, or it was asked for anew."""
    rows = type(pack).objects.for_company(pack.company)
    if not rows.filter(pk=pack.pk, claim=pack.claim, status=Pack.Status.QUEUED).update(**values):
        raise ClaimLost


def begin_volumes(
    found: Sequence[Any],
    like: Any,
    column: str,
    order: list[int],
    by_label: str,
    now: datetime,
    blank: dict[str, object],
) -> list[Any]:
    """As many packs as `order` needs, of nearly the same size, each with its piece of it in `column`.

    Of those `found` from before, in their order, the first ones are made anew and those left over go. `like` is a row
    that was never saved; `blank` are columns besides those that all packs have.
    """
    volumes = -(-len(order) // MOST)
    begun = [*found[:volumes], *(copy(like) for _one in range(volumes - len(found)))]
    for number, pack in enumerate(begun):
        piece = order[number * len(order) // volumes : (number + 1) * len(order) // volumes]
        pack.volume, pack.volumes = number + 1, volumes
        begin_anew(pack, by_label, now, {**blank, column: piece})
    for pack in found[volumes:]:
        remove(pack)
    return begun


def remove(pack: Any) -> None:
    """With its files, once this is committed."""
    names = names_of(pack)
    pack.parts.all().delete()
    type(pack).objects.for_company(pack.company).filter(pk=pack.pk).delete()
    transaction.on_commit(lambda: delete_files(names))


def begin_anew(pack: Any, by_label: str, now: datetime, columns: dict[str, object]) -> None:
    """As if it had never been made, with these of its model's own `columns`. The files that it had go once this is
    committed."""
    old = names_of(pack) if pack.pk else []
    if pack.pk:
        pack.parts.all().delete()
    pack.await_worker(now)
    facts: dict[str, object] = {
        "status": Pack.Status.QUEUED, "created_at": now, "created_by_label": by_label, "left_out": {},
        "finished_at": None, "failure": "", "stored_name": "", "wrapped_key": b"", **columns,
    }  # fmt: skip
    for column, value in facts.items():
        setattr(pack, column, value)
    pack.save()
    transaction.on_commit(lambda: delete_files(old))


def end(pack: Any, **values: object) -> None:
    """Nothing of it is kept. The rows first, the files after."""
    names = names_of(pack)
    with transaction.atomic():
        pack.parts.all().delete()
        rows = type(pack).objects.for_company(pack.company).filter(pk=pack.pk)
        rows.update(status=Pack.Status.FAILED, claim=None, stored_name="", wrapped_key=b"", **values)
    delete_files(names)


def names_of(pack: Any) -> list[str]:
    """Its files in the vault: the whole, and the parts of one that is being made."""
    return [name for name in (pack.stored_name, *pack.parts.values_list("stored_name", flat=True)) if name]


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        vault.delete(name)


def sweep_orphans(prefix: str, *models_kept: Any) -> int:
    """Deletes files under `prefix` that no row of these names."""

    def known(names: list[str]) -> list[str]:
        rows = [each.objects.across_companies().filter(stored_name__in=names) for each in models_kept]
        return [name for found in rows for name in found.values_list("stored_name", flat=True)]

    return len(vault.sweep_orphans(prefix, known))


def sum_up(counts: Iterable[dict[str, int]]) -> Counter[str]:
    whole: Counter[str] = Counter()
    for each in counts:
        whole.update(each)
    return whole
