"""What apps above the records know of the people of an HR file, before it is undone (E5)."""

from datetime import datetime

from employees.models import Company
from employees.queries.touched import Fate, Since, Touched, since, together

# What somebody is in since a moment: joins to people `e`.
PAPER = "JOIN invites_activationcode c ON c.employee_id = e.id AND c.created_at >= %s"
REGISTRATIONS = "JOIN invites_registration g ON g.employee_id = e.id AND g.begun_at >= %s"
THANKS = (
    "JOIN recognition_recipient x ON x.employee_id = e.id AND x.sent_at >= %s",
    "JOIN recognition_recognition x ON x.sender_id = e.id AND x.sent_at >= %s",
    "JOIN recognition_copy x ON x.employee_id = e.id AND x.sent_at >= %s",
)
# What holds on to somebody who was not there before, whenever it was made.
HOLDS = (
    "JOIN certificates_certificate x ON e.id IN (x.manager_id, x.holder_id) AND x.company_id = e.company_id",
    "JOIN recognition_batch x ON x.from_employee_id = e.id",
    "JOIN recognition_batchcopy x ON x.employee_id = e.id",
)


def met_elsewhere(company: Company, touched: Touched, applied_at: datetime) -> list[Since]:
    """Paper, registrations and thanks of all of them; of the new ones whatever else names them."""
    runs, moment = touched.runs, [applied_at]
    found = since(Fate.REGISTERED, REGISTRATIONS, company, runs, moment)
    found += since(Fate.PRINTED, PAPER, company, runs, moment)
    thanks = [one for join in THANKS for one in since(Fate.RECOGNISED, join, company, runs, moment)]
    thanks += [one for join in HOLDS for one in since(Fate.RECOGNISED, join, company, touched.new)]
    return [*found, *together(thanks)]
