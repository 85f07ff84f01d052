"""The wall of one country, what came since, and the indexes that answer (R8)."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection

from employees.models import Company
from recognition.models import Recognition
from recognition.queries.wall import Viewer, Wanted, branches, count_newer, wall_page
from recognition.queries.wall import pages as wall_pages
from recognition.services.giving import give_recognition
from tests.factories import NOON, EmployeeFactory, RecipientFactory, RecognitionFactory
from workstars.lib.actors import SYSTEM
from workstars.lib.keyset import Key


def said(company: Company, minutes: int, *countries: str, **given) -> Recognition:
    """To one person of each country, as giving writes it; `to` is one more."""
    people = [EmployeeFactory(company=company, country=country) for country in countries]
    people += [given.pop("to")] if "to" in given else []
    several = len({person.country for person in people}) > 1
    at = NOON + timedelta(minutes=minutes)
    country = "" if several else people[0].country
    recognition = RecognitionFactory(company=company, sent_at=at, country=country, **given)
    for person in people:
        RecipientFactory(recognition=recognition, employee=person, country=person.country if several else "")
    return recognition


def viewer_of(person) -> Viewer:
    return Viewer(person.company, person.pk, person.user_id or 0)


def pks(viewer: Viewer, wanted: Wanted, limit: int) -> list[int]:
    """Every page to its end."""
    found, before = [], None
    while True:
        page = wall_page(viewer, wanted, before=before, limit=limit)
        found += [post.pk for post in page.posts]
        if page.older is None:
            return found
        before = page.older


@pytest.mark.rule(
    "R8", "filters: country, of people who are thanked, for each kind of wall and with other filters"
)
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_country(company, bob, limit):
    me = bob.employee
    first = said(company, 1, "DE")
    both = said(company, 2, "PL", "DE", "DE", sender=me)
    said(company, 3, "PL", "PL")
    secret, mine = said(company, 4, "DE", is_private=True), said(company, 5, "DE", is_private=True, sender=me)
    secret_both = said(company, 6, "PL", "DE", is_private=True)
    everything = Viewer(company, 0, 0, sees_everything=True)

    def found(viewer: Viewer, **wanted) -> list[int]:
        return pks(viewer, Wanted(country="DE", **wanted), limit)

    assert found(viewer_of(me)) == [mine.pk, both.pk, first.pk]
    assert found(viewer_of(me), show="mine") == [mine.pk, both.pk]
    assert found(viewer_of(me), text=me.name) == [mine.pk, both.pk]
    assert found(everything) == [secret_both.pk, mine.pk, secret.pk, both.pk, first.pk]
    assert found(everything, privacy="private") == [secret_both.pk, mine.pk, secret.pk]
    assert found(everything, privacy="public") == [both.pk, first.pk]


@pytest.mark.rule("R8", "a manager finds by country what the team was thanked for, in private too")
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_country_for_a_manager(company, bob, limit):
    me = bob.employee
    team = [EmployeeFactory(company=company, country=country, manager=me) for country in ("DE", "PL")]
    own = said(company, 1, to=team[0], is_private=True)
    both = said(company, 2, "PL", to=team[0], is_private=True)
    also = said(company, 3, "DE", to=team[1], is_private=True)
    said(company, 4, to=team[1], is_private=True)
    said(company, 5, "DE", is_private=True)
    open_one = said(company, 6, to=team[0])
    said(company, 7, to=team[0], is_private=True, hidden_at=NOON)

    wanted = [open_one.pk, also.pk, both.pk, own.pk]
    assert pks(viewer_of(me), Wanted(country="DE"), limit) == wanted
    assert pks(viewer_of(me), Wanted(country="DE", show="team"), limit) == wanted


@pytest.mark.rule("R8", "the country is that of the people at the moment of sending")
@pytest.mark.parametrize(
    ("countries", "said_country", "person_countries"),
    [(("DE",), "DE", [""]), (("DE", "DE"), "DE", ["", ""]), (("DE", "PL"), "", ["DE", "PL"])],
)
def test_country_is_kept(company, bob, countries, said_country, person_countries):
    people = [EmployeeFactory(company=company, country=country) for country in countries]
    given = give_recognition(
        company=company,
        sender=bob.employee,
        by=SYSTEM,
        recipients=[person.pk for person in people],
        message="Thanks",
        now=NOON,
    )
    for person in people:
        person.country = "FR"
        person.save()
    rows = given.recognition.recipients.order_by("pk")
    assert (given.recognition.country, [row.country for row in rows]) == (said_country, person_countries)
    assert {row.shared_country for row in rows} == {said_country}


@pytest.mark.rule(
    "R8", "a team that is thanked together is one entry of its manager's wall, on pages of any size"
)
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_a_whole_team(company, bob, limit):
    me = bob.employee
    team = EmployeeFactory.create_batch(3, company=company, manager=me, last_name="Sametone")
    rows = []
    for minutes in (1, 2, 3):
        row = RecognitionFactory(company=company, sent_at=NOON + timedelta(minutes=minutes))
        for person in team:
            RecipientFactory(recognition=row, employee=person, manager=me if minutes > 1 else None)
        rows.insert(0, row.pk)
    assert pks(viewer_of(me), Wanted(show="team"), limit) == rows
    assert pks(viewer_of(me), Wanted(text="sametone"), limit) == rows


@pytest.mark.rule("R8", "the country filter is in the address and stays on the way to older pages")
def test_address(company, bob):
    for minutes in range(wall_pages.PER_PAGE + 1):
        said(company, minutes, "DE")
    page = bob.get("/wall?country=DE").content.decode()
    assert re.search(r'href="\?country=DE&amp;before=[0-9-]+"', page)
    assert re.search(r'<option value="DE" selected>Germany</option>', page)
    refused = bob.get("/wall?country=FR")
    assert (refused.status_code, "There is no such country here." in refused.content.decode()) == (422, True)
    company.countries = ["PL"]
    company.save()
    assert 'name="country"' not in bob.get("/wall").content.decode()


# What came since


@pytest.mark.rule(
    "R8", "new ones are counted for each reader, with the filters of the page, and nothing else is"
)
def test_newer(company, bob):
    viewer, after = viewer_of(bob.employee), Key(NOON, 0)
    assert count_newer(viewer, Wanted(), after) == 0
    said(company, 1, "PL", is_private=True)
    assert count_newer(viewer, Wanted(), after) == 0
    to_me = said(company, 2, to=bob.employee)
    said(company, 3, "DE")
    assert [
        count_newer(viewer, wanted, after)
        for wanted in (Wanted(), Wanted(show="mine"), Wanted(country="DE"), Wanted(country="FR"))
    ] == [2, 1, 1, 0]
    assert count_newer(viewer, Wanted(), Key(to_me.sent_at, to_me.pk)) == 1


@pytest.mark.rule(
    "R8", "the wall asks for news each minute and says how many there are; without script nothing is lost"
)
def test_news(company, bob):
    said(company, 1, "DE")
    page = bob.get("/wall?country=DE").content.decode()
    address = re.search(r'hx-get="(/wall/news[^"]+)"', page)[1].replace("&amp;", "&")
    assert ("every 60s" in page, 'aria-live="polite"' in page) == (True, True)
    answer = bob.get(address)
    assert (answer.status_code, answer.content) == (204, b"")
    said(company, 2, "PL")
    assert bob.get(address).status_code == 204
    said(company, 3, "DE")
    bar = bob.get(address).content.decode()
    assert ("1 new thank-you: show" in bar, 'href="/wall?country=DE"' in bar) == (True, True)
    said(company, 4, "DE")
    assert "2 new thanks: show" in bob.get(address).content.decode()
    older = bob.get("/wall?before=9999999999999999-1").content.decode()
    assert "/wall/news" not in older


def test_news_of_an_empty_wall(bob):
    page = bob.get("/wall").content.decode()
    address = re.search(r'hx-get="(/wall/news[^"]+)"', page)[1]
    assert bob.get(address).status_code == 204
    assert [bob.get(f"/wall/news{query}").status_code for query in ("", "?after=x")] == [204, 204]


def test_many_news(company, bob):
    for minutes in range(wall_pages.MOST_NEWER):
        said(company, minutes, "PL")
    assert "20 or more new thanks: show" in bob.get("/wall/news?after=1-1").content.decode()


# Indexes


def of_many_countries(company: Company, is_private: bool) -> None:
    """As many rows as it takes that the right index is the cheapest; of an empty table all of them cost the same."""
    one = RecognitionFactory(company=company, is_private=is_private, country="PL")
    columns = {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields} | {
        "id": None
    }
    Recognition.objects.bulk_create(
        Recognition(**columns | {"country": f"{number % 20:02}"}) for number in range(400)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE recognition_recognition")


def plan_of(sql: str, params: dict) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        return json.dumps(cursor.fetchone()[0])


@pytest.mark.rule(
    "R8", "the country filter and the question for news are answered by indexes, without sorting a table"
)
@pytest.mark.parametrize("privacy", ["public", "private"])
def test_indexes(company, privacy):
    of_many_countries(company, privacy == "private")
    viewer = Viewer(company, 0, 0, sees_everything=True)
    params = {**viewer.params, "limit": 21, "country": "DE", "at": NOON, "pk": 1}
    which = {"public": branches.PUBLIC_COUNTRY, "private": branches.PRIVATE_COUNTRY}[privacy]
    plan = plan_of(branches.union([which], [branches.IN_COUNTRY], beyond=branches.OLDER), params)
    assert ("wall_of_country" in plan, '"Node Type": "Sort"' in plan) == (True, False)
    plan = plan_of(branches.union([branches.ALSO_COUNTRY], [], beyond=branches.OLDER), params)
    assert ("wall_of_countries" in plan, '"Node Type": "Sort"' in plan) == (True, False)
    plan = plan_of(branches.union([branches.OF_TEAM], [branches.OF_ONE_COUNTRY]), {**params, "employee": 1})
    assert ("wall_of_manager" in plan, '"Node Type": "Sort"' in plan) == (True, False)
    plan = plan_of(branches.ANY_NEWER, params)
    assert ("wall_public" in plan, "wall_private" in plan) == (True, True)
