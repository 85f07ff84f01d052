"""Who works at Meridian Works: the roster as its HR system would write it. The same every time."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from random import Random

from workstars.lib.text import fold_search
from workstars.portal.demo import names
from workstars.portal.demo.names import Names

SEED = 240
DOMAIN = "meridian.example"

MANAGER, EMPLOYEE, COORDINATOR = "manager@demo.example", "employee@demo.example", "coordinator@demo.example"


@dataclass(frozen=True)
class Row:
    """One row of the HR file; the names are our headings."""

    employee_id: str
    first_name: str
    last_name: str
    hr_email: str
    country: str
    language: str
    manager_id: str
    job_title: str
    department: str
    location: str
    hire_date: str
    leaving_date: str = ""

    def values(self) -> dict[str, str]:
        return asdict(self)


HEADINGS = [field.name for field in fields(Row)]


@dataclass(frozen=True)
class Site:
    """`people` with their plant manager and shift leads; `numbers` is how the country writes its Employee IDs."""

    country: str
    name: str
    language: str
    numbers: str
    first_number: int
    people: int
    leads: int
    scripts: tuple[tuple[Names, int], ...]


OFFICE = Site("PL", "Poznań Office", "pl", "{:05}", 1, 12, 2, ((names.POLISH, 8), (names.ROMANCE, 2)))
SITES = (
    OFFICE,
    Site("PL", "Poznań", "pl", "{:05}", 101, 44, 4, ((names.POLISH, 7), (names.UKRAINIAN, 3))),
    Site("PL", "Gdańsk", "pl", "{:05}", 201, 30, 3, ((names.POLISH, 8), (names.UKRAINIAN, 2))),
    Site("DE", "Kassel", "de", "{:05}", 701, 34, 3, ((names.GERMAN, 5), (names.GREEK, 3), (names.ARABIC, 3))),
    Site("DE", "Hamburg", "de", "{:05}", 801, 20, 2, ((names.GERMAN, 7), (names.HEBREW, 3))),
    Site("IE", "Cork", "en", "IE-{:04}", 12, 28, 3, ((names.IRISH, 7), (names.ROMANCE, 3))),
    Site("IN", "Pune", "en", "{:07}", 311, 24, 2, ((names.DEVANAGARI, 7), (names.INDIAN, 3))),
    Site("TH", "Rayong", "en", "TH{:05}", 7, 30, 3,
         ((names.THAI, 6), (names.CHINESE, 2), (names.JAPANESE, 1), (names.KOREAN, 1))),
)  # fmt: skip
JOINERS = {"Poznań": 6, "Kassel": 4, "Cork": 2, "Pune": 2}
STARTERS = {"Gdańsk": 2, "Hamburg": 2}

WORK = (
    ("Production", "Machine operator"),
    ("Production", "Welder"),
    ("Warehouse", "Picker"),
    ("Quality", "Inspector"),
    ("Maintenance", "Electrician"),
    ("Logistics", "Forklift driver"),
)
OFFICE_WORK = ("Human Resources", "Finance", "Purchasing", "Information Technology")


@dataclass(frozen=True)
class Roster:
    """`first` came with the first HR file, `joiners` with a later one, `starters` are hired from a day ahead."""

    first: list[Row]
    joiners: list[Row]
    starters: list[Row]

    def behind(self, address: str) -> str:
        """The Employee ID behind one of the demo's addresses; the employee's is somebody without e-mail who reports to
        the demo's manager."""
        if address != EMPLOYEE:
            return next(row.employee_id for row in self.first if row.hr_email == address)
        boss = self.behind(MANAGER)
        return next(row.employee_id for row in self.first if row.manager_id == boss and not row.hr_email)


def roster(today: date) -> Roster:
    """240 rows. Days are counted from `today`; all else is the same every time."""
    maker = _Maker(today)
    first = [row for site in SITES for row in maker.site(site)]
    late = [row for site in SITES for row in maker.more(site, JOINERS, today - timedelta(days=9))]
    ahead = [row for site in SITES for row in maker.more(site, STARTERS, today + timedelta(days=12))]
    return Roster(first, late, ahead)


class _Maker:
    def __init__(self, today: date) -> None:
        self.random = Random(SEED)  # noqa: S311 (nothing here is secret)
        self.today = today
        self.numbers = {site.name: site.first_number for site in SITES}
        self.leads: dict[str, list[str]] = {}
        self.taken: set[str] = set()
        self.head = ""

    def site(self, site: Site) -> Iterator[Row]:
        """The plant manager, then the shift leads, then everybody else, each under one of the leads."""
        title = "Managing director" if site is OFFICE else "Plant manager"
        boss = self.row(site, "Office", title, self.head, mailed=True)
        self.head = self.head or boss.employee_id
        yield boss
        leads = [self.lead(site, n, boss.employee_id) for n in range(site.leads)]
        self.leads[site.name] = [lead.employee_id for lead in leads]
        yield from leads
        for n in range(site.people - site.leads - 1):
            yield self.worker(site, n)

    def lead(self, site: Site, n: int, boss: str) -> Row:
        """Every second shift lead has no e-mail: these are the offline managers."""
        if site is OFFICE:
            return self.row(site, OFFICE_WORK[n], "Head of department", boss, mailed=True)
        address = MANAGER if site.name == "Poznań" and n == 0 else ""
        return self.row(site, "Production", "Shift lead", boss, mailed=n % 2 == 0, address=address)

    def worker(self, site: Site, n: int) -> Row:
        lead = self.leads[site.name][n % site.leads]
        if site is OFFICE:
            address = COORDINATOR if n == 0 else ""
            work = OFFICE_WORK[n % len(OFFICE_WORK)]
            return self.row(site, work, "Specialist", lead, mailed=True, address=address)
        department, job = WORK[self.random.randrange(len(WORK))]
        return self.row(site, department, job, lead, mailed=n % 11 == 5)

    def more(self, site: Site, counts: dict[str, int], hired: date) -> Iterator[Row]:
        for n in range(counts.get(site.name, 0)):
            department, job = WORK[n % len(WORK)]
            lead = self.leads[site.name][n % site.leads]
            yield self.row(site, department, job, lead, mailed=n == 3, hired=hired)

    def row(
        self,
        site: Site,
        department: str,
        job: str,
        manager: str,
        *,
        mailed: bool,
        address: str = "",
        hired: date | None = None,
    ) -> Row:
        number = self.numbers[site.name]
        self.numbers[site.name] += 1
        first, last, script = self.name(site)
        mine = site.numbers.format(number)
        if mailed and not address:
            address = self.address(first, last, mine)
        language = "ar" if script is names.ARABIC else site.language
        hire_date = hired or self.today - timedelta(days=self.random.randrange(120, 7000))
        return Row(
            mine,
            first,
            last,
            address,
            site.country,
            language,
            manager,
            job,
            department,
            site.name,
            hire_date.isoformat(),
        )

    def name(self, site: Site) -> tuple[str, str, Names]:
        """One that nobody has yet."""
        scripts = [script for script, weight in site.scripts for _ in range(weight)]
        while True:
            script = self.random.choice(scripts)
            given, family = self.random.choice(script[0]), self.random.choice(script[1])
            if f"{given} {family}" not in self.taken:
                self.taken.add(f"{given} {family}")
                return given, family, script

    def address(self, first: str, last: str, employee_id: str) -> str:
        """By name where it can be written in ASCII, else by Employee ID."""
        plain = (
            fold_search(f"{first}.{last}")
            .replace("ß", "ss")
            .replace(" ", "-")
            .replace("’", "")
            .replace("'", "")
        )
        return f"{plain if plain.isascii() else f'id{employee_id}'}@{DOMAIN}".lower()
