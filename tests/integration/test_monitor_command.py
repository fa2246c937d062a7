"""``autonome monitor`` over real servers: a log that is followed, and logs that lie."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.ledger import KeyHistory
from autonome.ledger.gossip import SplitView
from tests.integration.commands import AUTONOME
from tests.integration.in_process import Done, autonome
from tests.integration.log_servers import ANNA, BEN, Served, begun, decision, serving


def watch(served: Served, log: LocalLog, state: Path, *more: object) -> Done:
    return autonome("monitor", "--log", served.url, "--key", log.verifier, "--state", state, "--once", *more)


class Quiet(SimpleHTTPRequestHandler):
    """A file server that says nothing."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def alarms(done: Done) -> list[dict[str, str]]:
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line for line in lines if line["what"] == "alarm"]


@pytest.fixture
def log(tmp_path: Path) -> LocalLog:
    log = begun(tmp_path / "log")
    log.append([decision(ANNA, number) for number in range(300)])
    return log


def test_a_sound_log_is_followed(log: LocalLog, tmp_path: Path) -> None:
    with serving(tmp_path / "log") as served:
        first = watch(served, log, tmp_path / "state")
        assert (first.returncode, first.stdout) == (0, f"sound {log.verifier.name}: size 301\n")
        log.append([decision(BEN)])
        assert watch(served, log, tmp_path / "state", "--peer", served.url).stdout.endswith("size 302\n")
        assert not (tmp_path / "state" / "alarms").exists()
    gone = watch(served, log, tmp_path / "state")
    assert gone.returncode == 2
    assert "the log does not answer" in gone.stdout


def test_a_database_that_was_put_back_is_caught_with_evidence(log: LocalLog, tmp_path: Path) -> None:
    """The same log, shown as it was to one reader, and rewritten to another."""
    folder, state = tmp_path / "log", tmp_path / "state"
    shutil.copytree(folder, tmp_path / "backup")
    log.append([decision(BEN, number) for number in range(5)])
    key, history = log.verifier, log.key_history()
    with serving(folder) as honest:
        assert watch(honest, log, state).returncode == 0
        rewritten = begun_from(tmp_path / "backup")
        with serving(tmp_path / "backup") as put_back:
            back = watch(put_back, log, state, "--json")
            assert (back.returncode, [each["kind"] for each in alarms(back)]) == (5, ["rollback"])
            rewritten.append([decision(ANNA, number) for number in range(9)])
            split = watch(put_back, log, state, "--json", "--peer", honest.url)
            assert split.returncode == 5
            assert {each["kind"] for each in alarms(split)} == {"split-view"}
            fresh = autonome(
                *("monitor", "--log", put_back.url, "--key", key, "--state", tmp_path / "other", "--once", "--json"),
                *("--peer", honest.url),
            )
    assert [each["kind"] for each in alarms(fresh)] == ["split-view"], "a reader who knew nothing sees it by the peer"
    for each in (*alarms(split), *alarms(fresh)):
        found = SplitView.read((Path(each["evidence"]) / "split-view.json").read_bytes())
        found.check(history)
        found.check(KeyHistory.of_keys(key.name, [key]))
        assert (Path(each["evidence"]) / "checkpoint-2").read_text() in {found.one, found.other}


def begun_from(folder: Path) -> LocalLog:
    return open_local_log(folder, clock=SystemClock(), entropy=SystemEntropy())


def test_changed_tiles_are_caught_and_kept_as_they_were_shown(log: LocalLog, tmp_path: Path) -> None:
    bundle = tmp_path / "log" / "tile/entries/000"
    data = bytearray(bundle.read_bytes())
    data[30] ^= 1
    bundle.write_bytes(bytes(data))
    with serving(tmp_path / "log") as served:
        done = watch(served, log, tmp_path / "state", "--json")
    assert done.returncode == 5
    (first, *_) = alarms(done)
    assert (first["kind"], first["said"]) == ("changed-entries", "tile/entries/000 entry 0 does not hash to its leaf")
    assert (Path(first["evidence"]) / "tile-entries-000").read_bytes() == bytes(data)
    assert json.loads((Path(first["evidence"]) / "alarm.json").read_text())["alarm"] == "changed-entries"


def test_public_entries_that_are_withheld_are_told_at_the_very_first_look(log: LocalLog, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(tmp_path / "log", copy)
    shutil.rmtree(copy / "public")
    with serving(copy) as served:
        done = watch(served, log, tmp_path / "state", "--json")
    assert (done.returncode, [each["kind"] for each in alarms(done)]) == (5, ["keys"])
    assert "entry 0 does not open" in alarms(done)[0]["said"]


def test_an_index_of_public_entries_that_is_withheld_is_told_at_the_very_first_look(
    log: LocalLog, tmp_path: Path
) -> None:
    """As a plain file server shows the folder of a log, or somebody who means ill."""
    handler = partial(Quiet, directory=str(tmp_path / "log"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        done = autonome("monitor", "--log", url, "--key", log.verifier, "--state", tmp_path / "state", "--once")
        server.shutdown()
    assert done.returncode == 5
    assert "the index of public entries is withheld" in done.stdout


def test_a_log_that_never_shows_anything_whole_is_silent_at_last(log: LocalLog, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "begun").write_text("2026-01-01T00:00:00Z\n")
    command = ["monitor", "--log", "http://127.0.0.1:9", "--key", log.verifier, "--state", tmp_path / "state", "--once"]
    done = autonome(*command)
    assert (done.returncode, "nothing whole was seen of the log since the first look" in done.stdout) == (5, True)
    (tmp_path / "state" / "begun").write_text("yesterday")
    assert "does not say when the first look was" in autonome(*command).stderr


def test_a_log_that_is_followed_and_falls_silent_is_told_once_and_the_end_says_so(
    log: LocalLog, tmp_path: Path
) -> None:
    with serving(tmp_path / "log") as served:
        command = [str(AUTONOME), "monitor", "--log", served.url, "--key", str(log.verifier)]
        command += ["--state", str(tmp_path / "state"), "--interval", "1", "--silence", "2"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == f"sound {log.verifier.name}: size 301\n"
            log.append([decision(BEN)])
            assert process.stdout.readline() == f"sound {log.verifier.name}: size 302\n"
            assert process.stdout.readline().startswith(f"ALARM silence {log.verifier.name}: nothing new from the log")
            busy = watch(served, log, tmp_path / "state")
            assert (busy.returncode, "another monitor uses this folder" in busy.stderr) == (2, True)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 5
            assert process.stdout.read() == ""


def test_a_memory_that_is_damaged_is_not_forgotten(log: LocalLog, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    for damage in (b"", b"{}", b"[]", b'{"format":"autonome-monitor/1"}'):
        (tmp_path / "state" / "seen").write_bytes(damage)
        done = autonome(
            *("monitor", "--log", "http://127.0.0.1:9", "--key", log.verifier, "--state", tmp_path / "state", "--once")
        )
        assert (done.returncode, "what the monitor remembers is damaged" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--log", "http://127.0.0.1:9"], "whose log is it?"),
        (["--log", "ftp://h/", "--key", "{key}"], "is no http or https URL"),
        (["--log", "http://127.0.0.1:9", "--key", "{key}", "--peer", "x"], "is no"),
        (["--log", "http://127.0.0.1:9", "--key", "nonsense"], "a verifier key is written"),
    ],
)
def test_what_cannot_be_watched_is_refused_in_one_line(
    log: LocalLog, tmp_path: Path, arguments: list[str], said: str
) -> None:
    filled = [each.format(key=log.verifier) for each in arguments]
    done = autonome("monitor", *filled, "--state", tmp_path / "state", "--once")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert said in done.stderr


def test_a_log_that_nobody_trusts_is_not_followed(log: LocalLog, tmp_path: Path) -> None:
    other = begun(tmp_path / "other", "elsewhere.example/log")
    with serving(tmp_path / "log") as served:
        done = watch(served, other, tmp_path / "state")
    assert done.returncode == 4
    assert "no trusted key is one of the log" in done.stderr
