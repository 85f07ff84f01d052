"""The mails to administrators about paper (I10). Never a code in them, nor a file: only the way to it."""

from collections.abc import Sequence

from django.urls import reverse

from employees.models import Company
from invites.models import CodeFile
from invites.queries import CountryWaiting
from workstars.lib.mail import Message, render_message


def files_are_ready(company: Company, files: Sequence[CodeFile], language: str) -> Message:
    """Right after the schedule made them."""
    return _about_files(company, files, language, again=False)


def files_still_wait(company: Company, files: Sequence[CodeFile], language: str) -> Message:
    """A week later, once."""
    return _about_files(company, files, language, again=True)


def people_wait(
    company: Company,
    invites: Sequence[CountryWaiting],
    reminders: Sequence[CountryWaiting],
    language: str,
) -> Message:
    """Where no schedule makes files: who waits for one."""
    context = {
        "company": company,
        "invites": invites,
        "reminders": reminders,
        "people": sum(row.waiting for row in (*invites, *reminders)),
        "link": company.address + reverse("invites-overview"),
    }
    return render_message("emails/people_wait", context, language)


def _about_files(company: Company, files: Sequence[CodeFile], language: str, *, again: bool) -> Message:
    context = {
        "company": company,
        "files": files,
        "number": len(files),
        "people": sum(file.rows for file in files),
        "again": again,
        "link": company.address + reverse("invites-overview"),
    }
    return render_message("emails/files_ready", context, language)
