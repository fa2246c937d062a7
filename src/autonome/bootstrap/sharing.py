"""Sharing at a node: what the exchange works with, and what its process does again and again."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.kept import genomes_to_pass
from autonome.kernel import AutonomeError, InputError
from autonome.law import RULES

if TYPE_CHECKING:
    from autonome.access.institutions import Institution
    from autonome.adapters.node import Node
    from autonome.adapters.postgres_gate.gate import Within
    from autonome.sharing import Card, InstitutionId, TransferId
    from autonome.sharing.ports import Courier, Sealer
    from autonome.workflows.exchange_ports import ExchangeWorld, Partner

PAUSE: Final = 1.0
"""Seconds between two looks at what is due."""

MOST_SAID: Final = 1024
"""Lines that are remembered so as not to be said again; beyond, they are forgotten together."""

LOOKS: Final = 3600
"""Of these looks, every so-manieth is at all that was sent, as a partner may be back whom nothing could be told; and at
all that waits, as its time may be over."""


def exchange_world(
    node: Node, sealer: Sealer, courier: Courier, cards: Callable[[], Mapping[InstitutionId, Card]]
) -> ExchangeWorld[Within]:
    """What the exchange of an open node works with.

    Args:
        node: that is open.
        sealer: in its name.
        courier: in its name.
        cards: of its partners now.
    """
    from autonome.adapters.exchange.cosigned import cosigned_by  # noqa: PLC0415 - an extra
    from autonome.adapters.exchange.post import NodePost  # noqa: PLC0415 - an extra
    from autonome.adapters.postgres_exchange import PostgresInbox, PostgresLinks, PostgresOutbox  # noqa: PLC0415
    from autonome.workflows.exchange_ports import ExchangeWorld  # noqa: PLC0415 - ML-KEM, which no plan needs

    clock, entropy, log = SystemClock(), SystemEntropy(), node.log
    return ExchangeWorld(
        institution=_as_partners_know_it(node),
        gate=node.gate,
        records=node.records,
        genomes=genomes_to_pass(node),
        patients=node.patients,
        log=log,
        outbox=PostgresOutbox(log, node.names, entropy=entropy),
        inbox=PostgresInbox(log, node.names, entropy=entropy),
        links=PostgresLinks(log.connections, log.composer.keyring, entropy=entropy),
        post=NodePost(sealer, courier, cards, clock),
        rules=RULES,
        clock=clock,
        entropy=entropy,
        cosigned=cosigned_by(log, node.private),
    )


def _as_partners_know_it(node: Node) -> Institution:
    """The institution in the class of recipients that consents to share with it name."""
    institution, exchange = node.settings.institution, node.settings.exchange
    recipient = "" if exchange is None else exchange.recipient
    return replace(institution, recipient=recipient) if recipient else institution


def expect_partner(world: ExchangeWorld[Within], name: str) -> Partner:
    """The partner of a name.

    Raises:
        InputError: nobody of that name is one, or the card is not in force.
    """
    from autonome.sharing import InstitutionId  # noqa: PLC0415

    found = world.post.partner(InstitutionId(name))
    if found is None:
        raise InputError(f"{name[:60]!r} is no partner with a card in force", mend="see `autonome partner list`.")
    return found


def care_for_exchange(world: ExchangeWorld[Within], stop: threading.Event) -> None:
    """Deliver what is due, tell of withdrawals and let go of what waited too long; what goes wrong is told once.

    None of these waits for another: where witnesses do not cosign a notice, what is on its way goes on.
    """
    from autonome.workflows.accept_transfer import let_go_of_what_waited  # noqa: PLC0415
    from autonome.workflows.deliver_shared import deliver_due, tell_withdrawals  # noqa: PLC0415

    said: set[str] = set()
    seen: dict[TransferId, int] = {}
    turn = 0

    def told(line: str) -> None:
        if len(said) >= MOST_SAID:
            said.clear()
        if line not in said:
            said.add(line)
            sys.stderr.write(f"autonome: {line}\n")

    def let_go() -> None:
        if turn % LOOKS == 0:
            seen.clear()
            let_go_of_what_waited(world=world)

    steps: tuple[Callable[[], object], ...] = (
        let_go,
        lambda: tell_withdrawals(world=world, seen=seen),
        lambda: deliver_due(world=world, told=told),
    )
    while not stop.is_set():
        turn += 1
        for step in steps:
            if stop.is_set():
                break
            try:
                step()
            except AutonomeError as error:
                told(str(error))
        stop.wait(PAUSE)
