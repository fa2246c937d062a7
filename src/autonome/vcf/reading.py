"""From the kept lines of a VCF to genotypes at known loci, once the build is settled.

Absence is not reference: a locus that no line speaks of stays None; so does one of which something is said that cannot
be used, and then `SampleGenotypes.unclear` knows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autonome.genome import GenomeError, Genotype, Locus, Panel, SampleGenotypes, Seen, chromosome
from autonome.kernel import SampleName
from autonome.vcf.genotype_fields import MAX_PLOIDY, FieldOrder, GenotypeField, read_field
from autonome.vcf.header import SHOWN, Header
from autonome.vcf.merging import Saying, merge
from autonome.vcf.projection import TAKEN, UNCLEAR, Said, project
from autonome.vcf.records import BLOCK_ALLELES, PASSING_FILTERS, Record, check_columns, parse, place_of
from autonome.vcf.selection import Selected

SINGLE_COPY = frozenset({"chrX", "chrY", "chrM"})
"""Chromosomes of which a healthy person may have one copy: there a haploid genotype is whole."""

SAMPLES_AT_ONCE = 500
"""Samples whose records are gathered together: each takes up to a quarter of a megabyte until it is settled."""

MAX_RECORDS = 256
"""Records of one position: one or a few in real files, some fifty where a large cohort's alternatives were split."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A record speaks of a locus, and what it says cannot be used.

    Args:
        reason: half a sentence for the reader, or "" where there is nothing to tell (an ordinary no-call).
        closes: whether it shows something other than the reference, so that no other record may settle the locus.
    """

    reason: str
    closes: bool


@dataclass(slots=True)
class _Gathered:
    """What records say of one sample: by locus number its sayings, its doubts, and reference calls for parts of it.

    A part is (first base, last base, copies).
    """

    said: dict[int, list[Saying]] = field(default_factory=dict)
    doubts: dict[int, list[Doubt]] = field(default_factory=dict)
    parts: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)


def read_samples(
    header: Header, selected: Sequence[Selected], panel: Panel, *, samples: Sequence[SampleName], where: str
) -> tuple[SampleGenotypes, ...]:
    """Read the kept lines for the wanted samples.

    Args:
        header: of the file.
        selected: lines at known loci.
        panel: of the file's build.
        samples: which columns, each once.
        where: the file.

    Returns:
        One value for each sample, in the order asked for.

    Raises:
        GenomeError: a line that cannot be read, a reference base of another build, contradicting records.
    """
    columns = {name: number for number, name in enumerate(header.samples)}
    lines = list(_lines(selected, panel, len(header.samples), where))
    found: list[SampleGenotypes] = []
    for at in range(0, len(samples), SAMPLES_AT_ONCE):
        some = samples[at : at + SAMPLES_AT_ONCE]
        wanted = [columns[name] for name in some]
        table = [_Gathered() for _ in some]
        for line in lines:
            cells = line.record.samples.split("\t")
            line.tell([cells[column] for column in wanted], table)
        found += [
            _settled(name, gathered, panel, f"{where}, sample {name[:SHOWN]}")
            for name, gathered in zip(some, table, strict=True)
        ]
    return tuple(found)


def _lines(selected: Sequence[Selected], panel: Panel, expected: int, where: str) -> Iterator[_Line]:
    """The records that speak of the panel's loci, as far as they are sound."""
    told: Counter[int] = Counter()
    for line in selected:
        record = parse(line.text, line.number, where=where)
        usual = chromosome(record.chromosome)
        numbers = panel.overlapping(usual, record.position, record.end) if usual else ()
        if numbers:
            place = place_of(where, line.number, line.text)
            check_columns(line.text, expected, place)
            told.update(numbers)
            if max(told[number] for number in numbers) > MAX_RECORDS:
                raise GenomeError(
                    f"is one of more than {MAX_RECORDS} records of one position",
                    where=place,
                    mend="remove the duplicates; bcftools norm -m +any joins split records.",
                )
            yield _Line(record, place, panel, numbers)


class _Line:
    """One record at the loci that it touches, ready to be asked sample by sample."""

    def __init__(self, record: Record, place: str, panel: Panel, numbers: Sequence[int]) -> None:
        self.record = record
        self.place = place
        self.order = FieldOrder.of(record.format)
        self.said = project(record, {number: panel.loci[number] for number in numbers}, where=place)
        self.about = {
            number: frozenset(each for each in row[1:] if each not in (None, UNCLEAR, TAKEN, panel.loci[number].ref))
            for number, row in self.said.items()
        }
        self.partly = [number for number in numbers if record.is_block and number not in self.said]

    def tell(self, texts: Sequence[str], table: Sequence[_Gathered]) -> None:
        """Add what each sample's column says to what was gathered of that sample."""
        known: dict[str, GenotypeField] = {}
        heard: dict[tuple[int, str], Saying | Doubt | None] = {}
        for text, gathered in zip(texts, table, strict=True):
            entry = known.get(text)
            if entry is None:
                entry = known[text] = read_field(text, self.order, len(self.record.alleles), where=self.place)
            for number, said in self.said.items():
                key = (number, text)
                if key not in heard:
                    heard[key] = self._heard(entry, said, self.about[number])
                found = heard[key]
                if isinstance(found, Saying):
                    gathered.said.setdefault(number, []).append(found)
                elif found is not None:
                    gathered.doubts.setdefault(number, []).append(found)
            if self.partly:
                self._note_part(entry, gathered)

    def _heard(self, entry: GenotypeField, said: Said, about: frozenset[str]) -> Saying | Doubt | None:
        """What one entry says at a locus, why it cannot be used, or None where it says nothing."""
        if not entry.indices:
            return Doubt("", closes=False)
        shown = [None if index is None else said[index] for index in entry.indices]
        alleles = tuple(None if allele == TAKEN else allele for allele in shown)
        closes = UNCLEAR in alleles or not about.isdisjoint(alleles)
        if self.record.filter not in PASSING_FILTERS:
            return Doubt(f"the record was filtered ({self.record.filter[:30]})", closes)
        if entry.doubt:
            return Doubt(entry.doubt, closes)
        if UNCLEAR in alleles:
            return Doubt("a variant without a name lies over it", closes)
        if all(allele is None for allele in alleles):
            return Doubt("", closes=False) if TAKEN in shown or self._carries_anything_else(entry) else None
        seen = Seen.REFERENCE_BLOCK if self.record.is_block else Seen.OBSERVED
        return Saying(Genotype(alleles, entry.phase_set, seen), about)

    def _carries_anything_else(self, entry: GenotypeField) -> bool:
        return any(index and self.record.alleles[index] in BLOCK_ALLELES for index in entry.indices)

    def _note_part(self, entry: GenotypeField, gathered: _Gathered) -> None:
        """Keep a reference call that covers a part of a locus: others may cover the rest."""
        usable = self.record.filter in PASSING_FILTERS and not entry.doubt
        if usable and entry.indices and set(entry.indices) == {0}:
            for number in self.partly:
                part = (self.record.position, self.record.end, len(entry.indices))
                gathered.parts.setdefault(number, []).append(part)


def _settled(name: SampleName, gathered: _Gathered, panel: Panel, where: str) -> SampleGenotypes:
    genotypes: list[Genotype | None] = []
    remarks: dict[int, str] = {}
    unclear: set[int] = set()
    for number, locus in enumerate(panel.loci):
        doubts = gathered.doubts.get(number, [])
        said = gathered.said.get(number)
        if any(doubt.closes for doubt in doubts):
            genotype = None
        elif said:
            genotype = said[0].genotype if len(said) == 1 else merge(said, locus, where=where)
            doubts = [] if genotype else [Doubt("variants that overlap there do not fit together", closes=True)]
        else:
            genotype = _from_parts(gathered.parts.get(number, ()), locus)
        genotype = genotype and _of_two(genotype, locus)
        genotypes.append(genotype)
        if genotype is None and doubts:
            unclear.add(number)
            reasons = [doubt.reason for doubt in doubts if doubt.reason]
            remarks.update({number: reasons[-1]} if reasons else {})
    return SampleGenotypes(name, panel.build, tuple(genotypes), remarks, frozenset(unclear))


def _of_two(genotype: Genotype, locus: Locus) -> Genotype:
    """A single copy of a chromosome that comes in two: the other half is missing."""
    if len(genotype.alleles) == MAX_PLOIDY or locus.chromosome in SINGLE_COPY:
        return genotype
    return replace(genotype, alleles=(*genotype.alleles, None))


def _from_parts(parts: Sequence[tuple[int, int, int]], locus: Locus) -> Genotype | None:
    """The reference, where reference calls together cover every base of a locus, all for the same copies."""
    covered = locus.position
    for first, last, _ in sorted(parts):
        covered = max(covered, last + 1) if first <= covered else covered
    copies = {each for _, _, each in parts}
    if covered <= locus.end or len(copies) != 1:
        return None
    return Genotype((locus.ref,) * copies.pop(), None, Seen.REFERENCE_BLOCK)


def assume_reference(genotypes: SampleGenotypes, panel: Panel, copies: Mapping[str, int]) -> SampleGenotypes:
    """Fill what nothing speaks of with the reference, marked as assumed.

    Unsafe by design: absence is not reference. It exists for files that list variants only, is off unless asked for,
    and everything that it touches says so. A locus of which the file says something unusable (a no-call, a filtered
    record, a variant across it) stays not assessed.

    Args:
        genotypes: as read.
        panel: their loci.
        copies: chromosome → number of copies in this sample where it is not two.
    """
    filled = tuple(
        genotype
        if genotype is not None or number in genotypes.unclear or not copies.get(locus.chromosome, 2)
        else Genotype((locus.ref,) * copies.get(locus.chromosome, 2), None, Seen.ASSUMED)
        for number, (genotype, locus) in enumerate(zip(genotypes.genotypes, panel.loci, strict=True))
    )
    return replace(genotypes, genotypes=filled)
