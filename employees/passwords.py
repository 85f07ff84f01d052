"""Passwords: how they are hashed and which are refused."""

import re
from itertools import chain
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workstars.lib.text import fold_search


class Argon2id(Argon2PasswordHasher):
    """OWASP's figures: 19 MiB, two passes, one lane; about 26 ms."""

    algorithm = "argon2"
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class NotYourOwnDataValidator:
    """Refuses a password that is the person's own name, Employee ID or e-mail address, or a part of them, with up to
    three more signs. `user` is a User, an Employee, or anything with `name`, `employee_id` or `email`."""

    def validate(self, password: str, user: Any = None) -> None:
        folded = fold_search(password)
        for value in (getattr(user, field, "") or "" for field in ("name", "employee_id", "email")):
            whole = fold_search(value)
            cuts = (re.split(signs, whole) for signs in ("@", r"[\s@.]+", r"[\s@._-]+"))
            parts = {whole, *chain.from_iterable(cuts)}
            rest = [folded.replace(part, "") for part in parts if len(part) > 2]
            if any(len(left) < 4 for left in rest):
                raise ValidationError(
                    _("Choose a password that is not your name, Employee ID or e-mail address.")
                )

    def get_help_text(self) -> str:
        return _("Not your name, Employee ID or e-mail address.")
