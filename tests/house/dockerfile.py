"""The Dockerfile, taken apart into its instructions."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {
    "FROM", "RUN", "COPY", "ENV", "WORKDIR", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD", "ENTRYPOINT",
    "ARG", "LABEL", "SHELL", "STOPSIGNAL", "ONBUILD", "ADD",
}  # fmt: skip


@dataclass(frozen=True)
class Instruction:
    """One instruction; `stage` is the name of the stage it stands in."""

    line: int
    stage: str
    word: str
    rest: str

    @property
    def parts(self) -> list[str]:
        """Of the JSON form, or of words as a shell sees them."""
        return json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)


def read(text: str) -> list[Instruction]:
    """Raises ValueError for what no builder understands."""
    found: list[Instruction] = []
    stage, lines = "", iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        while line.endswith("\\"):
            line = line[:-1] + next(lines, (0, ""))[1].strip()  # noqa: PLW2901
        word, _, rest = line.partition(" ")
        if word not in KNOWN or not rest.strip():
            raise ValueError(f"line {number}: {line[:60]}")
        if word == "FROM":
            stage = stage_of(rest, number)
        elif not stage and word != "ARG":
            raise ValueError(f"line {number}: {word} before FROM")
        found.append(Instruction(number, stage, word, rest.strip()))
    return found


def stage_of(rest: str, number: int) -> str:
    match = re.fullmatch(r"[\w./-]+:[\w.-]+ AS ([a-z][a-z0-9-]*)", rest.strip())
    if not match:
        raise ValueError(f"line {number}: FROM needs a tag and a name")
    return match[1]


def instructions() -> list[Instruction]:
    return read((ROOT / "Dockerfile").read_text(encoding="utf-8"))


def final(word: str) -> list[Instruction]:
    """Those of one kind in the stage that becomes the image."""
    everything = instructions()
    return [one for one in everything if one.word == word and one.stage == everything[-1].stage]
