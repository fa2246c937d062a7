"""What a plan is made from: genomes, health records, calls made elsewhere, and what a passport shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.small_files import read_small, small_text
from autonome.adapters.terminal import reading_progress
from autonome.bootstrap.node import node_installed
from autonome.clinical import HealthRecord
from autonome.evidence import Bundle
from autonome.fhir import parse_json, read_record
from autonome.genome import GenomeSource
from autonome.hl7 import looks_like_hl7, read_messages
from autonome.kernel import ActorId, Instant
from autonome.pharmacogenomics import OutsideCall, read_outside_calls

if TYPE_CHECKING:
    from autonome.access.passports import Evidence


def outside_calls(path: Path, bundle: Bundle) -> tuple[OutsideCall, ...]:
    """Read a file of calls made elsewhere.

    Raises:
        InputError: it cannot be read, or is no such file.
    """
    return outside_calls_in(read_small(path), bundle, path.name)


def outside_calls_in(data: bytes, bundle: Bundle, where: str) -> tuple[OutsideCall, ...]:
    """Read the bytes of a file of calls made elsewhere.

    Raises:
        InputError: it is no such file.
    """
    tables = {gene: bundle.phenotypes.get(gene) for gene in (*bundle.definitions, *bundle.phenotypes)}
    return read_outside_calls(small_text(data, where).splitlines(), tables, where=where)


@contextmanager
def genome(path: Path, *, quiet: bool) -> Iterator[GenomeSource]:
    """Open a VCF, with progress on the terminal for what takes longer than a second."""
    with reading_progress(path.name, quiet=quiet) as progress:
        yield GenomeFile(path, progress)


def health_record(data: bytes, where: str) -> HealthRecord:
    """Read a FHIR R4 Bundle, or HL7 v2 messages; which of them is decided by the first bytes.

    Args:
        data: bytes of the file.
        where: its name, for messages.

    Raises:
        RecordError: it cannot be used.
    """
    if looks_like_hl7(data):
        return read_messages(data, where)
    return read_record(parse_json(data, where), where)


def shown_by_passport(passport: Path, issuers: Path, actor: ActorId, at: Instant) -> Evidence:
    """Verify a GA4GH passport, and say which documents it shows for whoever asks.

    Raises:
        InputError: a file cannot be read, the passport does not hold, or the extra is not installed.
    """
    from autonome.access import passports  # noqa: PLC0415 - only this option pays for it

    trust = passports.read_trust(read_small(issuers), where=issuers.name)
    with node_installed():
        from autonome.adapters.visa_tokens import read_passport  # noqa: PLC0415 - an extra
    held = read_passport(read_small(passport), trust, at, where=passport.name)
    shown = passports.evidence_of(held.visas, trust, actor, at)
    return passports.Evidence(shown.documents, (*held.set_aside, *shown.set_aside))
