"""What an event does to a person's columns on the way to a login; page, file and API write the same.

Each function answers with column → value for one row. Nothing here reads a clock or the database;
`changed_at` and the audit row are the writer's.
"""

from datetime import date, datetime

State = dict[str, datetime | date | int | None]

# Never in a file, so on *Invites* while there is no working e-mail (I2).
NO_PAPER: State = {"paper_made_at": None, "paper_due_on": None, "reminders_since": None}


def state_on_joining(hr_email: str, now: datetime) -> State:
    """A new person: with an e-mail the launch invitation is due (I1), without one they wait on *Invites*."""
    return {
        **NO_PAPER,
        "attempted_at": None,
        "active_since": now,
        "mail_due_at": now if hr_email else None,
        "mail_count": 0,
    }


def state_on_email_change(before: str, after: str, *, registered: bool, now: datetime) -> State:
    """Another HR e-mail than before (E11); {} when only its letters' case differs.

    An address that arrives takes the person off the paper lists and starts the invitations by mail. One that
    goes ends them: back on *Invites* if never in a file, else on *Reminders* from `paper_due_on`.
    An administrator's stop ends with the address it was about.
    """
    if before.casefold() == after.casefold():
        return {}
    state: State = {"hr_email_bounced_at": None, "mail_count": 0, "mail_due_at": None}
    if after:
        state |= {"reminders_since": None, "mail_due_at": None if registered else now}
    if not (before and after):
        state["mail_stopped_at"] = None
    return state


def state_on_leaving(now: datetime) -> State:
    """Codes, sessions and mails end by being asked about this one column (E10)."""
    return {"left_at": now}


def state_on_reset(*, hr_email: str, bounced: bool, now: datetime) -> State:
    """A registration is taken back (A12): as somebody who joins now, and nothing from before counts."""
    state = state_on_joining("" if bounced else hr_email, now)
    return {**state, "registered_at": None, "mail_stopped_at": None}


def state_on_return(
    *, hr_email: str, bounced: bool, registered: bool, leaving_date: date | None, today: date, now: datetime
) -> State:
    """Back under the same Employee ID (E10): invited anew unless registered; codes made before stay dead."""
    over = leaving_date is not None and leaving_date < today
    state: State = {"left_at": None, "active_since": now, "leaving_date": None if over else leaving_date}
    if not registered:
        by_mail = bool(hr_email) and not bounced
        state |= {
            **NO_PAPER,
            "attempted_at": None,
            "mail_due_at": now if by_mail else None,
            "mail_count": 0,
            "mail_stopped_at": None,
        }
    return state
