"""A pack, chunk by chunk (I9): each chunk is a PDF in the vault and a row, so a killed worker's successor goes on with
the missing ones; at the end cover sheet and chunks become one file.

Who registered, left, or whose code ended before a chunk is drawn is not in it. The file is asked once more when the
pack becomes ready: nothing made from a void file is ever handed out (V7).
"""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from employees.models import AuditEvent
from invites.models import CodeFile, LetterPack, LetterPart, Standing
from invites.pdf.cover import Cover, render_cover
from invites.pdf.rendering import render_all
from invites.queries import lock_company
from invites.queries.letters import codes_for, in_pile_order, people_by_pk, wordings_of
from invites.services.letters import VAULT_PREFIX
from invites.services.letters.asking import NOBODY, NoLetters, check_printable
from invites.services.letters.words import left_out_words, whom_words
from invites.services.letters.writing import Codes, Writer, codes_of
from workstars.lib import packs, pdf, vault
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today
from workstars.lib.jobs import MOST_ATTEMPTS, ClaimLost, Heart, move_on
from workstars.lib.pdf import binding

CHUNK = 50


def make_letters(*, now: datetime, most: int | None = None) -> bool:
    """Works on what waits, `most` chunks at most; answers whether anything is left to do."""
    limited = packs.work_off(take_next, lambda pack, left: make_some(pack, now, left), most)
    return limited and waiting().exists()


def waiting() -> QuerySet[LetterPack]:
    return packs.waiting(LetterPack)


def take_next() -> LetterPack | None:
    return packs.take_next(LetterPack, "company", "file__company", "manager")


def make_some(pack: LetterPack, now: datetime, most: int | None) -> int:
    """Makes missing chunks and, after the last, the whole; answers how many chunks. What another worker has taken
    meanwhile is left to it."""
    made = 0
    try:
        with Heart(pack) as heart, translation.override(packs.spoken_by(pack.company)):
            try:
                made = _make_some(pack, heart, now, most)
            except NoLetters as refusal:
                give_up(pack, str(refusal), now)
            except vault.FileDamaged as damage:
                give_up(pack, str(damage), now)
    except ClaimLost:
        pass
    return max(made, 1)


def _make_some(pack: LetterPack, heart: Heart, now: datetime, most: int | None) -> int:
    if pack.attempts > MOST_ATTEMPTS:
        raise NoLetters(
            _("The work on these letters broke off five times. Ask the operator to look into it.")
        )
    check_printable(pack.company, pack.file)
    if not pack.people:
        plan(pack, now)
    missing = missing_parts(pack)
    heart.begin("letters", len(pack.people))
    codes = codes_of(pack.file, pack.people)
    writer = Writer(pack.company, pack.file, wordings_of(pack.company, pack.file.kind), pack.created_at)
    for number in missing[:most]:
        heart.tick(min(number * CHUNK, len(pack.people)))
        make_part(pack, number, writer, codes, now)
    if most is not None and len(missing) > most:
        packs.release(pack)
        return most
    heart.begin("binding")
    finish(pack, writer, now)
    return len(missing)


def plan(pack: LetterPack, now: datetime) -> None:
    """Fixes who is in it and in which order; who needs no letter any more is counted."""
    rows = codes_for(pack, today(pack.company, now))
    standings = Counter(rows.order_by().values_list("standing", flat=True))
    living = standings.pop(Standing.LIVE, 0)
    if not living:
        raise NoLetters(NOBODY)
    pack.people = in_pile_order(rows.filter(standing=Standing.LIVE))
    pack.left_out = dict(standings)
    packs.update(pack, people=pack.people, left_out=pack.left_out)


def missing_parts(pack: LetterPack) -> list[int]:
    return packs.missing_parts(pack, len(pack.people), CHUNK)


def make_part(pack: LetterPack, number: int, writer: Writer, codes: Codes, now: datetime) -> None:
    """One chunk: drawn, in the vault, and then a row, while the pack is still ours. Raises ClaimLost."""
    chosen = pack.people[number * CHUNK : (number + 1) * CHUNK]
    standings = standings_of(pack, chosen, now)
    people = people_by_pk(pack.company, chosen)
    living = [pk for pk in chosen if standings.get(pk) == Standing.LIVE and pk in people and pk in codes]
    drawn = render_all([writer.letter(people[pk], codes[pk]) for pk in living], heading_of(pack))
    failed = [living[place] for place in drawn.failed]
    printed = [people[pk].location for pk in living if pk not in set(failed)]
    gone = Counter(standings.get(pk, Standing.DEAD) for pk in chosen if pk not in set(living))
    part = LetterPart(
        company=pack.company,
        pack=pack,
        number=number,
        sites=[[site, count] for site, count in Counter(printed).items()],
        left_out=dict(gone),
        failed=failed,
    )
    packs.keep_part(pack, part, drawn.pdf, VAULT_PREFIX)


def standings_of(pack: LetterPack, chosen: list[int], now: datetime) -> dict[int, str]:
    """What these people's codes are worth at this moment (V7)."""
    rows = codes_for(pack, today(pack.company, now)).filter(employee__in=chosen)
    return dict(rows.order_by().values_list("employee", "standing"))


def finish(pack: LetterPack, writer: Writer, now: datetime) -> None:
    """Cover sheet and chunks in one file. Raises ClaimLost, NoLetters."""
    parts = list(LetterPart.objects.for_company(pack.company).filter(pack=pack).order_by("number"))
    cover = cover_of(pack, parts, writer)
    if not cover.letters and not cover.failed:
        raise NoLetters(NOBODY)
    chunks = packs.files_of(parts)
    whole = binding.bind(
        [_drawn(cover), *chunks], title=cover.heading, language=translation.get_language() or "en"
    )
    del chunks
    stored = vault.store(f"{VAULT_PREFIX}/{pack.company_id}", whole)
    try:
        _keep(pack, cover, parts, stored, now)
    except (ClaimLost, NoLetters):
        vault.delete(stored.name)
        raise
    packs.delete_files([part.stored_name for part in parts if part.is_kept])


def _drawn(cover: Cover) -> bytes:
    try:
        return render_cover(cover)
    except pdf.CannotSet as broken:
        raise NoLetters(
            _("The cover sheet could not be set in type. Ask the operator to look into it.")
        ) from broken


@transaction.atomic
def _keep(
    pack: LetterPack, cover: Cover, parts: list[LetterPart], stored: vault.StoredFile, now: datetime
) -> None:
    company = lock_company(pack.company)
    check_printable(company, CodeFile.objects.for_company(company).get(pk=pack.file_id))
    move_on(
        pack,
        status=LetterPack.Status.READY,
        letters=cover.letters,
        left_out=dict(packs.sum_up([pack.left_out, *(part.left_out for part in parts)])),
        failed=[pk for part in parts for pk in part.failed],
        finished_at=now,
        failure="",
        **stored.columns,
    )
    LetterPart.objects.for_company(company).filter(pack=pack).delete()


def cover_of(pack: LetterPack, parts: list[LetterPart], writer: Writer) -> Cover:
    sites = packs.sum_up(dict(part.sites) for part in parts)
    left_out = packs.sum_up([pack.left_out, *(part.left_out for part in parts)])
    failed = people_by_pk(pack.company, [pk for part in parts for pk in part.failed])
    return Cover(
        house=writer.house,
        heading=heading_of(pack),
        whom=whom_words(pack),
        file_name=pack.file.file_name,
        made_by=pack.created_by_label,
        letters=sum(sites.values()),
        sites=list(sites.items()),
        left_out=[(left_out_words(standing), number) for standing, number in left_out.items() if number],
        failed=[f"{person.name} ({person.employee_id})" for person in failed.values()],
    )


def heading_of(pack: LetterPack) -> str:
    """The document's title."""
    return _("Letters of %(company)s, %(file)s") % {
        "company": pack.company.name,
        "file": pack.file.file_name.removesuffix(".csv"),
    }


def give_up(pack: LetterPack, sentence: str, now: datetime) -> None:
    """A visible end; nothing of it is kept."""
    names = packs.names_of(pack)
    with transaction.atomic():
        move_on(
            pack, status=LetterPack.Status.FAILED, failure=sentence[:300], finished_at=now, stored_name=""
        )
        LetterPart.objects.for_company(pack.company).filter(pack=pack).delete()
        AuditEvent.objects.record(
            company=pack.company,
            action="letters.failed",
            by=SYSTEM,
            at=now,
            subject=pack,
            after={"file": pack.file.file_name, "reason": sentence[:300]},
        )
    packs.delete_files(names)
