"""One person is erased whole (X5): every column of every table and every file of the vault is searched."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from certificates.models import CertificatePack
from employees.models import AuditEvent, Company, Employee, Erasure, HrImport, RoleGrant, Session, User
from employees.services import people
from employees.services.erasing import ErasureRefused
from employees.services.imports import work_on
from invites.codes import parse
from invites.models import CodeFile
from invites.services.activation import open_registration
from recognition.models import Batch, BatchFile, Comment, PointEntry, Reaction, Recipient, Recognition
from recognition.services.batches.sending import send_batch
from tests.employees.importing import rows
from tests.factories import BatchFactory, EmployeeFactory
from tests.people import Person
from tests.portal.erasing import (
    COMMENT,
    FIRST,
    HEADINGS,
    HOME,
    ID,
    LAST,
    LEFT,
    NAME,
    VALUES,
    World,
    found_in_tables,
    kept_files,
    press,
)
from tests.recognition.batching import Desk
from tests.recognition.batching import rows as batch_rows
from workstars.lib import vault
from workstars.portal.services.erasing import Outdated, consequences, erase_who_waits, request_erasure

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawer(settings: Any, tmp_path: Path) -> Path:
    """Where the vault's files lie."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


@pytest.fixture
def world(company: Company, drawer: Path) -> World:
    return World(company)


@pytest.fixture
def sweep(django_capture_on_commit_callbacks: Any) -> Callable[[], int]:
    def once() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return erase_who_waits(LEFT)

    return once


def files(drawer: Path) -> set[str]:
    return {str(path.relative_to(drawer)) for path in drawer.rglob("*") if path.is_file()}


@pytest.mark.rule("X5", "after an erasure no table holds a name, ID, address or message of the person")
@pytest.mark.rule("X5", "files that name the erased person are gone from the vault, with their keys")
@pytest.mark.promise("V3", "the ledger is the same before and after an erasure")
def test_nothing_is_found(world: World, drawer: Path, sweep: Callable[[], int]) -> None:
    assert {value for _table, value in found_in_tables()} == set(VALUES)  # the control
    kept = kept_files(world.company)
    held = {name for name, data in kept.items() if ID.encode() in data or FIRST.encode() in data}
    held.add(world.book.stored_name)
    ledger = list(PointEntry.objects.for_company(world.company).order_by("pk").values_list())
    press(world)
    assert sweep() == 1
    assert found_in_tables() == set()
    left = kept_files(world.company)
    assert files(drawer) == set(left)
    assert len(held) >= 10 and not held & set(left)
    assert list(PointEntry.objects.for_company(world.company).order_by("pk").values_list()) == ledger
    assert (
        sum(row.points for row in PointEntry.objects.for_company(world.company).filter(employee=world.person))
        == 40
    )
    assert sweep() == 0
    pack = CertificatePack.objects.for_company(world.company).get()
    assert (pack.is_kept, pack.items, pack.parts.count()) == (False, [], 0)


@pytest.mark.rule("X5", "from the press the row is nameless, the login closed and the Employee ID free")
def test_at_once(world: World) -> None:
    world.office.now = LEFT
    press(world)
    person = Employee.objects.for_company(world.company).get(pk=world.person.pk)
    assert (person.name, person.employee_id, person.hr_email, person.user) == (
        "Former colleague",
        f"erased {person.pk}",
        "",
        None,
    )
    user = User.objects.get(pk=world.user.pk)
    assert (user.email, user.name, user.is_active) == (None, "Former colleague", False)
    assert not Session.objects.of(user).exists()
    assert not RoleGrant.objects.for_company(world.company).filter(user=user).exists()
    assert found_in_tables((HOME,)) <= {("employees_mail", HOME), ("employees_auditevent", HOME)}
    world.office.load(rows(f"{ID},{FIRST},{LAST},,PL,,", headings=HEADINGS))
    assert world.office.person(ID).pk != person.pk


@pytest.mark.rule("X5", "codes of other people on letters of a shredded file still open registration")
def test_others_codes(world: World, sweep: Callable[[], int]) -> None:
    text = kept_files(world.company)[world.file.stored_name].decode("utf-8-sig")
    code = {row["Employee ID"]: row["Activation Code"] for row in csv.DictReader(StringIO(text))}["00001"]
    press(world)
    sweep()
    file = CodeFile.objects.for_company(world.company).get()
    assert (file.stored_name, bytes(file.wrapped_key), file.shredded_at, file.is_void) == (
        "",
        b"",
        LEFT,
        False,
    )
    opened = open_registration(
        company=world.company, employee_id="00001", code=parse(code), address="192.0.2.7", now=LEFT
    )
    assert opened.employee == world.ewa


@pytest.mark.rule(
    "X5", "a file with codes that nobody fetched becomes void with the erasure, so that others wait again"
)
def test_unfetched(world: World, sweep: Callable[[], int]) -> None:
    CodeFile.objects.for_company(world.company).update(by_schedule=True, first_downloaded_at=None)
    press(world)
    sweep()
    file = CodeFile.objects.for_company(world.company).get()
    assert file.is_void and file.shredded_at == LEFT
    assert "00001" in Employee.objects.for_company(world.company).waiting_for_invite(LEFT.date()).values_list(
        "employee_id", flat=True
    )


@pytest.mark.rule(
    "X5", "thanks to the person alone leave the wall; those with others, and the person's own, lose the name"
)
def test_thanks(world: World, sweep: Callable[[], int]) -> None:
    press(world)
    sweep()
    said = {one.pk: one for one in Recognition.objects.for_company(world.company).select_related("sender")}
    assert (said[world.alone.pk].message, said[world.alone.pk].is_hidden) == ("…", True)
    assert said[world.shared.pk].message == "Thanks Former colleague and Ewa"
    assert said[world.sent.pk].message == "Well done. Former colleague"
    assert said[world.sent.pk].from_whom == "Former colleague"
    assert said[world.about.pk].message == "You helped Former colleague so well"
    assert [said[one.pk].is_hidden for one in (world.shared, world.sent, world.about)] == [False] * 3
    shown = Comment.objects.for_company(world.company).shown().values_list("text", flat=True)
    assert list(shown) == ["Thank you, Former colleague."]
    assert not Reaction.objects.for_company(world.company).filter(employee=world.person).exists()
    assert Recipient.objects.for_company(world.company).filter(employee=world.person).count() == 4
    assert COMMENT not in shown


@pytest.mark.rule("X5", "the erasure is in the audit log, by whom and when, and names nobody")
@pytest.mark.promise(
    "V16", "an erasure is written down when it is asked for, when files go, and when it ends"
)
def test_audit(world: World, sweep: Callable[[], int]) -> None:
    press(world)
    sweep()
    events = AuditEvent.objects.filter(company=world.company, at=LEFT).exclude(action="employee.deactivated")
    label = f"Former colleague {world.person.pk}"
    told = list(events.order_by("pk").values_list("action", "actor_label", "subject_label"))
    assert told[0] == ("employee.erased", "Alice Adams", label)
    assert told[-1] == ("employee.erasure_ended", "Workstars", label)
    actions = [action for action, *_rest in told[1:-1]]
    assert sorted(actions) == sorted(
        ["certificates.shredded", "invites.shredded", *["import.shredded"] * 3, "batch.shredded"]
    )


@pytest.mark.rule("X5", "a batch that names the person and is still to be sent is waited for")
def test_waiting_batch(world: World, sweep: Callable[[], int]) -> None:
    desk = Desk(world.company, world.admin, LEFT)
    file, _findings = desk.check(batch_rows(f"{ID},For {NAME},3,", "00001,Second thanks Ewa,3,"))
    batch = desk.start(file)
    press(world)
    assert sweep() == 0
    assert BatchFile.objects.for_company(world.company).get(pk=file.pk).is_kept
    assert found_in_tables((LAST, HOME)) == set()
    assert send_batch(batch.pk, LEFT)
    assert sweep() == 1
    assert BatchFile.objects.for_company(world.company).get(pk=file.pk).shredded_at == LEFT
    assert found_in_tables() == set()
    assert Recipient.objects.for_company(world.company).filter(recognition__batch=batch).count() == 1


@pytest.mark.rule("X5", "an HR file that a worker has in hand is waited for, and can be shredded after")
def test_import_at_work(world: World, sweep: Callable[[], int]) -> None:
    hr_import = world.office.upload(rows(f"{ID},{FIRST},{LAST},,PL,,", headings=HEADINGS))
    press(world)
    assert sweep() == 0
    work_on(hr_import.pk, LEFT)
    assert sweep() == 1
    after = HrImport.objects.for_company(world.company).get(pk=hr_import.pk)
    assert (after.status, after.shredded_at) == (HrImport.Status.DISCARDED, LEFT)


@pytest.mark.rule("X5", "a login that is somebody in another company too stays there")
def test_elsewhere(world: World, other_company: Company, sweep: Callable[[], int]) -> None:
    there = EmployeeFactory(
        company=other_company, first_name=FIRST, last_name=LAST, registered_at=LEFT, user=world.user
    )
    press(world)
    sweep()
    user = User.objects.get(pk=world.user.pk)
    assert (user.email, user.is_active, there.name) == (HOME, True, NAME)
    assert not AuditEvent.objects.filter(company=world.company, actor=user).exists()


@pytest.mark.rule("X5", "a colleague of the same name keeps it, in the records and in texts")
def test_namesake(world: World, sweep: Callable[[], int]) -> None:
    twin = EmployeeFactory(company=world.company, first_name=FIRST, last_name=LAST)
    press(world)
    sweep()
    twin.refresh_from_db()
    assert twin.name == NAME
    about = Recognition.objects.for_company(world.company).get(pk=world.about.pk)
    assert about.message == f"You helped {NAME} so well"


@pytest.mark.rule("X5", "whoever is active, or has requests that are not over, is not erased")
def test_refused(world: World) -> None:
    BatchFactory(
        company=world.company,
        requested_by=world.user,
        summary="Spring",
        status=Batch.Status.SUBMITTED,
        submitted_at=LEFT,
    )
    with pytest.raises(ErasureRefused, match="asked for batches that are not over: Spring"):
        press(world)
    people.reactivate_employee(company=world.company, employee=world.person, by=world.by, now=LEFT)
    with pytest.raises(ErasureRefused, match="has not left"):
        press(world)
    assert not Erasure.objects.for_company(world.company).exists()


@pytest.mark.rule(
    "X5", "the press is bound to what was shown; an erased person is neither erased again nor brought back"
)
def test_bound(world: World) -> None:
    people_ = Employee.objects.for_company(world.company).select_related("company", "user")
    person = people_.get(pk=world.person.pk)
    shown = consequences(person).fingerprint(person)
    world.give(None, [world.ewa], "More thanks", points=1)
    EmployeeFactory(company=world.company, manager=person)
    with pytest.raises(Outdated):
        request_erasure(company=world.company, employee=person, fingerprint=shown, by=world.by, now=LEFT)
    press(world)
    with pytest.raises(ErasureRefused):
        press(world)
    with pytest.raises(people.StayRefused):
        people.reactivate_employee(company=world.company, employee=person, by=world.by, now=LEFT)


@pytest.mark.rule("X5", "the sealed names of an open erasure move under a new key of the vault")
def test_new_key(world: World, sweep: Callable[[], int], settings: Any, capsys: Any) -> None:
    erasure = press(world)
    newest = max(settings.VAULT_KEYS) + 1
    settings.VAULT_KEYS = {**settings.VAULT_KEYS, newest: b"n" * 32}
    call_command("rotate_keys")
    erasure.refresh_from_db()
    assert vault.sealed_version(erasure.sealed) == newest
    assert sweep() == 1
    erasure.refresh_from_db()
    assert (erasure.sealed, erasure.finished_at) == (None, LEFT)


def address(world: World, *, erase: bool = True) -> str:
    return f"/admin/employees/{world.person.pk}" + ("/erase" if erase else "")


@pytest.mark.rule(
    "X5", "an administrator types the Employee ID; others are refused, and strangers find nothing"
)
def test_page(world: World, alice: Person, bob: Person, charlie: Person, sweep: Callable[[], int]) -> None:
    assert bob.get(address(world)).status_code == 403
    assert charlie.get(address(world)).status_code == 404
    assert charlie.post(address(world), {"typed": ID}).status_code == 404
    page = alice.get(address(world))
    shown = page.context["fingerprint"]
    assert f"Erase {NAME} for good?" in page.content.decode()
    wrong = alice.post(address(world), {"typed": "00001", "fingerprint": shown})
    assert (wrong.status_code, "This is not the Employee ID of this person" in wrong.content.decode()) == (
        422,
        True,
    )
    stale = alice.post(address(world), {"typed": ID, "fingerprint": "x"})
    assert (stale.status_code, "has changed since you looked" in stale.content.decode()) == (409, True)
    assert found_in_tables((HOME,))
    done = alice.post(address(world), {"typed": f" {ID.lower()} ", "fingerprint": shown})
    assert (done.status_code, done["Location"]) == (302, address(world, erase=False))
    assert "Being erased" in alice.get(address(world, erase=False)).content.decode()
    sweep()
    after = alice.get(address(world, erase=False)).content.decode()
    assert "Nobody can tell who this was" in after and "Being erased" not in after
    assert alice.get(address(world))["Location"] == address(world, erase=False)
    assert "Former colleague" not in alice.get("/admin/employees").content.decode()
    for path in ("/admin/audit", "/admin/employees/import", "/admin/recognitions", "/wall"):
        shown_page = alice.get(path)
        assert shown_page.status_code in (200, 403) and LAST not in shown_page.content.decode()


@pytest.mark.promise("V6", "a file shredded by an erasure says so, with 410, wherever it was downloaded")
def test_downloads(world: World, alice: Person, sweep: Callable[[], int]) -> None:
    press(world)
    sweep()
    batch = world.sent_batch
    hr_import = HrImport.objects.for_company(world.company).order_by("pk").first()
    for path in (
        f"/admin/invites/csvs/{world.file.pk}/download",
        f"/admin/employees/import/{hr_import.pk}/file",
        f"/batches/{batch.pk}/uploaded",
    ):
        answer = alice.get(path)
        assert (path, answer.status_code) == (path, 410)
        assert "shredded because a person in it was erased" in answer.content.decode()
    for path in (
        f"/admin/invites/csvs/{world.file.pk}",
        f"/batches/{batch.pk}",
        f"/admin/employees/import/{hr_import.pk}",
    ):
        assert "shredded" in alice.get(path).content.decode()


@pytest.mark.rule("X5", "the page asks the same number of questions however much there is to erase")
def test_queries(world: World, django_assert_num_queries: Any) -> None:
    person = (
        Employee.objects.for_company(world.company).select_related("company", "user").get(pk=world.person.pk)
    )
    with django_assert_num_queries(7):
        consequences(person)
    for _number in range(2):
        world.give(None, [world.ewa], "Thanks", copied=[])
        EmployeeFactory(company=world.company, manager=person)
    with django_assert_num_queries(7):
        consequences(person)
