"""Whose yes a batch waits for (B4): nobody's, an administrator's, or the operator's."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from employees.models import Company, RoleGrant, User
from employees.models.company import BatchApproval
from recognition.models import Batch
from workstars.lib.clock import today

Administrators = Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class Turn:
    """The next yes. `who` is NONE when there is nothing left to approve; `excluded` are the users who cannot say it:
    the requester, and whoever has said it already. `number` is 2 for the second person."""

    who: BatchApproval
    excluded: frozenset[int]
    number: int = 1

    @property
    def is_over(self) -> bool:
        return self.who == BatchApproval.NONE

    @property
    def is_operators(self) -> bool:
        return self.who == BatchApproval.OPERATOR

    @property
    def is_company(self) -> bool:
        return self.who == BatchApproval.COMPANY

    def is_for(self, user_id: int | None, *, as_operator: bool) -> bool:
        """Whether this administrator (or account manager) may say it."""
        rightful = self.is_operators if as_operator else self.is_company
        return rightful and user_id not in self.excluded


def stamp(batch: Batch) -> str:
    """What an approval is bound to: the confirmed rows, all that is said about them, and that nothing of it has been
    changed since, not even there and back. One query."""
    said = [
        batch.revision,
        batch.confirmed_fingerprint,
        batch.good_rows_only,
        batch.send_again,
        batch.summary,
        batch.description,
        batch.send_on.isoformat(),
        batch.is_private,
        batch.ecard_id,
        batch.from_kind,
        batch.from_employee_id,
        batch.from_name,
        sorted(copied.employee_id for copied in batch.copies.all()),
    ]
    return sha256(json.dumps(said).encode()).hexdigest()


def turn_of(batch: Batch, now: datetime) -> Turn:
    """Asked anew each time: an administrator who leaves, or a new one, counts at once."""
    return turns_of([batch], now)[batch.pk]


def turn_if_submitted(batch: Batch, points: int, now: datetime) -> Turn:
    """Whose yes it would wait for, were it submitted now with so many points."""
    imagined = copy(batch)
    imagined.approval = batch.company.batch_approval
    imagined.needs_second = points > batch.company.second_approval_points
    return turn_of(imagined, now)


def turns_of(batches: Iterable[Batch], now: datetime) -> dict[int, Turn]:
    """By primary key. Prefetch `copies` and `approvals`, select `company`."""
    rows = list(batches)
    administrators = working_administrators({batch.company for batch in rows}, now)
    return {batch.pk: _turn(batch, administrators) for batch in rows}


def _turn(batch: Batch, administrators: Administrators) -> Turn:
    bound_to = stamp(batch)
    given = [one.by_id for one in batch.approvals.all() if one.fingerprint == bound_to]
    excluded = frozenset({batch.requested_by_id, *given})
    needed = _needed(batch)
    if len(given) >= len(needed):
        return Turn(BatchApproval.NONE, excluded, len(given))
    who = needed[len(given)]
    if who == BatchApproval.COMPANY and not administrators.get(batch.company_id, frozenset()) - excluded:
        who = BatchApproval.OPERATOR
    return Turn(who, excluded, len(given) + 1)


def _needed(batch: Batch) -> list[BatchApproval]:
    first = [] if batch.approval in ("", BatchApproval.NONE) else [BatchApproval(batch.approval)]
    return [*first, BatchApproval.COMPANY] if batch.needs_second else first


def working_administrators(companies: Iterable[Company], now: datetime) -> dict[int, frozenset[int]]:
    """Users who administer each company today, by its primary key; one query for each calendar day there is now."""
    of_day = defaultdict(list)
    for company in companies:
        of_day[today(company, now)].append(company.pk)
    found: dict[int, set[int]] = defaultdict(set)
    for day, some in of_day.items():
        grants = RoleGrant.objects.across_companies().filter(company__in=some).administrators().working(day)
        for company_id, user_id in grants.values_list("company", "user"):
            found[company_id].add(user_id)
    return {company_id: frozenset(users) for company_id, users in found.items()}


def users_of(turn: Turn, company: Company, now: datetime) -> list[User]:
    """Everybody who may say the next yes."""
    if turn.is_operators:
        users = User.objects.filter(is_account_manager=True, is_active=True)
    elif turn.is_company:
        users = User.objects.filter(pk__in=working_administrators([company], now).get(company.pk, ()))
    else:
        users = User.objects.none()
    return list(users.exclude(pk__in=turn.excluded).order_by("pk"))
