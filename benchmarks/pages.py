"""Pages for one user and for fifty at once: the clinician's plan, and a patient who signs an answer.

A server, with a process for each core, is asked over loopback, as a browser asks it: each request has a session of its
own, goes through the door, the gateway and the log, and is answered when its entries stand there. The time of a page
with fifty users is told beside that with one, for seconds of machines differ and ratios do not so much; so is the
number of entries, without which a fast page would be a page that records nothing.
"""

from __future__ import annotations

import base64
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

from autonome.adapters.node import NodeWorld, read_settings
from autonome.adapters.node.opening import node_database
from autonome.adapters.postgres import Database, EmbeddedServer, Role, connect
from autonome.adapters.synthetic import Person as Synthetic
from autonome.adapters.synthetic import people
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap import demo
from autonome.bootstrap.accounts import accounts_of
from autonome.bootstrap.nodes import opened_node
from autonome.consent import FORMS

USERS = 50
TIMES = 4
"""Requests of each of fifty users, one after the other; ten times as many of the one."""

FORM = FORMS["treatment/3/en"]
CSRF = "b" * 32
PATIENCE = 120
"""Seconds."""

Asking = Callable[[], None]
Ask = Callable[[int, int], Asking]
"""Makes ready, as one of the users, for the so-manieth time, what is asked for then; that alone is timed."""


@dataclass(frozen=True, slots=True)
class Hospital:
    """A node with patients.

    Args:
        folder: of it.
        database: of it.
        clinicians: tokens of sessions, one for each user.
        patients: likewise, each of another patient.
    """

    folder: Path
    database: Database
    clinicians: tuple[str, ...]
    patients: tuple[str, ...]

    def entries(self) -> int:
        """How many entries its log has."""
        with closing(connect(self.database, Role.APP, purpose="bench")) as connection:
            (size,) = connection.execute("SELECT max(size) FROM log_checkpoint").fetchone() or (0,)
            return int(size)


@contextmanager
def hospitals() -> Iterator[Hospital]:
    """The demonstration's hospital, with as many patients, and sessions, as there are users."""
    parent = Path(tempfile.mkdtemp(prefix="autonome-bench-", dir="/tmp"))
    parent.chmod(0o711)
    folder = parent / "hospital"
    try:
        with patch.multiple(demo, PATIENTS=USERS, WITH_ACCOUNTS=USERS, STAFF=demo.STAFF[:1], _account=account_of):
            demo.demo_hospital(folder, lambda _: None)
        clinicians, patients = sessions(folder)
        world = NodeWorld(SystemClock(), SystemEntropy())
        yield Hospital(folder, node_database(folder, read_settings(folder), world), clinicians, patients)
    finally:
        EmbeddedServer(folder / "database").stop()
        shutil.rmtree(parent)


def account_of(person: Synthetic) -> str:
    """The account of a patient."""
    return person.subject


def sessions(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sessions that were proven just now: of the clinician, one for each user; and of each patient."""
    with opened_node(folder) as node:
        accounts = accounts_of(node)
        from autonome.web.accounts.models import Person  # noqa: PLC0415 - Django is set up now

        clinician, *patients = (
            Person.objects.get(name=name) for name in (demo.CLINICIAN, *map(account_of, people(USERS)))
        )
        tokens = [
            [accounts.begin_session(clinician) for _ in range(USERS)],
            list(map(accounts.begin_session, patients)),
        ]
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
    found = [tuple(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in those) for those in tokens]
    assert [len(those) for those in found] == [USERS, USERS]
    return found[0], found[1]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """``autonome serve`` with as many processes as it begins by itself; gives where it is reached."""
    command = [str(Path(sys.executable).with_name("autonome")), "serve", "--node", str(folder)]
    with subprocess.Popen(
        [*command, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"pages at http://(\S+?)/?$", process.stdout.readline().strip())
            assert found is not None
            yield found.group(1), process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def plan_page(address: str, hospital: Hospital) -> Ask:
    """The plan of a patient, each user's another one."""
    subjects = [each.subject for each in people(USERS)]

    def ask(user: int, _: int) -> Asking:
        def asked() -> None:
            page = answered(address, hospital.clinicians[user], f"/patients/{subjects[user]}/plan", {}, 200)
            assert b"onsider" in page, "it is the plan, and not a refusal"

        return asked

    return ask


def consent_save(address: str, hospital: Hospital) -> Ask:
    """A patient signs an answer, the other one each time, on a page of signatures that was just fetched."""
    place = "/my/choices/treatment/q/goals/sign"

    def ask(user: int, number: int) -> Asking:
        token, answer = hospital.patients[user], ("no", "yes")[number % 2]
        page = answered(address, token, f"{place}?answer={answer}&days=365", {}, 200).decode()
        stood = re.findall(r'name="stood" value="([0-9a-f]*)"', page)
        said = {"answer": answer, "days": "365", "signed": "yes", "shown": FORM.text_sha256, "stood": stood[0]}

        def asked() -> None:
            answered(address, token, place, said, 303)

        return asked

    return ask


def answered(address: str, token: str, path: str, sent: dict[str, str], status: int) -> bytes:
    """The body of an answer that has this status."""
    body = urlencode({**sent, "csrfmiddlewaretoken": CSRF}) if sent else None
    headers = {
        "Cookie": f"autonome-session={token}; autonome-form={CSRF}",
        "Host": f"localhost:{address.split(':')[1]}",
    }
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    host, port = address.rsplit(":", 1)
    with closing(HTTPConnection(host, int(port), timeout=PATIENCE)) as connection:
        connection.request("POST" if sent else "GET", path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
    assert answer.status == status, (path, answer.status, answer.headers.get("Location"), text[-500:])
    return text


def times(ask: Ask, users: int, each: int) -> list[float]:
    """Seconds of all requests, of users who each ask for one after the other, all of these users at once."""

    def asking(user: int) -> list[float]:
        found = []
        for number in range(each):
            asked = ask(user, number)
            begun = time.perf_counter()
            asked()
            found.append(time.perf_counter() - begun)
        return found

    with ThreadPoolExecutor(users) as pool:
        return [one for those in pool.map(asking, range(users)) for one in those]


def p95(seconds: Sequence[float]) -> float:
    """The time within which nineteen in twenty are answered."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def bench_pages(_work: Path) -> None:
    """Both pages, with one user and with fifty."""
    with hospitals() as hospital, served(hospital.folder) as (address, process):
        for name, page in (("plan page", plan_page), ("consent save", consent_save)):
            ask = page(address, hospital)
            times(ask, USERS, 2)  # warmed up: threads and their connections, consent as it is held
            found = {}
            for users, each in ((1, 10 * TIMES), (USERS, TIMES)):
                before, cpu, begun = hospital.entries(), cpu_seconds(process.pid), time.perf_counter()
                seconds = times(ask, users, each)
                spent, count = time.perf_counter() - begun, users * each
                found[users] = p95(seconds)
                print(
                    f"{name}, {users} users at once: p95 {p95(seconds) * 1e3:.0f} ms, median "
                    f"{statistics.median(seconds) * 1e3:.0f} ms, {count / spent:.1f} pages/s, "
                    f"{(cpu_seconds(process.pid) - cpu) / count * 1e3:.0f} ms CPU of the server's processes a page, "
                    f"{(entries := (hospital.entries() - before) / count):.1f} entries a page"
                )
                assert entries >= 1, "a page that records nothing was refused, and is quick"
            print(f"{name}: p95 with {USERS} users {found[USERS] / found[1]:.1f} x that with one")


def cpu_seconds(parent: int) -> float:
    """CPU seconds so far of a process and of those that it has begun, which answer for it."""
    processes = [parent, *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())]
    stats = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[11:13] for each in processes)
    return sum(int(ticks) for each in stats for ticks in each) / 100


if __name__ == "__main__":
    bench_pages(Path())
