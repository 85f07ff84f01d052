"""How passwords are kept and which are refused (A11)."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from employees.passwords import Argon2id
from workstars.settings import base

EWA = SimpleNamespace(name="Ewa Kowalska-Nowak", employee_id="P-004711", email="ewa.kowalska@mail.example")
OWN = "Choose a password that is not your name, Employee ID or e-mail address."


@pytest.mark.rule("A11", "passwords are kept by argon2id with 19 MiB, two passes and one lane")
def test_how_they_are_kept():
    hasher = Argon2id()
    kept = hasher.encode("correct horse battery", hasher.salt())
    assert kept.split("$")[:4] == ["argon2", "argon2id", "v=19", "m=19456,t=2,p=1"]
    assert (hasher.verify("correct horse battery", kept), hasher.verify("correct horse", kept)) == (
        True,
        False,
    )
    assert base.PASSWORD_HASHERS == ["employees.passwords.Argon2id"]


def refusals(password: str) -> list[str]:
    try:
        validate_password(password, EWA)
    except ValidationError as refused:
        return refused.messages
    return []


@pytest.mark.rule(
    "A11", "name, Employee ID and both halves of the e-mail address are refused, with a few signs added too"
)
@pytest.mark.parametrize(
    "password",
    [
        "Ewa Kowalska-Nowak",
        "kowalska-nowak",
        "KOWALSKA-NOWAK12",
        "kowalska-nowak1!",
        "p-004711p-004711",
        "P-004711P-004711!",
        "ewa.kowalska@mail.example",
        "mail.example",
        "004711004711",
        "kowalska123",
    ],
)
def test_ones_own_data(password):
    assert refusals(password) == [OWN]


@pytest.mark.rule(
    "A11", "at least ten characters, none of the common ones; anything else of any script is taken"
)
def test_length_and_common_ones():
    too_short = ["This password is too short. It must contain at least 10 characters."]
    assert refusals("nine char") == too_short
    assert refusals("password123") == ["This password is too common."]
    taken = [
        "ten chars!",
        "my own stapler",
        "пароль длинный",
        "密码密码密码密码密码",
        "🙂" * 10,
        "a" * 11 + "b" * 900,
    ]
    assert [refusals(password) for password in taken] == [[]] * len(taken)
    assert len(settings.AUTH_PASSWORD_VALIDATORS) == 3
