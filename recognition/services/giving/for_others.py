"""Thanks that another system gives in an employee's name (R1, X4)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company, Employee
from recognition.services.giving.judging import Problem, RecognitionRefused
from recognition.services.giving.sending import Given, give_recognition
from workstars.lib.actors import Actor
from workstars.lib.clock import today


@transaction.atomic
def give_on_behalf(*, company: Company, sender: Employee, by: Actor, now: datetime, **thanks: Any) -> Given:
    """As `give_recognition`; the sender's own story says who used the name. Never with points.

    Refusal: RecognitionRefused, also where the sender does not work here at present.
    """
    if not sender.is_active(today(company, now)):
        sentence = _("%(name)s does not work here at present, so nobody can be thanked in this name.")
        raise RecognitionRefused([Problem("sender", sentence % {"name": sender.name})])
    given = give_recognition(company=company, sender=sender, by=by, now=now, points=0, **thanks)
    AuditEvent.objects.record(
        company=company,
        action="recognition.given_on_behalf",
        by=by,
        at=now,
        subject=sender,
        subject_label=sender.name,
        after={"recognition": given.recognition.pk},
    )
    return given
