"""Calls made elsewhere: CYP2D6 with its copy number, HLA, MT-RNR1, or any gene that a laboratory has typed.

A call is one line of tab-separated text: gene, diplotype, phenotype, activity score; any of the last three may be
empty, not all of them. Lines that start with ``#`` and columns after the fourth are passed over (the form is that of
PharmCAT's outside calls). Several lines for a gene are several possibilities.

An outside call stands beside the VCF, never over it: where the two disagree the answer is `conflicting`, and guidance
is looked up for both. An HLA allele that is not among two typed ones is negative; with only one typed it is unknown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autonome.evidence.hla import allele_of, hla_results
from autonome.evidence.phenotypes import Phenotype, PhenotypeTable
from autonome.genome import GenomeError
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.pharmacogenomics.naming import label as diplotype_label
from autonome.pharmacogenomics.naming import natural
from autonome.pharmacogenomics.phenotyping import Phenotyper

MAX_LINES = 1_000
"""Lines of a file of outside calls; a person has some 25 pharmacogenes."""

MAX_TEXT = 300
"""Characters of one field."""

NO_CALL = frozenset({"", ".", "./.", "Unknown/Unknown"})

REFERENCES = {GeneSymbol("CFTR"): "ivacaftor non-responsive CFTR sequence"}
"""Reference alleles whose pair is written shorter than their names."""

FORMER_NAMES = {"B (wildtype)": "B (reference)"}
"""G6PD's reference allele was renamed in the tables of 2025."""

_SPACES = re.compile(r"\s*\+\s*")


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """One line of outside calls.

    Args:
        gene: HGNC symbol.
        diplotype: as given, or "".
        phenotype: as given, or "".
        activity_score: as given, or "".
    """

    gene: GeneSymbol
    diplotype: str
    phenotype: str
    activity_score: str


def read_outside_calls(lines: Iterable[str], genes: Iterable[GeneSymbol], *, where: str) -> tuple[OutsideCall, ...]:
    """Read lines of outside calls.

    Args:
        lines: of the file.
        genes: that can be given.
        where: the file, for messages.

    Raises:
        GenomeError: an unknown gene, a line without a call, or something that is not such a file.
    """
    known = set(genes)
    found: dict[OutsideCall, None] = {}
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r\n")
        place = f"{where}, line {number}"
        if number > MAX_LINES:
            raise GenomeError(f"has more than {MAX_LINES} lines", where=place, mend="give one line per call.")
        if line.strip() and not line.startswith("#"):
            found.setdefault(_line(line, known, place), None)
    return tuple(found)


def _line(line: str, known: set[GeneSymbol], place: str) -> OutsideCall:
    fields = [field.strip() for field in line.split("\t")]
    gene, diplotype, phenotype, score = (*fields, "", "", "", "")[:4]
    if any(len(field) > MAX_TEXT or not field.isprintable() for field in (gene, diplotype, phenotype, score)):
        raise GenomeError("holds a field that is no call", where=place, mend="give gene, diplotype, phenotype, score.")
    if GeneSymbol(gene) not in known:
        raise GenomeError(
            f"{gene[:30]!r} is not a gene of the bundle",
            where=place,
            mend=f"columns are tab-separated, the gene first; known: {', '.join(sorted(known))}.",
        )
    if not (diplotype or phenotype or score):
        raise GenomeError(f"gives no call for {gene}", where=place, mend="give a diplotype, phenotype or score.")
    if score and not re.fullmatch(r"\d{1,2}(\.\d{1,2})?|n/a", score):
        raise GenomeError(f"{score[:20]!r} is no activity score", where=place, mend="write a number such as 1.25.")
    return OutsideCall(GeneSymbol(gene), diplotype, phenotype, score)


def with_outside(
    calls: Sequence[GeneCall], outside: Sequence[OutsideCall], tables: Mapping[GeneSymbol, PhenotypeTable]
) -> tuple[GeneCall, ...]:
    """Put outside calls beside what the VCF gave.

    Args:
        calls: from the VCF.
        outside: from elsewhere.
        tables: phenotypes by gene.

    Returns:
        One call for each gene of either, those of the VCF in their order, then the others by name.
    """
    by_gene: dict[GeneSymbol, list[OutsideCall]] = {}
    for call in outside:
        by_gene.setdefault(call.gene, []).append(call)
    beside = {gene: _answer(gene, given, tables.get(gene)) for gene, given in by_gene.items()}
    met = [_meet(call, beside[call.gene]) if call.gene in beside else call for call in calls]
    seen = {call.gene for call in calls}
    return (*met, *(beside[gene] for gene in sorted(beside) if gene not in seen))


def _answer(gene: GeneSymbol, given: Sequence[OutsideCall], table: PhenotypeTable | None) -> GeneCall:
    called = [each for each in given if each.diplotype not in NO_CALL or each.phenotype or each.activity_score]
    if not called:
        return GeneCall(gene, Status.NOT_ASSESSED, notes=("The outside file says that no call was made.",))
    notes: dict[str, None] = {}
    diplotypes = []
    for each in sorted(called, key=lambda line: natural(line.diplotype)):
        diplotype, remarks = _diplotype(each, table)
        diplotypes.append(diplotype)
        notes.update(dict.fromkeys(remarks))
    distinct = tuple(dict.fromkeys(diplotypes))
    status = Status.OUTSIDE if len(distinct) == 1 else Status.AMBIGUOUS
    return GeneCall(gene, status, distinct, recommendation_diplotypes=distinct, notes=tuple(notes))


def _diplotype(given: OutsideCall, table: PhenotypeTable | None) -> tuple[Diplotype, tuple[str, ...]]:
    names = [FORMER_NAMES.get(name.strip(), name.strip()) for name in given.diplotype.split("/")]
    names = [] if given.diplotype in NO_CALL else sorted(names, key=natural)
    meaning, notes = _meaning(given, names, table)
    keys = _keys(given, meaning, table)
    if given.phenotype or given.activity_score:
        meaning, more = _stated(given, meaning)
        notes = (*notes, *more)
    label = diplotype_label(given.gene, names, REFERENCES.get(given.gene, "")) if names else _label(meaning)
    return Diplotype(tuple(names), label, meaning.name, meaning.activity_score, keys, phased=True), notes


def _label(meaning: Phenotype) -> str:
    return f"{meaning.name} ({meaning.activity_score})" if meaning.activity_score not in ("", "n/a") else meaning.name


def _meaning(
    given: OutsideCall, names: Sequence[str], table: PhenotypeTable | None
) -> tuple[Phenotype, tuple[str, ...]]:
    if table is None or not names:
        return _scored(given, table), ()
    if given.gene.startswith("HLA"):
        return _hla(names, table)
    plain = [_SPACES.sub("+", name) for name in names]
    phenotyper = Phenotyper(given.gene, "", table)
    unknown = [name for name in plain if phenotyper.function(name) is None and name not in table.named]
    if unknown:
        said = f"{', '.join(unknown)}: no function is known to the bundle for this {given.gene} allele."
        return Phenotype("Indeterminate", "n/a", "n/a"), (said,)
    return phenotyper.phenotype(plain), ()


def _scored(given: OutsideCall, table: PhenotypeTable | None) -> Phenotype:
    """The phenotype of an activity score given alone."""
    rows = table.pairs.values() if table and given.activity_score else ()
    score = _decimal(given.activity_score)
    return next((row for row in rows if row.activity_score == score), Phenotype("", "", ""))


def _hla(names: Sequence[str], table: PhenotypeTable) -> tuple[Phenotype, tuple[str, ...]]:
    """Which listed alleles are there and which are not; what was not typed finely enough is neither."""
    keys = hla_results(table, names)
    stated = {allele_of(key) for key in keys}
    listed = {allele_of(key) for key in table.named}
    open_ones = sorted(listed - stated)
    notes = (f"The typing does not rule out {', '.join(open_ones)}.",) if open_ones else ()
    return Phenotype("; ".join(keys), "", "; ".join(keys)), notes


def _keys(given: OutsideCall, meaning: Phenotype, table: PhenotypeTable | None) -> tuple[str, ...]:
    """Under what guidance is looked up: a stated score, else a stated phenotype's, else the tables'."""
    if given.activity_score not in ("", "n/a"):
        return (_decimal(given.activity_score),)
    if given.phenotype and not meaning.lookup_key:
        rows = (*table.pairs.values(), *table.named.values()) if table else ()
        found = {row.lookup_key for row in rows if row.name == given.phenotype}
        return tuple(sorted(found - {"n/a", ""})) or (given.phenotype,)
    return tuple(key for key in meaning.lookup_key.split("; ") if key)


def _stated(given: OutsideCall, tables_say: Phenotype) -> tuple[Phenotype, tuple[str, ...]]:
    """What the laboratory stated goes first; where the tables say otherwise, that is noted."""
    score = _decimal(given.activity_score) if given.activity_score else tables_say.activity_score
    name = given.phenotype or tables_say.name
    notes = []
    if given.phenotype and tables_say.name not in ("", given.phenotype):
        notes.append(f"The outside file says {given.phenotype}; the bundle's tables say {tables_say.name}.")
    if given.activity_score and tables_say.activity_score not in ("", score):
        notes.append(f"The outside file gives activity {score}; the bundle's tables {tables_say.activity_score}.")
    return Phenotype(name, score, tables_say.lookup_key), tuple(notes)


def _decimal(score: str) -> str:
    """Activity scores are written with at least one decimal, as in the tables."""
    return score if "." in score or score == "n/a" else f"{score}.0"


def _meet(call: GeneCall, outside: GeneCall) -> GeneCall:
    """Bring an outside call and the VCF's together."""
    if outside.status is Status.NOT_ASSESSED:
        return replace(call, notes=(*call.notes, *outside.notes))
    seen = replace(outside, assessed=call.assessed, missing=call.missing, notes=(*outside.notes, *call.notes))
    if call.status in (Status.NOT_ASSESSED, Status.NO_MATCH):
        return seen
    disagreeing = [diplotype for diplotype in outside.diplotypes if not _agrees(diplotype, call)]
    if not disagreeing:
        return seen
    if len(disagreeing) < len(outside.diplotypes):
        named = ", ".join(diplotype.label for diplotype in disagreeing)
        return replace(seen, notes=(*seen.notes, f"Of the outside possibilities, {named} disagrees with the VCF."))
    shown = ", ".join(diplotype.label for diplotype in call.diplotypes)
    return replace(
        seen,
        status=Status.CONFLICTING,
        alternatives=call.diplotypes,
        recommendation_diplotypes=(*outside.diplotypes, *call.recommendation_diplotypes),
        notes=(*seen.notes, f"The outside call disagrees with the VCF, which gives {shown}."),
    )


def _agrees(outside: Diplotype, call: GeneCall) -> bool:
    """Whether an outside result can be true of what the VCF shows.

    Alleles that the VCF leaves open may be anything; the others must lie together in a pair that it allows.
    """
    possible = (*call.diplotypes, *call.alternatives)
    if not outside.alleles:
        names = {each.phenotype for each in possible} | set(call.changes_with)
        scores = {each.activity_score for each in possible}
        fits = outside.activity_score in scores | {""} or outside.phenotype in call.changes_with
        return fits and outside.phenotype in names | {""}
    closed = Counter(name for name in outside.alleles if name not in call.cannot_exclude)
    pairs = [Counter(each.alleles) for each in possible]
    if len(call.diplotypes) > 1 and all(len(each.alleles) == 1 for each in call.diplotypes):
        # Variants listed one by one, their phase unknown: any two of them may be the pair.
        pairs.append(Counter({each.alleles[0]: 2 for each in call.diplotypes}))
    return any(not closed - pair for pair in pairs)
