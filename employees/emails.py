"""One function for each mail that has to do with a login or a role."""

from employees.models import Company, Role, RoleGrant, User
from workstars.lib.mail import Message, render_message


def password_reset(user: User, company: Company | None, link: str) -> Message:
    return render_message("emails/password_reset", {"company": company, "link": link}, user.language)


def password_changed(user: User, company: Company | None, link: str) -> Message:
    return render_message(
        "emails/password_changed", {"company": company, "user": user, "link": link}, user.language
    )


def role_granted(grant: RoleGrant, link: str, granted_by: str, language: str) -> Message:
    """Names the first step into the company: the link shows a page, its button accepts."""
    context = {"company": grant.company, "grant": grant, "link": link, "granted_by": granted_by}
    name = "welcome_administrator" if grant.role == Role.ADMINISTRATOR else "welcome_coordinator"
    return render_message(f"emails/{name}", context, language)
