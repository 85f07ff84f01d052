"""The check of a batch file: whom it means, what it would do, and what is worth a second look (B3, B7)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employees.models import Employee, User
from recognition.csv_import.findings import EarlierBatch, Findings
from recognition.csv_import.preview import PreviewRow
from recognition.models import Batch, BatchFile
from recognition.queries.batch_rows import same_content
from recognition.services.batches.checking import overdue_files, work_on_file
from recognition.tasks import resume_batch_checks
from tests.factories import EmployeeFactory, ReasonFactory
from tests.recognition.batching import Desk, counts, error_table, faulty_of, rows, warning_table
from workstars.lib import vault

BOM = "\ufeff"


@pytest.fixture
def desk(company, alice, now) -> Desk:
    return Desk(company, alice.user, now)


@pytest.fixture
def ann(company):
    return EmployeeFactory(company=company, employee_id="00042", first_name="Ann", last_name="Lee")


@pytest.mark.rule("B3", "the totals are about the good rows: rows, people, points, certificates, unreachable")
def test_totals(desk: Desk, company, ann) -> None:
    EmployeeFactory(company=company, employee_id="M", by_mail=True)
    EmployeeFactory(company=company, employee_id="R", registered=True)
    lines = ("00042,One,10,", "00042,Two,20,", "M,Hi,5,", "R,Hi,0,", "X,Hi,1,", "M,,1,")
    _file, findings = desk.check(rows(*lines))
    assert (findings.rows, findings.good, findings.faulty, findings.errors) == (6, 4, 2, 2)
    assert (findings.people, findings.points) == (3, 35)
    assert (findings.certificates, findings.on_paper, findings.unreachable) == (2, 1, 0)
    assert counts(company) == {"recognitions": 0, "recipients": 0, "entries": 0, "points": 0, "skips": 0}


@pytest.mark.rule("C4", "while offline employees are off, the check says how many people are unreachable")
def test_unreachable(desk: Desk, company, ann) -> None:
    company.offline_employees = False
    company.save()
    _file, findings = desk.check(rows("00042,One,10,", "00042,Two,20,"))
    assert (findings.good, findings.certificates, findings.on_paper, findings.unreachable) == (2, 0, 0, 1)


@pytest.mark.rule("B2", "an Employee ID is matched without case, width and outer spaces, and never guessed")
def test_ids(desk: Desk, company, other_company, ann) -> None:
    EmployeeFactory(company=company, employee_id="Ab-7")
    EmployeeFactory(company=other_company, employee_id="777")
    lines = (
        " ab-7 ,Hi,1,",
        "ＡＢ-7,Hi,1,",
        "42,Hi,1,",
        "000042,Hi,1,",
        "777,Hi,1,",
        "42.0,Hi,1,",
        "1.2E+05,Hi,1,",
    )
    _file, findings = desk.check(rows(*lines))
    assert [shown.employee_id for shown in findings.preview] == ["Ab-7", "Ab-7"]
    assert error_table(findings) == [
        (4, "EMPLOYEE_ID", "“42” differs from Ann Lee (00042) only by zeros in front."),
        (5, "EMPLOYEE_ID", "“000042” differs from Ann Lee (00042) only by zeros in front."),
        (6, "EMPLOYEE_ID", "Nobody with the Employee ID “777” is known."),
        (7, "EMPLOYEE_ID", "Nobody with the Employee ID “42.0” is known."),
        (8, "EMPLOYEE_ID", "Nobody with the Employee ID “1.2E+05” is known."),
    ]
    assert [shown.remedy for shown in findings.problems] == [
        "If that person is meant, write 00042, and format the column as text so that zeros stay.",
        "If that person is meant, write 00042, and format the column as text so that zeros stay.",
        "Write the ID as the HR records have it, or import that person first.",
        "Write the ID as the HR records have it, or import that person first. Perhaps Ann Lee (00042) is meant.",
        "Write the ID as the HR records have it, or import that person first.",
    ]
    assert (findings.problems[0].value, findings.problems[0].code) == ("42", "id_lost_zeros")


@pytest.mark.rule("B2", "an ID known with and without zeros means exactly the one that is written")
def test_both_ids_known(desk: Desk, company, ann) -> None:
    EmployeeFactory(company=company, employee_id="42", first_name="Bo", last_name="Ng")
    _file, findings = desk.check(rows("42,Hi,1,", "00042,Hi,1,"))
    assert [(shown.row, shown.name) for shown in findings.preview] == [(2, "Bo Ng"), (3, "Ann Lee")]
    assert findings.errors == 0


@pytest.mark.rule("B3", "whoever has left, or has not started, is an error of the row with what to do")
def test_people_who_are_not_here(desk: Desk, company, now) -> None:
    names = {"company": company, "first_name": "Bo", "last_name": "Ng"}
    EmployeeFactory(employee_id="1", left_at=now, **names)
    EmployeeFactory(employee_id="2", leaving_date=now.date() - timedelta(days=1), **names)
    EmployeeFactory(employee_id="3", hire_date=date(2026, 3, 3), **names)
    EmployeeFactory(employee_id="4", leaving_date=now.date(), hire_date=now.date(), **names)
    _file, findings = desk.check(rows(*(f"{number},Hi,1," for number in "1234")))
    assert [(shown.row, shown.rule, shown.remedy) for shown in findings.problems] == [
        (
            2,
            "Bo Ng (1) has left the company.",
            "Take this row out. Whoever has left gets no recognition.",
        ),
        (
            3,
            "Bo Ng (2) has left the company.",
            "Take this row out. Whoever has left gets no recognition.",
        ),
        (
            4,
            "Bo Ng (3) has not started yet; the first day is 2026-03-03.",
            "Take this row out, and send it once that person has started.",
        ),
    ]
    assert [shown.employee_id for shown in findings.preview] == ["4"]


@pytest.mark.rule(
    "B2", "a reason is matched in any language; an unknown one is a warning and sent as written"
)
def test_reasons(desk: Desk, company, ann) -> None:
    ReasonFactory(company=company, name="Team spirit", names={"de": "Zusammenhalt"})
    lines = (
        "00042,A,1,TEAM  SPIRIT",
        "00042,B,1,zusammenhalt",
        "00042,C,1,Good egg",
        "00042,D,1,Good egg",
        "00042,E,1,",
    )
    _file, findings = desk.check(rows(*lines))
    assert (findings.good, findings.errors, findings.warnings) == (5, 0, 2)
    assert warning_table(findings) == [
        (4, "REASON", "“Good egg” is none of your company’s reasons."),
        (5, "REASON", "“Good egg” is none of your company’s reasons."),
    ]
    assert [shown.reason for shown in findings.preview] == ["Team spirit", "Team spirit", "Good egg"]


@pytest.mark.rule("T6", "signs that no face for paper has are a warning, for those who get paper")
def test_signs_that_paper_cannot_show(desk: Desk, company, ann) -> None:
    EmployeeFactory(company=company, employee_id="R", registered=True)
    _file, findings = desk.check(
        rows("00042,Zażółć 👍,1,", "00042,\U0001faea \ue000 \U0001faea,1,", "R,\ue000,1,")
    )
    assert (findings.good, warning_table(findings)) == (
        3,
        [
            (
                3,
                "MESSAGE",
                "The certificate shows a small square instead of each of these signs: "
                "\U0001faea\xa0(U+1FAEA), \ue000\xa0(U+E000).",
            )
        ],
    )


@pytest.mark.rule("B3", "rows that repeat an earlier row of the file are named, and still good")
def test_repeated_rows(desk: Desk, company, ann) -> None:
    EmployeeFactory(company=company, employee_id="2")
    lines = ("00042,Hi,1,", "2,Hi,1,", "00042,Hi,1,Team", "00042,Hi,2,", "00042,Hi ,1,")
    _file, findings = desk.check(rows(*lines))
    assert (findings.good, findings.repeated) == (5, 2)
    repeated = [row for row in warning_table(findings) if not row[1]]
    assert repeated == [
        (4, "", "The same person gets the same message and points in line 2 already."),
        (6, "", "The same person gets the same message and points in line 2 already."),
    ]


@pytest.mark.rule("B3", "rows that repeat what an earlier batch sent are named with that batch")
def test_repeated_in_a_batch(desk: Desk, company, ann, other_company, charlie, now) -> None:
    EmployeeFactory(company=other_company, employee_id="00042")
    Desk(other_company, charlie.user, now).send(rows("00042,Elsewhere,1,"))
    desk.send(rows("00042,Hi,1,", "00042,Other,1,"), summary="May")
    lines = ("00042,Hi,1,Team", "00042,Hi,2,", "00042,hi,1,", "00042,Elsewhere,1,")
    _file, findings = desk.check(rows(*lines))
    assert (findings.good, findings.repeated_earlier) == (4, 1)
    assert [row for row in warning_table(findings) if not row[1]] == [
        (2, "", "The same person got the same message and points in the batch “May” already.")
    ]


@pytest.mark.rule(
    "B7", "the same content renamed, reordered, re-encoded or laid out anew is pointed at its first batch"
)
@pytest.mark.parametrize(
    "again",
    [
        rows("2,Grüße,2,team", "00042,Hi,1,"),
        b"\xef\xbb\xbf" + rows("00042,Hi,1,", "2,Grüße,2,Team"),
        rows('" 00042 ";Hi;1;', "2;Grüße ; 2 ;TEAM", headings="EMPLOYEE_ID;MESSAGE;POINTS;REASON"),
        rows("1,,Hi,00042,x", "2,Team,Grüße,2,y", headings="POINTS,REASON,MESSAGE,EMPLOYEE_ID,NOTE"),
        rows("00042,Hi,1,", "2,Grüße,2,Team", "2,,2,Team"),
    ],
)
def test_same_content(desk: Desk, company, ann, again: bytes) -> None:
    EmployeeFactory(company=company, employee_id="2")
    first, _findings = desk.check(rows("00042,Hi,1,", "2,Grüße,2,Team"), summary="May")
    file, findings = desk.check(again)
    assert (findings.earlier, same_content(file)) == (None, None)  # a draft is not submitted
    batch = desk.schedule(first)
    file, findings = desk.work(desk.upload(again, name="june.csv"))
    assert (findings.earlier, same_content(file)) == (EarlierBatch(batch.pk, "May"), batch)
    Batch.objects.for_company(company).filter(pk=batch.pk).update(status="cancelled")
    assert same_content(file) is None


@pytest.mark.rule("B7", "another content, or the same one in another company, is pointed at nothing")
@pytest.mark.parametrize(
    "line",
    ["00042,Hi,2,", "00042,hi,1,", "00042,Hi,1,Team", "2,Hi,1,"],
    ids=["points", "message", "reason", "person"],
)
def test_other_content(desk: Desk, company, ann, other_company, charlie, now, line: str) -> None:
    EmployeeFactory(company=company, employee_id="2")
    EmployeeFactory(company=other_company, employee_id="00042")
    desk.schedule(desk.check(rows("00042,Hi,1,"))[0])
    assert desk.check(rows(line))[1].earlier is None
    assert Desk(other_company, charlie.user, now).check(rows("00042,Hi,1,"))[1].earlier is None


@pytest.mark.rule("B3", "three rows are shown as their recipients will see them")
def test_preview(desk: Desk, company, ann) -> None:
    ReasonFactory(company=company, name="Care", names={"pl": "Troska"})
    Employee.objects.for_company(company).update(language="pl")
    lines = ("7,Hi,1,", '00042,"<b>One</b>\ntwo",10,care', "00042,B,1,", "00042,C,1,", "00042,D,1,")
    _file, findings = desk.check(rows(*lines))
    told = {"language": "pl", "way": "paper"}
    assert findings.preview == [
        PreviewRow(3, "00042", "Ann Lee", "<b>One</b>\ntwo", 10, "Troska", **told, is_longest=True),
        PreviewRow(5, "00042", "Ann Lee", "B", 1, "", **told),
        PreviewRow(6, "00042", "Ann Lee", "C", 1, "", **told),
    ]


@pytest.mark.rule(
    "B3", "the three differ: the first, the longest message, and one that is told in another way"
)
def test_preview_differs(desk: Desk, company, ann) -> None:
    EmployeeFactory(company=company, employee_id="R", registered=True, language="de")
    EmployeeFactory(company=company, employee_id="M", by_mail=True)
    lines = ["M,Hi,1,"] * 40 + ["00042,Hi,1,"] + ["M,Hi,1,"] * 40 + ["M,Longer,1,", "R,Hi,1,"]
    _file, findings = desk.check(rows(*lines))
    found = [(row.row, row.way, row.language, row.is_longest) for row in findings.preview]
    assert found == [(2, "mail", "en", False), (42, "paper", "en", False), (83, "mail", "en", True)]


@pytest.mark.rule("B3", "the preview says of each how that person is told, or that nobody can tell")
def test_preview_ways(desk: Desk, company, ann) -> None:
    EmployeeFactory(company=company, employee_id="R", registered=True)
    mute = EmployeeFactory(company=company, employee_id="L", registered=True)
    User.objects.filter(pk=mute.user_id).update(email=None)
    company.offline_employees = False
    company.save()
    _file, findings = desk.check(rows("00042,Hi,1,", "R,Hi,1,", "L,Hi,1,"))
    assert [(row.employee_id, row.way) for row in findings.preview] == [
        ("00042", ""),
        ("R", "mail"),
        ("L", "login"),
    ]


@pytest.mark.rule("B3", "of many errors the first hundred are shown and all are counted")
def test_many_errors(desk: Desk, ann) -> None:
    _file, findings = desk.check(rows(*(f"00042,Hi,-{n}," for n in range(250)), "00042,Hi,1,"))
    assert (findings.errors, findings.faulty, len(findings.problems), findings.good) == (250, 250, 100, 1)
    assert Findings.from_json(findings.to_json()) == findings


@pytest.mark.rule(
    "B3", "the faulty rows come back as a file with the reason in a column; mended, it is read again"
)
def test_faulty_rows(desk: Desk, ann, now) -> None:
    lines = ("00042,Good,1,,a", '42,"=1+1\nhi",1,,b', "00042,Hi,+5,,c", "00042,Hi")
    file, _findings = desk.check(rows(*lines, headings="EMPLOYEE_ID,MESSAGE,POINTS,REASON,NOTE"))
    data = faulty_of(file, now)
    assert data.decode() == BOM + (
        '"What to mend","EMPLOYEE_ID","MESSAGE","POINTS","REASON","NOTE"\r\n'
        '"Line 3. EMPLOYEE_ID: “42” differs from Ann Lee (00042) only by zeros in front. If that person is meant, '
        'write 00042, and format the column as text so that zeros stay.","42","\'=1+1\nhi","1","","b"\r\n'
        '"Line 5. POINTS: “+5” has a plus sign. Write the digits alone, like 5.","00042","Hi","\'+5","","c"\r\n'
        '"Line 6. This row does not fit the headings: 2 instead of 5 cells. Often a separator inside a cell needs '
        'quotation marks around the cell.","00042","Hi"\r\n'
    )
    mended = data.replace(b'"42"', b'"00042"').replace(b"'+5", b"5").replace(b'"00042","Hi"\r\n', b"")
    again, findings = desk.check(mended)
    assert [(shown.message, shown.points) for shown in findings.preview] == [("=1+1\nhi", 1), ("Hi", 5)]
    assert findings.unused == ["What to mend", "NOTE"]
    assert faulty_of(again, now).count(b"What to mend") == 1


@pytest.mark.rule(
    "B3", "a fingerprint changes with every word, point, person and line, and with nothing else"
)
def test_fingerprint(desk: Desk, company, ann) -> None:
    EmployeeFactory(company=company, employee_id="2")
    base = desk.check(rows("00042,Hi,1,", "2,You,2,Team"))[0].fingerprint
    same = [rows("00042,Hi,1,", "2,You,2,Team", "9,Faulty,1,"), rows(" 00042, Hi ,1,", "2,You,2, Team")]
    other = [
        rows("2,You,2,Team", "00042,Hi,1,"),
        rows("00042,Hi,1,", "2,You,3,Team"),
        rows("00042,Hi,1,", "2,you,2,Team"),
        rows("00042,Hi,1,", "2,You,2,Care"),
        rows("00042,Hi,1,", "00042,You,2,Team"),
        rows("00042,Hi,1,"),
    ]
    assert {desk.check(data)[0].fingerprint for data in same} == {base}
    assert len({base, *(desk.check(data)[0].fingerprint for data in other)}) == 1 + len(other)


@pytest.mark.rule("B3", "the number of queries of a check does not depend on the number of rows")
def test_queries(desk: Desk, company) -> None:
    for n in range(1, 31):
        EmployeeFactory(company=company, employee_id=f"0{n}")
    desk.send(rows("01,Before,1,"))

    def queries(count: int) -> int:
        file = desk.upload(rows(*(f"0{n},Hi,1,New" for n in range(1, count + 1)), "1,Hi,1,", "01,Before,1,"))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            work_on_file(file.pk, desk.now)
        return sum(
            "heartbeat_at" not in query["sql"].split("WHERE")[0] for query in captured.captured_queries
        )

    assert queries(1) == queries(30)


@pytest.mark.rule("B3", "a check without a worker is found by the sweep and done once")
def test_sweep(desk: Desk, ann, now) -> None:
    file = desk.upload(rows("00042,Hi,1,"))
    assert overdue_files() == [file.pk]
    assert resume_batch_checks(at=now.isoformat()) == 1
    assert (overdue_files(), work_on_file(file.pk, now)) == ([], False)


@pytest.mark.rule("X3", "a file that is damaged where it is stored ends the check with a sentence")
def test_damaged(desk: Desk, ann, now) -> None:
    file = desk.upload(rows("00042,Hi,1,"))
    vault.delete(file.stored_name)
    file, _findings = desk.work(file)
    assert (file.status, file.failure) == (
        "failed",
        "This file is no longer where it was stored. Ask the operator to bring it back from a backup.",
    )


@pytest.mark.rule("X3", "a check that breaks off five times fails with a sentence")
def test_gives_up(desk: Desk, ann, now) -> None:
    file = desk.upload(rows("00042,Hi,1,"))
    BatchFile.objects.for_company(desk.company).update(attempts=5)
    file, _findings = desk.work(file)
    assert (file.status, file.failure) == (
        "failed",
        "The check broke off five times. Ask the operator to look into it.",
    )
