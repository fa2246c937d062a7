from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Text, joined
from autonome.report.language import ENGLISH, Language

INDONESIAN = Language(
    "id",
    "id",
    "Bahasa Indonesia",
    {
        "{gene} has no usable result.": "Hasil {gene} tidak dapat dipakai.",
        "Avoid {drug}.": "Hindari {drug}.",
        "{drug} is a prodrug.": "{drug} adalah prodrug.",
        "Nothing helps with {drug}.": "{drug} tidak tertolong.",
        "clopidogrel": "klopidogrel",
        "The result is {result}.": "Hasilnya {result}.",
        "poor metabolizer": "metabolisator lambat",
    },
)
CHINESE = Language("zh-hans", "zh-Hans", "简体中文", {"One.": "一。", "Two.": "二。", "{one} {other}": "{one}{other}"})


@given(st.text(alphabet="ab{}&<", max_size=8))
def test_english_says_every_text_as_it_is(word: str) -> None:
    text = Text("The record says {word}.", word=word)
    assert ENGLISH.say(text) == text
    assert ENGLISH.missing(text) == ()


def test_values_are_said_in_turn_and_names_stay() -> None:
    text = Text("The result is {result}.", result=Text("poor metabolizer"))
    assert INDONESIAN.say(text) == "Hasilnya metabolisator lambat."
    assert INDONESIAN.say(Text("{gene} has no usable result.", gene="CYP2C19")) == "Hasil CYP2C19 tidak dapat dipakai."
    assert INDONESIAN.say("poor metabolizer") == "poor metabolizer"


def test_an_ingredient_has_a_name_of_its_own_and_a_capital_where_a_sentence_begins() -> None:
    assert INDONESIAN.say(Text("Avoid {drug}.", drug="clopidogrel")) == "Hindari klopidogrel."
    assert INDONESIAN.say(Text("{drug} is a prodrug.", drug="Clopidogrel")) == "Klopidogrel adalah prodrug."
    assert INDONESIAN.say(Text("Nothing helps with {drug}.", drug="clopidogrel")) == "Klopidogrel tidak tertolong."
    assert INDONESIAN.say(Text("Avoid {drug}.", drug="an unknown one")) == "Hindari an unknown one."


def test_two_sentences_stand_as_the_language_has_them() -> None:
    assert CHINESE.say(joined(Text("One."), Text("Two."))) == "一。二。"


def test_what_is_not_translated_stays_whole_in_english_and_is_marked_and_listed() -> None:
    text = joined(Text("{gene} has no usable result.", gene="A<B"), Text("Newly: {gene} & {drug}.", gene="X", drug="y"))
    assert INDONESIAN.say(text) == "Hasil A<B tidak dapat dipakai. Newly: X & y."
    assert INDONESIAN.html_of(text) == ('Hasil A&lt;B tidak dapat dipakai. <span lang="en">Newly: X &amp; y.</span>')
    assert INDONESIAN.missing(text) == ("Newly: {gene} & {drug}.",)


@given(st.text(alphabet="ab{}&<>\"'", max_size=12))
def test_what_is_put_in_is_escaped_in_every_language(word: str) -> None:
    text = Text("{gene} has no usable result.", gene=word)
    for language in (ENGLISH, INDONESIAN, CHINESE):
        shown = language.html_of(text)
        inside = shown.removeprefix('<span lang="en">').removesuffix("</span>")
        assert not set("<>\"'") & set(inside)


@pytest.mark.parametrize(("value", "said"), [("eGFR", "eGFR为45"), ("kidney", "Kidney为45")])
def test_a_name_in_mixed_case_gets_no_capital_and_so_names_no_other_gene(value: str, said: str) -> None:
    chinese = Language("zh-hans", "zh-Hans", "简体中文", {"with {what} at 45": "{what}为45"})
    assert chinese.say(Text("with {what} at 45", what=value).with_capital()) == said
