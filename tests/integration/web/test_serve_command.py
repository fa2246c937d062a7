"""``autonome serve``: a demonstration made once and served by a process, and addresses that are refused."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from autonome.adapters.postgres import EmbeddedServer
from autonome.adapters.synthetic import people
from autonome.bootstrap import demo
from tests.integration.commands import AUTONOME, autonome

PATIENCE = 60


@pytest.fixture
def hospital(postgres_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A demonstration of two patients, made by this process and served by others."""
    monkeypatch.setattr(demo, "PATIENTS", 2)
    monkeypatch.setattr(demo, "WITH_ACCOUNTS", 1)
    monkeypatch.setattr(demo, "STAFF", demo.STAFF[:1])
    postgres_folder.chmod(0o755)  # the account that root's server runs as must be able to pass
    folder = postgres_folder / "hospital"
    said: list[str] = []
    try:
        assert demo.demo_hospital(folder, said.append) == folder
        assert said
        demo.demo_hospital(folder, lambda _: pytest.fail("it is made once"))
        from django.db import connections  # noqa: PLC0415 - Django is set up now

        connections.close_all()
        yield folder
    finally:
        EmbeddedServer(folder / "database").stop()


@contextmanager
def served(*arguments: object) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The process, once it can be reached; it ends with the block."""
    command = [str(AUTONOME), "serve", "--listen", "127.0.0.1:0", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"pages at (\S+)", line)
            assert found is not None, line + (process.stderr.read() if process.stderr else "")
            yield found.group(1), process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def test_a_demonstration_is_served_and_its_listed_accounts_sign_in(hospital: Path) -> None:
    with served("--demo", "--node", hospital) as (url, process), httpx.Client(base_url=url) as client:
        assert client.get("/ready").json() == {"ready": True, "why": None}
        page = client.get("/sign-in").text
        password = re.search(r"<code>(synthetic-\w+)</code>", page)
        code = re.search(r'<code class="whole">anna</code>.*?<code class="whole">(\d{6})</code>', page, re.DOTALL)
        form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert password is not None
        assert code is not None
        assert form is not None
        given = {"name": "anna", "password": password.group(1), "code": code.group(1)}
        answer = client.post("/sign-in", data={**given, "csrfmiddlewaretoken": form.group(1)})
        assert answer.status_code == 303
        assert people(1)[0].name in client.get("/").text
        style = re.search(r'href="(/static/[0-9a-f]+/autonome.css)"', page)
        assert style is not None
        file = client.get(style.group(1))
        assert file.status_code == 200
        assert "immutable" in file.headers["Cache-Control"]
        assert too_large(url) == (413, True)
    assert process.returncode == 0


def too_large(url: str) -> tuple[int, bool]:
    """What is answered to who says that a thousand gigabytes follow, and whether it is a page of ours."""
    with closing(http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)) as connection:
        connection.putrequest("POST", "/choose")
        connection.putheader("Content-Length", "999999999999")
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, b"This file is too large" in answer.read()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--listen", "0.0.0.0:8000"), "without encryption"),
        (("--demo", "--proxied"), "for this machine alone"),
        (("--demo", "--listen", "192.0.2.1:8000"), "without encryption"),
    ],
)
def test_what_others_could_reach_without_encryption_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = autonome("serve", "--node", tmp_path / "none", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "none").exists()


def told(process: subprocess.Popen[str], pid: int | None = None) -> int:
    """The next child that says it answers; with a number, that of it which has ended."""
    assert process.stderr is not None
    for line in process.stderr:
        said = json.loads(line)
        if said.get("answers") is (pid is None) and pid in {None, said["process"]}:
            return int(said["process"])
    raise AssertionError("the server has ended")


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """A child that takes nothing for the length of a block: whatever is asked, another one answers."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def counted(client: httpx.Client, page: str) -> int:
    """How many requests of a page the numbers tell."""
    found = re.findall(
        rf'^autonome_requests_total{{page="{page}",.*}} (\d+)', client.get("/metrics").text, re.MULTILINE
    )
    return sum(map(int, found))


def test_several_processes_are_one_server(hospital: Path) -> None:
    """Failures and numbers are counted over all; one that is killed is replaced; none outlives the parent."""
    with (
        served("--node", hospital, "--processes", 2) as (url, process),
        httpx.Client(base_url=url, headers={"Connection": "close"}, timeout=PATIENCE) as client,
    ):
        first, second = told(process), told(process)
        form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/sign-in").text)
        assert form is not None
        given = {"name": "anna", "password": "wrong", "code": "123456", "csrfmiddlewaretoken": form.group(1)}
        with stopped(first):
            statuses = [client.post("/sign-in", data=given).status_code for _ in range(3)]
            assert counted(client, "sign-in") == 4
        with stopped(second):
            statuses += [client.post("/sign-in", data=given).status_code for _ in range(3)]
            assert counted(client, "sign-in") == 7
        assert statuses[5] == 429
        assert 429 not in statuses[:5]
        os.kill(first, signal.SIGKILL)
        assert client.get("/ready").json() == {"ready": True, "why": None}
        assert told(process, first) == first
        third = told(process)
        with stopped(second):
            assert client.get("/ready").json() == {"ready": True, "why": None}
            assert counted(client, "sign-in") == 7, "what the killed one had counted is kept"
        process.kill()
        until = time.monotonic() + PATIENCE
        while any(Path(f"/proc/{each}").exists() for each in (second, third)) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(Path(f"/proc/{each}").exists() for each in (second, third))
