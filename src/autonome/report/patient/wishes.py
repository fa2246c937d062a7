"""What the patient wants to be told of findings that nobody asked about, said so that it gives nothing away.

The sentences go by the kinds of findings and the patient's answers, never by what was found: they are the same whether
or not there is something to tell. Silence is not a yes, so it is said that one can ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autonome.consent import Wish
from autonome.kernel import Text
from autonome.plan.ethical_values import RecordedWish
from autonome.plan.values import Plan
from autonome.report.patient.sentences import Plain

KINDS: Mapping[str, Plain] = {
    "other-medicines": Plain("how medicines would work in you that you do not take now"),
    "treatable-risk": Plain("a risk of an illness that can be prevented or treated"),
    "untreatable-risk": Plain("a risk of an illness that nobody can treat today"),
    "carrier-status": Plain("what may matter for your children"),
    "unclear-meaning": Plain("results that nobody can explain yet"),
}
"""Kinds of findings, as entries of a list."""

ANSWERS: Mapping[Wish, Plain] = {
    Wish.YES: Plain("You want to be told about:"),
    Wish.NO: Plain("You do not want to be told about:"),
    Wish.NOT_NOW: Plain("You do not want to be told now about:"),
    Wish.NOT_RECORDED: Plain("We do not know if you want to be told about:"),
}
"""What stands, before a list of kinds."""

HELD_BACK = Plain("Beside your medicines, this page shows only what you want to be told.")
NOT_LOOKED_FOR = Plain(
    "This page did not look for illnesses that nobody can treat: it looked only at genes that matter for medicines."
)
FAMILY_KEPT: Mapping[Wish, Plain] = {
    Wish.NO: Plain(
        "You said that you do not want to be told what may matter for your children: this page keeps to it."
    ),
    Wish.NOT_NOW: Plain(
        "You said that you do not want to be told now what may matter for your children: this page keeps to it."
    ),
}
"""Said with what is true of every family, where no news for the reader's own is told."""
OF_CHILDREN = "carrier-status"
NEVER_LOOKED_FOR = "untreatable-risk"
ASK = Plain("You can ask your doctor for the rest at any time, or change what you said.")


@dataclass(frozen=True, slots=True)
class WishGroup:
    """Kinds of findings with the same answer.

    Args:
        answer: what the patient said.
        kinds: of which.
    """

    answer: Text
    kinds: tuple[Text, ...]


def wishes_of(plan: Plan) -> tuple[WishGroup, ...]:
    """What the patient said about each kind of findings; empty groups are left out."""
    groups = (
        WishGroup(sentence.of(), tuple(KINDS[each.finding].of() for each in _told(plan) if each.wish is wish))
        for wish, sentence in ANSWERS.items()
    )
    return tuple(group for group in groups if group.kinds)


def _told(plan: Plan) -> Iterator[RecordedWish]:
    """The wishes that the page repeats; who said nothing is not asked about what the page does not look for."""
    yield from (e for e in plan.wishes if e.finding != NEVER_LOOKED_FOR or e.wish is not Wish.NOT_RECORDED)


def family_kept(plan: Plan) -> Text | None:
    """That no news for the family is told because the patient said so; None where nothing was said against it."""
    said = (FAMILY_KEPT[each.wish] for each in plan.wishes if each.finding == OF_CHILDREN and each.wish in FAMILY_KEPT)
    return next((sentence.of() for sentence in said), None)


def how_to_ask(plan: Plan) -> tuple[Text, ...]:
    """That something may be held back, and that one can ask for it; said whether or not there is something."""
    return () if all(each.wish is Wish.YES for each in plan.wishes) else (HELD_BACK.of(), ASK.of(), NOT_LOOKED_FOR.of())
