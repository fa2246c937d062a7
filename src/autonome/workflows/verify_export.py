"""Verify an export, offline: every file against the manifest, the manifest against its entry, the entry against a log.

What holds says: this institution's log has on record that it handed over exactly these bytes; and the timeline in it
has no gap from the person's first entry on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from autonome.access.rights import Deed
from autonome.kernel import Json, Sha256, digest, read_json
from autonome.ledger import (
    GET_A_POLICY,
    EntryKind,
    FormatError,
    Policy,
    Recorded,
    UntrustedError,
    VerificationError,
    parse_policy,
    read_receipt,
    timeline_of,
    verify_entries,
)
from autonome.workflows.export_person import FORMAT, MANIFEST, RECEIPT, TIMELINE
from autonome.workflows.verify_receipt import Evidence, naming


class ExportFiles(Protocol):
    """An export, to be read."""

    def names(self) -> tuple[str, ...]:
        """Names of all files."""

    def read(self, name: str) -> bytes:
        """All of a small one."""

    def sha256(self, name: str) -> tuple[int, Sha256]:
        """Size and digest of one, however large."""


@dataclass(frozen=True, slots=True)
class VerifiedExport:
    """What may be relied upon.

    Args:
        subject: whose data.
        log: that vouches for it.
        index: of the entry.
        recorded_at: when it was handed over.
        files: how many files were checked.
        entries: on the timeline.
    """

    subject: str
    log: str
    index: int
    recorded_at: str
    files: int
    entries: int

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "verified": True, "kind": "export", "subject": self.subject, "log": self.log, "entry": self.index,
            "recorded_at": self.recorded_at, "files": self.files, "timeline": self.entries,
        }  # fmt: skip


def verify_export(files: ExportFiles, *, policy: Evidence | None) -> VerifiedExport:
    """Verify an export.

    Args:
        files: of it.
        policy: whom to trust.

    Raises:
        FormatError: it is no export.
        UntrustedError: no policy, or it does not vouch for this log.
        VerificationError: something does not hold; says which file.
    """
    if policy is None:
        raise UntrustedError("an export cannot vouch for itself", where=MANIFEST, mend=GET_A_POLICY)
    trusted = parse_policy(policy.data, where=policy.where)
    manifest, parts = _manifest(files)
    entry = _entry(files, digest(manifest), trusted)
    if entry.payload.subject != manifest["subject"]:
        raise VerificationError("is another person's", where=RECEIPT)
    expected = {*parts, MANIFEST, RECEIPT}
    if set(files.names()) != expected:
        odd = min(set(files.names()) ^ expected)
        raise VerificationError("is missing, or not in the manifest", where=odd[:80])
    for name, told in parts.items():
        if files.sha256(name) != told:
            raise VerificationError("is not what was handed over", where=name[:80])
    timeline = _timeline(files, trusted)
    if {each.payload.subject for each in timeline} != {entry.payload.subject}:
        raise VerificationError("is another person's", where=TIMELINE)
    return VerifiedExport(
        entry.payload.subject,
        entry.payload.log,
        entry.index,
        str(entry.payload.recorded_at),
        len(expected),
        len(timeline),
    )


def _manifest(files: ExportFiles) -> tuple[Mapping[str, Json], dict[str, tuple[int, Sha256]]]:
    manifest = read_json(files.read(MANIFEST), where=MANIFEST, error=FormatError)
    if isinstance(manifest, dict) and manifest.get("format") == FORMAT:
        match manifest:
            case {"subject": str(), "parts": list(parts)}:
                return manifest, dict(map(_part, parts))
    raise FormatError(f"is no manifest of an export ({FORMAT})", where=MANIFEST)


def _part(value: Json) -> tuple[str, tuple[int, Sha256]]:
    match value:
        case {"name": str(name), "bytes": int(size), "sha256": str(sha256), "what": str()} if "/" not in name:
            return name, (size, Sha256(sha256))
    raise FormatError("a part has not exactly name, bytes, sha256 and what", where=MANIFEST)


def _entry(files: ExportFiles, sha256: str, policy: Policy) -> Recorded:
    with naming(RECEIPT):
        entries = verify_entries(read_receipt(files.read(RECEIPT), where=RECEIPT), policy).entries
    if len(entries) != 1 or entries[0].payload.kind is not EntryKind.RIGHT:
        raise VerificationError("is no receipt of an export", where=RECEIPT)
    body = entries[0].payload.body
    if body.get("deed") != Deed.EXPORTED or body.get("manifest") != sha256:
        raise VerificationError("vouches for another manifest", where=RECEIPT)
    return entries[0]


def _timeline(files: ExportFiles, policy: Policy) -> tuple[Recorded, ...]:
    with naming(TIMELINE):
        return timeline_of(verify_entries(read_receipt(files.read(TIMELINE), where=TIMELINE), policy).entries)
