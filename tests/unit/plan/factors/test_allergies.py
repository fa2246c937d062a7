"""Allergies in words and codes: what states one rules a medicine out; what may deny one is shown, and only asks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import ATC, SNOMED_CT, Allergy, Coding, Concept, Reaction, Source, Verification
from autonome.clinical.conditions import ClinicalStatus
from autonome.kernel import DrugName
from autonome.plan.clinical_limits import clinical_limits
from autonome.plan.consequence import Consequence, caution_rank
from autonome.plan.factors.values import FactorKind
from autonome.plan.facts.allergy_words import FORMS, JOINING, NOT_TOLERATED, STATING, AllergyText
from autonome.plan.facts.values import FactState
from autonome.plan.medicines.drug_text import DrugText
from tests.examples import examples
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import allergy, factors, measured, record, state

AVOID, MONITOR, SILENT = Consequence.AVOID, Consequence.MONITOR, Consequence.NO_GUIDANCE
TEXT = AllergyText.of(DrugText.of(BUNDLE.drugs), BUNDLE.clinical.classes)

NOT_SURELY = [
    ("No codeine allergy", "codeine"),
    ("No known codeine allergy", "codeine"),
    ("Tolerates codeine", "codeine"),
    ("codeine allergy ruled out", "codeine"),
    ("sertraline allergy ruled out", "sertraline"),
    ("negative for penicillin allergy", "amoxicillin"),
    ("NKDA except penicillin", "amoxicillin"),
    ("denies allergy to codeine", "codeine"),
    ("Codeine: no reaction", "codeine"),
    ("Codeine: nil", "codeine"),
    ("family history of codeine allergy", "codeine"),
    ("mother allergic to codeine", "codeine"),
    ("Her aunt is allergic to codeine", "codeine"),
    ("codeine intolerance resolved", "codeine"),
    ("penicillin allergy delabelled", "amoxicillin"),
    ("Penicillin - de-labelled 2024", "amoxicillin"),
    ("?codeine allergy", "codeine"),
    ("codeine allergy?", "codeine"),
    ("codeine (-)", "codeine"),
    ("codeine -", "codeine"),
    ("[ ] codeine", "codeine"),
    ("codeine = 0", "codeine"),
    ("codeine or morphine allergy", "codeine"),
    ("codeine allergy unlikely", "codeine"),
    ("codeine gave her a funny turn", "codeine"),
    ("可待因 codeine 过敏", "codeine"),
]


@pytest.mark.parametrize(("text", "drug"), NOT_SURELY)
def test_words_that_may_deny_an_allergy_ask_for_a_look_and_are_shown(text: str, drug: str) -> None:
    found = factors(drug, allergy(text))
    assert (found.consequence, found.sure) == (MONITOR, False)
    (line,) = [each for each in found.lines if each.rule.startswith("allergy")]
    assert "in words that could not be read surely." in line.text
    assert line.text.endswith("Read the entry, and ask.")
    (used,) = line.facts
    assert (used.value, used.state) == (text, FactState.NOT_USABLE)


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("codeine", "codeine"),
        ("Codeine allergy", "codeine"),
        ("Allergic to codeine.", "codeine"),
        ("Drug allergy: codeine", "codeine"),
        ("Patient is allergic to codeine and morphine", "morphine"),
        ("Severe anaphylaxis (codeine)", "codeine"),
        ("codeine - rash", "codeine"),
        ("Codeine phosphate 30 mg tablet", "codeine"),
        ("Allergic reaction caused by codeine (disorder)", "codeine"),
        ("Penicillin allergy", "amoxicillin"),
        ("Allergy to sulfonamide (finding)", "celecoxib"),
        ("NSAID hypersensitivity", "naproxen"),
        ("PPI allergy", "omeprazole"),
    ],
)
def test_words_that_only_state_an_allergy_rule_the_medicine_out(text: str, drug: str) -> None:
    found = factors(drug, allergy(text))
    assert (found.consequence, found.sure) == (AVOID, True)


def test_an_intolerance_in_words_asks_and_one_that_is_called_an_allergy_rules_out() -> None:
    assert factors("codeine", allergy("Codeine intolerance")).consequence is MONITOR
    assert factors("codeine", allergy("Codeine intolerance", kind="allergy")).consequence is AVOID
    assert factors("codeine", allergy("Codeine intolerance: anaphylaxis")).consequence is AVOID
    assert factors("codeine", allergy("Codeine intolerance", reactions=(Reaction((), "severe"),))).consequence is AVOID


def coded(system: str, code: str, display: str = "", text: str = "", **changes: object) -> Allergy:
    concept = Concept(text, (Coding(system, code, display),))
    return Allergy(source=Source("Allergy/coded"), code=concept, **changes)  # type: ignore[arg-type]


CODEINE_ATC = "R05DA04"


def test_a_code_alone_and_a_code_with_plain_words_rule_the_medicine_out() -> None:
    for entry in (coded(ATC, CODEINE_ATC), coded(ATC, CODEINE_ATC, "codeine", "Codeine allergy")):
        assert (factors("codeine", entry).consequence, factors("codeine", entry).sure) == (AVOID, True)


def test_words_beside_a_code_that_are_not_read_leave_it_possible_and_those_that_deny_it_leave_a_question() -> None:
    unclear = factors("codeine", coded(ATC, CODEINE_ATC, text="Codeine, her face swelled up at school"))
    assert (unclear.consequence, unclear.sure) == (AVOID, False)
    denied = factors("codeine", coded(ATC, CODEINE_ATC, text="Codeine allergy ruled out"))
    assert (denied.consequence, denied.sure) == (MONITOR, False)


def test_words_that_name_another_medicine_than_the_code_make_neither_sure() -> None:
    entry = coded(ATC, CODEINE_ATC, text="sertraline")
    for drug in ("codeine", "sertraline"):
        assert (factors(drug, entry).consequence, factors(drug, entry).sure) == (AVOID, False)


@pytest.mark.parametrize(
    "entry",
    [
        allergy("codeine", verification=Verification.REFUTED),
        allergy("codeine", verification=Verification.ENTERED_IN_ERROR),
        allergy("codeine", categories=("food",)),
        coded(SNOMED_CT, "716186003", "No known allergy (situation)"),
        coded(SNOMED_CT, "409137002", text="NKDA"),
        allergy("NKDA"),
        allergy("No known drug allergies."),
    ],
)
def test_what_is_no_allergy_to_a_medicine_is_none(entry: Allergy) -> None:
    assert factors("codeine", entry).consequence is SILENT
    assert state(record([entry])).allergies == ()


def test_a_resolved_one_asks_and_says_so() -> None:
    found = factors("codeine", coded(ATC, CODEINE_ATC, clinical=ClinicalStatus.RESOLVED))
    assert (found.consequence, found.sure) == (MONITOR, True)
    assert "no longer there" in found.lines[0].text


def test_a_code_of_none_known_does_not_hide_the_name_beside_it() -> None:
    found = factors("amoxicillin", coded(SNOMED_CT, "409137002", text="NKDA except penicillin"))
    assert (found.consequence, found.sure) == (MONITOR, False)


def test_what_could_not_be_read_stands_among_the_limits_whatever_the_patient_takes() -> None:
    entries = [allergy("No known codeine allergy"), allergy("Sertraline"), allergy("no known badger allergy")]
    limits = {each.id: str(each.text) for each in clinical_limits(state(record(entries)))}
    assert "No known codeine allergy" in limits["allergies-unread"]
    assert "Sertraline" not in limits["allergies-unread"]
    assert "no known badger allergy" in limits["allergies-unknown"]
    assert "allergies-unread" not in {each.id for each in clinical_limits(state(record([allergy("Sertraline")])))}


def test_every_class_is_known_by_each_of_its_wordings_within_words_that_state_an_allergy() -> None:
    for each in BUNDLE.clinical.classes:
        for wording in each.texts:
            read = TEXT.read([f"Known allergy to {wording}"])
            assert read.read, wording
            assert each in read.classes or read.drugs & set(each.members), wording


KNOWN = {word for phrase in TEXT.names.phrases for word in phrase} | STATING | NOT_TOLERATED | JOINING | FORMS


@settings(max_examples=examples(200), deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), st.booleans())
def test_any_word_that_is_not_known_leaves_the_text_unread(word: str, first: bool) -> None:  # noqa: FBT001
    read = TEXT.read([f"{word} codeine allergy" if first else f"codeine allergy {word}"])
    assert DrugName("codeine") in read.drugs
    assert word in KNOWN or not read.read


@pytest.mark.parametrize("drug", ["codeine", "amoxicillin", "sertraline"])
def test_nothing_that_denies_is_more_cautious_than_what_states(drug: str) -> None:
    plain = factors(drug, allergy(drug)).consequence
    for words in ("no {} allergy", "tolerates {}", "{} ruled out"):
        assert caution_rank(factors(drug, allergy(words.format(drug))).consequence) > caution_rank(plain)


def test_an_allergy_to_the_medicine_itself_rules_it_out() -> None:
    found = factors("sertraline", allergy("Sertraline", reactions=(Reaction((Concept("hives"),)),)))
    assert (found.consequence, found.lines[0].kind) == (AVOID, FactorKind.ALLERGY)
    assert found.lines[0].text == "An allergy to sertraline is recorded. What happened: hives."
    assert factors("sertraline", allergy("Pollen")).consequence is SILENT


@pytest.mark.parametrize("text", ["Aspirin", "NSAIDs", "ibuprofen"])
def test_an_allergy_to_a_relative_or_to_the_class_counts(text: str) -> None:
    assert factors("naproxen", allergy(text), measured("egfr", "90")).consequence is AVOID


def test_a_penicillin_allergy_asks_for_care_with_a_cephalosporin() -> None:
    assert factors("cefalexin", allergy("Penicillin")).consequence is MONITOR
    assert factors("amoxicillin", allergy("Penicillin")).consequence is AVOID


def test_an_intolerance_an_old_one_and_an_unconfirmed_one_are_told_apart() -> None:
    assert factors("codeine", allergy("codeine", kind="intolerance")).consequence is MONITOR
    assert factors("codeine", allergy("codeine", clinical=ClinicalStatus.RESOLVED)).consequence is MONITOR
    severe = allergy("codeine", kind="intolerance", reactions=(Reaction((), "severe"),))
    assert factors("codeine", severe).consequence is AVOID
    unsure = factors("codeine", allergy("codeine", verification=Verification.UNCONFIRMED))
    assert (unsure.consequence, unsure.sure) == (AVOID, False)
