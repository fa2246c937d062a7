"""Two nodes that share, each killed at any moment: what left arrives once, and both logs are sound.

Real processes are killed by ``kill -9`` at random moments, the one that sends, the one that takes in, or both.
``AUTONOME_EXCHANGE_KILLS`` says how often (CONTRIBUTING.md); in the suite it is two dozen times.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

from autonome.adapters.postgres import Database
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.ledger import EntryKind
from autonome.workflows.audit_log import audit_log
from autonome.workflows.deliver_shared import deliver
from autonome.workflows.open_record import Opened
from autonome.workflows.receive_transfer import receive_transfer
from tests.integration.node.sharers import CLINIC, HOSPITAL, MEDICINES, Site, medicine, opened_sites
from tests.integration.node.sharing_killed import SocketPost, opened_site

KILLS = int(os.environ.get("AUTONOME_EXCHANGE_KILLS", "24"))
LONGEST = 0.4
"""Seconds at most from when both work to the kill: several transfers' time."""


class Makers:
    """Processes that are made and killed."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.node.sharing_killed"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        self._first = 1

    def make(self, own: str) -> int:
        """Make one, and wait until it works."""
        self._first += 1000
        self._send(json.dumps({**self._given, "own": own, "first": self._first}))
        pid = int(self._line().removeprefix("made "))
        assert self._line() == "ready"
        return pid

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self._send("")
        assert self._line() == "gone"

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode().strip()
        assert line, "the process that makes processes has ended"
        return line


def begun(databases: Iterator[Database], folder: Path) -> dict[str, Any]:
    """Two nodes that know each other, and Anna with one of them."""
    taken = [next(databases), next(databases)]
    with opened_sites(iter(taken), folder, HOSPITAL, CLINIC) as (hospital, clinic):
        subject = hospital.patient()
        hospital.grant(subject, MEDICINES)
        hospital.keep(subject, medicine("1", "the first"))
        keys = {site.id: str(site.node.log.verifier) for site in (hospital, clinic)}
    parameters = [{str(role): dict(each) for role, each in database.parameters.items()} for database in taken]
    return {"databases": dict(zip((HOSPITAL, CLINIC), parameters, strict=True)), "keys": keys, "folder": str(folder)}


def killed(given: dict[str, Any], lots: random.Random) -> None:
    makers = Makers(given)
    pids: dict[str, int] = {}
    try:
        for _ in range(KILLS):
            for own in (CLINIC, HOSPITAL):
                if own not in pids:
                    pids[own] = makers.make(own)
            time.sleep(lots.uniform(0, LONGEST))
            for own in lots.choice([(CLINIC,), (HOSPITAL,), (CLINIC, HOSPITAL)]):
                makers.kill(pids.pop(own))
    finally:
        for pid in pids.values():
            makers.kill(pid)
        makers.end()


def test_whatever_is_killed_each_transfer_is_taken_once_and_both_logs_are_sound(
    databases: Iterator[Database], tmp_path: Path
) -> None:
    lots = random.Random(20260301)  # noqa: S311 - draws moments, guards nothing
    given = begun(databases, tmp_path)
    killed(given, lots)
    with ExitStack() as stack:
        hospital, clinic = (stack.enter_context(opened_site(given, own)) for own in (HOSPITAL, CLINIC))
        assert isinstance(hospital.post, SocketPost)
        hospital.post.door = partial(receive_transfer, world=clinic.world)
        under_way = hospital.world.outbox.sent(under_way=True)
        for sent in under_way:
            assert deliver(sent, world=hospital.world).state == "delivered"
        expect_each_once(hospital, clinic)
        for site in (hospital, clinic):
            with closing(DatabaseLog(site.node.database, site.node.private)) as log:
                audit_log(log)
    assert len(under_way) < KILLS


def expect_each_once(hospital: Site, clinic: Site) -> None:
    """What left was received, once; each side names the other's entry; and nothing is doubled or left half done."""
    (subject,) = (each.subject for each in hospital.world.patients.all())
    (there,) = (each.subject for each in clinic.world.patients.all())
    told = hospital.bodies(subject, EntryKind.DISCLOSURE)
    left = Counter(str(body["transfer"]) for body in told if "shared" in body)
    ended = Counter(str(body["delivered"]) for body in told if "delivered" in body)
    received = [body for body in clinic.bodies(there, EntryKind.USE) if "received" in body]
    came = Counter(str(body["transfer"]) for body in received)
    assert left == ended == came
    assert set(came.values()) == {1}
    assert len(came) > KILLS // 16, "something was done between the kills"
    theirs = {str(body["delivered"]): body["theirs"]["leaf"] for body in told if "delivered" in body}
    pseudonym = hospital.world.links.pseudonym(CLINIC, subject)
    entries = clinic.node.log.institution_entries(type(subject)(pseudonym))
    assert theirs == {str(each.payload.body["transfer"]): each.leaf.hex() for each in entries}
    opened = clinic.open(there, MEDICINES)
    assert isinstance(opened, Opened)
    (item,) = opened.items
    in_order = [body["theirs"]["index"] for body in received if "overtaken" not in body]
    assert in_order == sorted(in_order), "what left earlier and comes late is told"
    assert item.version + 1 == len(in_order), "each changed item once, none twice, and none behind a newer one"
