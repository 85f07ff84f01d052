"""Batch requests on their way, for tests of the desk: who asks, who says yes, and how far it has come."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from employees.models import Company, User
from recognition.models import Batch, BatchFile
from recognition.queries.batch_approvals import stamp
from recognition.services.batches.checking import work_on_file
from recognition.services.batches.deciding import approve_batch, ask_for_information, reject_batch
from recognition.services.batches.requesting import cancel_batch, change_batch, create_batch, replace_file
from recognition.services.batches.submitting import answer, submit_batch
from recognition.services.batches.thread import write_in_thread
from recognition.services.batches.wishes import Wish
from tests.factories import NOON, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.recognition.batching import rows
from workstars.lib.actors import Actor
from workstars.lib.clock import today


def actor(user: User) -> Actor:
    return Actor(user.pk, str(user), "192.0.2.1")


def an_administrator(company: Company, name: str) -> User:
    user = UserFactory(name=name)
    RoleGrantFactory(company=company, user=user)
    return user


def a_coordinator(company: Company, name: str) -> User:
    user = UserFactory(name=name)
    RoleGrantFactory(company=company, user=user, role="coordinator")
    return user


@dataclass
class Ticket:
    """One request, acted upon through the services."""

    company: Company
    requester: User
    now: datetime
    pk: int = 0

    @property
    def batch(self) -> Batch:
        rows = Batch.objects.for_company(self.company).select_related("company", "file", "from_employee")
        return rows.get(pk=self.pk)

    @property
    def status(self) -> str:
        return str(self.batch.status)

    def begin(self, data: bytes, **wish: Any) -> "Ticket":
        """Uploaded, checked, and with a request around it."""
        batch = create_batch(
            company=self.company,
            press_key=uuid4(),
            name="thanks.csv",
            data=data,
            by=actor(self.requester),
            now=self.now,
        )
        self.pk = batch.pk
        self.check()
        return self.change(**{"summary": "Safety week", "send_on": today(self.company, self.now), **wish})

    def check(self) -> BatchFile:
        file = self.batch.file
        assert file is not None
        work_on_file(file.pk, self.now)
        file.refresh_from_db()
        return file

    def change(self, by: User | None = None, **wish: Any) -> "Ticket":
        said = replace(Wish.of(self.batch), **wish)
        change_batch(batch=self.batch, wish=said, by=actor(by or self.requester), now=self.now)
        return self

    def replace_file(self, data: bytes) -> "Ticket":
        replace_file(batch=self.batch, name="mended.csv", data=data, by=actor(self.requester), now=self.now)
        self.check()
        return self

    def submit(self, *, by: User | None = None, **choices: Any) -> "Ticket":
        file = self.batch.file
        submit_batch(
            batch=self.batch,
            **{
                "fingerprint": file.fingerprint if file else "",
                "good_rows_only": False,
                "send_again": False,
                **choices,
            },
            by=actor(by or self.requester),
            now=self.now,
        )
        return self

    def approve(self, by: User, *, as_operator: bool = False, seen: str | None = None) -> "Ticket":
        looked_at = stamp(self.batch) if seen is None else seen
        approve_batch(batch=self.batch, seen=looked_at, as_operator=as_operator, by=actor(by), now=self.now)
        return self

    def reject(self, by: User, text: str = "Not this month.", *, as_operator: bool = False) -> "Ticket":
        reject_batch(batch=self.batch, text=text, as_operator=as_operator, by=actor(by), now=self.now)
        return self

    def ask(self, by: User, text: str = "Who pays?", *, as_operator: bool = False) -> "Ticket":
        ask_for_information(batch=self.batch, text=text, as_operator=as_operator, by=actor(by), now=self.now)
        return self

    def answer(self, text: str = "We do.") -> "Ticket":
        answer(batch=self.batch, text=text, by=actor(self.requester), now=self.now)
        return self

    def cancel(self, by: User | None = None, text: str = "") -> "Ticket":
        cancel_batch(batch=self.batch, text=text, by=actor(by or self.requester), now=self.now)
        return self

    def write(self, by: User, text: str) -> "Ticket":
        write_in_thread(batch=self.batch, text=text, by=actor(by), now=self.now)
        return self

    def thread(self) -> list[tuple[str, str, str]]:
        return list(self.batch.entries.values_list("change", "by_label", "text"))


def good_rows(company: Company, count: int = 2, points: int = 10) -> bytes:
    """Rows for so many new people."""
    people = [EmployeeFactory(company=company) for _ in range(count)]
    return rows(*(f"{person.employee_id},Thank you {person.employee_id},{points}," for person in people))


def a_submitted_batch(
    company: Company, approval: str, *, now: datetime = NOON, send_on: date | None = None
) -> Batch:
    """Asked for by a coordinator, one row of three to mend, waiting for a yes."""
    Company.objects.filter(pk=company.pk).update(batch_approval=approval)
    company.refresh_from_db()
    ticket = Ticket(company, a_coordinator(company, "Dora Dean"), now)
    ticket.begin(good_rows(company) + b"\nnobody,Thanks,5,", send_on=send_on or now.date())
    return ticket.submit(good_rows_only=True).batch
