"""Who is told of a recall: one mail each, in the reader's language, once all of it is back (B6)."""

from datetime import timedelta

import pytest

from certificates.services.telling import tell_holders
from certificates.services.telling_recalls import tell_about_recalls
from certificates.services.withdrawing import withdraw_hidden
from employees.models import Company, Mail, User
from employees.services.mail import _unseal
from recognition.models import Batch, BatchApproval
from recognition.services.batches.recalling import take_back
from recognition.services.batches.telling import tell_about, tell_recipients
from tests.certificates.recalls import LATER, Hall, sweep
from tests.factories import NOON, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(db: None) -> Hall:
    return Hall()


def told(hall: Hall) -> dict[str, str]:
    """Address → what the mail says."""
    mails = Mail.objects.filter(company=hall.company, kind="batch_recalled")
    return {mail.to: _unseal(mail).text for mail in mails}


def go_out() -> None:
    """All mails that are owed are gone."""
    Mail.objects.filter(status="queued").update(status="sent", sent_at=NOON)


def address(user: User | None) -> str:
    assert user is not None
    return user.address


@pytest.mark.rule(
    "B6", "requester, approvers and managers with paper get one mail each, whoever pressed gets none"
)
def test_who(hall: Hall) -> None:
    approver = UserFactory(name="Olga Other")
    RoleGrantFactory(company=hall.company, user=approver)
    batch = hall.send()
    for user in (approver, hall.ada, hall.mary.user):
        BatchApproval(
            company=hall.company, batch=batch, by=user, by_label="x", at=NOON, fingerprint="x"
        ).save()
    hall.paper()
    hall.print(hall.ewa)
    hall.recall(batch)
    sweep()
    sweep()
    assert sorted(told(hall)) == sorted(map(address, (approver, hall.dora, hall.mary.user)))
    assert "Ada Admin has recalled the batch “Safety week”." in told(hall)[address(hall.dora)]
    assert "The reason: Wrong file" in told(hall)[address(hall.dora)]


@pytest.mark.rule("B6", "a manager reads whose paper to keep back, and how much was withdrawn unprinted")
def test_paper_in_hand(hall: Hall) -> None:
    batch = hall.send()
    hall.paper()
    tell_holders(now=NOON)
    hall.print(hall.ewa)
    hall.recall(batch)
    sweep()
    text = told(hall)[address(hall.mary.user)]
    assert (
        "Do not hand these certificates over. If they were handed over already, speak to the person:" in text
    )
    assert ("- Ewa Lis" in text, "Olek Lis" in text, "/manager/certificates" in text) == (True, False, True)
    assert "One certificate that was waiting to be printed is withdrawn." in text


@pytest.mark.rule(
    "B6", "a manager who was mailed of the batch is told; one whose mail had not gone out is not"
)
@pytest.mark.parametrize("gone", [True, False])
def test_managers_who_knew(hall: Hall, gone: bool) -> None:
    batch = hall.send("Jan,Bravo,30,")
    tell_about(batch.pk, NOON)
    if gone:
        go_out()
    hall.recall(batch)
    sweep()
    assert (address(hall.mary.user) in told(hall)) == gone
    team = Mail.objects.get(kind="batch_team")
    assert team.status == ("sent" if gone else "dropped")


@pytest.mark.rule("B6", "a mail that was being handed over at the moment of the recall is not tried again")
@pytest.mark.promise("V13", "nobody is told of the recall while a notice of it is on its way")
def test_on_its_way(hall: Hall) -> None:
    batch = hall.send()
    tell_recipients(NOON)
    notice = Mail.objects.filter(kind="recognition_received")
    notice.update(status="sending", claimed_at=NOON, attempts=1)
    hall.recall(batch)
    sweep()
    assert (notice.get().status, told(hall), hall.batch(batch).recall_told_at) == ("sending", {}, None)
    notice.update(status="queued", next_try_at=LATER + timedelta(minutes=1))
    sweep()
    assert (notice.get().status, sorted(told(hall))) == ("dropped", [address(hall.dora)])


@pytest.mark.rule("C6", "before launch no manager is mailed, but who asked for it is")
def test_before_launch(hall: Hall) -> None:
    Company.objects.filter(pk=hall.company.pk).update(launched_at=None)
    batch = hall.send()
    hall.paper()
    hall.print(hall.ewa)
    hall.recall(batch)
    sweep()
    assert sorted(told(hall)) == [address(hall.dora)]


@pytest.mark.rule("B6", "nobody is told before everything is taken back")
def test_not_before_the_end(hall: Hall) -> None:
    batch = hall.send()
    hall.paper()
    hall.recall(batch)
    assert tell_about_recalls(now=LATER) == 0
    take_back(batch.pk, LATER)
    assert tell_about_recalls(now=LATER) == 0
    withdraw_hidden(now=LATER)
    assert (tell_about_recalls(now=LATER), tell_about_recalls(now=LATER)) == (1, 0)
    assert Batch.objects.for_company(hall.company).get().recall_told_at == LATER
