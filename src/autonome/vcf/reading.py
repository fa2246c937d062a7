"""From lines of a VCF to genotypes at known loci.

Two passes over little: first `select` keeps the lines that touch a known locus on either build (this is all that a
large file costs), then, once the build is settled, `read_samples` reads those lines for the samples that are wanted.
Absence is not reference: a locus that no line speaks of stays None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autonome.genome import GenomeError, Genotype, Panel, SampleGenotypes, Seen, chromosome
from autonome.kernel import SampleName
from autonome.vcf.genotype_fields import FieldOrder, read_field
from autonome.vcf.header import Header
from autonome.vcf.merging import merge
from autonome.vcf.projection import project
from autonome.vcf.records import FIXED, PASSING_FILTERS, Record, block_end, parse, position_of


@dataclass(frozen=True, slots=True)
class Selected:
    """A line that touches a known locus of at least one build.

    Args:
        number: of the line in the file, from 1; 0 where an index was used and it is not known.
        text: without its line end.
    """

    number: int
    text: str


def select(lines: Iterable[tuple[int, str]], panels: Sequence[Panel], *, where: str) -> list[Selected]:
    """Keep the data lines that touch a locus of one of the panels.

    Args:
        lines: (number, text) of data lines, in any order.
        panels: one for each build that is still possible.
        where: the file, for messages.

    Raises:
        GenomeError: a line without columns or position.
    """
    kept = []
    names: dict[str, str | None] = {}
    for number, text in lines:
        parts = text.split("\t", FIXED)
        if len(parts) < FIXED:
            parse(text, number, where=where)
        name = parts[0]
        usual = names[name] if name in names else names.setdefault(name, chromosome(name))
        if usual is None:
            continue
        first = position_of(parts[1], f"{where}, line {number}")
        last = block_end(parts[7], first, parts[3])
        if any(panel.overlapping(usual, first, last) for panel in panels):
            kept.append(Selected(number, text.rstrip("\r\n")))
    return kept


def settle_build(header: Header, selected: Sequence[Selected], panels: Sequence[Panel], *, where: str) -> Panel:
    """Decide on which build the file was written: header first, then the known positions; both must agree.

    Args:
        header: of the file.
        selected: its lines at known loci of either build.
        panels: one for each build.
        where: the file.

    Returns:
        The panel of that build.

    Raises:
        GenomeError: header and positions contradict each other, or nothing tells.
    """
    scores = {panel.build: _agreement(selected, panel, where) for panel in panels}
    if header.build is not None:
        panel = next(each for each in panels if each.build is header.build)
        agreeing, differing = scores[header.build]
        other = max((score for build, score in scores.items() if build is not header.build), default=(0, 0))
        if differing > agreeing and other[0] > other[1]:
            raise GenomeError(
                f"the header says {header.build}, but {differing} of {agreeing + differing} known positions "
                "have the reference bases of the other build",
                where=where,
                mend="correct the header's contig lines, or lift the file over again.",
            )
        return panel
    ranked = sorted(panels, key=lambda panel: scores[panel.build][0] - scores[panel.build][1], reverse=True)
    best, second = ranked[0], ranked[-1]
    if scores[best.build][0] == 0 or scores[best.build] == scores[second.build]:
        raise GenomeError(
            "neither header nor known positions tell the build (GRCh37 or GRCh38)",
            where=where,
            mend="add ##contig lines with lengths, or ##reference=GRCh38.",
        )
    return best


def _agreement(selected: Sequence[Selected], panel: Panel, where: str) -> tuple[int, int]:
    """How many known loci have the build's reference bases in REF, and how many have others."""
    agreeing = differing = 0
    for line in selected:
        parts = line.text.split("\t", 5)
        usual = chromosome(parts[0])
        if usual is None:
            continue
        first, ref = position_of(parts[1], where), parts[3].upper()
        for number in panel.overlapping(usual, first, first + len(ref) - 1):
            locus = panel.loci[number]
            if locus.position >= first and locus.end < first + len(ref):
                same = ref[locus.position - first : locus.end - first + 1] == locus.ref
                agreeing, differing = agreeing + same, differing + (not same)
    return agreeing, differing


class _Table:
    """Genotypes being gathered: locus number → sample number → what records said."""

    def __init__(self, panel: Panel, samples: Sequence[SampleName]) -> None:
        self.panel = panel
        self.said: list[list[list[Genotype]]] = [[[] for _ in panel.loci] for _ in samples]
        self.remarks: list[dict[int, str]] = [{} for _ in samples]


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
    wanted = [columns[name] for name in samples]
    table = _Table(panel, samples)
    for line in selected:
        record = parse(line.text, line.number, where=where)
        usual = chromosome(record.chromosome)
        loci = panel.overlapping(usual, record.position, record.end) if usual else ()
        if loci and record.format:
            _read_record(record, loci, table, wanted, where)
    return tuple(
        SampleGenotypes(name, panel.build, _merged(said, panel, f"{where}, sample {name}"), remarks)
        for name, said, remarks in zip(samples, table.said, table.remarks, strict=True)
    )


def _read_record(record: Record, loci: Sequence[int], table: _Table, wanted: Sequence[int], where: str) -> None:
    place = f"{where}, line {record.line}" if record.line else f"{where}, {record.chromosome}:{record.position}"
    fields = record.samples.rstrip("\r\n").split("\t")
    if wanted and max(wanted) >= len(fields):
        raise GenomeError(
            "has fewer columns than the header", where=place, mend="the line is cut short; write it anew."
        )
    order = FieldOrder.of(record.format)
    spoken = {number: _spoken(record, number, table.panel, place) for number in loci}
    cache: dict[tuple[int, str], Genotype | str | None] = {}
    for row, column in enumerate(wanted):
        text = fields[column]
        for number, said in spoken.items():
            if said is None:
                continue
            key = (number, text)
            if key not in cache:
                cache[key] = _genotype(text, order, said, record, place)
            found = cache[key]
            if isinstance(found, Genotype):
                table.said[row][number].append(found)
            elif found is not None:
                table.remarks[row][number] = found


def _spoken(record: Record, number: int, panel: Panel, place: str) -> tuple[str | None, ...] | None:
    """What each allele of the record says at a locus; None where it says nothing."""
    locus = panel.loci[number]
    if record.is_block:
        covered = record.position <= locus.position and locus.end <= record.end
        project(record.position, record.alleles[:1], locus, where=place)
        return (locus.ref, *[None] * (len(record.alleles) - 1)) if covered else None
    return project(record.position, record.alleles, locus, where=place)


def _genotype(
    text: str, order: FieldOrder, said: Sequence[str | None], record: Record, place: str
) -> Genotype | str | None:
    """A genotype, the reason why there is none although somebody tried, or None."""
    field = read_field(text, order, len(record.alleles), where=place)
    if not field.indices:
        return None
    if record.filter not in PASSING_FILTERS:
        return f"the record was filtered ({record.filter[:30]})"
    if field.doubt:
        return field.doubt
    alleles = tuple(None if index is None else said[index] for index in field.indices)
    if all(allele is None for allele in alleles):
        return None
    seen = Seen.REFERENCE_BLOCK if record.is_block else Seen.OBSERVED
    return Genotype(alleles, field.phase_set, seen)


def _merged(said: Sequence[Sequence[Genotype]], panel: Panel, where: str) -> tuple[Genotype | None, ...]:
    return tuple(
        None if not each else each[0] if len(each) == 1 else merge(each, locus, where=where)
        for each, locus in zip(said, panel.loci, strict=True)
    )


def assume_reference(genotypes: SampleGenotypes, panel: Panel, copies: Mapping[str, int]) -> SampleGenotypes:
    """Fill what nothing speaks of with the reference, marked as assumed.

    Unsafe by design: absence is not reference. It exists for files that list variants only, is off unless asked for,
    and everything that it touches says so.

    Args:
        genotypes: as read.
        panel: their loci.
        copies: chromosome → number of copies in this sample where it is not two.
    """
    filled = tuple(
        each or Genotype((locus.ref,) * copies.get(locus.chromosome, 2), None, Seen.ASSUMED)
        for each, locus in zip(genotypes.genotypes, panel.loci, strict=True)
    )
    return SampleGenotypes(genotypes.sample, genotypes.build, filled, genotypes.remarks)
