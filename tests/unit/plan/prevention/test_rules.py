"""Every row of the table: it holds for the patient that it describes, and not for the next one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from autonome.adapters.knowledge_pack import load_bundle
from autonome.clinical import (
    LOINC,
    AdministrativeSex,
    Coding,
    Concept,
    FamilyHistory,
    HealthRecord,
    Observation,
    ObservationStatus,
    PartialDate,
    Patient,
    Quantity,
    RelativeCondition,
    Source,
    Span,
)
from autonome.clinical.dates import DateRange
from autonome.evidence.prevention import Asks, PreventionRule, Requirement
from autonome.kernel import DrugName, GeneSymbol, SubjectId, Text
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.plan.facts.values import ClinicalFact, ClinicalFacts, FactKind, FactState, Interval
from autonome.plan.prevention import GroundKind, Person, PreventionAdvice, PreventionGap, prevention

BUNDLE = load_bundle()
RULES = {rule.id: rule for rule in BUNDLE.prevention}
GENE_RULES = [
    (rule.id, value)
    for rule in RULES.values()
    for each in rule.requirements
    if each.asks is Asks.GENE
    for value in each.values
]
HARMLESS = {
    "HLA-A": "*31:01 negative",
    "HLA-B": "*57:01 negative",
    "G6PD": "Normal",
    "MT-RNR1": "normal risk of aminoglycoside-induced hearing loss",
    "RYR1": "Uncertain Susceptibility",
    "CACNA1S": "Uncertain Susceptibility",
    "SLCO1B1": "Normal Function",
    "VKORC1": "-1639 GG",
}
"""A result that asks for nothing; normal metaboliser elsewhere."""


def record(*items: Observation | FamilyHistory) -> HealthRecord:
    return HealthRecord(patient=Patient(SubjectId("synthetic-1"), AdministrativeSex.FEMALE, None), items=items)


def diplotype(value: str, label: str = "a/b") -> Diplotype:
    return Diplotype(tuple(label.split("/")), label, value, "", (value,), phased=True)


def call(gene: str, *values: str, status: Status = Status.CALLED) -> GeneCall:
    found = tuple(diplotype(value, f"a/{number}") for number, value in enumerate(values))
    return GeneCall(GeneSymbol(gene), status, found, recommendation_diplotypes=found, assessed=9)


def fact(requirement: Requirement) -> ClinicalFact:
    kind = FactKind(requirement.subjects[0])
    if requirement.at_least is None:
        return ClinicalFact(
            kind=kind, state=FactState.KNOWN, answers=requirement.values[:1], sources=("Observation/1",)
        )
    span = Interval.exactly(requirement.at_least)
    return ClinicalFact(kind=kind, state=FactState.KNOWN, span=span, unit=requirement.unit, sources=("Observation/1",))


def observed(code: str, value: str) -> Observation:
    return Observation(
        source=Source("Bundle.entry[1]", "Observation/1"),
        code=Concept(codings=(Coding(LOINC, code),)),
        status=ObservationStatus.FINAL,
        value=Concept(value),
        time=DateRange(PartialDate.of(2026, 1, 5), PartialDate.of(2026, 1, 5)),
    )


def father(age: str, unit: str = "a") -> FamilyHistory:
    return FamilyHistory(
        source=Source("Bundle.entry[2]", "FamilyMemberHistory/1"),
        relationship=Concept("father"),
        conditions=(RelativeCondition(Concept("Myocardial infarction"), Span(age=Quantity(Decimal(age), unit=unit))),),
    )


def whole_patient(rule: PreventionRule, gene_value: str = "") -> Person:
    """The patient whom a rule describes."""
    items: list[Observation | FamilyHistory] = []
    calls, facts, taking = {}, {}, frozenset[DrugName]()
    for each in rule.requirements:
        if each.asks is Asks.GENE:
            gene = GeneSymbol(each.subjects[0])
            calls[gene] = call(gene, gene_value or each.values[0])
        elif each.asks is Asks.FACT:
            facts[FactKind(each.subjects[0])] = fact(each)
        elif each.asks is Asks.TAKING:
            taking = frozenset(map(DrugName, each.values[:1]))
        elif each.asks is Asks.WORDS:
            items.append(observed("11341-5", f"works with {each.values[0]}"))
        else:
            items.append(father("54"))
    return Person(calls=calls, facts=ClinicalFacts(facts), record=record(*items), taking=taking)


def told(person: Person) -> dict[str, PreventionAdvice]:
    return {each.id: each for each in prevention(person, BUNDLE)[0]}


def gaps(person: Person) -> dict[str, PreventionGap]:
    return {each.subject: each for each in prevention(person, BUNDLE)[1]}


def person(*calls: GeneCall, facts: ClinicalFacts | None = None, taking: tuple[str, ...] = ()) -> Person:
    return Person(
        calls={each.gene: each for each in calls},
        facts=facts or ClinicalFacts(),
        record=record(),
        taking=frozenset(map(DrugName, taking)),
    )


@pytest.mark.parametrize("name", RULES)
def test_a_row_holds_for_the_patient_that_it_describes(name: str) -> None:
    found = told(whole_patient(RULES[name]))[name]
    assert found.grounds
    assert found.certain is (found.doubt == "")
    assert found.certain or any(each.kind is GroundKind.WAY_OF_LIFE for each in found.grounds)
    assert isinstance(found.advice, Text)
    assert found.url.startswith("https://")


@pytest.mark.parametrize(("name", "value"), GENE_RULES)
def test_every_result_of_a_row_leads_to_it(name: str, value: str) -> None:
    assert name in told(whole_patient(RULES[name], value))


@pytest.mark.parametrize("name", sorted({name for name, _ in GENE_RULES}))
def test_no_row_holds_on_a_result_that_asks_for_nothing(name: str) -> None:
    gene = next(each.subjects[0] for each in RULES[name].requirements if each.asks is Asks.GENE)
    assert name not in told(whole_patient(RULES[name], HARMLESS.get(gene, "Normal Metabolizer")))


@pytest.mark.parametrize("name", RULES)
def test_no_row_holds_where_one_of_its_conditions_is_missing(name: str) -> None:
    whole = whole_patient(RULES[name])
    nothing = Person(calls={}, facts=ClinicalFacts(), record=record())
    assert name not in told(nothing)
    if len(RULES[name].requirements) > 1 and whole.taking:
        assert name not in told(Person(calls=whole.calls, facts=whole.facts, record=whole.record, taking=frozenset()))


@pytest.mark.parametrize("name", sorted({name for name, _ in GENE_RULES}))
def test_a_disputed_result_warns_and_says_so(name: str) -> None:
    whole = whole_patient(RULES[name])
    requirement = next(each for each in RULES[name].requirements if each.asks is Asks.GENE)
    gene = GeneSymbol(requirement.subjects[0])
    harmless = HARMLESS.get(gene, "Normal Metabolizer")
    disputed = call(gene, requirement.values[0], harmless, status=Status.CONFLICTING)
    found = told(Person(calls={gene: disputed}, facts=whole.facts, record=whole.record, taking=whole.taking))[name]
    assert not found.certain
    assert found.doubt


def test_one_of_several_possible_results_is_no_certainty() -> None:
    found = told(person(call("CYP2C19", "Poor Metabolizer", "Normal Metabolizer", status=Status.AMBIGUOUS)))
    assert not found["cyp2c19-poor"].certain
    assert "several possible results" in found["cyp2c19-poor"].doubt


def test_an_allele_that_is_merely_not_excluded_fires_nothing() -> None:
    normal = call("CYP2C19", "Normal Metabolizer")
    open_ = GeneCall(
        normal.gene,
        Status.AMBIGUOUS,
        normal.diplotypes,
        recommendation_diplotypes=normal.diplotypes,
        cannot_exclude=("*2",),
        untested=("*2",),
        changes_with=("Poor Metabolizer",),
        assessed=1,
    )
    assert told(person(open_)) == {}


def test_a_gene_that_was_not_assessed_gets_a_line_only_where_a_medicine_makes_it_matter() -> None:
    quiet, loud = gaps(person())["HLA-B"], gaps(person(taking=("allopurinol",)))["HLA-B"]
    assert (quiet.matters, loud.matters, loud.medicines) == (False, True, ("allopurinol",))
    assert quiet.why == "HLA-B was not assessed."


def test_a_considered_medicine_makes_it_matter_too() -> None:
    asked = Person(calls={}, facts=ClinicalFacts(), record=record(), considered=frozenset({DrugName("abacavir")}))
    assert gaps(asked)["HLA-B"].matters


def test_a_relative_makes_it_matter() -> None:
    history = FamilyHistory(
        source=Source("Bundle.entry[2]", "FamilyMemberHistory/1"),
        relationship=Concept("maternal uncle"),
        conditions=(RelativeCondition(Concept("Malignant hyperthermia")),),
    )
    found = gaps(Person(calls={}, facts=ClinicalFacts(), record=record(history)))
    assert found["RYR1"].family == ("maternal uncle: Malignant hyperthermia",)
    assert not found["HLA-B"].matters


def test_a_result_of_unknown_meaning_is_a_gap_and_not_normal() -> None:
    assert "is not known" in gaps(person(call("CYP2C19", "Indeterminate")))["CYP2C19"].why
    assert "contradict" in gaps(person(GeneCall(GeneSymbol("TPMT"), Status.CONFLICTING)))["TPMT"].why


class TestBounds:
    def ldl(self, low: str, high: str | None = None, state: FactState = FactState.KNOWN) -> ClinicalFacts:
        span = Interval(Decimal(low), Decimal(high or low))
        return ClinicalFacts({FactKind.LDL_C: ClinicalFact(kind=FactKind.LDL_C, state=state, span=span, unit="mmol/L")})

    def test_the_bound_itself_counts_and_a_hair_below_does_not(self) -> None:
        assert told(person(facts=self.ldl("4.9")))["ldl-fh"].certain
        assert "ldl-fh" not in told(person(facts=self.ldl("4.899")))

    def test_a_value_that_may_reach_it_is_no_certainty(self) -> None:
        assert not told(person(facts=self.ldl("4.5", "5.2")))["ldl-fh"].certain

    def test_an_old_high_value_warns_and_an_old_low_one_does_not_reassure(self) -> None:
        old = told(person(facts=self.ldl("6", state=FactState.TOO_OLD)))["ldl-fh"]
        assert (old.certain, "too long ago" in old.doubt) == (False, True)
        assert "LDL cholesterol" in gaps(person(facts=self.ldl("2", state=FactState.TOO_OLD)))

    def test_consent_that_does_not_cover_it_looks_different_from_not_recorded(self) -> None:
        withheld = {FactKind.LDL_C: ClinicalFact(kind=FactKind.LDL_C, state=FactState.NOT_COVERED)}
        assert "consent" in gaps(person(facts=ClinicalFacts(withheld)))["LDL cholesterol"].why
        assert "not recorded" in gaps(person())["LDL cholesterol"].why


class TestFamily:
    def relatives(self, history: FamilyHistory) -> dict[str, PreventionAdvice]:
        return told(Person(calls={}, facts=ClinicalFacts(), record=record(history)))

    def test_a_father_before_55_counts_and_at_55_does_not(self) -> None:
        assert self.relatives(father("54"))["family-fh"].certain
        assert "family-fh" not in self.relatives(father("55"))

    def test_an_age_that_is_not_told_is_no_certainty(self) -> None:
        assert not self.relatives(father("54", unit="stone"))["family-fh"].certain

    @pytest.mark.parametrize(("kin", "age", "counts"), [("mother", "64", True), ("mother", "65", False)])
    def test_women_count_until_65(self, kin: str, age: str, *, counts: bool) -> None:
        history = FamilyHistory(
            source=Source("x"),
            relationship=Concept(codings=(Coding("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH", kin),)),
            conditions=(
                RelativeCondition(
                    Concept(codings=(Coding("http://hl7.org/fhir/sid/icd-10", "I21.9", "AMI"),)),
                    Span(age=Quantity(Decimal(age), code="a")),
                ),
            ),
        )
        assert ("family-fh" in self.relatives(history)) is counts

    def test_an_uncle_and_another_condition_do_not_count(self) -> None:
        uncle = FamilyHistory(
            source=Source("x"),
            relationship=Concept("uncle"),
            conditions=(
                RelativeCondition(Concept("Myocardial infarction"), Span(age=Quantity(Decimal(40), unit="a"))),
            ),
        )
        gout = FamilyHistory(
            source=Source("x"),
            relationship=Concept("father"),
            conditions=(RelativeCondition(Concept("Gout"), Span(age=Quantity(Decimal(40), unit="a"))),),
        )
        assert "family-fh" not in self.relatives(uncle)
        assert "family-fh" not in self.relatives(gout)


def test_words_are_whole_words_of_the_record() -> None:
    gene = call("G6PD", "Deficient")
    for text, counts in (("Aniline dyes", True), ("Polyaniline", False)):
        found = told(Person(calls={gene.gene: gene}, facts=ClinicalFacts(), record=record(observed("11341-5", text))))
        assert ("g6pd-workplace" in found) is counts


def test_work_and_surroundings_are_not_looked_at_without_consent() -> None:
    gene = call("G6PD", "Deficient")
    withheld = Person(
        calls={gene.gene: gene},
        facts=ClinicalFacts(not_covered=("lifestyle",)),
        record=record(observed("11341-5", "Aniline dyes")),
    )
    assert "g6pd-workplace" not in told(withheld)
    assert "not covered by consent" in gaps(withheld)["work and surroundings"].why


def test_the_relatives_flag_comes_with_the_rows_that_ask_for_it() -> None:
    assert {name for name, rule in RULES.items() if rule.relatives} == {
        "cacna1s-mhs", "family-fh", "g6pd-deficient", "g6pd-neonate", "g6pd-variable", "ldl-fh", "mt-rnr1", "ryr1-mhs"
    }  # fmt: skip
