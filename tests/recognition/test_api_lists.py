"""Lists that other systems read: eCards, reasons, points, certificates. Never codes, never paper (X4)."""

import json

import pytest

from recognition.models import PointEntry
from tests.factories import CertificateFactory, ECardFactory, EmployeeFactory, ReasonFactory, RecipientFactory
from tests.recognition.systems import System


@pytest.fixture
def system(alice):
    return System(alice)


def credited(company, employee, points, **more):
    recipient = RecipientFactory(recognition__company=company, employee=employee, points=points)
    facts = {"company": company, "employee": employee, "at": recipient.sent_at}
    return PointEntry.objects.create(recipient=recipient, points=points, **facts, **more)


@pytest.mark.rule("X4", "eCards and reasons are listed with the numbers by which calls name them")
def test_library(company, other_company, system):
    ECardFactory(company=other_company), ReasonFactory(company=other_company)
    ecard = ECardFactory(company=company)
    reason = ReasonFactory(company=company, names={"pl": "Odwaga"})
    assert system.get("/ecards") == (
        200,
        {
            "results": [
                {
                    "id": ecard.pk,
                    "name": ecard.name,
                    "is_in_use": True,
                    "picture": f"http://acme.workstars.test{ecard.address}",
                    "width": ecard.width,
                    "height": ecard.height,
                }
            ],
            "next": None,
        },
    )
    named = {"id": reason.pk, "name": reason.name, "names": {"pl": "Odwaga"}, "is_in_use": True}
    assert system.get("/reasons") == (200, {"results": [named], "next": None})


@pytest.mark.rule("R7", "a balance by the API is the sum of the entries that the API lists")
def test_points(company, other_company, system):
    zofia, jan = (EmployeeFactory(company=company, employee_id=f"0001{n}") for n in range(2))
    theirs = EmployeeFactory(company=other_company, employee_id="00010")
    credited(other_company, theirs, 99)
    first = credited(company, zofia, 10)
    second = credited(company, zofia, 5)
    back = PointEntry.objects.create(
        company=company, employee=zofia, recipient=first.recipient, points=-10, at=first.at, reverses=first
    )
    balances = {one["employee_id"]: one["balance"] for one in system.get("/points")[1]["results"]}
    assert {key: balances[key] for key in ("00010", "00011")} == {"00010": 5, "00011": 0}
    assert system.get("/points?employee_id=00010")[1]["results"] == [
        {"employee_id": "00010", "name": zofia.name, "balance": 5}
    ]
    listed = system.get("/points/entries?employee_id=00010")[1]["results"]
    assert [(one["id"], one["points"], one["reverses"], one["recognition_id"]) for one in listed] == [
        (first.pk, 10, None, first.recipient.recognition_id),
        (second.pk, 5, None, second.recipient.recognition_id),
        (back.pk, -10, first.pk, first.recipient.recognition_id),
    ]
    assert jan.employee_id not in json.dumps(listed)


@pytest.mark.rule("X4", "points come by pages; what is added comes at the end")
def test_points_by_pages(company, other_company, system):
    zofia = EmployeeFactory(company=company, employee_id="00010")
    credited(other_company, EmployeeFactory(company=other_company), 99)
    entries = [credited(company, zofia, number).pk for number in range(3)]
    first = system.get("/points/entries?limit=2")[1]
    late = credited(company, zofia, 9).pk
    rest = system.get(first["next"].split("/api/v1")[1])[1]
    assert [one["id"] for one in [*first["results"], *rest["results"]]] == [*entries, late]
    assert rest["next"] is None


@pytest.mark.rule("X3", "who is not known is named when points are asked for")
def test_points_of_nobody(system):
    status, body = system.get("/points?employee_id=77")
    assert (status, body["detail"]) == (400, "Nobody with the Employee ID “77” is known.")


@pytest.mark.rule("X4", "certificates are listed with where they lie and how far they are, without codes")
def test_certificates(company, other_company, system, now):
    boss = EmployeeFactory(company=company, employee_id="B1", registered=True)
    row = CertificateFactory(
        recipient__recognition__company=company,
        recipient__employee=EmployeeFactory(company=company, employee_id="00010", manager=boss),
        holder=boss,
    )
    CertificateFactory(recipient__recognition__company=other_company)
    status, body = system.get("/certificates")
    assert (status, body["next"]) == (200, None)
    (one,) = body["results"]
    assert {name: one[name] for name in one if name not in {"created_at"}} == {
        "id": row.pk,
        "recognition_id": row.recipient.recognition_id,
        "employee_id": "00010",
        "state": "making",
        "holder_id": "B1",
        "why": "manager",
        "last_day": None,
        "printed_at": None,
        "handed_over_at": None,
    }
    assert system.get("/certificates?state=printed")[1]["results"] == []
    assert system.get("/certificates?state=lost")[0] == 400


@pytest.mark.rule("C4", "while offline employees are off, certificates are not there by the API either")
def test_certificates_switched_off(company, system):
    company.offline_employees = False
    company.save()
    assert system.get("/certificates") == (404, {"detail": "Not found."})


@pytest.mark.rule("C5", "an employee's session opens neither points nor certificates")
def test_employees(bob):
    assert [
        bob.get(f"/api/v1/{name}").status_code for name in ("points", "points/entries", "certificates")
    ] == [403] * 3
    assert [bob.get(f"/api/v1/{name}").status_code for name in ("ecards", "reasons")] == [200] * 2


@pytest.mark.rule("X4", "each list names the scope that it needs")
def test_scopes(alice):
    poor = System(alice, "employees:read")
    asked = ("ecards", "reasons", "points", "points/entries", "certificates")
    needed = ("recognitions:read", "recognitions:read", "points:read", "points:read", "certificates:read")
    assert [poor.get(f"/{name}") for name in asked] == [
        (403, {"detail": f"This token lacks the scope {scope}."}) for scope in needed
    ]


@pytest.mark.rule("X4", "each list costs the same queries for one row as for three")
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/ecards", 3), ("/reasons", 3), ("/points", 4), ("/points/entries", 3), ("/certificates", 3)],
)
def test_queries(company, system, django_assert_num_queries, path, queries):
    def add():
        ECardFactory(company=company), ReasonFactory(company=company)
        person = EmployeeFactory(company=company, manager=EmployeeFactory(company=company))
        credited(company, person, 5)
        CertificateFactory(recipient__recognition__company=company, holder=person.manager)

    add()
    system.get(path)
    for _round in range(2):
        with django_assert_num_queries(queries):
            system.get(path)
        add(), add()
