"""Account managers, named at the command line (C5)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from employees.models import AuditEvent, Mail, User
from employees.permissions import find_member
from employees.services.operators import appoint_account_manager
from tests.factories import UserFactory
from workstars.lib.actors import SYSTEM
from workstars.lib.refusals import Refusal


@pytest.mark.rule(
    "C5", "an account manager is named at the command line and chooses a password by the link of a mail"
)
def test_new_login(db, now) -> None:
    mail = appoint_account_manager(email=" Olga@Workstars.example ", name="Olga Marsh", by=SYSTEM, now=now)
    user = User.objects.get()
    assert (user.email, user.name, user.is_account_manager, user.has_usable_password()) == (
        "olga@workstars.example",
        "Olga Marsh",
        True,
        False,
    )
    assert mail is not None
    assert (mail.to, mail.kind, mail.user) == ("olga@workstars.example", "password_reset", user)
    member = find_member(user, None, on_operator_host=True, now=now)
    assert member is not None
    assert member.roles == {"account_manager"}


@pytest.mark.rule("C7", "naming an account manager is in the audit log")
def test_audited(db, now) -> None:
    appoint_account_manager(email="olga@workstars.example", name="Olga", by=SYSTEM, now=now)
    events = AuditEvent.objects.order_by("pk").values_list("action", "actor_label", "subject_label", "after")
    assert list(events) == [
        ("role.granted", "Workstars", "olga@workstars.example", {"role": "account_manager"}),
        ("password.reset_asked", "Workstars", "Olga", {}),
    ]


def test_known_login_keeps_its_name_and_password(db, now) -> None:
    known = UserFactory(email="alice@acme.example", name="Alice Adams")
    appoint_account_manager(email="alice@acme.example", name="Somebody", by=SYSTEM, now=now)
    after = User.objects.get()
    assert (after.name, after.password, after.is_account_manager) == ("Alice Adams", known.password, True)


def test_no_address(db, now) -> None:
    with pytest.raises(Refusal, match=r"^olga is not an e-mail address\.$"):
        appoint_account_manager(email="olga", name="Olga", by=SYSTEM, now=now)
    assert (User.objects.count(), Mail.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_command(db) -> None:
    out = StringIO()
    call_command("add_account_manager", "olga@workstars.example", "Olga Marsh", stdout=out)
    assert out.getvalue() == (
        "olga@workstars.example runs http://ops.workstars.test/backoffice from now on; a mail with a link to choose"
        " a password goes out within a minute.\n"
    )
    with pytest.raises(CommandError, match=r"^nobody is not an e-mail address\.$"):
        call_command("add_account_manager", "nobody", "Nobody")
