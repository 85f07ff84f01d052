"""A recall, an activation and a printer at the same certificate at the same moment (B6, V7, V9).

Of the acts, all but the hiding keep their transactions open until each has come as far as it can: done, or held up by
another's lock. So a printer may have looked before its certificate is hidden and tick after it. In whichever order they
come, afterwards nothing of the batch is left that should not be.
"""

import random
from dataclasses import dataclass, field
from itertools import permutations
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from certificates.models import Certificate, CertificateQuerySet
from certificates.queries.lists import held_by
from certificates.services.anew import renew_changed
from certificates.services.handing import NotToBeHad, hand_over
from certificates.services.telling import tell_holders
from certificates.services.withdrawing import withdraw_hidden
from employees.models import AuditEvent, Mail
from invites.models import ActivationCode
from invites.models.codes import ActivationCodeQuerySet
from invites.services.finishing import confirm_mailbox
from invites.services.registration import RegistrationEnded, begin_registration, give_details
from invites.services.six_digits import six_digits
from recognition.models import Batch, Recipient
from recognition.queries.points import balance_of
from recognition.services.batches import recalling
from recognition.services.batches.recalling import recall_batch
from recognition.tasks import resume_recalls
from tests.certificates.recalls import LATER, Hall, draw_all, sweep
from tests.faults.test_recalls import after_a_silence
from tests.invites.letters import PASSWORD
from tests.locks import PATIENCE, how_many_wait
from workstars.lib.actors import Actor
from workstars.lib.jobs import claim

pytestmark = pytest.mark.django_db(transaction=True)

NOBODY = Actor(None, "Somebody not signed in", "192.0.2.7")
ACTS = ("hide", "withdraw", "register")
ORDERS = [order for paper in ("print", "tick") for order in permutations((*ACTS, paper))]
SAMPLED = 4


@dataclass
class Olek:
    """His certificate is ready, its code typed, and six digits lead to the account. The batch is recalled, and nothing
    of it taken back. `answers`: of each act, what it came to."""

    hall: Hall = field(default_factory=Hall)
    answers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        hall = self.hall
        batch = hall.send("Olek,Thanks,5,")
        hall.paper()
        tell_holders(now=LATER)
        code = hall.certificate(hall.olek).code
        begun = begin_registration(company=hall.company, employee=hall.olek, code=code, now=LATER)
        typed = {"email": "olek@mail.example", "password": PASSWORD, "language": "pl"}
        self.key = begun.registration.key
        registration, _mail = give_details(company=hall.company, key=self.key, **typed, now=LATER)
        self.digits = six_digits(registration)
        recall_batch(batch=batch, reason="Wrong file", by=hall.by, now=LATER)
        claimed = claim(Batch.objects.for_company(hall.company).select_related("company"))
        assert claimed is not None
        self.batch = claimed

    def hide(self) -> None:
        recalling._take_back_chunk(self.batch)

    def withdraw(self) -> None:
        withdraw_hidden(now=LATER)

    def renew(self) -> None:
        renew_changed(now=LATER)

    def register(self) -> None:
        which = {"company": self.hall.company, "key": self.key, "now": LATER}
        confirm_mailbox(**which, digits=self.digits, by=NOBODY)

    def print(self) -> None:
        self.hall.print(self.hall.olek, LATER)

    def tick(self) -> None:
        among = held_by(self.hall.company, self.hall.mary)
        chosen = among.values_list("pk", flat=True)
        if not hand_over(company=self.hall.company, among=among, chosen=chosen, by=NOBODY, now=LATER):
            raise NotToBeHad("nothing to tick")

    def at_once(self, *acts: str) -> None:
        """One after another begins; none but the hiding commits before the last has begun."""
        gate, began, threads = Event(), 0, []
        for act in acts:
            arrived = Event()
            threads.append(Thread(target=self.do, args=(act, arrived, gate)))
            threads[-1].start()
            began += not reached(arrived, began)
        gate.set()
        for thread in threads:
            thread.join()

    def do(self, act: str, arrived: Event, gate: Event) -> None:
        try:
            with transaction.atomic():
                getattr(self, act)()
                if act != "hide":
                    arrived.set()
                    gate.wait()
            self.answers[act] = "done"
        except (NotToBeHad, RegistrationEnded) as refusal:
            self.answers[act] = type(refusal).__name__
        finally:
            arrived.set()
            connection.close()

    def afterwards(self) -> None:
        """All that the beats do, twice."""
        after_a_silence()
        for _beat in range(2):
            resume_recalls(at=LATER.isoformat())
            sweep()
            renew_changed(now=LATER)
            draw_all(LATER)
            tell_holders(now=LATER)

    def wrongs(self) -> list[str]:
        """What is not as it has to be in the end."""
        hall, found = self.hall, []
        mine = Certificate.objects.for_company(hall.company).with_state(LATER.date())
        paper = mine.select_related("code").get()
        on_paper = self.answers.get("print", self.answers.get("tick")) == "done"
        code = ActivationCode.objects.for_company(hall.company).get()
        if paper.state != ("to_fetch" if on_paper else "withdrawn"):
            found.append(f"the certificate is {paper.state}")
        if on_paper and code.voided_at:
            found.append("a dead code is on paper")
        if code.voided_at and code.used_at:
            found.append("a dead code has opened an account")
        if not (on_paper or code.voided_at or code.used_at):
            found.append("the code of a withdrawn certificate lives")
        hall.olek.refresh_from_db()
        if hall.olek.is_registered != (code.used_at is not None):
            found.append("account and code say different things")
        return found + self.left_of_the_batch()

    def left_of_the_batch(self) -> list[str]:
        company, found = self.hall.company, []
        events = AuditEvent.objects.for_company(company).filter(action="certificates.withdrawn")
        withdrawn = [event.after["certificates"] for event in events]
        if withdrawn != [1]:
            found.append(f"withdrawn: {withdrawn}")
        if points := balance_of(self.hall.olek):
            found.append(f"{points} points are left")
        owing = Recipient.objects.for_company(company)
        if owing.notice_owed().exists() or owing.paper_owed().exists():
            found.append("something is owed")
        kinds = ("recognition_received", "certificates", "batch_team")
        if Mail.objects.filter(company=company, kind__in=kinds).exclude(status="dropped").exists():
            found.append("a mail of it goes out")
        told = Mail.objects.filter(company=company, kind="batch_recalled", user=self.hall.dora).count()
        return found if told == 1 else [*found, f"the requester is told {told} times"]


def reached(arrived: Event, began: int) -> bool:
    """False once whoever has begun last is held up by a lock: one more waits than before."""
    before, end = began, monotonic() + PATIENCE
    while not arrived.is_set():
        if how_many_wait() > before:
            return False
        assert monotonic() < end, "neither done nor held up"
        sleep(0.003)
    return True


def some_of(all_faults: bool) -> list[tuple[str, ...]]:
    return ORDERS if all_faults else random.Random(2026).sample(ORDERS, SAMPLED)


@pytest.mark.rule(
    "B6", "recalled, activated and printed at once, in every order: no points, no mail, no dead code on paper"
)
@pytest.mark.promise(
    "V7", "recalled, activated and printed at once, in every order, no paper bears a dead code"
)
@pytest.mark.promise("V9", "recalled, activated and printed at once, no dead code opens an account")
def test_in_every_order(all_faults: bool) -> None:
    ends = set()
    for order in some_of(all_faults):
        olek = Olek()
        olek.at_once(*order)
        olek.afterwards()
        assert (order, olek.wrongs()) == (order, [])
        ends.add(tuple(sorted(olek.answers.items())))
    assert len(ends) > 1, "all orders came to the same"


def two_at_once(first: str, second: str, *, before: tuple[str, ...] = ()) -> list[str]:
    """What is wrong after `second` has begun while `first` had not committed."""
    olek = Olek()
    for act in before:
        getattr(olek, act)()
    olek.at_once(first, second)
    olek.afterwards()
    return olek.wrongs()


def everything(rows: QuerySet, **_how: object) -> QuerySet:
    return rows


@pytest.mark.rule("B6", "a sheet that is drawn anew at the moment of its withdrawal is withdrawn once")
@pytest.mark.parametrize("acts", [("withdraw", "renew"), ("renew", "withdraw")])
def test_drawn_anew(acts: tuple[str, str]) -> None:
    assert two_at_once(*acts, before=("register", "hide")) == []


@pytest.mark.promise(
    "V7", "negative control: printed while it is withdrawn, without the lock, a dead code is on paper"
)
def test_printed_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", everything)
    olek = Olek()
    olek.at_once("print", "hide", "withdraw")
    assert "a dead code is on paper" in olek.wrongs()


@pytest.mark.promise("V9", "negative control: without the last look at the code a dead one opens an account")
def test_registered_without_the_last_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ActivationCodeQuerySet, "unspent", everything)
    assert two_at_once("withdraw", "register", before=("hide",)) == ["a dead code has opened an account"]


@pytest.mark.rule("B6", "negative control: hidden sheets drawn anew are withdrawn twice")
def test_drawn_anew_although_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CertificateQuerySet, "of_shown", everything)
    wrongs = two_at_once("withdraw", "renew", before=("register", "hide"))
    assert wrongs == ["withdrawn: [1, 1]"]
