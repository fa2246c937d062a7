"""The gate: one transaction in which a request is judged on the consent that stands, recorded, and given its permit.

Invariants:

- A permit is minted in the transaction that records its decision, for the epoch whose consent was judged; where a
  withdrawal came in between, the transaction ends without a trace, and the request is judged anew.
- Acts of consent are recorded likewise: held to what stands in that moment, or held to it anew.
- It opens nothing before the decision stands on the log: the database asks for its place there at each read.
- Each use is recorded in the transaction that reads, or adds, and holds the lock on the head of the person's thread to
  its end: in log order every use stands before or after a withdrawal, and none that stands after it got anything.
- The secret of a permit is in no table, no message and no record: its hash is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import TypeAlias

from autonome.access import Allowed, Decision, Permit, PermitError, Request, decision_body
from autonome.access.permits import end_of
from autonome.access.ports import Judge, Stands, whatever
from autonome.adapters.postgres import Connection, Connections, ContentionError
from autonome.adapters.postgres_gate.consents import Consents, standing
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_log import PostgresLog
from autonome.adapters.postgres_log.records import Submitted
from autonome.consent import (
    CATEGORIES,
    Action,
    Attestation,
    ConsentAct,
    hold_to_order,
    recorded_act,
    recorded_attestation,
)
from autonome.kernel import AutonomeError, Json, SubjectId
from autonome.ledger import Draft, Entropy, EntryKind, Recorded

Bodies: TypeAlias = Sequence[Mapping[str, Json]]
"""Of entries about consent."""

SECRET_BYTES = 32

ATTEMPTS = 32
"""How often a request is judged anew because consent moved meanwhile: then something is wrong with it."""

OPEN = (
    "SELECT o.person FROM (SELECT set_config('autonome.permit', %s, true) AS secret OFFSET 0) held, "
    "LATERAL open_permit(held.secret IS NULL) o"
)
"""Sets the secret, and then asks what it opens: the second takes what the first gives."""

MINT = "SELECT permit_mint(%b, %s, %b, %s, %b, %s, to_timestamp(%s))"


class Within:
    """A transaction under a permit.

    Args:
        connection: in it.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._recorded: tuple[Recorded, ...] = ()

    @property
    def recorded(self) -> Recorded:
        """The entry of what the permit was used for; it is there once the block has ended.

        Raises:
            PermitError: it has not.
        """
        if not self._recorded:
            raise PermitError("what was read is not on record yet", mend="let the transaction end first.")
        return self._recorded[0]

    @property
    def beside(self) -> tuple[Recorded, ...]:
        """Entries that were recorded with it; none before the block has ended."""
        return self._recorded[1:]

    def ended(self, *recorded: Recorded) -> None:
        """Remember the entry, and those beside it."""
        self._recorded = recorded


class PostgresGate:
    """The gate of one institution.

    Args:
        log: on which consent, decisions and uses stand; its connections are used.
        names: of people and shelves.
        entropy: draws secrets.
    """

    def __init__(self, log: PostgresLog, names: Names, *, entropy: Entropy) -> None:
        self._log = log
        self._names = names
        self._entropy = entropy
        self._connections: Connections = log.connections
        self._consents = Consents(log.connections, log, names)

    def stands(self, subject: SubjectId) -> Stands:
        """See `access.ports.Gate`; it is read from the log once for each epoch."""
        return self._consents.of(subject)

    def admit(self, request: Request, judge: Judge) -> tuple[Decision, Recorded, bytes]:
        """Judge a request, record the decision, and give it a permit where it allows.

        Args:
            request: as it was made.
            judge: decides on it, given what stands; called anew where that moves.

        Returns:
            The decision, the entry in which it stands, and the secret under which its permit is known here.

        Raises:
            LogError: the log cannot be relied upon; nothing is permitted.
            DatabaseError: likewise.
        """
        held = self._consents.held(request.subject)  # most have not moved, which the transaction finds out anyway
        for attempt in range(ATTEMPTS):
            stands = held if held is not None and not attempt else self._consents.of(request.subject)
            decision = judge(stands)
            try:
                recorded, secret = self._record(request, decision, stands.epoch)
            except ContentionError:
                continue
            return decision, recorded, secret
        raise AutonomeError("consent moved during every attempt to decide", mend="try again later.")

    def record_acts(
        self,
        subject: SubjectId,
        acts: Sequence[ConsentAct],
        *,
        where: Callable[[Stands, ConsentAct], bool] = whatever,
    ) -> tuple[Recorded, ...]:
        """Record acts of consent; permits that are out for the person end with that transaction.

        Args:
            subject: whose.
            acts: in the order in which they were done; those that the log holds already are recorded once.
            where: whether an act is recorded; see `access.ports.Gate`.
        """

        def bodies(stands: Stands) -> Bodies:
            known = {act.digest for act in stands.acts}
            ours = (act for act in acts if act.subject == subject and act.digest not in known and where(stands, act))
            new = {act.digest: act for act in ours}
            hold_to_order(stands.acts, new.values())
            return [recorded_act(act) for act in new.values()]

        return self._moving(subject, bodies)

    def record_attested(
        self,
        subject: SubjectId,
        attested: Sequence[Attestation],
        *,
        where: Callable[[Stands, Attestation], bool] = whatever,
    ) -> tuple[Recorded, ...]:
        """Record birth, death and mandates of a person; permits that are out end with that transaction.

        Args:
            subject: of whom; what is stated of others is left alone.
            attested: in the order in which it became known; what the log holds already is not recorded again.
            where: whether it is recorded; see `access.ports.Gate`.
        """

        def bodies(stands: Stands) -> Bodies:
            known = {each.digest for each in stands.attested}
            ours = (each for each in attested if each.subject == subject and each.digest not in known)
            new = {each.digest: each for each in ours if where(stands, each)}
            return [recorded_attestation(each) for each in new.values()]

        return self._moving(subject, bodies)

    def _moving(self, subject: SubjectId, bodies: Callable[[Stands], Bodies]) -> tuple[Recorded, ...]:
        """Record what moves the person's epoch, held to what stands in that very moment."""
        for _ in range(ATTEMPTS):
            stands = self._consents.of(subject)
            new = bodies(stands)
            try:
                submitted = self._moved(subject, new, stands.epoch) if new else None
            except ContentionError:
                continue
            if submitted is None:
                return ()
            recorded = self._log.settled(submitted)
            self._consents.add(subject, stands.epoch + 1, recorded)
            return recorded
        raise AutonomeError("consent moved during every attempt to record", mend="try again later.")

    def _moved(self, subject: SubjectId, bodies: Bodies, epoch: int) -> Submitted:
        """Submit it, where the epoch is still the one that it was held to.

        Raises:
            ContentionError: it is another by now; nothing was recorded.
        """
        drafts, name = [Draft(EntryKind.CONSENT, subject, body) for body in bodies], self._names.person(subject)
        with self._connections.transaction() as transaction:
            submitted = self._log.submit(transaction, drafts)
            transaction.execute("SELECT person_moved(%b, %b::bigint[], NULL)", [name, list(submitted.records)])
            if (standing(transaction, name) or (-1, "", None))[0] != epoch + 1:
                raise ContentionError("consent has moved since it was looked at")
        return submitted

    @contextmanager
    def under(
        self,
        permit: Permit,
        kind: EntryKind,
        body: Mapping[str, Json],
        *,
        beside: Sequence[Draft] = (),
        unchanged_since: int | None = None,
    ) -> Iterator[Within]:
        """A transaction in which a permit opens its shelves, and which records what it is used for.

        Args:
            permit: minted by this gate.
            kind: of the entry: a use, a disclosure.
            body: what is done; the decision's leaf is added. Nothing that is read may leave before the block has ended:
                then the entry stands on the log.
            beside: further entries of the same transaction.
            unchanged_since: as for `PostgresLog.append`, of all of these entries.

        Raises:
            PermitError: the permit has ended: consent has moved, or its time is over.
            LogMovedError: somebody has added to one of these threads; nothing was done.
        """
        drafts = (Draft(kind, permit.subject, {"decision": str(permit.leaf), **body}), *beside)
        with self._connections.settled_later() as transaction:
            submitted = self._log.submit(transaction, drafts, unchanged_since=unchanged_since)
            row = transaction.execute(OPEN, [permit.secret.hex()]).fetchone()
            if row is None or row[0] != self._names.person(permit.subject):
                raise PermitError("the permit has ended", mend="ask again: consent may have changed.")
            within = Within(transaction)
            yield within
        within.ended(*self._log.settled(submitted))

    def _record(self, request: Request, decision: Decision, epoch: int) -> tuple[Recorded, bytes]:
        secret = self._entropy.token(SECRET_BYTES)
        with self._connections.settled_later() as transaction:
            draft = Draft(EntryKind.DECISION, request.subject, decision_body(request, decision))
            submitted = self._log.submit(transaction, [draft])
            if isinstance(decision, Allowed):
                given = self._permit(request, decision, epoch)
                transaction.execute(MINT, [sha256(secret).digest(), submitted.records[0], *given])
            elif (standing(transaction, self._names.person(request.subject)) or (-1, "", None))[0] != epoch:
                raise ContentionError("consent has moved since it was judged")
        (recorded,) = self._log.settled(submitted)
        return recorded, secret

    def _permit(self, request: Request, decision: Allowed, epoch: int) -> tuple[object, ...]:
        """What a permit opens, for whom and until when, as the database knows it."""
        subject = request.subject
        shelves = [self._names.shelf(subject, grant.item) for grant in decision.grants if grant.item in CATEGORIES]
        adds = request.action is Action.COLLECT
        return self._names.person(subject), epoch, shelves, adds, end_of(decision).seconds
