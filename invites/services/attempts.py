"""Guessing is slowed, never locked (A5). Counters are rows, so a restart forgets nothing.

Two counters answer for one try: the Employee ID (without its leading zeros) typed from an address, and the address
itself. A try from an address that never failed takes no lock and waits for nobody. Once it has failed, its row makes
its tries go one after the other, so that trying in parallel gains nothing. Failures are counted per company and minute
too, spread over some rows, for the alarm alone, and per Employee ID, whether or not somebody has it, for the story on
a person's page (E14); a right pair never touches those.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from math import ceil

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from employees.models import Company
from invites.models import AttemptCounter

FREE_FAILURES = 5
LONGEST_WAIT = 60  # seconds
ADDRESS_FAILURES = 60
SECONDS_A_FAILURE = 10
GIVEN_BACK = 5
FORGOTTEN_AFTER = timedelta(hours=24)
MINUTE_SHARDS = 16

Scope = AttemptCounter.Scope

# One statement, so that tries that fail at the same moment all count. A pair and an ID are forgotten after a day; an
# address gets back a failure every ten seconds.
COUNT_FAILURE = f"""
INSERT INTO invites_attemptcounter AS known (company_id, scope, subject, failures, counted_at)
VALUES (%(company)s, 'address', %(address)s, 1, %(now)s),
       (%(company)s, 'pair', %(pair)s, 1, %(now)s),
       (%(company)s, 'minute', %(minute)s, 1, %(now)s),
       (%(company)s, 'id', %(id)s, 1, %(now)s)
ON CONFLICT (company_id, scope, subject) DO UPDATE SET
    failures = 1 + CASE known.scope
        WHEN 'address' THEN greatest(0, known.failures
            - greatest(0, extract(epoch FROM excluded.counted_at - known.counted_at)) / {SECONDS_A_FAILURE})
        WHEN 'minute' THEN known.failures
        ELSE CASE
            WHEN known.counted_at < excluded.counted_at - interval '{FORGOTTEN_AFTER.total_seconds()} seconds'
            THEN 0 ELSE known.failures END
        END,
    counted_at = greatest(known.counted_at, excluded.counted_at)
"""  # noqa: S608 (the three figures above)


@dataclass(frozen=True)
class Tries:
    """Whose tries are counted: keyed hashes, worth nothing to who reads them."""

    company: Company
    address: bytes
    pair: bytes
    id: bytes


def tries_of(company: Company, employee_key: str, address: str) -> Tries:
    """Counters for a folded Employee ID and an address. Leading zeros do not make another ID (A6a)."""
    network = network_of(address)
    bare = employee_key.lstrip("0")
    return Tries(company, _subject(network), _subject(network, bare), _subject("id", bare))


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the 64 bits of IPv6 that one line is given."""
    try:
        known = ip_address(address.strip().split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    if isinstance(known, IPv4Address):
        return str(known)
    return str(IPv6Network((known, 64), strict=False).network_address)


def enter(tries: Tries, now: datetime) -> int:
    """Seconds to wait before a try counts; 0: go on. Within the transaction of the try.

    The address's row is held to its end. The pair is read only then, since a try that was under way may have failed.
    """
    counters = AttemptCounter.objects.for_company(tries.company)
    held = list(counters.about([tries.address]).select_for_update())
    return seconds_to_wait([*held, *counters.about([tries.pair])], now)


def seconds_to_wait(counters: Sequence[AttemptCounter], now: datetime) -> int:
    ends = [counter.counted_at + timedelta(seconds=_pause(counter)) for counter in counters]
    return max([ceil((end - now).total_seconds()) for end in ends if end > now], default=0)


def count_failure(tries: Tries, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_FAILURE,
            {
                "company": tries.company.pk,
                "address": tries.address,
                "pair": tries.pair,
                "id": tries.id,
                "minute": minute_subject(now, random.randrange(MINUTE_SHARDS)),  # noqa: S311 (spreads rows)
                "now": now,
            },
        )


def failures_with(company: Company, employee_key: str) -> AttemptCounter | None:
    """What is remembered of failures with this folded Employee ID, from any address, but for leading zeros."""
    counters = AttemptCounter.objects.for_company(company).filter(scope=Scope.ID)
    return counters.about([_subject("id", employee_key.lstrip("0"))]).first()


def count_success(tries: Tries, *, give_back: bool) -> None:
    """The pair starts anew. The address gets five failures back, once for each person."""
    AttemptCounter.objects.for_company(tries.company).about([tries.pair]).delete()
    if give_back:
        AttemptCounter.objects.for_company(tries.company).about([tries.address]).update(
            failures=Greatest(F("failures") - float(GIVEN_BACK), 0.0)
        )


def sweep_counters(*, now: datetime, limit: int = 10_000) -> int:
    """Deletes counters that say nothing any more; those in use at this moment wait for the next sweep."""
    quiet = AttemptCounter.objects.across_companies().quiet_since(now - FORGOTTEN_AFTER)
    free = quiet.select_for_update(skip_locked=True).values("pk")[:limit]
    deleted, _kinds = AttemptCounter.objects.across_companies().filter(pk__in=free).delete()
    return deleted


def minute_subject(moment: datetime, shard: int) -> bytes:
    """Names no one: a minute, and which of its rows."""
    return int(moment.timestamp() // 60).to_bytes(8, "big") + bytes([shard])


def _pause(counter: AttemptCounter) -> float:
    """Seconds that follow a counter's last failure."""
    if counter.scope == Scope.ADDRESS:
        return LONGEST_WAIT if counter.failures > ADDRESS_FAILURES - 1 else 0
    over = int(counter.failures) - FREE_FAILURES
    return min(LONGEST_WAIT, 2 ** (over - 1)) if over > 0 else 0


def _subject(*parts: str) -> bytes:
    return salted_hmac("workstars.attempts", "\0".join(parts), algorithm="sha256").digest()
