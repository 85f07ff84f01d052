"""The development mailbox."""

import pytest
from django.utils.html import escape

from tests.people import SiteClient, host_of
from workstars.lib.mail import Mailer, Message


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "workstars.lib.mail_files.EmlBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def hand_over(*messages: Message) -> None:
    with Mailer() as mailer:
        for number, message in enumerate(messages):
            mailer.hand_over(message, to="ewa@work.example", key=f"key {number}", sender_name="Acme Mills")


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.rule("X6", "mail of a development run is shown newest first, its links ready to press")
def test_mailbox(stranger, folder):
    hand_over(
        Message("First & foremost", "Open http://acme.workstars.test/x?a=1&b=2 now"),
        Message("Zażółć gęślą", "text", "<p>html</p>"),
    )
    first, second = names(folder)

    listed = stranger.get("/dev/mail").content.decode()
    assert listed.index("Zażółć gęślą") < listed.index(escape("First & foremost"))

    text = stranger.get(f"/dev/mail/{first}").content.decode()
    assert '<a href="http://acme.workstars.test/x?a=1&amp;b=2"' in text
    assert f"/dev/mail/{first}/html" not in text
    assert f"/dev/mail/{second}/html" in stranger.get(f"/dev/mail/{second}").content.decode()


@pytest.mark.rule("X2", "a mail's HTML is shown alone, under a policy that sandboxes it")
def test_html_is_sandboxed(stranger, folder):
    hand_over(Message("Hello", "text", "<p>html</p><script>alert(1)</script>"), Message("Plain", "text"))
    first, second = names(folder)
    response = stranger.get(f"/dev/mail/{first}/html")
    assert response.content.decode().strip() == "<p>html</p><script>alert(1)</script>"
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups"
    )
    assert stranger.get(f"/dev/mail/{second}/html").status_code == 404


def test_empty_mailbox(stranger, folder):
    assert "No mail yet." in stranger.get("/dev/mail").content.decode()


@pytest.mark.parametrize("name", ["nothing.eml", "..%2f..%2fetc%2fpasswd", "a.txt", ".x.eml.part"])
def test_only_mails_are_shown(stranger, folder, name):
    (folder).mkdir()
    (folder / "a.txt").write_text("secret")
    (folder / ".x.eml.part").write_text("secret")
    assert stranger.get(f"/dev/mail/{name}").status_code == 404


def test_mailbox_at_the_operator(folder, db):
    assert SiteClient(host_of(None)).get("/dev/mail").status_code == 200
