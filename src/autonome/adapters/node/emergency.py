"""The gate's way out while the log cannot record; a `workflows.break_glass.Emergencies`; and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from autonome.access import Allowed, Permit, PermitError, decision_body
from autonome.access.permits import end_of
from autonome.adapters.cosigned_files import refuse_if_halted
from autonome.adapters.node.journal import Journal
from autonome.adapters.node.passes import PassError, take
from autonome.adapters.postgres_gate.gate import SECRET_BYTES, Within
from autonome.consent import CATEGORIES
from autonome.ledger import Clock, Entropy, EntryKind, ErasedError, Payload, Recorded
from autonome.ledger.entries import SALT_BYTES
from autonome.workflows.break_glass import Journalled, Reasoned

if TYPE_CHECKING:
    from autonome.adapters.node.opening import Node

ON_NO_LOG: Final = -1
"""Place of an entry that stands in the journal, and on no log yet."""

MINT: Final = "SELECT permit_mint_emergency(%b, %b, %b, %b, to_timestamp(%s))"


class NodeEmergencies:
    """The way out, of one node.

    Args:
        node: that is open.
        clock: tells when something was done.
        entropy: draws secrets and nonces.
    """

    def __init__(self, node: Node, *, clock: Clock, entropy: Entropy) -> None:
        self._node = node
        self._clock = clock
        self._entropy = entropy
        self._journal = journal_of(node, entropy)

    def admit(self, asked: Reasoned, decision: Allowed) -> tuple[Recorded, bytes, Journalled]:
        """Use up a pass for a permit, and write into the journal what it is used for; both are on the disk then.

        Returns:
            The decision as it stands on no log yet, the secret of its permit, and the line of the journal.

        Raises:
            PassError: no pass is left, or it was used.
        """
        token, now, request = take(self._node.private), self._clock.now(), asked.request
        body = decision_body(request, decision)
        secret = self._entropy.token(SECRET_BYTES)
        names, subject = self._node.names, request.subject
        shelves = [names.shelf(subject, grant.item) for grant in decision.grants if grant.item in CATEGORIES]
        given = [token, sha256(secret).digest(), names.person(subject), shelves, end_of(decision).seconds]
        with self._node.log.connections.transaction() as transaction:
            transaction.execute(MINT, given)
        granted = tuple(grant.item for grant in decision.grants)
        digest = sha256(token).hexdigest()
        told = asked.use(granted, **{"done": str(now), "late": True, "pass": digest, **body})
        act = Journalled(subject, asked.known_as, now, digest, told)
        self._journal.add(act)
        origin = self._node.log.composer.origin
        payload = Payload(origin, EntryKind.DECISION, subject, 0, None, now, body)
        stands = Recorded(ON_NO_LOG, self._entropy.token(SALT_BYTES), payload)
        return stands, secret, act

    @contextmanager
    def under(self, permit: Permit) -> Iterator[Within]:
        """A transaction in which it opens its shelves.

        Raises:
            PermitError: it has ended.
        """
        with self._node.log.connections.transaction(read_only=True) as transaction:
            transaction.execute("SELECT set_config('autonome.permit', %s, true)", [permit.secret.hex()])
            row = transaction.execute("SELECT person FROM open_permit(false)").fetchone()
            if row is None or row[0] != self._node.names.person(permit.subject):
                raise PermitError("the permit has ended", mend="ask again.")
            yield Within(transaction)


def journal_of(node: Node, entropy: Entropy) -> Journal:
    """The journal of a node."""
    return Journal(node.private, node.log.composer.keyring, entropy)


def synchronise(node: Node, entropy: Entropy) -> int:
    """Put on the log what the journal holds; gives how much of it was not there.

    What was put there before a kill is not put there again: each act settles its pass, in the transaction that records
    it. An act about somebody who was erased since is left out.

    Raises:
        LogError: the journal is damaged, or the log still cannot record; nothing is lost.
    """
    refuse_if_halted(node.private, where=node.log.composer.origin)
    journal = journal_of(node, entropy)
    acts, connections, settled = journal.acts(), node.log.connections, 0
    for act in acts:
        with connections.transaction() as transaction:
            rows = transaction.execute("SELECT emergency_unsettled()", binary=True).fetchall()
            if bytes.fromhex(act.token) not in {bytes(digest) for (digest,) in rows}:
                continue
            try:
                submitted = node.log.submit(transaction, act.drafts())
            except ErasedError:
                continue
            transaction.execute(
                "SELECT emergency_settled(%b, %b, %s)",
                [bytes.fromhex(act.token), node.names.person(act.subject), submitted.records[0]],
            )
        node.log.settled(submitted)
        settled += 1
    if acts:
        journal.clear(len(acts))
    return settled


__all__ = ["NodeEmergencies", "PassError", "journal_of", "synchronise"]
