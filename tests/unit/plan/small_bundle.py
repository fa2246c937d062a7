"""A small hand-made bundle: real drugs and genes, statements short enough to read in a test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autonome.evidence.bridge import Bridge, BridgeRow, Crossing
from autonome.evidence.bundle import Manifest, Source
from autonome.evidence.clinical import NO_CLINICAL_RULES, ClinicalRules
from autonome.evidence.definitions import GeneDefinition, KnownPosition, NamedAllele
from autonome.evidence.drugs import Drug, DrugIndex
from autonome.evidence.ethics import NO_ETHICAL_FACTS, EthicalFacts
from autonome.evidence.guidance import Action, Effect, Implication, Statement
from autonome.evidence.interactions import NO_INTERACTIONS, Interactions
from autonome.evidence.phenotypes import AlleleFunction, Phenotype, PhenotypeTable
from autonome.evidence.prevention import PreventionRule
from autonome.kernel import DrugName, GeneSymbol, Sha256, StatementId
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.plan.advise import Wanted, advise
from autonome.plan.populations import AgeRange
from autonome.plan.reasons import Verdict
from autonome.plan.values import MedicationAdvice, Origin
from autonome.plan.verdict import PatientFacts, case_of, verdict_on

HASH = Sha256("ab" * 32)
MANIFEST = Manifest(
    HASH,
    "2025-11-05",
    files={},
    guidance={},
    genes={},
    counts={},
    sources=(
        Source("cpic", "CPIC guidance", "CPIC", "CC0-1.0", "2024-03-25", "https://cpicpgx.org/", "PMID 31562822"),
        Source("dpwg", "DPWG guidance", "KNMP and ClinPGx", "CC-BY-SA-4.0", "2024-03-25", "knowledge/README.md", ""),
    ),
)
CYP2C19, CYP2C9, CYP2D6, CYP2B6, HLA_B, VKORC1 = map(
    GeneSymbol, ("CYP2C19", "CYP2C9", "CYP2D6", "CYP2B6", "HLA-B", "VKORC1")
)


def statement(  # noqa: PLR0913 - a row of a table: each column by name
    key: str,
    lookup: Mapping[str, str],
    action: Action,
    *,
    population: str = "general",
    strength: str = "Strong",
    amount: str = "",
    alternatives: tuple[str, ...] = (),
    text: str = "",
) -> Statement:
    """``key`` is ``cpic:clopidogrel:1``: source, drug and number."""
    source, drug, number = key.split(":")
    genes = {GeneSymbol(gene): value for gene, value in lookup.items()}
    return Statement(
        id=StatementId(key),
        source=source.upper(),
        guideline=f"PA{number}",
        url=f"https://www.clinpgx.org/guidelineAnnotation/PA{number}",
        version="2024-03-25",
        drug=DrugName(drug),
        population=population,
        strength=strength,
        lookup=genes,
        action=action,
        amount=amount,
        alternatives=alternatives,
        text=text or f"{action} {drug}.",
        implications={
            gene: Implication(Effect.UNKNOWN, f"What {value} does to {drug}.") for gene, value in genes.items()
        },
        pmids=("30000001", f"2000000{number[-1]}"),
    )


def guidance(*statements: Statement) -> Mapping[DrugName, tuple[Statement, ...]]:
    drugs = dict.fromkeys(each.drug for each in statements)
    return {drug: tuple(each for each in statements if each.drug == drug) for drug in drugs}


def bridge_of(guidance: Mapping[DrugName, tuple[Statement, ...]]) -> Bridge:
    """Each key of the guidance is crossed by the result of the same name."""
    found = {
        (statement.source, gene, key)
        for each in guidance.values()
        for statement in each
        for gene, key in statement.lookup.items()
    }
    return Bridge.of(
        BridgeRow(source, gene, _crossing(key), "" if key == "No Result" else key, (key,), f"as {source} writes it")
        for source, gene, key in sorted(found)
    )


def _crossing(key: str) -> Crossing:
    if key == "No Result":
        return Crossing.NONE
    if "/" in key:
        return Crossing.GENOTYPE
    return Crossing.SCORE if key.replace(".", "").isdecimal() else Crossing.RESULT


HLA_B_TABLE = PhenotypeTable(
    HLA_B,
    {},
    {},
    {
        name: Phenotype(name, "", name)
        for allele in ("*15:02", "*15:11", "*57:01")
        for name in (f"{allele} positive", f"{allele} negative")
    },
    "2024-03-25",
)


def drug(name: str, code: str = "1") -> Drug:
    return Drug(DrugName(name), code, (), "", "")


DRUGS = (
    *map(drug, ("clopidogrel", "prasugrel", "ticagrelor", "codeine", "tramadol", "morphine", "sertraline", "warfarin")),
    drug("statins", code=""),
)


TICAGRELOR = DrugName("ticagrelor")


def _table() -> PhenotypeTable:
    functions = {"*1": "normal", "*2": "no", "*3": "no", "*9": "decreased", "*17": "increased"}
    names = {
        ("normal", "normal"): "Normal Metabolizer",
        ("no", "normal"): "Intermediate Metabolizer",
        ("no", "no"): "Poor Metabolizer",
        ("decreased", "normal"): "Likely Intermediate Metabolizer",
        ("increased", "normal"): "Rapid Metabolizer",
        ("increased", "no"): "Intermediate Metabolizer",
    }
    return PhenotypeTable(
        CYP2C19,
        {allele: AlleleFunction(allele, f"{key} function", "", key) for allele, key in functions.items()},
        {pair: Phenotype(name, "", name) for pair, name in names.items()},
        {},
        "2025-11-05",
    )


CYP2C19_TABLE = _table()


@dataclass(frozen=True)
class SmallBundle:
    guidance: Mapping[DrugName, tuple[Statement, ...]] = field(default_factory=dict)
    definitions: Mapping[GeneSymbol, GeneDefinition] = field(default_factory=dict)
    phenotypes: Mapping[GeneSymbol, PhenotypeTable] = field(
        default_factory=lambda: {CYP2C19: CYP2C19_TABLE, HLA_B: HLA_B_TABLE}
    )
    manifest: Manifest = MANIFEST
    drugs: DrugIndex = field(
        default_factory=lambda: DrugIndex({each.name: each for each in DRUGS}, {}, {}, {"brilique": (TICAGRELOR,)})
    )
    interactions: Interactions = NO_INTERACTIONS
    prevention: tuple[PreventionRule, ...] = ()
    clinical: ClinicalRules = NO_CLINICAL_RULES
    ethics: EthicalFacts = NO_ETHICAL_FACTS

    @property
    def hash(self) -> Sha256:
        return self.manifest.hash

    @property
    def bridge(self) -> Bridge:
        return bridge_of(self.guidance)


def bundle(*statements: Statement) -> SmallBundle:
    return SmallBundle(guidance(*statements))


def definition(gene: GeneSymbol = CYP2C19) -> GeneDefinition:
    """Three positions: *2 needs the first, *3 the second, *17 the third."""
    positions = tuple(KnownPosition(1000 + i, 900 + i, f"rs{i}", "A", ("G",), f"g.{1000 + i}A>G") for i in (1, 2, 3))
    reference = NamedAllele("*1", "PA1", {i: frozenset("A") for i in range(3)})
    others = (NamedAllele(name, f"PA{i + 2}", {i: frozenset("G")}) for i, name in enumerate(("*2", "*3", "*17")))
    return GeneDefinition(gene, "chr10", positions, (reference, *others), "2025-11-05")


def diplotype(label: str, phenotype: str = "", score: str = "", *, phased: bool = True) -> Diplotype:
    lookup = tuple(filter(None, (phenotype, score)))
    return Diplotype(tuple(label.split("/")), label, phenotype, score, lookup, phased)


def called(gene: GeneSymbol, *diplotypes: Diplotype, status: Status = Status.CALLED) -> GeneCall:
    return GeneCall(gene, status, diplotypes=diplotypes, recommendation_diplotypes=diplotypes, assessed=3)


def calls(*each: GeneCall) -> Mapping[GeneSymbol, GeneCall]:
    return {call.gene: call for call in each}


POOR = called(CYP2C19, diplotype("*2/*2", "Poor Metabolizer"))
INTERMEDIATE = called(CYP2C19, diplotype("*1/*2", "Intermediate Metabolizer"))
NORMAL = called(CYP2C19, diplotype("*1/*1", "Normal Metabolizer"))
NORMAL_BUT_OPEN = GeneCall(
    CYP2C19,
    Status.AMBIGUOUS,
    diplotypes=NORMAL.diplotypes,
    recommendation_diplotypes=NORMAL.diplotypes,
    cannot_exclude=("*3", "*9"),
    untested=("*3", "*9"),
    assessed=2,
    missing=("rs2",),
    changes_with=("Intermediate Metabolizer", "Likely Intermediate Metabolizer"),
)


def clopidogrel(source: str = "cpic") -> Iterable[Statement]:
    """Avoid in poor, change the dose in (likely) intermediate, standard in normal metabolisers."""
    rows = (
        ("Poor Metabolizer", Action.AVOID, ""),
        ("Intermediate Metabolizer", Action.CHANGE_DOSE, "150 mg/day"),
        ("Likely Intermediate Metabolizer", Action.CHANGE_DOSE, "150 mg/day"),
        ("Normal Metabolizer", Action.STANDARD, ""),
    )
    for number, (phenotype, action, amount) in enumerate(rows, start=1):
        yield statement(f"{source}:clopidogrel:{number}", {"CYP2C19": phenotype}, action, amount=amount)


def judged(drug: str, knowledge: SmallBundle, *patient: GeneCall, age: AgeRange | None = None) -> Verdict:
    """The verdict on one medicine for a patient with these gene calls."""
    return verdict_on(case_of(DrugName(drug), PatientFacts(calls(*patient), age), knowledge))


def advised(drug: str, knowledge: SmallBundle, *patient: GeneCall, taken: Iterable[str] = ()) -> MedicationAdvice:
    """The whole advice on one current medicine."""
    wanted = Wanted(DrugName(drug), Origin.CURRENT)
    return advise(wanted, PatientFacts(calls(*patient)), frozenset(map(DrugName, taken)), knowledge)
