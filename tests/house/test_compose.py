"""docker-compose.yml, Dockerfile and what belongs to them, read and compared: no engine is needed for it."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import resolve
from packaging.requirements import Requirement

from tests.house import compose, dockerfile
from tests.house.compose import ENOUGH, OURS, ROOT, Refused, services
from workstars.celery import app
from workstars.lib.embedded import application

FREE = {"--bind", "--schedule", "--concurrency", "--workers"}  # what may differ from machine to machine
RAW = compose.FILE.read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def plain(command: list[str] | tuple[str, ...]) -> list[str]:
    """A command line without the interpreter and without what belongs to one machine."""
    words = list(command[2:] if command[1] == "-m" else command)
    return ["*" if before in FREE else word for before, word in zip(["", *words], words, strict=False)]


def started_by_up() -> dict[str, list[str]]:
    programs = application.programs(Path("/var/ws"), 8000, {})
    return {one.name: plain(one.launch.command) for one in programs}


def after(command: list[str], option: str) -> str:
    return command[command.index(option) + 1]


# Processes


@pytest.mark.rule(
    "X6", "compose starts the very processes that `make run` starts, and a migration before them"
)
def test_same_processes_as_up() -> None:
    in_compose = {name: plain(services()[name].command) for name in OURS if name != "migrate"}
    assert in_compose == started_by_up()
    assert services()["migrate"].command == ["python", "manage.py", "migrate", "--no-input"]
    assert set(services()) == {*OURS, "postgres", "valkey", "mail"}


@pytest.mark.rule("X6", "the documentation has the same command lines for starting by hand")
def test_same_processes_by_hand() -> None:
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    block = operations.split("By hand,")[1].split("```")[1]
    assert [shlex.split(line) for line in block.strip().splitlines()] == [
        services()[name].command for name in OURS
    ]


def test_every_queue_has_a_worker() -> None:
    listening = {after(services()[name].command, "-Q") for name in ("worker", "pdf-worker")}
    routed = {route["queue"] for route in app.conf.task_routes.values()}
    assert listening == routed | {app.conf.task_default_queue}


@pytest.mark.rule("T7", "the processes that make PDFs are renewed, since long runs of it keep memory")
def test_pdf_workers_are_renewed() -> None:
    here = after(services()["pdf-worker"].command, "--max-tasks-per-child")
    assert (here, int(here)) == (after(started_by_up()["pdf-worker"], "--max-tasks-per-child"), 10)


@pytest.mark.parametrize(("cores", "workers", "pdf_workers"), [(1, 2, 1), (2, 2, 1), (4, 4, 3), (32, 8, 4)])
def test_as_many_workers_as_the_machine_bears(cores: int, workers: int, pdf_workers: int) -> None:
    assert (application.default_workers(cores), application.pdf_workers(cores)) == (workers, pdf_workers)


@pytest.mark.parametrize(
    ("service", "variable", "option"),
    [("web", "WEB_WORKERS", "--workers"), ("worker", "WORKERS", "--concurrency"),
     ("pdf-worker", "PDF_WORKERS", "--concurrency")],
)  # fmt: skip
def test_the_operator_says_how_many(service: str, variable: str, option: str) -> None:
    assert after(services({**ENOUGH, variable: "7"})[service].command, option) == "7"


def test_nothing_starts_before_the_database_is_up_to_date() -> None:
    waiting = {name: services()[name].facts["depends_on"] for name in OURS}
    assert waiting.pop("migrate") == {
        "postgres": {"condition": "service_healthy"},
        "valkey": {"condition": "service_healthy"},
    }
    done = {"migrate": {"condition": "service_completed_successfully"}}
    assert waiting == {"web": done, "worker": done, "pdf-worker": done, "beat": done}


# Rights


@pytest.mark.rule("X6", "no container runs as root, may gain rights, or may write outside its own folders")
@pytest.mark.parametrize("name", [*OURS, "postgres", "valkey", "mail"])
def test_few_rights(name: str) -> None:
    facts = services()[name].facts
    assert (facts["read_only"], facts["cap_drop"], facts["security_opt"]) == (
        True,
        ["ALL"],
        ["no-new-privileges:true"],
    )
    assert {"privileged", "cap_add", "network_mode", "pid"} & set(facts) == set()
    user = facts.get("user") or dockerfile.final("USER")[-1].rest
    assert re.split("[:]", user)[0] not in ("", "0", "root")
    mounts = [volume.split(":")[0] for volume in facts.get("volumes", [])]
    assert set(mounts) <= {"files", "postgres"}, "only volumes of compose, nothing of the machine"


def test_only_this_machine_can_reach_the_ports() -> None:
    published = {name: one.facts["ports"] for name, one in services().items() if "ports" in one.facts}
    assert published == {"web": ["127.0.0.1:8000:8000"], "mail": ["127.0.0.1:8025:8025"]}


# Settings and secrets


@pytest.mark.rule("X6", "compose refuses to start without its secrets, and names the one that is missing")
@pytest.mark.parametrize("name", ENOUGH)
def test_refused_without(name: str) -> None:
    with pytest.raises(Refused, match=f"^{name} is missing in .env$"):
        services({**ENOUGH, name: ""})


@pytest.mark.rule("X5", "no secret stands in the repository: compose takes each from the environment")
def test_no_secret_is_written_down() -> None:
    secret = re.compile(r"^\s*\w*(?:SECRET|PASSWORD|PEPPER|KEYS)\w*: *(.*)$", re.M)
    values = secret.findall(RAW)
    assert len(values) == 4
    assert [value for value in values if not re.fullmatch(r"\$\{\w+:\?is missing in \.env\}", value)] == []
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [line for line in example.splitlines() if line and not line.startswith("#")] == []
    assert not (ROOT / ".env").exists() or ".env" in (ROOT / ".gitignore").read_text().splitlines()


def read_by_settings() -> set[str]:
    """The variables that production reads; PORT is for `make run`, in a container it is the proxy's business."""
    reads = re.compile(r'\b(?:env(?:\.\w+)?|keys)\(\s*"([A-Z_]+)"')
    folder = ROOT / "workstars" / "settings"
    texts = [(folder / f"{name}.py").read_text() for name in ("base", "environment", "production")]
    return {name for text in texts for name in reads.findall(text)} - {"PORT"}


@pytest.mark.rule(
    "X5", "every variable of the settings can be given to compose, and stands in the documentation"
)
def test_variables_of_settings_compose_and_documentation() -> None:
    named = {name: set(services()[name].facts["environment"]) for name in OURS}
    assert {frozenset(names) for names in named.values()} == {frozenset(read_by_settings())}
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = operations.split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)} == read_by_settings()


def test_example_names_what_compose_asks_for() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#([A-Z_]+)=", example, re.M))
    passed_on = read_by_settings() - set(services()["web"].environment)
    assert compose.variables_of(RAW) <= explained <= compose.variables_of(RAW) | passed_on


def test_what_is_not_set_keeps_its_default() -> None:
    """An empty UPLOAD_MAX_ROWS would be no number."""
    here = services()["web"].environment
    assert "UPLOAD_MAX_ROWS" not in here
    assert services({**ENOUGH, "UPLOAD_MAX_ROWS": "5"})["web"].environment["UPLOAD_MAX_ROWS"] == "5"


def test_own_servers_unless_others_are_named() -> None:
    here = services()["web"].environment
    assert here["DATABASE_URL"] == "postgresql://workstars:0123456789abcdef@postgres:5432/workstars"
    assert (here["REDIS_URL"], here["EMAIL_URL"]) == ("redis://valkey:6379/0", "smtp://mail:1025")
    there = {name: f"scheme://elsewhere/{name}" for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")}
    assert services({**ENOUGH, **there})["worker"].environment.items() >= there.items()


@pytest.mark.rule("X6", "all processes keep their files in one place, which machines can share")
def test_one_place_for_files() -> None:
    volume = dockerfile.final("VOLUME")[0].parts[0]
    places = {(*services()[name].facts["volumes"], services()[name].environment["VAR"]) for name in OURS}
    assert places == {(f"files:{volume}", volume)}
    assert f"STATIC_ROOT={services()['web'].environment['STATIC_ROOT']}" in dockerfile.final("ENV")[0].parts


# Health


@pytest.mark.rule("X5", "every container is asked for its health, web at an address that exists")
def test_health_checks() -> None:
    unasked = [name for name, one in services().items() if "test" not in one.facts["healthcheck"]]
    assert unasked == ["migrate"]
    image = dockerfile.final("HEALTHCHECK")[0].rest
    paths = [
        re.search(r"http://127\.0\.0\.1:8000(/\w+)", text) for text in (services()["web"].check[-1], image)
    ]
    assert [path and resolve(path[1]).url_name for path in paths] == ["readyz", "healthz"]


def test_workers_are_asked_by_their_own_names() -> None:
    for name in ("worker", "pdf-worker"):
        node = after(services()[name].command, "-n").replace("%h", "$HOSTNAME")
        assert f'--destination "{node}"' in services()[name].check[-1]


# The image


def test_dockerfile_is_understood() -> None:
    words = [
        one.word for one in dockerfile.final("FROM") + dockerfile.final("USER") + dockerfile.final("CMD")
    ]
    assert words == ["FROM", "USER", "CMD"]
    assert dockerfile.final("CMD")[0].parts == services()["web"].command
    last = [one.word for one in dockerfile.instructions() if one.word in ("RUN", "COPY", "USER")]
    assert last[-1] == "USER", "nothing is written into the image by the user that runs it"


@pytest.mark.parametrize(
    "text",
    [
        "RUN true",
        "FROM python AS a",
        "FROM python:3.11\nRUN true",
        "FROM a:1 AS b\nINSTALL x",
        "FROM a:1 AS b\nUSER",
    ],
)
def test_a_mistake_in_a_dockerfile_is_found(text: str) -> None:
    with pytest.raises(ValueError, match="line "):
        dockerfile.read(text)


def copied() -> set[str]:
    """What goes from the checkout into any stage."""
    copies = [
        one.parts for one in dockerfile.instructions() if one.word == "COPY" and "--from" not in one.rest
    ]
    return {source for parts in copies for source in parts[:-1]}


@pytest.mark.rule("X6", "the image holds the product and nothing else: no tests, no history, no secrets")
def test_only_the_product_is_copied() -> None:
    ours = {
        apps.get_app_config(label).name for label in ("employees", "invites", "recognition", "certificates")
    }
    assert copied() == {*ours, "workstars", "templates", "manage.py", "requirements/prod.lock"}
    assert {line[1:] for line in IGNORED if line.startswith("!")} == copied()
    assert IGNORED[1] == "*", "everything is left out first"
    assert {"**/__pycache__", "**/.env*"} <= set(IGNORED)
    assert [source for source in copied() if not (ROOT / source).exists()] == []


@pytest.mark.rule("T6", "the image has the libraries that set type, the same as every machine is asked for")
def test_system_libraries() -> None:
    asked = re.findall(r"^  library \S+ (\S+)$", (ROOT / ".ci" / "system-libraries").read_text(), re.M)
    installing = next(one.rest for one in dockerfile.final("RUN") if "apt-get install" in one.rest)
    words = shlex.split(installing.split("apt-get install")[1].split("&&")[0])
    assert sorted(word for word in words if not word.startswith("--")) == sorted(asked)
    assert len(asked) >= 3


# Locks


def locked(name: str) -> dict[str, str]:
    """Versions by package, as the lock names them."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.M))


def wanted(project: dict[str, object], *extras: str) -> list[Requirement]:
    optional = project["optional-dependencies"]
    lists = [project["dependencies"], *(optional[extra] for extra in extras)]
    return [Requirement(line) for one in lists for line in one]


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


@pytest.mark.rule("X6", "production and tests run on the same versions, each with its hash")
def test_locks_agree(project: dict[str, object]) -> None:
    production, development = locked("prod"), locked("dev")
    assert {name: development.get(name) for name in production} == production
    hashes = re.findall(
        r"^[a-z0-9-]+==\S+(?: ;.*)? \\\n    --hash", (ROOT / "requirements" / "prod.lock").read_text(), re.M
    )
    assert len(hashes) == len(production)
    direct = wanted(project)
    assert [
        str(one) for one in direct if not one.specifier.contains(production.get(one.name.lower(), "none"))
    ] == []


def test_production_has_nothing_of_development(project: dict[str, object]) -> None:
    everywhere = {one.name.lower() for one in wanted(project)}
    only_here = {one.name.lower() for one in wanted(project, "dev")} - everywhere
    assert only_here & set(locked("prod")) == set()
    installing = next(one.rest for one in dockerfile.instructions() if "pip install" in one.rest)
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(shlex.split(installing))
