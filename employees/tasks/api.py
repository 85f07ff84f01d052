"""Answers kept for repeated requests of the API (X4), and tokens that nobody answers for (V10)."""

from datetime import datetime

from employees.services import token_stops
from employees.services.api_tokens import forget_answers
from workstars.lib.periodic import periodic_task


@periodic_task("employees.forget_api_answers")
def forget_api_answers(now: datetime) -> int:
    return forget_answers(now)


@periodic_task("employees.tell_of_stopped_tokens")
def tell_of_stopped_tokens(now: datetime) -> int:
    return token_stops.tell_of_stopped_tokens(now)
