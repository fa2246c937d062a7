"""Institutions that serve their exchange on the loopback, in a thread each, with real TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from autonome.adapters.exchange.courier import CONTENT_TYPE, ENVELOPES, HttpsCourier
from autonome.adapters.exchange.key_sets import KeySet, signed_card
from autonome.adapters.exchange.server import exchange_app
from autonome.adapters.exchange.serving import PartnerServer, Standing, Threshold, exchange_server
from autonome.adapters.exchange.tls import for_calling
from autonome.adapters.ledger_http.doors import DoorRule
from autonome.adapters.system import SystemClock
from autonome.kernel import Instant, Period
from autonome.ledger import Clock
from autonome.sharing import Card, InstitutionId
from tests.fakes.cards import Institution, following, fresh_institution

NOW = SystemClock().now()
AROUND = Period(Instant(NOW.seconds - 3600), Instant(NOW.seconds + 30 * 24 * 3600))


def partner(name: str, **changes: Any) -> Institution:  # noqa: ANN401 - one keyword for each part
    """An institution whose card is in force now."""
    return fresh_institution(name, AROUND, **changes)


def following_now(before: Institution) -> Institution:
    """The same institution with new keys; both hold for an hour."""
    return following(before, Instant(NOW.seconds + 3600), Period(NOW, AROUND.end))


@dataclass
class Served:
    """A running exchange.

    Args:
        institution: whose, with its URL on the card.
        partners: whom it trusts; to be changed at will.
        keys: under which it answers.
        server: that runs.
        told: lines about requests.
    """

    institution: Institution
    partners: dict[InstitutionId, Card]
    keys: KeySet
    server: PartnerServer
    told: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def card(self) -> Card:
        return self.institution.card

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.card.url.removeprefix("https://").rpartition(":")
        return host, int(port)


@contextmanager
def serving(
    who: Institution,
    receive: Callable[[bytes], bytes],
    *partners: Institution,
    per_address: int = 32,
    clock: Clock | None = None,
) -> Iterator[Served]:
    """Serve the exchange of an institution; its card gets the URL."""
    known = {each.card.id: each.card for each in partners}
    told: list[Mapping[str, Any]] = []
    held: list[Served] = []

    def look() -> Standing:
        return Standing(held[0].keys, dict(held[0].partners)) if held else Standing(who.keys, dict(known))

    def card_now() -> bytes:
        return held[0].institution.signed.write()

    app = exchange_app(receive, card_now, told.append)
    rule = DoorRule(per_address, proxies=())
    server, listener = exchange_server(app, "127.0.0.1:0", Threshold(look, clock or SystemClock()), rule)
    server.refresh_seconds = 0.05
    url = f"https://127.0.0.1:{listener.getsockname()[1]}"
    card = replace(who.card, url=url)
    listener.listen()
    held.append(Served(Institution(who.keys, signed_card(card, who.keys)), known, who.keys, server, told))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield held[0]
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


def courier(who: Institution, clock: Clock | None = None, seconds: float = 20.0) -> HttpsCourier:
    return HttpsCourier(lambda: who.keys, clock or SystemClock(), seconds)


def connected(who: KeySet, to: Served) -> ssl.SSLSocket:
    """A connection under some keys, for who does not keep to the protocol."""
    context = for_calling(who, to.card.identities(NOW))
    return context.wrap_socket(socket.create_connection(to.address, timeout=20))


def head(length: int, path: str = ENVELOPES, content_type: str = CONTENT_TYPE) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nhost: h\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n".encode()
    )


def said(connection: socket.socket) -> bytes:
    """What comes until the end of a connection."""
    answer = b""
    with suppress(ConnectionResetError, ssl.SSLError):
        while piece := connection.recv(65536):
            answer += piece
    return answer


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)
