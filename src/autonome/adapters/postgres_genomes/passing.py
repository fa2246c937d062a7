"""Stored pharmacogenes on their way to another institution, and those that came from one.

What goes is what lies on the shelf of the pharmacogenes: the records at known positions, as they are kept, and no
other base. What no record speaks of is not assessed there as it is here. The sample goes under a name that says
nothing, and the file's name stays here: both may be somebody's name.

What came is checked as a file of our own is, line by line and in memory alone, before anything is kept. It is kept
under the sender's name, so that it never is a next version of what was taken in here; and of it only what lies at the
positions that are known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from autonome.access import Permit
from autonome.adapters.genome_files import GenomeBytes
from autonome.adapters.postgres_gate import Names
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_gate.vault import Sealer, StoreError
from autonome.adapters.postgres_genomes.chunks import Place
from autonome.adapters.postgres_genomes.content import GenomeFolder, NewContent
from autonome.adapters.postgres_genomes.exporting import header_lines
from autonome.adapters.postgres_genomes.manifest import Came, Manifest, ways
from autonome.adapters.postgres_genomes.staging import Staging
from autonome.adapters.postgres_genomes.store import PHARMACOGENES, PostgresGenomes, Staged
from autonome.fhir.passing_on import Origin
from autonome.genome import GenomeError, Panel
from autonome.kernel import SampleName, canonical_bytes, read_json
from autonome.sharing.transfers import Transfer
from autonome.workflows.passed_genomes import GenomeSlice

MOST: Final = 16
"""Genomes of one transfer: a person has one or two, and each takes a tenth of a second to check."""

CAME: Final = "##autonome_received="
"""Header line of a slice: institution that it went through, and what it is bound to, as JSON."""

MOST_HOPS: Final = 16
"""Institutions that a slice went through."""

_COLUMNS: Final = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t"
_SAMPLE: Final = re.compile(r"s-[0-9a-f]{16}")


class GenomesToPass:
    """The genomes of an institution as its exchange has them; a `workflows.exchange_ports.PassedGenomes`.

    Args:
        genomes: that are stored.
        names: of the database.
        panels: gives the known positions, one panel for each build; asked when a genome is taken in.
    """

    def __init__(self, genomes: PostgresGenomes, names: Names, panels: Callable[[], Sequence[Panel]]) -> None:
        self._genomes = genomes
        self._names = names
        self._panels = panels

    def slices(self, permit: Permit, within: Within, pseudonym: str) -> tuple[GenomeSlice, ...]:
        """What is kept of pharmacogenes, for a partner; see `PassedGenomes.slices`."""
        if not permit.covers(PHARMACOGENES):
            return ()
        return tuple(
            self._slice(permit, pseudonym, manifest, lines)
            for manifest, lines in self._genomes.known(permit, within)
            if lines
        )

    def check(self, transfer: Transfer, texts: Sequence[str]) -> None:
        """Read what came to its last line; nothing is kept. See `PassedGenomes.check`."""
        if len(texts) > MOST:
            raise GenomeError(f"are more than {MOST}", where="genomes of a transfer", mend="send fewer at once.")
        files = [_file(transfer, text) for text in texts]
        if len({file.name for file, _ in files}) != len(files):
            raise GenomeError("are two of one sample", where="genomes of a transfer", mend="send each once.")
        for file, _ in files:
            staging = Staging(file, self._panels(), sample=None)
            nowhere = Place(bytes(16), bytes(32), bytes(32), staging.build)
            staging.sealed(nowhere, _Unsealed(), NewContent(GenomeFolder(Path()), nowhere.number, wanted=False))

    @contextmanager
    def staging(self, permit: Permit, transfer: Transfer, texts: Sequence[str]) -> Iterator[Callable[[Within], int]]:
        """Seal what came; gives what makes it visible within a transaction. See `PassedGenomes.staging`."""
        with ExitStack() as stack:
            staged = []
            for text in texts:
                file, came = _file(transfer, text)
                staging = self._genomes.staging(permit, file, self._panels(), came=came)
                staged.append(stack.enter_context(staging))
            yield partial(self._add, permit, staged)

    def _add(self, permit: Permit, staged: Sequence[Staged], within: Within) -> int:
        there = {_mark(each) for each in self._genomes.genomes(permit, within, PHARMACOGENES)} if staged else set()
        new = [each for each in staged if _mark(each.known) not in there]
        for each in new:
            self._genomes.add(permit, within, each)
        return len(new)

    def _slice(self, permit: Permit, pseudonym: str, manifest: Manifest, lines: Sequence[str]) -> GenomeSlice:
        # Always the same between these two, and another with others: no name can be guessed from it.
        ours = self._names.genome(permit.subject, manifest.sample)
        label = f"s-{sha256(pseudonym.encode() + ours).hexdigest()[:16]}"
        *header, columns = header_lines(replace(manifest, sample=SampleName(label)))
        told = [CAME + canonical_bytes(each.to_json()).decode() for each in manifest.came]
        text = "".join(f"{line}\n" for line in [*header, *told, columns, *lines])
        return GenomeSlice(text, tuple(Origin(each.institution, 0, each.obligations) for each in manifest.came))


class _Unsealed(Sealer):
    """Seals nothing: what only is checked is kept nowhere."""

    def __init__(self) -> None:
        """Take no key."""

    def seal(self, place: tuple[bytes, ...], data: bytes) -> bytes:  # noqa: ARG002 - as a sealer has it
        """Give it back as it is."""
        return data


def _file(transfer: Transfer, text: str) -> tuple[GenomeBytes, tuple[Came, ...]]:
    """A slice as a file under the sender's name, and by which way it came.

    Raises:
        GenomeError: it is no slice.
    """
    where = f"a genome of {transfer.sender}"
    head, found, rest = text.partition(f"\n{_COLUMNS}")
    label, _, records = rest.partition("\n")
    if not found or not _SAMPLE.fullmatch(label):
        raise GenomeError("is no slice of one nameless sample", where=where, mend="send it anew.")
    told = [line.removeprefix(CAME) for line in head.split("\n") if line.startswith(CAME)]
    if len(told) > MOST_HOPS:
        raise GenomeError(f"went through more than {MOST_HOPS} institutions", where=where, mend="send it anew.")
    try:
        before = tuple(ways([read_json(each.encode(), where=where, error=GenomeError) for each in told]))
    except StoreError as error:
        raise GenomeError(error.message, where=where, mend="send it anew.") from None
    sample = f"{transfer.sender}:{label}"
    data = f"{head}\n{_COLUMNS}{sample}\n{records}".encode()
    return GenomeBytes(Path(sample), data=data), (*before, Came(transfer.sender, transfer.obligations))


def _mark(manifest: Manifest) -> tuple[object, ...]:
    return manifest.digest, manifest.sample, manifest.build, manifest.panel, manifest.came
