"""A monitor at work: it looks, remembers, writes evidence, says what there is to say, waits, and looks again."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from autonome.adapters.ledger_http.asking import Asker
from autonome.adapters.ledger_http.log_client import HttpLog, HttpPeer
from autonome.adapters.monitor_state import MonitorState, monitor_state
from autonome.ledger import Checkpoint, Clock
from autonome.workflows.monitor_log import Ended, Look, Told, Watch, look


@dataclass(frozen=True, slots=True)
class Place:
    """Where a log, its peers and a monitor's memory are.

    Args:
        log: URL of the log.
        peers: URLs of peers.
        state: folder of the memory.
    """

    log: str
    peers: Sequence[str]
    state: Path


def monitor(place: Place, watch: Watch, clock: Clock, interval: int | None, told: Callable[[Told], None]) -> Ended:
    """Follow a log until the process is told to end.

    Args:
        place: where all of it is.
        watch: whom to trust, and what is too long.
        clock: the time.
        interval: seconds between two looks; None to look once.
        told: takes a line for whoever watches.

    Raises:
        InputError: a URL is none, or the folder cannot be used.
        UntrustedError: no trusted key is one of this log's.
    """
    stop = threading.Event()
    if interval is not None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    with closing(Asker()) as asker:
        log, peers = HttpLog(place.log, asker), [HttpPeer(each, asker) for each in place.peers]
        with monitor_state(place.state) as state:
            state.begin(clock.now())
            return _follow(log, peers, _Watching(place, watch, clock, state), partial(_waited, stop, interval), told)


LONGEST = 3600
"""Seconds that one look may take (our own judgement: a log of ten million entries is some 80,000 questions)."""


@dataclass(frozen=True, slots=True)
class _Watching:
    """What does not change from look to look."""

    place: Place
    watch: Watch
    clock: Clock
    state: MonitorState


def _waited(stop: threading.Event, interval: int | None) -> bool:
    """Wait for the next look; whether there is one."""
    return interval is not None and not stop.wait(interval)


def _follow(
    log: HttpLog,
    peers: Sequence[HttpPeer],
    watching: _Watching,
    waited: Callable[[], bool],
    told: Callable[[Told], None],
) -> Ended:
    ended, said = Ended(), frozenset[Told]()
    while True:
        log.end_within(LONGEST)
        looked = look(log, peers, watching.state.load(), watching.watch, watching.clock.now())
        watching.state.save(looked.seen)
        ended.answered = looked.answered
        ended.alarmed |= bool(looked.alarms)
        lines = _lines(looked, watching)
        for line in lines:
            if line not in said:  # what goes on was said
                told(line)
        said = frozenset(lines)
        if not waited():
            return ended


def _lines(looked: Look, watching: _Watching) -> list[Told]:
    memory = looked.seen.memory
    origin = looked.origin or watching.place.log
    lines = [Told("notice", origin, notice) for notice in looked.notices]
    for alarm in looked.alarms:
        folder = watching.state.keep(alarm, origin, watching.clock.now())
        lines.append(Told("alarm", origin, alarm.said, str(alarm.kind), str(folder)))
    if memory is not None and looked.answered and not looked.alarms:
        lines.append(Told("sound", origin, f"size {Checkpoint.of_note(memory.note).size}"))
    return lines
