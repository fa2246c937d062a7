"""For stewards, and auditors who watch: the node's keys, and what it takes on its disks. Nothing that is secret.

A key is changed, and a backup made, by commands where the node is: nothing of it is done on the pages, and none here.
"""

from __future__ import annotations

from django.http import HttpRequest
from pydantic import Field

from autonome.web.api.values import Told
from autonome.web.asking import asker, language
from autonome.web.desk import StewardDesk
from autonome.web.desk.steward import Backups, KeptBackup
from autonome.web.site import site
from autonome.web.steward.keys import Shown, shown_keys
from autonome.web.steward.storage import whole


class Key(Told):
    """A key of the node: what it is for, since when, until when, and how it stands."""

    use: str = Field(description="log, recovery, witness, evidence, minter, exchange, exchange-before, institution")
    name: str
    since: str | None
    until: str | None
    entry: int | None = Field(description="place on the log that named it; null for keys that the log does not name")
    by_service: bool = Field(description="whether a key service holds it")
    stands: str = Field(description="how it stands, in words")
    urgent: bool = Field(description="whether something is to be done now")
    ended: bool
    commands: list[str] = Field(description="by which it is changed, where the node is")


class Keys(Told):
    """All keys, those of the log first; nothing of what is secret."""

    keys: list[Key]


class Size(Told):
    """Bytes by kind of what is kept, at a time."""

    at: str
    whole: int = Field(description="database and files")
    kinds: dict[str, int] = Field(description="kind to bytes; `database` is all of the database, `free` what is left")


class Backup(Told):
    """The newest backup that the node knows of."""

    at: str
    sha256: str | None = Field(description="of it; null where it was made elsewhere")
    behind: int | None = Field(description="entries that the log has grown by since; null where that is not known")
    reference: str | None = Field(description="an operator's, of one that was made elsewhere")


class Storage(Told):
    """What the node takes on its disks now and took before, and its backups."""

    now: Size
    before: list[Size] = Field(description="as it was written down day by day, the newest last")
    data_backup: Backup | None = Field(description="of database and what is public; null where none is known")
    key_backup: Backup | None = Field(description="of the keys, likewise")
    fault: str = Field(description="why the node cannot tell of its backups; empty where it can")


def keys(request: HttpRequest) -> Keys:
    """The node's keys."""
    say = language(request).say
    return Keys(keys=[_key(each, say(each.sign)) for each in shown_keys(_desk(request), site().clock.now())])


def storage(request: HttpRequest) -> Storage:
    """What the node takes on its disks, and how it is backed up."""
    desk, now = _desk(request), site().clock.now()
    kept: Backups = desk.backups()
    return Storage(
        now=_size(str(now), dict(desk.storage())),
        before=[_size(str(at), dict(sizes)) for at, sizes in desk.storage_before()],
        data_backup=_backup(kept.data),
        key_backup=_backup(kept.keys),
        fault=kept.fault,
    )


def _desk(request: HttpRequest) -> StewardDesk:
    return site().desk.steward(asker(request))


def _key(shown: Shown, stands: str) -> Key:
    key = shown.key
    return Key(
        use=str(key.use),
        name=key.name,
        since=None if key.since is None else str(key.since),
        until=None if key.until is None else str(key.until),
        entry=key.entry,
        by_service=key.by_service,
        stands=stands,
        urgent=shown.is_urgent,
        ended=shown.is_past,
        commands=list(shown.commands),
    )


def _size(at: str, kinds: dict[str, int]) -> Size:
    return Size(at=at, whole=whole(kinds), kinds=kinds)


def _backup(kept: KeptBackup | None) -> Backup | None:
    if kept is None:
        return None
    return Backup(at=str(kept.at), sha256=kept.digest or None, behind=kept.behind, reference=kept.reference or None)
