from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Text, canonical_bytes, chained, joined, parts, term
from autonome.kernel.texts import TWO_OF_A_LIST


def test_a_text_is_its_english_sentence_and_knows_its_template() -> None:
    text = Text("{count} positions of {gene} have no data.", count=3, gene="CYP2D6")
    assert text == "3 positions of CYP2D6 have no data."
    assert text.template == "{count} positions of {gene} have no data."
    assert dict(text.values) == {"count": "3", "gene": "CYP2D6"}
    assert canonical_bytes([text]) == canonical_bytes([str(text)])


def test_a_text_within_a_text_keeps_its_own_template() -> None:
    inner = Text("{name}, poor metabolizer", name="CYP2C19")
    outer = Text("The result is {result}.", result=inner)
    kept = outer.values["result"]
    assert isinstance(kept, Text)
    assert kept.template == "{name}, poor metabolizer"


@given(st.lists(st.text(alphabet="ab ", max_size=5), max_size=5))
def test_sentences_join_with_one_space_and_empty_ones_vanish(sentences: list[str]) -> None:
    assert joined(*sentences) == " ".join(filter(None, sentences))


def test_braces_in_what_is_put_in_are_no_template() -> None:
    assert Text("Ordered as {text}.", text="{evil} {0}") == "Ordered as {evil} {0}."


def test_a_text_crosses_to_another_process_whole() -> None:
    text = Text("{one}!", one=Text("{two}?", two="x"))
    back = pickle.loads(pickle.dumps(text))  # noqa: S301 - our own bytes
    assert (back, back.template, back.values["one"].template) == ("x?!", "{one}!", "{two}?")


@given(st.lists(st.text(alphabet="ab", min_size=1, max_size=3), max_size=40))
def test_a_chain_reads_as_a_list_and_comes_apart_again(words: list[str]) -> None:
    chain = chained(words, TWO_OF_A_LIST)
    assert chain == ", ".join(words)
    assert [str(each) for each in parts(chain, TWO_OF_A_LIST)] == (words or [""])


def test_a_long_chain_is_no_deep_one() -> None:
    words = [f"rs{number}" for number in range(20_000)]
    assert list(parts(chained(words, TWO_OF_A_LIST), TWO_OF_A_LIST)) == words


def test_a_capital_is_kept_beside_the_template_and_survives_a_pickle() -> None:
    text = Text("{drug} is weak.", drug="codeine").with_capital()
    assert (text, text.template, text.values["drug"]) == ("Codeine is weak.", "{drug} is weak.", "codeine")
    assert pickle.loads(pickle.dumps(text)) == "Codeine is weak."  # noqa: S301 - our own bytes


def test_words_of_the_bundle_are_said_as_a_whole_whatever_stands_in_them() -> None:
    assert term("{evil} {0}") == "{evil} {0}"
