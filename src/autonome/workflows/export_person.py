"""Hand a person all that is kept of them: record, genomes, consents and timeline, with a manifest that is proven.

Each part that is opened is decided on and recorded by itself; none leaves before it stands on the log, and all become
visible together. The manifest names each file by its digest. Its own digest is an entry of the person's, whose receipt
lies beside it: so the folder is vouched for by whatever vouches for the log, offline, and long after keys were changed.

The same state gives the same bytes of every part. An export is on the timeline of the next one, so that one differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from autonome.access import Permit, Request
from autonome.access.ports import Gate, Within
from autonome.access.rights import Right
from autonome.consent import ConsentFile
from autonome.consent.writing import consent_json
from autonome.fhir.json_text import json_text
from autonome.fhir.shelving import document_of
from autonome.kernel import ActorId, Json, Sha256, SubjectId, canonical_bytes, digest
from autonome.ledger import EntryKind, Log, Recorded
from autonome.workflows.answer_rights import RightsWorld, ask, close_export
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.open_record import Records, judging, open_record
from autonome.workflows.record_consent import attested_of, consent_history
from autonome.workflows.record_use import receipt_for

FORMAT: Final = "autonome-export/1"
MANIFEST, RECEIPT, TIMELINE = "manifest.json", "receipt.json", "timeline.json"
RECORD, CONSENTS = "record.json", "consents.json"

RECORD_ITEMS: Final = ("clinical", "demographics", "lifestyle", "goals")
"""Categories of what is kept as items; genomes have a store of their own."""

SEQUENCE: Final = "sequence"

WithinT = TypeVar("WithinT", bound=Within)
WithinT_contra = TypeVar("WithinT_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of an export.

    Args:
        name: of the file.
        size: in bytes.
        sha256: of its bytes.
        what: it is, in words.
    """

    name: str
    size: int
    sha256: Sha256
    what: str

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"name": self.name, "bytes": self.size, "sha256": self.sha256, "what": self.what}


class Files(Protocol):
    """Where an export is written: visible all at once, or not at all."""

    def write(self, name: str, chunks: Iterable[bytes]) -> tuple[int, Sha256]:
        """Write a file, chunk by chunk; gives its size and digest."""


class Genomes(Protocol[WithinT_contra]):
    """The genomes of an institution, as an export reads them."""

    def samples(self, permit: Permit, within: WithinT_contra) -> tuple[str, ...]:
        """Samples of a person, the newest version of each."""

    def vcf(self, permit: Permit, within: WithinT_contra, sample: str) -> Iterator[bytes]:
        """All of one, as a VCF, in pieces."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was handed over.

    Args:
        recorded: the entry that vouches for the manifest.
        parts: files, with the manifest and its receipt.
    """

    recorded: Recorded
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Exporting:
    """What an export works with.

    Args:
        asks: makes the request for some categories, in the name of who asks.
        log: of the institution.
        world: of rights.
        files: makes the place to write to; what is not finished leaves nothing.
    """

    asks: Callable[[Sequence[str]], Request]
    log: Log
    world: RightsWorld
    files: Callable[[], AbstractContextManager[Files]]


def export_person(  # noqa: PLR0913 - whose, for whom, and what the act works with
    subject: SubjectId,
    by: ActorId,
    *,
    gate: Gate[WithinT],
    records: Records[WithinT],
    genomes: Genomes[WithinT],
    exporting: Exporting,
) -> Exported | Refusal:
    """Export a person's data to who has a right to them.

    Args:
        subject: whose.
        by: who asks: the person, or who may ask for them.
        gate: of the institution.
        records: that it keeps.
        genomes: that it keeps.
        exporting: what this works with.

    Returns:
        What was handed over, or the refusal; either is on the log.

    Raises:
        AutonomeError: log or store cannot be relied upon, or the person was erased; nothing was handed over.
    """
    world, log = exporting.world, exporting.log
    matter = ask(Right.EXPORT, subject, by, world=world)
    timeline = log.entries_of(subject)
    with exporting.files() as files:
        opened = _record(gate, records, exporting)
        if isinstance(opened, Refusal):
            return opened
        parts = [_part(files, RECORD, [opened], "the health record, a FHIR R4 bundle")]
        parts += _genomes(gate, genomes, exporting, files)
        consents = ConsentFile(subject, consent_history(subject, log=log), "", attested_of(subject, log=log))
        parts += [
            _part(
                files, CONSENTS, [_text(consent_json(consents))], "consents, as `autonome decide --consent` reads them"
            ),
            _part(files, TIMELINE, [_text(receipt_for(timeline, log=log).to_json())], "every entry of the log, proven"),
        ]
        manifest: dict[str, Json] = {
            "format": FORMAT,
            "subject": subject,
            "log": timeline[0].payload.log,
            "entries": len(timeline),
            "parts": [part.to_json() for part in parts],
        }
        parts.append(_part(files, MANIFEST, [_text(manifest)], "what there is"))
        recorded = close_export(matter, by, digest(manifest), world=world)
        parts.append(_part(files, RECEIPT, [_text(receipt_for((recorded,), log=log).to_json())], "its receipt"))
    return Exported(recorded, tuple(parts))


def _record(gate: Gate[WithinT], records: Records[WithinT], exporting: Exporting) -> bytes | Refusal:
    request, world = exporting.asks(RECORD_ITEMS), exporting.world
    opened = open_record(request, gate=gate, records=records, rules=world.rules, clock=world.clock)
    if isinstance(opened, Refusal):
        return opened
    return json_text(document_of(each.item for each in opened.items)).encode() + b"\n"


def _genomes(gate: Gate[WithinT], genomes: Genomes[WithinT], exporting: Exporting, files: Files) -> Iterator[Part]:
    """Genomes, each read and written piece by piece; one that may not be had is left out, and its refusal on record."""
    world, request = exporting.world, exporting.asks((SEQUENCE,))
    permit = answer(request, *gate.admit(request, judging(request, world.rules, world.clock)))
    if isinstance(permit, Refusal):
        return
    with gate.under(permit, EntryKind.USE, {"exported": [SEQUENCE]}) as within:
        for number, sample in enumerate(genomes.samples(permit, within), 1):
            pieces = genomes.vcf(permit, within, sample)
            yield _part(files, f"genome-{number}.vcf", pieces, "a genome, a VCF of one sample")


def _part(files: Files, name: str, chunks: Iterable[bytes], what: str) -> Part:
    size, sha256 = files.write(name, chunks)
    return Part(name, size, sha256, what)


def _text(value: Json) -> bytes:
    return canonical_bytes(value) + b"\n"
