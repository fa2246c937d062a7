"""Keys of a node, as its stewards care for them: what each is for, since when, until when. Nothing that is secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from autonome.adapters.keyring_file import read_secrets
from autonome.adapters.keyring_rotation import is_unfinished
from autonome.adapters.system import SystemClock
from autonome.kernel import Instant
from autonome.ledger import Checkpoint, EntryKind, KeyHistory
from autonome.web.desk.steward import KeptKey, KeyUse

if TYPE_CHECKING:
    from pathlib import Path

    from autonome.adapters.node import Node

KEYRING = "keyring"
"""Folder on the private side."""


def keys_of(node: Node) -> tuple[KeptKey, ...]:
    """All keys of a node, those of the log first.

    Raises:
        LogError: one is damaged.
        VerificationError: the log's key events do not follow from one another.
    """
    logged = tuple(_of_log(node))
    begun = logged[0].since if logged else None
    return (*logged, *_of_exchange(node), _of_institution(node.private / KEYRING, begun))


def _of_log(node: Node) -> Iterator[KeptKey]:
    """Keys that the log names: each from the entry that named it to the one that ended it."""
    from autonome.adapters.node.opening import RECOVERY  # noqa: PLC0415 - an extra

    history = KeyHistory(Checkpoint.of_note(node.log.checkpoint()).origin)
    named: dict[str, tuple[int, Instant]] = {}
    ended: dict[str, Instant] = {}
    for event in node.log.public_entries(EntryKind.KEY):
        history = history.after(event)
        for span in history.spans:
            named.setdefault(str(span.key), (event.index, event.payload.recorded_at))
            if span.until is not None:
                ended.setdefault(str(span.key), event.payload.recorded_at)
    here = (node.directory / RECOVERY).exists()
    for span in history.spans:
        name, use = str(span.key), KeyUse(span.role.value)
        entry, since = named[name]
        yield KeptKey(use, name, since, ended.get(name), entry, here=here and use is KeyUse.RECOVERY)


def _of_exchange(node: Node) -> Iterator[KeptKey]:
    from autonome.adapters.exchange.key_folder import FOLDER, OWN, KeyFolder  # noqa: PLC0415 - an extra

    newest = KeyFolder(node.private / FOLDER / OWN, SystemClock()).newest()
    if newest is None:
        return
    card = newest.signed.card
    yield KeptKey(KeyUse.EXCHANGE, card.words, card.identity.valid.start, card.valid.end)
    if card.earlier is not None:
        before = card.earlier
        yield KeptKey(KeyUse.EXCHANGE_BEFORE, before.identity.pin.hex(), before.identity.valid.start, before.until)


def _of_institution(keyring: Path, begun: Instant | None) -> KeptKey:
    """The key under which people's keys are wrapped; only of its first generation the log knows since when."""
    path, service = keyring / "key", keyring / "service"
    newest, held = read_secrets(path).newest, service.exists()
    since = begun if newest == 0 and not held else Instant(int((service if held else path).stat().st_mtime))
    return KeptKey(
        KeyUse.INSTITUTION, str(newest + 1), since, changing=is_unfinished(keyring), by_service=held
    )  # fmt: skip
