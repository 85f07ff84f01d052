"""One function for each mail that has to do with a login or a role."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from employees.models import ApiToken, Company, HrImport, Role, RoleGrant, User
from workstars.lib.mail import Message, render_message

PROBLEMS_TOLD = 5


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


# About what opens a login (A11). They share one template: a heading, sentences, and one button.


def email_confirm(user: User, company: Company | None, link: str, email: str) -> Message:
    return _notice(
        user,
        company,
        title=_("Confirm your new e-mail address"),
        sentences=[
            _(
                "You want to log in with this address from now on. Press the button on the page that the link opens."
            ),
            _(
                "The link works once, for 24 hours. Nothing changes before. You did not ask for it? Then do nothing."
            ),
        ],
        link=link,
        label=_("Confirm this address"),
    )


def email_taken(user: User, company: Company | None, link: str) -> Message:
    """To the owner of a mailbox that somebody else typed, or that has a second login."""
    return _notice(
        user,
        company,
        title=_("This address has a login already"),
        sentences=[
            _(
                "Somebody wanted to log in with this address from another account. It opens an account of its own."
            ),
            _("Nothing has changed. Was it you? Then log in with this address, or choose another one there."),
        ],
        link=link,
        label=_("Log in"),
    )


def email_change_asked(user: User, company: Company | None, link: str) -> Message:
    return _notice(
        user,
        company,
        title=_("Your e-mail address is to be changed"),
        sentences=[
            _("Somebody who knows your password asked to log in with another e-mail address from now on."),
            _("It changes when the other mailbox confirms it. It was not you? Choose a new password now:"),
        ],
        link=link,
        label=_("Choose a new password"),
    )


def email_changed(user: User, company: Company | None, link: str, masked_email: str) -> Message:
    """To the address that was the login until now."""
    return _notice(
        user,
        company,
        title=_("Your e-mail address was changed"),
        sentences=[
            _filled(
                _("You log in with %(email)s from now on. This address opens nothing any more."),
                email=masked_email,
            ),
            _("Other devices have been logged out. It was not you? Tell an administrator at once."),
        ],
        link=link,
        label=_("Log in"),
    )


def factor_added(user: User, company: Company | None, link: str, kind: str) -> Message:
    """`kind` is "app" or "passkey"."""
    what = {
        "app": _("An authenticator app was set up for your login. Its codes are asked from now on."),
        "passkey": _("A passkey was added to your login. It is asked for from now on."),
    }
    return _notice(
        user,
        company,
        title=_("Your login has a new second factor"),
        sentences=[
            what[kind],
            _("Other devices have been logged out. It was not you? Choose a new password now:"),
        ],
        link=link,
        label=_("Choose a new password"),
    )


def factor_removed(user: User, company: Company | None, link: str, kind: str, is_last: bool) -> Message:
    what = {
        "app": _("The authenticator app was removed from your login."),
        "passkey": _("A passkey was removed from your login."),
    }
    sentences: list[Any] = [what[kind], _("It was not you? Choose a new password now:")]
    if is_last:
        sentences.insert(1, _("From now on your password alone opens it."))
    return _notice(
        user,
        company,
        title=_("A second factor was removed"),
        sentences=sentences,
        link=link,
        label=_("Choose a new password"),
    )


def factor_taken_away(user: User, company: Company | None, link: str, by: str) -> Message:
    """Somebody helped who may, as the person has lost everything; or so it was said."""
    return _notice(
        user,
        company,
        title=_("Your second factor was taken away"),
        sentences=[
            _filled(_("%(name)s removed it, so that you can log in and set up a new one."), name=by),
            _("You are logged out everywhere. You did not ask for it? Choose a new password now:"),
        ],
        link=link,
        label=_("Choose a new password"),
    )


def recovery_code_used(user: User, company: Company | None, link: str, left: int) -> Message:
    return _notice(
        user,
        company,
        title=_("A recovery code was used"),
        sentences=[
            _filled(
                _("Somebody logged in with your password and a recovery code. You have %(left)d left."),
                left=left,
            ),
            _("Was it you? Then set up a new app or passkey. It was not you? Tell an administrator at once."),
        ],
        link=link,
        label=_("Open my account"),
    )


def tokens_stopped(user: User, company: Company, link: str, tokens: Sequence[ApiToken]) -> Message:
    """To each administrator who stays: whoever made these is none any more."""
    stopped = _("%(name)s, whose secret %(maker)s has. The system that uses it is refused.")
    return _notice(
        user,
        company,
        title=_("API tokens have stopped"),
        sentences=[
            _("A token works for as long as whoever made it is an administrator. These have stopped:"),
            *(_filled(stopped, name=token.name, maker=token.created_by_label) for token in tokens),
            _(
                "Where the other system is still needed, give its token a new secret; from then on you answer for it."
            ),
        ],
        link=link,
        label=_("Look at the tokens"),
    )


def _filled(sentence: Promise, **values: Any) -> Any:
    """The sentence with its values, in the language of who reads it."""
    return lazy(lambda: str(sentence) % values, str)()


def _notice(
    user: User, company: Company | None, *, title: Any, sentences: list[Any], link: str, label: Any
) -> Message:
    words = {"company": company, "title": title, "sentences": sentences, "link": link, "label": label}
    return render_message("emails/account_notice", words, user.language)


def import_ended(hr_import: HrImport, findings: Any, user: User, link: str) -> Message:
    """How an HR file ended that somebody waited long for; `findings` are `csv_import.findings.Findings`."""
    context = {
        "company": hr_import.company,
        "hr_import": hr_import,
        "findings": findings,
        "problems": findings.error_list[:PROBLEMS_TOLD],
        "link": link,
    }
    return render_message("emails/import_ended", context, user.language)
