"""A registration is taken back (A12): the wrong person registered, or the mailbox is lost.

What opened an account before opens nothing any more: codes, links of mails and sessions of the person count only from
`active_since` on, and that is now. So the person stands as somebody who has just come back (E10): on *Invites* while
there is no e-mail, since no paper that works is out, or invited by mail.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from employees import facts
from employees.models import AuditEvent, Company, Employee, RoleGrant, Session, User
from employees.services.people.saving import hold_people
from invites.models import ActivationCode, Kind, Registration
from invites.services.slips import Slip, hold_person, issue
from workstars.lib.actors import Actor
from workstars.lib.clock import days_later, today


class ResetRefused(Exception):
    """The registration stays. The text is a sentence for the page."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)


@transaction.atomic
def reset_registration(
    *, company: Company, employee: Employee, reason: str, by: Actor, now: datetime
) -> Slip | None:
    """Answers with a slip that bears the new code, none while offline employees are off (C4). Raises ResetRefused.

    Recognitions and points stay the person's. Roles stay the login's: they were given to an address.
    """
    hold_people(company)
    person = hold_person(company, employee)
    _refuse(person, by, now)
    user, was = person.user, person.registered_by
    _end_codes(person, now)
    _detach(person, now)
    if user is not None:
        _end_login(user, company)
    AuditEvent.objects.record(
        company=company,
        action="registration.reset",
        by=by,
        at=now,
        subject=person,
        before={"registered_by": was},
        after={"reason": reason},
    )
    if not person.company.offline_employees:
        return None
    return issue(person, Kind.ASSISTED, days_later(company, now, company.paper_code_days), by, now)


def _refuse(person: Employee, by: Actor, now: datetime) -> None:
    if not person.is_registered:
        raise ResetRefused(_("%(name)s has not registered.") % {"name": person.name})
    if person.user_id is not None and person.user_id == by.user_id:
        raise ResetRefused(_("You cannot reset yourself. Ask another administrator to do it."))
    if not person.is_active(today(person.company, now)):
        raise ResetRefused(_("%(name)s is not active in the company today.") % {"name": person.name})


def _end_codes(person: Employee, now: datetime) -> None:
    mine = ActivationCode.objects.for_company(person.company).filter(employee=person)
    mine.filter(voided_at__isnull=True).update(voided_at=now)
    Registration.objects.for_company(person.company).filter(employee=person).delete()


def _detach(person: Employee, now: datetime) -> None:
    state = facts.state_on_reset(
        hr_email=person.hr_email, bounced=person.hr_email_bounced_at is not None, now=now
    )
    for column, value in state.items():
        setattr(person, column, value)
    person.user, person.registered_by, person.changed_at = None, "", now
    person.save(update_fields=[*state, "user", "registered_by", "changed_at"])


def _end_login(user: User, company: Company) -> None:
    """Sessions at this site end at once. A login that is good for nothing else is closed, and its address is free."""
    Session.objects.of(user).filter(site=f"company:{company.pk}").delete()
    elsewhere = Employee.objects.across_companies().filter(user=user).exists()
    if (
        elsewhere
        or user.is_account_manager
        or RoleGrant.objects.across_companies().filter(user=user).exists()
    ):
        return
    EmailAddress.objects.filter(user=user).delete()
    user.email, user.is_active = None, False
    user.set_unusable_password()
    user.save(update_fields=["email", "is_active", "password"])
