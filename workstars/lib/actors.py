"""Who acts: handed to every service as `by`, and written into the audit log (C7)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person at an address, or the system. `label` is what the audit log shows when the person is long gone."""

    user_id: int | None
    label: str
    address: str = ""


SYSTEM = Actor(user_id=None, label="Workstars")
