"""One entry a mail: who gets it, when, and how it is made. A test holds that no template of `emails/` is left out.

The mails are made by the functions that make the real ones, so a preview cannot say something else.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.emails import holders
from employees import emails as accounts
from employees.models import Company
from invites.emails import activation, digests, invitation, paper
from recognition.emails import batches, giving, recalls, tickets
from workstars.lib.mail import Message
from workstars.portal.mails.examples import Examples


class Audience(TextChoices):
    EMPLOYEES = "employees", _("To employees")
    MANAGERS = "managers", _("To line managers")
    ADMINISTRATORS = "administrators", _("To administrators and coordinators")
    EVERYBODY = "everybody", _("To everybody with a login")


@dataclass(frozen=True)
class Sample:
    """`template` is the one in `emails/`; several mails can share one. `when` is one sentence."""

    name: str
    template: str
    audience: Audience
    title: Promise
    when: Promise
    make: Callable[[Examples], Message]
    only_offline: bool = False

    def is_of(self, company: Company) -> bool:
        """Whether the company can get it at all."""
        return company.offline_employees or not self.only_offline


def _said(status: str) -> Callable[[Examples], Message]:
    return lambda of: tickets.batch_decided(of.batch, of.entry(status), of.reader)


def _registered(of: Examples) -> Message:
    return digests.registration_digest(of.company, of.registered, of.yesterday, of.yesterday, of.language)


def _news(of: Examples) -> holders.News:
    return holders.News(2, [of.colleague.name, of.registered[1].name])


SAMPLES = (
    Sample(
        "invitation",
        "invitation",
        Audience.EMPLOYEES,
        _("Invitation"),
        _("After launch, once, to every new employee with an HR e-mail."),
        lambda of: invitation.invitation(of.company, of.newcomer, number=1, link=of.link),
    ),
    Sample(
        "reminder",
        "invitation_reminder",
        Audience.EMPLOYEES,
        _("Reminder"),
        _("Every few days, as the settings say, until the employee has registered, left, or been spared."),
        lambda of: invitation.invitation(of.company, of.newcomer, number=2, link=of.link),
    ),
    Sample(
        "six-digits",
        "six_digits",
        Audience.EMPLOYEES,
        _("Six digits"),
        _("During registration, to the address that was typed, to prove the mailbox."),
        lambda of: activation.six_digits(of.registration, "123456"),
    ),
    Sample(
        "recognition",
        "recognition_received",
        Audience.EMPLOYEES,
        _("Thanks received"),
        _("When somebody thanks the employee."),
        lambda of: giving.received(of.recognition, of.recipient, of.link),
    ),
    Sample(
        "recognition-copied",
        "recognition_copied",
        Audience.EMPLOYEES,
        _("Copied on thanks"),
        _("When somebody is copied on a recognition."),
        lambda of: giving.copied(of.recognition, of.employee, [of.colleague], of.link),
    ),
    Sample(
        "batch-copied",
        "batch_copied",
        Audience.EMPLOYEES,
        _("Copied on a batch"),
        _("When a batch is sent on which the employee is copied."),
        lambda of: batches.copied(of.batch, of.employee, 120, of.link),
    ),
    Sample(
        "batch-named",
        "batch_named",
        Audience.EMPLOYEES,
        _("Named as the sender of a batch"),
        _("When a batch is submitted that comes from the employee, who can object."),
        lambda of: tickets.batch_named(of.batch, of.entry(), of.reader, employee=of.employee),
    ),
    Sample(
        "recognition-team",
        "recognition_team",
        Audience.MANAGERS,
        _("Thanks for the team"),
        _("When somebody thanks a direct report."),
        lambda of: giving.team_thanked(of.recognition, of.employee, [of.colleague], of.link),
    ),
    Sample(
        "batch-team",
        "batch_team",
        Audience.MANAGERS,
        _("Batch for the team"),
        _("When a batch is sent in which direct reports are thanked."),
        lambda of: batches.team_thanked(of.batch, of.employee, [of.colleague.name], 1, of.link),
    ),
    Sample(
        "certificates",
        "certificates_wait",
        Audience.MANAGERS,
        _("Certificates to print"),
        _("When certificates have come into the manager's account."),
        lambda of: holders.certificates_wait(of.company, of.employee, _news(of), of.link),
        only_offline=True,
    ),
    Sample(
        "certificates-unprinted",
        "certificates_unprinted",
        Audience.MANAGERS,
        _("Certificates not printed yet"),
        _("When certificates have lain unprinted for two weeks, and every two weeks from then on."),
        lambda of: holders.certificates_unprinted(of.company, of.employee, _news(of), of.link),
        only_offline=True,
    ),
    Sample(
        "certificates-register",
        "certificates_register",
        Audience.MANAGERS,
        _("Certificates to print, before registration"),
        _("When certificates wait for a manager with an HR e-mail who has not registered."),
        lambda of: holders.certificates_wait_for_registration(of.company, of.newcomer, _news(of), of.link),
        only_offline=True,
    ),
    Sample(
        "administrator",
        "welcome_administrator",
        Audience.ADMINISTRATORS,
        _("Named an administrator"),
        _("When somebody is given the role, and again when it is sent again."),
        lambda of: accounts.role_granted(of.grant, of.link, of.colleague.name, of.language),
    ),
    Sample(
        "coordinator",
        "welcome_coordinator",
        Audience.ADMINISTRATORS,
        _("Named a program coordinator"),
        _("When somebody is given the role, and again when it is sent again."),
        lambda of: accounts.role_granted(of.coordinator, of.link, of.colleague.name, of.language),
    ),
    Sample(
        "import",
        "import_ended",
        Audience.ADMINISTRATORS,
        _("HR file done"),
        _("When a large HR file has been worked on, to whoever confirmed it."),
        lambda of: accounts.import_ended(of.hr_import, of.findings, of.user, of.link),
    ),
    Sample(
        "tokens-stopped",
        "account_notice",
        Audience.ADMINISTRATORS,
        _("API tokens have stopped"),
        _("When whoever made an API token is no administrator any more, to those who are."),
        lambda of: accounts.tokens_stopped(of.user, of.company, of.link, [of.api_token]),
    ),
    Sample(
        "people-wait",
        "people_wait",
        Audience.ADMINISTRATORS,
        _("People wait for letters"),
        _("Every week or month, as the settings say, where no schedule makes the files."),
        lambda of: paper.people_wait(of.company, of.waiting, [], of.language),
        only_offline=True,
    ),
    Sample(
        "files-ready",
        "files_ready",
        Audience.ADMINISTRATORS,
        _("Files with codes are ready"),
        _("When a schedule has made files with codes, and once more after a week without a download."),
        lambda of: paper.files_are_ready(of.company, [of.code_file], of.language),
        only_offline=True,
    ),
    Sample(
        "digest",
        "registration_digest",
        Audience.ADMINISTRATORS,
        _("Who registered"),
        _("Once a day, when anybody has registered."),
        _registered,
    ),
    Sample(
        "device-alarm",
        "device_alarm",
        Audience.ADMINISTRATORS,
        _("Several registered on one device"),
        _("When people register on one device with paper that managers had in hand."),
        lambda of: digests.device_alarm(of.company, of.registered, of.language),
        only_offline=True,
    ),
    Sample(
        "activation-alarm",
        "activation_alarm",
        Audience.ADMINISTRATORS,
        _("Many wrong codes"),
        _("When far more wrong codes are typed than people mistype."),
        lambda of: activation.activation_alarm(of.company, 240, 10),
    ),
    Sample(
        "batch-submitted",
        "batch_submitted",
        Audience.ADMINISTRATORS,
        _("Batch to approve"),
        _("When a batch is submitted, to those who may approve it."),
        lambda of: tickets.batch_submitted(of.batch, of.entry(), of.reader, number=1),
    ),
    Sample(
        "batch-approved",
        "batch_decided",
        Audience.ADMINISTRATORS,
        _("Batch approved"),
        _("When a batch is approved, to its requester."),
        _said("approved"),
    ),
    Sample(
        "batch-question",
        "batch_decided",
        Audience.ADMINISTRATORS,
        _("Question about a batch"),
        _("When whoever decides needs to know more, to the requester."),
        _said("needs_info"),
    ),
    Sample(
        "batch-rejected",
        "batch_decided",
        Audience.ADMINISTRATORS,
        _("Batch rejected"),
        _("When a batch is rejected, to its requester."),
        _said("rejected"),
    ),
    Sample(
        "batch-news",
        "batch_news",
        Audience.ADMINISTRATORS,
        _("News of a batch"),
        _("When something is written about a batch, or it is changed, cancelled or objected to."),
        lambda of: tickets.batch_news(of.batch, of.entry("cancelled"), of.reader),
    ),
    Sample(
        "batch-sent",
        "batch_sent",
        Audience.ADMINISTRATORS,
        _("Batch sent"),
        _("When all of a batch is sent, to its requester and the administrators."),
        lambda of: batches.batch_sent(of.batch, of.user, of.outcome, of.link),
    ),
    Sample(
        "batch-recalled",
        "batch_recalled",
        Audience.ADMINISTRATORS,
        _("Batch recalled"),
        _(
            "When a batch is recalled, to its requester, its approvers, and managers who knew of it or hold its paper."
        ),
        lambda of: recalls.batch_recalled(of.recalled_batch, of.reader, of.hands),
    ),
    Sample(
        "batch-sent-back",
        "batch_sent_back",
        Audience.ADMINISTRATORS,
        _("Batch not sent"),
        _("When the file says something else than was confirmed, to the requester."),
        lambda of: batches.batch_given_back(of.batch, of.user, of.why, of.link),
    ),
    Sample(
        "password-reset",
        "password_reset",
        Audience.EVERYBODY,
        _("New password"),
        _("When somebody asks for a new password."),
        lambda of: accounts.password_reset(of.user, of.company, of.link),
    ),
    Sample(
        "password-changed",
        "password_changed",
        Audience.EVERYBODY,
        _("Password changed"),
        _("When the password of a login was changed."),
        lambda of: accounts.password_changed(of.user, of.company, of.link),
    ),
    Sample(
        "email-confirm",
        "account_notice",
        Audience.EVERYBODY,
        _("Confirm an address"),
        _("When somebody wants to log in with another address, to the new one."),
        lambda of: accounts.email_confirm(of.user, of.company, of.link, of.user.address),
    ),
    Sample(
        "email-change",
        "account_notice",
        Audience.EVERYBODY,
        _("Address to be changed"),
        _("When somebody wants to log in with another address, to the present one."),
        lambda of: accounts.email_change_asked(of.user, of.company, of.link),
    ),
    Sample(
        "factor-added",
        "account_notice",
        Audience.EVERYBODY,
        _("New second factor"),
        _("When an app or a passkey is added to a login."),
        lambda of: accounts.factor_added(of.user, of.company, of.link, "app"),
    ),
)


def sample_named(name: str, company: Company) -> Sample | None:
    return next((one for one in SAMPLES if one.name == name and one.is_of(company)), None)
