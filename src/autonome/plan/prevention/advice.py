"""Ask every rule of one person: advice where it holds, and a gap where it would need to know something.

A rule without effect for this person (a requirement plainly does not hold) says nothing. A gap matters, and gets a line
of its own, where a medicine or a relative makes it matter; the others are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autonome.evidence.prevention import Asks, PreventionRule
from autonome.kernel import DrugName, joined
from autonome.plan.factors.tests import Holds
from autonome.plan.facts.values import LABELS, FactKind
from autonome.plan.ports import Knowledge
from autonome.plan.prevention.family import histories_of
from autonome.plan.prevention.grounds import WAY_OF_LIFE, Answer, Person, answer
from autonome.plan.prevention.values import GroundKind, PreventionAdvice, PreventionGap


def prevention(person: Person, knowledge: Knowledge) -> tuple[tuple[PreventionAdvice, ...], tuple[PreventionGap, ...]]:
    """Ask all rules of the bundle.

    Args:
        person: gene calls, facts, record and medicines.
        knowledge: the bundle.

    Returns:
        Advice, certain first, in the order of the rules' ids; then gaps, those that matter first.
    """
    advice: list[PreventionAdvice] = []
    gaps: list[PreventionGap] = []
    for rule in sorted(knowledge.prevention, key=lambda each: each.id):
        answers = [answer(each, person, knowledge) for each in rule.requirements]
        weakest = min((each.holds for each in answers), key=list(Holds).index)
        if weakest is Holds.UNKNOWN:
            gaps.extend(_gaps(rule, answers, person))
        elif weakest is not Holds.NO:
            advice.append(_advice(rule, answers, certain=weakest is Holds.YES))
    return (
        tuple(sorted(advice, key=lambda each: not each.certain)),
        tuple(sorted(_merged(gaps), key=lambda gap: (not gap.matters, gap.kind, gap.subject))),
    )


def _advice(rule: PreventionRule, answers: Iterable[Answer], *, certain: bool) -> PreventionAdvice:
    given = tuple(answers)
    return PreventionAdvice(
        id=rule.id,
        advice=rule.advice,
        who=rule.who,
        certain=certain,
        doubt=joined(*dict.fromkeys(each.why for each in given if each.why)),
        grounds=tuple(each.ground for each in given if each.ground),
        strength=rule.strength,
        relatives=rule.relatives,
        where=rule.where,
        url=rule.url,
    )


def _gaps(rule: PreventionRule, answers: Iterable[Answer], person: Person) -> Iterator[PreventionGap]:
    for requirement, found in zip(rule.requirements, answers, strict=True):
        if found.holds is not Holds.UNKNOWN:
            continue
        subject = requirement.subjects[0]
        if requirement.asks is Asks.GENE:
            yield PreventionGap(
                kind=GroundKind.GENE,
                subject=subject,
                why=found.why,
                medicines=_matter(rule, person),
                family=histories_of(subject, person.record),
            )
        else:
            yield PreventionGap(
                kind=GroundKind.FACT,
                subject=LABELS[FactKind(subject)] if requirement.asks is Asks.FACT else WAY_OF_LIFE,
                why=found.why,
                medicines=_asked_of(rule, person),
            )


def _matter(rule: PreventionRule, person: Person) -> tuple[DrugName, ...]:
    return tuple(sorted({*rule.relevant} & (person.taking | person.considered)))


def _asked_of(rule: PreventionRule, person: Person) -> tuple[DrugName, ...]:
    """Current medicines that the rule is about."""
    asked = {drug for each in rule.requirements if each.asks is Asks.TAKING for drug in each.values}
    return tuple(sorted(person.taking & asked))


def _merged(gaps: Iterable[PreventionGap]) -> list[PreventionGap]:
    """One gap for each subject, with every medicine and relative that makes it matter."""
    found: dict[tuple[GroundKind, str], PreventionGap] = {}
    for each in gaps:
        earlier = found.get((each.kind, each.subject), each)
        found[each.kind, each.subject] = PreventionGap(
            kind=each.kind,
            subject=each.subject,
            why=earlier.why,
            medicines=tuple(sorted({*earlier.medicines, *each.medicines})),
            family=tuple(dict.fromkeys((*earlier.family, *each.family))),
        )
    return list(found.values())
