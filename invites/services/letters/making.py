"""A pack, chunk by chunk (I9): letters are drawn for so many people at a time, in the end behind a cover sheet.

Who registered, left, or whose code ended before a chunk is drawn is not in it. The file is asked once more when the
pack becomes ready: nothing made from a void file is ever handed out (V7).
"""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company
from invites.models import CodeFile, LetterPack, LetterPart, Standing
from invites.pdf.cover import Cover, render_cover
from invites.pdf.rendering import render_all
from invites.queries import lock_company
from invites.queries.letters import codes_for, people_by_pk, wordings_of
from invites.services.letters import VAULT_PREFIX
from invites.services.letters.asking import NOBODY, check_printable
from invites.services.letters.words import left_out_words, whom_words
from invites.services.letters.writing import Codes, Writer, codes_of
from workstars.lib import packs
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today
from workstars.lib.packing import Maker, files_of
from workstars.lib.packs import NoPack
from workstars.lib.pdf import binding

Parts = Sequence[LetterPart]


class LetterMaker(Maker):
    pack: LetterPack
    model = LetterPack
    selected = ("company", "file__company", "manager")
    step = "letters"
    folder = VAULT_PREFIX

    @property
    def order(self) -> list[int]:
        return self.pack.people

    @cached_property
    def codes(self) -> Codes:
        return codes_of(self.pack.file, self.pack.people)

    @cached_property
    def writer(self) -> Writer:
        pack = self.pack
        return Writer(pack.company, pack.file, wordings_of(pack.company, pack.file.kind), pack.created_at)

    def hold(self) -> Company:
        return lock_company(self.pack.company)

    def check(self, company: Company) -> None:
        check_printable(company, CodeFile.objects.for_company(company).get(pk=self.pack.file_id))

    def draw(self, chosen: list[int]) -> tuple[bytes | None, dict[str, Any]]:
        standings = self.standings(chosen)
        people = people_by_pk(self.pack.company, chosen)
        living = [
            pk for pk in chosen if standings.get(pk) == Standing.LIVE and pk in people and pk in self.codes
        ]
        drawn = render_all([self.writer.letter(people[pk], self.codes[pk]) for pk in living], self.heading())
        failed = [living[place] for place in drawn.failed]
        sites = Counter(people[pk].location for pk in living if pk not in set(failed))
        gone = Counter(standings.get(pk, Standing.DEAD) for pk in chosen if pk not in set(living))
        return drawn.pdf, {
            "sites": [[site, count] for site, count in sites.items()],
            "left_out": dict(gone),
            "failed": failed,
        }

    def standings(self, chosen: list[int]) -> dict[int, str]:
        """What these people's codes are worth at this moment (V7)."""
        rows = codes_for(self.pack, today(self.pack.company, self.now)).filter(employee__in=chosen)
        return dict(rows.order_by().values_list("employee", "standing"))

    def bind(self, parts: Parts) -> bytes:
        cover = self.cover(parts)
        if not cover.letters and not cover.failed:
            raise NoPack(NOBODY)
        return binding.bind(
            [render_cover(cover), *files_of(parts)], title=cover.heading, language=get_language() or "en"
        )

    def facts(self, parts: Parts) -> dict[str, Any]:
        return {
            "letters": packs.sum_up(dict(part.sites) for part in parts).total(),
            "failed": [pk for part in parts for pk in part.failed],
        }

    def cover(self, parts: Parts) -> Cover:
        facts = self.facts(parts)
        failed = people_by_pk(self.pack.company, facts["failed"])
        return Cover(
            house=self.writer.house,
            heading=self.heading(),
            whom=whom_words(self.pack),
            file_name=self.pack.file.file_name,
            made_by=self.pack.created_by_label,
            letters=facts["letters"],
            sites=list(packs.sum_up(dict(part.sites) for part in parts).items()),
            left_out=[
                (left_out_words(standing), number)
                for standing, number in self.left_out(parts).items()
                if number
            ],
            failed=[f"{person.name} ({person.employee_id})" for person in failed.values()],
        )

    def heading(self) -> str:
        """The document's title."""
        return _("Letters of %(company)s, %(file)s") % {
            "company": self.pack.company.name,
            "file": self.pack.file.file_name.removesuffix(".csv"),
        }

    def note_failure(self, reason: str) -> None:
        AuditEvent.objects.record(
            company=self.pack.company,
            action="letters.failed",
            by=SYSTEM,
            at=self.now,
            subject=self.pack,
            after={"file": self.pack.file.file_name, "reason": reason},
        )


make_letters = LetterMaker.work_off
