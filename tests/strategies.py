"""Hypothesis strategies that several test packages share: stretches of reference, variants on them, small genes.

Everything here is synthetic and small on purpose: repeats, ties and contradictions are common in small worlds.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from autonome.evidence import GeneDefinition, KnownPosition, NamedAllele
from autonome.genome import Genotype, Locus, Variant
from autonome.kernel import GeneSymbol

FIRST = 101
"""1-based position of the first base of a synthetic reference."""


def references(*, alphabet: str = "AC", shortest: int = 8, longest: int = 24) -> st.SearchStrategy[str]:
    """A stretch of reference; two letters make repeats common."""
    return st.text(alphabet, min_size=shortest, max_size=longest)


def haplotype(reference: str, variant: Variant) -> str:
    """What a chromosome reads when one variant is put into the reference: cut and paste, nothing clever."""
    position, ref, alt = variant
    at = position - FIRST
    assert reference[at : at + len(ref)] == ref
    return reference[:at] + alt + reference[at + len(ref) :]


def equivalents(reference: str, variant: Variant) -> set[Variant]:
    """Every anchored insertion or deletion of that length that makes the same chromosome: tried out one by one."""
    wanted = haplotype(reference, variant)
    change = len(variant[2]) - len(variant[1])
    found = set()
    for at in range(len(reference)):
        if change < 0 and at - change < len(reference):
            found.add((FIRST + at, reference[at : at - change + 1], reference[at]))
        elif change > 0:
            found.add((FIRST + at, reference[at], reference[at] + wanted[at + 1 : at + 1 + change]))
    return {each for each in found if haplotype(reference, each) == wanted}


@dataclass(frozen=True)
class KnownIndel:
    """An insertion or deletion as a table has it: left-aligned in VCF form, right-aligned in its HGVS name."""

    reference: str
    variant: Variant
    name: str


@st.composite
def known_indels(draw: st.DrawFn) -> KnownIndel:
    """An indel in a stretch that repeats."""
    reference = draw(references())
    at = draw(st.integers(0, len(reference) - 2))
    length = draw(st.integers(1, min(5, len(reference) - at - 1)))
    if draw(st.booleans()):
        variant = (FIRST + at, reference[at : at + length + 1], reference[at])
    else:
        # Half of the insertions repeat what stands there, so that they can move.
        unit = draw(st.just(reference[at + 1 : at + 1 + length]) | st.text("AC", min_size=1, max_size=5))
        variant = (FIRST + at, reference[at], reference[at] + unit)
    forms = sorted(equivalents(reference, variant))
    return KnownIndel(reference, forms[0], draw(st.sampled_from(hgvs_names(reference, forms[-1]))))


def hgvs_names(reference: str, last: Variant) -> list[str]:
    """How HGVS may call an indel, given its rightmost form: plainly, and as a count of repeats where it is one."""
    position, ref, alt = last
    unit = ref[1:] or alt[1:]
    deletion = len(ref) > len(alt)
    end = position + len(unit) if deletion else position
    before = reference[: end - FIRST + 1]
    if deletion:
        names = [f"g.{position + 1}_{end}del" if len(unit) > 1 else f"g.{end}del"]
    elif before.endswith(unit):
        names = [f"g.{end - len(unit) + 1}_{end}dup" if len(unit) > 1 else f"g.{end}dup"]
    else:
        names = [f"g.{end}_{end + 1}ins{unit}"]
    copies = next(count for count in range(len(before) + 1) if not before.endswith(unit * (count + 1)))
    if copies:
        start = end - copies * len(unit) + 1
        names.append(f"g.{start}{unit}[{copies - 1 if deletion else copies + 1}]")
    return names


@st.composite
def loci(draw: st.DrawFn) -> Locus:
    """A known position somewhere on two short chromosomes: a base, a replacement or an indel with its name."""
    chromosome, offset = draw(st.sampled_from(["chr1", "chrX"])), draw(st.integers(0, 300))
    kind = draw(st.sampled_from(["base", "replacement", "deletion", "insertion"]))
    position = FIRST + offset
    if kind == "base":
        return Locus(chromosome, position, "A", ("C", "G"), f"rs{position}")
    if kind == "replacement":
        return Locus(chromosome, position, "AC", ("CA",), f"rs{position}")
    copies = draw(st.integers(1, 12))
    if kind == "deletion":
        name = f"g.{position + 1}CA[{copies - 1}]"
        return Locus(chromosome, position, "GCA", ("G",), f"rs{position}", name)
    return Locus(chromosome, position, "G", ("GCA",), f"rs{position}", f"g.{position + 1}CA[{copies + 1}]")


@st.composite
def alternatives(draw: st.DrawFn, ref: str) -> str:
    """An alternative of some bases: replaced, longer, shorter, or without bases of its own."""
    kind = draw(st.sampled_from(["bases", "one base", "shorter", "longer", "symbol"]))
    if kind == "symbol":
        return draw(st.sampled_from(["*", "<NON_REF>", "<*>", "<DEL>"]))
    at = draw(st.integers(0, len(ref) - 1))
    if kind == "one base":
        return ref[:at] + draw(st.sampled_from("ACGT")) + ref[at + 1 :]
    if kind == "shorter":
        return ref[: at + 1]
    if kind == "longer":
        return ref[: at + 1] + draw(st.text("ACG", min_size=1, max_size=4)) + ref[at + 1 :]
    return draw(st.text("ACGT", min_size=1, max_size=len(ref) + 2))


@st.composite
def record_alleles(draw: st.DrawFn, reference: str) -> tuple[int, tuple[str, ...]]:
    """Position and alleles of a record on a reference: one to three different alternatives, or none."""
    at = draw(st.integers(0, len(reference) - 1))
    ref = reference[at : at + draw(st.integers(1, 6))]
    alts = draw(st.lists(alternatives(ref), max_size=3, unique=True))
    return FIRST + at, (ref, *(alt for alt in alts if alt != ref))


@st.composite
def gene_definitions(draw: st.DrawFn) -> GeneDefinition:
    """A gene of few positions and alleles: bases and lengths, several bases for one allele, alleles that tie."""
    spelled = draw(
        st.lists(
            st.sampled_from([("A", ("G",)), ("A", ("G", "T")), ("CAT", ("C", "CATAT")), ("G", ("GA",))]),
            min_size=1,
            max_size=4,
        )
    )
    positions = tuple(
        KnownPosition(100 * at, 100 * at, f"rs{at}", ref, alts, "") for at, (ref, alts) in enumerate(spelled, start=1)
    )
    reference = NamedAllele("*1", "", {at: frozenset({each.ref}) for at, each in enumerate(positions)})
    others = [
        NamedAllele(f"*{number}", "", draw(_defining(positions))) for number in range(2, draw(st.integers(2, 7)) + 1)
    ]
    return GeneDefinition(GeneSymbol("GENE"), "chr1", positions, (reference, *others), "2025-11-05")


@st.composite
def _defining(draw: st.DrawFn, positions: tuple[KnownPosition, ...]) -> dict[int, frozenset[str]]:
    """Some positions with one of their bases, seldom with several (the reference among them)."""
    chosen = draw(st.sets(st.sampled_from(range(len(positions))), min_size=1))
    found = {}
    for at in sorted(chosen):
        bases = (positions[at].ref, *positions[at].alts)
        several = st.frozensets(st.sampled_from(bases), min_size=1)
        found[at] = draw(st.sampled_from(positions[at].alts).map(lambda base: frozenset({base})) | several)
    return found


@st.composite
def gene_genotypes(draw: st.DrawFn, definition: GeneDefinition, copies: int = 0) -> list[Genotype | None]:
    """What a sample might show: mostly explained by two of the alleles, with noise, gaps and phase of every kind."""
    pair = draw(st.tuples(*[st.sampled_from(definition.alleles)] * 2))
    copies = copies or draw(st.sampled_from([2, 2, 2, 1]))
    found: list[Genotype | None] = []
    for at, known in enumerate(definition.positions):
        kind = draw(st.sampled_from(["shown", "shown", "shown", "shown", "absent", "half", "strange", "any"]))
        shown = [draw(st.sampled_from(sorted(each.defining.get(at, {known.ref})))) for each in pair[:copies]]
        anything = st.sampled_from([known.ref, *known.alts])
        alleles: list[str | None] = [draw(anything) for _ in shown] if kind == "any" else [*shown]
        if kind == "half":
            alleles[draw(st.integers(0, copies - 1))] = None
        if kind == "strange":
            alleles[draw(st.integers(0, copies - 1))] = "*"
        phase = draw(st.sampled_from([None, None, "", "7"]))
        found.append(None if kind == "absent" else Genotype(tuple(alleles), phase))
    return found
