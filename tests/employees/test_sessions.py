"""Where one is logged in, and how that ends (A11)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from employees.devices import masked_place, words_for_device
from employees.models import AuditEvent, Session
from employees.sessions import SessionStore, stored_key
from employees.tasks import sweep_sessions
from tests.factories import NOON, RoleGrantFactory
from tests.people import SiteClient, host_of

PASSWORD = "correct horse battery"
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15"


@pytest.fixture(autouse=True)
def at_noon(time_machine) -> None:
    time_machine.move_to(NOON, tick=False)


def another(company, user, agent: str = ANDROID, address: str = "203.0.113.7") -> SiteClient:
    """A further browser, logged in by password."""
    client = SiteClient(host_of(company), HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    assert client.post("/login", {"email": user.email, "password": PASSWORD}).status_code == 302
    return client


def key_of(client: SiteClient) -> str:
    return stored_key(client.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.mark.rule("A11", "devices are listed in plain words with their network, this one first")
def test_list(company, bob, time_machine):
    another(company, bob.user)
    time_machine.move_to(NOON + timedelta(minutes=2), tick=False)
    another(company, bob.user, EDGE, "2001:db8:7:8::1")
    page = bob.get("/account/sessions").content.decode()
    names = re.findall(r'<th scope="row">([^<]+)', page)
    assert [name.strip() for name in names] == [
        "A device that does not say what it is",
        "Edge on Windows",
        "Chrome on Android",
    ]
    assert page.count("This device") == 1
    assert ("Network 203.0.113.•" in page, "Network 2001:db8:7::•" in page) == (True, True)
    assert "203.0.113.7" not in page


@pytest.mark.rule("A11", "the list costs the same queries for one device and three")
def test_equal_queries(company, bob, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(100) as captured:
            bob.get("/account/sessions")
        counts.append(len(captured))
        another(company, bob.user)
        another(company, bob.user)
    assert counts[0] == counts[1]


@pytest.mark.rule("A11", "one device is logged out by itself, at once")
def test_ending_one(company, bob):
    phone, laptop = another(company, bob.user), another(company, bob.user, EDGE)
    assert bob.post("/account/sessions/end", {"session": key_of(phone)}).status_code == 302
    statuses = [client.get("/account").status_code for client in (bob.client, phone, laptop)]
    assert statuses == [200, 302, 200]


@pytest.mark.rule("A11", "all other devices are logged out together, at other companies too; this one stays")
def test_ending_all_others(company, other_company, bob):
    RoleGrantFactory(company=other_company, user=bob.user)
    phone, abroad = another(company, bob.user), another(other_company, bob.user)
    assert "open on 1 device at another company too" in bob.get("/account/sessions").content.decode()
    bob.post("/account/sessions/end-others")
    statuses = [client.get("/account").status_code for client in (bob.client, phone, abroad)]
    assert statuses == [200, 302, 302]
    event = AuditEvent.objects.get(company=company, action="sessions.ended")
    assert event.after == {"sessions": 2}


@pytest.mark.rule("C2", "somebody else's session cannot be ended, nor seen")
def test_anothers_session(company, alice, bob):
    bob.post("/account/sessions/end", {"session": key_of(alice.client)})
    bob.post("/account/sessions/end-others")
    assert alice.get("/account").status_code == 200
    assert len(re.findall(r'<th scope="row">', bob.get("/account/sessions").content.decode())) == 1


@pytest.mark.rule("C2", "sessions at another company's site are not in the list")
def test_list_is_of_one_site(company, other_company, bob):
    RoleGrantFactory(company=other_company, user=bob.user)
    another(other_company, bob.user)
    page = bob.get("/account/sessions").content.decode()
    assert ("Chrome on Android" in page, other_company.name in page) == (False, False)


@pytest.mark.rule("A11", "a changed or reset password deletes the sessions of other devices")
def test_password_ends_sessions(company, bob):
    another(company, bob.user)
    bob.post("/password/change", {"current": PASSWORD, "password": "a stapler of my own"})
    assert Session.objects.filter(user=bob.user).count() == 1
    assert bob.get("/account").status_code == 200


@pytest.mark.rule("V8", "the database opens no session: it has a hash of the key alone")
def test_keys_are_hashed(company, bob):
    key = bob.client.cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get(user=bob.user)
    assert key not in str(Session.objects.filter(pk=row.pk).values().get())
    assert dict(SessionStore(row.pk)) == {}
    thief = SiteClient(host_of(company))
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.pk
    assert thief.get("/account").status_code == 302


@pytest.mark.rule("A11", "the last use is noted every five minutes, not at every request")
def test_last_use(bob, time_machine):
    def seen_at():
        bob.get("/account")
        return Session.objects.get(user=bob.user).seen_at

    seen = []
    for minutes in (0, 4, 5, 9):
        time_machine.move_to(NOON + timedelta(minutes=minutes), tick=False)
        seen.append((seen_at() - NOON).total_seconds() / 60)
    assert seen == [0, 0, 5, 5]


@pytest.mark.rule("A11", "a session ends 14 days after its last use, and after 30 days whatever happens")
def test_how_long(company, bob, time_machine):
    def status_after(days: float) -> int:
        time_machine.move_to(NOON + timedelta(days=days), tick=False)
        return bob.get("/account").status_code

    assert [status_after(days) for days in (13, 26, 29.9, 30)] == [200, 200, 200, 302]
    time_machine.move_to(NOON, tick=False)
    phone = another(company, bob.user)
    time_machine.move_to(NOON + timedelta(days=14, seconds=1), tick=False)
    assert phone.get("/account").status_code == 302


@pytest.mark.rule("A11", "expired sessions are swept")
def test_sweep(company, bob, alice, time_machine):
    time_machine.move_to(NOON + timedelta(days=13), tick=False)
    alice.get("/account")
    time_machine.move_to(NOON + timedelta(days=15), tick=False)
    sweep_sessions()
    assert list(Session.objects.values_list("user_id", flat=True)) == [alice.user.pk]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ANDROID, "Chrome on Android"),
        (IPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        (FIREFOX, "Firefox on Linux"),
        (MAC, "Safari on Mac"),
        ("curl/8.5", "A device that does not say what it is"),
        ("", "A device that does not say what it is"),
    ],
)
def test_words_for_devices(agent, words):
    assert words_for_device(agent) == words


@pytest.mark.parametrize(
    ("address", "place"),
    [("203.0.113.7", "203.0.113.•"), ("2001:db8:7:8::1", "2001:db8:7::•"), ("", ""), ("somewhere", "")],
)
def test_masked_place(address, place):
    assert masked_place(address) == place
