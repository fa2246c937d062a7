"""The rules of looking up, in the order of the module's docstring."""

from autonome.evidence.guidance import Action
from autonome.kernel import GeneSymbol
from autonome.plan.consequence import Consequence
from autonome.plan.matching import gene_sets, guidance_lines
from autonome.plan.populations import AgeRange, Fit
from autonome.plan.reasons import Basis, GuidanceLine, Reading
from tests.unit.plan.small_bundle import CYP2B6, CYP2C9, CYP2C19, HLA_B, bundle, statement

NORMAL = Reading(CYP2C19, Basis.BEST, ("*1", "*1"), "*1/*1", "Normal Metabolizer")
POOR = Reading(CYP2C19, Basis.BEST, ("*2", "*2"), "*2/*2", "Poor Metabolizer")
NOTHING_19, NOTHING_6 = (Reading(gene, Basis.NO_RESULT) for gene in (CYP2C19, CYP2B6))

TWO_GENES = (
    statement(
        "cpic:sertraline:1", {"CYP2C19": "Poor Metabolizer", "CYP2B6": "No Result"}, Action.CHANGE_DOSE, amount="50 %"
    ),
    statement("cpic:sertraline:2", {"CYP2C19": "Normal Metabolizer", "CYP2B6": "No Result"}, Action.STANDARD),
    statement("cpic:sertraline:4", {"CYP2C19": "No Result", "CYP2B6": "No Result"}, Action.STANDARD),
)


def look_up(*readings: Reading, age: AgeRange | None = None, statements: tuple = TWO_GENES) -> tuple[GuidanceLine, ...]:  # type: ignore[type-arg]
    by_gene: dict[GeneSymbol, tuple[Reading, ...]] = {}
    for reading in readings:
        by_gene[reading.gene] = (*by_gene.get(reading.gene, ()), reading)
    return guidance_lines(statements, by_gene, bundle(*statements), age)


def ids(lines: tuple[GuidanceLine, ...]) -> list[str]:
    return [line.statement.id if line.statement else "-" for line in lines]


def test_readings_that_mean_the_same_and_are_looked_up_alike_become_one_line() -> None:
    rows = (statement("cpic:clopidogrel:1", {"CYP2B6": "Poor Metabolizer"}, Action.AVOID),)
    alike = [Reading(CYP2B6, Basis.OPEN, (), "", "Poor Metabolizer", via=(allele,)) for allele in ("*6", "*9")]
    (line,) = look_up(*alike, statements=rows)
    assert line.readings[0].via == ("*6", "*9")


def test_a_gene_without_a_result_is_looked_up_under_the_key_kept_for_it() -> None:
    lines = look_up(POOR, NOTHING_6)
    assert ids(lines) == ["cpic:sertraline:1"]
    assert lines[0].consequence is Consequence.CHANGE_DOSE
    assert lines[0].undetermined == (CYP2B6,)


def test_standard_that_rests_on_one_gene_of_two_is_not_standard() -> None:
    assert [line.consequence for line in look_up(NORMAL, NOTHING_6)] == [Consequence.NOT_ASSESSED]


def test_without_any_result_nothing_is_looked_up() -> None:
    (line,) = look_up(NOTHING_19, NOTHING_6)
    assert line.statement is None
    assert line.consequence is Consequence.NOT_ASSESSED


def test_a_statement_for_the_genotype_replaces_that_for_the_phenotype() -> None:
    rows = (
        statement("dpwg:siponimod:1", {"CYP2C9": "Intermediate Metabolizer"}, Action.CHANGE_DOSE),
        statement("dpwg:siponimod:2", {"CYP2C9": "*1/*2"}, Action.STANDARD),
    )
    reading = Reading(CYP2C9, Basis.BEST, ("*1", "*2"), "*1/*2", "Intermediate Metabolizer", "1.5")
    assert ids(look_up(reading, statements=rows)) == ["dpwg:siponimod:2"]


CARBAMAZEPINE = (
    statement("dpwg:carbamazepine:1", {"HLA-B": "*15:02 negative"}, Action.STANDARD),
    statement("dpwg:carbamazepine:2", {"HLA-B": "*15:11 positive"}, Action.AVOID),
)


def test_several_allele_keys_of_one_gene_are_all_looked_up() -> None:
    reading = Reading(HLA_B, Basis.BEST, ("*15:11", "*07:02"), "*15:11/*07:02", "*15:11 positive")
    assert ids(look_up(reading, statements=CARBAMAZEPINE)) == ["dpwg:carbamazepine:2", "dpwg:carbamazepine:1"]


def test_a_typing_that_is_silent_on_the_allele_in_question_is_no_result_for_the_drug() -> None:
    reading = Reading(HLA_B, Basis.BEST, ("*57:01",), "*57:01", "*57:01 positive", named=("*57:01 positive",))
    (line,) = look_up(reading, statements=CARBAMAZEPINE)
    assert line.consequence is Consequence.NOT_ASSESSED
    assert line.undetermined == (HLA_B,)


def test_all_populations_are_kept_and_one_that_the_age_rules_out_says_so() -> None:
    rows = (
        statement("cpic:voriconazole:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, population="pediatrics"),
        statement("cpic:voriconazole:2", {"CYP2C19": "Poor Metabolizer"}, Action.MONITOR, population="adults"),
    )
    lines = look_up(POOR, statements=rows, age=AgeRange(50, 50))
    assert {line.population.code: line.population.fit for line in lines} == {
        "pediatrics": Fit.RULED_OUT,
        "adults": Fit.APPLIES,
    }


def test_a_known_result_without_a_statement_is_a_line_that_says_so() -> None:
    rows = (statement("dpwg:abacavir:1", {"HLA-B": "*57:01 positive"}, Action.AVOID),)
    reading = Reading(HLA_B, Basis.BEST, ("*07:02", "*08:01"), "*07:02/*08:01", "*57:01 negative")
    (line,) = look_up(reading, statements=rows)
    assert line.statement is None
    assert line.consequence is Consequence.NO_RECOMMENDATION


def test_an_indeterminate_result_is_never_standard() -> None:
    rows = (statement("cpic:clopidogrel:9", {"CYP2C19": "Indeterminate"}, Action.STANDARD),)
    reading = Reading(CYP2C19, Basis.BEST, ("*1", "*99"), "*1/*99", "Indeterminate")
    (line,) = look_up(reading, statements=rows)
    assert line.statement is not None
    assert line.consequence is Consequence.NOT_ASSESSED


def test_statements_are_grouped_by_the_genes_they_look_at() -> None:
    rows = (
        statement("dpwg:warfarin:1", {"CYP2C9": "Poor Metabolizer"}, Action.CHANGE_DOSE),
        statement("dpwg:warfarin:2", {"VKORC1": "-1639 AA"}, Action.CHANGE_DOSE),
        *TWO_GENES,
    )
    assert gene_sets(rows) == (("CYP2B6", "CYP2C19"), ("CYP2C9",), ("VKORC1",))
