"""Pages of a recall: what will happen, the press, what could not be taken back, and what managers see (B6)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override
from lxml import html

from certificates.models import Certificate
from certificates.queries.recalls import reckoning
from certificates.services.recalling import recalled_pieces
from employees.models import Employee, Mail
from recognition.models import Batch, Recipient
from recognition.queries import batch_rows
from tests.certificates.recalls import Hall, sweep
from tests.people import Person, signed_in
from workstars.lib.clock import days_later

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(company: Any, alice: Person) -> Hall:
    company.launched_at = timezone.now()
    company.save()
    return Hall(company)


@pytest.fixture
def batch(hall: Hall) -> Batch:
    """Sent a moment ago; Ewa's certificate is printed, Olek's is not, and Jan's mail is gone."""
    at = timezone.now()
    batch = hall.send(now=at)
    hall.paper(at)
    hall.print(hall.ewa, at)
    return batch


def recalled(hall: Hall, batch: Batch) -> Batch:
    at = timezone.now()
    hall.recall(batch, now=at)
    sweep(at)
    return hall.batch(batch)


def seen(hall: Hall, batch: Batch) -> str:
    return reckoning(hall.batch(batch)).seen


def texts(response: Any, path: str) -> list[str]:
    """What stands in the elements of an XPath, each in one line."""
    page = html.fromstring(response.content.decode())
    return [" ".join(" ".join(element.itertext()).split()) for element in page.xpath(path)]


ALERT = "//*[@role='alert']"
LEAD = "//div[@class='head']//p"
ROWS = "//tbody/tr"


def press(alice: Person, batch: Batch, stamp: str, reason: str = "Wrong file") -> Any:
    return alice.post(f"/batches/{batch.pk}/recall", {"seen": stamp, "reason": reason})


@pytest.mark.rule("B6", "the page says first what will happen, and to which day it can be done")
def test_what_will_happen(alice: Person, hall: Hall, batch: Batch) -> None:
    response = alice.get(f"/batches/{batch.pk}/recall")
    day = date_format(days_later(hall.company, batch.sent_at, 7), "j F Y")
    assert response.status_code == 200
    said = (
        texts(response, "//main//section//li")
        + texts(response, "//*[contains(@class, 'lead-card')]//p")
        + texts(response, "//form//p[@class='muted']")
    )
    assert said == [
        "60 points are taken back. The history of each person shows both entries.",
        "One mail that has not gone out yet is never sent.",
        "One certificate that is not printed yet is withdrawn, and its code is dead.",
        "Whoever asked for it, approved it, was told of it as a manager or holds paper of it gets one mail with your"
        " reason.",
        "One certificate is printed, and somebody has to fetch the paper.",
        "recognitions for 3 people go off the wall.",
        f"This can be done until {day}, once and for the whole batch. There is no way back.",
    ]


@pytest.mark.rule("B6", "what goes off the wall is counted in its singular and plural")
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Jan,Bravo,30,"], "1 recognition for one person goes off the wall."),
        (["Jan,Bravo,30,", "Jan,Thanks,5,"], "2 recognitions for one person go off the wall."),
    ],
)
def test_counted_in_words(alice: Person, hall: Hall, lines: list[str], said: str) -> None:
    batch = hall.send(*lines, now=timezone.now())
    assert texts(alice.get(f"/batches/{batch.pk}/recall"), "//*[@class='lead-card']/div") == [said]


@pytest.mark.rule("B6", "printed certificates are listed with name, manager, and who printed them when")
def test_paper_is_listed(alice: Person, hall: Hall, batch: Batch) -> None:
    at = hall.certificate(hall.ewa).printed_at
    assert texts(alice.get(f"/batches/{batch.pk}/recall"), ROWS) == [
        f"Ewa Lis Ewa Mary Moss {moment(at)} Mary Moss –"
    ]


def moment(at: datetime | None) -> str:
    assert at is not None
    return date_format(localtime(at, ZoneInfo("Europe/Warsaw")), "j F Y, H:i")


@pytest.mark.rule("B6", "one press recalls the batch; the second is told so and changes nothing")
def test_press(alice: Person, hall: Hall, batch: Batch) -> None:
    stamp = seen(hall, batch)
    first = press(alice, batch, stamp)
    assert (first.status_code, first["Location"]) == (302, f"/batches/{batch.pk}")
    assert (hall.batch(batch).status, hall.batch(batch).recall_reason) == ("recalled", "Wrong file")
    second = press(alice, batch, stamp, reason="Another")
    assert second.status_code == 409
    assert texts(second, ALERT) == ["Alice Adams has recalled this batch already."]
    assert hall.batch(batch).recall_reason == "Wrong file"


@pytest.mark.rule(
    "B6", "what was printed since the page was shown is shown first: the press was bound to what it said"
)
@pytest.mark.promise("V2", "a recall is bound to the paper that its page listed")
def test_bound_to_what_was_shown(alice: Person, hall: Hall, batch: Batch) -> None:
    stamp = seen(hall, batch)
    hall.print(hall.olek, timezone.now())
    response = press(alice, batch, stamp)
    assert response.status_code == 409
    assert texts(response, ALERT) == [
        "More of it was printed or handed over since you opened this page. Look at it again."
    ]
    assert (len(texts(response, ROWS)), texts(response, "//textarea")) == (2, ["Wrong file"])
    assert hall.batch(batch).status == "sent"
    assert press(alice, batch, seen(hall, batch)).status_code == 302


@pytest.mark.rule("B6", "mails that go on meanwhile do not stand in the way of the press")
def test_mails_go_on(alice: Person, hall: Hall, batch: Batch) -> None:
    stamp = seen(hall, batch)
    Recipient.objects.for_company(hall.company).update(notice_owed=False)
    assert press(alice, batch, stamp).status_code == 302


@pytest.mark.rule("X3", "a recall without a reason is refused with a sentence, and nothing happens")
@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "Say why it is recalled."), ("x" * 301, "At most 300 characters. Make it shorter.")],
    ids=["none", "long"],
)
def test_reason(alice: Person, hall: Hall, batch: Batch, reason: str, sentence: str) -> None:
    response = press(alice, batch, seen(hall, batch), reason)
    assert (response.status_code, hall.batch(batch).status) == (422, "sent")
    assert texts(response, "//form//*[contains(@class, 'bad')]//p[contains(@class, 'error')]") == [
        f"Error: {sentence}"
    ]


@pytest.mark.rule("B6", "while it is sent, or once the days are over, the page says so instead")
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"status": "sending"}, "It is still being sent. Once that is done it can be recalled."),
        ({"sent_at": datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())}, "9 March 2026"),
    ],
)
def test_not_now(alice: Person, hall: Hall, batch: Batch, facts: dict[str, Any], sentence: str) -> None:
    Batch.objects.for_company(hall.company).update(**facts)
    for response in (alice.get(f"/batches/{batch.pk}/recall"), press(alice, batch, "x")):
        assert (response.status_code, sentence in texts(response, ALERT)[0]) == (409, True)


@pytest.mark.rule("C5", "only administrators recall, not the coordinator who asked for it")
def test_not_for_coordinators(hall: Hall, batch: Batch) -> None:
    dora = signed_in(hall.dora, hall.company)
    for path in ("recall", "recalled", "recalled.csv"):
        assert dora.get(f"/batches/{batch.pk}/{path}").status_code == 403
    assert "Recall this batch" not in dora.get(f"/batches/{batch.pk}").content.decode()
    assert dora.post(f"/batches/{batch.pk}/recall", {"reason": "x"}).status_code == 403
    assert hall.batch(batch).status == "sent"


@pytest.mark.rule(
    "B6", "the ticket offers it with its last day, shows the work, and says who recalled it and why"
)
def test_ticket(alice: Person, hall: Hall, batch: Batch) -> None:
    day = date_format(days_later(hall.company, batch.sent_at, 7), "j F Y")
    assert f"Until {day}. You see first what will happen." in texts(
        alice.get(f"/batches/{batch.pk}"), "//main//p/span"
    )
    hall.recall(batch, now=timezone.now())
    page = alice.get(f"/batches/{batch.pk}")
    assert texts(page, LEAD)[:1] == [
        "It is being taken back. You can leave this page; it goes on without you."
    ]
    assert "hx-get" in page.content.decode()
    sweep(timezone.now())
    batch = hall.batch(batch)
    page = alice.get(f"/batches/{batch.pk}")
    assert texts(page, LEAD)[:1] == [
        f"Ada Admin recalled it on {moment(batch.recalled_at)}. The reason: Wrong file"
    ]
    assert "What was mailed and printed" in texts(page, "//main//a")


@pytest.mark.rule("B6", "after it, a page and a file list what was mailed, and where each certificate is")
def test_recalled(alice: Person, hall: Hall, batch: Batch) -> None:
    key = f"recognition {hall.recipient(hall.jan).pk}"
    gone = timezone.now()
    Recipient.objects.for_company(hall.company).update(notice_owed=False)
    Mail.objects.create(
        company=hall.company,
        key=key,
        kind="x",
        to="a@b.example",
        status="sent",
        sent_at=gone,
        next_try_at=gone,
        created_at=gone,
    )
    recalled(hall, batch)
    page = alice.get(f"/batches/{batch.pk}/recalled")
    assert texts(page, "//*[@class='stats']//b")[:4] == ["3", "60", "1", "1"]
    printed = moment(hall.certificate(hall.ewa).printed_at)
    file = alice.get(f"/batches/{batch.pk}/recalled.csv").getvalue().decode("utf-8-sig")
    assert file.split("\r\n") == [
        '"Line","Employee ID","Name","Mailed","Certificate","Points taken back"',
        f'"2","Ewa","Ewa Lis","Not mailed","Printed on {printed} by Mary Moss. It lies with Mary Moss.","10"',
        '"3","Olek","Olek Lis","Not mailed","Withdrawn, never printed","20"',
        f'"4","Jan","Jan Lis","Mailed on {moment(gone)}","None","30"',
        "",
    ]


@pytest.mark.rule("B6", "the file is read some rows at a time, in the language of whoever asked for it")
def test_recalled_in_pieces(hall: Hall, batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    recalled(hall, batch)
    with override("pl"):
        whole = b"".join(recalled_pieces(batch))
        pieces = recalled_pieces(batch)
    monkeypatch.setattr(batch_rows, "LINES_AT_ONCE", 2)
    assert b"".join(pieces) == whole
    with override("pl"):
        assert date_format(localtime(timezone.now(), ZoneInfo("Europe/Warsaw")), "E") in whole.decode()


@pytest.mark.rule("B6", "a batch that was not recalled has no such page or file")
def test_not_recalled(alice: Person, batch: Batch) -> None:
    assert alice.get(f"/batches/{batch.pk}/recalled")["Location"] == f"/batches/{batch.pk}"
    assert alice.get(f"/batches/{batch.pk}/recalled.csv").status_code == 404


@pytest.mark.rule(
    "T4", "managers see what they printed as withdrawn, with the reason, and nothing of the rest"
)
def test_manager(hall: Hall, batch: Batch) -> None:
    assert hall.mary.user is not None
    mary = signed_in(hall.mary.user, hall.company, hall.mary)
    assert "Withdrawn" not in texts(mary.get("/manager/certificates"), "//main//nav//a")
    recalled(hall, batch)
    page = mary.get("/manager/certificates?tab=to_fetch")
    rows = texts(page, ROWS)
    assert len(rows) == 1
    assert "Ewa Lis" in rows[0]
    assert "Withdrawn Do not hand it over. The reason: Wrong file" in rows[0]
    assert texts(mary.get("/manager/certificates"), ROWS) == []
    for person in (hall.ewa, hall.olek):
        path = f"/manager/certificates/{hall.certificate(person).pk}"
        assert [
            mary.get(path).status_code in (404, 409),
            mary.post(f"{path}/print").status_code in (404, 409),
        ] == [
            True,
            True,
        ]


@pytest.mark.rule(
    "R7", "the person's history shows both entries, with a plain sentence and no way to what is gone"
)
def test_history(hall: Hall, batch: Batch) -> None:
    recalled(hall, batch)
    user = hall.ada
    Employee.objects.for_company(hall.company).filter(pk=hall.ewa.pk).update(
        user=user, registered_at=timezone.now()
    )
    page = signed_in(user, hall.company, hall.ewa).get("/points")
    assert [row.split(" ", 3)[3] for row in texts(page, ROWS)] == [
        f"{hall.company.name} Taken back, since the recognition was recalled -10",
        f"{hall.company.name} – +10",
    ]
    assert texts(page, "//tbody//a") == []


@pytest.mark.parametrize("path", ["recall", "recalled", "recalled.csv"])
def test_queries_stay_the_same(
    alice: Person, hall: Hall, path: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    counts = []
    for lines in (("Ewa,A,1,",), ("Ewa,B,1,", "Olek,B,2,", "Jan,B,3,")):
        at = timezone.now()
        batch = hall.send(*lines, now=at)
        hall.paper(at)
        Certificate.objects.for_company(hall.company).update(printed_at=at)
        if path != "recall":
            recalled(hall, batch)
        with django_assert_max_num_queries(60) as counted:
            assert alice.get(f"/batches/{batch.pk}/{path}").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
