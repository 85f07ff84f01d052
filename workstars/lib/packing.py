"""How workers that may die make a pack: chunk after chunk, then the whole (I9, T4).

An app says in a subclass of `Maker` what is in its packs; what goes on around it is here, once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from workstars.lib import packs, pdf, vault
from workstars.lib.jobs import MOST_ATTEMPTS, ClaimLost, Heart, claim, move_on
from workstars.lib.packs import NoPack, Pack

BROKE_OFF = _("The work on this pack broke off five times. Ask the operator to look into it.")
NOT_SET = _("The cover sheet could not be set in type. Ask the operator to look into it.")


class Maker:
    """One pack in the hands of one worker. `step` is the word of its progress, `folder` where its files are."""

    model: ClassVar[Any]
    selected: ClassVar[tuple[str, ...]]
    step: ClassVar[str]
    folder: ClassVar[str]
    chunk: ClassVar[int] = 50

    def __init__(self, pack: Any, now: datetime) -> None:
        self.pack, self.now = pack, now

    @property
    def order(self) -> list[int]:
        """Who or what is in it, in the order of the pile."""
        raise NotImplementedError

    def hold(self) -> Any:
        """The company, locked until the transaction ends."""
        raise NotImplementedError

    def check(self, company: Any) -> None:
        """Raises NoPack where there is nothing to be printed any more."""
        raise NotImplementedError

    def draw(self, chosen: list[int]) -> tuple[bytes | None, Mapping[str, object]]:
        """One chunk, and what its part says of it."""
        raise NotImplementedError

    def bind(self, parts: Sequence[Any]) -> bytes:
        """Cover sheet and chunks in one file. Raises NoPack, CannotSet."""
        raise NotImplementedError

    def facts(self, parts: Sequence[Any]) -> Mapping[str, object]:
        """What the pack says of itself once it is ready; asked for under the lock."""
        raise NotImplementedError

    def note_failure(self, reason: str) -> None:
        raise NotImplementedError

    @classmethod
    def work_off(cls, *, now: datetime, most: int | None = None) -> bool:
        """Makes what waits, `most` chunks at most; answers whether anything is left to do."""
        while maker := cls.take(now):
            made = maker.make_some(most)
            if most is not None:
                most -= made
                if most <= 0:
                    return packs.waiting(cls.model).exists()
        return False

    @classmethod
    def take(cls, now: datetime) -> Self | None:
        """The oldest that waits, claimed; another worker may be quicker."""
        oldest = packs.waiting(cls.model).order_by("started_at", "pk").values_list("pk", flat=True)
        while (pk := oldest.first()) is not None:
            row = cls.model.objects.across_companies().filter(pk=pk, status=Pack.Status.QUEUED)
            if mine := claim(row.select_related(*cls.selected)):
                return cls(mine, now)
        return None

    def make_some(self, most: int | None) -> int:
        """Makes missing chunks and, after the last, the whole; answers how many chunks. What another worker has taken
        meanwhile is left to it."""
        made = 0
        try:
            with Heart(self.pack) as heart, translation.override(spoken_by(self.pack.company)):
                try:
                    made = self._make_some(heart, most)
                except (NoPack, vault.FileDamaged) as refusal:
                    self.give_up(str(refusal)[:300])
        except ClaimLost:
            pass
        return max(made, 1)

    def _make_some(self, heart: Heart, most: int | None) -> int:
        if self.pack.attempts > MOST_ATTEMPTS:
            raise NoPack(BROKE_OFF)
        self.check(self.pack.company)
        missing = self.missing()
        heart.begin(self.step, len(self.order))
        for number in missing[:most]:
            heart.tick(min(number * self.chunk, len(self.order)))
            self.make_part(number)
        if most is not None and len(missing) > most:
            packs.release(self.pack)
            return most
        heart.begin("binding")
        self.finish()
        return len(missing)

    def missing(self) -> list[int]:
        """The numbers of the chunks that are still to be made."""
        there = set(self.pack.parts.values_list("number", flat=True))
        return [number for number in range(-(-len(self.order) // self.chunk)) if number not in there]

    def make_part(self, number: int) -> None:
        """One chunk: drawn, in the vault, and then a row, while the pack is still ours. Raises ClaimLost."""
        data, facts = self.draw(self.order[number * self.chunk : (number + 1) * self.chunk])
        stored = self._store(data) if data else None
        columns = stored.columns if stored else {}
        try:
            with transaction.atomic():
                packs.update(self.pack, attempts=0)
                self.pack.parts.create(company=self.pack.company, number=number, **facts, **columns)
        except ClaimLost:
            if stored:
                vault.delete(stored.name)
            raise

    def finish(self) -> None:
        """Raises ClaimLost, FileDamaged, NoPack."""
        parts = list(self.pack.parts.order_by("number"))
        try:
            stored = self._store(self.bind(parts))
        except pdf.CannotSet as broken:
            raise NoPack(NOT_SET) from broken
        try:
            self._keep(parts, stored)
        except (ClaimLost, NoPack):
            vault.delete(stored.name)
            raise
        packs.delete_files([part.stored_name for part in parts if part.is_kept])

    @transaction.atomic
    def _keep(self, parts: Sequence[Any], stored: vault.StoredFile) -> None:
        self.check(self.hold())
        self._move_on(
            status=Pack.Status.READY,
            failure="",
            left_out=dict(self.left_out(parts)),
            **self.facts(parts),
            **stored.columns,
        )

    def give_up(self, reason: str) -> None:
        """A visible end; nothing of it is kept."""
        names = packs.names_of(self.pack)
        with transaction.atomic():
            self._move_on(status=Pack.Status.FAILED, failure=reason, stored_name="")
            self.note_failure(reason)
        packs.delete_files(names)

    def left_out(self, parts: Sequence[Any]) -> Counter[str]:
        return packs.sum_up([self.pack.left_out, *(part.left_out for part in parts)])

    def _move_on(self, **values: object) -> None:
        move_on(self.pack, finished_at=self.now, **values)
        self.pack.parts.all().delete()

    def _store(self, data: bytes) -> vault.StoredFile:
        return vault.store(f"{self.folder}/{self.pack.company_id}", data)


def files_of(parts: Sequence[Any]) -> list[bytes]:
    """Raises FileDamaged."""
    return [vault.load(vault.StoredFile.named_by(part)) for part in parts if part.is_kept]


def spoken_by(company: Any) -> str:
    """The language of cover sheets and refusals."""
    known = company.default_language in dict(settings.LANGUAGES)
    return str(company.default_language if known else settings.LANGUAGE_CODE)
