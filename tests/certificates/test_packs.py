"""A batch's certificates as one PDF for the printer's room: order, lists, states, downloads, and its end (T4)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.models import Certificate, CertificatePack, CertificatePackPart
from certificates.services.handing import print_one
from certificates.services.packs.asking import ask_for_pack
from certificates.services.packs.fetching import Outdated, download_pack, end_packs, sweep_orphan_packs
from certificates.services.packs.making import PackMaker, make_packs
from certificates.tasks import resume_packs
from employees.models import AuditEvent, Company, Employee
from recognition.models import Batch
from tests.certificates import paper
from tests.certificates.floor import a_batch, issue_stand_ins, person
from tests.factories import NOON
from tests.people import Person
from workstars.lib import packs, vault
from workstars.lib.actors import SYSTEM
from workstars.lib.packs import NoPack


@pytest.fixture
def boss(company: Company) -> Employee:
    return person(company, "Bea Boss", registered=True)


@pytest.fixture
def batch(company: Company, boss: Employee) -> Batch:
    """Four certificates: two of Bea's at one site, one of the administrators' there, one at another."""
    people = [
        person(company, "Zoe Adamska", boss, location="Łódź"),
        person(company, "Ewa Zajac", boss, location="Gdańsk", job_title="Welder"),
        person(company, "Adam Lis", boss, location="Gdańsk"),
        person(company, "Ola Nowak", location="Gdańsk"),
    ]
    batch = a_batch(company, *people)
    issue_stand_ins(company)
    return batch


def make(batch: Batch, of: str = "all", site: str = "", now=NOON) -> CertificatePack:
    pack = ask_for_pack(company=batch.company, batch=batch, of=of, site=site, by=SYSTEM, now=now)
    make_packs(now=now)
    pack.refresh_from_db()
    return pack


def fetch(pack: CertificatePack, now=NOON) -> bytes:
    return b"".join(download_pack(company=pack.company, pack=pack, by=SYSTEM, now=now))


def sheets(pack: CertificatePack) -> list[str]:
    """The text of each page; words in one line."""
    whole = paper.text(vault.load(vault.StoredFile.named_by(pack)), raw=True)
    return [" ".join(page.split()) for page in whole.split("\f")[:-1]]


def names_in(text: str) -> list[str]:
    return re.findall("Adam Lis|Ewa Zajac|Ola Nowak|Zoe Adamska", text)


def of(company: Company, last_name: str):
    return Certificate.objects.for_company(company).filter(employee__last_name=last_name)


@pytest.mark.rule(
    "T4",
    "an administrator gets a batch as one PDF: cover sheet, lists to sign, certificates by site and manager",
)
def test_order(company: Company, batch: Batch) -> None:
    pack = make(batch)
    pages = sheets(pack)
    cover, _blank, *rest = pages
    assert (pack.status, pack.certificates, pack.left_out) == ("ready", 4, {})
    assert "4 certificates Safety week" in cover
    assert "Gdańsk Administrators 1 Gdańsk Bea Boss 2 Łódź Bea Boss 1 Together 4" in cover
    lists = [names_in(page) for page in rest[:6] if "Signature" in page]
    assert lists == [["Ola Nowak"], ["Adam Lis", "Ewa Zajac"], ["Zoe Adamska"]]
    thanks = [names_in(page)[0] for page in rest[6::2]]
    assert thanks == ["Ola Nowak", "Adam Lis", "Ewa Zajac", "Zoe Adamska"]
    assert CertificatePackPart.objects.for_company(company).count() == 0


@pytest.mark.rule(
    "T4", "every certificate of a pack begins on a sheet of its own when both sides are printed"
)
def test_even_pages(company: Company, batch: Batch) -> None:
    pages = sheets(make(batch))
    first = next(number for number, page in enumerate(pages) if page.startswith("Sheet of"))
    assert (len(pages) % 2, first % 2) == (0, 0)


@pytest.mark.rule(
    "T4", "from the first download on they count as printed, by whom, and the download is audited"
)
def test_printed_at_download(company: Company, batch: Batch) -> None:
    pack = make(batch)
    rows = Certificate.objects.for_company(company)
    assert set(rows.values_list("printed_at", flat=True)) == {None}
    assert fetch(pack).startswith(b"%PDF")
    assert set(rows.values_list("printed_at", "printed_by_label")) == {(NOON, SYSTEM.label)}
    assert fetch(pack, NOON + timedelta(days=1)) == fetch(pack)
    events = AuditEvent.objects.filter(company=company, action="certificates.pack_downloaded")
    assert [event.after for event in events] == [{"certificates": 4, "site": ""}] * 3


@pytest.mark.rule("T4", "a site alone is a pack of its own; what another pack holds is not asked for twice")
def test_site(company: Company, batch: Batch) -> None:
    fetch(make(batch, "site", "Gdańsk"))
    rest = make(batch)
    assert [names_in(page)[0] for page in sheets(rest)[4::2]] == ["Zoe Adamska"]


def printed_by_manager(company: Company) -> None:
    print_one(company=company, certificate=of(company, "Lis").get(), by=SYSTEM, now=NOON)


def registered(company: Company) -> None:
    Employee.objects.for_company(company).filter(last_name="Lis").update(registered_at=NOON)


def left(company: Company) -> None:
    Employee.objects.for_company(company).filter(last_name="Lis").update(left_at=NOON)


def hidden(company: Company) -> None:
    recognition = of(company, "Lis").get().recipient.recognition
    recognition.hidden_at, recognition.hidden_by_label, recognition.hidden_reason = (
        NOON,
        "Alice",
        "By mistake",
    )
    recognition.save()


def anew(company: Company) -> None:
    of(company, "Lis").update(status="queued", edition=2)


GONE = [registered, left, hidden, anew]


@pytest.mark.rule(
    "T4", "a pack with a sheet that is not to be printed any more is refused; made again it is without"
)
@pytest.mark.parametrize("change", [printed_by_manager, *GONE], ids=lambda each: each.__name__)
def test_outdated(company: Company, batch: Batch, change) -> None:
    pack = make(batch)
    change(company)
    with pytest.raises(Outdated, match="1 certificate of this pack is not to be printed any more"):
        fetch(pack)
    assert of(company, "Nowak").get().printed_at is None
    again = make(batch)
    assert (again.pk, again.certificates) == (pack.pk, 3)
    assert "Adam Lis" not in " ".join(sheets(again))


@pytest.mark.rule("T4", "a sheet that was drawn anew since the pack was made is not the one in it")
def test_drawn_anew_since(company: Company, batch: Batch) -> None:
    pack = make(batch)
    of(company, "Lis").update(edition=2)
    with pytest.raises(Outdated):
        fetch(pack)
    assert fetch(make(batch)).startswith(b"%PDF")


@pytest.mark.rule("T4", "once downloaded, printed and handed over are no news; withdrawn and registered are")
@pytest.mark.parametrize("change", GONE, ids=lambda each: each.__name__)
def test_downloaded_again(company: Company, batch: Batch, change) -> None:
    pack = make(batch)
    fetch(pack)
    of(company, "Nowak").update(handed_over_at=NOON)
    assert fetch(pack).startswith(b"%PDF")
    change(company)
    with pytest.raises(Outdated):
        fetch(pack)


@pytest.mark.rule("T4", "what is printed or withdrawn while a pack is made is left out of what comes after")
@pytest.mark.parametrize("change", [printed_by_manager, *GONE], ids=lambda each: each.__name__)
def test_meanwhile(company: Company, batch: Batch, monkeypatch: pytest.MonkeyPatch, change) -> None:
    monkeypatch.setattr(PackMaker, "chunk", 1)
    ask_for_pack(company=company, batch=batch, of="all", by=SYSTEM, now=NOON)
    make_packs(now=NOON, most=1)  # Ola's
    change(company)
    make_packs(now=NOON)
    pack = CertificatePack.objects.for_company(company).get()
    assert (pack.status, pack.certificates, pack.left_out) == ("ready", 3, {"not_new": 1})
    assert "Printed, withdrawn or registered meanwhile 1" in sheets(pack)[0]


@pytest.mark.rule("T7", "a sheet damaged where it is stored is left out, named by number, and made anew")
def test_damaged(company: Company, batch: Batch) -> None:
    of(company, "Lis").update(sha256=b"other")
    pack = make(batch)
    assert (pack.certificates, pack.left_out) == (3, {"damaged": 1})
    assert "Damaged where it was stored, and made anew 1" in sheets(pack)[0]
    assert of(company, "Lis").get().status == "queued"


def recalled(company: Company, batch: Batch) -> None:
    Batch.objects.for_company(company).filter(pk=batch.pk).update(
        status="recalled", recalled_at=NOON, recalled_by_label="Alice", recall_reason="wrong file"
    )


def switched_off(company: Company, batch: Batch) -> None:
    Company.objects.filter(pk=company.pk).update(offline_employees=False)


@pytest.mark.rule("B6", "of a recalled batch no pack is made or handed out, and what there was is deleted")
@pytest.mark.parametrize(
    ("end", "sentence"), [(recalled, "was recalled"), (switched_off, "switched off")], ids=["B6", "C4"]
)
def test_not_printable(company: Company, batch: Batch, end, sentence: str) -> None:
    pack = make(batch)
    ask_for_pack(company=company, batch=batch, of="site", site="Łódź", by=SYSTEM, now=NOON)
    end(company, batch)
    for act in (lambda: fetch(pack), lambda: make(batch)):
        with pytest.raises(NoPack, match=sentence):
            act()
    make_packs(now=NOON)
    resume_packs(at=NOON.isoformat())
    states = list(
        CertificatePack.objects.for_company(company).order_by("pk").values_list("status", "stored_name")
    )
    if end is recalled:
        assert states == [("failed", "")] * 2
        with pytest.raises(vault.FileMissing):
            vault.load(vault.StoredFile.named_by(pack))


@pytest.mark.rule("C6", "a pack is deleted when the retention after its last code's day has ended")
def test_retention(company: Company, batch: Batch) -> None:
    pack = make(batch)
    assert pack.last_day is not None
    last = NOON + (pack.last_day - NOON.date()) + timedelta(days=company.code_file_retention_days)
    assert (end_packs(now=last), end_packs(now=last + timedelta(days=1))) == (0, 1)
    pack.refresh_from_db()
    assert (pack.is_kept, sweep_orphan_packs()) == (False, 0)


@pytest.mark.rule("X3", "a pack of nothing is refused with a sentence")
def test_nothing(batch: Batch) -> None:
    with pytest.raises(NoPack, match="No certificate of this batch waits"):
        make(batch, "site", "Nowhere")


@pytest.mark.rule(
    "T4", "more certificates than one pack holds are several packs, each counted as printed by itself"
)
def test_several_packs(company: Company, batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "MOST", 2)
    first = make(batch)
    second = CertificatePack.objects.for_company(company).get(volume=2)
    assert [(pack.volumes, pack.status, pack.certificates) for pack in (first, second)] == [
        (2, "ready", 2)
    ] * 2
    thanks = [
        [names_in(page)[0] for page in sheets(pack) if page.startswith("Sheet of")]
        for pack in (first, second)
    ]
    assert thanks == [["Ola Nowak", "Adam Lis"], ["Ewa Zajac", "Zoe Adamska"]]
    assert "2 certificates Safety week, part 2 of 2" in sheets(second)[0]
    fetch(second)
    printed = (
        Certificate.objects.for_company(company)
        .filter(printed_at=NOON)
        .values_list("employee__last_name", flat=True)
    )
    assert sorted(printed) == ["Adamska", "Zajac"]
    again = make(batch)
    assert (again.pk, again.volumes, names_in(" ".join(sheets(again)[1:]))[0]) == (first.pk, 1, "Ola Nowak")
    assert not CertificatePack.objects.for_company(company).filter(pk=second.pk).exists()


# Pages


def words(page) -> str:
    body = page.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.rule("T4", "the batch leads its administrators to the pack: make, watch, download, make again")
def test_pages(alice: Person, company: Company, boss: Employee) -> None:
    now = timezone.now()
    batch = a_batch(
        company, person(company, "Ewa Lis", boss, location="Łódź"), person(company, "Jan Kos", boss)
    )
    issue_stand_ins(company, now)
    page = f"/batches/{batch.pk}/certificates"
    assert f'href="{page}"' in alice.get(f"/batches/{batch.pk}").content.decode()
    assert "2 new certificates Make one PDF" in words(alice.get(page))
    assert alice.post(page, {"of": "all"})["Location"] == page
    pack = CertificatePack.objects.for_company(company).get()
    progress = f"/admin/certificates/packs/{pack.pk}"
    assert (pack.status, f'hx-get="{progress}"' in alice.get(page).content.decode()) == ("queued", True)
    make_packs(now=timezone.now())
    assert alice.get(progress, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    said = words(alice.get(page))
    assert ("All sites 2" in said, "Ready Download" in said) == (True, True)
    answer = alice.post(f"{progress}/download")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert answer["Content-Disposition"] == f'attachment; filename="certificates-batch-{batch.pk}.pdf"'
    assert (answer.streaming, answer.getvalue()[:4]) == (True, b"%PDF")
    assert "Downloaded" in words(alice.get(page))
    Employee.objects.for_company(company).filter(last_name="Kos").update(registered_at=now)
    assert "1 certificate of it is not to be printed any more." in words(alice.get(page))
    refused = alice.post(f"{progress}/download")
    assert (refused.status_code, "Make the pack again" in words(refused)) == (409, True)


@pytest.mark.rule("X3", "a press that asks for nothing that is there gets a sentence and makes nothing")
@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({}, 422, "Choose whose certificates to print."),
        ({"of": "moon"}, 422, "Choose whose certificates to print."),
        ({"of": "site", "site": "No\x00where"}, 409, "No certificate of this batch waits to be printed."),
    ],
)
def test_bad_press(alice: Person, batch: Batch, sent: dict[str, str], status: int, sentence: str) -> None:
    answer = alice.post(f"/batches/{batch.pk}/certificates", sent)
    assert (answer.status_code, words(answer).count(sentence)) == (status, 1)
    assert CertificatePack.objects.for_company(batch.company).count() == 0


@pytest.mark.rule("C2", "another company's packs are not found, and whoever is no administrator has none")
def test_who(bob: Person, charlie: Person, batch: Batch) -> None:
    pack = ask_for_pack(company=batch.company, batch=batch, of="all", by=SYSTEM, now=NOON)
    pages = [f"/batches/{batch.pk}/certificates", f"/admin/certificates/packs/{pack.pk}"]
    posts = [pages[0], f"{pages[1]}/download", f"{pages[1]}/again"]
    assert [charlie.get(each).status_code for each in pages] == [404] * 2
    assert [charlie.post(each, {"of": "all"}).status_code for each in posts] == [404] * 3
    assert [bob.get(each).status_code for each in pages] == [403] * 2


def test_queries(alice: Person, batch: Batch, django_assert_max_num_queries) -> None:
    """As many for three packs that wait as for one."""
    counts = []
    for number in (1, 2):
        for site in range(number):
            CertificatePack.objects.create(
                company=batch.company, batch=batch, of="site", site=f"{number}{site}", created_at=NOON
            )
        with django_assert_max_num_queries(40) as asked:
            alice.get(f"/batches/{batch.pk}/certificates")
        counts.append(len(asked))
    assert counts[0] == counts[1]
