"""What happened at Meridian Works, day by day, through the product's own services (X5).

Nothing is written past them: files are imported, codes come out of generated files, and whoever registered did so
with the code of their letter or the link of their mail. Only the time is handed in.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from employees.models import Company, Employee
from employees.models.company import BatchApproval
from employees.services import people, settings
from invites.models import Kind
from invites.services.email_invites import mail_invitations
from invites.services.reminders import move_to_reminders
from workstars.lib.clock import day_start, today
from workstars.portal.demo import accounts, paper
from workstars.portal.demo.batches import Desk, work_by_the_clock
from workstars.portal.demo.files import load_file
from workstars.portal.demo.notes import NOTES
from workstars.portal.demo.people import COORDINATOR, EMPLOYEE, MANAGER, SEED, Roster, Row, roster
from workstars.portal.demo.thanks import Wall

BEGUN = 75  # days ago
SWEPT_EVERY = 3  # days
Act = Callable[[datetime], object]


def live(now: datetime) -> Company:
    """The whole history up to `now`; answers the company."""
    return _History(now).live()


class _History:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.random = Random(SEED)  # noqa: S311 (nothing here is secret)
        self.calendar: dict[int, list[Act]] = defaultdict(list)
        self.staff = accounts.found(now - timedelta(days=BEGUN))
        self.company = self.staff.company
        self.today = today(self.company, now)
        self.roster: Roster = roster(self.today)
        self.wall, self.desk = Wall(self.staff, self.roster), Desk(self.staff, self.roster)

    def live(self) -> Company:
        """Day after day; on some mornings what the schedule does, at the end once more."""
        self.write_calendar()
        for days_ago in range(BEGUN - 1, -1, -1):
            if days_ago % SWEPT_EVERY == 0:
                self.sweep(self.moment(days_ago, -1))
            for n, act in enumerate(self.calendar.pop(days_ago, [])):
                act(self.moment(days_ago, n))
        self.sweep(self.now)
        return self.company

    def moment(self, days_ago: int, n: int) -> datetime:
        """From nine in the morning on, seven minutes apart; never later than now."""
        morning = day_start(self.company, self.today - timedelta(days=days_ago)) + timedelta(hours=9)
        return min(morning + timedelta(minutes=7 * n), self.now)

    def sweep(self, now: datetime) -> None:
        people.mark_leavers(now)
        move_to_reminders(now=now)
        mail_invitations(now=now)
        work_by_the_clock(now)
        paper.send_mails(now)

    def write_calendar(self) -> None:
        by, company = self.staff.administrator, self.company
        first, joiners = self.roster.first, self.roster.joiners
        self.on(62, partial(load_file, self.staff, "meridian-staff.csv", first, complete=True))
        self.on(60, lambda now: settings.launch_company(company=company, by=by, now=now))
        self.register_by_mail([row for row in first if row.hr_email])
        self.on(56, self.staff.name_coordinator)
        for country, registered in {"PL": 20, "DE": 12, "IE": 7}.items():
            self.on(40, partial(self.make_letters, Kind.INVITES, country, registered, range(37, 11, -1)))
        self.on(15, partial(self.make_letters, Kind.INVITES, "IN", 4, range(13, 1, -1)))
        self.on(9, partial(self.make_letters, Kind.REMINDERS, "DE", 3, range(7, 1, -1)))
        self.on(9, partial(load_file, self.staff, "meridian-joiners.csv", joiners, complete=False))
        self.write_comings_and_goings()
        for row in self.roster.starters:
            self.on(3, partial(self.add, row))
        self.write_thanks()

    def write_thanks(self) -> None:
        by, company = self.staff.administrator, self.company
        self.on(59, self.wall.furnish)
        for note in NOTES:
            self.on(note.days_ago, partial(self.wall.give, note))
        approval = {"batch_approval": BatchApproval.COMPANY}
        self.on(50, lambda now: settings.change_settings(company=company, values=approval, by=by, now=now))
        self.on(23, self.desk.ask_for_five_years)
        self.on(22, self.desk.explain_and_approve)
        self.on(19, work_by_the_clock)
        self.on(1, self.desk.ask_for_stocktaking)

    def write_comings_and_goings(self) -> None:
        """Offline people of Gdańsk, Kassel and Rayong, in the order of the roster, none of whom leads others."""
        lead_ids = {row.manager_id for row in self.roster.first}
        quiet = [row for row in self.roster.first if not row.hr_email and row.employee_id not in lead_ids]
        gdansk = [row.employee_id for row in quiet if row.location == "Gdańsk"]
        kassel = [row.employee_id for row in quiet if row.location == "Kassel"]
        rayong = [row.employee_id for row in quiet if row.location == "Rayong"]
        self.untouched = {*gdansk[:4], *kassel[:3], *rayong[:2]}
        for employee_id in (gdansk[0], gdansk[1], kassel[0], rayong[0]):
            self.on(20 if employee_id != gdansk[0] else 30, partial(self.deactivate, employee_id))
        self.on(7, partial(self.reactivate, gdansk[0]))
        self.on(18, partial(self.change, kassel[1], hr_email="service.desk@meridian.example"))
        self.on(16, partial(self.change, gdansk[2], leaving_date=self.day(5)))
        self.on(16, partial(self.change, kassel[2], leaving_date=self.day(4)))
        self.on(14, partial(self.change, gdansk[3], leaving_date=self.day(-20)))
        self.on(6, partial(self.change, rayong[1], job_title="Team trainer", department="Quality"))

    def on(self, days_ago: int, *acts: Act) -> None:
        self.calendar[days_ago].extend(acts)

    def day(self, days_ago: int) -> str:
        return (self.today - timedelta(days=days_ago)).isoformat()

    def register_by_mail(self, rows: Sequence[Row]) -> None:
        """Four of five do, within two weeks; the manager and the coordinator of the demo are the first."""
        known = [row for row in rows if row.hr_email in (COORDINATOR, MANAGER)]
        others = [row for row in rows if row not in known]
        slow = others[4::5]
        for row in known:
            self.on(58, partial(paper.register_by_mail, self.company, row.employee_id, accounts.PASSWORD))
        for row in others:
            if row not in slow:
                act = partial(paper.register_by_mail, self.company, row.employee_id, "")
                self.on(self.random.randrange(44, 58), act)
        self.on(13, partial(self.stop_mails, slow[-1].employee_id))

    def make_letters(self, kind: str, country: str, registered: int, days: range, now: datetime) -> None:
        """A CSV with codes, and on later days the registrations of some of its people."""
        letters = paper.make_letters(self.company, kind, country, self.staff.administrator, now)
        waiting = [letter for letter in letters if letter.employee_id not in self.untouched]
        chosen = self.random.sample(waiting, min(registered, len(waiting)))
        if country == "PL" and kind == Kind.INVITES:
            mine = next(letter for letter in waiting if letter.employee_id == self.roster.behind(EMPLOYEE))
            chosen = [mine, *(letter for letter in chosen if letter != mine)]
        for n, letter in enumerate(chosen):
            by_demo = n == 0 and country == "PL"
            email = EMPLOYEE if by_demo else f"{letter.employee_id.lower()}@mail.example"
            password = accounts.PASSWORD if by_demo else ""
            day = self.random.choice(days)
            self.on(day, partial(paper.register_by_letter, self.company, letter, email, password))

    def add(self, row: Row, now: datetime) -> None:
        people.add_employee(company=self.company, values=row.values(), by=self.staff.administrator, now=now)

    def change(self, employee_id: str, now: datetime, **values: str) -> None:
        people.change_employee(
            company=self.company,
            employee=self.employee(employee_id),
            values=values,
            by=self.staff.administrator,
            now=now,
        )

    def deactivate(self, employee_id: str, now: datetime) -> None:
        person = self.employee(employee_id)
        people.deactivate_employee(
            company=self.company, employee=person, by=self.staff.administrator, now=now
        )

    def reactivate(self, employee_id: str, now: datetime) -> None:
        person = self.employee(employee_id)
        people.reactivate_employee(
            company=self.company, employee=person, by=self.staff.administrator, now=now
        )

    def stop_mails(self, employee_id: str, now: datetime) -> None:
        person = self.employee(employee_id)
        people.stop_mails(company=self.company, employee=person, by=self.staff.administrator, now=now)

    def employee(self, employee_id: str) -> Employee:
        found: Employee = Employee.objects.for_company(self.company).with_employee_id(employee_id).get()
        return found
