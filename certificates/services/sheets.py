"""What stands on a certificate (T1): the recognition on page 1, the way to an account on page 2."""

from dataclasses import dataclass
from datetime import date, datetime

from certificates.models import Certificate
from certificates.pdf import Sheet, Wording
from certificates.pdf.words import letter_language
from employees.models import Company, Employee
from employees.queries.companies import logo_of
from invites import codes
from invites.models import OwnWords
from invites.queries.letters import wordings_of
from recognition.models import ECardPicture, Recognition
from workstars.lib.clock import days_later, today
from workstars.lib.pdf.paper import paper_in


@dataclass(frozen=True)
class FreshCode:
    """Twelve symbols that exist nowhere else yet, and the last day on which they open an account."""

    symbols: str
    last_day: date

    def __repr__(self) -> str:
        """Errors are logged with what they were about: never with a code (V8)."""
        return f"FreshCode(last_day={self.last_day})"


def fresh_code(certificate: Certificate, now: datetime) -> FreshCode | None:
    """None for who has registered meanwhile (T5)."""
    if certificate.employee.is_registered:
        return None
    company = certificate.company
    return FreshCode(codes.generate(1)[0], days_later(company, now, company.certificate_code_days))


def sheet_of(certificate: Certificate, code: FreshCode | None) -> Sheet:
    """Reads what `certificate` was selected with (rendering.SELECTED), two pictures, and the company's own words."""
    company, person = certificate.company, certificate.employee
    recognition: Recognition = certificate.recipient.recognition
    language = person.language or company.default_language
    return Sheet(
        company_name=company.name,
        logo_png=logo_of(company),
        colour=company.colour,
        sender=recognition.sender.name if recognition.sender else recognition.sender_name,
        recipient=person.name,
        message=recognition.message,
        reason=recognition.reason.name_in(language) if recognition.reason else recognition.reason_text,
        points=certificate.recipient.points,
        sent_on=today(company, recognition.sent_at),
        ecard_jpeg=_picture(recognition),
        language=language,
        paper=paper_in(person.country),
        employee_id=person.employee_id,
        code=codes.format_code(code.symbols) if code else None,
        last_day=code.last_day if code else None,
        activate_address=f"{company.address}/activate",
        qr_address=qr_address(company, person, code),
        ecard_name=recognition.ecard.name if recognition.ecard else "",
        wording=wording_of(company, language),
        without_email=company.login_without_email,
    )


def wording_of(company: Company, language: str) -> Wording:
    """The company's own words in the language that the sheet speaks; empty where it has none (T8)."""
    own = wordings_of(company, OwnWords.Kind.CERTIFICATES).get(letter_language(language))
    return Wording(**own.words) if own else Wording()


def qr_address(company: Company, person: Employee, code: FreshCode | None) -> str:
    """Opens the page filled in: ID and code in the fragment, which no server ever sees (A8)."""
    address = f"{company.address}/activate"
    return codes.filled_in(address, person.employee_id, code.symbols) if code else address


def _picture(recognition: Recognition) -> bytes | None:
    if recognition.ecard_id is None:
        return None
    pictures = ECardPicture.objects.for_company(recognition.company).filter(ecard=recognition.ecard_id)
    print_jpeg = pictures.values_list("print", flat=True).first()
    return bytes(print_jpeg) if print_jpeg else None
