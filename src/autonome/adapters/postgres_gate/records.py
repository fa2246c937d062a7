"""Items of the health record: added and read under a permit, sealed, and never changed.

An item has a name of its own on its shelf. What is added under a name that is there already is its next version; the
newest counts, and the older ones stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autonome.access import Permit
from autonome.access.windows import ALL_TIME, Window
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_gate.vault import Opener, StoreError, Vault
from autonome.clinical.items import RecordItem, StoredItem
from autonome.kernel import Instant, canonical_bytes, read_json


class PostgresRecords:
    """The records of one institution.

    Args:
        names: of people, shelves and items.
        vault: seals and opens.
    """

    def __init__(self, names: Names, vault: Vault) -> None:
        self._names = names
        self._vault = vault

    def add(self, permit: Permit, within: Within, items: Sequence[RecordItem]) -> None:
        """Add items.

        Args:
            permit: to collect data of their categories.
            within: a transaction under that permit.
            items: each name once.

        Raises:
            PermitError: the permit does not cover one of them, or is over.
            DatabaseError: row security refuses.
        """
        categories = tuple(dict.fromkeys(item.category for item in items))
        if not categories:
            return
        self._vault.opener(permit, categories, permit.purposes[0])  # asked before anything is written
        versions = self._versions(permit, within, categories)
        with within.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO record_item (person, shelf, item, version, sealed) VALUES (%b, %b, %b, %s, %b)",
                [self._row(permit, item, versions) for item in items],
            )

    def read(self, permit: Permit, within: Within, categories: Iterable[str]) -> tuple[StoredItem, ...]:
        """Read the newest version of all items of some categories.

        Args:
            permit: to use data of these categories.
            within: a transaction under that permit.
            categories: leaves of the data tree.

        Returns:
            What the permit's windows let be seen: an item that does not say of when it is, only where all times may be.

        Raises:
            PermitError: the permit does not cover one of them, or is over.
            StoreError: an item is damaged.
        """
        wanted = tuple(dict.fromkeys(categories))
        opener = self._vault.opener(permit, wanted, permit.purposes[0])
        windows = {grant.item: grant.window for grant in permit.grants}
        shelves = {self._names.shelf(permit.subject, category): category for category in wanted}
        rows = within.connection.execute(
            "SELECT DISTINCT ON (shelf, item) shelf, item, version, sealed FROM record_item WHERE shelf = ANY (%b) "
            "ORDER BY shelf, item, version DESC",
            [list(shelves)],
            binary=True,
        )
        person = self._names.person(permit.subject)
        found = (self._opened(opener, (person, *row[:2]), row[2], row[3], shelves[row[0]]) for row in rows)
        return tuple(each for each in found if each.item.body is not None and _seen(each.item, windows))

    def _versions(self, permit: Permit, within: Within, categories: tuple[str, ...]) -> dict[bytes, int]:
        shelves = [self._names.shelf(permit.subject, category) for category in categories]
        rows = within.connection.execute(
            "SELECT item, max(version) FROM record_item WHERE shelf = ANY (%b) GROUP BY item", [shelves], binary=True
        )
        return {bytes(item): int(version) for item, version in rows}

    def _row(self, permit: Permit, item: RecordItem, versions: dict[bytes, int]) -> tuple[object, ...]:
        subject = permit.subject
        person, shelf = self._names.person(subject), self._names.shelf(subject, item.category)
        name = self._names.item(subject, item.category, item.name)
        version = versions.get(name, -1) + 1
        written = canonical_bytes(
            {"name": item.name, "body": item.body, "at": None if item.at is None else str(item.at)}
        )
        return person, shelf, name, version, self._vault.seal(subject, _place(person, shelf, name, version), written)

    def _opened(
        self, opener: Opener, names: tuple[bytes, bytes, bytes], version: int, sealed: bytes, category: str
    ) -> StoredItem:
        data = opener.open(_place(*names, version), sealed)
        match read_json(data, where="a stored item"):
            case {"name": str(name), "at": at, "body": body} if at is None or isinstance(at, str):
                when = None if at is None else Instant.parse(at)
                return StoredItem(RecordItem(category, name, body, when), version)
        raise StoreError("a stored item is not one that this version wrote", mend="use the version that wrote it.")


def _place(person: bytes, shelf: bytes, item: bytes, version: int) -> tuple[bytes, ...]:
    return person, shelf, item, version.to_bytes(4, "big")


def _seen(item: RecordItem, windows: dict[str, Window]) -> bool:
    window = windows[item.category]
    if window == ALL_TIME:
        return True
    return item.at is not None and any(start <= item.at.seconds < end for start, end in window)
