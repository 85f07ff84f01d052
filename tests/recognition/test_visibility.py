"""A private recognition, asked for by every kind of person at every door (R2)."""

from dataclasses import dataclass

import pytest

from employees.models import Company, Employee, Role, User
from recognition.models import BatchCopy, Copy, Recipient, Recognition
from recognition.queries.wall import Viewer, visible_to
from tests.factories import (
    NOON,
    BatchFactory,
    EmployeeFactory,
    RecipientFactory,
    RecognitionFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.people import Person, SiteClient, host_of, signed_in

WORDS = "Only for some eyes"
NAME = "Zenobia Quill"


@dataclass
class Scene:
    """One recognition of a batch, and everybody who has, or has not, to do with it."""

    company: Company
    recognition: Recognition
    recipient: Recipient
    people: dict[str, Employee | User]


def registered(company: Company, **given: object) -> Employee:
    return EmployeeFactory(company=company, registered=True, **given)


@pytest.fixture
def scene(company: Company, other_company: Company) -> Scene:
    names = ("sender", "manager then", "manager now", "holder", "copied", "batch copied", "other employee")
    people: dict[str, Employee | User] = {name: registered(company) for name in names}
    people["recipient"] = registered(
        company, first_name="Zenobia", last_name="Quill", manager=people["manager now"]
    )
    people["left"] = registered(company, left_at=NOON)
    for name, role in (
        ("batch requester", Role.COORDINATOR),
        ("coordinator", Role.COORDINATOR),
        ("administrator", Role.ADMINISTRATOR),
    ):
        people[name] = UserFactory()
        RoleGrantFactory(company=company, user=people[name], role=role)
    people["charlie"] = UserFactory()
    RoleGrantFactory(company=other_company, user=people["charlie"])
    people["account manager"] = UserFactory(is_account_manager=True)
    batch = BatchFactory(company=company, requested_by=people["batch requester"], send_at=NOON)
    BatchCopy.objects.for_company(company).create(
        company=company, batch=batch, employee=people["batch copied"]
    )
    recognition = RecognitionFactory(
        company=company, sender=people["sender"], message=WORDS, batch=batch, batch_row=2
    )
    recipient = RecipientFactory(
        recognition=recognition,
        employee=people["recipient"],
        manager=people["manager then"],
        holder=people["holder"],
        points=40,
    )
    # The recipient who has left stays one of the people; who has left sees nothing all the same.
    RecipientFactory(recognition=recognition, employee=people["left"])
    Copy.objects.for_company(company).create(
        company=company, recognition=recognition, employee=people["copied"], sent_at=NOON
    )
    Recognition.objects.for_company(company).filter(pk=recognition.pk).update(is_private=True)
    return Scene(company, recognition, recipient, people)


def browser(scene: Scene, who: str) -> SiteClient:
    """At the site of the recognition's company, whoever it is."""
    client = SiteClient(host_of(scene.company))
    if who == "nobody":
        return client
    somebody = scene.people[who]
    user = somebody.user if isinstance(somebody, Employee) else somebody
    assert user is not None
    client.sign_in(user, scene.company)
    return client


def doors(scene: Scene) -> dict[str, str]:
    pk = scene.recognition.pk
    return {
        "wall": "/wall",
        "search": "/wall?text=zenobia+quill",
        "address": f"/recognitions/{pk}",
        "API list": "/api/v1/recognitions",
        "API search": "/api/v1/recognitions?q=zenobia+quill",
        "API": f"/api/v1/recognitions/{pk}",
    }


def shown(scene: Scene, who: str) -> dict[str, bool]:
    client = browser(scene, who)
    return {door: WORDS in client.get(address).content.decode() for door, address in doors(scene).items()}


SEES = [
    "sender",
    "recipient",
    "manager then",
    "holder",
    "copied",
    "batch requester",
    "batch copied",
    "administrator",
]
SEES_NOT = ["manager now", "coordinator", "other employee", "left", "charlie", "account manager", "nobody"]
REGISTERED_HERE = ["manager now", "coordinator", "other employee"]


@pytest.mark.rule("R2", "a private recognition is seen by sender, recipients, their managers, copied people")
@pytest.mark.rule("R2", "of a batch, a private recognition is seen by its requester and its copied people")
@pytest.mark.rule("R2", "administrators see private recognitions")
@pytest.mark.parametrize("who", SEES)
def test_who_sees_it(scene: Scene, who: str) -> None:
    assert shown(scene, who) == dict.fromkeys(doors(scene), True)


@pytest.mark.rule("R2", "nobody else sees it by page, search, direct address or API")
@pytest.mark.parametrize("who", SEES_NOT)
def test_who_does_not(scene: Scene, who: str) -> None:
    assert shown(scene, who) == dict.fromkeys(doors(scene), False)


@pytest.mark.rule("R2", "what one may not see is answered like what is not there")
@pytest.mark.parametrize("who", REGISTERED_HERE)
def test_unseen_is_not_there(scene: Scene, who: str) -> None:
    client = browser(scene, who)
    for begin in ("/recognitions/", "/api/v1/recognitions/"):
        theirs, nothing = client.get(f"{begin}{scene.recognition.pk}"), client.get(f"{begin}2000000000")
        assert (theirs.status_code, nothing.status_code) == (404, 404)
        assert theirs.content == nothing.content
    assert client.post(f"/recognitions/{scene.recognition.pk}/private").status_code == 404


@pytest.mark.rule("C2", "the wall and its API are closed to account managers, strangers and who has left")
@pytest.mark.parametrize("who", ["left", "charlie", "account manager", "nobody"])
def test_outsiders(scene: Scene, who: str) -> None:
    client = browser(scene, who)
    pages = {client.get(doors(scene)[door]).status_code for door in ("wall", "search", "address")}
    api = {client.get(doors(scene)[door]).status_code for door in ("API list", "API search", "API")}
    assert (pages, api) == ({302}, {401})


@pytest.mark.rule("C2", "an account manager who is at a company's site in development sees no wall")
def test_account_manager_at_a_shared_host(scene: Scene, settings) -> None:
    settings.OPERATOR_HOST, settings.DEFAULT_COMPANY = settings.BASE_DOMAIN, scene.company.subdomain
    client = SiteClient(settings.BASE_DOMAIN)
    client.sign_in(scene.people["account manager"], scene.company)
    answers = [client.get(address) for address in doors(scene).values()]
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert not any(WORDS in answer.content.decode() for answer in answers)


@pytest.mark.rule("R2", "a public recognition is seen by everybody in the company, and by nobody outside")
def test_public(scene: Scene, company: Company) -> None:
    public = RecognitionFactory(company=company, sender=scene.people["sender"], message="For all eyes")
    RecipientFactory(recognition=public, employee=scene.people["recipient"])
    seen = {
        who: ["For all eyes" in browser(scene, who).get(address).content.decode() for address in addresses]
        for who in [*SEES, *SEES_NOT]
        for addresses in [
            ["/wall", "/wall?text=quill", f"/recognitions/{public.pk}", f"/api/v1/recognitions/{public.pk}"]
        ]
    }
    outside = {"left", "charlie", "account manager", "nobody"}
    assert seen == {who: [who not in outside] * 4 for who in [*SEES, *SEES_NOT]}


@pytest.mark.rule("R7", "points are seen by whom they concern alone")
@pytest.mark.parametrize(
    ("who", "points"),
    [
        ("recipient", 40),
        ("manager then", 40),
        ("holder", 40),
        ("batch requester", 40),
        ("administrator", 40),
        ("sender", None),
        ("copied", None),
        ("batch copied", None),
    ],
)
def test_points(scene: Scene, who: str, points: int | None) -> None:
    answer = browser(scene, who).get(doors(scene)["API"]).json()
    employee_id = scene.people["recipient"].employee_id if who == "administrator" else None
    assert answer["recipients"][0] == {"name": NAME, "employee_id": employee_id, "points": points}
    page = browser(scene, who).get(doors(scene)["address"]).content.decode()
    assert ("+40 points" in page) == (points is not None)


@pytest.mark.rule("R2", "the page of a private recognition says who sees it")
def test_seen_by(scene: Scene) -> None:
    page = browser(scene, "recipient").get(doors(scene)["address"]).content.decode()
    told = ["sender", "manager then", "holder", "copied", "batch copied"]
    assert [str(scene.people[who]) in page for who in told] == [True] * len(told)
    assert scene.recognition.batch.requested_by_label in page
    assert [str(scene.people[who]) in page for who in ("manager now", "other employee")] == [False, False]


def test_the_wall_and_the_condition_agree(scene: Scene) -> None:
    """Two ways to say R2: branches for lists, one condition for single rows."""
    rows = Recognition.objects.for_company(scene.company)
    for who in [*SEES, "manager now", "coordinator", "other employee"]:
        member = scene.people[who]
        is_employee = isinstance(member, Employee)
        viewer = Viewer(
            scene.company,
            member.pk if is_employee else 0,
            member.user_id if is_employee else member.pk,
            who == "administrator",
        )
        assert list(rows.filter(visible_to(viewer))) == ([scene.recognition] if who in SEES else [])


def test_filters_show_no_more(scene: Scene) -> None:
    """Neither tab nor search brings back what one may not see."""
    for who in ("manager now", "other employee"):
        client = browser(scene, who)
        for query in ("tab=mine", "tab=team", "tab=team&text=quill", "tab=mine&text=quill", "tab=received"):
            assert WORDS not in client.get(f"/wall?{query}").content.decode()


def test_charlie_at_home(scene: Scene, other_company: Company) -> None:
    user = scene.people["charlie"]
    assert isinstance(user, User)
    charlie: Person = signed_in(user, other_company)
    statuses = {door: charlie.get(address).status_code for door, address in doors(scene).items()}
    assert statuses == {
        "wall": 200,
        "search": 200,
        "address": 404,
        "API list": 200,
        "API search": 200,
        "API": 404,
    }
    assert not any(WORDS in charlie.get(address).content.decode() for address in doors(scene).values())
