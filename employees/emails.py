"""One function for each mail that has to do with a login or a role."""

from employees.models import Company, User
from workstars.lib.mail import Message, render_message


def password_reset(user: User, company: Company | None, link: str) -> Message:
    return render_message("emails/password_reset", {"company": company, "link": link}, user.language)


def password_changed(user: User, company: Company | None, link: str) -> Message:
    return render_message(
        "emails/password_changed", {"company": company, "user": user, "link": link}, user.language
    )
