"""A batch's certificates as one PDF, for administrators: asking, watching, downloading (T4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from certificates.models import CertificatePack
from certificates.services.packs.asking import ask_for_pack, new_of_batch, sites_of
from certificates.services.packs.fetching import NotReady, Outdated, download_pack, outdated
from certificates.services.packs.making import left_out_words
from certificates.tasks import pdf_packs
from recognition.models import Batch
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage
from workstars.lib.downloads import PDF, stream
from workstars.lib.packs import BARS_SHOWN, NoPack
from workstars.lib.progress import bar_of
from workstars.lib.text import fold_search
from workstars.lib.vault import FileDamaged


@dataclass(frozen=True)
class Row:
    """A pack as the page shows it. `outdated`: sheets in it that are not to be printed any more."""

    pack: CertificatePack
    whom: str
    sheets: int
    left_out: list[tuple[str, int]]
    outdated: int


class PacksBase(AdministratorPage):
    """Without offline employees there are no certificates (C4)."""

    def enter(self) -> None:
        if not self.company.offline_employees:
            raise Http404

    def batch(self, pk: int) -> Batch:
        """One that was sent; of others there is nothing to print."""
        sent = Batch.objects.for_company(self.company).filter(sent_at__isnull=False)
        found: Batch = self.find_or_404(sent.select_related("company"), pk=pk)
        return found

    def make(self, batch: Batch, of: str, site: str) -> HttpResponseBase:
        try:
            ask_for_pack(company=self.company, batch=batch, of=of, site=site, by=self.actor, now=self.now)
        except NoPack as refusal:
            return self.show(batch, 409, sentences=[str(refusal)])
        pdf_packs.delay_on_commit()
        return redirect("certificate-packs", pk=batch.pk)

    def show(self, batch: Batch, status: int = 200, **said: Any) -> HttpResponse:
        day = today(self.company, self.now)
        packs = list(
            CertificatePack.objects.for_company(self.company).of_batch(batch).order_by("of", "site", "volume")
        )
        at_work = [pack for pack in packs if pack.status == CertificatePack.Status.QUEUED]
        return self.render(
            "certificates/packs.html",
            status=status,
            batch=batch,
            new=new_of_batch(batch, day).count(),
            sites=sites_of(batch, day),
            sheets_label=_("Certificates"),
            rows=[self.row(pack) for pack in packs if pack not in at_work],
            at_work=[progress_of(pack, self.now) for pack in at_work[:BARS_SHOWN]],
            waiting=len(at_work[BARS_SHOWN:]),
            **said,
        )

    def row(self, pack: CertificatePack) -> Row:
        left_out = [(left_out_words(word), number) for word, number in pack.left_out.items() if number]
        stale = outdated(pack, self.now) if pack.is_kept else 0
        return Row(pack, where_words(pack), pack.certificates, left_out, stale)


class PacksPage(PacksBase):
    """`/batches/<id>/certificates`; POST asks for a pack."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.batch(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch, of = self.batch(pk), request.POST.get("of", "")
        if of not in CertificatePack.Of.values:
            return self.show(batch, 422, sentences=[_("Choose whose certificates to print.")])
        return self.make(batch, of, request.POST.get("site", "").replace("\x00", "")[:150])


class OnePackPage(PacksBase):
    """A page about one pack of this company; another company's is not found."""

    def pack(self, pk: int) -> CertificatePack:
        packs: Any = CertificatePack.objects.for_company(self.company)
        found: CertificatePack = self.find_or_404(packs.select_related("batch__company"), pk=pk)
        return found


class PackProgressPage(OnePackPage):
    """`/admin/certificates/packs/<id>`: the bar alone for htmx, and the whole page anew once the work is done."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        pack = self.pack(pk)
        if "HX-Request" not in request.headers:
            return redirect("certificate-packs", pk=pack.batch_id)
        at_work = pack.status == CertificatePack.Status.QUEUED
        return self.render_progress(progress_of(pack, self.now) if at_work else None)


class PackAgainPage(OnePackPage):
    """POST `/admin/certificates/packs/<id>/again`: with what is new by now."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        pack = self.pack(pk)
        return self.make(pack.batch, pack.of, pack.site)


class PackDownloadPage(OnePackPage):
    """POST `/admin/certificates/packs/<id>/download`: from now on its certificates count as printed."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        pack = self.pack(pk)
        try:
            pieces = download_pack(company=self.company, pack=pack, by=self.actor, now=self.now)
        except FileDamaged:
            sentence = _("This pack was damaged where it is stored. Make it again.")
            return self.show(pack.batch, 409, sentences=[sentence])
        except (NoPack, NotReady, Outdated) as refusal:
            return self.show(pack.batch, 409, sentences=[str(refusal)])
        return stream(pieces, name_of(pack), PDF)


def where_words(pack: CertificatePack) -> str:
    everywhere = pack.of == CertificatePack.Of.ALL
    return pack.numbered(
        str(CertificatePack.Of.ALL.label) if everywhere else pack.site or _("Without a site")
    )


def name_of(pack: CertificatePack) -> str:
    """ASCII alone."""
    site = pack.site or "no-site" if pack.of == CertificatePack.Of.SITE else ""
    return pack.file_name_of("certificates", f"batch-{pack.batch_id}", slugify(fold_search(site)))


def progress_of(pack: CertificatePack, now: datetime) -> dict[str, Any]:
    binding = pack.progress_step == "binding"
    label = _("Putting the certificates together") if binding else where_words(pack)
    poll = reverse("certificate-pack-progress", kwargs={"pk": pack.pk})
    return bar_of(pack, label, poll, now, measured=not binding)
