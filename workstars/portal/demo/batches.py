"""Two batches of the demo company: one that was approved and sent, one that waits for its approval (B)."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4

from certificates.services.issuing import issue_certificates
from employees.models import Company, Employee
from recognition.models import Batch, BatchFile, ECard
from recognition.queries.batch_approvals import stamp
from recognition.services.batches.checking import work_on_file
from recognition.services.batches.deciding import approve_batch, ask_for_information
from recognition.services.batches.requesting import change_batch, create_batch
from recognition.services.batches.sending import send_batch, start_due_batches
from recognition.services.batches.submitting import answer, submit_batch
from recognition.services.batches.telling import tell_about_batches, tell_recipients
from recognition.services.batches.wishes import Wish
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.portal.demo.accounts import DESK, Staff
from workstars.portal.demo.notes import SAFETY, TEAM
from workstars.portal.demo.people import COORDINATOR, Roster

HEADINGS = ("EMPLOYEE_ID", "MESSAGE", "POINTS", "REASON")
FIVE_YEARS = (
    "{name}, pięć lat bez wypadku w Poznaniu to także Twoja zasługa. Dziękujemy!",
    "Dziękujemy, {name}! Bezpieczna zmiana to taka, po której wszyscy wracają do domu. Od pięciu lat nam się to udaje.",
    "{name}, dziękujemy za uważność każdego dnia. Pięć lat bez wypadku to wspólny sukces. 🦺",
)
STOCKTAKING = (
    "{name}, danke für das Inventurwochenende. Ohne dich wären wir am Montag noch beim Zählen.",
    "Vielen Dank, {name}: 41.000 Teile gezählt, keine einzige Abweichung. Das Wochenende gehört jetzt wieder dir.",
)


@dataclass(frozen=True)
class Rows:
    """What the file of a batch says: one of `messages` to each of `people`, with points and a reason."""

    people: Iterable[Employee]
    messages: tuple[str, ...]
    points: int
    reason: str

    def file(self) -> bytes:
        out = StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(HEADINGS)
        for n, person in enumerate(self.people):
            message = self.messages[n % len(self.messages)].format(name=person.first_name)
            writer.writerow((person.employee_id, message, self.points, self.reason))
        return out.getvalue().encode()


class Desk:
    """The coordinator who asks, and the administrator who approves."""

    def __init__(self, staff: Staff, roster: Roster) -> None:
        self.staff, self.roster = staff, roster

    def ask_for_five_years(self, now: datetime) -> None:
        """Poznań, and some of Gdańsk, of whom one leaves before it is sent four days later."""
        company = self.company()
        there = Employee.objects.for_company(company).active(today(company, now)).order_by("employee_id")
        gdansk = there.filter(location="Gdańsk").exclude(job_title__in=("Plant manager", "Shift lead"))
        rows = Rows([*there.filter(location="Poznań"), *gdansk[:6]], FIVE_YEARS, 150, SAFETY)
        wish = Wish(
            summary="Five years without an accident",
            description="Poznań, and those from Gdańsk who helped to rebuild hall B.",
            send_on=today(company, now) + timedelta(days=4),
            ecard=ECard.objects.for_company(company).get(design="safety-first"),
        )
        batch = self.submit(wish, "five-years.csv", rows, now)
        asked = now + timedelta(hours=1)
        question = "Are the temporary workers of hall B in the file as well?"
        ask_for_information(
            batch=batch, text=question, as_operator=False, by=self.staff.administrator, now=asked
        )

    def explain_and_approve(self, now: datetime) -> None:
        batch = Batch.objects.for_company(self.company()).get()
        answer(batch=batch, text="They are, with the last rows.", by=self.coordinator(), now=now)
        batch.refresh_from_db()
        later = now + timedelta(hours=2)
        approve_batch(
            batch=batch, seen=stamp(batch), as_operator=False, by=self.staff.administrator, now=later
        )

    def ask_for_stocktaking(self, now: datetime) -> None:
        """Waits for an administrator."""
        company = self.company()
        there = Employee.objects.for_company(company).active(today(company, now)).order_by("employee_id")
        people = there.filter(location__in=("Kassel", "Hamburg"), department__in=("Warehouse", "Logistics"))
        wish = Wish(
            summary="Thanks for the stocktaking weekend",
            description="Both German warehouses counted everything in two days.",
            send_on=today(company, now) + timedelta(days=3),
            ecard=ECard.objects.for_company(company).get(design="team"),
            from_kind=Batch.From.EMPLOYEE,
            from_employee=self.requester(),
        )
        self.submit(wish, "stocktaking.csv", Rows(people, STOCKTAKING, 150, TEAM), now)

    def submit(self, wish: Wish, name: str, rows: Rows, now: datetime) -> Batch:
        """Uploaded, checked, described and handed in; every row is right."""
        by = self.coordinator()
        batch = create_batch(
            company=self.company(), press_key=uuid4(), name=name, data=rows.file(), by=by, now=now
        )
        work_on_file(batch.file_id or 0, now + timedelta(seconds=1))
        batch = change_batch(batch=batch, wish=wish, by=by, now=now + timedelta(minutes=4))
        file = BatchFile.objects.for_company(batch.company).get(batch=batch)
        return submit_batch(
            batch=batch,
            fingerprint=file.fingerprint,
            good_rows_only=False,
            send_again=False,
            by=by,
            now=now + timedelta(minutes=5),
        )

    def requester(self) -> Employee:
        people = Employee.objects.for_company(self.staff.company)
        found: Employee = people.with_employee_id(self.roster.behind(COORDINATOR)).get()
        return found

    def coordinator(self) -> Actor:
        person = self.requester()
        return Actor(person.user_id, person.name, DESK)

    def company(self) -> Company:
        """With the settings of the moment."""
        return Company.objects.get(pk=self.staff.company.pk)


def work_by_the_clock(now: datetime) -> None:
    """What workers do about batches and certificates, but for the drawing, which takes its time after the start."""
    for batch_id in start_due_batches(now):
        send_batch(batch_id, now)
    while tell_recipients(now):
        pass
    tell_about_batches(now)
    issue_certificates(now=now)
