"""Write the tables of ``docs/law.md`` from the rule packs: python tools/write_law.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from autonome.law import DOCUMENTS, RULES, Circumstance, Count, Rule
from autonome.law.platform import ALWAYS

PAGE = Path(__file__).parents[1] / "docs" / "law.md"
BEGIN, END = "<!-- rules: python tools/write_law.py -->\n", "<!-- end of rules -->\n"


def tables() -> str:
    """All tables, in the order of the page."""
    return (
        "\n".join(line for part in (_rules(), _demands(), _times(), _papers(), _facts(), _left_out()) for line in part)
        + "\n"
    )


def rewritten(page: str) -> str:
    """The page with its tables as they should be.

    Raises:
        ValueError: the page lacks a marker.
    """
    if BEGIN not in page or END not in page:
        raise ValueError(f"{PAGE.name} needs both markers")
    head, _, rest = page.partition(BEGIN)
    return head + BEGIN + "\n" + tables() + "\n" + END + rest.partition(END)[2]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _rules() -> Iterator[str]:
    yield "## Rules\n"
    rows = (
        (f"`{rule.id}`", rule.effect.replace("_", " "), f"`{rule.jurisdiction}`", rule.article, str(rule.check))
        for rule in RULES.rules
    )
    yield from _table(("rule", "effect", "where", "article", "checked against"), rows)


def _demands() -> Iterator[str]:
    yield "## What a rule asks for, and whom it tells\n"
    rows = (
        (f"`{rule.id}`", _codes(rule.kinds), _codes(rule.documents), _codes(rule.tell))
        for rule in RULES.rules
        if rule.kinds or rule.documents or rule.tell
    )
    yield from _table(("rule", "kind of consent", "papers", "to be told"), rows)


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in sorted(codes))


def _times() -> Iterator[str]:
    yield "## Since when, and how long a duty may take\n"
    rows = (
        (f"`{rule.id}`", _day(rule), "" if rule.until is None else str(rule.until)[:10], rule.deadline)
        for rule in RULES.rules
    )
    yield from _table(("rule", "since", "until", "limit"), rows)


def _day(rule: Rule) -> str:
    return "always" if rule.since == ALWAYS else str(rule.since)[:10]


def _papers() -> Iterator[str]:
    yield "## Papers that a rule or an obligation can ask for\n"
    yield from _table(("kind", "what it is"), ((f"`{kind}`", label) for kind, label in DOCUMENTS.items()))


def _facts() -> Iterator[str]:
    yield "## What a request can state beside its codes\n"
    rows = [(f"`{fact}`", "yes or no") for fact in Circumstance] + [(f"`{fact}`", "a number") for fact in Count]
    asked = {str(fact): ", ".join(f"`{rule.id}`" for rule in _asking(str(fact))) for fact in (*Circumstance, *Count)}
    yield from _table(("name", "value", "asked about by"), ((*row, asked[row[0].strip("`")]) for row in rows))


def _asking(fact: str) -> Iterator[Rule]:
    from autonome.law.stated import facts_of  # noqa: PLC0415 - beside its only use

    return (rule for rule in RULES.rules if fact in map(str, facts_of(rule.when)))


def _left_out() -> Iterator[str]:
    yield "## What the packs leave out\n"
    for pack in RULES.packs:
        if pack.not_covered:
            yield f"### {pack.title}\n"
            yield from _table(("left out", "why"), pack.not_covered.items())


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
