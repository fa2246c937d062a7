"""Who gets in: so many connections of one address, and so many of all, however little they ask for.

A connection that sends half a request, or nothing, costs whoever opens it next to nothing and holds a place for
`limits.HEAD_SECONDS`. Without a limit for each address one machine takes all places, again and again. A proxy speaks
for many readers and is not limited here: limiting them is its own matter, for it alone sees their addresses.

No address is written down: of those who were turned away the number is, once a minute at most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import monotonic, time
from typing import Any

from autonome.adapters.ledger_http.limits import MAX_CONNECTIONS
from autonome.kernel import InputError

PER_ADDRESS = 32
"""Connections of one address at once, unless told otherwise: a browser opens six, a practice shares one address."""

MAX_OPEN = 2 * MAX_CONNECTIONS
"""Connections at once that are accepted at all, proxies included: half of the 1024 files that a process may open."""

THIS_MACHINE = ("127.0.0.1", "::1")
"""Where a proxy is expected, unless told otherwise."""

TOLD_EVERY = 60
"""Seconds between two lines about those who were turned away, at least."""

_SITE_BITS = 64
"""Of an IPv6 address: what one subscriber is given at the least (RFC 6177); who has it has all addresses in it."""


@dataclass(frozen=True, slots=True)
class DoorRule:
    """How many connections an address may have.

    Args:
        per_address: of one address, or one IPv6 network of 64 bits.
        proxies: addresses that are not limited.
    """

    per_address: int = PER_ADDRESS
    proxies: tuple[str, ...] = THIS_MACHINE

    @classmethod
    def of(cls, per_address: int, proxies: Iterable[str]) -> DoorRule:
        """Make one of what an operator writes.

        Raises:
            InputError: a proxy is no address.
        """
        return cls(per_address, tuple(str(_parsed(each)) for each in proxies))


class Doors:
    """The connections of a server; used by its one loop alone.

    Args:
        rule: how many an address may have.
        told: takes the line about who was turned away.
    """

    def __init__(self, rule: DoorRule, told: Callable[[Mapping[str, Any]], None]) -> None:
        self._rule = rule
        self._told = told
        self._open: Counter[str] = Counter()
        self._turned_away, self._told_at = 0, -float(TOLD_EVERY)

    def enter(self, address: str) -> bool:
        """Whether a connection is accepted; one that is has to leave."""
        place = self._place(address)
        crowded = place not in self._rule.proxies and self._open[place] >= self._rule.per_address
        if crowded or self._open.total() >= MAX_OPEN:
            self._tell()
            return False
        self._open[place] += 1
        return True

    def leave(self, address: str) -> None:
        """Forget a connection that was accepted."""
        place = self._place(address)
        self._open[place] -= 1
        if self._open[place] <= 0:
            del self._open[place]

    def _place(self, address: str) -> str:
        """What is counted: an address as proxies are named by, or the network that an IPv6 address is in."""
        found = _parsed(address)
        if isinstance(found, IPv4Address) or str(found) in self._rule.proxies:
            return str(found)
        return str(ip_network((int(found), _SITE_BITS), strict=False))

    def _tell(self) -> None:
        self._turned_away += 1
        if monotonic() - self._told_at >= TOLD_EVERY:
            self._told({"at": int(time()), "turned_away": self._turned_away})
            self._turned_away, self._told_at = 0, monotonic()


def _parsed(address: str) -> IPv4Address | IPv6Address:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError as error:
        raise InputError(f"{address[:60]!r} is no address", mend="write it as 192.0.2.7 or 2001:db8::7.") from error
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return found if mapped is None else mapped
