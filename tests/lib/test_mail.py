"""From templates to messages, and mail as files in development."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from workstars.lib.mail import Mailer, Message, is_mark_of, masked, message_id, render_message

FILES = {
    "emails/note.subject.txt": "Dear {{ name }},\n  it works\n",
    "emails/note.txt": "Dear {{ name }},\n\n\n\nit works in {{ language }}, {{ direction }}.\n\n",
    "emails/note.html": "<html><head><style>p { color: #123456 }</style></head><body><p>{{ name }}</p></body></html>",
    "emails/plain.subject.txt": "Plain",
    "emails/plain.txt": "Only text",
    "emails/broken.subject.txt": "Broken",
    "emails/broken.txt": "{% include 'emails/nothing.html' %}",
}


@pytest.fixture
def templates(settings, tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


@pytest.mark.rule("X1", "a mail is made in the recipient's language if it is one of the six, else in English")
def test_language(templates, settings):
    arabic = render_message("emails/note", {"name": "Ewa"}, "ar")
    thai = render_message("emails/note", {"name": "Ewa"}, "th")
    assert arabic.text == "Dear Ewa,\n\nit works in ar, rtl.\n"
    assert thai.text == "Dear Ewa,\n\nit works in en, ltr.\n"


def test_names_are_escaped_in_html_alone(templates):
    message = render_message("emails/note", {"name": "Zoë & <O'Neil>"}, "en")
    assert message.subject == "Dear Zoë & <O'Neil>, it works"
    assert message.text.startswith("Dear Zoë & <O'Neil>,\n\n")
    assert "Zoë &amp; &lt;O" in message.html


def test_styles_end_up_inline(templates):
    html = render_message("emails/note", {"name": "Ewa"}, "en").html
    assert '<p style="color: #123456;">Ewa</p>' in html


def test_without_html(templates):
    assert render_message("emails/plain", {}, "en") == Message("Plain", "Only text\n", "")


def test_address_masked():
    assert masked("alice.adams@acme.example") == "a•••@acme.example"


@pytest.mark.rule(
    "V13", "a message ID is the same for the same mail, and cannot be made up without our secret"
)
def test_message_id(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "first", []
    name = message_id("welcome-1", 7)
    assert name == message_id("welcome-1", 7)
    assert len({name, message_id("welcome-2", 7), message_id("welcome-1", 8)}) == 3
    assert name.endswith(f"@{settings.BASE_DOMAIN}>")
    mark = name[3:43]
    assert (is_mark_of(mark, "welcome-1", 7), is_mark_of(mark, "welcome-1", 8)) == (True, False)
    settings.SECRET_KEY = "second"
    assert (message_id("welcome-1", 7) == name, is_mark_of(mark, "welcome-1", 7)) == (False, False)
    settings.SECRET_KEY_FALLBACKS = ["first"]
    assert is_mark_of(mark, "welcome-1", 7)


@pytest.mark.rule("X6", "mail of a development run is kept as one whole file each")
def test_mail_as_files(settings, tmp_path):
    settings.EMAIL_BACKEND = "workstars.lib.mail_files.EmlBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    with Mailer() as mailer:
        for number in range(2):
            mailer.hand_over(Message(f"Zażółć {number}", "gęślą"), to="ewa@work.example", key=f"key {number}")

    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert [(mail["Subject"], mail["To"], mail.get_content().strip()) for mail in mails] == [
        ("Zażółć 0", "ewa@work.example", "gęślą"),
        ("Zażółć 1", "ewa@work.example", "gęślą"),
    ]
