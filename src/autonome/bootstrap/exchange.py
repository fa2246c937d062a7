"""The exchange of a node: its own card, its partners, and the process that serves it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autonome.adapters.small_files import read_small, small_text
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.node import node_installed
from autonome.bootstrap.nodes import opened_node
from autonome.bootstrap.sharing import care_for_exchange, exchange_world
from autonome.kernel import InputError, Instant

if TYPE_CHECKING:
    from autonome.adapters.exchange.courier import HttpsCourier
    from autonome.adapters.exchange.key_folder import KeyFolder
    from autonome.adapters.exchange.sealing import HpkeSealer
    from autonome.adapters.node import Node, NodeSettings
    from autonome.adapters.node.settings import ExchangeSettings
    from autonome.adapters.postgres_gate.gate import Within
    from autonome.sharing import Receiver
    from autonome.sharing.cards import About, SignedCard
    from autonome.workflows.exchange_ports import ExchangeWorld
    from autonome.workflows.keep_partners import Partners

STILL_SECONDS = 24 * 3600
"""How long something may be on its way to a partner until the exchange is said to stand still (our own judgement)."""

PARTNERS = "partners"
"""Name beside our own keys: in the backup of the keys, and in no backup of the database."""


def own_card(directory: Path, *, new_keys: bool = False, at_once: bool = False) -> SignedCard:
    """The card that partners get; keys are drawn where there are none.

    Args:
        directory: of the node.
        new_keys: whether to change the keys.
        at_once: whether the earlier keys end now: for keys that were stolen.

    Raises:
        InputError: there is no node, it has no exchange, or the card cannot say what the settings say.
        LogError: the keys are damaged.
    """
    with node_installed():
        from autonome.adapters.node import read_settings  # noqa: PLC0415 - an extra
        from autonome.adapters.node.opening import LOG  # noqa: PLC0415
    settings = read_settings(directory)
    about, keys = _about(directory, directory / LOG, settings), _keys(directory / LOG)
    return keys.renew(about, at_once=at_once) if new_keys else keys.card(about)


def partners_of(node: Node) -> Partners:
    """Who is a partner of an open node, and who may become one."""
    from autonome.adapters.exchange.card_folder import CardFolder  # noqa: PLC0415 - an extra
    from autonome.adapters.exchange.key_folder import FOLDER  # noqa: PLC0415
    from autonome.sharing import InstitutionId  # noqa: PLC0415 - ML-KEM, which no plan needs
    from autonome.workflows.keep_partners import Partners  # noqa: PLC0415

    cards = CardFolder(node.private / FOLDER / PARTNERS)
    return Partners(InstitutionId(node.settings.institution.name), node.log, cards)


def read_card(path: Path) -> SignedCard:
    """A partner's card from its file; whose it is is not checked.

    Raises:
        CardError: it is none.
        VerificationError: a signature does not hold.
    """
    with node_installed():
        from autonome.sharing.cards import MAX_CARD_BYTES, SignedCard  # noqa: PLC0415 - ML-KEM, which no plan needs
    return SignedCard.read(read_small(path, MAX_CARD_BYTES), where=str(path))


def heard_fingerprint(text: str) -> bytes:
    """A fingerprint as a steward wrote it down.

    Raises:
        CardError: it is none.
    """
    from autonome.sharing.fingerprints import heard  # noqa: PLC0415 - beside the cards

    return heard(text)


def sealer_of(node: Node) -> HpkeSealer:
    """What seals and opens in the name of an open node."""
    from autonome.adapters.exchange.sealing import HpkeSealer  # noqa: PLC0415 - an extra
    from autonome.sharing import InstitutionId  # noqa: PLC0415

    keys = _keys(node.private)
    return HpkeSealer(InstitutionId(node.settings.institution.name), keys.speaking, keys.opening, SystemClock())


def courier_of(node: Node) -> HttpsCourier:
    """What brings envelopes in the name of an open node."""
    from autonome.adapters.exchange.courier import HttpsCourier  # noqa: PLC0415 - an extra

    return HttpsCourier(_keys(node.private).speaking, SystemClock())


def receiver_of(node: Node) -> Receiver:
    """What takes envelopes in at an open node."""
    from autonome.workflows.receive_transfer import receive_transfer  # noqa: PLC0415 - ML-KEM, which no plan needs

    return partial(receive_transfer, world=world_of(node))


def world_of(node: Node) -> ExchangeWorld[Within]:
    """What the exchange of an open node works with."""
    partners = partners_of(node)
    return exchange_world(node, sealer_of(node), courier_of(node), partners.trusted)


def stands_still(node: Node, now: Instant) -> bool:
    """Whether a node's exchange does nothing: it does not run, or what goes to partners has waited for a day."""
    from autonome.adapters.node.process import EXCHANGE_FILE, running  # noqa: PLC0415 - an extra
    from autonome.adapters.postgres_exchange.outbox import PostgresOutbox  # noqa: PLC0415

    if node.settings.exchange is None:
        return False
    if running(node.directory, EXCHANGE_FILE) is None:
        return True
    outbox = PostgresOutbox(node.log, node.names, entropy=SystemEntropy())
    return any(now.seconds - each.put.seconds > STILL_SECONDS for each in outbox.sent(under_way=True))


def run_exchange(directory: Path, told: Callable[[str], None]) -> None:
    """Be the process that serves a node's exchange, until told to end, or until the standard input is closed.

    Args:
        directory: of the node.
        told: is given the URL.

    Raises:
        AutonomeError: the node has no exchange, one runs already, or it cannot be opened or served.
    """
    with node_installed():
        from autonome.adapters.exchange.server import exchange_app  # noqa: PLC0415 - an extra
        from autonome.adapters.exchange.serving import (  # noqa: PLC0415
            Standing,
            Threshold,
            exchange_server,
            serve_exchange,
        )
        from autonome.adapters.ledger_http.doors import DoorRule  # noqa: PLC0415
        from autonome.adapters.ledger_http.serving import to_stderr  # noqa: PLC0415
        from autonome.adapters.node import read_settings  # noqa: PLC0415
        from autonome.adapters.node.process import EXCHANGE_FILE, held  # noqa: PLC0415
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    exchange = _expected(directory, read_settings(directory))
    own_card(directory)
    with held(directory, EXCHANGE_FILE) as say, opened_node(directory) as node:
        keys, partners = _keys(node.private), partners_of(node)

        def look() -> Standing:
            keys.wipe()
            return Standing(keys.speaking(), partners.trusted())

        def both(url: str) -> None:
            say(url)
            told(url)

        app = exchange_app(receiver_of(node), lambda: own_card(directory).write(), to_stderr())
        threshold = Threshold(look, SystemClock())
        server, listener = exchange_server(app, exchange.listen, threshold, DoorRule(proxies=()))
        with _cared_for(node):
            serve_exchange(server, listener, both, sys.stdin.fileno())


LAST: Final = 2.0
"""Seconds in which what is under way may still be ended, once the process is to end (our own judgement)."""


@contextmanager
def _cared_for(node: Node) -> Iterator[None]:
    """Meanwhile, bring to partners what is on its way."""
    stop = threading.Event()
    worker = threading.Thread(target=care_for_exchange, args=(world_of(node), stop), daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(LAST)  # who waits longer, for a database or a partner that is gone, is cut off as by a kill


def _keys(private: Path) -> KeyFolder:
    from autonome.adapters.exchange.key_folder import FOLDER, OWN, KeyFolder  # noqa: PLC0415 - an extra

    return KeyFolder(private / FOLDER / OWN, SystemClock())


def _about(directory: Path, private: Path, settings: NodeSettings) -> About:
    """What the node's settings and its log's policy say of the institution."""
    from autonome.sharing import InstitutionId  # noqa: PLC0415 - as above
    from autonome.sharing.cards import About  # noqa: PLC0415

    exchange, institution = _expected(directory, settings), settings.institution
    policy = private / "policy.txt"
    return About(
        InstitutionId(institution.name),
        exchange.shown,
        exchange.recipient or institution.recipient,
        institution.jurisdiction,
        exchange.url,
        small_text(read_small(policy), str(policy)),
    )


def _expected(directory: Path, settings: NodeSettings) -> ExchangeSettings:
    if settings.exchange is None:
        raise InputError(
            "the node has no exchange",
            where=str(directory / "node.toml"),
            mend='add [exchange] with listen = "host:port".',
        )
    return settings.exchange
