"""HR files of any length, deterministic: names of many scripts, IDs with zeros, half of them with an address."""

from collections.abc import Iterator

FIRST = (
    "José",
    "Zoë",
    "Anna",
    "Łukasz",
    "Nguyễn",
    "小龍",
    "محمد",
    "Олена",
    "Siobhán",
    "Ραλλού",
    "Ewa",
    "Björn",
)
LAST = (
    "Ñúñez",
    "O’Brien",
    "Żółć",
    "李",
    "العربي",
    "Шевченко",
    "van Dyk",
    "Παππά",
    "Müller",
    "García-Roca",
    "Lee",
)
COUNTRIES = ("PL", "DE", "ES", "FR", "PT")
HEADINGS = (
    "employee_id,first_name,last_name,hr_email,country,language,manager_id,job_title,department,location,hire_date,"
    "leaving_date"
)


def file(people: int, *, changed_every: int = 0, faulty_every: int = 0) -> bytes:
    """`changed_every`: each so-manieth row has another job title; `faulty_every`: an error in each so-manieth."""
    return "\r\n".join([HEADINGS, *_lines(people, changed_every, faulty_every)]).encode("utf-8-sig")


def _lines(people: int, changed_every: int, faulty_every: int) -> Iterator[str]:
    for n in range(1, people + 1):
        email = f"p{n}@work.example" if n % 2 else ""
        country = COUNTRIES[n % 5] if not faulty_every or n % faulty_every else "Polnad"
        manager = f"{n // 12:07}" if n >= 12 else ""
        title = "Fitter" if not changed_every or n % changed_every else "Welder"
        hired = f"20{n % 20 + 5:02}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        yield (
            f"{n:07},{FIRST[n % 12]},{LAST[n % 11]}{n % 97},{email},{country},pl,{manager},"
            f"{title},Assembly,Hall {n % 40},{hired},"
        )
