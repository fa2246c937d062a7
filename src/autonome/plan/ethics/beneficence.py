"""Beneficence: how much of the plan rests on guidance and evidence, and whether it serves what the patient wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autonome.evidence.guidance import Statement
from autonome.kernel import Text
from autonome.plan.alternatives import offered
from autonome.plan.consequence import SPOKEN, Consequence
from autonome.plan.ethical_values import EthicalStatement, Ground, Principle, Rest
from autonome.plan.ethics.statements import Case, Check, clinician, grounds
from autonome.plan.factors.overall import LedBy
from autonome.plan.phrases import ingredients, series
from autonome.plan.values import Left, MedicationAdvice

GUIDANCE = Check(Principle.BENEFICENCE, "guidance")
EVIDENCE = Check(Principle.BENEFICENCE, "evidence")
GOALS = Check(Principle.BENEFICENCE, "goals")
ALTERNATIVES = Check(Principle.BENEFICENCE, "alternatives")

WELL_SUPPORTED = frozenset({"Strong", "Moderate"})
"""Strengths of CPIC's recommendations; *Optional*, no grade and DPWG's ungraded statements are not among them."""

ACTIONS = frozenset({Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR})
"""Consequences that change something."""

NOT_FOUND = frozenset({Left.UNRECOGNISED, Left.CONFLICTING, Left.UNREADABLE})
"""Why a medicine that may be taken has no advice."""


def beneficence(case: Case) -> Iterator[EthicalStatement]:
    """The statements on what does good."""
    yield _guidance(case)
    yield _evidence(case)
    yield _goals(case)
    yield _alternatives(case)


def drugs(medicines: Iterable[MedicationAdvice]) -> tuple[Ground, ...]:
    """Medicines as grounds."""
    return grounds(Rest.DRUG, (each.verdict.drug for each in medicines))


def named(medicines: Iterable[MedicationAdvice]) -> Text:
    """Medicines by name."""
    return series(ingredients(tuple(each.verdict.drug for each in medicines)))


def _guidance(case: Case) -> EthicalStatement:
    medicines, plan = case.plan.medicines, case.plan
    without = [each for each in medicines if each.verdict.consequence is Consequence.NO_GUIDANCE]
    unknown = [left.order.text or left.order.source for left in plan.left_out if left.why in NOT_FOUND]
    task = clinician(Text("Check these medicines by other means: nothing here says that they fit."))
    if not medicines and not unknown:
        text = Text("No medicine is in the plan, so there is nothing that guidance could speak of.")
        return GUIDANCE.not_assessed(text, (), clinician(Text("Give the record with its medicines, or name one.")))
    text = Text(
        "Guidance on genes speaks of {count} of {all} medicines of the plan.",
        count=len(medicines) - len(without),
        all=len(medicines),
    )
    if not without and not unknown:
        return GUIDANCE.met(text, drugs(medicines))
    if without:
        text = text.then(Text("It says nothing of: {drugs}.", drugs=named(without)))
    if unknown:
        text = text.then(Text("Not recognised or not readable: {names}.", names=series(unknown)))
    return GUIDANCE.attention(text, drugs(without), task)


def _evidence(case: Case) -> EthicalStatement:
    acting = [each for each in case.plan.medicines if each.consequence in ACTIONS]
    by_record = [each for each in acting if each.led_by is LedBy.RECORD]
    by_genes = [each for each in acting if each.led_by is not LedBy.RECORD]
    weak = [each for each in by_genes if _strength(each) not in WELL_SUPPORTED]
    resting = (
        *grounds(Rest.STATEMENT, (statement.id for each in by_genes if (statement := _statement(each)))),
        *grounds(Rest.FACTOR, (each.factors.lead.rule for each in by_record if each.factors.lead)),
    )
    if not acting:
        unspoken = [each for each in case.plan.medicines if each.consequence not in SPOKEN]
        return _nothing_asked(unspoken, drugs(case.plan.medicines))
    text = Text(
        "{count} of {all} actions rest on a strong or moderate recommendation.",
        count=len(by_genes) - len(weak),
        all=len(acting),
    )
    if not weak and not by_record:
        return EVIDENCE.met(text, resting)
    if weak:
        text = text.then(Text("On weaker or ungraded ones rest: {drugs}.", drugs=named(weak)))
    if by_record:
        text = text.then(
            Text("On rules about the record, which carry no grade, rest: {drugs}.", drugs=named(by_record))
        )
    what = Text("Weigh these actions against what else speaks for and against them in this patient.")
    return EVIDENCE.attention(text, resting, clinician(what))


def _nothing_asked(unspoken: list[MedicationAdvice], resting: tuple[Ground, ...]) -> EthicalStatement:
    if unspoken or not resting:
        text = Text("No action is asked for, and of some medicines nothing is known, so no evidence can be weighed.")
        return EVIDENCE.not_assessed(text, resting, clinician(Text("Look at what the plan could not assess.")))
    return EVIDENCE.met(Text("No action is asked for, so none rests on weak evidence."), resting)


def _statement(advice: MedicationAdvice) -> Statement | None:
    return advice.verdict.lead.statement if advice.verdict.lead else None


def _strength(advice: MedicationAdvice) -> str:
    statement = _statement(advice)
    return statement.strength if statement else ""


def _goals(case: Case) -> EthicalStatement:
    plan = case.plan
    if "goals" in plan.facts.not_covered:
        text = Text("Consent does not cover the patient's goals, so the plan knows none.")
        what = Text("Ask the patient what matters most, and whether the plan may use it.")
        return GOALS.not_assessed(text, grounds(Rest.CATEGORY, ["goals"]), clinician(what))
    if not plan.goals:
        text = Text("The record holds no goal of the patient.")
        return GOALS.not_assessed(text, (), clinician(Text("Ask the patient what matters most, and put it on record.")))
    resting = grounds(Rest.GOAL, (each.source for each in plan.goals))
    against = [each for each in plan.medicines if each.factors.against_goals]
    unused = [each for each in plan.goals if each.unused]
    text = Text(
        "{count} of {all} goals of the record were used.", count=len(plan.goals) - len(unused), all=len(plan.goals)
    )
    if not against and not unused:
        return GOALS.met(text, resting)
    if unused:
        goals = series([Text("{goal} ({why})", goal=each.text, why=each.unused) for each in unused])
        text = text.then(Text("Not used: {goals}.", goals=goals))
    if against:
        text = text.then(Text("Against a goal go: {drugs}.", drugs=named(against)))
    what = Text("Talk about them with the patient before anything is chosen.")
    return GOALS.attention(text, (*resting, *drugs(against)), clinician(what))


def _alternatives(case: Case) -> EthicalStatement:
    avoided = [each for each in case.plan.medicines if each.consequence is Consequence.AVOID]
    if not avoided:
        return ALTERNATIVES.met(Text("No medicine of the plan is to be avoided."), drugs(case.plan.medicines))
    none = [each for each in avoided if not each.alternatives]
    unusable = [each for each in avoided if each.alternatives and not offered(each)]
    usable = [each for each in avoided if each not in none and each not in unusable]
    said = []
    if usable:
        said.append(Text("For these an alternative was checked that may fit: {drugs}.", drugs=named(usable)))
    if unusable:
        said.append(
            Text(
                "For these nothing that the leading guidance names could be shown to fit as it is: {drugs}.",
                drugs=named(unusable),
            )
        )
    if none:
        said.append(Text("To be avoided, with no alternative named: {drugs}.", drugs=named(none)))
    text = said[0].then(*said[1:])
    what = Text("Look for another treatment together, before the medicine is stopped.")
    if none:
        return ALTERNATIVES.not_met(text, drugs(avoided), clinician(what))
    if unusable:
        return ALTERNATIVES.attention(text, drugs(avoided), clinician(what))
    return ALTERNATIVES.met(text, drugs(avoided))
