"""Serving the exchange: TLS 1.3 with a certificate on both sides, and a count of connections before any of it.

A stranger gets as far as the handshake, for so many seconds and so many connections of an address. Whoever shows no
certificate of a partner's card is cut off by TLS; whose card has ended, or was taken away since, right behind it. Who
is a partner, and under which keys we answer, is looked up anew every few seconds.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from autonome.adapters.exchange.courier import DELIVERY_SECONDS
from autonome.adapters.exchange.key_sets import KeySet
from autonome.adapters.exchange.server import PARTNERS
from autonome.adapters.exchange.tls import certified, for_answering, peer_pin, trust
from autonome.adapters.ledger_http.doors import DoorRule, Doors
from autonome.adapters.ledger_http.limits import HEAD_SECONDS, Guarded
from autonome.adapters.ledger_http.serving import Config, Server, TimedProtocol, bound_socket, configured, until_told
from autonome.kernel import AutonomeError
from autonome.ledger import Clock
from autonome.sharing.cards import Card
from autonome.sharing.names import InstitutionId

REFRESH_SECONDS: Final = 3.0
"""Seconds between two looks at who is a partner: as long as one may get in who was just taken away."""

NO_PARTNER: Final = (
    b"HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 42\r\n"
    b"cache-control: no-store\r\nconnection: close\r\n\r\nyour card is not, or no longer, one here\r\n"
)
"""What somebody is told whose certificate is known, and is no partner's now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand.

    Args:
        keys: under which we answer.
        cards: of the partners.
    """

    keys: KeySet
    cards: Mapping[InstitutionId, Card]


class Threshold:
    """Who gets in; used by one loop, but for `look`.

    Args:
        look: tells how things stand; may take its time.
        clock: tells whether cards are in force.
    """

    def __init__(self, look: Callable[[], Standing], clock: Clock) -> None:
        self.look = look
        self._clock = clock
        self._standing = look()
        self.context = for_answering(self._standing.keys)
        self._trusted: set[bytes] = set()
        self._trust()

    def apply(self, standing: Standing) -> None:
        """Go by how things stand now, from the next connection on."""
        before, self._standing = self._standing, standing
        if before.keys.certificate != standing.keys.certificate:
            certified(self.context, standing.keys)
        self._trust()

    def partners(self, pin: bytes) -> frozenset[InstitutionId]:
        """Whose certificate it is; nobody's, where it is no partner's now.

        Who copies another's certificate onto a card has not its key: that keeps nobody out, and lets nobody in.
        """
        now, cards = self._clock.now(), self._standing.cards
        return frozenset(id_ for id_, card in cards.items() if any(each.pin == pin for each in card.identities(now)))

    def _trust(self) -> None:
        """TLS trusts ever more; who is a partner is judged behind it, by `partner`."""
        now = self._clock.now()
        known = [each for card in self._standing.cards.values() for each in card.identities(now)]
        trust(self.context, [each for each in known if each.pin not in self._trusted])
        self._trusted |= {each.pin for each in known}


class PartnerProtocol(TimedProtocol):
    """HTTP/1.1 with a partner."""

    answer_seconds = DELIVERY_SECONDS

    def refusal(self, transport: asyncio.Transport) -> bytes | None:
        """Say to the application whose connection it is; who is nobody does not get there."""
        assert isinstance(self.config, PartnerConfig)  # noqa: S101 - `PartnerServer` is given no other
        who = self.config.threshold.partners(peer_pin(transport.get_extra_info("ssl_object")))
        self.app_state = {PARTNERS: who}
        return None if who else NO_PARTNER


class PartnerConfig(Config):
    """What the server of an exchange is made of."""

    threshold: Threshold


class PartnerServer(Server):
    """A server behind TLS, which looks from time to time who may come in."""

    refresh_seconds: float = REFRESH_SECONDS

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, with a limit on each handshake."""
        config = self.config
        assert isinstance(config, PartnerConfig)  # noqa: S101 - `serve_exchange` gives no other
        loop = asyncio.get_running_loop()

        def protocol() -> PartnerProtocol:
            return PartnerProtocol(config, self.server_state, {})

        self.servers = [
            await loop.create_server(
                protocol,
                sock=each,
                ssl=config.threshold.context,
                ssl_handshake_timeout=HEAD_SECONDS,
                ssl_shutdown_timeout=HEAD_SECONDS,
            )
            for each in sockets or ()
        ]
        self.started = True
        self._looking = asyncio.create_task(self._look(config.threshold))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        self._looking.cancel()
        with suppress(asyncio.CancelledError):
            await self._looking
        await super().shutdown(sockets)

    async def _look(self, threshold: Threshold) -> None:
        said = ""
        while True:
            await asyncio.sleep(self.refresh_seconds)
            try:
                threshold.apply(await _apart(threshold.look))
                said = ""
            except AutonomeError as error:  # it goes on with what it knew
                if str(error) != said:
                    said = str(error)
                    sys.stderr.write(f"autonome: {said}\n")


async def _apart(look: Callable[[], Standing]) -> Standing:
    """Look in a thread that nobody waits for once the server ends: where its database is gone, that takes its time."""
    found: Future[Standing] = Future()
    found.set_running_or_notify_cancel()

    def work() -> None:
        try:
            found.set_result(look())
        except Exception as error:  # noqa: BLE001 - it is raised again by who awaits it
            found.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return await asyncio.wrap_future(found)


class CountedListener(socket.socket):
    """A listening socket that lets so many connections of an address in, before anything is read of them."""

    doors: Doors

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection, or close it at once.

        Raises:
            ConnectionAbortedError: it was closed; there may be others.
        """
        made, address = super().accept()
        if not self.doors.enter(str(address[0])):
            made.close()
            raise ConnectionAbortedError
        counted = _Counted(made.family, made.type, made.proto, made.detach())
        counted.left = lambda: self.doors.leave(str(address[0]))
        return counted, address


class _Counted(socket.socket):
    """A connection that makes room for another once it is closed."""

    left: Callable[[], None] | None = None

    def close(self) -> None:
        """Close it, and say so once."""
        left, self.left = self.left, None
        super().close()
        if left is not None:
            left()


def exchange_server(
    app: Guarded, listen: str, threshold: Threshold, rule: DoorRule
) -> tuple[PartnerServer, CountedListener]:
    """A server, and the address that it is to be run on.

    Args:
        app: what answers partners, behind its limits.
        listen: ``host:port``; port 0 for any that is free.
        threshold: who gets in.
        rule: how many connections an address may have.

    Raises:
        InputError: no such address can be listened on.
    """
    plain = bound_socket(listen)
    listener = CountedListener(plain.family, plain.type, plain.proto, plain.detach())
    listener.doors = Doors(rule, app.told)
    config = configured(app, rule, PartnerProtocol, PartnerConfig)
    config.threshold = threshold
    return PartnerServer(config), listener


def serve_exchange(server: PartnerServer, listener: CountedListener, told: Callable[[str], None], ends: int) -> None:
    """Serve until the process is told to end, or until what it was begun by has ended.

    Args:
        server: to be run.
        listener: its address.
        told: is given the URL once it can be reached.
        ends: descriptor that nothing is written to: once its other side is closed, the server ends.
    """

    async def run() -> None:
        asyncio.get_running_loop().add_reader(ends, server.end)
        await until_told(server, listener, told, scheme="https")

    asyncio.run(run())
