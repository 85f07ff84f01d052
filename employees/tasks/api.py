"""Answers kept for repeated requests of the API (X4)."""

from datetime import datetime

from employees.services.api_tokens import forget_answers
from workstars.lib.periodic import periodic_task


@periodic_task("employees.forget_api_answers")
def forget_api_answers(now: datetime) -> int:
    return forget_answers(now)
