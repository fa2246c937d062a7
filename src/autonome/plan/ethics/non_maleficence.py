"""Non-maleficence: what in this plan could do harm if it were followed, told or trusted without a further step."""

from __future__ import annotations

from collections.abc import Iterator

from autonome.consent import Wish
from autonome.kernel import GeneSymbol, Text, chained, joined, term
from autonome.kernel.texts import TWO_CLAUSES
from autonome.plan.clinical_limits import category_words
from autonome.plan.consequence import Consequence
from autonome.plan.ethical_values import COUNSELLING, Actor, EthicalStatement, Ground, Principle, Rest, Task
from autonome.plan.ethics.beneficence import drugs, named
from autonome.plan.ethics.results import FoundResult, has_result, weighty_results
from autonome.plan.ethics.statements import Case, Check, clinician, grounds
from autonome.plan.factors.values import MissingFact
from autonome.plan.facts.state import ALLERGIES, CONDITIONS
from autonome.plan.phrases import ingredients, series
from autonome.plan.values import MedicationAdvice, Origin, Plan

CONFIRMATION = Check(Principle.NON_MALEFICENCE, "confirmation")
OPEN_RESULTS = Check(Principle.NON_MALEFICENCE, "open-results")
STOPPING = Check(Principle.NON_MALEFICENCE, "stopping")
TALK = Check(Principle.NON_MALEFICENCE, COUNSELLING)
FACTS = Check(Principle.NON_MALEFICENCE, "missing-facts")

CHANGED = frozenset({Consequence.AVOID, Consequence.CHANGE_DOSE})
"""Consequences by which a medicine may be stopped or its dose lowered."""

RULED_BY = (CONDITIONS, ALLERGIES)
"""Categories without single facts that rules go by."""


def non_maleficence(case: Case) -> Iterator[EthicalStatement]:
    """The statements on what does no harm."""
    yield from _confirmation(case)
    yield _open_results(case)
    yield from _stopping(case)
    yield from _counselling(case)
    yield _missing_facts(case)


def _confirmation(case: Case) -> Iterator[EthicalStatement]:
    found = [each for each in weighty_results(case.plan, case.facts) if each.weighty.confirm]
    for each in found:
        text = Text(
            "{gene}, {result}: to be confirmed before a step that cannot be taken back.",
            gene=each.gene,
            result=term(each.result),
        )
        yield CONFIRMATION.attention(text, _gene(each), Task(Actor.LABORATORY, each.weighty.confirm))
    assumed = [line.call.gene for line in case.plan.genes if line.call.assumed]
    if assumed:
        text = Text("Positions without data were taken for reference, by request, in: {genes}.", genes=series(assumed))
        what = Text("Test these positions before anything rests on the result.")
        yield CONFIRMATION.attention(text, grounds(Rest.GENE, assumed), Task(Actor.LABORATORY, what))
    if found or assumed:
        return
    called = [line.call.gene for line in case.plan.genes if has_result(line.call)]
    if called:
        text = Text("No result of the plan is on the list of those that are to be confirmed first.")
        yield CONFIRMATION.met(text, grounds(Rest.GENE, called))
    else:
        text = Text("No gene has a result, so there is none to confirm.")
        yield CONFIRMATION.not_assessed(text, (), Task(Actor.LABORATORY, Text("Test the genes that the plan names.")))


def _open_results(case: Case) -> EthicalStatement:
    doubtful = [each for each in case.plan.medicines if each.warnings or each.verdict.differ]
    waiting = [each for each in case.plan.medicines if each.unassessed and each not in doubtful]
    if doubtful:
        genes = {gene for each in doubtful for doubt in each.warnings for gene in doubt.genes}
        text = Text(
            "Results or sources leave the advice open, or contradict one another, for: {drugs}.", drugs=named(doubtful)
        )
        if waiting:
            text = text.then(_waiting(waiting))
        what = Text("Read the doubts beside each medicine; act as for the more cautious result until they are settled.")
        return OPEN_RESULTS.attention(text, (*drugs(doubtful), *grounds(Rest.GENE, sorted(genes))), clinician(what))
    if waiting:
        genes = {each.gene for advice in waiting for each in advice.unassessed}
        what = Text("Test these genes, or decide without them and knowing it: no result is not a normal result.")
        return OPEN_RESULTS.not_assessed(_waiting(waiting), grounds(Rest.GENE, sorted(genes)), clinician(what))
    if not case.plan.medicines:
        text = Text("No medicine is in the plan, so no result could leave its advice open.")
        return OPEN_RESULTS.not_assessed(text, (), clinician(Text("Give the record with its medicines, or name one.")))
    return OPEN_RESULTS.met(Text("No advice rests on an open or contradicted result."), drugs(case.plan.medicines))


def _waiting(waiting: list[MedicationAdvice]) -> Text:
    return Text("A gene that guidance needs has no result, for: {drugs}.", drugs=named(waiting))


def _stopping(case: Case) -> Iterator[EthicalStatement]:
    """Medicines that are taken, and that the plan would change: stopping them is a harm of its own."""
    current = [each for each in case.plan.medicines if each.origin is Origin.CURRENT]
    changed = [each for each in current if each.consequence in CHANGED]
    unknown = [each for each in changed if each.verdict.drug not in case.facts.stopping]
    for each in changed:
        caution = case.facts.stopping.get(each.verdict.drug)
        if caution:
            (name,) = ingredients([each.verdict.drug])
            text = Text("{drug} must not be stopped suddenly.", drug=name).with_capital().then(caution.why)
            what = Text("Plan with the patient how it is changed, and who to call if something goes wrong.")
            yield STOPPING.attention(text, drugs([each]), clinician(what))
    if unknown:
        text = Text("Whether these can be stopped at once, the bundle does not say: {drugs}.", drugs=named(unknown))
        what = Text("Look up how each is stopped before it is changed.")
        yield STOPPING.not_assessed(text, drugs(unknown), clinician(what))
    if not changed:
        yield STOPPING.met(Text("The plan asks for no medicine to be avoided or its dose changed."), drugs(current))


def _counselling(case: Case) -> Iterator[EthicalStatement]:
    sensitive = {each.gene for each in case.facts.results if each.counselling}
    found = [each for each in weighty_results(case.plan, case.facts) if each.weighty.counselling]
    for each in found:
        text = Text(
            "{gene}, {result}: it wants a talk before it is told, and after.", gene=each.gene, result=term(each.result)
        )
        yield TALK.attention(text.then(each.weighty.why), _gene(each), Task(Actor.COUNSELLOR, _talk(case, each)))
    unread = sorted(sensitive - {line.call.gene for line in case.plan.genes if has_result(line.call)})
    if unread:
        text = Text(
            "These genes can have results that want a talk, and have no result here: {genes}.", genes=series(unread)
        )
        what = Text("Do not read their absence as good news; offer a talk before they are tested.")
        yield TALK.not_assessed(text, grounds(Rest.GENE, unread), clinician(what))
    elif not found:
        text = Text("No result of the plan is on the list of those that want a talk before and after.")
        yield TALK.met(text, grounds(Rest.GENE, sorted(sensitive)))


def _talk(case: Case, found: FoundResult) -> Text:
    what = Text("Offer a talk with somebody trained in genetics before the result is told, and another one after.")
    wish = _wish(case, found.gene)
    if wish in (None, Wish.YES):
        return what
    return what.then(Text("Nobody asked for this result: tell it only if the patient wants to know."))


def _wish(case: Case, gene: GeneSymbol) -> Wish | None:
    """What the patient said of a result that nobody asked about; None of one that a medicine asked for."""
    return next((each.wish for each in case.plan.incidental if each.genes == (gene,)), None)


def _missing_facts(case: Case) -> EthicalStatement:
    """What a rule asked about and did not have; also whole parts of the record that were withheld or are empty."""
    plan = case.plan
    missing = [(advice, each) for advice in plan.medicines for each in advice.factors.missing]
    needed = [(advice, each) for advice, each in missing if each.needed and advice.origin is Origin.CURRENT]
    if not plan.medicines:
        text = Text("No medicine is in the plan, so no fact of the record could be missing for one.")
        return FACTS.not_assessed(text, (), clinician(Text("Give the record with its medicines, or name one.")))
    unseen = _unseen(plan)
    if not missing and not unseen:
        text = Text("No fact that the rules for these medicines ask about is missing, too old or contradicted.")
        return FACTS.met(text, drugs(plan.medicines))
    shown = needed or missing
    resting = (*drugs([advice for advice, _ in shown]), *grounds(Rest.FACT, (each.fact for _, each in shown)))
    what = Text("Measure or ask, and put it on record, before the dose or the medicine is settled.")
    rest = joined(_one_by_one(needed or [pair for pair in missing if pair[1].asked]), _others(missing, needed), unseen)
    if needed:
        head = Text("A medicine that is taken must not be used without facts that are not known.")
        return FACTS.not_met(head.then(rest), resting, clinician(what))
    return FACTS.attention(Text("Facts that could change the advice are missing.").then(rest), resting, clinician(what))


def _one_by_one(pairs: list[tuple[MedicationAdvice, MissingFact]]) -> Text:
    """Facts that matter most, each with its medicine and why it is not known."""
    said = (Text("{drug}: {why}", drug=_name(advice), why=each.text) for advice, each in pairs)
    return chained(dict.fromkeys(said), TWO_CLAUSES).with_capital()


def _others(
    missing: list[tuple[MedicationAdvice, MissingFact]], needed: list[tuple[MedicationAdvice, MissingFact]]
) -> Text:
    """The kinds that are missing too, in one line; they stand with each medicine."""
    said = needed or [pair for pair in missing if pair[1].asked]
    named_already = {each.fact for _, each in said}
    kinds = dict.fromkeys(each.label for _, each in missing if each.fact not in named_already)
    return Text("Rules also ask about what is not known: {facts}.", facts=series(kinds)) if kinds else Text("")


def _unseen(plan: Plan) -> Text:
    """Diagnoses and allergies that consent does not cover, or of which the record says nothing at all."""
    silent = {f"no-{category}" for category in RULED_BY} & {limit.id for limit in plan.limits}
    parts = [each for each in RULED_BY if each in plan.facts.not_covered or f"no-{each}" in silent]
    if not parts:
        return Text("")
    return Text(
        "Rules also ask about parts that are withheld or empty: {parts}.", parts=series(category_words((*parts,)))
    )


def _name(advice: MedicationAdvice) -> Text:
    (name,) = ingredients([advice.verdict.drug])
    return name


def _gene(each: FoundResult) -> tuple[Ground, ...]:
    return grounds(Rest.GENE, [each.gene])
