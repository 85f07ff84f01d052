"""A private folder for unix sockets, short enough for the kernel's 107 bytes."""

import os
import stat
import tempfile
from pathlib import Path

from workstars.lib.embedded.account import Account

LONGEST_SOCKET_PATH = 107
LONGEST_NAME = len("/.s.PGSQL.5432.lock")


def socket_folder(var: Path, account: Account) -> Path:
    """`VAR/run`; when that is too long a folder under the temporary one, remembered in `VAR/sockets`."""
    folder = var / "run"
    if len(os.fsencode(folder)) + LONGEST_NAME <= LONGEST_SOCKET_PATH:
        account.own(folder)
        return folder
    memory = var / "sockets"
    if memory.exists():
        remembered = Path(memory.read_text(encoding="utf-8"))
        if is_private(remembered, account.uid):
            return remembered
    folder = Path(tempfile.mkdtemp(prefix="workstars-"))
    account.own(folder)
    memory.write_text(str(folder), encoding="utf-8")
    return folder


def is_private(folder: Path, uid: int) -> bool:
    """A real folder (no link) of `uid`, closed to everybody else."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == uid and stat.S_IMODE(status.st_mode) == 0o700
