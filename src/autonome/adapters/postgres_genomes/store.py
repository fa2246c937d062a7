"""Genomes of an institution: added under a permit to collect, read under a permit to use, never changed.

A genome lies on two shelves: whole on that of `SEQUENCE`, where consent covers that, and its known positions once more,
sealed by themselves, on that of `PHARMACOGENES`. So a permit for pharmacogenes opens those and no other base, in the
database as in memory. Of one sample the newest version counts; the older ones stay.

Every method that touches data takes the permit, and the transaction that the gate opened under it. Nothing may leave
before that transaction has ended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from autonome.access import Permit, PermitError
from autonome.access.windows import ALL_TIME
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.postgres import Connections
from autonome.adapters.postgres_gate import Names, Vault
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_gate.vault import Opener, StoreError
from autonome.adapters.postgres_genomes.chunks import ChunkReader, Place
from autonome.adapters.postgres_genomes.content import GenomeFolder, HeldContent, NewContent
from autonome.adapters.postgres_genomes.manifest import Came, Manifest, panel_digest, read_manifest
from autonome.adapters.postgres_genomes.staging import Draft, Staging, Stretches, sealed_extract, stretches_of
from autonome.adapters.postgres_genomes.stored import StoredGenome
from autonome.consent import Action
from autonome.genome import Build, Panel
from autonome.genome.coordinates import coordinates
from autonome.kernel import SampleName, SubjectId
from autonome.ledger import Entropy
from autonome.vcf.columns import State, Table, Texts, assessed, joined, lines, states, table_of
from autonome.vcf.columns.layout import U32

SEQUENCE: Final = "sequence"
PHARMACOGENES: Final = "pharmacogenes"
"""Categories of the two shelves."""

LONGEST_SHOWN: Final = 240
MOST_SHOWN: Final = 20
"""Characters of a sample's name, and samples, that a message names: what came has its institution's (200) before it."""

NUMBER_BYTES: Final = 16
"""A genome's number: drawn at random, so that two never meet."""


@dataclass(slots=True)
class Staged:
    """A genome that is sealed and not visible yet.

    Args:
        whole: all of it; None where only the extract is made anew, or where the permit covers no more.
        extract: its known positions.
        added: whether its rows were written, in a transaction that may have been committed.
    """

    whole: Draft | None
    extract: Draft
    added: bool = False

    @property
    def known(self) -> Manifest:
        """The known positions."""
        return self.extract.manifest

    @property
    def all(self) -> Manifest | None:
        """All of it, where it is kept."""
        return None if self.whole is None else self.whole.manifest


@dataclass(frozen=True, slots=True)
class Calls:
    """Rows at some places.

    Args:
        manifest: of the genome.
        table: rows that touch the places, in the order of coordinates where the file was in order.
        texts: words of FILTER and FT.
    """

    manifest: Manifest
    table: Table
    texts: Texts

    def lines(self) -> list[str]:
        """The records, each in its normal form."""
        return lines(self.table, coordinates(self.manifest.build), self.texts)


class WhichGenomeError(StoreError):
    """No genome of a person's is the one that is asked for, or several are.

    Args:
        count: of those that are asked for.
        samples: all that there are.
    """

    def __init__(self, count: int, samples: tuple[str, ...]) -> None:
        """Keep the samples, so that they can be offered."""
        names = ", ".join(each[:LONGEST_SHOWN] for each in samples[:MOST_SHOWN])
        super().__init__(
            f"{count} genomes are stored where one is asked for", mend=f"choose one of: {names or 'none'}."
        )
        self.samples = samples


class PostgresGenomes:
    """The genomes of one institution.

    Args:
        names: of people and shelves.
        vault: seals and opens.
        folder: of large genomes.
        entropy: draws their numbers.
    """

    def __init__(self, names: Names, vault: Vault, folder: GenomeFolder, *, entropy: Entropy) -> None:
        self._names = names
        self._vault = vault
        self._folder = folder
        self._entropy = entropy

    @contextmanager
    def staging(
        self,
        permit: Permit,
        file: GenomeFile,
        panels: Sequence[Panel],
        *,
        sample: str | None = None,
        came: Sequence[Came] | None = None,
    ) -> Iterator[Staged]:
        """Read, check and seal a file; what is not added before the block ends is taken away.

        Args:
            permit: to collect pharmacogenes. Where it does not cover the sequence, that is read and kept nowhere.
            file: a VCF.
            panels: known positions, one for each build.
            sample: the column that is wanted; without it the file must hold one.
            came: institutions that it went through, where it came from others: then no more than the known positions
                is kept of it.

        Raises:
            PermitError: the permit does not cover this, or is over.
            GenomeError: the file cannot be used; nothing of it is left.
        """
        self._expect_collecting(permit)
        staging = Staging(file, panels, sample=sample, came=came or ())
        place, cut = (self._new_place(permit.subject, staging.sample, staging.build) for _ in range(2))
        sealer = self._vault.sealer(permit.subject)
        keeps_all = came is None and permit.covers(SEQUENCE)
        with self._new(place, kept=keeps_all) as content, self._new(cut) as few:
            manifest, found = staging.sealed(place, sealer, content)
            extract = sealed_extract(cut, sealer, few, (manifest, found.known, found.texts), panels)
            whole = Draft(place, manifest, content.held) if keeps_all else None
            staged = Staged(whole, Draft(cut, extract, few.held))
            try:
                yield staged
            finally:
                content.kept = few.kept = staged.added

    def add(self, permit: Permit, within: Within, staged: Staged) -> int:
        """Make a staged genome visible: with the transaction, whole and at once.

        Args:
            permit: the one that it was staged under.
            within: a transaction under that permit.
            staged: inside the block of `staging`.

        Returns:
            The version of the sample that it is now.

        Raises:
            PermitError: the permit does not cover this, or is over.
            DatabaseError: row security refuses, or another version was added meanwhile.
        """
        self._expect_collecting(permit, *(() if staged.whole is None else (SEQUENCE,)))
        staged.added = True
        version = self._insert(permit, within, PHARMACOGENES, staged.extract)
        return version if staged.whole is None else self._insert(permit, within, SEQUENCE, staged.whole)

    @contextmanager
    def restaging(
        self, permit: Permit, within: Within, panels: Sequence[Panel], *, sample: str | None = None
    ) -> Iterator[Staged]:
        """Cut the known positions out of a stored genome anew: the tables know others than when it was stored.

        Args:
            permit: to collect both categories.
            within: a transaction under that permit; `add` it there.
            panels: known positions, one for each build.
            sample: of which genome, where a person has several.

        Raises:
            PermitError: the permit does not cover this, or is over.
            StoreError: there is no such genome, or it is damaged.
        """
        self._expect_collecting(permit, SEQUENCE)
        with self._opened(permit, within, SEQUENCE, sample) as reader:
            manifest, texts = reader.manifest, Texts(reader.manifest.words)
            found = (table for _, table in reader.meeting(*_around(manifest, panels), sites=True))
            known = [table.rows(np.argsort(table.turn, kind="stable")) for table in found]  # as they came in the file
        place = self._new_place(permit.subject, manifest.sample, manifest.build)
        with self._new(place) as few:
            sealer = self._vault.sealer(permit.subject)
            extract = sealed_extract(place, sealer, few, (manifest, known, texts), panels)
            staged = Staged(None, Draft(place, extract, few.held))
            try:
                yield staged
            finally:
                few.kept = staged.added

    def genomes(self, permit: Permit, within: Within, category: str) -> tuple[Manifest, ...]:
        """What there is of a person: the newest version of each sample.

        Args:
            permit: to use the category.
            within: a transaction under that permit.
            category: `SEQUENCE` or `PHARMACOGENES`.

        Raises:
            PermitError: the permit does not cover the category, or is over.
            StoreError: a manifest is damaged.
        """
        opener = self._opener(permit, category)
        return tuple(manifest for _, manifest, _ in self._rows(permit, within, category, opener))

    def at_loci(
        self, permit: Permit, within: Within, panels: Sequence[Panel], *, sample: str | None = None
    ) -> StoredGenome:
        """A genome at known positions, for a plan.

        Args:
            permit: to use pharmacogenes.
            within: a transaction under that permit.
            panels: known positions, one for each build.
            sample: of which genome, where a person has several.

        Raises:
            PermitError: the permit does not cover pharmacogenes, or is over.
            StoreError: there is no such genome, it is damaged, or it was stored for other positions.
        """
        with self._opened(permit, within, PHARMACOGENES, sample) as reader:
            manifest = reader.manifest
            panel = next((each for each in panels if each.build is manifest.build), None)
            if panel is None or panel_digest(panel) != manifest.panel:
                raise StoreError(
                    "the stored known positions are not those of this knowledge",
                    mend="cut them out of the genome anew.",
                )
            return StoredGenome(manifest, panel, _lines(reader))

    def known(self, permit: Permit, within: Within) -> tuple[tuple[Manifest, tuple[str, ...]], ...]:
        """All that is kept of pharmacogenes, whatever positions it was cut around: to pass it on.

        Args:
            permit: for pharmacogenes.
            within: a transaction under that permit.

        Returns:
            Of each sample the newest version, with its records in their normal form, in the order of the file.

        Raises:
            PermitError: the permit does not cover pharmacogenes at all times, or is over.
            StoreError: one is damaged.
        """
        found = []
        for each in self.genomes(permit, within, PHARMACOGENES):
            with self._opened(permit, within, PHARMACOGENES, each.sample) as reader:
                found.append((reader.manifest, _lines(reader)))
        return tuple(found)

    def at(self, permit: Permit, within: Within, places: U32, *, sample: str | None = None) -> Calls:
        """The rows at any places.

        Args:
            permit: to use the sequence.
            within: a transaction under that permit.
            places: coordinates, ascending, each once.
            sample: of which genome, where a person has several.

        Raises:
            PermitError: the permit does not cover the sequence, or is over.
            StoreError: there is no such genome, or it is damaged.
        """
        return self.over(permit, within, (places, places), sample=sample)

    def over(self, permit: Permit, within: Within, stretches: Stretches, *, sample: str | None = None) -> Calls:
        """The rows that touch some stretches (see `at`).

        Args:
            permit: to use the sequence.
            within: a transaction under that permit.
            stretches: first and last coordinates, ascending, none beyond the beginning of the next.
            sample: of which genome, where a person has several.
        """
        with self._opened(permit, within, SEQUENCE, sample) as reader:
            found = [table for _, table in reader.meeting(*stretches)]
            empty = table_of((), coordinates(reader.manifest.build), Texts())
            return Calls(reader.manifest, joined([empty, *found]), Texts(reader.manifest.words))

    def states(self, permit: Permit, within: Within, places: U32, *, sample: str | None = None) -> list[State]:
        """Whether each of some places was observed, called reference, or not assessed (see `at`)."""
        with self._opened(permit, within, SEQUENCE, sample) as reader:
            found = [table for _, table in reader.meeting(places, places)]
            empty = table_of((), coordinates(reader.manifest.build), Texts())
            records = assessed(joined([empty, *found]), Texts(reader.manifest.words)).records
            return states(places, records, reader.mask())

    def records(self, permit: Permit, within: Within, *, sample: str | None = None) -> Iterator[str]:
        """Every record, in the order of the file, in its normal form: for an export (see `at`)."""
        with self._opened(permit, within, SEQUENCE, sample) as reader:
            for table in reader.all():
                yield from lines(table, coordinates(reader.manifest.build), Texts(reader.manifest.words))

    def sweep(self, connections: Connections) -> int:
        """Take away what killed imports and erasures left in the folder; at each start. Gives how many files."""

        def known(numbers: Collection[bytes]) -> Collection[bytes]:
            with connections.transaction() as transaction:
                rows = transaction.execute("SELECT genomes_known(%b::bytea[])", [list(numbers)], binary=True)
                return [bytes(number) for (number,) in rows]

        return self._folder.sweep(known)

    def _expect_collecting(self, permit: Permit, *categories: str) -> None:
        if permit.action is not Action.COLLECT:
            raise PermitError("the permit is not for adding data")
        self._vault.opener(permit, (PHARMACOGENES, *categories), permit.purposes[0])

    def _opener(self, permit: Permit, category: str) -> Opener:
        opener = self._vault.opener(permit, (category,), permit.purposes[0])
        if any(grant.window != ALL_TIME for grant in permit.grants if grant.item == category):
            raise PermitError("a genome is of no certain time, and the permit is for some times only")
        return opener

    def _new_place(self, subject: SubjectId, sample: SampleName, build: Build) -> Place:
        number = self._entropy.token(NUMBER_BYTES)
        return Place(number, self._names.person(subject), self._names.genome(subject, sample), build)

    @contextmanager
    def _new(self, place: Place, *, kept: bool = True) -> Iterator[NewContent]:
        content = NewContent(self._folder, place.number, wanted=kept)
        try:
            yield content
        finally:
            content.let_go()

    def _insert(self, permit: Permit, within: Within, category: str, draft: Draft) -> int:
        place, subject = draft.place, permit.subject
        key = [place.person, self._names.shelf(subject, category), place.sample]
        row = within.connection.execute(_NEXT, key).fetchone()
        version = 0 if row is None else int(row[0])
        sealed = self._vault.seal(subject, place.manifest(version), draft.manifest.numbered(version).written())
        within.connection.execute(_INSERT, [place.number, *key, version, sealed, draft.content])
        return version

    @contextmanager
    def _opened(self, permit: Permit, within: Within, category: str, sample: str | None) -> Iterator[ChunkReader]:
        """The genome of a category: of the sample that is named, or the only one.

        Raises:
            StoreError: there is none, or there are several.
        """
        opener = self._opener(permit, category)
        found = self._rows(permit, within, category, opener)
        wanted = [row for row in found if sample in {None, row[1].sample}]
        if len(wanted) != 1:
            raise WhichGenomeError(len(wanted), tuple(str(row[1].sample) for row in found))
        ((place, manifest, held),) = wanted
        if held is not None:
            yield ChunkReader(place, manifest, opener, HeldContent(held))
            return
        file = self._folder.open(place.number)
        try:
            yield ChunkReader(place, manifest, opener, file)
        finally:
            file.close()

    def _rows(
        self, permit: Permit, within: Within, category: str, opener: Opener
    ) -> list[tuple[Place, Manifest, bytes | None]]:
        """The newest version of each sample: its place, manifest, and content where the database holds it."""
        person = self._names.person(permit.subject)
        shelf = self._names.shelf(permit.subject, category)
        found = []
        for number, sample, version, sealed, content in within.connection.execute(
            _NEWEST, [person, shelf], binary=True
        ):
            place = Place(bytes(number), person, bytes(sample), Build.GRCH38)
            manifest = read_manifest(opener.open(place.manifest(int(version)), bytes(sealed)))
            found.append((replace(place, build=manifest.build), manifest, content))
        return found


_NEXT = "SELECT coalesce(max(version) + 1, 0) FROM genome WHERE person = %b AND shelf = %b AND sample = %b"

_INSERT = (
    "INSERT INTO genome (number, person, shelf, sample, version, manifest, content) VALUES (%b, %b, %b, %b, %s, %b, %b)"
)

_NEWEST = (
    "SELECT DISTINCT ON (sample) number, sample, version, manifest, content FROM genome "
    "WHERE person = %b AND shelf = %b ORDER BY sample, version DESC"
)


def _lines(reader: ChunkReader) -> tuple[str, ...]:
    where, texts = coordinates(reader.manifest.build), Texts(reader.manifest.words)
    return tuple(line for table in reader.all() for line in lines(table, where, texts))


def _around(manifest: Manifest, panels: Sequence[Panel]) -> Stretches:
    return stretches_of([each for each in panels if each.build is manifest.build], coordinates(manifest.build))
