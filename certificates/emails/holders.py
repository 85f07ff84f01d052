"""The mails to whom certificates lie with (T2, T3): never with a PDF or a code."""

from collections.abc import Sequence
from dataclasses import dataclass

from employees.models import Company, Employee
from workstars.lib.mail import Message, render_message

NAMES_SHOWN = 5


@dataclass(frozen=True)
class News:
    """How many certificates wait, of whom, and how they came: `batch` is its summary, if it was one; `moved`: they
    were somebody else's to print before."""

    number: int
    names: Sequence[str]
    batch: str = ""
    moved: bool = False

    @property
    def shown(self) -> Sequence[str]:
        return self.names[:NAMES_SHOWN]

    @property
    def more(self) -> int:
        return self.number - len(self.shown)


def certificates_wait(company: Company, holder: Employee, news: News, link: str) -> Message:
    """To a manager with a login. Needs `holder.user`."""
    language = holder.user.language if holder.user else company.default_language
    return _message("emails/certificates_wait", company, holder, news, link, language)


def certificates_unprinted(company: Company, holder: Employee, news: News, link: str) -> Message:
    """Once more, two weeks later. Needs `holder.user`."""
    language = holder.user.language if holder.user else company.default_language
    return _message("emails/certificates_unprinted", company, holder, news, link, language)


def certificates_wait_for_registration(company: Company, holder: Employee, news: News, link: str) -> Message:
    """To a manager without a login yet; `link` opens registration."""
    language = holder.language or company.default_language
    return _message("emails/certificates_register", company, holder, news, link, language)


def _message(
    template: str, company: Company, holder: Employee, news: News, link: str, language: str
) -> Message:
    context = {"company": company, "holder": holder, "news": news, "link": link}
    return render_message(template, context, language)
