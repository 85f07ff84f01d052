"""From people and their codes to what stands on their letters. Codes come out of the stored file, never from rows:
the database knows digests alone (A3)."""

import csv
import io
from collections.abc import Collection, Iterator
from datetime import date, datetime

from employees.models import Company, Employee
from employees.queries.companies import logo_of
from invites import codes
from invites.models import ActivationCode, CodeFile, OwnWords
from invites.pdf.letter import House, Letter
from invites.pdf.words import Wording, letter_language, words_in
from workstars.lib import vault
from workstars.lib.clock import today
from workstars.lib.pdf.paper import paper_in


class Codes(dict[int, str]):
    """Twelve symbols by employee. Errors are logged with what they were about: never with a code (V8)."""

    def __repr__(self) -> str:
        return f"Codes({len(self)})"


def codes_of(file: CodeFile, people: Collection[int]) -> Codes:
    """Those that the file holds for these people. Raises FileDamaged."""
    rows = ActivationCode.objects.for_company(file.company).filter(file=file, employee__in=people)
    owners = {bytes(digest): person for digest, person in rows.values_list("digest", "employee")}
    version = rows.values_list("key_version", flat=True).first() or codes.current_version()
    symbols = list(_symbols(vault.load(vault.StoredFile.named_by(file))))
    digests = codes.digest_all(symbols, file.company_id, version)
    return Codes(
        (owners[digest], code) for digest, code in zip(digests, symbols, strict=True) if digest in owners
    )


def _symbols(data: bytes) -> Iterator[str]:
    """The last column, as `csv_export` wrote it."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    next(rows)
    return (row[3].replace("-", "") for row in rows)


def house_of(company: Company, country: str, last_day: date, made_at: datetime) -> House:
    return House(
        company=company.name,
        address=company.postal_address,
        logo_png=logo_of(company),
        colour=company.colour,
        paper=paper_in(country),
        window=company.letter_window,  # type: ignore[arg-type]
        activate_address=f"{company.address}/activate",
        made_on=today(company, made_at),
        last_day=last_day,
        without_email=company.login_without_email,
    )


class Writer:
    """Writes the letters of one file: what they share is looked up once. `own` are the company's words by language."""

    def __init__(self, company: Company, file: CodeFile, own: dict[str, OwnWords], made_at: datetime) -> None:
        self._kind = file.kind
        self._own = own
        self._language = company.default_language
        self.house = house_of(company, file.country, file.last_day, made_at)

    def letter(self, person: Employee, code: str) -> Letter:
        """`code` is of twelve symbols, as it stands in the file."""
        language = letter_language(person.language, self._language)
        wording = self.wording(language)
        return Letter(
            house=self.house,
            language=language,
            first_name=person.first_name,
            name=person.name,
            site=person.location,
            department=person.department,
            manager=person.manager.name if person.manager else "",
            employee_id=person.employee_id,
            title=wording.title,
            text=wording.text,
            code=codes.format_code(code),
            qr_address=codes.filled_in(self.house.activate_address, person.employee_id, code),
        )

    def wording(self, language: str) -> Wording:
        own = self._own.get(language)
        return Wording(**own.words) if own else words_in(language).standard[self._kind]
