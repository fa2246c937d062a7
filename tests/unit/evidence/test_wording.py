from __future__ import annotations

from autonome.evidence.wording import phrase_on, reason, sentences_on, split
from autonome.kernel import DrugName, Text, parts
from autonome.kernel.texts import TWO_CLAUSES, TWO_SENTENCES

CODEINE = DrugName("codeine")


def test_the_drugs_name_is_put_in_with_a_capital_where_a_sentence_begins() -> None:
    text = sentences_on("{drug} works. {drug} stops; take {drug}.", CODEINE)
    assert text == "Codeine works. Codeine stops; take codeine."


def test_each_sentence_is_a_text_of_its_own_that_knows_its_template() -> None:
    found = list(parts(sentences_on("Avoid {drug} (5 %). {drug} is weak. See e.g. the label.", CODEINE), TWO_SENTENCES))
    assert [each.template for each in found if isinstance(each, Text)] == [
        "Avoid {drug} (5 %).",
        "{drug} is weak.",
        "See e.g. the label.",
    ]


def test_a_phrase_without_the_drug_has_nothing_put_in() -> None:
    assert dict(phrase_on("half the dose", CODEINE).values) == {}
    assert phrase_on("half of {drug}", CODEINE) == "half of codeine"


def test_clauses_of_a_reason_can_be_told_apart() -> None:
    assert list(parts(reason("one; two; three"), TWO_CLAUSES)) == ["one", "two", "three"]
    assert reason("one; two") == "one; two"


def test_nothing_is_lost_by_splitting() -> None:
    text = "Give 5 mg. (Then 10 mg.) Stop."
    assert " ".join(split(text)) == text
