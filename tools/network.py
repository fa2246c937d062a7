"""Three institutions, four witnesses, and a hospital that rewrites its history: ``make network``.

Everything runs on this machine, over the loopback, as processes that a user would start: three logs, four witnesses,
servers of the log of the hospital. Each line that begins with ``$`` is a command as it is typed. It fails when a step
does not end as it should. Each process that it starts is ended by its own number.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENT = Path("examples") / "patient"
AUTONOME = Path(sys.executable).with_name("autonome")
SECONDS = 120
"""Longest time of one command."""

DONE, REFUSED, UNTRUSTED, UNSOUND = 0, 3, 4, 5
"""Exit codes, as `autonome` documents them."""

LOGS = {name: f"{name}.example/autonome" for name in ("hospital", "clinic", "laboratory")}
WITNESSES = ("hospital", "clinic", "laboratory", "ministry")
QUORUM = 3


class StoryError(Exception):
    """A step did not end as the story says."""


class Server:
    """A process that serves, from its start to its end.

    Args:
        name: in the story.
        arguments: of ``autonome``.
        folder: in which it is started.
    """

    def __init__(self, name: str, arguments: list[object], folder: Path) -> None:
        self.name = name
        self._errors = (folder / f"{name.replace(' ', '-')}.stderr").open("w", encoding="utf-8")
        command = [str(AUTONOME), *map(str, arguments)]
        self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            command, cwd=folder, stdout=subprocess.PIPE, stderr=self._errors, text=True
        )

    def url(self) -> str:
        """Where it is, once it says so."""
        told = self._process.stdout.readline() if self._process.stdout else ""
        if " at http" not in told:
            raise StoryError(f"{self.name} did not begin: see {self._errors.name}")
        return told.split()[-1]

    def end(self, *, killed: bool = False) -> None:
        """End it, by its own number."""
        if self._process.poll() is None:
            (self._process.kill if killed else self._process.terminate)()
            self._process.wait(SECONDS)
        if self._process.stdout:
            self._process.stdout.close()
        self._errors.close()


class Story:
    """The story, chapter by chapter.

    Args:
        folder: in which everything lies.
        stack: ends what is started.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.witnesses: dict[str, Server] = {}
        self.urls: dict[str, str] = {}
        shutil.copytree(ROOT / PATIENT, folder / "patient")

    def tell(self) -> None:
        """All of it."""
        self.begin()
        self.record()
        self.cosign()
        self.rewrite()
        self.catch()

    def begin(self) -> None:
        """Three logs, four witnesses, one policy."""
        chapter("Three institutions begin a log each; four witnesses watch all three")
        with ThreadPoolExecutor(2) as pool:
            begun = [pool.submit(self.run, DONE, "ledger", "init", name, "--origin", LOGS[name]) for name in LOGS]
            keys = {
                name: pool.submit(self.run, DONE, "witness", "key", f"w/{name}", "--name", f"{name}.example/witness")
                for name in WITNESSES
            }
        logs = [key for done in begun for key in re.findall(r"^key +(\S+)$", done.result(), re.MULTILINE)]
        shutil.copytree(self.folder / "hospital", self.folder / "backup")
        watched: list[object] = [part for key in logs for part in ("--log", key)]
        for name in WITNESSES:
            more: list[object] = ["--key", f"w/{name}", "--state", f"w/{name}.memory"]
            self.witnesses[name] = self.start(f"witness of {name}", ["witness", "serve", *watched, *more])
        served = self.start("log of hospital", ["ledger", "serve", "hospital"])
        self.urls = {name: witness.url() for name, witness in self.witnesses.items()} | {"log": served.url()}
        lines = [f"log {key}" for key in logs]
        lines += [f"witness {name} {keys[name].result().strip()} {self.urls[name]}" for name in WITNESSES]
        lines += [f"group network {QUORUM} {' '.join(WITNESSES)}", "quorum network", ""]
        (self.folder / "policy.txt").write_text("\n".join(lines), encoding="utf-8")
        say(f"{len(LOGS)} logs and {len(WITNESSES)} witnesses run. One policy for all: {QUORUM} of them must cosign.")

    def record(self) -> None:
        """Consents, decisions and a use come to stand on the logs."""
        chapter("Consents, decisions and a use are recorded")
        with ThreadPoolExecutor(2) as pool:
            files = ["--record", "patient/record.json", "--consent", "patient/consent.json", "--no-pdf", "--quiet"]
            made = pool.submit(
                self.run, DONE, "plan", "patient/patient.vcf", *files, "--log", "hospital", "--out", "plan"
            )
            asked = ["--consent", "patient/consent.json", "--receipt"]
            for code, name, request in ((DONE, "clinic", "treatment"), (REFUSED, "laboratory", "underwriting")):
                wanted = ["--request", f"patient/{request}-request.json", "--log", name]
                pool.submit(self.run, code, "decide", *wanted, *asked, f"{name}.json").result()
            made.result()  # raises where it did not end as it should
        say(
            "The hospital made a plan; the clinic may treat; the laboratory refused an insurer. All of it is on record."
        )
        self.tell_run(UNTRUSTED, "verify", "plan/receipt.json", "--policy", "policy.txt")
        say("Nobody has cosigned yet: the receipt is not to be relied upon.")

    def cosign(self) -> None:
        """One witness dies; the others cosign, and the receipt counts."""
        chapter("One witness is killed, and the three others cosign")
        self.witnesses["ministry"].end(killed=True)
        commands = [["witness", "cosign", name, "--policy", "policy.txt", "--within", "2"] for name in LOGS]
        with ThreadPoolExecutor(2) as pool:
            printed = list(pool.map(lambda command: self.run(DONE, *command), commands))
        for command, told in zip(commands, printed, strict=True):
            show(command, told.splitlines()[:1])
        renewed = ["--log", "hospital", "--out", "receipt.json"]
        self.run(DONE, "witness", "receipt", "plan/receipt.json", *renewed)
        self.tell_run(DONE, "verify", "receipt.json", "--policy", "policy.txt", "--plan", "plan/plan.json", only="wit")
        say("The patient holds this receipt. It needs no server and no database.")
        self.tell_run(DONE, *self.watch("log", "reader-one"))
        say("Reader one follows the log: every tile was rebuilt from the entries.")

    def rewrite(self) -> None:
        """The hospital puts its database back as it was before the plan, and tells another story."""
        chapter("The hospital puts back its database of before the plan, and writes another history")
        asked = ["--consent", "patient/consent.json", "--request", "patient/underwriting-request.json"]
        self.run(REFUSED, "decide", *asked, "--log", "backup", "--receipt", "forged.json")
        self.urls["forged"] = self.start("log of hospital, rewritten", ["ledger", "serve", "backup"]).url()
        say("Its own key signed it. It shows that no plan was ever made.")

    def catch(self) -> None:
        """It is caught: by the witnesses, by who verifies, and by both readers."""
        chapter("It is caught")
        self.tell_run(UNSOUND, "witness", "cosign", "backup", "--policy", "policy.txt", "--within", "2")
        say("Its witnesses remember more: they do not cosign, and the log is halted.")
        self.tell_run(UNTRUSTED, "verify", "forged.json", "--policy", "policy.txt")
        self.tell_run(UNSOUND, *self.watch("forged", "reader-one"))
        say("Reader one knew the honest log. Reader two never saw it, and asks what reader one was shown:")
        shown = self.tell_run(UNSOUND, *self.watch("forged", "reader-two"), "--peer", self.urls["log"])
        found = re.search(r"ALARM split-view .*evidence in (\S+)", shown)
        if found is None:
            raise StoryError("reader two saw no split view")
        self.tell_run(DONE, "verify", Path(found[1]) / "split-view.json", "--policy", "policy.txt")
        self.tell_run(DONE, "verify", "receipt.json", "--policy", "policy.txt", "--plan", "plan/plan.json", first=1)
        say("Anybody who has the policy can check that, and the patient's receipt still stands.")

    def watch(self, log: str, reader: str) -> list[object]:
        """A reader's monitor, once."""
        return ["monitor", "--log", self.urls[log], "--policy", "policy.txt", "--state", reader, "--once"]

    def start(self, name: str, arguments: list[object]) -> Server:
        """Start a server, which ends with the story."""
        server = Server(name, arguments, self.folder)
        self.stack.callback(server.end)
        return server

    def run(self, expected: int, *arguments: object) -> str:
        """Run a command, in silence; what it printed."""
        command = [str(AUTONOME), *map(str, arguments)]
        done = subprocess.run(  # noqa: S603 - our own command, no shell
            command,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode != expected:
            shown = " ".join(command[1:])
            raise StoryError(f"autonome {shown}\nended with {done.returncode}, not {expected}:\n{done.stdout}")
        return done.stdout

    def tell_run(self, expected: int, *arguments: object, first: int | None = None, only: str = "") -> str:
        """Run a command and show it: all that it printed, its first lines, or those that begin so."""
        print(f"  $ autonome {' '.join(map(str, arguments))}")
        printed = self.run(expected, *arguments)
        lines = [
            line for line in printed.splitlines()[:first] if not only or line.strip().startswith(("Verified", only))
        ]
        for line in lines:
            print(f"    {line}")
        return printed


def main() -> None:
    """Tell the story in a folder of its own, or in the one that is given."""
    begun = time.monotonic()
    with ExitStack() as stack:
        if len(sys.argv) > 1:
            folder = Path(sys.argv[1]).resolve()
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autonome-network-")))
        Story(folder, stack).tell()
    print(f"\nThe story took {time.monotonic() - begun:.1f} s. All that it started has ended.")


def chapter(title: str) -> None:
    """Begin a part of the story."""
    print(f"\n{title}", flush=True)


def show(arguments: Sequence[object], lines: Iterable[str]) -> None:
    """Show a command, and what it printed."""
    print(f"  $ autonome {' '.join(map(str, arguments))}")
    for line in lines:
        print(f"    {line}", flush=True)


def say(text: str) -> None:
    """Tell what just happened."""
    print(f"  {text}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except StoryError as error:
        sys.exit(f"the story went wrong: {error}")
