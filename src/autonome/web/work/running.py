"""The worker: takes work from the queue, one piece after the other, until it is told to stop.

What a kill cut off is taken up again: by this worker when it begins, and every minute, where a worker has not been
heard of. What fails by a fault is tried again, three times in all; what an `AutonomeError` ends is ended.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from autonome.access.actors import SESSION_SECONDS
from autonome.access.errors import DoorError
from autonome.access.roles import Role
from autonome.kernel import AutonomeError, InputError, Instant, Json
from autonome.web import reminders
from autonome.web.accounts import caching, tokens
from autonome.web.accounts.clocks import instant, moment
from autonome.web.accounts.models import Person
from autonome.web.accounts.sealing import opened, seal
from autonome.web.asking import Asker
from autonome.web.observations import tell
from autonome.web.project import APP, CONNECT_SECONDS, let_go
from autonome.web.site import site
from autonome.web.work import orders
from autonome.web.work.kinds import KINDS, Tell
from autonome.web.work.models import LONGEST_TOLD, State, Work

ATTEMPTS: Final = 3
SILENT_SECONDS: Final = 30
"""After which a worker that was not heard of is taken for dead (procrastinate's own default; it beats every 10)."""

PAUSE_SECONDS: Final = 3
"""Until a worker that ended by a fault is begun anew (our own judgement)."""

MOST_BEGUN: Final = 5
"""How often work is begun that no process lived to end (our own judgement: some restarts of a machine)."""

LONGEST_PLACE: Final = 100
"""Characters of a place in a file."""

REMIND: Final = "remind"

RETRY: Final = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2)


@app.task(name=orders.TASK, queue=orders.QUEUE, retry=RETRY)
def work(number: int) -> None:
    """Do a piece of work; only its number stands in the queue."""
    with _connected():
        _do(number)


def _do(number: int) -> None:
    found = Work.objects.filter(pk=number).first()
    if found is None:
        return
    if found.state in {State.DONE.value, State.FAILED.value}:
        _drop(found)
        return
    if found.attempts >= MOST_BEGUN:  # each of them ended with the process: nobody knows why, and it shall not again
        _note(found, state=State.FAILED.value, told="")
        _drop(found)
        return
    _note(found, state=State.RUNNING.value, attempts=found.attempts + 1)
    try:
        about = json.loads(opened(found.sealed, orders.use_of(found)))
        result = KINDS[found.kind].run(_asker(found), about, _telling(found))
    except AutonomeError as error:
        why: dict[str, Json] = {"place": _place(error.where), "mend": error.mend}
        sealed = seal(json.dumps(why), orders.use_of(found, orders.RESULT))
        _note(found, state=State.FAILED.value, told=str(error.message)[:LONGEST_TOLD], result=sealed)
        _drop(found)
    except Exception as error:
        tell(work=number, kind=found.kind, fault=type(error).__name__)
        last = found.attempts >= ATTEMPTS
        _note(found, state=State.FAILED.value if last else State.WAITING.value, told="")
        if not last:
            raise
        _drop(found)
    else:
        _note(found, state=State.DONE.value, result=seal(json.dumps(result), orders.use_of(found, orders.RESULT)))
        _drop(found)


@app.periodic(cron="* * * * *")
@app.task(name="take-up", queue=orders.QUEUE, pass_context=True)
async def take_up(context: JobContext, timestamp: int = 0) -> None:
    """Put back into the queue what a worker had begun that is gone."""
    del timestamp
    await _take_up(context.app)


async def _take_up(running: App) -> None:
    for job in await running.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await running.job_manager.retry_job(job)


@app.periodic(cron="17 * * * *")
@app.task(name="sweep", queue=orders.QUEUE)
def sweep(timestamp: int = 0) -> None:
    """Take away what is over (sessions, what was begun, kept answers, old work); write down how much is kept."""
    del timestamp
    with _connected():
        now = site().clock.now()
        tokens.sweep(now)
        SessionStore.clear_expired()
        caching.sweep()
        site().desk.keyed_acts.sweep()
        orders.sweep(now)
        site().desk.note_storage()


@app.periodic(cron="43 * * * *")
@app.task(name=REMIND, queue=orders.QUEUE)
def remind(timestamp: int = 0, after: int = 0) -> None:
    """Remind patients by mail of what waits for them, some accounts at a time; the rest waits behind others' work."""
    with _connected():
        last = reminders.remind(after)
        if last is not None:
            app.configure_task(REMIND, queue=orders.QUEUE).defer(timestamp=timestamp, after=last)


@contextmanager
def _connected() -> Iterator[None]:
    """A connection to the database for one task, which runs in a thread that nobody knows."""
    try:
        yield
    finally:
        connections.close_all()


@contextmanager
def working() -> Iterator[None]:
    """Have a worker for the length of a block; what it has begun at its end is finished."""
    started, ending = Event(), Event()
    stop: list[Any] = []
    thread = Thread(target=lambda: asyncio.run(_until(started, ending, stop)), name="worker")
    thread.start()
    started.wait()
    try:
        yield
    finally:
        ending.set()
        loop, task = stop[0]
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


async def _until(started: Event, ending: Event, stop: list[Any]) -> None:
    task = asyncio.ensure_future(_on_and_on(ending))
    stop.append((asyncio.get_running_loop(), task))
    started.set()
    with suppress(asyncio.CancelledError):
        await task


async def _on_and_on(ending: Event) -> None:
    """Work, and begin anew where the worker ended by a fault, such as a database that was restarted; told once.

    A worker that is told to end while the database is away ends by that fault: whether it was told stands in `ending`.
    """
    told = ""
    while not ending.is_set():
        try:
            await sync_to_async(_reach)()
            told = ""
            await _run()
        except Exception as error:  # noqa: BLE001 - the pages go on; that nobody works is told
            if type(error).__name__ != told:
                told = type(error).__name__
                tell(work="worker", fault=told)
        await asyncio.sleep(PAUSE_SECONDS)


def _reach() -> None:
    """Reach the database, or fail at once: a worker that begins without one waits, longer each time, for it."""
    with _connected():
        connections[APP].ensure_connection()


async def _run() -> None:
    running = app.with_connector(PsycopgConnector(kwargs=connector_params(APP), timeout=CONNECT_SECONDS))
    try:
        async with running.open_async():
            await _take_up(running)
            await running.run_worker_async(
                queues=[orders.QUEUE], install_signal_handlers=False, delete_jobs="always", listen_notify=True
            )
    finally:
        await sync_to_async(let_go)()


def _asker(found: Work) -> Asker:
    """Who ordered it, as far as they still hold the role.

    Raises:
        DoorError: the account is locked or gone, or lost the role.
    """
    person, now = Person.objects.filter(handle=found.holder, locked__isnull=True).first(), site().clock.now()
    role = Role(found.role)
    if person is None or role not in tokens.roles_of(person, now):
        raise DoorError("who ordered it does not hold the role any more", mend="ask a data steward.")
    until = Instant(now.seconds + SESSION_SECONDS)
    return Asker(tokens.signed_as(person, now, proven=instant(found.made), until=until), role)


def _telling(found: Work) -> Tell:
    """What writes down how far it is, once in a second, and at its end."""
    written: list[Instant] = []

    def told(done: int, of: int, lines: int) -> None:
        now = site().clock.now()
        if written != [now] or done == of:
            written[:] = [now]
            _note(found, done=done, of=of, lines=lines)

    return told


def _place(where: str) -> str:
    """The place within a file, without the file's name, which may be somebody's."""
    return where.partition(", ")[2][:LONGEST_PLACE]


def _drop(found: Work) -> None:
    """Take away what it needed, once it has ended; after a kill in between it is done when it is taken up again."""
    drop = KINDS[found.kind].drop if found.kind in KINDS else None
    if drop is not None and found.sealed:
        with suppress(InputError):  # one that was moved opens here no more; what it kept is taken away by its age
            drop(json.loads(opened(found.sealed, orders.use_of(found))))
    _note(found, sealed=b"")


def _note(found: Work, **changed: object) -> None:
    for name, value in changed.items():
        setattr(found, name, value)
    Work.objects.filter(pk=found.pk).update(changed=moment(site().clock.now()), **changed)
