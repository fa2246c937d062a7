"""Respect for autonomy, second part: what the patient wants to be told, and what relatives may be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autonome.consent import FindingCode, Wish
from autonome.evidence.ethics import Inheritance
from autonome.kernel import Text, joined, term
from autonome.plan.ethical_values import Actor, EthicalStatement, Ground, Principle, RecordedWish, Rest, Task
from autonome.plan.ethics.incidental import genes_behind
from autonome.plan.ethics.results import FoundResult, has_result, weighty_results
from autonome.plan.ethics.statements import Case, Check, clinician, grounds
from autonome.plan.phrases import clauses, series
from autonome.plan.prevention.values import PreventionAdvice

PREFERENCES = Check(Principle.RESPECT, "finding-preferences")
RELATIVES = Check(Principle.RESPECT, "relatives")

FINDING_WORDS: Mapping[FindingCode, Text] = {
    FindingCode("other-medicines"): Text("how other medicines would work"),
    FindingCode("treatable-risk"): Text("a raised risk of an illness that can be prevented or treated"),
    FindingCode("untreatable-risk"): Text("a raised risk of an illness that cannot be prevented or treated today"),
    FindingCode("carrier-status"): Text("what may matter for the patient's children"),
    FindingCode("unclear-meaning"): Text("findings that nobody can explain yet"),
}
"""Kinds of findings, in words for those who treat."""

INHERITANCE = {
    Inheritance.DOMINANT: Text("one changed copy is enough, and each child has an even chance of it"),
    Inheritance.RECESSIVE: Text("two changed copies matter, and brothers and sisters can share them"),
    Inheritance.CODOMINANT: Text("one copy comes from each parent, and one is passed on to each child"),
    Inheritance.X_LINKED: Text(
        "it lies on the X chromosome: mothers pass it on to sons and daughters, fathers to daughters"
    ),
    Inheritance.MITOCHONDRIAL: Text("it comes from the mother, and a mother passes it on to all her children"),
}


def telling(case: Case) -> Iterator[EthicalStatement]:
    """The statements on telling."""
    found = {FindingCode(each.finding) for each in case.facts.genes.values()}
    for wish in case.plan.wishes:
        if wish.finding in found or wish.wish is not Wish.NOT_RECORDED:
            yield _preference(case, wish)
    yield _relatives(case)


def _preference(case: Case, recorded: RecordedWish) -> EthicalStatement:
    kind = FINDING_WORDS[recorded.finding]
    items = [each for each in case.plan.incidental if each.finding == recorded.finding]
    resting = (
        Ground(Rest.FINDING, recorded.finding),
        *grounds(Rest.ACT, [recorded.act] if recorded.act else []),
        *grounds(Rest.GENE, (gene for item in items for gene in item.genes)),
    )
    held = Text("The plan holds such a finding that nobody asked about.") if items else Text("")
    if recorded.wish is Wish.YES:
        return PREFERENCES.met(Text("The patient wants to be told: {kind}.", kind=kind).then(held), resting)
    if recorded.wish is Wish.NO:
        text = Text("The patient does not want to be told: {kind}. The patient's page keeps to that.", kind=kind)
        return PREFERENCES.met(text.then(held), resting)
    if recorded.wish is Wish.NOT_NOW:
        text = Text("The patient does not want to be told now: {kind}. The patient's page keeps to that.", kind=kind)
        return PREFERENCES.attention(text.then(held), resting, clinician(Text("Ask again at a later visit.")))
    text = Text("Whether the patient wants to be told is not on record: {kind}. That is no yes.", kind=kind)
    what = Text("Ask before anything of this kind is told, and put the answer on record.")
    return PREFERENCES.not_assessed(text.then(held), resting, clinician(what))


def _relatives(case: Case) -> EthicalStatement:
    plan = case.plan
    found = [each for each in weighty_results(plan, case.facts) if each.weighty.relatives]
    advice = [each for each in plan.prevention if each.relatives]
    resting = (
        *grounds(Rest.GENE, (each.gene for each in found)),
        *grounds(Rest.ADVICE, (each.id for each in advice)),
    )
    task = Task(
        Actor.PATIENT,
        Text("Decide whom to tell, and when; a clinician or counsellor can help with words. Nobody else tells them."),
    )
    if found or advice:
        text = joined(_results(found), _advice(advice, found), _disclosure(case))
        return RELATIVES.attention(text, (*resting, *_family(case)), task)
    if not any(has_result(line.call) for line in plan.genes):
        text = Text("No gene has a result, so whether one matters for relatives is not known.")
        return RELATIVES.not_assessed(text, resting, task)
    text = Text("Every result is inherited; none of these is on the list of those that matter for relatives' safety.")
    return RELATIVES.met(text, grounds(Rest.GENE, (line.call.gene for line in plan.genes if has_result(line.call))))


def _results(found: Sequence[FoundResult]) -> Text:
    if not found:
        return Text("")
    return Text("These results can matter for relatives: {results}.", results=clauses(map(_inherited, found)))


def _advice(advice: Sequence[PreventionAdvice], found: Sequence[FoundResult]) -> Text:
    """Advice that is about something else than the results named before it."""
    genes = {each.gene for each in found}
    other = [each.advice for each in advice if genes.isdisjoint(genes_behind(each))]
    return Text("This advice of the plan concerns relatives: {advice}", advice=joined(*other)) if other else Text("")


def _inherited(each: FoundResult) -> Text:
    how = INHERITANCE[each.heredity.inheritance] if each.heredity else Text("how it is inherited is not recorded here")
    return Text("{gene}, {result} ({how})", gene=each.gene, result=term(each.result), how=how)


def _disclosure(case: Case) -> Text:
    if case.consent is None:
        return Text("Whether a consent lets them be told was not looked at.")
    if case.consent.family:
        acts = series([str(act.id) for act in case.consent.family])
        return Text("A consent of the patient lets relatives be told: {acts}.", acts=acts)
    return Text("No consent lets anybody tell them; telling them is the patient's decision.")


def _family(case: Case) -> tuple[Ground, ...]:
    return grounds(Rest.ACT, (act.id for act in case.consent.family)) if case.consent else ()
