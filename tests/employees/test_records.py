"""One model says what a row is, for page, file and API alike (E1, C4, E7, E8, E11, I5)."""

from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.utils.translation import trans_real
from hypothesis import given
from hypothesis import strategies as st

from employees.records import Code, DateOrder, EmployeeRecord, Field, Problem, RowRules, countries, judge
from employees.records.answers import ANSWERS, answer_to
from employees.records.problems import SENTENCES
from employees.records.statuses import ACTIVE_WORDS, LEFT_WORDS, has_left

ANYWHERE = RowRules()
ANN = {"employee_id": "00123", "first_name": "Ann", "last_name": "Lee", "country": "PL"}


def record(rules: RowRules = ANYWHERE, **values: str) -> EmployeeRecord:
    judged = judge({**ANN, **values}, rules)
    assert judged.record is not None, judged.problems
    return judged.record


def problems(rules: RowRules = ANYWHERE, **values: str) -> list[Problem]:
    return judge({**ANN, **values}, rules).problems


def codes(rules: RowRules = ANYWHERE, **values: str) -> list[tuple[Code, Field | None]]:
    return [(problem.code, problem.field) for problem in problems(rules, **values)]


@pytest.mark.rule("E1", "a whole row becomes a record, outer spaces dropped, everything else as written")
def test_a_whole_row() -> None:
    assert record(
        employee_id=" 00123 ",
        first_name=" José María",
        last_name="O’Neill-李 ",
        hr_email=" Jose@Example.com ",
        country="Poland",
        language="pl-PL",
        manager_id="A-7/b",
        job_title="Fitter",
        department="Assembly",
        location="Hall 4",
        hire_date="2020-02-29",
        leaving_date="",
    ) == EmployeeRecord(
        employee_id="00123",
        first_name="José María",
        last_name="O’Neill-李",
        hr_email="Jose@Example.com",
        country="PL",
        language="pl",
        manager_id="A-7/b",
        job_title="Fitter",
        department="Assembly",
        location="Hall 4",
        hire_date=date(2020, 2, 29),
        leaving_date=None,
    )


@pytest.mark.rule("E1", "zeros, letters and dashes of an Employee ID survive")
@pytest.mark.parametrize("text", ["0", "000123", "A-00-7", "00x12", "a b", "١٢٣", "１２３"])
def test_ids_survive(text: str) -> None:
    assert record(employee_id=text).employee_id == text


@pytest.mark.rule("E1", "an Employee ID is required, at least one name, and a country")
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"employee_id": " "}, (Code.ID_MISSING, Field.EMPLOYEE_ID)),
        ({"employee_id": "n/a"}, (Code.ID_MISSING, Field.EMPLOYEE_ID)),
        ({"first_name": "", "last_name": "\u200b"}, (Code.NAME_MISSING, Field.FIRST_NAME)),
        ({"country": " "}, (Code.COUNTRY_MISSING, Field.COUNTRY)),
    ],
)
def test_required(values: dict[str, str], expected: tuple[Code, Field]) -> None:
    assert expected in codes(**values)
    assert judge({**ANN, **values}, ANYWHERE).record is None


def test_one_name_is_enough() -> None:
    assert (record(first_name="").last_name, record(last_name="").first_name) == ("Lee", "Ann")


@pytest.mark.rule("E1", "the company's only country is taken where a row has none")
def test_default_country() -> None:
    rules = RowRules(default_country="DE")
    assert record(rules, country="").country == "DE"
    assert judge({"employee_id": "1", "first_name": "Ann"}, rules).problems == []


@pytest.mark.rule("E1", "nothing is ever cut: too long is an error with length and limit")
@pytest.mark.parametrize(
    ("field", "limit"),
    [("employee_id", 64), ("first_name", 150), ("last_name", 150), ("manager_id", 64), ("department", 150)],
)
def test_lengths(field: str, limit: int) -> None:
    assert getattr(record(**{field: "é" * limit}), field) == "é" * limit
    long = "é" * (limit + 1)
    expected = Problem(Code.TOO_LONG, Field(field), long, {"limit": limit, "length": limit + 1})
    assert problems(**{field: long}) == [expected]


@pytest.mark.rule(
    "I5", "first characters that a spreadsheet runs are refused in names and IDs, by every way in"
)
@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("field", ["employee_id", "first_name", "last_name", "manager_id"])
def test_unsafe_first_characters(first: str, field: str) -> None:
    text = f"{first}1+1"
    assert problems(**{field: f" {text}"}) == [Problem(Code.UNSAFE_FIRST, Field(field), text)]


def test_the_same_characters_inside_are_fine() -> None:
    assert record(employee_id="7-A", last_name="Lee-Ng").employee_id == "7-A"


@pytest.mark.rule("C4", "with offline employees off, e-mail is mandatory for whoever is new")
def test_email_mandatory_while_off() -> None:
    off = RowRules(offline_employees=False)
    assert problems(off) == [Problem(Code.EMAIL_MISSING, Field.HR_EMAIL)]
    assert problems(off, hr_email="") == [Problem(Code.EMAIL_MISSING, Field.HR_EMAIL)]
    assert record(off, hr_email="ann@example.com").hr_email == "ann@example.com"


@pytest.mark.rule(
    "C4", "with it off, people known without an address stay and can be edited; an address cannot be cleared"
)
def test_known_people_while_off() -> None:
    off = RowRules(offline_employees=False)
    blank = {**ANN, "hr_email": ""}
    assert judge(blank, off, is_new=False, may_lack_email=True).problems == []
    assert judge(blank, off, is_new=False).problems == [Problem(Code.EMAIL_MISSING, Field.HR_EMAIL)]
    assert judge(ANN, off, is_new=False).problems == []


@pytest.mark.rule("C4", "a malformed address is refused with offline employees on and off")
@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "ann",
        "ann@",
        "@x.com",
        "a@b",
        "a b@x.com",
        "a@x..com",
        ".a@x.com",
        "a.@x.com",
        "a@-x.com",
        "a@x.com,b@x.com",
        "Ann <a@x.com>",
        "a@x.com\u00a0b",
        "ä@x.com",
        "a@exämple.com",
        "a" * 250 + "@x.com",
    ],
)
def test_malformed_addresses(on: bool, text: str) -> None:
    found = problems(RowRules(offline_employees=on), hr_email=text)
    expected = Code.TOO_LONG if len(text) > 254 else Code.EMAIL_MALFORMED
    assert [(p.code, p.field) for p in found] == [(expected, Field.HR_EMAIL)]


@pytest.mark.parametrize(
    "text", ["a@b.co", "a.b+c@x-y.example", "O'Neil@x.com", "1@2.xn--p1ai", "a_b@sub.x.com"]
)
def test_addresses_that_are_fine(text: str) -> None:
    assert record(hr_email=text).hr_email == text


@pytest.mark.rule(
    "E11", "such a word as a title, department or site stays and is said, or is nothing if asked so"
)
@pytest.mark.parametrize("field", ["job_title", "department", "location"])
@pytest.mark.parametrize("text", ["n/a", " N/A ", "-", "none", "—", "null"])
def test_blank_words_that_may_be_meant(field: str, text: str) -> None:
    row = {"employee_id": "1", "last_name": "Lee", "country": "PL", field: text}
    kept = judge(row, RowRules())
    assert kept.record is not None
    assert getattr(kept.record, field) == text.strip()
    assert [(one.code, one.is_error, one.sentence) for one in kept.problems] == [
        (Code.WORD_KEPT, False, f"“{text.strip()}” is kept as it stands.")
    ]
    emptied = judge(row, RowRules(blank_words=True))
    assert emptied.record is not None
    assert (getattr(emptied.record, field), emptied.problems) == ("", [])


@pytest.mark.rule("E11", "words that only look like one are nobody's business")
@pytest.mark.parametrize("text", ["Nonesuch", "A-1", "No", "X", "Null & Sons"])
def test_titles_that_are_words(text: str) -> None:
    row = {"employee_id": "1", "last_name": "Lee", "country": "PL", "job_title": text}
    assert judge(row, RowRules()).problems == []


@pytest.mark.rule("E11", "n/a, - and none are errors, with treat-as-empty as the remedy")
@pytest.mark.parametrize("text", ["n/a", "N/A", "-", " none ", "null", "#N/A", "—"])
def test_words_instead_of_an_address(text: str) -> None:
    (problem,) = problems(hr_email=text)
    assert problem == Problem(Code.EMAIL_WORD, Field.HR_EMAIL, text.strip())
    assert problem.remedy == "Leave it empty, or choose “treat as empty” for all such cells."
    assert record(RowRules(blank_words=True), hr_email=text).hr_email == ""


@pytest.mark.rule("E1", "a country is understood by English name, alpha-2 and alpha-3, in any case")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Poland", "PL"),
        ("pl", "PL"),
        ("POL", "PL"),
        (" Germany ", "DE"),
        ("Côte d'Ivoire", "CI"),
        ("cote d’ivoire", "CI"),
        ("USA", "US"),
        ("UK", "GB"),
        ("Czech Republic", "CZ"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("The Netherlands", "NL"),
        ("Bahamas", "BS"),
        ("Hong Kong", "HK"),
        ("South Korea", "KR"),
    ],
)
def test_countries(text: str, code: str) -> None:
    assert record(country=text).country == code


@pytest.mark.rule("E6", "a mistyped country is an error with the nearest name, not a new country")
@pytest.mark.parametrize(
    ("text", "near"), [("Polnad", "Poland"), ("Germny", "Germany"), ("Untied Kingdom", "United Kingdom")]
)
def test_country_typo(text: str, near: str) -> None:
    (problem,) = problems(country=text)
    assert (problem.code, problem.params["near"]) == (Code.COUNTRY_UNKNOWN, near)
    assert str(problem) == (
        f"“{text}” is no country that we know. "
        f"Write its name or its code, like Poland, PL or POL. Perhaps {near} is meant."
    )


def test_country_without_a_near_one() -> None:
    (problem,) = problems(country="Qqqqq")
    assert problem.remedy == "Write its name or its code, like Poland, PL or POL."


@pytest.mark.rule("C6", "a country that the company has not listed comes in with a warning")
def test_country_not_listed() -> None:
    rules = RowRules(countries=frozenset({"DE"}))
    judged = judge(ANN, rules)
    assert judged.record is not None
    assert [str(p) for p in judged.problems] == [
        "Poland is not among your company’s countries. "
        "If it is right, add it to the countries in the company’s settings; otherwise mend the cell."
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [("de", "de"), ("DE-AT", "de"), ("pl_PL", "pl"), ("Español", "es"), ("french", "fr"), ("", "")],
)
def test_languages(text: str, code: str) -> None:
    assert record(language=text).language == code


def test_a_language_that_we_do_not_have_is_a_warning() -> None:
    judged = judge({**ANN, "language": "Klingon"}, ANYWHERE)
    assert judged.record is not None
    assert (judged.record.language, [p.code for p in judged.problems]) == ("", [Code.LANGUAGE_UNKNOWN])


@pytest.mark.rule(
    "E6", "days are read year first, or in the one order declared for the column; a time is ignored"
)
@pytest.mark.parametrize(
    ("order", "text", "day"),
    [
        (DateOrder.ISO, "2027-03-04", date(2027, 3, 4)),
        (DateOrder.ISO, "2027-03-04T00:00:00", date(2027, 3, 4)),
        (DateOrder.ISO, "2027/3/4 12:30", date(2027, 3, 4)),
        (DateOrder.DAY_FIRST, "04.03.2027", date(2027, 3, 4)),
        (DateOrder.DAY_FIRST, "4/3/2027 00:00", date(2027, 3, 4)),
        (DateOrder.MONTH_FIRST, "03/04/2027", date(2027, 3, 4)),
        (DateOrder.MONTH_FIRST, "2027-03-04", date(2027, 3, 4)),
    ],
)
def test_days(order: DateOrder, text: str, day: date) -> None:
    assert record(RowRules(date_orders={Field.HIRE_DATE: order}), hire_date=text).hire_date == day


@pytest.mark.rule("E6", "the order of a date is never guessed row by row")
@pytest.mark.parametrize(
    ("order", "text", "code"),
    [
        (DateOrder.ISO, "04.03.2027", Code.DATE_ORDER),
        (DateOrder.ISO, "25/12/2027", Code.DATE_ORDER),
        (DateOrder.MONTH_FIRST, "25/12/2027", Code.DATE_MALFORMED),
        (DateOrder.DAY_FIRST, "31.02.2027", Code.DATE_MALFORMED),
        (DateOrder.DAY_FIRST, "4.3/2027", Code.DATE_MALFORMED),
        (DateOrder.ISO, "20270304", Code.DATE_MALFORMED),
        (DateOrder.ISO, "1803-01-01", Code.DATE_MALFORMED),
        (DateOrder.ISO, "45321", Code.DATE_MALFORMED),
        (DateOrder.ISO, "٢٠٢٧-٠٣-٠٤", Code.DATE_MALFORMED),
        (DateOrder.ISO, "tomorrow", Code.DATE_MALFORMED),
    ],
)
def test_days_that_are_none(order: DateOrder, text: str, code: Code) -> None:
    assert problems(RowRules(date_orders={Field.HIRE_DATE: order}), hire_date=text) == [
        Problem(code, Field.HIRE_DATE, text)
    ]


@pytest.mark.rule("E6", "a year of two digits means 2000 to 2049 or 1950 to 1999, whatever today is")
@pytest.mark.parametrize(
    ("order", "text", "day"),
    [
        (DateOrder.DAY_FIRST, "4.3.27", date(2027, 3, 4)),
        (DateOrder.MONTH_FIRST, "3/4/49", date(2049, 3, 4)),
        (DateOrder.DAY_FIRST, "04-03-50 10:00", date(1950, 3, 4)),
        (DateOrder.ISO, "99-03-04", date(1999, 3, 4)),
    ],
)
def test_years_of_two_digits(order: DateOrder, text: str, day: date) -> None:
    assert record(RowRules(date_orders={Field.HIRE_DATE: order}), hire_date=text).hire_date == day


@pytest.mark.rule("E6", "where nobody has said an order, only 2027-03-04 is a day")
@pytest.mark.parametrize(("text", "code"), [("4.3.27", Code.DATE_SHORT_YEAR), ("4/3/2027", Code.DATE_ORDER)])
def test_days_without_an_order(text: str, code: Code) -> None:
    assert problems(hire_date=text) == [Problem(code, Field.HIRE_DATE, text)]


@pytest.mark.rule("E11", "words that stand for nothing are errors in other columns too, with the same remedy")
@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("leaving_date", "n/a", Code.BLANK_WORD),
        ("hire_date", "none", Code.BLANK_WORD),
        ("manager_id", "-", Code.BLANK_WORD),
        ("manager_id", "N/A", Code.BLANK_WORD),
        ("job_title", "#REF!", Code.CELL_ERROR),
        ("manager_id", "#N/A", Code.CELL_ERROR),
        ("last_name", "#NAME?", Code.CELL_ERROR),
    ],
)
def test_words_that_stand_for_nothing(field: str, text: str, code: Code) -> None:
    (problem,) = problems(**{field: text})
    assert (problem.code, problem.field, problem.value) == (code, Field(field), text)
    assert "treat as empty" in problem.remedy
    assert not getattr(record(RowRules(blank_words=True), **{field: text}), field)


def test_an_id_that_is_an_error_stays_one() -> None:
    assert codes(RowRules(blank_words=True), employee_id="#N/A") == [(Code.CELL_ERROR, Field.EMPLOYEE_ID)]


def test_a_dash_for_a_country_becomes_the_only_one() -> None:
    rules = RowRules(default_country="DE", blank_words=True)
    assert record(rules, country="-").country == "DE"
    assert codes(country="n/a") == [(Code.BLANK_WORD, Field.COUNTRY)]


def test_names_of_countries_leave_no_catalog_behind_but_those_of_mails() -> None:
    held = set(trans_real._translations) | set(settings.MAIL_LANGUAGES)
    countries._local_names.cache_clear()
    assert countries._local_names()["hrvatska"] == "HR"
    assert set(trans_real._translations) == held


@pytest.mark.rule("E1", "a country is understood by its name in its own and in many other languages")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Deutschland", "DE"),
        ("POLSKA", "PL"),
        ("España", "ES"),
        ("Espana", "ES"),
        ("Brasil", "BR"),
        ("Česko", "CZ"),
        ("Česká republika", "CZ"),
        ("Magyarország", "HU"),
        ("Österreich", "AT"),
        ("Suisse", "CH"),
        ("Россия", "RU"),
        ("Україна", "UA"),
        ("Ελλάδα", "GR"),
        ("日本", "JP"),
        ("中国", "CN"),
        ("한국", "KR"),
        ("مصر", "EG"),
        ("ישראל", "IL"),
        ("ไทย", "TH"),
        ("Việt Nam", "VN"),
        ("Royaume-Uni", "GB"),
        ("Stany Zjednoczone", "US"),
        ("Éire", "IE"),
    ],
)
def test_local_names_of_countries(text: str, code: str) -> None:
    assert record(country=text).country == code


def test_typo_in_a_local_name() -> None:
    (problem,) = problems(country="Deutschlnad")
    assert (problem.code, problem.params["near"]) == (Code.COUNTRY_UNKNOWN, "Germany")


@pytest.mark.rule("E6", "words of HR systems for active and left are known in the languages of the product")
def test_words_for_who_has_left() -> None:
    left = [
        "Terminated",
        "INACTIVE",
        "ausgeschieden",
        "Licencié",
        "jubilado",
        "desligada",
        "Zwolniony",
        "T",
        "0",
    ]
    active = ["Active", "On leave", "aktiv", "Actif", "activo", "ativo", "Zatrudniona", "true", "A", "", " "]
    assert [has_left(word) for word in left] == [True] * len(left)
    assert [has_left(word) for word in active] == [False] * len(active)
    assert [has_left(word) for word in ("Full-time", "?", "2027")] == [None] * 3
    assert frozenset() == ACTIVE_WORDS & LEFT_WORDS


def test_leaving_before_hired() -> None:
    assert codes(hire_date="2027-03-04", leaving_date="2027-03-03") == [
        (Code.LEAVES_BEFORE_HIRED, Field.LEAVING_DATE)
    ]
    assert record(hire_date="2027-03-04", leaving_date="2027-03-04").leaving_date == date(2027, 3, 4)


@pytest.mark.rule("E8", "whoever is named as their own manager is an error that names the person")
def test_own_manager() -> None:
    (problem,) = problems(manager_id=" ００123")
    assert problem.sentence == "Ann Lee is named as their own line manager."


@pytest.mark.rule("E7", "an ID that a spreadsheet has turned into a number is reported")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5480.0", Code.ID_DECIMAL),
        ("5480,00", Code.ID_DECIMAL),
        ("1.2E+05", Code.ID_SCIENTIFIC),
        ("1,2e+5", Code.ID_SCIENTIFIC),
        ("4E+12", Code.ID_SCIENTIFIC),
    ],
)
def test_damaged_ids(text: str, code: Code) -> None:
    assert problems(employee_id=text) == [Problem(code, Field.EMPLOYEE_ID, text)]
    assert record(RowRules(odd_ids=True), employee_id=text).employee_id == text


@pytest.mark.parametrize("text", ["12.5", "1E5", "E+05", "5480.01", "12.0.0"])
def test_ids_that_only_look_a_little_like_it(text: str) -> None:
    assert record(employee_id=text).employee_id == text


@pytest.mark.rule("E6", "text is kept in one form (NFC), whatever the file has")
def test_nfc() -> None:
    assert record(first_name="Zoe\u0308").first_name == "Zoë"


@pytest.mark.rule("E6", "zero-width and bidirectional controls are taken out, and that is said")
def test_unseen_characters() -> None:
    judged = judge({**ANN, "employee_id": "\u200b00123\ufeff", "last_name": "\u202eLee\u202c"}, ANYWHERE)
    assert judged.record is not None
    assert (judged.record.employee_id, judged.record.last_name) == ("00123", "Lee")
    assert [(p.code, p.field) for p in judged.problems] == [
        (Code.UNSEEN_REMOVED, Field.EMPLOYEE_ID),
        (Code.UNSEEN_REMOVED, Field.LAST_NAME),
    ]


@pytest.mark.rule("E6", "joiners that a script needs stay in names, not in IDs")
def test_joiners() -> None:
    name = "علی\u200cرضا"
    assert record(first_name=name).first_name == name
    assert record(employee_id="12\u200d3").employee_id == "123"


def test_spaces_that_are_not_plain_stay_inside_a_name() -> None:
    judged = judge({**ANN, "last_name": "\u00a0van\u00a0Dyk\u3000"}, ANYWHERE)
    assert judged.record is not None
    assert (judged.record.last_name, judged.problems) == ("van\u00a0Dyk", [])


@pytest.mark.rule(
    "E6", "a line break in a name or ID is refused, in a department it becomes a space and that is said"
)
def test_line_breaks() -> None:
    assert codes(last_name="Lee\nNg") == [(Code.LINE_BREAK, Field.LAST_NAME)]
    judged = judge({**ANN, "department": "Hall 4 \r\n North\n"}, ANYWHERE)
    assert judged.record is not None
    assert judged.record.department == "Hall 4 North"
    assert [(p.code, p.field) for p in judged.problems] == [(Code.BREAKS_JOINED, Field.DEPARTMENT)]


def test_control_characters_are_named() -> None:
    (problem,) = problems(employee_id="00\x07123")
    assert problem.sentence == "This holds a control character (U+0007) that cannot be printed."


@pytest.mark.rule("E4", "every error of a row is told at once")
def test_all_problems_at_once() -> None:
    found = codes(
        employee_id="=1", last_name="x" * 151, hr_email="ann", country="Polnad", hire_date="1.2.2027"
    )
    assert sorted(code for code, _ in found) == sorted(
        [Code.UNSAFE_FIRST, Code.TOO_LONG, Code.EMAIL_MALFORMED, Code.COUNTRY_UNKNOWN, Code.DATE_ORDER]
    )


@pytest.mark.rule("X3", "every problem has a sentence and a remedy")
@pytest.mark.parametrize("code", Code)
def test_sentences(code: Code) -> None:
    words = [
        "known",
        "country",
        "languages",
        "person",
        "lines",
        "length",
        "limit",
        "character",
        "people",
        "cells",
        "headings",
        "rows",
        "day",
    ]
    problem = Problem(code, Field.EMPLOYEE_ID, "x" * 200, dict.fromkeys(words, "…"))
    assert problem.sentence.endswith(".")
    assert problem.remedy.endswith(".")
    assert "x" * 61 not in problem.sentence
    assert set(SENTENCES) == set(Code)


@given(st.fixed_dictionaries({field.value: st.text() for field in Field}), st.sampled_from(DateOrder))
@pytest.mark.rule("X3", "any text at all is judged: a record or an error, never an exception")
def test_any_text(values: dict[str, str], order: DateOrder) -> None:
    judged = judge(values, replace(ANYWHERE, date_orders={Field.HIRE_DATE: order}))
    assert (judged.record is None) == any(problem.is_error for problem in judged.problems)
    for problem in judged.problems:
        assert str(problem)


@given(st.text(), st.text())
@pytest.mark.rule("E1", "what is judged right is right when it is judged again")
def test_judging_twice_changes_nothing(employee_id: str, name: str) -> None:
    first = judge({**ANN, "employee_id": employee_id, "first_name": name}, ANYWHERE).record
    if first is not None:
        again = judge({key: str(value or "") for key, value in first.model_dump().items()}, ANYWHERE)
        assert (again.record, again.problems) == (first, [])


@pytest.mark.rule("E4", "every problem has its answer on the help page")
@pytest.mark.parametrize("code", Code)
def test_answers(code: Code) -> None:
    assert code in ANSWERS[answer_to(code)]
    assert len(ANSWERS) == 10
