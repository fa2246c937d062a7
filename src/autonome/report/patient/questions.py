"""Questions for the next visit, made from the plan: about this medicine and that doubt, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum

from autonome.kernel import Text
from autonome.plan.alternatives import UNCHANGED, offered
from autonome.plan.consequence import Consequence
from autonome.plan.phrases import join
from autonome.plan.populations import INDICATIONS
from autonome.plan.values import Doubt, Left, LeftOut, MedicationAdvice, Origin, Plan
from autonome.report.patient import ethics, record_reasons
from autonome.report.patient.medicine import is_sign_possible_only, is_taken
from autonome.report.patient.sentences import Plain, ingredient
from autonome.report.patient.wishes import family_kept

AT_MOST = 8
"""Questions on the page: more than that nobody asks in one visit."""

ALTERNATIVES = 2
"""Alternatives that one question names."""


class Rank(IntEnum):
    """How important a question is; the smaller first."""

    AVOID = 0
    POSSIBLY_AVOID = 1
    CHANGE_DOSE = 2
    NOT_ASSESSED = 3
    CONFLICT = 4
    MONITOR = 5
    DEPENDS = 6
    INTERACTION = 7
    UNCHECKED = 8
    NO_RECOMMENDATION = 9
    CONSIDERED = 10
    ETHICS = 11
    FAMILY = 12
    AGAIN = 13


ANOTHER = Plain("Is {drug} still right for me, or would another medicine suit me better?")
ANOTHER_SUCH_AS = Plain("Is {drug} still right for me, or would {others} suit me better?")
POSSIBLY = Plain("How can we find out whether {drug} is right for me?")
DOSE = Plain("Is my dose of {drug} right for me?")
CHECKS = Plain("Which checks do I need with {drug}, and how often?")
TEST = Plain("Should I have a test of {genes}, as I take {drug}?")
UNKNOWN = Plain("My result for {drug} is not clear: what do we do now?")
NO_ADVICE = Plain("There is no expert advice on my result for {drug}: what do you suggest?")
REPEAT = Plain("My two results for {genes} do not agree: can the test be done again?")
DEPENDS = Plain("The advice on {drug} holds only in some cases: is mine one of them?")
OTHER = Plain("I also take {other}: does it change how {drug} works in me?")
UNREAD = Plain("The program could not check {text}: can you check it for me?")
CONSIDERED = Plain("If I need {drug} one day, what should we do?")
FAMILY = Plain("Should my family know about these results?")
AGAIN = Plain("When should this plan be looked at again?")

_OF_CONSEQUENCE: Mapping[Consequence, tuple[Rank, Plain]] = {
    Consequence.CHANGE_DOSE: (Rank.CHANGE_DOSE, DOSE),
    Consequence.MONITOR: (Rank.MONITOR, CHECKS),
    Consequence.NO_RECOMMENDATION: (Rank.NO_RECOMMENDATION, NO_ADVICE),
}


def questions_for(plan: Plan) -> tuple[Text, ...]:
    """At most `AT_MOST` questions, the most important first."""
    ranked = [*_questions(plan)]
    ranked.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(text for _, text in ranked))[:AT_MOST]


def _questions(plan: Plan) -> Iterator[tuple[Rank, Text]]:
    for advice in plan.medicines:
        if advice.origin is Origin.CONSIDERED:
            if advice.consequence not in UNCHANGED:
                yield Rank.CONSIDERED, CONSIDERED.of(drug=advice.verdict.drug)
        else:
            yield from _on_consequence(advice)
            yield from _on_doubts(advice)
    yield from _on_left_out(plan.left_out)
    asks = any(each.verdict.consequence in (*_OF_CONSEQUENCE, Consequence.AVOID) for each in plan.medicines)
    if asks and not family_kept(plan):
        yield Rank.FAMILY, FAMILY.of()
    yield from ((Rank.ETHICS, each) for each in ethics.questions(plan))
    yield Rank.AGAIN, AGAIN.of()


def _on_consequence(advice: MedicationAdvice) -> Iterator[tuple[Rank, Text]]:
    drug, consequence = advice.verdict.drug, advice.consequence
    if consequence is Consequence.AVOID:
        if is_sign_possible_only(advice):
            yield Rank.POSSIBLY_AVOID, POSSIBLY.of(drug=drug)
        else:
            yield Rank.AVOID, _another(advice)
    elif consequence in _OF_CONSEQUENCE:
        rank, template = _OF_CONSEQUENCE[consequence]
        yield rank, template.of(drug=drug)
    if consequence is not Consequence.AVOID and advice.verdict.consequence is Consequence.NOT_ASSESSED:
        yield Rank.NOT_ASSESSED, _test(advice)
    needed = record_reasons.missing(advice, needed=True)
    if needed:
        yield Rank.NOT_ASSESSED, record_reasons.QUESTION.of(drug=drug, facts=join(needed))


def _another(advice: MedicationAdvice) -> Text:
    """Names no other medicine where nobody knows what this one is for: after a stroke prasugrel does harm."""
    drug, best = advice.verdict.drug, advice.verdict.supported
    open_for = best is not None and best.population.code in INDICATIONS and not advice.verdict.indication
    others = [] if open_for else [ingredient(each.name) for each in offered(advice)][:ALTERNATIVES]
    return ANOTHER_SUCH_AS.of(drug=drug, others=join(others, "or")) if others else ANOTHER.of(drug=drug)


def _test(advice: MedicationAdvice) -> Text:
    drug = advice.verdict.drug
    genes = [each.gene for each in advice.unassessed]
    return TEST.of(genes=join(genes), drug=drug) if genes else UNKNOWN.of(drug=drug)


def _on_doubts(advice: MedicationAdvice) -> Iterator[tuple[Rank, Text]]:
    verdict = advice.verdict
    for each in advice.uncertainties:
        if each.doubt is Doubt.CONFLICT:
            yield Rank.CONFLICT, REPEAT.of(genes=join(each.genes))
    if verdict.conditional:
        yield Rank.DEPENDS, DEPENDS.of(drug=verdict.drug)
    taken = [each.drug for each in advice.interactions if is_taken(each)]
    if taken:
        yield Rank.INTERACTION, OTHER.of(other=ingredient(taken[0]), drug=verdict.drug)


def _on_left_out(left_out: Iterable[LeftOut]) -> Iterator[tuple[Rank, Text]]:
    for left in left_out:
        if left.why is not Left.INACTIVE:
            yield Rank.UNCHECKED, UNREAD.of(text=left.order.text or left.order.source)
