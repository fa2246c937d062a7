"""Items of the health record: added and read under a permit, sealed, and never changed.

An item has a name of its own. What is added under a name that is there already is its next version; the newest counts,
and the older ones stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from autonome.access import Permit
from autonome.access.errors import BeyondError
from autonome.access.windows import ALL_TIME, Window, intersection
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_gate.vault import Opener, StoreError, Vault
from autonome.clinical.items import KeptItem, StoredItem
from autonome.consent import CATEGORIES
from autonome.kernel import Instant, canonical_bytes


class PostgresRecords:
    """The records of one institution.

    Args:
        names: of people, shelves and items.
        vault: seals and opens.
    """

    def __init__(self, names: Names, vault: Vault) -> None:
        self._names = names
        self._vault = vault

    def add(self, permit: Permit, within: Within, items: Sequence[KeptItem]) -> None:
        """Add items, or next versions of them.

        Args:
            permit: to collect data of all their categories.
            within: a transaction under that permit.
            items: each name once.

        Raises:
            PermitError: the permit does not cover one of them, or is over.
            BeyondError: one of them lies, in its newest version, on a shelf that the permit does not open; row security
                refuses that too.
        """
        if not items:
            return
        categories = tuple(sorted({category for item in items for category in item.categories}))
        self._vault.opener(permit, categories, permit.purposes[0])  # asked before anything is written
        versions = self._versions(permit, within, items)
        with within.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO record_item (person, item, version, shelves, sealed) VALUES (%b, %b, %s, %b, %b)",
                [self._row(permit, item, versions) for item in items],
            )

    def read(self, permit: Permit, within: Within, categories: Iterable[str]) -> tuple[StoredItem, ...]:
        """Read the newest version of all items that belong to some categories and to no other.

        Args:
            permit: to use data of these categories.
            within: a transaction under that permit.
            categories: leaves of the data tree.

        Returns:
            What the permit's windows let be seen, in the order of the items' names: an item that does not say of when
            it is, only where all times may be.

        Raises:
            PermitError: the permit does not cover one of them, or is over.
            StoreError: an item is damaged.
        """
        wanted = tuple(dict.fromkeys(categories))
        opener = self._vault.opener(permit, wanted, permit.purposes[0])
        person = self._names.person(permit.subject)
        rows = within.connection.execute(
            "SELECT i.item, i.version, i.sealed FROM record_item i JOIN record_head h USING (person, item, version) "
            "WHERE i.person = %b AND i.shelves <@ %b",
            [person, [self._names.shelf(permit.subject, category) for category in wanted]],
            binary=True,
        ).fetchall()
        found = [self._opened(opener, (person, item), version, sealed) for item, version, sealed in rows]
        windows = {grant.item: grant.window for grant in permit.grants}
        seen = [each for each in found if each.item.body is not None and _seen(each.item, windows)]
        return tuple(sorted(seen, key=lambda each: each.item.name))

    def _versions(self, permit: Permit, within: Within, items: Sequence[KeptItem]) -> dict[bytes, int]:
        names = [self._names.item(permit.subject, item.name) for item in items]
        rows = within.connection.execute(
            "SELECT item, version, shelves FROM record_head WHERE person = %b AND item = ANY (%b)",
            [self._names.person(permit.subject), names],
            binary=True,
        ).fetchall()
        self._expect_open(permit, (bytes(shelf) for _, _, shelves in rows for shelf in shelves))
        return {bytes(item): int(version) for item, version, _ in rows}

    def _expect_open(self, permit: Permit, shelves: Iterable[bytes]) -> None:
        given = (grant.item for grant in permit.grants if grant.item in CATEGORIES)
        opens = {self._names.shelf(permit.subject, item) for item in given}
        if not opens.issuperset(shelves):
            raise BeyondError(
                "an item of that name lies on shelves which this does not open",
                mend="ask for all kinds of data that it belongs to, before and now.",
            )

    def _row(self, permit: Permit, item: KeptItem, versions: dict[bytes, int]) -> tuple[object, ...]:
        subject = permit.subject
        person, name = self._names.person(subject), self._names.item(subject, item.name)
        version = versions.get(name, -1) + 1
        shelves = [self._names.shelf(subject, category) for category in sorted(item.categories)]
        written = canonical_bytes(
            {
                "name": item.name,
                "categories": sorted(item.categories),
                "at": None if item.at is None else str(item.at),
                "body": item.body,
                "place": item.place,
            }
        )
        return person, name, version, shelves, self._vault.seal(subject, _place(person, name, version), written)

    def _opened(self, opener: Opener, names: tuple[bytes, bytes], version: int, sealed: bytes) -> StoredItem:
        match _read(opener.open(_place(*names, version), sealed)):
            case {
                "name": str(name), "categories": list(categories), "at": at, "body": str() | None as body,
                "place": int() | None as place,
            }:  # fmt: skip
                when = Instant.parse(at) if isinstance(at, str) else None
                return StoredItem(KeptItem(frozenset(map(str, categories)), name, body, when, place), version)
        raise StoreError("a stored item is not one that this version wrote", mend="use the version that wrote it.")


def _place(person: bytes, item: bytes, version: int) -> tuple[bytes, ...]:
    return person, item, version.to_bytes(4, "big")


def _read(written: bytes) -> object:
    """What was sealed here was written here, canonically: it is not searched for what hostile files hold."""
    try:
        return json.loads(written.decode())
    except ValueError:
        return None


def _seen(item: KeptItem, windows: dict[str, Window]) -> bool:
    """Whether an item is of a time that may be seen, for each of its categories."""
    window = ALL_TIME
    for category in item.categories:
        if windows[category] != ALL_TIME:
            window = intersection(window, windows[category])
    if window == ALL_TIME:
        return True
    return item.at is not None and any(start <= item.at.seconds < end for start, end in window)
