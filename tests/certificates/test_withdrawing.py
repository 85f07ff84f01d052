"""Certificates of what is hidden or recalled: withdrawn, or to be fetched when printed, and back (B6, R8)."""

from datetime import timedelta

import pytest

from certificates.models import Certificate
from certificates.queries.lists import held_by
from certificates.services.anew import NotAnew, make_anew
from certificates.services.handing import NotToBeHad, hand_over, look_at
from certificates.services.piles import NothingNew, print_new
from certificates.services.retention import delete_old_certificates
from certificates.services.telling import tell_holders
from certificates.services.withdrawing import bring_back_shown, withdraw_hidden
from certificates.tasks import withdraw
from employees.models import AuditEvent, Employee, Mail
from invites.models import ActivationCode
from recognition.models import Recognition
from tests.certificates.recalls import LATER, Hall, draw_all, sweep
from tests.factories import NOON
from workstars.lib import vault
from workstars.lib.actors import Actor

pytestmark = pytest.mark.django_db
MARY = Actor(None, "Mary Moss")


@pytest.fixture
def hall(db: None) -> Hall:
    """Ewa's certificate is printed, Olek's is not."""
    hall = Hall()
    hall.send()
    hall.paper()
    hall.print(hall.ewa)
    return hall


def hide(hall: Hall, *people: Employee) -> None:
    mine = Recognition.objects.for_company(hall.company).filter(recipients__employee__in=people)
    mine.update(hidden_at=LATER, hidden_by_label="Ada", hidden_reason="Wrong names")


def show(hall: Hall) -> None:
    Recognition.objects.for_company(hall.company).update(hidden_at=None, hidden_by_label="", hidden_reason="")


def states(hall: Hall) -> dict[str, tuple[str, bool]]:
    """State, and whether there is a file."""
    rows = Certificate.objects.for_company(hall.company).with_state(NOON.date()).select_related("employee")
    return {row.employee.first_name: (row.state, row.is_kept) for row in rows}


def live(hall: Hall) -> list[str]:
    codes = ActivationCode.objects.for_company(hall.company).live(NOON.date())
    return sorted(codes.values_list("employee__first_name", flat=True))


@pytest.mark.rule(
    "B6", "what was never printed loses file and code; what was printed keeps both, to be fetched"
)
def test_withdrawn(hall: Hall) -> None:
    file = vault.StoredFile.named_by(hall.certificate(hall.olek))
    hide(hall, hall.ewa, hall.olek)
    assert (withdraw_hidden(now=LATER), withdraw_hidden(now=LATER)) == (2, 0)
    assert states(hall) == {"Ewa": ("to_fetch", True), "Olek": ("withdrawn", False)}
    assert live(hall) == ["Ewa"]
    with pytest.raises(vault.FileDamaged):
        vault.load(file)
    event = AuditEvent.objects.for_company(hall.company).get(action="certificates.withdrawn")
    assert event.after == {"certificates": 2, "printed": 1}


@pytest.mark.rule("R8", "of what is hidden nothing is printed, opened or handed over, before any sweep")
def test_asked_at_each_printing(hall: Hall) -> None:
    hide(hall, hall.ewa, hall.olek)
    mine = held_by(hall.company, hall.mary)
    with pytest.raises(NothingNew):
        print_new(company=hall.company, among=mine, by=MARY, now=LATER)
    with pytest.raises(NotToBeHad, match=r"is withdrawn, so it is not printed\. The reason: Wrong names"):
        hall.print(hall.olek)
    with pytest.raises(NotToBeHad, match=r"Do not hand it over\. The reason: Wrong names"):
        look_at(company=hall.company, certificate=hall.certificate(hall.ewa), by=MARY, now=LATER)
    with pytest.raises(NotAnew, match="The recognition was withdrawn"):
        make_anew(company=hall.company, certificate=hall.certificate(hall.ewa), by=MARY, now=LATER)
    chosen = mine.values_list("pk", flat=True)
    assert hand_over(company=hall.company, among=mine, chosen=chosen, by=MARY, now=LATER) == 0
    assert states(hall) == {"Ewa": ("printed", True), "Olek": ("new", True)}


@pytest.mark.rule(
    "R8", "shown again, certificates come back: printed as they were, others drawn with a new code"
)
def test_back_again(hall: Hall) -> None:
    hide(hall, hall.ewa, hall.olek)
    withdraw_hidden(now=LATER)
    dead = hall.certificate(hall.olek).code_id
    show(hall)
    assert (withdraw(at=LATER.isoformat()), bring_back_shown(now=LATER)) == (2, 0)
    assert states(hall) == {"Ewa": ("printed", True), "Olek": ("making", False)}
    draw_all(LATER)
    assert states(hall)["Olek"] == ("new", True)
    assert (live(hall), hall.certificate(hall.olek).code_id == dead) == (["Ewa", "Olek"], False)
    assert AuditEvent.objects.for_company(hall.company).get(action="certificates.brought_back").after == {
        "certificates": 2
    }


@pytest.mark.rule("R8", "one hidden recognition withdraws its own certificate alone")
def test_one_of_many(hall: Hall) -> None:
    hide(hall, hall.olek)
    assert withdraw_hidden(now=LATER) == 1
    assert states(hall) == {"Ewa": ("printed", True), "Olek": ("withdrawn", False)}


@pytest.mark.rule("B6", "a certificate that is still to be made is withdrawn before it is drawn")
def test_not_made_yet(db: None) -> None:
    hall = Hall()
    batch = hall.send()
    hall.recall(batch)
    sweep()
    hall.paper(LATER)
    assert (states(hall), live(hall)) == ({}, [])
    assert hall.batch(batch).recall_told_at == LATER


@pytest.mark.rule(
    "A4", "printed, to be made anew, and withdrawn before that: the code on the paper keeps its day"
)
def test_paper_lost(hall: Hall) -> None:
    printed = hall.certificate(hall.ewa).code_id
    make_anew(company=hall.company, certificate=hall.certificate(hall.ewa), by=MARY, now=LATER)
    hide(hall, hall.ewa, hall.olek)
    assert (withdraw_hidden(now=LATER), live(hall)) == (2, ["Ewa"])
    assert ActivationCode.objects.for_company(hall.company).get(employee=hall.ewa).pk == printed


@pytest.mark.rule("R8", "of what is hidden nobody is mailed, withdrawn yet or not")
def test_nobody_is_told(db: None) -> None:
    hall = Hall()
    hall.send()
    hall.paper()
    hide(hall, hall.ewa, hall.olek)
    assert (tell_holders(now=LATER), withdraw_hidden(now=LATER), tell_holders(now=LATER)) == (0, 2, 0)


@pytest.mark.rule("B6", "whoever has registered with a printed code keeps the account")
def test_registered(hall: Hall) -> None:
    ActivationCode.objects.for_company(hall.company).filter(employee=hall.ewa).update(used_at=NOON)
    Employee.objects.for_company(hall.company).filter(pk=hall.ewa.pk).update(registered_at=NOON)
    hide(hall, hall.ewa, hall.olek)
    withdraw_hidden(now=LATER)
    hall.ewa.refresh_from_db()
    code = ActivationCode.objects.for_company(hall.company).get(employee=hall.ewa)
    assert (hall.ewa.is_registered, code.voided_at, states(hall)["Ewa"][0]) == (True, None, "to_fetch")


@pytest.mark.rule("B6", "managers are not told of certificates that are withdrawn by then")
def test_not_told(hall: Hall) -> None:
    hide(hall, hall.ewa, hall.olek)
    withdraw_hidden(now=LATER)
    assert (tell_holders(now=LATER), Mail.objects.filter(kind="certificates").count()) == (0, 0)


@pytest.mark.rule("C6", "the file of a withdrawn certificate ends like any other, and it stays withdrawn")
def test_retention(hall: Hall) -> None:
    hide(hall, hall.ewa, hall.olek)
    withdraw_hidden(now=LATER)
    assert delete_old_certificates(now=NOON + timedelta(days=400)) == 1
    assert states(hall) == {"Ewa": ("to_fetch", False), "Olek": ("withdrawn", False)}
    show(hall)
    bring_back_shown(now=LATER)
    assert states(hall)["Ewa"] == ("expired", False)


@pytest.mark.rule("C2", "a sweep of one company's hidden recognitions leaves those of another alone")
def test_other_company(hall: Hall) -> None:
    other = Hall()
    other.send()
    other.paper()
    hide(hall, hall.ewa, hall.olek)
    withdraw_hidden(now=LATER)
    assert states(other) == {"Ewa": ("new", True), "Olek": ("new", True)}
