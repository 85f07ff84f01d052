"""Files and small secrets, encrypted at rest.

Every file has a data key of its own. The data key is sealed under a key of `settings.VAULT_KEYS` (version → 32 bytes,
never in the database) and kept in the row that names the file. So a copy of the disk is worth nothing, a copy of the
database is worth nothing, and rotating keys rewrites rows, not files.

A file is cut into chunks of 1 MiB, each sealed by AES-GCM under a nonce that holds its number and whether it is the
last one (the STREAM construction): a flipped bit, a missing end and swapped chunks are all found. Files are stored
before the row that names them is committed; what no row names after a day is swept.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext_lazy as _

CHUNK = 1024 * 1024
TAG = 16
FILE_MAGIC = b"WSV1"
SEAL_MAGIC = b"\x01"
SALT = 16
ORPHAN_AGE = timedelta(days=1)


class FileDamaged(Exception):
    """The bytes that come back are not the bytes that went in. The text is for the user."""

    def __init__(self, message: object = None) -> None:
        super().__init__(
            message
            or _(
                "This file was damaged where it is stored, so it is not handed out. "
                "Ask the operator to bring it back from a backup."
            )
        )


class FileMissing(FileDamaged):
    def __init__(self) -> None:
        super().__init__(
            _("This file is no longer where it was stored. Ask the operator to bring it back from a backup.")
        )


class KeyMissing(Exception):
    """A key version that the settings do not hold; the operator's fault, never the user's."""

    def __init__(self, version: int) -> None:
        super().__init__(f"VAULT_KEYS holds no key of version {version}.")


@dataclass(frozen=True)
class StoredFile:
    """What a row keeps about its file (`StoredFile.named_by(row)`). `sha256` and `size` are of the plain bytes."""

    name: str
    sha256: bytes
    size: int
    wrapped_key: bytes
    key_version: int

    @classmethod
    def named_by(cls, row: "NamesFile") -> "StoredFile":
        """The file that a row names in its columns `stored_name, sha256, size, wrapped_key, key_version`."""
        return cls(row.stored_name, bytes(row.sha256), row.size, bytes(row.wrapped_key), row.key_version)

    @property
    def columns(self) -> dict[str, Any]:
        """The values of those columns, for the row that is to name this file."""
        return {
            "stored_name": self.name,
            "sha256": self.sha256,
            "size": self.size,
            "wrapped_key": self.wrapped_key,
            "key_version": self.key_version,
        }


class NamesFile(Protocol):
    stored_name: Any
    sha256: Any
    size: Any
    wrapped_key: Any
    key_version: Any


# Small secrets in rows


def current_version() -> int:
    return max(settings.VAULT_KEYS)


def seal(plain: bytes, purpose: str) -> bytes:
    """Encrypts a small secret for a row; opens only under the same `purpose`, so rows cannot be exchanged."""
    version = current_version()
    salt = os.urandom(SALT)
    key, nonce = _seal_key(version, salt, purpose)
    header = SEAL_MAGIC + version.to_bytes(2, "big")
    return header + salt + AESGCM(key).encrypt(nonce, plain, header)


def open_sealed(sealed: bytes, purpose: str) -> bytes:
    sealed = bytes(sealed)
    header, salt, body = sealed[:3], sealed[3 : 3 + SALT], sealed[3 + SALT :]
    if header[:1] != SEAL_MAGIC or len(body) < TAG:
        raise FileDamaged
    key, nonce = _seal_key(sealed_version(sealed), salt, purpose)
    try:
        return AESGCM(key).decrypt(nonce, body, header)
    except InvalidTag:
        raise FileDamaged from None


def sealed_version(sealed: bytes) -> int:
    return int.from_bytes(bytes(sealed)[1:3], "big")


def reseal(sealed: bytes, purpose: str) -> bytes:
    """The same secret under the current key."""
    return seal(open_sealed(sealed, purpose), purpose)


def _seal_key(version: int, salt: bytes, purpose: str) -> tuple[bytes, bytes]:
    """A key and nonce for one secret only, so no count of secrets wears a key out."""
    master = settings.VAULT_KEYS.get(version)
    if master is None:
        raise KeyMissing(version)
    info = b"workstars seal " + purpose.encode()
    both = HKDF(algorithm=SHA256(), length=44, salt=salt, info=info).derive(master)
    return both[:32], both[32:]


# Files


def store(name_prefix: str, data: bytes) -> StoredFile:
    """Encrypts `data` into a new file `<name_prefix>/<random>`; on the disk when it returns: commit the row after."""
    name = f"{name_prefix.strip('/')}/{uuid4().hex}"
    data_key = os.urandom(32)
    storage = _storage()
    taken = storage.save(name, ContentFile(b"".join(_encrypt(data, data_key, name))))
    if taken != name:
        storage.delete(taken)
        raise FileExistsError(name)
    if isinstance(storage, FileSystemStorage):
        _to_disk(Path(storage.path(name)), Path(storage.location))
    return StoredFile(
        name=name,
        sha256=sha256(data).digest(),
        size=len(data),
        wrapped_key=seal(data_key, _key_purpose(name)),
        key_version=current_version(),
    )


def load(stored: StoredFile) -> bytes:
    """The plain bytes; FileDamaged or FileMissing when they are not exactly those that were stored."""
    out = BytesIO()
    out.writelines(_opened(stored))
    plain = out.getvalue()
    if sha256(plain).digest() != bytes(stored.sha256):
        raise FileDamaged
    return plain


def load_pieces(stored: StoredFile) -> Iterator[bytes]:
    """The same, a chunk at a time. All of it is looked at before the first one, so what is wrong is raised at once."""
    seen = sha256()
    for piece in _opened(stored):
        seen.update(piece)
    if seen.digest() != bytes(stored.sha256):
        raise FileDamaged
    pieces = _opened(stored)
    return chain([next(pieces)], pieces)  # open from now on, whoever deletes it


def delete(name: str) -> None:
    _storage().delete(name)


def rewrap(stored: StoredFile) -> StoredFile:
    """The same file with its data key under the current key; the file itself is not touched."""
    wrapped = reseal(stored.wrapped_key, _key_purpose(stored.name))
    return replace(stored, wrapped_key=wrapped, key_version=current_version())


def sweep_orphans(
    prefix: str, known: Callable[[list[str]], Iterable[str]], older_than: timedelta = ORPHAN_AGE
) -> list[str]:
    """Deletes files below `prefix` that no row names; answers their names.

    `known` is asked after the files were listed: what was committed in between is kept. Age is that of the disk's own
    clock, not of a caller's: a file whose transaction is still open must never look old.
    """
    storage = _storage()
    oldest_kept = time.time() - older_than.total_seconds()
    names = [n for n in _walk(storage, prefix.strip("/")) if _written_at(storage, n) < oldest_kept]
    orphans = sorted(set(names) - set(known(names)))
    for name in orphans:
        storage.delete(name)
    return orphans


def _storage() -> Storage:
    return storages["vault"]


def _key_purpose(name: str) -> str:
    return f"data key of {name}"


def _nonce(salt: bytes, number: int, last: bool) -> bytes:
    return salt + number.to_bytes(4, "big") + (b"\x01" if last else b"\x00")


def _encrypt(data: bytes, key: bytes, name: str) -> Iterator[bytes]:
    salt = os.urandom(7)
    cipher, bound_to = AESGCM(key), FILE_MAGIC + name.encode()
    yield FILE_MAGIC + salt
    view = memoryview(data)
    starts = range(0, max(len(data), 1), CHUNK)
    for number, start in enumerate(starts):
        nonce = _nonce(salt, number, last=number == len(starts) - 1)
        yield cipher.encrypt(nonce, view[start : start + CHUNK], bound_to)


def _opened(stored: StoredFile) -> Iterator[bytes]:
    data_key = open_sealed(stored.wrapped_key, _key_purpose(stored.name))
    try:
        with _storage().open(stored.name, "rb") as file:
            yield from _decrypt(file, data_key, stored.name)
    except FileNotFoundError:
        raise FileMissing from None


def _decrypt(file: File, key: bytes, name: str) -> Iterator[bytes]:
    """Piece by piece, so that the sealed bytes are never held beside the plain ones."""
    head = file.read(len(FILE_MAGIC) + 7)
    left = file.size - len(head)
    if head[: len(FILE_MAGIC)] != FILE_MAGIC or left < TAG:
        raise FileDamaged
    cipher, bound_to, salt = AESGCM(key), FILE_MAGIC + name.encode(), head[len(FILE_MAGIC) :]
    starts = range(0, left, CHUNK + TAG)
    for number in range(len(starts)):
        nonce = _nonce(salt, number, last=number == len(starts) - 1)
        try:
            yield cipher.decrypt(nonce, file.read(CHUNK + TAG), bound_to)
        except InvalidTag:
            raise FileDamaged from None


def _to_disk(file: Path, root: Path) -> None:
    """fsync of the file and of every folder from it up to the root: a committed row never names a lost file."""
    for path in (file, *(folder for folder in file.parents if folder.is_relative_to(root))):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _walk(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _walk(storage, f"{folder}/{name}")


def _written_at(storage: Storage, name: str) -> float:
    try:
        return storage.get_modified_time(name).timestamp()
    except FileNotFoundError:  # another sweep was quicker
        return time.time()
