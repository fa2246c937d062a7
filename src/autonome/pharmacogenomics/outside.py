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

from autonome.evidence.hla import allele_of, hla_results, is_of_locus
from autonome.evidence.phenotypes import Phenotype, PhenotypeTable
from autonome.genome import GenomeError
from autonome.kernel import GeneSymbol, Text, chained, term
from autonome.kernel.texts import TWO_OF_A_LIST
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.pharmacogenomics.naming import label as diplotype_label
from autonome.pharmacogenomics.naming import natural
from autonome.pharmacogenomics.phenotyping import NOTHING, Phenotyper

MAX_LINES = 1_000
"""Lines of a file of outside calls; a person has some 25 pharmacogenes."""

MAX_TEXT = 300
"""Characters of one field."""

MAX_NAMED = 20
"""Phenotypes that a message lists."""

ABBREVIATIONS = {
    "pm": "Poor Metabolizer",
    "im": "Intermediate Metabolizer",
    "nm": "Normal Metabolizer",
    "em": "Normal Metabolizer",
    "extensive metabolizer": "Normal Metabolizer",
    "rm": "Rapid Metabolizer",
    "um": "Ultrarapid Metabolizer",
}
"""Usual short forms, and the term that "normal" replaced (Caudle 2017, PMID 27441996)."""

COPIES = 2
"""Chromosomes of a pair."""

ONE_ALLELE_MAY_STAND = frozenset(map(GeneSymbol, ("G6PD", "HLA-A", "HLA-B", "MT-RNR1")))
"""G6PD of a man and mitochondrial variants are single; of HLA, one typed allele says something by itself."""

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


def read_outside_calls(
    lines: Iterable[str], tables: Mapping[GeneSymbol, PhenotypeTable | None], *, where: str
) -> tuple[OutsideCall, ...]:
    """Read lines of outside calls.

    Args:
        lines: of the file.
        tables: the genes that can be given, each with its phenotypes, or None where the bundle has none.
        where: the file, for messages.

    Raises:
        GenomeError: an unknown gene or phenotype, a line without a call, or something that is not such a file.
    """
    found: dict[OutsideCall, None] = {}
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r\n")
        place = f"{where}, line {number}"
        if number > MAX_LINES:
            raise GenomeError(f"has more than {MAX_LINES} lines", where=place, mend="give one line per call.")
        if line.strip() and not line.startswith("#"):
            found.setdefault(_line(line, tables, place), None)
    return tuple(found)


def _line(line: str, tables: Mapping[GeneSymbol, PhenotypeTable | None], place: str) -> OutsideCall:
    fields = [field.strip() for field in line.split("\t")]
    symbol, diplotype, phenotype, score = (*fields, "", "", "", "")[:4]
    if any(len(field) > MAX_TEXT or not field.isprintable() for field in (symbol, diplotype, phenotype, score)):
        raise GenomeError("holds a field that is no call", where=place, mend="give gene, diplotype, phenotype, score.")
    gene = GeneSymbol(symbol.upper())
    if gene not in tables:
        raise GenomeError(
            f"{symbol[:30]!r} is not a gene of the bundle",
            where=place,
            mend=f"columns are tab-separated, the gene first; known: {', '.join(sorted(tables))}.",
        )
    if not (diplotype or phenotype or score):
        raise GenomeError(f"gives no call for {gene}", where=place, mend="give a diplotype, phenotype or score.")
    if score and not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?|n/a", score):
        raise GenomeError(f"{score[:20]!r} is no activity score", where=place, mend="write a number such as 1.25.")
    _check_alleles(diplotype, gene, place)
    return OutsideCall(gene, diplotype, _phenotype(phenotype, gene, tables[gene], place), score)


def _check_alleles(diplotype: str, gene: GeneSymbol, place: str) -> None:
    """Refuse what no person can have: three chromosomes, one of an autosome, alleles of another HLA locus."""
    if diplotype in NO_CALL:
        return
    names = [name.strip() for name in diplotype.split("/")]
    if len(names) > COPIES or (len(names) < COPIES and gene not in ONE_ALLELE_MAY_STAND):
        raise GenomeError(
            f"{diplotype[:40]!r} names {len(names)} {gene} allele{'s' if len(names) > 1 else ''}",
            where=place,
            mend="write two alleles with / between them; copies of a gene on one chromosome as *1x2 or *36+*10.",
        )
    foreign = [
        name for name in names if gene.startswith("HLA-") and name not in NO_CALL and not is_of_locus(name, gene)
    ]
    if foreign:
        raise GenomeError(
            f"{foreign[0][:20]!r} is no allele of {gene}",
            where=place,
            mend="check that the columns are in their order.",
        )


def _phenotype(given: str, gene: GeneSymbol, table: PhenotypeTable | None, place: str) -> str:
    """The tables' own spelling of a phenotype; a word that they do not know would silently find no guidance."""
    if not given or given in NO_CALL:
        return ""
    rows = (*table.pairs.values(), *table.named.values()) if table else ()
    words = {row.name.casefold(): row.name for row in rows} | {"indeterminate": "Indeterminate"}
    found = words.get(ABBREVIATIONS.get(given.casefold(), given).casefold())
    if found is None:
        known = ", ".join(sorted(set(words.values()))[:MAX_NAMED])
        raise GenomeError(f"{given[:40]!r} is no phenotype of {gene}", where=place, mend=f"write one of: {known}.")
    return found


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
        return GeneCall(gene, Status.NOT_ASSESSED, notes=(Text("The outside file says that no call was made."),))
    notes: dict[str, None] = {}
    results: list[tuple[Diplotype, ...]] = []
    for each in sorted(called, key=lambda line: natural(line.diplotype)):
        found, remarks = _results(each, table)
        results.append(found)
        notes.update(dict.fromkeys(remarks))
    distinct = tuple(dict.fromkeys(found[0] for found in results))
    every = tuple(dict.fromkeys(diplotype for found in results for diplotype in found))
    disputed = any(len(found) > 1 for found in results)
    status = Status.CONFLICTING if disputed else Status.OUTSIDE if len(distinct) == 1 else Status.AMBIGUOUS
    return GeneCall(gene, status, distinct, recommendation_diplotypes=every, notes=tuple(notes))


def _results(given: OutsideCall, table: PhenotypeTable | None) -> tuple[tuple[Diplotype, ...], tuple[str, ...]]:
    """What a line says: one result, or two where its own parts contradict each other by the tables.

    The first is what the tables say of the alleles, the second what the laboratory states.
    """
    names = [FORMER_NAMES.get(name.strip(), name.strip()) for name in given.diplotype.split("/")]
    names = [] if given.diplotype in NO_CALL else sorted(names, key=natural)
    label = diplotype_label(given.gene, names, REFERENCES.get(given.gene, "")) if names else ""
    meaning, notes = _meaning(given, names, table) if names else (NOTHING, ())
    stated = _stated(given, table)
    known = meaning if meaning.name else stated
    against = [part for part in (_against(known, stated, given), _against_itself(given, table)) if part]
    first = _diplotype(names, label, _completed(known, stated))
    if not against:
        return (first,), notes
    second = _diplotype(names, label, _completed(stated, NOTHING))
    return tuple(dict.fromkeys((first, second, *_by_score(given, names, label, table)))), (*notes, *against)


def _stated(given: OutsideCall, table: PhenotypeTable | None) -> Phenotype:
    """A phenotype or score as the laboratory states it; the score names its phenotype where none is stated."""
    score = _decimal(given.activity_score) if given.activity_score else ""
    if given.phenotype:
        return Phenotype(
            given.phenotype, score, score if score not in ("", "n/a") else _keys_of(given.phenotype, table)
        )
    return _scored(score, table)


def _keys_of(name: str, table: PhenotypeTable | None) -> str:
    rows = (*table.pairs.values(), *table.named.values()) if table else ()
    found = sorted({row.lookup_key for row in rows if row.name == name} - {"n/a", ""})
    return "; ".join(found) or name


def _against(tables_say: Phenotype, stated: Phenotype, given: OutsideCall) -> Text:
    """Where a stated phenotype or score differs from what the tables say of the alleles."""
    if tables_say.name in ("", "Indeterminate") or not (given.phenotype or given.activity_score):
        return Text("")
    if given.phenotype and stated.name != tables_say.name:
        return Text(
            "The outside file says {stated}; the bundle's tables say {found} of {result}.",
            stated=term(stated.name),
            found=term(tables_say.name),
            result=given.diplotype,
        )
    if given.activity_score and tables_say.activity_score not in ("", stated.activity_score):
        return Text(
            "The outside file gives activity {stated}; the bundle's tables {found}.",
            stated=stated.activity_score,
            found=tables_say.activity_score,
        )
    return Text("")


def _against_itself(given: OutsideCall, table: PhenotypeTable | None) -> Text:
    """Where a stated score belongs to another phenotype than the one stated."""
    by_score = _scored(_decimal(given.activity_score), table) if given.activity_score else NOTHING
    if not given.phenotype or by_score.name in ("", given.phenotype):
        return Text("")
    return Text(
        "The outside file says {stated}, but activity {score} is {found}.",
        stated=term(given.phenotype),
        score=by_score.activity_score,
        found=term(by_score.name),
    )


def _by_score(
    given: OutsideCall, names: Sequence[str], label: str, table: PhenotypeTable | None
) -> tuple[Diplotype, ...]:
    """The stated score as a result of its own, where it contradicts the stated phenotype."""
    if not _against_itself(given, table):
        return ()
    return (_diplotype(names, label, _scored(_decimal(given.activity_score), table)),)


def _completed(meaning: Phenotype, stated: Phenotype) -> Phenotype:
    """What the tables leave open is taken from what is stated."""
    score = meaning.activity_score or (stated.activity_score if stated.name == meaning.name else "")
    return Phenotype(meaning.name, score, meaning.lookup_key)


def _diplotype(names: Sequence[str], label: str, meaning: Phenotype) -> Diplotype:
    keys = tuple(key for key in meaning.lookup_key.split("; ") if key)
    written = label or _label(meaning)
    return Diplotype(tuple(names), written, meaning.name, meaning.activity_score, keys, phased=True)


def _label(meaning: Phenotype) -> str:
    return f"{meaning.name} ({meaning.activity_score})" if meaning.activity_score not in ("", "n/a") else meaning.name


def _meaning(
    given: OutsideCall, names: Sequence[str], table: PhenotypeTable | None
) -> tuple[Phenotype, tuple[str, ...]]:
    """What the tables say of alleles."""
    if table is None:
        return NOTHING, ()
    if given.gene.startswith("HLA"):
        return _hla(names, table)
    plain = [_SPACES.sub("+", name) for name in names]
    phenotyper = Phenotyper(given.gene, "", table)
    unknown = [name for name in plain if phenotyper.function(name) is None and name not in table.named]
    if unknown:
        said = Text(
            "{alleles}: no function is known to the bundle for this {gene} allele.",
            alleles=chained(unknown, TWO_OF_A_LIST),
            gene=given.gene,
        )
        return Phenotype("Indeterminate", "n/a", "n/a"), (said,)
    return phenotyper.phenotype(plain), ()


def _scored(score: str, table: PhenotypeTable | None) -> Phenotype:
    """The phenotype of an activity score given alone."""
    rows = table.pairs.values() if table and score else ()
    return next((row for row in rows if row.activity_score == score), NOTHING)


def _hla(names: Sequence[str], table: PhenotypeTable) -> tuple[Phenotype, tuple[str, ...]]:
    """Which listed alleles are there and which are not; what was not typed finely enough is neither."""
    keys = hla_results(table, names)
    stated = {allele_of(key) for key in keys}
    listed = {allele_of(key) for key in table.named}
    open_ones = sorted(listed - stated)
    phenotype = Phenotype("; ".join(keys), "", "; ".join(keys))
    if not open_ones:
        return phenotype, ()
    return phenotype, (Text("The typing does not rule out {alleles}.", alleles=chained(open_ones, TWO_OF_A_LIST)),)


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
        note = Text("Of the outside possibilities, {results} disagrees with the VCF.", results=_labels(disagreeing))
        return replace(seen, notes=(*seen.notes, note))
    note = Text("The outside call disagrees with the VCF, which gives {results}.", results=_labels(call.diplotypes))
    return replace(
        seen,
        status=Status.CONFLICTING,
        alternatives=call.diplotypes,
        recommendation_diplotypes=(*outside.recommendation_diplotypes, *call.recommendation_diplotypes),
        notes=(*seen.notes, note),
    )


def _labels(diplotypes: Iterable[Diplotype]) -> Text:
    return chained((each.label for each in diplotypes), TWO_OF_A_LIST)


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
