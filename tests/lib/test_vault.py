"""Files and small secrets at rest: what goes in comes back whole, or is not handed out at all."""

import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstars.lib import vault
from workstars.lib.vault import CHUNK, FileDamaged, FileMissing, KeyMissing, StoredFile

FIRST, SECOND = b"a" * 32, b"b" * 32


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    """An empty vault with one key; answers where the files lie."""
    settings.VAULT_KEYS = {1: FIRST}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


def damage(folder: Path, stored: StoredFile, change) -> None:
    path = folder / stored.name
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
@pytest.mark.rule("A3", "a file of any length comes back from the vault byte for byte")
def test_round_trip(size: int) -> None:
    plain = os.urandom(size)
    stored = vault.store("codes", plain)
    assert (vault.load(stored) == plain, stored.size, stored.key_version) == (True, size, 1)
    pieces = list(vault.load_pieces(stored))
    assert (b"".join(pieces) == plain, max(map(len, pieces))) == (True, min(size, CHUNK))


@pytest.mark.rule("A3", "a row that kept the columns finds its file again")
def test_columns() -> None:
    stored = vault.store("codes", b"rows")
    row = SimpleNamespace(**stored.columns)
    assert StoredFile.named_by(row) == stored


@pytest.mark.rule("A3", "what lies on the disk holds nothing of what was stored")
def test_disk_shows_nothing(folder: Path) -> None:
    stored = vault.store("codes", b"BCDF-GHJK-LMNP " * 1000)
    on_disk = (folder / stored.name).read_bytes()
    assert [word for word in (b"BCDF", b"GHJK", stored.wrapped_key) if word in on_disk] == []


@pytest.mark.rule("A3", "equal files get unequal bytes and unequal data keys")
def test_every_file_has_its_own_key(folder: Path) -> None:
    one, two = vault.store("codes", b"same"), vault.store("codes", b"same")
    assert one.name != two.name and one.wrapped_key != two.wrapped_key and one.sha256 == two.sha256
    assert (folder / one.name).read_bytes() != (folder / two.name).read_bytes()


@pytest.mark.parametrize("position", [0, 5, 11, 2000, CHUNK + 40, -1])
@pytest.mark.rule("V6", "one flipped bit anywhere in the stored bytes is found")
def test_flipped_bit(folder: Path, position: int) -> None:
    stored = vault.store("codes", os.urandom(2 * CHUNK))

    def flip(data: bytes) -> bytes:
        changed = bytearray(data)
        changed[position] ^= 1
        return bytes(changed)

    damage(folder, stored, flip)
    for ask in (vault.load, vault.load_pieces):
        with pytest.raises(FileDamaged, match="damaged where it is stored"):
            ask(stored)


@pytest.mark.rule(
    "V6", "a file that is handed out piece by piece is whole to the end, also when it is deleted"
)
def test_deleted_while_it_is_handed_out() -> None:
    stored = vault.store("codes", bytes(2 * CHUNK))
    pieces = vault.load_pieces(stored)
    vault.delete(stored.name)
    assert sum(map(len, pieces)) == 2 * CHUNK


@pytest.mark.parametrize("keep", [0, 4, 11, 11 + CHUNK + 16, -1, -16])
@pytest.mark.rule("V6", "a file whose end is missing is found, at a chunk's edge too")
def test_truncated(folder: Path, keep: int) -> None:
    stored = vault.store("codes", os.urandom(2 * CHUNK))
    damage(folder, stored, lambda data: data[:keep])
    with pytest.raises(FileDamaged):
        vault.load(stored)


@pytest.mark.rule("V6", "chunks in another order, or one too many, are found")
def test_swapped_and_repeated_chunks(folder: Path) -> None:
    stored = vault.store("codes", os.urandom(3 * CHUNK))
    whole = (folder / stored.name).read_bytes()
    head, step = whole[:11], CHUNK + 16
    one, two, three = (whole[11 + n * step : 11 + (n + 1) * step] for n in range(3))
    for wrong in (head + two + one + three, head + one + two + three + three, head + one + three):
        (folder / stored.name).write_bytes(wrong)
        with pytest.raises(FileDamaged):
            vault.load(stored)
    (folder / stored.name).write_bytes(head + one + two + three)
    assert len(vault.load(stored)) == 3 * CHUNK


@pytest.mark.rule("A3", "one file's bytes under another's name do not open")
def test_files_cannot_be_exchanged(folder: Path) -> None:
    one, two = vault.store("codes", b"for Poland"), vault.store("codes", b"for Spain.")
    (folder / one.name).write_bytes((folder / two.name).read_bytes())
    for wrong in (one, replace(one, wrapped_key=two.wrapped_key), replace(two, name=one.name)):
        with pytest.raises(FileDamaged):
            vault.load(wrong)


@pytest.mark.rule("A3", "the SHA-256 in the row is checked even when the encryption is sound")
def test_row_with_another_hash() -> None:
    stored = vault.store("codes", b"rows")
    for ask in (vault.load, vault.load_pieces):
        with pytest.raises(FileDamaged):
            ask(replace(stored, sha256=bytes(32)))


@pytest.mark.rule("A3", "a file that is gone says so in a sentence")
def test_missing(folder: Path) -> None:
    stored = vault.store("codes", b"rows")
    vault.delete(stored.name)
    with pytest.raises(FileMissing, match="no longer where it was stored"):
        vault.load(stored)


@pytest.mark.rule("A3", "without the right key nothing opens")
def test_wrong_or_unknown_key(settings) -> None:
    stored = vault.store("codes", b"rows")
    settings.VAULT_KEYS = {1: SECOND}
    with pytest.raises(FileDamaged):
        vault.load(stored)
    settings.VAULT_KEYS = {2: SECOND}
    with pytest.raises(KeyMissing, match="no key of version 1"):
        vault.load(stored)


@pytest.mark.rule("V6", "after a rotation the same bytes come back and the old key is not needed")
def test_rotation(settings, folder: Path) -> None:
    stored = vault.store("codes", b"rows")
    before = (folder / stored.name).read_bytes()
    settings.VAULT_KEYS = {1: FIRST, 2: SECOND}
    rewrapped = vault.rewrap(stored)
    settings.VAULT_KEYS = {2: SECOND}
    assert (vault.load(rewrapped), rewrapped.key_version, rewrapped.name) == (b"rows", 2, stored.name)
    assert (folder / stored.name).read_bytes() == before


@given(plain=st.binary(max_size=300), purpose=st.text(max_size=20))
@pytest.mark.rule("A3", "a small secret opens under its own purpose and no other")
def test_seal(plain: bytes, purpose: str) -> None:
    sealed = vault.seal(plain, purpose)
    assert vault.open_sealed(memoryview(sealed), purpose) == plain
    with pytest.raises(FileDamaged):
        vault.open_sealed(sealed, purpose + "!")


@given(data=st.data())
@pytest.mark.rule("A3", "a sealed secret with any byte changed, or cut, does not open")
def test_seal_damaged(data: st.DataObject) -> None:
    sealed = bytearray(vault.seal(b"secret", "mail 7"))
    position = data.draw(st.integers(3, len(sealed) - 1))
    for wrong in (
        sealed[:position],
        bytes([*sealed[:position], sealed[position] ^ 1, *sealed[position + 1 :]]),
    ):
        with pytest.raises(FileDamaged):
            vault.open_sealed(bytes(wrong), "mail 7")


@pytest.mark.rule("A3", "a small secret moves to the current key")
def test_reseal(settings) -> None:
    sealed = vault.seal(b"secret", "mail 7")
    settings.VAULT_KEYS = {1: FIRST, 2: SECOND}
    again = vault.reseal(sealed, "mail 7")
    settings.VAULT_KEYS = {2: SECOND}
    assert (vault.sealed_version(sealed), vault.sealed_version(again)) == (1, 2)
    assert vault.open_sealed(again, "mail 7") == b"secret"


def age(folder: Path, stored: StoredFile, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(folder / stored.name, (then, then))


@pytest.mark.rule("A3", "files that no row names are swept after a day; named and young ones stay")
def test_orphans(folder: Path) -> None:
    named, orphan, young = (vault.store("codes/7", b"x") for _n in range(3))
    elsewhere = vault.store("imports/7", b"x")
    for stored in (named, orphan, elsewhere):
        age(folder, stored, 25)
    age(folder, young, 23)
    assert vault.sweep_orphans("codes", lambda names: [named.name]) == [orphan.name]
    left = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    assert left == sorted([named.name, young.name, elsewhere.name])
    assert vault.sweep_orphans("codes", lambda names: [named.name]) == []


@pytest.mark.rule("V6", "a file whose row is committed while the sweep lists is kept")
def test_orphans_asked_after_listing(folder: Path) -> None:
    stored = vault.store("codes", b"x")
    age(folder, stored, 25)
    asked: list[list[str]] = []

    def committed_meanwhile(names: list[str]) -> list[str]:
        asked.append(names)
        return names

    assert vault.sweep_orphans("codes", committed_meanwhile, timedelta(hours=24)) == []
    assert (asked, vault.load(stored)) == ([[stored.name]], b"x")
    assert vault.sweep_orphans("nothing-there", committed_meanwhile) == []
