"""Which statements of the bundle a plan marks as conditional, and which it does not although their words might say so.

Both lists are committed: a statement whose wording changes, or a new one, turns red until somebody has judged it.
Write them anew with ``python -m tests.integration.test_conditional_statements`` and read the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from autonome import bootstrap
from autonome.evidence.guidance import Action, Statement
from autonome.plan.conditions import headline_text, is_conditional, sentences

HERE = Path(__file__).parent
LISTS = {True: HERE / "conditional-statements.tsv", False: HERE / "unconditional-statements.tsv"}
HEAD = "source\tdrugs\tpopulation\taction\ttext\n"
LONGEST = 1000
"""Characters of a text that page 1 shows whole: about ten lines, for the most involved of the guidelines."""

_SUSPECT = re.compile(
    r"^(?:In|For|With|Without|If|Other|Otherwise|No|Where|When|Above|Below|Only|After|Before|Until|Treat)\b|"
    r"unless|except|otherwise|only|not for|no action|need no|not needed|, if |or if "
)
"""Words that can make a sentence conditional; far more than do."""


@cache
def statements() -> tuple[Statement, ...]:
    guidance = bootstrap.knowledge_bundle().guidance
    return tuple(each for drug in sorted(guidance) for each in guidance[drug] if each.action is not Action.NOT_ASSESSED)


def suspect(statement: Statement) -> bool:
    return any(_SUSPECT.search(sentence) for sentence in sentences(statement.text))


def listed(chosen: Iterable[Statement]) -> Iterator[str]:
    """A line per wording, with the drugs that share it."""
    drugs: dict[tuple[str, str, str, str], set[str]] = {}
    for each in chosen:
        text = re.sub(rf"\b{re.escape(each.drug)}\b", "{drug}", each.text)
        drugs.setdefault((each.source, each.population, each.action, text), set()).add(each.drug)
    for (source, population, action, text), names in sorted(drugs.items()):
        yield f"{source}\t{', '.join(sorted(names))}\t{population}\t{action}\t{text}\n"


def table(*, conditional: bool) -> str:
    chosen = (s for s in statements() if is_conditional(s.text) is conditional and (conditional or suspect(s)))
    return HEAD + "".join(listed(chosen))


@pytest.mark.parametrize("conditional", [True, False], ids=["marked", "looked at and not marked"])
def test_every_statement_was_judged(conditional: bool) -> None:  # noqa: FBT001 - a parameter
    assert table(conditional=conditional) == LISTS[conditional].read_text(encoding="utf-8")


def test_page_one_shows_every_conditional_statement_whole() -> None:
    marked = [each for each in statements() if is_conditional(each.text)]
    assert len(marked) > 100
    assert all(headline_text(each.text) == each.text for each in marked)
    assert max(len(each.text) for each in marked) <= LONGEST


def test_the_statins_that_misled_are_marked() -> None:
    (text, *_) = (s.text for s in statements() if (s.source, s.drug, s.action) == ("DPWG", "atorvastatin", "avoid"))
    assert "Without such risk factors" in headline_text(text)


if __name__ == "__main__":
    for kind, path in LISTS.items():
        path.write_text(table(conditional=kind), encoding="utf-8")
