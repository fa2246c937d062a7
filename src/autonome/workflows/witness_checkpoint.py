"""Witness a checkpoint: judge it by what is remembered, remember it, and only then let the cosignature out.

What is remembered stands as a cosigned note, so that whoever asks for it gets what anybody can check. Reading the
memory, judging and writing it is one step that nobody else stands in; a witness that is killed within it has answered
nothing, and the log asks again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from autonome.kernel import Instant
from autonome.ledger import Note, Signer
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.gossip import SplitView
from autonome.ledger.witnessed_keys import judge_keys
from autonome.ledger.witnessing import Answer, KnownLog, Verdict, cosign, judge


class WitnessMemory(Protocol):
    """What a witness remembers: of each log the note that it cosigned last."""

    def alone(self) -> AbstractContextManager[None]:
        """Keep everybody else out, in this process and in others."""

    def notes(self) -> Mapping[str, str]:
        """Origin → note that was cosigned last, its cosignature included."""

    def remember(self, origin: str, note: str) -> None:
        """Put a note in the place of the one before; when this returns, it is on the disk."""

    def remember_keys(self, origin: str, keys: bytes) -> None:
        """Keep the request by which a log's keys were followed, in the place of the one before."""

    def keep_evidence(self, origin: str, split: SplitView) -> None:
        """Keep the evidence that a log has two histories; the first of each log stays."""

    def evidence(self, origin: str) -> SplitView | None:
        """The evidence that was kept of a log."""


class Witness:
    """A witness at work.

    Args:
        logs: origin → log that it watches.
        signer: its key.
        memory: what it remembers.
    """

    def __init__(self, logs: Mapping[str, KnownLog], signer: Signer, memory: WitnessMemory) -> None:
        self._logs = dict(logs)
        self._signer = signer
        self._memory = memory

    def add_checkpoint(self, body: bytes, at: Instant) -> Answer:
        """Answer a request to cosign (C2SP ``tlog-witness``, ``add-checkpoint``); nothing is raised for what it says.

        Args:
            body: of the request.
            at: time of the cosignature.
        """
        with self._memory.alone():
            verdict = judge(body, self._logs, self._memory.notes())
            return self._answer(verdict, at)

    def add_keys(self, body: bytes, at: Instant) -> Answer:
        """Answer a request to cosign that brings the log's key events (`ledger.witnessed_keys`).

        Args:
            body: of the request.
            at: time of the cosignature.
        """
        with self._memory.alone():
            verdict, followed = judge_keys(body, self._logs, self._memory.notes())
            answer = self._answer(verdict, at)
            # The note first: who is killed in between knows the key before, and is told the events again.
            if followed is not None and verdict.cosign is not None:
                origin = Checkpoint.parse(verdict.cosign.text).origin
                self._memory.remember_keys(origin, body)
                self._logs[origin] = followed
        return answer

    def newest(self, origin: str) -> str | None:
        """The checkpoint that was cosigned last, with this witness's cosignature; None where there is none."""
        return self._memory.notes().get(origin)

    def evidence(self, origin: str) -> SplitView | None:
        """The evidence that a log showed this witness two histories."""
        return self._memory.evidence(origin)

    @property
    def origins(self) -> tuple[str, ...]:
        """The logs that it watches."""
        return tuple(self._logs)

    def _answer(self, verdict: Verdict, at: Instant) -> Answer:
        said = verdict.said
        if verdict.two_faced is not None:
            self._accuse(*verdict.two_faced)
        if verdict.cosign is not None:
            said = self._cosigned(verdict.cosign, at)
        return Answer(verdict.status, verdict.content_type, said.encode())

    def _cosigned(self, accepted: Note, at: Instant) -> str:
        line = cosign(accepted, self._signer, at)
        self._memory.remember(Checkpoint.parse(accepted.text).origin, str(accepted.with_signatures([line])))
        return str(line)

    def _accuse(self, before: str, after: str) -> None:
        self._memory.keep_evidence(Checkpoint.of_note(before).origin, SplitView(before, after))
