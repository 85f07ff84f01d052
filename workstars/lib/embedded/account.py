"""Who the services run as: ourselves, or as root somebody without rights, because PostgreSQL refuses root."""

import ctypes
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from workstars.lib.refusals import Refusal

PR_CAPBSET_READ, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 23, 28, 47, 2
# Without it access(2), which initdb asks, would not count the capability.
SECBIT_NO_SETUID_FIXUP = 1 << 2
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """`capability` lets the account pass through folders that are closed to it, such as /root; None when none is."""

    uid: int
    gid: int
    capability: int | None = None

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def become(self) -> None:
        """Turn this (child) process into the account for good."""
        if self.is_ours:
            return
        if self.capability is not None:
            _libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)
        if self.capability is not None:
            _keep_only(self.capability)

    def own(self, folder: Path) -> None:
        """Make `folder`, private to the account."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def run(self, *command: str) -> str:
        """Output of a short command run as the account."""
        try:
            done = subprocess.run(
                command, preexec_fn=self.become, env={"LC_ALL": "C", "PATH": os.defpath},
                stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", check=True, timeout=120,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise Refusal(self._why_not(command[0], error)) from error
        return done.stdout

    def _why_not(self, program: str, error: OSError | subprocess.SubprocessError) -> str:
        if isinstance(error, subprocess.CalledProcessError):
            words = (error.stderr or error.stdout).strip().splitlines()
            return f"{program} failed: {words[-1] if words else error}."
        if self.is_ours:
            return f"{program} cannot be run: {error}."
        return (
            f"As root, PostgreSQL has to run as user {self.uid}, who cannot run {program}: move the checkout "
            "and VAR to a folder everybody can enter (such as /srv), or start as an ordinary user."
        )


def choose_account(var: Path, data: Path, *others: Path) -> Account:
    """The account for a data folder inside VAR: its owner when it exists. `others` must be reachable too."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    uid, gid = _nobody()
    if data.exists() and data.stat().st_uid != 0:
        uid, gid = data.stat().st_uid, data.stat().st_gid
    if not _lets_through(var.stat(), uid, gid) and var.stat().st_uid == 0:
        os.chown(var, -1, gid)
        var.chmod(0o710)
    if all(can_enter(folder, uid, gid) for folder in (var, *others)):
        return Account(uid, gid)
    return Account(uid, gid, _capability())


def can_enter(folder: Path, uid: int, gid: int) -> bool:
    """Whether every folder down to `folder` lets the account through."""
    folder = folder.resolve()
    while not folder.exists():
        folder = folder.parent
    return all(_lets_through(step.stat(), uid, gid) for step in (folder, *folder.parents))


def _lets_through(status: os.stat_result, uid: int, gid: int) -> bool:
    if status.st_uid == uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _nobody() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid


def _capability() -> int | None:
    """To pass through closed folders: reading alone where the machine grants it, else the wider one of containers."""
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if _libc.prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1:
            return capability
    return None


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    ]


def _keep_only(capability: int) -> None:
    """Give up every capability but one, which stays across exec (an ambient one)."""
    mask = 1 << capability
    sets = (_Sets * 2)(_Sets(mask, mask, mask), _Sets(0, 0, 0))
    if _libc.capset(ctypes.byref(_Header(CAPABILITY_VERSION_3, 0)), ctypes.byref(sets)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    if _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
