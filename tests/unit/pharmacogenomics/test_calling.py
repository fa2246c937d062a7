"""The answer for a gene: every status, the genes with rules of their own, and what missing positions do to it."""

from __future__ import annotations

from random import Random

import pytest

from autonome.genome import Build, Genotype, SampleGenotypes, Seen
from autonome.kernel import GeneSymbol, SampleName
from autonome.pharmacogenomics import Status, call_sample, gene_panel
from autonome.pharmacogenomics.calling import call_gene
from autonome.pharmacogenomics.calls import GeneCall
from tests.examples import examples
from tests.unit.pharmacogenomics.samples import BUNDLE, CALLER, call, labels, of_alleles, phenotypes

GENES = list(CALLER.genes)
MEDITERRANEAN = "Mediterranean, Dallas, Panama, Sassari, Cagliari, Birmingham"
BY_FREQUENCY = "The phase is unknown: the pair was chosen by its frequency in populations (ClinPGx)."
NO_COMBINATION = "No combination of known alleles explains the genotypes."


def names_of(gene: GeneSymbol) -> tuple[str, ...]:
    return tuple(known.rsid or known.name for known in BUNDLE.definitions[gene].positions)


# --- every status -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["", None])
def test_called(phase: str | None) -> None:
    answer = call("CYP2C19", "*2", "*17", phase=phase)
    assert (answer.status, labels(answer), phenotypes(answer)) == (
        Status.CALLED,
        ["*2/*17"],
        ["Intermediate Metabolizer"],
    )
    assert (answer.assessed, answer.missing, answer.cannot_exclude, answer.notes) == (35, (), (), ())
    assert answer.diplotypes[0].phased is (phase == "")


def test_ambiguous_by_tie() -> None:
    answer = call("CYP2B6", "*1", "*6", without=["rs2279343"])
    assert (answer.status, labels(answer)) == (Status.AMBIGUOUS, ["*1/*6", "*1/*9"])
    assert answer.missing == ("rs2279343",)


def test_ambiguous_by_an_allele_that_a_missing_position_leaves_open() -> None:
    answer = call("CYP2C9", "*1", "*1", without=["rs1057910"])
    assert (answer.status, labels(answer)) == (Status.AMBIGUOUS, ["*1/*1"])
    assert (answer.cannot_exclude, answer.untested) == (("*3",), ("*3",))
    assert set(answer.changes_with) == {"Intermediate Metabolizer", "Poor Metabolizer"}


def test_called_where_an_allele_left_open_would_not_change_the_phenotype() -> None:
    answer = call("CYP2C9", "*1", "*1", without=["rs2256871"])
    assert (answer.status, answer.missing, answer.cannot_exclude) == (Status.CALLED, ("rs2256871",), ("*9",))
    assert answer.changes_with == ()


@pytest.mark.parametrize("gene", GENES)
def test_a_gene_without_any_position_is_not_assessed_and_never_reference(gene: GeneSymbol) -> None:
    answer = call_gene(CALLER, gene, [None] * len(names_of(gene)))
    assert answer == GeneCall(gene, Status.NOT_ASSESSED, missing=names_of(gene))


@pytest.mark.parametrize("gene", GENES)
def test_halves_alone_never_make_an_answer_that_is_certain(gene: GeneSymbol) -> None:
    halves = [Genotype((known.ref, None)) for known in BUNDLE.definitions[gene].positions]
    answer = call_gene(CALLER, gene, halves)
    assert answer.status is not Status.CALLED
    assert answer.missing == names_of(gene)


def test_no_match() -> None:
    answer = call("CYP2C19", "*1", "*2", but={"rs4244285": Genotype(("G", "*"), "")})
    assert (answer.status, labels(answer), phenotypes(answer)) == (Status.NO_MATCH, [], [])
    assert answer.notes == ("rs4244285: shows a base that no definition knows.", NO_COMBINATION)


def test_an_unknown_base_beside_a_missing_half_is_no_match() -> None:
    answer = call("CYP2C19", "*1", "*1", but={"rs4244285": Genotype((None, "*"))})
    assert answer.status is Status.NO_MATCH
    assert "rs4244285" in answer.missing


def test_known_bases_that_no_pair_combines_are_no_match() -> None:
    star3 = {"rs4986893": Genotype(("A", "G"), "")}
    answer = call("CYP2C19", "*2", "*2", but=star3)
    assert (answer.status, answer.notes) == (Status.NO_MATCH, (NO_COMBINATION,))


def test_a_missing_half_is_missing_and_noted() -> None:
    answer = call("CYP2C9", "*1", "*1", but={"rs1057910": Genotype(("A", None))})
    assert answer.status is Status.AMBIGUOUS
    assert answer.missing == ("rs1057910",)
    assert answer.notes == ("rs1057910: one of two alleles is missing.",)


def test_what_was_assumed_is_listed_and_does_not_count_as_assessed() -> None:
    assumed = {"rs1057910": Genotype(("A", "A"), None, Seen.ASSUMED)}
    answer = call("CYP2C9", "*1", "*1", but=assumed)
    assert (answer.assumed, answer.assessed) == (("rs1057910",), 82)


# --- genes with rules of their own ------------------------------------------------------------------------------


def test_one_copy_of_g6pd() -> None:
    answer = call("G6PD", MEDITERRANEAN)
    assert (answer.status, labels(answer), phenotypes(answer)) == (Status.CALLED, [MEDITERRANEAN], ["Deficient"])
    assert answer.diplotypes[0].alleles == (MEDITERRANEAN,)
    assert phenotypes(call("G6PD", "B (reference)")) == ["Normal"]


def test_two_copies_of_g6pd() -> None:
    answer = call("G6PD", "B (reference)", MEDITERRANEAN, phase=None)
    assert (answer.status, labels(answer)) == (Status.CALLED, [f"B (reference)/{MEDITERRANEAN}"])
    assert phenotypes(answer) == ["Variable"]


DPYD_2A, DPYD_2846 = "c.1905+1G>A (*2A)", "c.2846A>T"


def test_dpyd_on_two_chromosomes() -> None:
    answer = call("DPYD", DPYD_2A, DPYD_2846)
    assert (answer.status, labels(answer)) == (Status.CALLED, [f"{DPYD_2A}/{DPYD_2846}"])
    assert [(each.phenotype, each.activity_score) for each in answer.recommendation_diplotypes] == [
        ("Poor Metabolizer", "0.5")
    ]


def test_dpyd_on_one_chromosome_leaves_the_other_normal() -> None:
    both = {"rs67376798": Genotype(("T", "A"), "")}
    answer = call("DPYD", "Reference", DPYD_2A, but=both)
    assert (answer.status, labels(answer)) == (Status.CALLED, [f"[{DPYD_2A} + {DPYD_2846}] (heterozygous)"])
    assert [each.activity_score for each in answer.recommendation_diplotypes] == ["1.0"]


def test_dpyd_of_unknown_phase_is_listed_by_variant_and_judged_by_the_two_lowest() -> None:
    answer = call("DPYD", DPYD_2A, DPYD_2846, phase=None)
    assert (answer.status, labels(answer)) == (Status.CALLED, [DPYD_2A, DPYD_2846])
    assert [each.activity_score for each in answer.recommendation_diplotypes] == ["0.5"]
    assert not any(each.phased for each in answer.diplotypes)


def test_dpyd_in_two_blocks_is_judged_by_the_lower_of_both_ways() -> None:
    blocks = {"rs3918290": Genotype(("C", "T"), "1"), "rs67376798": Genotype(("T", "A"), "2")}
    answer = call("DPYD", "Reference", "Reference", but=blocks)
    assert answer.status is Status.AMBIGUOUS
    assert sorted(labels(answer)) == sorted([f"[{DPYD_2A} + {DPYD_2846}] (heterozygous)", f"{DPYD_2A}/{DPYD_2846}"])
    assert [each.activity_score for each in answer.recommendation_diplotypes] == ["0.5"]


@pytest.mark.parametrize("phase", ["", None])
def test_one_variant_of_ryr1_or_cacna1s_is_written_as_heterozygous(phase: str | None) -> None:
    assert labels(call("RYR1", "Reference", "c.7300G>A", phase=phase)) == ["c.7300G>A (heterozygous)"]
    assert labels(call("CACNA1S", "Reference", "c.3257G>A", phase=phase)) == ["c.3257G>A (heterozygous)"]


def test_ryr1_is_judged_by_the_variant_that_harms() -> None:
    answer = call("RYR1", "c.7300G>A", "c.1598G>A", phase=None)
    assert sorted(labels(answer)) == ["c.1598G>A", "c.7300G>A"]
    assert phenotypes(answer) == ["Malignant Hyperthermia Susceptibility"]


def test_nat2_is_chosen_by_frequency_only_where_the_phase_is_unknown() -> None:
    loose, fixed = call("NAT2", "*4", "*34", phase=None), call("NAT2", "*4", "*34")
    assert (labels(loose), loose.notes) == (["*1/*6"], (BY_FREQUENCY,))
    assert [each.label for each in loose.alternatives] == ["*4/*34"]
    assert (labels(fixed), fixed.notes) == (["*4/*34"], ())


def test_a_choice_by_frequency_between_different_phenotypes_is_ambiguous() -> None:
    answer = call("NAT2", "*5", "*6", phase=None)
    assert (answer.status, labels(answer), phenotypes(answer)) == (
        Status.AMBIGUOUS,
        ["*5/*6"],
        ["Poor Metabolizer"],
    )


def test_ugt1a1_by_the_repeat_and_its_companion() -> None:
    assert labels(call("UGT1A1", "*1", "*80+*28")) == ["*1/*80+*28"]
    without_repeat = call("UGT1A1", "*1", "*80+*28", without=["rs3064744"])
    assert without_repeat.status is Status.AMBIGUOUS
    assert phenotypes(without_repeat) == ["Intermediate Metabolizer"]
    without_companion = call("UGT1A1", "*80+*28", "*80+*28", without=["rs887829"])
    assert phenotypes(without_companion) == ["Poor Metabolizer"]


@pytest.mark.parametrize(
    ("alleles", "phenotype"),
    [
        (("T", "T"), "Normal Function"),
        (("T", "C"), "Decreased Function"),
        (("C", "C"), "Poor Function"),
    ],
)
def test_slco1b1_rests_on_rs4149056_where_no_alleles_fit(alleles: tuple[str, str], phenotype: str) -> None:
    strange = {"rs2306283": Genotype(("A", "*")), "rs4149056": Genotype(alleles)}
    answer = call("SLCO1B1", "*1", "*1", phase=None, but=strange)
    assert (answer.status, labels(answer), phenotypes(answer)) == (Status.NO_MATCH, [], [phenotype])
    assert answer.notes[-1] == "Guidance rests on rs4149056 alone."


@pytest.mark.parametrize("alleles", [("T", None), ("T",), ("T", "*")])
def test_slco1b1_does_not_rest_on_half_a_genotype(alleles: tuple[str | None, ...]) -> None:
    strange = {"rs2306283": Genotype(("A", "*")), "rs4149056": Genotype(alleles)}
    assert phenotypes(call("SLCO1B1", "*1", "*1", phase=None, but=strange)) == []


# --- a whole sample ---------------------------------------------------------------------------------------------


def test_a_sample_without_genotypes_is_not_assessed_in_every_gene_and_its_remarks_are_told() -> None:
    panel = gene_panel(BUNDLE.definitions, Build.GRCH38)
    place = panel.places[GeneSymbol("VKORC1")][0]
    assert place is not None
    empty = (None,) * len(panel.panel.loci)
    answers = call_sample(
        CALLER, panel, SampleGenotypes(SampleName("S1"), Build.GRCH38, empty, {place: "the record was filtered (q10)"})
    )
    assert [answer.gene for answer in answers] == GENES
    assert {answer.status for answer in answers} == {Status.NOT_ASSESSED}
    (vkorc1,) = (answer for answer in answers if answer.gene == "VKORC1")
    assert vkorc1.notes == ("rs9923231 not used: the record was filtered (q10)",)


# --- what is missing never makes a different certainty ----------------------------------------------------------


def certain(answer: GeneCall) -> bool:
    return answer.status is Status.CALLED


@pytest.mark.parametrize("gene", GENES)
def test_dropping_positions_never_turns_one_certain_answer_into_another(gene: GeneSymbol) -> None:
    definition = BUNDLE.definitions[gene]
    lots = Random(f"{gene} dropped")  # noqa: S311 - drawn anew in the same way each time
    names = names_of(gene)
    for turn in range(examples(30)):
        pair = [lots.choice(definition.alleles).name for _ in range(2)]
        whole = of_alleles(gene, pair, phase="" if turn % 2 else None)
        before = call_gene(CALLER, gene, whole)
        telling = [at for at, each in enumerate(whole) if each and set(each.alleles) != {definition.positions[at].ref}]
        few = lots.sample(range(len(whole)), lots.randint(1, len(whole)))
        for dropped in ([lots.choice(telling or [0])], few):
            left = [None if at in dropped else each for at, each in enumerate(whole)]
            after = call_gene(CALLER, gene, left)
            assert {names[at] for at in dropped} <= set(after.missing)
            if certain(after) and certain(before):
                assert phenotypes(after) == phenotypes(before), (pair, dropped)


@pytest.mark.parametrize("alleles", [("C", "*"), ("*", "*")])
def test_a_base_that_a_deletion_removes_is_never_read_as_normal_dpyd(alleles: tuple[str, str]) -> None:
    gene = GeneSymbol("DPYD")
    positions = BUNDLE.definitions[gene].positions
    genotypes = [
        Genotype(alleles) if known.rsid == "rs3918290" else Genotype((known.ref, known.ref)) for known in positions
    ]
    answer = call_gene(CALLER, gene, genotypes)
    assert answer.status is Status.AMBIGUOUS
    assert "rs3918290" in answer.missing
    assert "c.1905+1G>A (*2A)" in answer.untested


def must_test() -> list[tuple[GeneSymbol, int]]:
    sets = {gene: each.must_test for gene, each in BUNDLE.definitions.items() if gene in CALLER.genes}
    return [(gene, number) for gene, numbers in sets.items() for number in sorted(numbers or ())]


@pytest.mark.parametrize(("gene", "number"), must_test(), ids=str)
def test_a_position_that_every_laboratory_should_test_leaves_its_alleles_open_when_missing(
    gene: GeneSymbol, number: int
) -> None:
    definition = BUNDLE.definitions[gene]
    genotypes = [
        None if each == number else Genotype((known.ref, known.ref)) for each, known in enumerate(definition.positions)
    ]
    answer = call_gene(CALLER, gene, genotypes)
    told_apart = {
        allele.name
        for allele in definition.alleles[1:]
        if number in allele.defining and definition.positions[number].ref not in allele.defining[number]
    }
    assert told_apart & set(answer.untested)
    if answer.diplotypes[0].phenotype:
        assert answer.status is Status.AMBIGUOUS


@pytest.mark.parametrize(("gene", "rsid", "base"), [("DPYD", "rs3918290", "A"), ("RYR1", "rs118192172", "A")])
def test_an_unknown_base_where_variants_are_judged_one_by_one_is_never_a_sure_answer(
    gene: str, rsid: str, base: str
) -> None:
    positions = BUNDLE.definitions[GeneSymbol(gene)].positions
    genotypes = [
        Genotype((known.ref, base)) if known.rsid == rsid else Genotype((known.ref, known.ref)) for known in positions
    ]
    answer = call_gene(CALLER, GeneSymbol(gene), genotypes)
    assert answer.undocumented == (rsid,)
    assert answer.status is Status.AMBIGUOUS


def test_what_was_seen_goes_before_what_was_assumed() -> None:
    definition = BUNDLE.definitions[GeneSymbol("CYP2C19")]
    genotypes = [
        Genotype(("A", "A")) if known.rsid == "rs4244285" else Genotype((known.ref, known.ref), None, Seen.ASSUMED)
        for known in definition.positions
    ]
    answer = call_gene(CALLER, GeneSymbol("CYP2C19"), genotypes)
    assert labels(answer) == ["*2/*2"]
    assert answer.assumed == ()
    assert any("nothing was assumed" in note for note in answer.notes)


def test_one_variant_more_never_restores_what_is_lost() -> None:
    definition = BUNDLE.definitions[GeneSymbol("DPYD")]
    genotypes = [
        Genotype(("T", "T")) if known.rsid == "rs3918290" else None if number % 2 else Genotype((known.ref, known.ref))
        for number, known in enumerate(definition.positions)
    ]
    answer = call_gene(CALLER, GeneSymbol("DPYD"), genotypes)
    assert phenotypes(answer) == ["Poor Metabolizer"]
    assert answer.changes_with == ()
