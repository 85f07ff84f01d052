"""What the source may not contain, read as text. Each reader is shown a bad example too."""

import re

import pytest
from django.apps import apps
from django.conf import settings

from tests.architecture import source
from tests.architecture.source import ROOT, sources

# Where a company-owned model is read without naming the company first, and why that is right.
UNSCOPED = {
    (
        "employees/services/bounces.py",
        "_take",
    ): "whose a mail is says its number, once the mark beside it is ours",
    ("employees/services/mail.py", "_claim"): "the outbox hands over every company's mail",
    ("employees/services/mail.py", "_ours"): "the outbox hands over every company's mail",
    ("employees/services/mail.py", "queue_mail"): "the key of a mail is unique over all companies",
    ("employees/services/mail.py", "reseal_mails"): "keys are changed for every company's mail",
    ("employees/services/mail.py", "send_due_mails"): "the outbox hands over every company's mail",
    ("employees/services/mail.py", "take_back_abandoned"): "the outbox hands over every company's mail",
    ("employees/services/mail.py", "queue_mails"): "writes rows, each with its company",
    ("certificates/services/reminding.py", "reminded_lately"): "tied to the employee, who is of one company",
    ("certificates/services/reminding.py", "drop_needless"): "each mail is asked about its own employee",
    ("invites/services/email_invites.py", "due"): "tied to the employee of the row outside",
}
ENVIRONMENT_READERS = {
    "workstars/lib/embedded/environment.py": "`up` starts what the settings point to, so it runs before them",
    "workstars/lib/pdf/faces.py": "fontconfig is told where its faces are by the environment alone",
}
# A negative control takes one protection away to see its test fail; nothing else replaces the product's own code.
NEGATIVE_CONTROLS = "tests/faults/"
PATCHING_TESTS = {
    ("tests/certificates/test_packs.py", "test_meanwhile"): "chunks of one certificate instead of fifty",
    ("tests/certificates/test_packs.py", "test_several_packs"): "two certificates instead of thousands",
    ("tests/conftest.py", "nothing_is_kept"): "no figures are slow, but for the test that asks for it",
    ("tests/employees/test_mail.py", "during"): "what happens while a mail server answers",
    (
        "tests/certificates/test_reminding.py",
        "test_rhythm_without_looking",
    ): "a negative control of reminders",
    ("tests/employees/test_bounces.py", "test_folder_and_pipe"): "the standard input of a process",
    ("tests/employees/test_bulk_races.py", "test_lost_again_and_again"): "a race that is lost every time",
    ("tests/employees/test_import_pages.py", "test_guard_lists_all"): "five people instead of hundreds",
    ("tests/employees/test_import_undo.py", "test_not_held"): "a negative control of undo",
    (
        "tests/invites/test_funnel.py",
        "test_slow_figures_are_kept_and_say_so",
    ): "slow without a million people",
    ("tests/invites/test_email_invites.py", "test_chunks"): "chunks of two people instead of hundreds",
    ("tests/invites/test_letter_pages.py", "test_several_packs"): "two letters instead of thousands",
    ("tests/invites/test_letter_sheets.py", "test_no_like_after_all"): "a negative control of drawing",
    ("tests/invites/test_letters.py", "test_several_packs"): "two letters instead of thousands",
    ("tests/invites/test_letters.py", "test_several_packs_again"): "one letter instead of thousands",
    ("tests/certificates/test_recall_pages.py", "test_recalled_in_pieces"): "two rows at a time",
    ("tests/recognition/test_batch_result.py", "test_in_pieces"): "two rows at a time",
    ("tests/recognition/test_batch_result.py", "test_rows_to_mend_in_pieces"): "one row at a time",
    ("tests/recognition/test_batch_recalling.py", "test_chunks"): "chunks of two rows instead of thousands",
    ("tests/recognition/test_month_sheet.py", "test_one_that_breaks"): "a message that breaks the engine",
    ("tests/lib/test_pdf.py", "test_without_spelling_letters_are_lost"): "a negative control of the engine",
    ("tests/lib/test_pdf.py", "test_spelling_moves_nothing"): "compares with the engine as it comes",
}


def company_models() -> set[str]:
    return {
        model.__name__
        for model in apps.get_models()
        if any(field.name == "company" for field in model._meta.get_fields())
    }


def readable(findings: list[source.Finding]) -> str:
    return "\n".join(map(str, findings))


@pytest.mark.rule("C2", "no query of a company's rows begins without the company")
def test_every_query_names_its_company() -> None:
    models = company_models()
    found = [one for path, text in sources(*source.APPS) for one in source.unscoped(text, path, models)]
    assert readable([one for one in found if one.place not in UNSCOPED]) == ""
    assert set(UNSCOPED) - {one.place for one in found} == set(), "exceptions that are not needed any more"
    assert {"Employee", "RoleGrant", "CodeFile", "AuditEvent"} <= models


def test_a_query_without_company_is_found() -> None:
    bad = """
def list_people(company):
    a = Employee.objects.for_company(company).filter(country="PL")
    b = Employee.objects.filter(country="PL")
    ok = Employee.objects.create(company=company)
    c = models.Employee.objects.across_companies()
    d = get_object_or_404(Employee, pk=1)
    return Company.objects.all(), Employee.objects
"""
    as_service = [one.line for one in source.unscoped(bad, "employees/services/x.py", {"Employee"})]
    as_door = [one.line for one in source.unscoped(bad, "employees/views/x.py", {"Employee"})]
    assert (as_service, as_door) == ([4, 7, 8], [4, 6, 7, 8])


@pytest.mark.rule("X5", "the environment is read by the settings alone")
def test_only_settings_read_the_environment() -> None:
    found = [
        one
        for path, text in [*sources(*source.APPS), ("manage.py", (ROOT / "manage.py").read_text())]
        if not path.startswith("workstars/settings/") and path not in ENVIRONMENT_READERS
        for one in source.environment_reads(text, path)
    ]
    assert readable(found) == ""


def test_a_read_of_the_environment_is_found() -> None:
    bad = """
import os
from os import getenv
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workstars.settings.test")
os.environ.setdefault("DEBUG", "1")
key = os.environ["SECRET_KEY"]
port = os.getenv("PORT")
"""
    assert [one.line for one in source.environment_reads(bad, "x.py")] == [3, 5, 6, 7]


def test_facts_questions_and_acts_have_no_clock() -> None:
    inner = re.compile(r"^(employees|invites|recognition|certificates)/(models|services|queries|csv_)")
    found = [
        one
        for path, text in sources(*source.APPS)
        if inner.match(path)
        for one in source.clock_reads(text, path)
    ]
    assert readable(found) == ""


def test_a_clock_is_found() -> None:
    bad = "def invite(now):\n    return timezone.now() - now, date.today(), now.date()\n"
    assert [one.what for one in source.clock_reads(bad, "x.py")] == ["timezone.now()", "date.today()"]


@pytest.mark.rule("X2", "no page has style or script inside it")
def test_templates_have_no_inline_code() -> None:
    folder = ROOT / "templates"
    paths = sorted(folder.rglob("*.html"))
    found = [
        one
        for path in paths
        for one in source.inline_code(path.read_text(encoding="utf-8"), str(path.relative_to(folder)))
    ]
    assert readable(found) == ""
    assert len(paths) > 10


@pytest.mark.parametrize(
    "bad",
    [
        '<p class="a" style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<button type="button" onclick="go()">',
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
    ],
)
def test_inline_code_is_found(bad: str) -> None:
    assert len(source.inline_code(bad, "employees/list.html")) == 1


@pytest.mark.parametrize(
    "good",
    [
        '<script src="{% static "js/x.js" %}" defer></script>',
        '<link rel="stylesheet" href="x.css">',
        '<p data-once="yes" class="style">one = two</p>',
    ],
)
def test_code_in_its_own_file_is_fine(good: str) -> None:
    assert source.inline_code(good, "employees/list.html") == []


@pytest.mark.rule("X2", "the content security policy allows nothing unsafe and no other host")
def test_policy_is_strict() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert source_words(directives) <= {"'none'", "'self'", "data:"}
    assert {"default-src", "script-src", "style-src", "form-action", "frame-ancestors"} <= set(directives)
    assert "data:" not in source_words(
        {"script-src": directives["script-src"], "style-src": directives["style-src"]}
    )


def source_words(directives: dict[str, object]) -> set[str]:
    """Every source of a policy, nonce placeholders aside."""
    return {str(word) for words in directives.values() if isinstance(words, list | tuple) for word in words}


def test_an_unsafe_policy_is_found() -> None:
    assert source_words({"script-src": ["'self'", "'unsafe-inline'"]}) == {"'self'", "'unsafe-inline'"}


def test_every_test_asserts() -> None:
    texts = list(sources("tests"))
    helpers = source.functions_that_assert(text for path, text in texts)
    found = [one for path, text in texts for one in source.tests_without_assert(text, path, helpers)]
    assert readable(found) == ""


def test_a_test_that_looks_at_nothing_is_found() -> None:
    bad = """
def test_a():
    page.get("/")
def test_b():
    with pytest.raises(ValueError):
        int("x")
def test_c():
    looks_right(1)
"""
    assert [one.function for one in source.tests_without_assert(bad, "x.py", {"looks_right"})] == ["test_a"]
    assert source.functions_that_assert(["def looks_right(x):\n    assert x\ndef other(): pass"]) == {
        "looks_right"
    }


def test_no_test_replaces_the_product() -> None:
    found = [one for path, text in sources("tests") for one in source.patches(text, path)]
    strange = [one for one in found if not one.path.startswith(NEGATIVE_CONTROLS)]
    assert readable([one for one in strange if one.place not in PATCHING_TESTS]) == ""
    assert set(PATCHING_TESTS) - {one.place for one in strange} == set(), (
        "exceptions that are not needed any more"
    )


def test_a_patch_is_found() -> None:
    bad = """
from unittest.mock import patch as p
def test_a(mocker, monkeypatch):
    mocker.patch("x")
    mock.patch.object(x, "y")
    monkeypatch.setattr(x, "y", 1)
    client.patch("/api/v1/x")
"""
    assert [one.line for one in source.patches(bad, "x.py")] == [2, 4, 5, 6, 7]


def test_locks_name_packages_and_no_host() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    texts = [path.read_text(encoding="utf-8") for path in locks]
    assert [line for text in texts for line in source.registry_hosts(text)] == []
    assert [entry for text in texts for entry in source.not_pinned(text)] == []
    assert [path.name for path in locks if path.stat().st_size > 1000] != []


def test_a_host_in_a_lock_is_found() -> None:
    bad = """--index-url https://host.example/simple
x @ https://host.example/x.whl
y==1 \\
    --hash=sha256:00
z>=2
"""
    assert len(source.registry_hosts(bad)) == 2
    assert source.not_pinned(bad) == ["x", "z>=2"]
