"""Justice: for whom this plan says less, what its advice costs, and who can read it.

Nothing here asks or guesses which group a patient belongs to: it is said for whom a result of this file says less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autonome.evidence.clinical import CostBand
from autonome.evidence.ethics import PopulationFact
from autonome.kernel import Text, term
from autonome.pharmacogenomics.calls import Status
from autonome.plan.alternatives import offered
from autonome.plan.ethical_values import Actor, EthicalStatement, Ground, Principle, Rest, Task
from autonome.plan.ethics.results import has_result, results_of
from autonome.plan.ethics.statements import Case, Check, clinician, grounds, institution
from autonome.plan.medicines.doses import DoseEstimate, PublishedError
from autonome.plan.phrases import clauses, series
from autonome.plan.values import AlternativeCheck, GeneLine

ANCESTRY = Check(Principle.JUSTICE, "ancestry")
EQUATION = Check(Principle.JUSTICE, "equation-error")
COST = Check(Principle.JUSTICE, "cost")
ACCESS = Check(Principle.JUSTICE, "access")
LANGUAGE = Check(Principle.JUSTICE, "language")


def justice(case: Case) -> Iterator[EthicalStatement]:
    """The statements on fairness."""
    yield from _ancestry(case)
    yield from _equation(case)
    yield from _cost(case)
    yield _language()


def _ancestry(case: Case) -> Iterator[EthicalStatement]:
    used = [line for line in case.plan.genes if line.used_for and has_result(line.call)]
    listed = [line for line in used if line.call.gene in case.facts.populations]
    fully: list[GeneLine] = []
    for line in listed:
        unseen = [each for each in case.facts.populations[line.call.gene] if not was_looked_at(each, line)]
        if not unseen:
            fully.append(line)
        elif line.call.status is Status.OUTSIDE and not _names_what_it_saw(line):
            yield _not_stated(line)
        else:
            yield _says_less(line, unseen)
    if fully:
        text = Text("The alleles that the bundle lists by group were all looked at in: {genes}.", genes=_named(fully))
        yield ANCESTRY.met(text, _genes(fully))
    yield from _without_facts(used, listed)


def _without_facts(used: list[GeneLine], listed: list[GeneLine]) -> Iterator[EthicalStatement]:
    unlisted = [line for line in used if line not in listed]
    if unlisted:
        text = Text("For whom a result says less, the bundle does not say for: {genes}.", genes=_named(unlisted))
        what = Text("Do not take a negative result for certain in a group that was rarely studied.")
        yield ANCESTRY.not_assessed(text, _genes(unlisted), clinician(what))
    if not used:
        text = Text("No gene of the plan has a result, so there is none that could say less for somebody.")
        yield ANCESTRY.not_assessed(text, (), clinician(Text("Have the genes tested that the plan names.")))


def was_looked_at(fact: PopulationFact, line: GeneLine) -> bool:
    """Whether a result says anything of an allele; a whole gene's unlisted variants never were."""
    if not fact.allele:
        return False
    if line.release:
        return fact.allele in line.tested
    by_name = any(result.startswith(fact.allele) for result in results_of(line.call))
    return by_name or (not _names_what_it_saw(line) and line.call.status is Status.CALLED)


def _names_what_it_saw(line: GeneLine) -> bool:
    """Whether each result names its allele, as those of the HLA genes do: ``*15:02 negative``."""
    return any(result.endswith((" positive", " negative")) for result in results_of(line.call))


def _not_stated(line: GeneLine) -> EthicalStatement:
    text = Text(
        "{gene} was tested elsewhere, and which alleles were looked at is not stated; alleles that are common in some "
        "groups may be missing.",
        gene=line.call.gene,
    )
    what = Text("State which alleles the test looks at.")
    return ANCESTRY.not_assessed(text, _genes([line]), Task(Actor.LABORATORY, what))


def _says_less(line: GeneLine, unseen: list[PopulationFact]) -> EthicalStatement:
    text = Text(
        "{gene}: these were not looked at: {alleles}. A negative result says less for people of such ancestry.",
        gene=line.call.gene,
        alleles=clauses(map(_fact, unseen)),
    )
    what = Text(
        "Ask the patient, who decides whether to say it; test these alleles too where that could change the advice."
    )
    return ANCESTRY.attention(text, _genes([line]), clinician(what))


def _fact(each: PopulationFact) -> Text:
    allele = each.allele or Text("variants that are not in the list")
    if each.frequency:
        return Text(
            "{allele} (more common in {group}: {frequency}; {source})",
            allele=allele,
            group=each.population,
            frequency=each.frequency,
            source=term(each.reference.source),
        )
    return Text("{allele} (more common in {group}; no figure was read)", allele=allele, group=each.population)


def _equation(case: Case) -> Iterator[EthicalStatement]:
    for advice in case.plan.medicines:
        estimate = advice.dose_estimate
        if not isinstance(estimate, DoseEstimate):
            continue
        resting = grounds(Rest.DRUG, [advice.verdict.drug])
        errors = [each for each in estimate.errors if each.study != estimate.study]
        if errors:
            text = Text(
                "The equation behind the dose was further off in some groups than in others: {errors}.",
                errors=clauses(map(_error, errors)),
            )
            what = Text("Go by the INR, and sooner where the published error is large.")
            yield EQUATION.attention(text, resting, clinician(what))
        else:
            text = Text("Errors of this equation by group are not known here.")
            yield EQUATION.not_assessed(text, resting, clinician(Text("Go by the INR.")))


def _error(each: PublishedError) -> Text:
    return Text("{group}, {measure}: {figure}", group=each.group, measure=each.measure, figure=each.figure)


def _cost(case: Case) -> Iterator[EthicalStatement]:
    fitting = {each.name: each for advice in case.plan.medicines for each in offered(advice)}
    if not fitting:
        return
    resting = grounds(Rest.DRUG, sorted(fitting))
    unknown = [each for each in fitting.values() if each.factors.cost is None]
    dear = [each for each in fitting.values() if each.factors.cost is CostBand.HIGH]
    talk = clinician(Text("Look up what the patient would pay, and talk about it before choosing."))
    if dear:
        text = Text("Alternatives that cost much: {drugs}.", drugs=_alternatives(dear))
        yield COST.attention(text.then(_unknown(unknown)), resting, talk)
    elif unknown:
        yield COST.not_assessed(_unknown(unknown), resting, talk)
    else:
        yield COST.met(Text("No alternative that may fit is of the high class of cost."), resting)
    text = Text("Whether the alternatives can be had here, and who pays for them, is not known.")
    yield ACCESS.not_assessed(
        text, resting, clinician(Text("Check that the patient can get and keep getting the medicine."))
    )


def _unknown(alternatives: list[AlternativeCheck]) -> Text:
    if not alternatives:
        return Text("")
    return Text("Of these alternatives the cost is not known: {drugs}.", drugs=_alternatives(alternatives))


def _alternatives(alternatives: Iterable[AlternativeCheck]) -> Text:
    return series([term(each.name) for each in alternatives])


def _language() -> EthicalStatement:
    text = Text(
        "Which language the patient reads best is not on record. The plan is made in English; its pages in other "
        "languages are translated, and no clinician has reviewed the translations."
    )
    what = Text("Ask the patient, give the page in that language, and have an interpreter where it is not there.")
    return LANGUAGE.not_assessed(text, (), institution(what))


def _named(lines: Iterable[GeneLine]) -> Text:
    return series([line.call.gene for line in lines])


def _genes(lines: Iterable[GeneLine]) -> tuple[Ground, ...]:
    return grounds(Rest.GENE, (line.call.gene for line in lines))
