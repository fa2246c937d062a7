"""Witnesses as processes of their own, on free ports of the loopback; each is ended by its own process id."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from autonome.ledger import VerifierKey
from tests.integration.commands import AUTONOME, autonome


@dataclass
class WitnessProcess:
    """A witness: its files, and its process while it runs."""

    folder: Path
    log: str
    key: VerifierKey
    listen: str = "127.0.0.1:0"
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    url: str = ""

    def start(self) -> WitnessProcess:
        command = [
            *(str(AUTONOME), "witness", "serve", "--log", self.log, "--key", str(self.folder / "key")),
            *("--state", str(self.folder / "state"), "--listen", self.listen),
        ]
        environment = os.environ | self.environment
        with (self.folder / "stderr").open("a") as errors:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("witness at http://127.0.0.1:"), (line, (self.folder / "stderr").read_text())
        self.url = line.split()[-1]
        self.listen = self.url.removeprefix("http://")  # the same place the next time
        return self

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.forget()
        return code

    def forget(self) -> None:
        """It has ended."""
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    def post(self, body: bytes) -> httpx.Response:
        return httpx.post(f"{self.url}/add-checkpoint", content=body, timeout=30)


def new_witness(folder: Path, log: VerifierKey | Path, name: str = "w.example") -> WitnessProcess:
    """A witness that does not run yet."""
    folder.mkdir(parents=True)
    made = autonome("witness", "key", folder / "key", "--name", name)
    assert made.returncode == 0, made.stderr
    return WitnessProcess(folder, str(log), VerifierKey.parse(made.stdout.strip()))
