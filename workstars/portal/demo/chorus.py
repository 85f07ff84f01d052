"""What the colleagues of the demo company add to a recognition: a sign, and sometimes a word."""

from datetime import datetime, timedelta
from random import Random

from employees.models import Employee
from recognition.models import Reaction, Recognition
from recognition.services.wall import react, write_comment
from workstars.portal.demo.notes import Note

SIGNS = (Reaction.Kind.CLAP, Reaction.Kind.CLAP, Reaction.Kind.HEART, Reaction.Kind.STAR, Reaction.Kind.PARTY)
MOST_SIGNS = 7


def answer(recognition: Recognition, note: Note, random: Random, now: datetime) -> None:
    """Within the next hours; by people who are registered by then, and who may see it."""
    if note.private:
        return
    thanked = recognition.recipients.values("employee")
    others = Employee.objects.for_company(recognition.company).registered().exclude(pk__in=thanked)
    everybody = list(others.order_by("pk"))
    for employee in random.sample(everybody, min(random.randint(1, MOST_SIGNS), len(everybody))):
        sign = random.choice(SIGNS)
        react(recognition=recognition, employee=employee, kind=sign, wanted=True, now=now)
    here = [employee for employee in everybody if employee.location == note.site] or everybody
    for text, author in zip(
        note.replies, random.sample(here, min(len(note.replies), len(here))), strict=False
    ):
        write_comment(recognition=recognition, author=author, text=text, now=now + timedelta(minutes=40))
