"""The operator's pages: companies, counts, one switch; never people (C1, C3, C4, C5)."""

import re
from datetime import date

import pytest

from employees.models import AuditEvent, Company, Mail, RoleGrant
from employees.services.companies import CompanyRefused, found_company
from employees.tasks import sweep_outbox
from tests.factories import EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import SiteClient, host_of
from workstars.lib.actors import SYSTEM

NEW = {
    "name": "Delta Docks",
    "subdomain": "delta",
    "countries": "Poland, DE\nFrance",
    "time_zone": "Europe/Paris",
    "language": "fr",
    "administrator": "Dora@delta.example",
}


def add(olga, **changes):
    return olga.post("/backoffice/companies/new", {**NEW, **changes})


def audited(company: Company) -> list[tuple[str, str, dict, dict]]:
    events = AuditEvent.objects.filter(company=company).order_by("pk")
    return list(events.values_list("action", "actor_label", "before", "after"))


@pytest.mark.rule("C3", "an account manager adds a company; offline employees are off, nothing is launched")
def test_new_company(olga):
    response = add(olga)
    company = Company.objects.get()
    assert response.headers["Location"] == f"/backoffice/companies/{company.pk}"
    assert (company.name, company.subdomain, company.countries) == (
        "Delta Docks",
        "delta",
        ["PL", "DE", "FR"],
    )
    assert (company.time_zone, company.default_language) == ("Europe/Paris", "fr")
    assert (company.offline_employees, company.is_launched) == (False, False)
    assert SiteClient(host_of(company)).get("/login").status_code == 200


@pytest.mark.rule("C5", "the account manager names the first administrator by e-mail, who then is in")
def test_first_administrator(olga, mailoutbox):
    add(olga, language="en")
    sweep_outbox()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (
        ["dora@delta.example"],
        "You have been named an administrator of Delta Docks",
    )
    assert "Olga Orlova named you" in mail.body
    link = re.search(r"http://delta\.workstars\.test(/welcome/\S+)", mail.body).group(1)

    dora = SiteClient("delta.workstars.test")
    done = dora.post(link, {"name": "Dora Diaz", "password": "correct horse battery"})
    assert done.headers["Location"] == "/admin"
    assert dora.get("/admin/settings").status_code == 200


@pytest.mark.rule("C7", "founding a company is audited, with what it was founded as")
def test_founding_is_audited(olga):
    add(olga)
    after = {
        "name": "Delta Docks",
        "subdomain": "delta",
        "countries": ["PL", "DE", "FR"],
        "time_zone": "Europe/Paris",
    }
    assert audited(Company.objects.get()) == [
        ("company.created", "Olga Orlova", {}, after),
        ("role.granted", "Olga Orlova", {}, {"role": "administrator"}),
    ]


@pytest.mark.rule(
    "C1", "reserved, taken and malformed subdomains are refused with a sentence; all typed values stay"
)
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subdomain", "www", "This name is kept for the platform itself. Choose another."),
        ("subdomain", "OPS", "This name is kept for the platform itself. Choose another."),
        ("subdomain", "acme", "The subdomain acme is taken. Choose another."),
        ("subdomain", "ACME", "The subdomain acme is taken. Choose another."),
        ("subdomain", "a.b", "Use small letters, digits and dashes, with a letter or digit at both ends."),
        ("subdomain", "-a", "Use small letters, digits and dashes, with a letter or digit at both ends."),
        ("subdomain", "zażółć", "Use small letters, digits and dashes, with a letter or digit at both ends."),
        ("subdomain", "", "Type a subdomain."),
        ("name", "", "Type the company&#x27;s name."),
        ("countries", "", "Name at least one country."),
        ("countries", "Polnad", "“Polnad” is no country that we know. Is Poland meant?"),
        ("countries", "Poland, Xyzzy", "“Xyzzy” is no country that we know. Write its English name"),
        ("time_zone", "Europe/Nowhere", "Choose a time zone of the list."),
        ("language", "xx", "Select a valid choice."),
        ("administrator", "dora", "This is not an e-mail address. One looks like name@company.com."),
        ("administrator", "", "Type your e-mail address."),
    ],
)
def test_refused_companies(company, olga, field, value, sentence):
    response = add(olga, **{field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    typed = {**NEW, field: value}
    assert f'value="{typed["name"]}"' in page or field == "name"
    assert Company.objects.count() == 1


def test_taken_at_the_same_moment(company, now):
    with pytest.raises(CompanyRefused, match="The subdomain acme is taken"):
        found_company(
            name="Acme Too",
            subdomain="acme",
            countries=["PL"],
            time_zone="UTC",
            language="en",
            administrator="x@acme.example",
            by=SYSTEM,
            now=now,
        )
    assert (Company.objects.count(), Mail.objects.count()) == (1, 0)


@pytest.mark.rule(
    "C5", "while none has accepted another first administrator can be named; the earlier link dies"
)
def test_another_first_administrator(olga, mailoutbox):
    add(olga, administrator="tpyo@delta.example")
    company = Company.objects.get()
    page = olga.get(f"/backoffice/companies/{company.pk}").content.decode()
    assert "tpyo@delta.example was asked on" in page

    named = olga.post(f"/backoffice/companies/{company.pk}/administrator", {"email": "dora@delta.example"})
    assert named.headers["Location"] == f"/backoffice/companies/{company.pk}"
    sweep_outbox()
    old, new = (re.search(r"/welcome/\S+", mail.body).group() for mail in mailoutbox)
    dora = SiteClient("delta.workstars.test")
    assert (dora.get(old).status_code, dora.get(new).status_code) == (404, 200)
    assert list(RoleGrant.objects.values_list("email", flat=True)) == ["dora@delta.example"]


@pytest.mark.rule("C5", "where an administrator works, the account manager names no other")
def test_no_other_once_accepted(company, alice, olga):
    path = f"/backoffice/companies/{company.pk}"
    assert "First administrator" not in olga.get(path).content.decode()
    refused = olga.post(f"{path}/administrator", {"email": "mallory@mail.example"})
    assert refused.status_code == 409
    assert RoleGrant.objects.count() == 1


def test_first_administrator_malformed(olga):
    add(olga)
    company = Company.objects.get()
    refused = olga.post(f"/backoffice/companies/{company.pk}/administrator", {"email": "dora"})
    assert refused.status_code == 422
    assert "This is not an e-mail address." in refused.content.decode()


@pytest.mark.rule("C3", "the back office shows settings and counts, and nobody of the company's people")
def test_counts_not_people(company, alice, bob, olga, now):
    EmployeeFactory(company=company, first_name="Zofia", last_name="Zielińska", employee_id="77777")
    EmployeeFactory(company=company, by_mail=True)
    EmployeeFactory(company=company, left_at=now)
    pages = [
        olga.get(path).content.decode() for path in ("/backoffice", f"/backoffice/companies/{company.pk}")
    ]
    text = [" ".join(re.sub(r"<[^>]+>", " ", page).split()) for page in pages]
    assert "Acme Mills acme 3 1 On Not yet" in text[0]
    counts = "3 Active employees 1 Registered 1 Reached by letter alone 1 Administrators"
    assert counts in text[1]
    for page in pages:
        assert not [
            name for name in ("Zofia", "Zielińska", "77777", "alice@acme", "Bob Brown") if name in page
        ]


@pytest.mark.rule("C4", "switching offline employees off says first how many nothing will reach")
def test_switch_off(company, olga, now):
    for number in range(3):
        EmployeeFactory(company=company, employee_id=f"U{number}")
    EmployeeFactory(company=company, by_mail=True)
    EmployeeFactory(company=company, leaving_date=date(2020, 1, 1))
    path = f"/backoffice/companies/{company.pk}/offline-employees/off"

    asked = " ".join(re.sub(r"<[^>]+>", " ", olga.get(path).content.decode()).split())
    assert "3 people cannot be invited any more" in asked
    company.refresh_from_db()
    assert company.offline_employees is True

    assert olga.post(path).headers["Location"] == f"/backoffice/companies/{company.pk}"
    company.refresh_from_db()
    assert company.offline_employees is False
    assert audited(company) == [
        (
            "offline_employees.switched_off",
            "Olga Orlova",
            {"offline_employees": True},
            {"offline_employees": False, "unreachable": 3},
        )
    ]


@pytest.mark.rule("C3", "switching on, or twice, is one event")
def test_switch_on(olga):
    add(olga)
    company = Company.objects.get()
    for _ in range(2):
        olga.post(f"/backoffice/companies/{company.pk}/offline-employees/on")
    company.refresh_from_db()
    assert company.offline_employees is True
    assert [event[0] for event in audited(company)][2:] == ["offline_employees.switched_on"]
    assert olga.get(f"/backoffice/companies/{company.pk}/offline-employees/on").status_code == 405


@pytest.mark.rule(
    "C3", "a company's administrators cannot switch offline employees, nor open the back office"
)
def test_administrators_stay_outside(company, alice, charlie):
    path = f"/backoffice/companies/{company.pk}/offline-employees/off"
    assert [person.post(path).status_code for person in (alice, charlie)] == [404, 404]
    at_operator = SiteClient(host_of(None))
    at_operator.sign_in(alice.user, None)
    assert at_operator.post(path).headers["Location"].startswith("/login")
    company.refresh_from_db()
    assert company.offline_employees is True


@pytest.mark.rule("C5", "on the bare host an administrator is told that the back office is for others")
def test_bare_host_administrator(company, alice, settings):
    settings.BASE_DOMAIN = settings.OPERATOR_HOST = "localhost"
    settings.DEFAULT_COMPANY = "acme"
    client = SiteClient("localhost")
    client.sign_in(alice.user, company)
    response = client.get("/backoffice")
    assert response.status_code == 403
    assert "This page is for the account managers who run the platform." in response.content.decode()


@pytest.mark.rule("C1", "an account manager changes name and countries; the subdomain stays, being printed")
def test_change_company(company, olga):
    path = f"/backoffice/companies/{company.pk}/edit"
    assert "Acme Mills" in olga.get(path).content.decode()
    data = {
        "name": "Acme Mills Europe",
        "countries": "Poland\nGermany\nSpain",
        "time_zone": "Europe/Warsaw",
        "default_language": "en",
        "subdomain": "other",
    }
    assert olga.post(path, data).status_code == 302
    company.refresh_from_db()
    assert (company.name, company.subdomain) == ("Acme Mills Europe", "acme")
    assert company.countries == ["PL", "DE", "ES"]
    assert audited(company) == [
        (
            "settings.changed",
            "Olga Orlova",
            {"name": "Acme Mills", "countries": ["PL", "DE"]},
            {"name": "Acme Mills Europe", "countries": ["PL", "DE", "ES"]},
        )
    ]


def test_change_refused(company, olga):
    EmployeeFactory(company=company, country="DE")
    path = f"/backoffice/companies/{company.pk}/edit"
    data = {"name": "A", "countries": "Poland", "time_zone": "UTC", "default_language": "en"}
    refused = olga.post(path, data)
    assert refused.status_code == 409
    assert "1 people work in Germany." in refused.content.decode()
    assert olga.post(path, {**data, "name": ""}).status_code == 422


@pytest.mark.rule("C2", "an unknown company is not found")
def test_unknown_company(olga):
    assert olga.get("/backoffice/companies/999999").status_code == 404


def test_empty_back_office(olga):
    assert "No company yet" in olga.get("/backoffice").content.decode()


@pytest.mark.rule("C3", "the list of companies costs the same queries for one and for three")
def test_query_count(olga, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(50) as counted:
            olga.get("/backoffice")
        return len(counted)

    add(olga)
    one = queries()
    for subdomain in ("beta", "gamma"):
        add(olga, subdomain=subdomain, name=subdomain)
        RoleGrantFactory(company=Company.objects.get(subdomain=subdomain), user=UserFactory())
    assert queries() == one
