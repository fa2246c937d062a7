"""The authored tables: a sentence for every code that a plan can have, in words that a patient knows."""

from __future__ import annotations

import ast
import re

import pytest

from autonome.evidence.clinical import FactorAction
from autonome.evidence.guidance import Effect
from autonome.plan.consequence import Consequence
from autonome.plan.ethical_values import COUNSELLING
from autonome.plan.factors.values import FactorKind
from autonome.plan.facts.values import FactKind
from autonome.plan.populations import LABELS
from autonome.plan.values import Cause, Doubt, Left
from autonome.report.patient import (
    advice,
    card,
    doubts,
    effects,
    ethics,
    genes,
    glossary,
    kinds,
    limits,
    prevention,
    record_reasons,
    signs,
)
from autonome.report.patient.kinds import Kind, kind_of, watch_for
from autonome.report.patient.sentences import Plain, ingredient, once
from autonome.report.patient.signs import Call
from tests.unit.evidence.shipped import bundle
from tests.unit.report.patient.authored import ROOT, everything, fixed_texts, sentences
from tests.unit.report.patient.readability import MOST_WORDS, measure, words

GRADED = {Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR}
CLINICIANS_WORDS = re.compile(
    r"\b(phenotype|genotype|diplotype|haplotype|allele|pharmaco\w*|metabolizer|exposure|toxicity|hypersensitivity|"
    r"contraindicat\w*|titrat\w*|adverse|prophyla\w*|hepatic|renal|plasma|myopathy|efficacy|indication\w*|dosage|"
    r"administ\w*|concentration|susceptib\w*|indeterminate|conversion|enzyme|inhibitor|inducer|substrate|variant|"
    r"interaction|activity score|anticoagul\w*|antiplatelet|opioid|statin|nephro\w*|hyperten\w*|prescri\w*|locus)\b",
    re.IGNORECASE,
)
PROFESSIONALS = {"poor metaboliser", "malignant hyperthermia"}


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (effects.EFFECTS, set(Effect)),
        (signs.WORDS, set(Consequence)),
        (signs.CALL_OF, set(Consequence)),
        (signs.POSSIBLE, GRADED),
        (signs.GROUPS, set(Call)),
        (signs.ICONS, set(Call)),
        (advice.NEXT, set(Consequence)),
        (advice.NEXT_IF_CONSIDERED, set(Consequence)),
        (advice.WITHOUT_EFFECT, set(Consequence)),
        (advice.LIKELY, set(Consequence)),
        (doubts.DOUBTS, set(Doubt)),
        (doubts.CHANGES, set(Cause)),
        (doubts.CHANGES_OF_SEVERAL, set(Cause)),
        (doubts.AT_WORST, GRADED),
        (card.LINES, effects.TOO_STRONG | effects.TOO_WEAK),
        (card.ASKED, GRADED),
        (limits.WHY, set(Left)),
        (kinds.PURPOSES, set(Kind)),
        (record_reasons.FACTS, set(FactKind)),
        (record_reasons.KINDS, set(FactorKind)),
        (record_reasons.SURE, set(FactorAction)),
        (record_reasons.POSSIBLE, set(FactorAction)),
    ],
)
def test_every_code_has_its_words_and_no_words_lack_their_code(table: dict[object, object], codes: set[object]) -> None:
    assert set(table) == codes


def test_every_effect_is_too_strong_or_too_weak_or_neither() -> None:
    assert not effects.TOO_STRONG & effects.TOO_WEAK
    assert set(Effect) - effects.TOO_STRONG - effects.TOO_WEAK == {Effect.NORMAL, Effect.UNKNOWN}
    assert effects.HARMFUL < effects.TOO_STRONG


def test_every_result_of_the_bundle_has_plain_words() -> None:
    tables = bundle().phenotypes.values()
    names = {each.name for table in tables for each in (*table.pairs.values(), *table.named.values())}
    known = {name for name in names if name in genes.RESULTS or name.endswith((genes.POSITIVE, genes.NEGATIVE))}
    assert names - known == set()


def test_every_gene_of_the_bundle_has_plain_words() -> None:
    found = bundle()
    named = {gene for drug in found.guidance for each in found.guidance[drug] for gene in each.lookup}
    assert {*found.manifest.genes, *named} - set(genes.GENES) == set()


def test_every_population_has_plain_words() -> None:
    assert set(LABELS) <= set(advice.POPULATIONS)


def test_every_rule_of_prevention_has_plain_words_and_no_words_lack_their_rule() -> None:
    assert set(prevention.RULES) == {rule.id for rule in bundle().prevention}
    assert set(prevention.PRESSING) <= set(prevention.RULES)


def test_every_check_of_the_ethical_assessment_is_said_or_left_to_the_clinician() -> None:
    checks = {COUNSELLING}
    for path in (ROOT / "src/autonome/plan/ethics").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Check"), args=[_, ast.Constant(value=str(name))]):
                    checks.add(name)
    said = {check for check, _ in (*ethics.SAID, *ethics.ASKED)} | ethics.SAID_ELSEWHERE
    assert len(checks) > 10
    assert checks == said | ethics.TO_THE_CLINICIAN, "say it plainly in report/patient/ethics.py, or say why not"
    assert not said & ethics.TO_THE_CLINICIAN


def test_every_limit_of_a_plan_has_plain_words() -> None:
    ids: set[str] = set()
    for path in (ROOT / "src/autonome/plan").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Limit" and node.args:
                assert isinstance(node.args[0], ast.Constant), f"{path.name}: a Limit is named by a literal"
                ids.add(str(node.args[0].value))
    assert len(ids) > 5
    assert ids - set(limits.LIMITS) - limits.SAID_ELSEWHERE == set(), "say it plainly in report/patient/limits.py"


def test_no_authored_text_uses_words_that_only_clinicians_know() -> None:
    found = {text: CLINICIANS_WORDS.findall(text) for text in everything() if CLINICIANS_WORDS.search(text)}
    assert found == {}
    assert CLINICIANS_WORDS.search("Titrate by the phenotype.")


def test_words_for_professionals_stand_on_the_card_with_the_genes_and_in_the_glossary_alone() -> None:
    for word in PROFESSIONALS:
        places = {module for text, modules in sentences().items() if word in text for module in modules}
        assert places <= {"card", "genes", "glossary"}
        assert "glossary" in places
        assert not any(word in text for text in fixed_texts())


@pytest.mark.parametrize(
    "module",
    [
        "advice",
        "doubts",
        "effects",
        "genes",
        "glossary",
        "kinds",
        "limits",
        "prevention",
        "questions",
        "record_reasons",
    ],
)
def test_the_sentences_of_each_table_are_easy_and_short(module: str) -> None:
    filled = [
        re.sub(r"\{\w+\}", "Name", text)
        for text, places in sentences().items()
        if module in places and text.endswith((".", "?"))
    ]
    assert len(filled) > 5
    assert max(len(words(each)) for text in filled for each in text.split(". ")) <= MOST_WORDS
    assert measure(filled, bundle().drugs.drugs).grade <= 7.5


def test_no_sentence_tells_a_dose_or_tells_to_stop() -> None:
    for text in everything():
        assert not re.search(r"\b\d+(\.\d+)?\s?(mg|ml|%|percent)\b|half|twice", text, re.IGNORECASE), text
        assert not re.search(r"(?<!not )\b(stop|skip) (taking|\{drug\})", text, re.IGNORECASE), text


def test_every_glossary_word_stands_somewhere_else_too() -> None:
    own = {text for term in glossary.TERMS for text in (term.forms, term.meaning)}
    page = "\n".join(text for text in everything() if text not in own).lower()
    page += "\n".join(f"{name}" for name in card.RESULT_NAMES.values()).lower()
    unused = [term.id for term in glossary.TERMS if not any(form in page for form in term.forms.split("|"))]
    assert unused == []


def test_a_drug_gets_a_capital_where_it_begins_the_sentence_and_only_there() -> None:
    assert Plain("{drug} may help.").of(drug="codeine") == "Codeine may help."
    assert Plain("Ask about {drug}.").of(drug="codeine") == "Ask about codeine."
    assert ingredient("codeine") == "codeine"


def test_a_sentence_is_said_once() -> None:
    twice = Plain("Ask.").of()
    assert once([twice, Plain("Ask.").of()]) == (twice,)


@pytest.mark.parametrize(
    ("drug", "codes", "kind"),
    [
        ("clopidogrel", ("B01AC04",), Kind.CLOT_PREVENTER),
        ("tacrolimus", ("D11AH01", "L04AD02"), Kind.IMMUNE),
        ("gentamicin", ("D06AX07", "J01GB03", "S01AA11"), Kind.ANTIBIOTIC),
        ("aspirin", ("A01AD05", "B01AC06", "N02BA01"), None),
        ("methotrexate", ("L01BA01", "L04AX03"), None),
        ("mercaptopurine", ("L01BB02",), None),
        ("sildenafil", ("G04BE03",), None),
        ("codeine", ("R05DA04", "N02AA59"), Kind.PAIN),
        ("modafinil", ("N06BA07",), None),
        ("unheard-of remedy", (), None),
    ],
)
def test_a_purpose_is_said_only_where_the_codes_agree(drug: str, codes: tuple[str, ...], kind: Kind | None) -> None:
    assert kind_of(drug, codes) is kind


def test_the_longest_beginning_of_a_code_counts() -> None:
    assert kind_of("x", ("L01BC06",)) is Kind.CANCER
    assert kind_of("x", ("L01BB02",)) is None


def test_what_to_watch_for_never_lacks() -> None:
    assert watch_for(None) is kinds.USUAL
    assert all(watch_for(kind).too_strong and watch_for(kind).too_weak for kind in Kind)


def test_most_medicines_with_guidance_have_a_purpose() -> None:
    found = bundle()
    without = {drug for drug in found.guidance if kind_of(drug, found.drugs.drugs[drug].atc) is None}
    assert len(without) < len(found.guidance) / 5, sorted(without)


def test_the_templates_are_where_they_are_looked_for() -> None:
    assert len(fixed_texts()) > 50
