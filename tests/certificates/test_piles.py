"""A manager's pile on paper: printed with a list to sign, printed again, ticked, and ticked back (T4)."""

import re

import pytest
from django.utils import timezone

from certificates.models import Certificate
from certificates.services.piles import NothingPrinted, list_to_sign, print_again
from employees.models import AuditEvent, Company, Employee
from tests.certificates import paper
from tests.certificates.floor import issue_stand_ins, issue_undrawn, person, text_of, thank
from tests.people import Person
from workstars.lib.actors import SYSTEM

LIST = "/manager/certificates"


@pytest.fixture
def team(company: Company, mary: Person) -> list[Employee]:
    """Three of two sites, thanked; their certificates are new."""
    now = timezone.now()
    team = [
        person(company, "Zoe Adamska", mary.employee, location="Łódź", job_title="Fitter"),
        person(company, "Ewa Zajac", mary.employee, location="Gdańsk", job_title="Welder"),
        person(company, "Adam Lis", mary.employee, location="Gdańsk"),
    ]
    thank(*team, now=now)
    issue_stand_ins(company, now)
    return team


def mine(company: Company) -> Certificate:
    return Certificate.objects.for_company(company)


def pks(company: Company, *names: str) -> list[int]:
    found = mine(company).select_related("employee")
    return [each.pk for each in found if not names or each.employee.name in names]


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.split()) for page in paper.text(pdf, raw=True).split("\f")[:-1]]


@pytest.mark.rule("T4", "the new ones come with a list to sign, a page for each site, in the pile's order")
def test_with_a_list(mary: Person, company: Company, team: list[Employee]) -> None:
    answer = mary.post(f"{LIST}/print", {"with_list": "1"})
    sheets = pages(answer.content)
    assert len(sheets) == 2 * 3 + 2
    gdansk, lodz = sheets[-2:]
    assert re.findall("Adam Lis|Ewa Zajac|Zoe Adamska", gdansk) == ["Adam Lis", "Ewa Zajac"]
    assert re.findall("Adam Lis|Ewa Zajac|Zoe Adamska", lodz) == ["Zoe Adamska"]
    assert "Received with thanks Gdańsk · Mary Moss · 2 certificates," in gdansk
    assert "Name Job Date Signature Adam Lis Ewa Zajac Welder" in gdansk
    assert (team[0].employee_id in lodz, "Fitter" in lodz) == (False, True)


@pytest.mark.rule("T4", "without the tick there are the certificates alone")
def test_without_a_list(mary: Person, team: list[Employee]) -> None:
    assert paper.pages(mary.post(f"{LIST}/print").content) == 6


@pytest.mark.rule("T4", "what the printer lost is printed again, those that are ticked and no other")
def test_again(mary: Person, company: Company, team: list[Employee]) -> None:
    mary.post(f"{LIST}/print")
    before = set(mine(company).values_list("printed_at", flat=True))
    answer = mary.post(
        f"{LIST}/print-again", {"selected": pks(company, "Ewa Zajac", "Adam Lis"), "tab": "printed"}
    )
    assert (answer.status_code, paper.pages(answer.content), answer["Cache-Control"]) == (200, 4, "no-store")
    assert "Zoe" not in text_of(answer.content)
    assert set(mine(company).values_list("printed_at", flat=True)) == before
    events = AuditEvent.objects.filter(company=company, action="certificates.printed").order_by("pk")
    assert [each.after["certificates"] for each in events] == [3, 2]


@pytest.mark.rule("X3", "nothing ticked, or nothing printed yet, is said where the press was")
@pytest.mark.parametrize("address", ["print-again", "list-to-sign"])
def test_nothing_printed(mary: Person, company: Company, team: list[Employee], address: str) -> None:
    answer = mary.post(f"{LIST}/{address}", {"selected": pks(company), "tab": "printed"})
    assert answer["Location"] == f"{LIST}?tab=printed"
    sentence = "Choose the certificates that you have printed and not handed over yet."
    assert sentence in mary.get(LIST).content.decode()


@pytest.mark.rule("T4", "the list to sign comes by itself too: for the ticked, or for all that are printed")
def test_list_alone(mary: Person, company: Company, team: list[Employee]) -> None:
    mary.post(f"{LIST}/print")
    every = mary.post(f"{LIST}/list-to-sign", {"tab": "printed"}).content
    one = mary.post(f"{LIST}/list-to-sign", {"selected": pks(company, "Adam Lis")}).content
    assert (paper.pages(every), paper.pages(one)) == (2, 1)
    assert re.findall("Adam Lis|Ewa Zajac|Zoe Adamska", text_of(one)) == ["Adam Lis"]
    assert not re.search(r"[B-Z379]{4}-[B-Z379]{4}", text_of(every))
    facts = paper.facts(every)
    assert (facts["Tagged"], facts["Title"]) == ("yes", "Received certificates")


@pytest.mark.rule("T4", "several ticks at once are undone by one press, and by ticking them again")
def test_undo(mary: Person, company: Company, team: list[Employee]) -> None:
    mary.post(f"{LIST}/print")
    two = pks(company, "Ewa Zajac", "Adam Lis")
    mary.post(f"{LIST}/handed-over", {"selected": two, "tab": "printed"})
    page = mary.get(f"{LIST}?tab=printed").content.decode()
    offered = [int(pk) for pk in re.findall(r'<input type="hidden" name="selected" value="(\d+)">', page)]
    assert (sorted(offered), f'action="{LIST}/take-back"' in page) == (sorted(two), True)
    mary.post(f"{LIST}/take-back", {"selected": offered, "tab": "printed"})
    assert mine(company).filter(handed_over_at__isnull=False).count() == 0
    actions = AuditEvent.objects.filter(company=company, action="certificate.taken_back")
    assert {each.subject_label for each in actions} == {"Ewa Zajac", "Adam Lis"}


@pytest.mark.rule("T4", "another manager prints, signs and ticks nothing of this team")
def test_another_manager(otto: Person, mary: Person, company: Company, team: list[Employee]) -> None:
    mary.post(f"{LIST}/print")
    for address in ("print-again", "list-to-sign", "handed-over", "take-back"):
        assert otto.post(f"{LIST}/{address}", {"selected": pks(company)}).status_code == 302
    assert mine(company).filter(handed_over_at__isnull=False).count() == 0


@pytest.mark.rule("T4", "a long list goes on over pages, and says its headings on each")
def test_long_list(company: Company, mary: Person) -> None:
    now = timezone.now()
    crew = [person(company, f"Ada{n:02} {'W' * 40}", mary.employee, location="Łódź") for n in range(40)]
    thank(*crew, now=now)
    issue_undrawn(company, now)
    mine(company).update(printed_at=now)
    found = pages(list_to_sign(company=company, among=mine(company), chosen=(), now=now))
    assert [page.count("Signature") for page in found] == [1] * len(found)
    assert sum(len(re.findall(r"Ada\d\d", page)) for page in found) == 40
    assert len(found) > 1


@pytest.mark.rule("T7", "what is damaged where it is stored is made anew, also when nothing else is to print")
def test_damaged(company: Company, mary: Person, team: list[Employee]) -> None:
    now = timezone.now()
    mine(company).update(printed_at=now, sha256=b"other")
    with pytest.raises(NothingPrinted):
        print_again(company=company, among=mine(company), chosen=pks(company), by=SYSTEM, now=now)
    assert set(mine(company).values_list("status", "printed_at")) == {("queued", None)}
