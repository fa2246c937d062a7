"""A whole node in a database of the test's own, and people who are signed in: commands run in this process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from autonome.access import Document, Permit
from autonome.access.actors import SignedIn
from autonome.access.roles import Role
from autonome.adapters.node import Node, NodeSettings, NodeWorld
from autonome.adapters.node.opening import LOG, assembled
from autonome.adapters.node.settings import institution_of, written
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_log import open_postgres_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.session_files import KeptSession
from autonome.clinical.items import KeptItem
from autonome.consent import Action
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.law import RULES
from autonome.ledger import EntryKind
from autonome.workflows.decide_and_record import answer
from autonome.workflows.open_record import judging
from tests.integration.in_process import Done, autonome

SESSION_SECONDS = 3600
BEFORE = 20 * 60


@dataclass(frozen=True)
class Desk:
    """A node, and whoever sits at it."""

    node: Node

    def run(self, *arguments: object, as_: str = "dr-b", role: Role = Role.CLINICIAN, fresh: bool = True) -> Done:
        """Run a command as somebody who is signed in."""
        with self.signed_in(as_, role, fresh=fresh):
            return autonome(*arguments)

    def ok(self, *arguments: object, **who: Any) -> str:  # noqa: ANN401 - as for `run`
        done = self.run(*arguments, **who)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def signed_in(self, name: str, role: Role, *, fresh: bool = True) -> Iterator[None]:
        now = SystemClock().now()
        proven = now if fresh else Instant(now.seconds - BEFORE)
        subject = SubjectId(name) if role is Role.PATIENT else None
        until = Instant(now.seconds + SESSION_SECONDS)
        person = SignedIn(ActorId(name), frozenset({role}), proven, until, subject)

        @contextmanager
        def opened(*_: object, **__: object) -> Iterator[Node]:
            yield self.node

        class Known:
            def signed_in(self, _: bytes) -> SignedIn:
                return person

        kept = KeptSession(self.node.directory, bytes(32))
        with ExitStack() as stack:
            for what, stands in (
                ("read_session", lambda: kept),
                ("opened_node", opened),
                ("accounts_of", lambda _: Known()),
            ):
                stack.enter_context(patch(f"autonome.bootstrap.session.{what}", stands))
            yield

    def patient(self, *arguments: str) -> SubjectId:
        return SubjectId(self.ok("patient", "add", *arguments).strip())

    def grant(self, patient: str, *questions: str, form: str = "treatment/3/en") -> None:
        for question in questions:
            told = self.ok("consent", "grant", patient, "--form", form, "--question", question)
            digest = next(line.split()[1] for line in told.splitlines() if line.startswith("digest"))
            self.ok("consent", "grant", patient, "--form", form, "--question", question, "--shown", digest)

    def keep(self, subject: SubjectId, *items: KeptItem) -> None:
        keep_items(self.node, subject, *items)


def keep_items(node: Node, subject: SubjectId, *items: KeptItem) -> None:
    """Take items in, with the consent that stands."""
    categories = sorted({category for each in items for category in each.categories})
    asked = node.settings.institution.asks(subject, ActorId("dr-b"), "TREAT", categories, Action.COLLECT)
    permit = answer(asked, *node.gate.admit(asked, judging(asked, RULES, SystemClock())))
    assert isinstance(permit, Permit)
    with node.gate.under(permit, EntryKind.USE, {"added": len(items)}) as within:
        node.records.add(permit, within, items)


@contextmanager
def opened_desk(
    database: Database,
    directory: Path,
    jurisdiction: str = "US",
    facts: Mapping[str, int] | None = None,
    documents: tuple[Document, ...] = (),
) -> Iterator[Desk]:
    institution = institution_of("hospital.example", "care-team", jurisdiction, facts or {}, documents)
    settings, world = NodeSettings(institution), NodeWorld(SystemClock(), SystemEntropy(), environment={})
    directory.mkdir(exist_ok=True)
    (directory / "node.toml").write_text(written(settings), encoding="utf-8")
    log = open_postgres_log(database, directory / LOG, clock=world.clock, entropy=world.entropy, name=settings.origin)
    try:
        if not log.key_history().events:
            log.begin()
            (directory / LOG / "policy.txt").write_text(f"log {log.verifier}\nquorum none\n", encoding="utf-8")
        yield Desk(assembled(directory, settings, database, log, world))
    finally:
        log.close()
