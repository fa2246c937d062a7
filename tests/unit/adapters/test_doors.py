"""How many connections an address may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from autonome.adapters.ledger_http.doors import MAX_OPEN, THIS_MACHINE, DoorRule, Doors
from autonome.cli.serving_options import CONNECTIONS
from autonome.kernel import InputError


def doors(per_address: int = 2) -> tuple[Doors, list[Mapping[str, Any]]]:
    told: list[Mapping[str, Any]] = []
    return Doors(DoorRule(per_address), told.append), told


def test_an_address_has_so_many_and_who_leaves_makes_room() -> None:
    found, _ = doors()
    assert [found.enter("192.0.2.7") for _ in range(4)] == [True, True, False, False]
    assert found.enter("192.0.2.8")
    found.leave("192.0.2.7")
    assert [found.enter("192.0.2.7") for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::7", "2001:db8::ffff", True),
        ("2001:db8:0:1::7", "2001:db8:0:2::7", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("fe80::1%eth0", "fe80::2", True),
    ],
)
def test_a_network_of_one_subscriber_is_one_address(one: str, other: str, *, same: bool) -> None:
    found, _ = doors(1)
    assert found.enter(one)
    assert found.enter(other) is not same


def test_this_machine_is_a_proxy_unless_told_otherwise_and_all_together_are_limited() -> None:
    found, _ = doors(1)
    assert all(found.enter(THIS_MACHINE[number % 2]) for number in range(MAX_OPEN))
    assert not found.enter("127.0.0.1")
    assert not found.enter("192.0.2.7")


def test_who_was_turned_away_is_counted_and_not_named() -> None:
    found, told = doors(1)
    for _ in range(9):
        found.enter("192.0.2.7")
    assert [line["turned_away"] for line in told] == [1], "once a minute at most"
    assert "192" not in repr(told)


def test_a_proxy_is_an_address_in_any_spelling() -> None:
    assert DoorRule.of(1, ["2001:DB8:0::7", "::ffff:192.0.2.7"]).proxies == ("2001:db8::7", "192.0.2.7")
    with pytest.raises(InputError, match=r"'proxy\.example' is no address"):
        DoorRule.of(1, ["proxy.example"])


def test_the_command_has_the_same_number() -> None:
    assert DoorRule().per_address == CONNECTIONS
