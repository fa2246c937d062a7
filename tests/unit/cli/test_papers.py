"""Papers and facts as options: what is read, and what is refused in one line."""

from __future__ import annotations

import pytest

from autonome.access import Document
from autonome.cli.papers import circumstances_of, documents_of
from autonome.kernel import InputError
from autonome.law import NOTHING_STATED, stating


def test_papers_and_facts_are_read() -> None:
    assert documents_of(["impact-assessment=P-1", "guardian-proof=a=b"]) == (
        Document("impact-assessment", "P-1"),
        Document("guardian-proof", "a=b"),
    )
    assert circumstances_of(["large-scale=no", "entrusted=yes", "age=13"]) == stating(
        {"large-scale": False, "entrusted": True, "age": 13}
    )
    assert (documents_of([]), circumstances_of([])) == ((), NOTHING_STATED)


@pytest.mark.parametrize("given", ["letter=1", "impact-assessment", "impact-assessment=", "=1", ""])
def test_a_paper_of_no_known_kind_or_without_an_id_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="--document"):
        documents_of([given])


@pytest.mark.parametrize(
    "given",
    [["age=yes"], ["age=-1"], ["age=1e3"], ["age=²"], ["large-scale=1"], ["large-scale=maybe"], ["large-scale"],
     ["moon=yes"], ["moon=1"], ["age=1", "age=2"], ["age=" + "9" * 5000], [""]],
)  # fmt: skip
def test_a_fact_that_is_none_is_refused(given: list[str]) -> None:
    with pytest.raises(InputError, match="--fact"):
        circumstances_of(given)


def test_what_always_holds_of_an_institution_is_stated_once_and_a_command_can_say_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AUTONOME_FACTS", "foreign-controlled=no large-scale=yes")
    assert circumstances_of([]) == stating({"foreign-controlled": False, "large-scale": True})
    assert circumstances_of(["large-scale=no"]) == stating({"foreign-controlled": False, "large-scale": False})
    monkeypatch.setenv("AUTONOME_FACTS", "foreign-controlled=perhaps")
    with pytest.raises(InputError, match=r"^AUTONOME_FACTS: 'foreign-controlled' is stated as 'perhaps'\. Mend: "):
        circumstances_of([])
