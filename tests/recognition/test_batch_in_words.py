"""What is written in a batch file, and what page, result, mail, wall and paper make of it, word for word (B2, B3)."""

import csv
import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from io import StringIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from employees.models import Company, Employee, User
from employees.services.mail import send_due_mails
from recognition.models import Batch, PointEntry, Recipient
from recognition.services.batches.sending import send_batch, start_due_batches
from recognition.services.batches.telling import tell_recipients
from tests.certificates.floor import issue, paper_of
from tests.factories import EmployeeFactory, ReasonFactory, UserFactory
from tests.people import signed_in
from tests.recognition.batching import faulty_of, result_of
from tests.recognition.tickets import Ticket, a_coordinator

ANN = "00042"
LONG = "Thank you. " * 181 + "Thank you"  # 2,000 characters
DIGITS = "Write the digits alone, like 1000."
WHOLE = "Write a whole number; 0 for none."
HR_ID = "Write the ID as the HR records have it, or import that person first."


@dataclass(frozen=True)
class Right:
    """A row that is sent: what is read, and for an unknown reason the warning."""

    message: str = "Hi"
    points: int = 1
    reason: str = ""
    warning: str = ""


@dataclass(frozen=True)
class Wrong:
    column: str
    sentence: str
    remedy: str

    @property
    def said(self) -> str:
        return f"{self.column}: {self.sentence} {self.remedy}"


@dataclass(frozen=True)
class Row:
    expected: Right | Wrong
    message: str = "Hi"
    points: str = "1"
    reason: str = ""
    employee_id: str = ANN

    @property
    def cells(self) -> list[str]:
        return [self.employee_id, self.message, self.points, self.reason]


def points(written: str, sentence: str, remedy: str) -> Row:
    return Row(Wrong("POINTS", sentence, remedy), points=written)


def kept(message: str) -> Row:
    return Row(Right(message), message=message)


TABLE = [
    # POINTS
    points(
        "10.5",
        "“10.5” is not written as a whole number.",
        "Write the digits alone, without a point, like 10.",
    ),
    points(
        "10.0",
        "“10.0” is not written as a whole number.",
        "Write the digits alone, without a point, like 10.",
    ),
    points("1,000", "“1,000” holds a separator for thousands, or a decimal comma.", DIGITS),
    points(
        "1e3",
        "“1e3” is a number that a spreadsheet shortened.",
        "Format the column as a number without decimals and write all digits, like 1000.",
    ),
    points("-5", "“-5” is negative. A batch gives points and takes none.", "Write 0 or more."),
    points("+5", "“+5” has a plus sign.", "Write the digits alone, like 5."),
    Row(Right("No points", 0), message="No points", points="0"),
    points("١٠٠", "“١٠٠” is written in other digits than 0 to 9.", "Write it with the digits 0 to 9."),
    points("１００", "“１００” is written in other digits than 0 to 9.", "Write it with the digits 0 to 9."),
    points("1_000", "“1_000” holds a separator for thousands, or a decimal comma.", DIGITS),
    Row(Right("Fifty", 50), message="Fifty", points=" 50 "),
    points("", "The points are missing.", WHOLE),
    points(
        "99999999999999999999",
        "“99999999999999999999” has more than six digits.",
        "Write 999999 or less, without zeros in front.",
    ),
    # MESSAGE
    kept(LONG),
    Row(
        Wrong(
            "MESSAGE",
            "The message has 2001 characters; the limit is 2000. Nothing is ever cut.",
            "Make it shorter.",
        ),
        message=LONG + "!",
    ),
    kept("\n".join(f"Line {n}" for n in range(1, 61))),
    Row(
        Wrong("MESSAGE", "The message has 61 lines; the limit is 60.", "Join some of them."),
        message="\n".join(["Line"] * 61),
    ),
    kept("First line\n\nThird line"),
    kept("Well done 👏🏽 👨‍👩‍👧"),
    kept("شكرا جزيلا على كل شيء"),
    kept("<script>alert(1)</script>"),
    kept("{{7*7}} {% now %}"),
    kept("=cmd()|' /C calc'!A0"),
    Row(
        Wrong("MESSAGE", "The message is missing.", "Write what this person is thanked for."), message=" \n "
    ),
    # EMPLOYEE_ID
    Row(Right("Spaces"), message="Spaces", employee_id=f"  {ANN}\u00a0"),
    Row(Wrong("EMPLOYEE_ID", "Nobody with the Employee ID “9” is known.", HR_ID), employee_id="9"),
    Row(Wrong("EMPLOYEE_ID", "Nobody with the Employee ID “777” is known.", HR_ID), employee_id="777"),
    Row(Wrong("EMPLOYEE_ID", "Nobody with the Employee ID “=1+1” is known.", HR_ID), employee_id="=1+1"),
    Row(
        Wrong(
            "EMPLOYEE_ID",
            "Bo Ng (2) has left the company.",
            "Take this row out. Whoever has left gets no recognition.",
        ),
        employee_id="2",
    ),
    Row(
        Wrong(
            "EMPLOYEE_ID",
            "“42” differs from Ann Lee (00042) only by zeros in front.",
            "If that person is meant, write 00042, and format the column as text so that zeros stay.",
        ),
        employee_id="42",
    ),
    # REASON
    Row(Right("Spirit", 1, "Team spirit"), message="Spirit", reason=" TEAM  spirit "),
    Row(Right("Geist", 1, "Team spirit"), message="Geist", reason="zusammenhált"),
    Row(
        Right("Egg", 1, "=Good egg", "“=Good egg” is none of your company’s reasons."),
        message="Egg",
        reason="=Good egg",
    ),
    Row(
        Wrong(
            "REASON",
            "The reason has 101 characters; the limit is 100.",
            "Write one of your company’s reasons, or leave it empty.",
        ),
        reason="r" * 101,
    ),
]


def file_of(table: list[Row]) -> tuple[bytes, dict[int, Row]]:
    """The file, and on which line of it each row begins."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["EMPLOYEE_ID", "MESSAGE", "POINTS", "REASON"])
    lines = {}
    for row in table:
        lines[out.getvalue().count("\n") + 1] = row
        writer.writerow(row.cells)
    return out.getvalue().encode(), lines


FILE, LINES = file_of(TABLE)
RIGHT = {line: row.expected for line, row in LINES.items() if isinstance(row.expected, Right)}
WRONG = {line: row.expected for line, row in LINES.items() if isinstance(row.expected, Wrong)}


@pytest.fixture
def ann(company: Company) -> User:
    user = UserFactory(email="ann@home.example")
    names = {"first_name": "Ann", "last_name": "Lee"}
    EmployeeFactory(company=company, employee_id=ANN, registered=True, user=user, **names)
    return user


@pytest.fixture
def ticket(company: Company, other_company: Company, ann: User, now: datetime) -> Ticket:
    Company.objects.filter(pk=company.pk).update(launched_at=now)
    company.refresh_from_db()
    EmployeeFactory(company=company, employee_id="2", first_name="Bo", last_name="Ng", left_at=now)
    EmployeeFactory(company=other_company, employee_id="777")
    ReasonFactory(company=company, name="Team spirit", names={"de": "Zusammenhalt"})
    return Ticket(company, a_coordinator(company, "Dora Dean"), now).begin(FILE)


@pytest.fixture
def sent(ticket: Ticket, now: datetime) -> Batch:
    ticket.submit(good_rows_only=True)
    start_due_batches(now)
    assert send_batch(ticket.pk, now)
    return ticket.batch


def table_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the table whose caption is `heading`, as they are read."""
    (table,) = re.findall(rf"<table[^>]*>\s*<caption[^>]*>{heading}</caption>.*?</table>", page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells]


def shortened(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:59]}…"


@pytest.mark.rule(
    "B3", "the check names every error by line, column, value, what is wrong and how to mend it"
)
def test_check_page(ticket: Ticket) -> None:
    page = signed_in(ticket.requester, ticket.company).get(f"/batches/{ticket.pk}").content.decode()
    places = {"EMPLOYEE_ID": 0, "MESSAGE": 1, "POINTS": 2, "REASON": 3}
    assert table_of(page, "What is wrong") == [
        [
            f"Line {line:,}",
            wrong.column,
            shortened(LINES[line].cells[places[wrong.column]].strip()),
            wrong.sentence,
            wrong.remedy,
        ]
        for line, wrong in WRONG.items()
    ]
    assert table_of(page, "Warning") == [
        [
            f"Line {line:,}",
            "REASON",
            right.warning,
            "It is sent as written, and the wall cannot be filtered by it.",
        ]
        for line, right in RIGHT.items()
        if right.warning
    ]


@pytest.mark.rule(
    "B5", "each good row is one recognition and one ledger entry with the words and points written"
)
def test_what_is_sent(sent: Batch) -> None:
    rows = Recipient.objects.for_company(sent.company).order_by("recognition__batch_row")
    found = {
        row.recognition.batch_row: Right(row.recognition.message, row.points, row.recognition.reason_label)
        for row in rows.select_related("recognition__reason")
    }
    assert found == {line: Right(row.message, row.points, row.reason) for line, row in RIGHT.items()}
    entries = PointEntry.objects.for_company(sent.company).order_by("pk")
    assert list(entries.values_list("points", flat=True)) == [row.points for row in RIGHT.values()]


@pytest.mark.rule(
    "B5", "the result says of each row that it was sent, or why not, and runs in no spreadsheet"
)
def test_result(sent: Batch, now: datetime) -> None:
    text = result_of(sent, now).decode("utf-8-sig")
    expected = [["Line", "Employee ID", "Name", "Outcome"]]
    for line, row in LINES.items():
        if isinstance(row.expected, Right):
            expected.append([str(line), ANN, "Ann Lee", "Sent"])
        else:
            written = row.employee_id.replace("=", "'=")
            expected.append([str(line), written, "", f"Left out: {row.expected.said}"])
    assert list(csv.reader(StringIO(text, newline=""))) == expected


@pytest.mark.rule("B3", "the rows to mend come back as they were written, with the reason in front, defused")
def test_rows_to_mend(ticket: Ticket, now: datetime) -> None:
    assert ticket.batch.file is not None
    text = faulty_of(ticket.batch.file, now).decode("utf-8-sig")
    _headings, *found = csv.reader(StringIO(text, newline=""))
    assert found == [
        [f"Line {line}. {wrong.said}", *(defused(cell) for cell in LINES[line].cells)]
        for line, wrong in WRONG.items()
    ]


def defused(cell: str) -> str:
    return f"'{cell}" if cell[:1] in tuple("=+-@") else cell


@pytest.mark.rule("R3", "the mail of each row bears its message, reason and points as they were written")
def test_mails(sent: Batch, now: datetime) -> None:
    while tell_recipients(now):
        pass
    send_due_mails(now, 100)
    found = [str(one.body) for one in mail.outbox if one.to == ["ann@home.example"]]
    assert sorted(map(_said_in, found)) == sorted(
        (row.message, row.reason, row.points) for row in RIGHT.values()
    )
    written = [str(content) for one in mail.outbox for content, _kind in getattr(one, "alternatives", [])]
    assert [html for html in written if "<script>" in html or "49 " in html] == []


def _said_in(body: str) -> tuple[str, str, int]:
    said = body.split("thanks you:\n\n", 1)[1].split("\n\nSee it:", maxsplit=1)[0]
    said, _, given = said.partition("\n\nWith it come")
    said, _, reason = said.partition("\n\nFor: ")
    number = re.search(r"[0-9]+", given)
    return said.strip("\n"), reason.strip("\n"), int(number[0]) if number else 0


@pytest.mark.rule("B2", "on the wall each message stands as it was written, and nothing of it runs")
def test_wall(sent: Batch, ann: User) -> None:
    page = signed_in(ann, sent.company).get("/wall").content.decode()
    said = re.findall(r'<p class="said" dir="auto">(.*?)</p>', page, re.DOTALL)
    newest_first = [row.message for row in RIGHT.values()][::-1]
    assert [unescape(message) for message in said] == newest_first
    assert "<script>alert" not in page


@pytest.mark.rule("T1", "on paper what looks like code stands as text, with the points and the reason")
def test_paper(company: Company, ticket: Ticket, now: datetime) -> None:
    Employee.objects.for_company(company).with_employee_id(ANN).update(registered_at=None, user=None)
    hostile = "<script>alert(1)</script>\n{{7*7}} {% now %}\n=cmd()"
    data, _lines = file_of([Row(Right(), message=hostile, points="1234", reason="zusammenhalt")])
    Ticket(company, ticket.requester, now).begin(data, summary="Paper").submit()
    (batch,) = start_due_batches(now)
    send_batch(batch, now)
    issue(now)
    person = Employee.objects.for_company(company).with_employee_id(ANN).get()
    text = paper_of(person)
    for words in (
        "<script>alert(1)</script> {{7*7}} {% now %} =cmd()",
        "1,234",
        "Team spirit",
        "Ann Lee",
        ANN,
    ):
        assert words in text


HEADINGS = [
    ("order", "REASON,POINTS,MESSAGE,EMPLOYEE_ID", ",1,Hi,00042", []),
    ("case, space for underscore", "employee id,Message,pOiNTS,reason", "00042,Hi,1,", []),
    ("BOM", "\ufeffEMPLOYEE_ID,MESSAGE,POINTS,REASON", "00042,Hi,1,", []),
    (
        "extra",
        "EMPLOYEE_ID,MESSAGE,POINTS,REASON,Name,Cost centre",
        "00042,Hi,1,,x,y",
        ["Name", "Cost centre"],
    ),
]
REFUSED = [
    (
        "missing",
        "EMPLOYEE_ID,MESSAGE,POINTS",
        "The column REASON is missing. The first line of the file has: EMPLOYEE_ID, MESSAGE, POINTS. "
        "All four columns are needed, also where REASON is empty.",
    ),
    (
        "twice",
        "EMPLOYEE_ID,MESSAGE,POINTS,Points,REASON",
        "Columns 3 and 4 are both called “Points”. Rename one of them or take it out.",
    ),
    (
        "twice, spelt otherwise",
        "EMPLOYEE_ID,MESSAGE,POINTS,REASON,employee id",
        "The column EMPLOYEE_ID is there twice. Take one of them out.",
    ),
    (
        "another language",
        "Personalnummer,Nachricht,Punkte,Grund",
        "These columns are missing: EMPLOYEE_ID, MESSAGE, POINTS, REASON. The first line of the file has: "
        "Personalnummer, Nachricht, Punkte, Grund. It has to hold EMPLOYEE_ID, MESSAGE, POINTS and REASON.",
    ),
]


def upload(ticket: Ticket, data: bytes) -> str:
    """The page that follows."""
    dora = signed_in(ticket.requester, ticket.company)
    answer = dora.post(f"/batches/{ticket.pk}/file", {"file": SimpleUploadedFile("thanks.csv", data)})
    if answer.status_code == 302:
        ticket.check()
        answer = dora.get(f"/batches/{ticket.pk}")
    return unescape(re.sub(r"<[^>]+>", "", str(answer.content.decode())))


@pytest.mark.rule("B2", "headings are found in any order, case and spelling; others are named on the page")
@pytest.mark.parametrize(
    ("headings", "line", "unused"), [case[1:] for case in HEADINGS], ids=[c[0] for c in HEADINGS]
)
def test_headings(ticket: Ticket, headings: str, line: str, unused: list[str]) -> None:
    page = " ".join(upload(ticket, f"{headings}\n{line}\n".encode()).split())
    assert "All rows are good" in page
    named = f"Columns that are not read: {', '.join(unused)}"
    assert (named in page, "Columns that are not read" in page) == (bool(unused), bool(unused))


@pytest.mark.rule("B2", "headings that are missing or there twice refuse the file with what it has and needs")
@pytest.mark.parametrize(
    ("headings", "sentence"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_refused_headings(ticket: Ticket, headings: str, sentence: str) -> None:
    page = " ".join(upload(ticket, f"{headings}\n1,2,3,4,5\n".encode()).split())
    said = page[page.index("One thing to mend") :]
    assert said.count(sentence) == 2, said[:300]  # above, and at the field
    assert ticket.batch.file is not None and ticket.batch.file.rows == len(TABLE)
