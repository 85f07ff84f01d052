"""The queue: hints about work whose truth is in rows. A lost message costs a minute, never the work."""

import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.schedules import crontab
from celery.signals import worker_process_init
from django.conf import settings
from django.db import transaction

from workstars.lib.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workstars.settings.development")

HARD_LIMIT, VISIBILITY = 300, 600  # seconds; a running task must never be brought back as lost
NICENESS = 10  # of the pool of a worker, as `nice` counts

# What is done by the clock, in the order in which `run_due_work` does it; the outbox sweep comes last, since the others
# leave mail behind. A task here is made with `workstars.lib.periodic.periodic_task`. Times are UTC:
#     "move-to-reminders": {"task": "invites.move_to_reminders", "schedule": 60.0},
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "resume-imports": {"task": "employees.resume_imports", "schedule": 15.0},
    "resume-batch-checks": {"task": "recognition.resume_batch_checks", "schedule": 15.0},
    "mark-leavers": {"task": "employees.mark_leavers", "schedule": 60.0},
    "tell-of-stopped-tokens": {"task": "employees.tell_of_stopped_tokens", "schedule": 60.0},
    "start-due-batches": {"task": "recognition.start_due_batches", "schedule": 15.0},
    "resume-batches": {"task": "recognition.resume_batches", "schedule": 15.0},
    "resume-recalls": {"task": "recognition.resume_recalls", "schedule": 15.0},
    "mail-notices": {"task": "recognition.mail_notices", "schedule": 15.0},
    "tell-about-batches": {"task": "recognition.tell_about_batches", "schedule": 15.0},
    "move-to-reminders": {"task": "invites.move_to_reminders", "schedule": 60.0},
    "erase-people": {"task": "portal.erase", "schedule": 60.0},
    "keep-funnel": {"task": "invites.keep_funnel", "schedule": 300.0},
    "keep-figures": {"task": "portal.keep_figures", "schedule": 60.0},
    "void-unfetched-files": {"task": "invites.void_unfetched_files", "schedule": 60.0},
    "run-paper-schedules": {"task": "invites.run_schedules", "schedule": 60.0},
    "tell-of-unfetched-files": {"task": "invites.tell_of_unfetched_files", "schedule": 60.0},
    "mail-waiting": {"task": "invites.mail_waiting", "schedule": 60.0},
    "mail-invites": {"task": "invites.mail_invites", "schedule": 20.0},
    "resume-letters": {"task": "invites.resume_letters", "schedule": 15.0},
    "issue-certificates": {"task": "certificates.issue", "schedule": 10.0},
    "withdraw-certificates": {"task": "certificates.withdraw", "schedule": 15.0},
    "tell-about-recalls": {"task": "certificates.tell_about_recalls", "schedule": 15.0},
    "follow-managers": {"task": "certificates.follow_managers", "schedule": 30.0},
    "tell-holders": {"task": "certificates.tell_holders", "schedule": 15.0},
    "resume-certificate-packs": {"task": "certificates.resume_packs", "schedule": 15.0},
    "remind-holders": {"task": "certificates.remind_holders", "schedule": 60.0},
    "supply-ecards": {"task": "recognition.supply_ecards", "schedule": 60.0},
    "raise-activation-alarms": {"task": "invites.raise_alarms", "schedule": 60.0},
    "mail-digests": {"task": "invites.mail_digests", "schedule": 60.0},
    "sweep-registrations": {"task": "invites.sweep_registrations", "schedule": 600.0},
    "sweep-orphan-code-files": {"task": "invites.sweep_orphans", "schedule": crontab(hour=3, minute=20)},
    "sweep-orphan-letters": {"task": "invites.sweep_orphan_letters", "schedule": crontab(hour=3, minute=30)},
    "sweep-import-files": {"task": "employees.sweep_import_files", "schedule": crontab(hour=3, minute=40)},
    "sweep-batch-files": {"task": "recognition.sweep_batch_files", "schedule": crontab(hour=3, minute=45)},
    "delete-old-code-files": {"task": "invites.delete_old_files", "schedule": crontab(hour=3, minute=50)},
    "sweep-orphan-certificates": {
        "task": "certificates.sweep_orphans",
        "schedule": crontab(hour=3, minute=25),
    },
    "delete-old-certificates": {"task": "certificates.delete_old", "schedule": crontab(hour=3, minute=55)},
    "delete-old-events": {"task": "employees.delete_old_events", "schedule": crontab(hour=4, minute=0)},
    "forget-api-answers": {"task": "employees.forget_api_answers", "schedule": 3600.0},
    "sweep-screens": {"task": "recognition.sweep_screens", "schedule": 3600.0},
    "sweep-sessions": {"task": "employees.sweep_sessions", "schedule": 3600.0},
    "sweep-outbox": {"task": "employees.sweep_outbox", "schedule": 10.0},
}


class HintTask(DjangoTask):
    """Giving a hint never fails the act that gave it: the sweep finds the row."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        self.apply_async_on_commit(args, kwargs)

    def apply_async_on_commit(self, *args: Any, **kwargs: Any) -> None:
        def give_hint() -> None:  # no partial: outside of a transaction Django asks a failed one for its name
            self.apply_async(*args, **kwargs)

        transaction.on_commit(give_hint, robust=True)


def broker_address(url: str) -> str:
    """Celery's own spelling of a unix socket: `unix:///a/b?db=0` is `redis+socket:///a/b?virtual_host=0`."""
    if not url.startswith("unix://"):
        return url
    return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


app = Celery("workstars", task_cls=HintTask, set_as_current=True)
app.conf.update(
    broker_url=broker_address(settings.REDIS_URL),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": VISIBILITY,
        # A task of a killed worker is back after some 15 seconds; the defaults take 105.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 15,
    },
    task_publish_retry_policy={
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.2,
    },
    task_always_eager=getattr(settings, "TASKS_EAGER", False),
    task_default_queue="default",
    task_routes={"*.pdf_*": {"queue": "pdf"}},  # workers that are renewed often
    task_create_missing_queues=True,
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=HARD_LIMIT,
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=10.0,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    enable_utc=True,
    timezone="UTC",
    beat_schedule=BEAT_SCHEDULE,
)
app.autodiscover_tasks()


@worker_process_init.connect
def end_with_the_worker(**kwargs: Any) -> None:
    """A worker killed by force takes its pool along: nothing goes on working unseen."""
    die_with_parent(os.getppid())


@worker_process_init.connect
def give_way_to_pages(**kwargs: Any) -> None:
    """Work that somebody waits for with a progress bar takes the processor when no page wants it (R8)."""
    os.nice(NICENESS)
