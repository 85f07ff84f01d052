"""The wall as a union of limited branches, each the newest rows of one index: as quick at two million as at twenty.

One OR over all who may see a private recognition would read every row. What a branch answers is (sent_at, id).

A branch of a person does not name the company: a person is of one, and composite keys hold that nothing of another
company names this person. Named, it would mislead the planner about a company that has just got its first rows.
"""

from collections.abc import Sequence

from recognition.queries.wall.viewers import VISIBLE

FROM_RECOGNITION = (
    "SELECT recognition_recognition.sent_at, recognition_recognition.id FROM recognition_recognition"
)
NEWEST = "ORDER BY recognition_recognition.sent_at DESC, recognition_recognition.id DESC LIMIT %(limit)s"
KEY = "(%(at)s, %(pk)s)"
OLDER, NEWER = "<", ">"  # than the key

PUBLIC = f"""{FROM_RECOGNITION}
    WHERE recognition_recognition.company_id = %(company)s AND NOT recognition_recognition.is_private
    {{more}} {NEWEST}"""
PRIVATE = f"""{FROM_RECOGNITION}
    WHERE recognition_recognition.company_id = %(company)s AND recognition_recognition.is_private
    {{more}} {NEWEST}"""
SENT = f"""{FROM_RECOGNITION}
    WHERE recognition_recognition.sender_id = %(employee)s {{more}} {NEWEST}"""


def of_person(column: str, table: str = "recognition_recipient") -> str:
    """What a column of a recipient or a copy leads to; its `sent_at` is the recognition's. One may lead to the same
    recognition several times: a manager's whole team thanked at once."""
    return f"""SELECT DISTINCT person.sent_at, person.recognition_id FROM {table} person {{join}}
    WHERE person.{column} = %(employee)s {{more}}
    ORDER BY person.sent_at DESC, person.recognition_id DESC LIMIT %(limit)s"""  # noqa: S608


RECEIVED = of_person("employee_id")
OF_TEAM = of_person("manager_id")
HELD = of_person("holder_id")
COPIED = of_person("employee_id", "recognition_copy")
JOIN = "JOIN recognition_recognition ON recognition_recognition.id = person.recognition_id"


def of_batches(which: str) -> str:
    """The newest of each batch, then of all."""
    return f"""SELECT newest.sent_at, newest.id FROM {which}
    CROSS JOIN LATERAL (
        {FROM_RECOGNITION} WHERE recognition_recognition.batch_id = batch.id {{more}} {NEWEST}
    ) newest
    WHERE batch.company_id = %(company)s AND batch.send_at IS NOT NULL {{batch_more}}
    ORDER BY newest.sent_at DESC, newest.id DESC LIMIT %(limit)s"""  # noqa: S608


REQUESTED = of_batches("(SELECT * FROM recognition_batch WHERE requested_by_id = %(user)s) batch")
BATCH_COPIED = of_batches(
    "(SELECT b.* FROM recognition_batchcopy c JOIN recognition_batch b ON b.id = c.batch_id"
    " WHERE c.employee_id = %(employee)s) batch"
)
# Of one country: through the country's index, which holds the batch too, or through the batches. Which is less work
# the planner tells from its statistics of these very batches.
BATCHES_COUNTRY = f"""{FROM_RECOGNITION}
    WHERE recognition_recognition.company_id = %(company)s AND recognition_recognition.is_private
    AND recognition_recognition.country = %(country)s AND recognition_recognition.country <> ''
    AND recognition_recognition.batch_id = ANY(%(batches)s) {{more}} {NEWEST}"""
MY_BATCHES = """SELECT id FROM recognition_batch
    WHERE requested_by_id = %(user)s AND company_id = %(company)s AND send_at IS NOT NULL
    UNION SELECT batch_id FROM recognition_batchcopy
    WHERE employee_id = %(employee)s AND company_id = %(company)s"""

# Of one country: where all who are thanked are of it, and where some of them are.
PUBLIC_COUNTRY = f"""{FROM_RECOGNITION}
    WHERE recognition_recognition.company_id = %(company)s AND NOT recognition_recognition.is_private
    AND recognition_recognition.country = %(country)s AND recognition_recognition.country <> ''
    {{more}} {NEWEST}"""
PRIVATE_COUNTRY = PUBLIC_COUNTRY.replace("AND NOT rec", "AND rec")
ALSO_COUNTRY = """SELECT DISTINCT person.sent_at, person.recognition_id FROM recognition_recipient person {join}
    WHERE person.company_id = %(company)s AND person.country = %(country)s AND person.country <> '' {more}
    ORDER BY person.sent_at DESC, person.recognition_id DESC LIMIT %(limit)s"""
ALSO_VISIBLE_COUNTRY = ALSO_COUNTRY.replace("{more}", f"AND {VISIBLE} {{more}}")
# What a person's branches add to those of a country. Public ones are found twice, so that a branch ends with its limit.
OF_ONE_COUNTRY = "recognition_recognition.country = %(country)s"
IN_COUNTRY = """(recognition_recognition.country = %(country)s
    OR (recognition_recognition.country = '' AND EXISTS (SELECT FROM recognition_recipient r
        WHERE r.recognition_id = recognition_recognition.id AND r.country = %(country)s)))"""

# What colleagues who report to the viewer today were thanked for in public, also before that.
OF_REPORTS = f"""SELECT DISTINCT newest.sent_at, newest.id FROM employees_employee report
    CROSS JOIN LATERAL (
        {FROM_RECOGNITION} JOIN recognition_recipient person
            ON person.recognition_id = recognition_recognition.id
        WHERE person.employee_id = report.id AND NOT recognition_recognition.is_private {{person_more}} {{more}}
        ORDER BY person.sent_at DESC, person.recognition_id DESC LIMIT %(limit)s
    ) newest
    WHERE report.manager_id = %(employee)s AND report.company_id = %(company)s AND report.left_at IS NULL
    ORDER BY newest.sent_at DESC, newest.id DESC LIMIT %(limit)s"""  # noqa: S608

# What was said by, or to, any of the people that a search has found, as far as the viewer may see it.
SAID_BY = f"""SELECT newest.sent_at, newest.id FROM unnest(%(people)s::bigint[]) who(id)
    CROSS JOIN LATERAL (
        {FROM_RECOGNITION} WHERE recognition_recognition.sender_id = who.id {{more}} {NEWEST}
    ) newest
    ORDER BY newest.sent_at DESC, newest.id DESC LIMIT %(limit)s"""  # noqa: S608
SAID_TO = f"""SELECT DISTINCT newest.sent_at, newest.id FROM unnest(%(people)s::bigint[]) who(id)
    CROSS JOIN LATERAL (
        {FROM_RECOGNITION} JOIN recognition_recipient person
            ON person.recognition_id = recognition_recognition.id
        WHERE person.employee_id = who.id {{person_more}} {{more}}
        ORDER BY person.sent_at DESC, person.recognition_id DESC LIMIT %(limit)s
    ) newest
    ORDER BY newest.sent_at DESC, newest.id DESC LIMIT %(limit)s"""  # noqa: S608


NOT_HIDDEN = "recognition_recognition.hidden_at IS NULL"
# A recipient's row repeats the country, for the indexes of managers and holders.
OF_RECIPIENT = "FROM recognition_recipient person {join}"


def any_newer(which: str) -> str:
    return f"""EXISTS ({FROM_RECOGNITION} WHERE recognition_recognition.company_id = %(company)s
        AND {which} recognition_recognition.is_private AND {NOT_HIDDEN}
        AND (recognition_recognition.sent_at, recognition_recognition.id) > {KEY})"""


# Of anybody's; an index answers for what is public, another one for what is private.
ANY_NEWER = f"SELECT {any_newer('NOT')} OR {any_newer('')}"


def union(branches: Sequence[str], more_conditions: Sequence[str], *, beyond: str = "") -> str:
    """One statement. Conditions are about recognition_recognition and hold for every branch; what is hidden is in
    none. `beyond` the key: OLDER, NEWER, or everything."""
    said = (
        f"AND (recognition_recognition.sent_at, recognition_recognition.id) {beyond} {KEY}" if beyond else ""
    )
    person = f"AND (person.sent_at, person.recognition_id) {beyond} {KEY}" if beyond else ""
    parts = [
        branch.format(
            more=f"{person if '{join}' in branch else said} {_conditions_of(branch, more_conditions)}",
            join=JOIN,
            person_more=person,
            batch_more="AND batch.send_at <= %(at)s" if beyond == OLDER else "",
        )
        for branch in branches
    ]
    if len(parts) == 1:
        return parts[0]
    together = " UNION ".join(f"({part})" for part in parts)
    return f"{together} ORDER BY 1 DESC, 2 DESC LIMIT %(limit)s"


def _conditions_of(branch: str, conditions: Sequence[str]) -> str:
    """A branch of a country says so itself: said twice, the planner would sort what the index has in order."""
    if "%(country)s" in branch:
        conditions = [one for one in conditions if "%(country)s" not in one]
    if OF_RECIPIENT in branch:
        conditions = [
            one.replace("recognition_recognition.country", "person.shared_country") for one in conditions
        ]
    return " ".join(f"AND {one}" for one in (NOT_HIDDEN, *conditions))
