"""The letters of a file with codes: making them, watching, downloading (I9, I11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from employees.models import Employee
from invites.forms.letters import LettersForm
from invites.models import CodeFile, LetterPack
from invites.queries.letters import Choices, choices_of, packs_of, people_by_pk
from invites.services.fetching import NotHandedOut
from invites.services.letters.asking import ask_for_letters
from invites.services.letters.fetching import download_letters
from invites.services.letters.words import left_out_words, whom_words
from invites.tasks.letters import pdf_letters
from invites.views.files import OneFilePage
from workstars.lib.clock import today
from workstars.lib.downloads import PDF, stream
from workstars.lib.packs import BARS_SHOWN, NoPack
from workstars.lib.progress import bar_of
from workstars.lib.text import fold_search
from workstars.lib.vault import FileDamaged


@dataclass(frozen=True)
class Row:
    """A pack as the page shows it. `outdated`: letters in it that nobody needs any more."""

    pack: LetterPack
    whom: str
    sheets: int
    left_out: list[tuple[str, int]]
    outdated: int
    failed: list[Employee]


class LettersBase(OneFilePage):
    """What all pages of letters may end with."""

    def make(self, file: CodeFile, **which: Any) -> HttpResponseBase:
        try:
            ask_for_letters(company=self.company, file=file, by=self.actor, now=self.now, **which)
        except NoPack as refusal:
            return self.show(file, 409, sentences=[str(refusal)])
        pdf_letters.delay_on_commit()
        return redirect("letters", pk=file.pk)

    def show(self, file: CodeFile, status: int = 200, **said: Any) -> HttpResponse:
        choices = choices_of(file, today(self.company, self.now)) if file.can_be_downloaded else None
        packs = packs_of(file)
        failed = people_by_pk(self.company, [person for pack in packs for person in pack.failed])
        at_work = [pack for pack in packs if pack.status == LetterPack.Status.QUEUED]
        return self.render(
            "invites/letters.html",
            status=status,
            file=file,
            choices=choices,
            sheets_label=_("Letters"),
            rows=[
                row_of(pack, failed, outdated(pack, packs, choices)) for pack in packs if pack not in at_work
            ],
            at_work=[progress_of(pack, self.now) for pack in at_work[:BARS_SHOWN]],
            waiting=len(at_work[BARS_SHOWN:]),
            **said,
        )


class LettersPage(LettersBase):
    """`/admin/invites/csvs/<id>/letters`; POST asks for a pack."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.file(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        file, form = self.file(pk), LettersForm(request.POST)
        if not form.is_valid():
            return self.show(file, 422, sentences=form.sentences)
        chosen = form.cleaned_data
        manager = None
        if chosen["manager"]:
            manager = self.find_or_404(Employee.objects.for_company(self.company), pk=chosen["manager"])
        return self.make(file, of=chosen["of"], value=chosen["value"], manager=manager)


class OnePackPage(LettersBase):
    """A page about one pack of this company; another company's is not found."""

    def pack(self, pk: int) -> LetterPack:
        packs: Any = LetterPack.objects.for_company(self.company)
        found: LetterPack = self.find_or_404(packs.select_related("file__company", "manager"), pk=pk)
        return found


class LettersProgressPage(OnePackPage):
    """`/admin/invites/letters/<id>`: the bar alone for htmx, and the whole page anew once the work is done."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        pack = self.pack(pk)
        if "HX-Request" not in request.headers:
            return redirect("letters", pk=pack.file_id)
        at_work = pack.status == LetterPack.Status.QUEUED
        return self.render_progress(progress_of(pack, self.now) if at_work else None)


class LettersAgainPage(OnePackPage):
    """POST `/admin/invites/letters/<id>/again`: for whoever still needs one."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        pack = self.pack(pk)
        return self.make(pack.file, of=pack.of, value=pack.value, manager=pack.manager)


class LettersDownloadPage(OnePackPage):
    """`/admin/invites/letters/<id>/download`: the PDF, as an attachment that nobody on the way keeps."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        pack = self.pack(pk)
        try:
            pieces = download_letters(company=self.company, pack=pack, by=self.actor, now=self.now)
        except FileDamaged:
            sentence = _("These letters were damaged where they are stored. Make them again.")
            return self.show(pack.file, 409, sentences=[sentence])
        except NotHandedOut as refusal:
            return self.show(pack.file, 410, sentences=[str(refusal)])
        return stream(pieces, name_of(pack), PDF)


def name_of(pack: LetterPack) -> str:
    """ASCII alone, as the file's own."""
    which = {
        LetterPack.Of.SITE: pack.value or "no-site",
        LetterPack.Of.MANAGER: f"team-{pack.manager}",
        LetterPack.Of.MANAGERS: "managers",
    }.get(LetterPack.Of(pack.of), "")
    return pack.file_name_of(pack.file.file_name.removesuffix(".csv"), "letters", slugify(fold_search(which)))


def row_of(pack: LetterPack, failed: dict[int, Employee], outdated: int) -> Row:
    return Row(
        pack=pack,
        whom=whom_words(pack),
        sheets=pack.letters,
        left_out=[(left_out_words(standing), count) for standing, count in pack.left_out.items() if count],
        outdated=outdated,
        failed=[failed[pk] for pk in pack.failed if pk in failed],
    )


def outdated(pack: LetterPack, packs: list[LetterPack], choices: Choices | None) -> int:
    """How many of its letters nobody needs any more; of several parts it is said once, at the first."""
    if choices is None or pack.volume > 1:
        return 0
    letters = sum(other.letters for other in packs if other.is_for_the_same(pack))
    return max(0, letters - _needed(pack, choices))


def _needed(pack: LetterPack, choices: Choices) -> int:
    """How many letters it would have now with its other parts, as far as the lists on the page tell."""
    if pack.of == LetterPack.Of.ALL:
        return choices.everybody
    if pack.of == LetterPack.Of.MANAGERS:
        return choices.managers_alone
    listed = choices.sites if pack.of == LetterPack.Of.SITE else choices.managers
    key = pack.value if pack.of == LetterPack.Of.SITE else str(pack.manager_id)
    return next((choice.letters for choice in listed if choice.key == key), 0)


def progress_of(pack: LetterPack, now: datetime) -> dict[str, Any]:
    binding = pack.progress_step == "binding"
    label = _("Putting the letters together") if binding else whom_words(pack)
    poll = reverse("letters-progress", kwargs={"pk": pack.pk})
    return bar_of(pack, label, poll, now, measured=not binding)
