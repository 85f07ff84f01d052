"""What the audit log's actions are called on pages (C7)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Mapping[str, Promise] = {
    "activation.alarm": _("Many wrong codes were typed"),
    "audit.expired": _("Old events deleted"),
    "audit.exported": _("Audit log exported"),
    "batch.answered": _("Batch: question answered"),
    "batch.approved": _("Batch approved"),
    "batch.asked": _("Batch: question asked"),
    "batch.cancelled": _("Batch cancelled"),
    "batch.changed": _("Batch changed"),
    "batch.created": _("Batch begun"),
    "batch.file_replaced": _("Batch: file replaced"),
    "batch.given_back": _("Batch not sent: to be looked at again"),
    "batch.objected": _("Batch: sender objected"),
    "batch.rejected": _("Batch rejected"),
    "batch.scheduled": _("Batch scheduled"),
    "batch.sent": _("Batch sent"),
    "batch.submitted": _("Batch submitted"),
    "certificate.downloaded": _("Certificate downloaded"),
    "certificate.failed": _("Certificate could not be made"),
    "certificate.handed_over": _("Certificate handed over"),
    "certificate.made_anew": _("Certificate made anew"),
    "certificate.opened": _("Certificate opened"),
    "certificate.printed": _("Certificate printed"),
    "certificate.taken_back": _("Certificate not handed over after all"),
    "certificates.deleted": _("Old certificates deleted"),
    "certificates.issued": _("Certificates issued"),
    "certificates.moved": _("Certificates moved to another manager"),
    "certificates.printed": _("Certificates printed together"),
    "code.assisted": _("Code made on the spot"),
    "company.created": _("Company created"),
    "company.launched": _("Launched"),
    "ecard.added": _("eCard added"),
    "ecard.moved": _("eCard moved"),
    "ecard.renamed": _("eCard renamed"),
    "ecard.switched_off": _("eCard switched off"),
    "ecard.switched_on": _("eCard switched on"),
    "ecards.built_in_added": _("eCards that come with it added"),
    "employee.added": _("Employee added"),
    "employee.changed": _("Record changed"),
    "employee.deactivated": _("Deactivated"),
    "employee.email_bounced": _("HR e-mail does not work"),
    "employee.left": _("Last day is over"),
    "employee.mails_resumed": _("Invitations by e-mail go on"),
    "employee.mails_stopped": _("Invitations by e-mail stopped"),
    "employee.reactivated": _("Back again"),
    "employee.registered": _("Registered"),
    "employees.written": _("Employees written by another system"),
    "employees.exported": _("List of employees exported"),
    "import.applied": _("HR file applied"),
    "import.confirmed": _("HR file confirmed"),
    "import.discarded": _("HR file discarded"),
    "import.failed": _("HR file failed"),
    "import.uploaded": _("HR file uploaded"),
    "invites.deleted": _("Invites CSV deleted"),
    "invites.downloaded": _("Invites CSV downloaded"),
    "invites.generated": _("Invites CSV generated"),
    "login.opened": _("Logged in"),
    "logo.changed": _("Logo changed"),
    "logo.removed": _("Logo taken away"),
    "mail.failed": _("E-mail could not be delivered"),
    "offline_employees.switched_off": _("Offline employees switched off"),
    "offline_employees.switched_on": _("Offline employees switched on"),
    "password.changed": _("Password changed"),
    "password.reset": _("Password reset"),
    "password.reset_asked": _("Password reset asked for"),
    "reason.added": _("Reason added"),
    "reason.changed": _("Reason changed"),
    "reason.moved": _("Reason moved"),
    "reason.switched_off": _("Reason switched off"),
    "reason.switched_on": _("Reason switched on"),
    "reasons.begun": _("Reasons begun with"),
    "recognition.given": _("Recognition given"),
    "recognition.made_private": _("Recognition made private"),
    "reminders.deleted": _("Reminders CSV deleted"),
    "reminders.downloaded": _("Reminders CSV downloaded"),
    "reminders.generated": _("Reminders CSV generated"),
    "role.accepted": _("Role accepted"),
    "role.granted": _("Role given"),
    "role.invited_again": _("Role mail sent again"),
    "role.taken": _("Role taken away"),
    "settings.changed": _("Settings changed"),
    "token.made": _("API token made"),
    "token.revoked": _("API token revoked"),
}
GOOD = frozenset({"employee.registered", "company.launched", "import.applied"})
BAD = frozenset(
    {"certificate.failed", "mail.failed", "employee.email_bounced", "import.failed", "activation.alarm"}
)


def words_for(action: str) -> str:
    """A few words; an action that nobody has named yet is at least readable."""
    known = ACTIONS.get(action)
    return str(known) if known else action.replace(".", " ").replace("_", " ").capitalize()


def kind_of(action: str) -> str:
    """The colour of its dot: good, bad, or none."""
    return "good" if action in GOOD else "bad" if action in BAD else ""
