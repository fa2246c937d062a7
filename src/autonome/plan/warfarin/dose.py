"""A maintenance dose of warfarin for one patient: the number with everything that it rests on, or a refusal.

The order of the steps:

1. Outside the domain (`domain`): no number, every reason.
2. Choose the equation. Without both genes, or for people recorded as Black whose CYP2C9 *5, *6, *8 and *11 were not
   looked for (CPIC 2017: dose clinically), the one without genes.
3. Where a fact leaves two readings open, take the one that gives the lower dose, and say so.
4. Calculate, and set beside it what was unknown, the published error and what the equation leaves out.

CPIC's statement stays the leading advice; this is an aid to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from autonome.kernel import Text
from autonome.plan.medicines.doses import Caution, DoseAnswer, DoseEstimate, DoseInput, DoseRefusal
from autonome.plan.phrases import series
from autonome.plan.warfarin.accuracy import IWPC, IWPC_URL, errors_of
from autonome.plan.warfarin.company import Company, Counted, company_of, lowers_dose
from autonome.plan.warfarin.domain import refusals
from autonome.plan.warfarin.equation import (
    DAYS_PER_WEEK,
    Cyp2c9,
    Equation,
    Factors,
    Race,
    Vkorc1,
    decade_of,
    weekly_dose,
)
from autonome.plan.warfarin.facts import Measured, WarfarinFacts
from autonome.plan.warfarin.genes import (
    CYP2C9,
    CYP4F2,
    RS12777823,
    VKORC1,
    Genotypes,
    carries,
    genotypes_of,
)

NAMES = {
    Equation.PHARMACOGENETIC: Text("pharmacogenetic equation of the IWPC (2009)"),
    Equation.CLINICAL: Text("clinical equation of the IWPC (2009), without genes"),
}

_SHOWN = Decimal("0.1")
"""Milligrams. The error is some 8.5 mg a week: more decimals would pretend."""


@dataclass(frozen=True, slots=True)
class _Case:
    facts: WarfarinFacts
    genes: Genotypes
    company: Company
    factors: Factors
    equation: Equation


def warfarin_dose(facts: WarfarinFacts) -> DoseAnswer:
    """Calculate the maintenance dose, or say why not."""
    reasons = refusals(facts)
    age, height, weight = facts.age, facts.height.value, facts.weight.value
    if reasons or age is None or height is None or weight is None:
        return DoseRefusal(name=NAMES[Equation.PHARMACOGENETIC], reasons=reasons, study=IWPC, url=IWPC_URL)
    genes = genotypes_of(facts.calls.get(VKORC1), facts.calls.get(CYP2C9))
    company = company_of(facts.influences)
    factors = Factors(
        decade=decade_of(age.oldest),
        height_cm=height,
        weight_kg=weight,
        race=facts.race.race if facts.race else Race.MISSING_OR_MIXED,
        vkorc1=genes.vkorc1,
        cyp2c9=genes.cyp2c9,
        inducer=bool(company.inducer and company.inducer.counts),
        amiodarone=bool(company.amiodarone and company.amiodarone.counts),
    )
    return _estimate(_Case(facts, genes, company, factors, _equation(factors, genes)))


def _equation(factors: Factors, genes: Genotypes) -> Equation:
    nothing = factors.vkorc1 is Vkorc1.UNKNOWN and factors.cyp2c9 is Cyp2c9.UNKNOWN
    unsafe = factors.race is Race.BLACK and genes.untested
    return Equation.CLINICAL if nothing or unsafe else Equation.PHARMACOGENETIC


def _estimate(case: _Case) -> DoseEstimate:
    weekly = weekly_dose(case.factors, case.equation)
    plain = weekly_dose(case.factors, Equation.CLINICAL)
    return DoseEstimate(
        equation=case.equation,
        name=NAMES[case.equation],
        weekly_mg=_mg(weekly),
        daily_mg=_mg(weekly / DAYS_PER_WEEK),
        without_genes_mg=_mg(plain) if case.equation is Equation.PHARMACOGENETIC else "",
        inputs=tuple(_inputs(case)),
        errors=errors_of(case.equation, case.factors.race),
        cautions=tuple(_cautions(case)),
        study=IWPC,
        url=IWPC_URL,
    )


def _mg(value: Decimal) -> str:
    return str(value.quantize(_SHOWN, ROUND_HALF_EVEN))


def _inputs(case: _Case) -> Iterator[DoseInput]:
    yield _age(case)
    yield _measured("height", Text("height"), case.facts.height, "cm")
    yield _measured("weight", Text("weight"), case.facts.weight, "kg")
    if case.equation is Equation.PHARMACOGENETIC:
        yield _gene("vkorc1", "VKORC1 -1639G>A", case.factors.vkorc1, case.genes.vkorc1_problem)
        yield _gene("cyp2c9", "CYP2C9", case.factors.cyp2c9, case.genes.cyp2c9_problem)
    yield _race(case)
    yield _medicine("amiodarone", Text("amiodarone"), case.company.amiodarone)
    yield _medicine("inducer", Text("carbamazepine, phenytoin or rifampicin"), case.company.inducer)
    yield _target(case.facts)


def _age(case: _Case) -> DoseInput:
    age = case.facts.age
    several = age is not None and decade_of(age.youngest) != decade_of(age.oldest)
    return DoseInput(
        id="age",
        label=Text("age"),
        value=Text("{decade} decades", decade=case.factors.decade),
        known=not several,
        source="Patient",
        note=Text("The birth date leaves two decades open; the older one gives the lower dose.") if several else "",
    )


def _measured(id_: str, label: Text, found: Measured, unit: str) -> DoseInput:
    value = f"{found.value.normalize():f} {unit}" if found.value is not None else ""
    return DoseInput(id=id_, label=label, value=value, known=True, source=found.source, date=found.date)


def _gene(id_: str, label: str, value: Vkorc1 | Cyp2c9, problem: str) -> DoseInput:
    shown = Text("unknown") if problem else value.value
    source = "" if problem else label.partition(" ")[0]
    return DoseInput(id=id_, label=label, value=shown, known=not problem, source=source, note=problem)


def _race(case: _Case) -> DoseInput:
    recorded = case.facts.race
    if recorded is None:
        note = Text("Not recorded, and not guessed: the equation's term for missing or mixed was used.")
        return DoseInput(id="race", label=Text("race"), value=Text("missing or mixed"), known=False, note=note)
    note = Text("A social category as the record has it; it stands in for what was not measured, and is no biology.")
    known = recorded.race is not Race.MISSING_OR_MIXED
    return DoseInput(id="race", label=Text("race"), value=recorded.text, known=known, source=recorded.source, note=note)


def _medicine(id_: str, label: Text, found: Counted | None) -> DoseInput:
    if found is None:
        note = Text("None is in the record, as far as its entries could be read.")
        return DoseInput(id=id_, label=label, value=Text("no"), known=True, note=note)
    return DoseInput(
        id=id_,
        label=label,
        value=Text("yes") if found.counts else Text("no"),
        known=not found.unsure,
        source=", ".join(found.influence.orders),
        note=found.note,
    )


def _target(facts: WarfarinFacts) -> DoseInput:
    label = Text("INR aimed at")
    if facts.targets:
        found = facts.targets[0]
        value = f"{found.low.normalize():f} to {found.high.normalize():f}"
        return DoseInput(id="target-inr", label=label, value=value, known=True, source=found.source)
    note = Text("Not recorded: the dose holds only for a target of 2 to 3.")
    return DoseInput(id="target-inr", label=label, value=Text("2 to 3, assumed"), known=False, note=note)


def _cautions(case: _Case) -> Iterator[Caution]:
    yield from _unseen(case.facts)
    yield from _unknown_genes(case)
    yield from _by_cpic(case)
    if case.facts.taken:
        text = Text("Warfarin is taken already: a dose that keeps the INR stable is better than any calculated one.")
        yield Caution("taken", text)
    yield from _coming(case.company)
    text = Text("It is no order and no loading dose: the dose is settled by the INR, measured often at first.")
    yield Caution("aid", text)
    text = Text("Liver and heart disease, thyroid, illness, vitamin K in food and other medicines are not in it.")
    yield Caution("left-out", text)


def _unseen(facts: WarfarinFacts) -> Iterator[Caution]:
    """What could stand against the number in parts of the record that nobody saw, or in an INR that nobody measured."""
    if facts.unseen:
        text = Text(
            "Not looked at, or silent: {parts}. A bleeding, a mechanical heart valve or another reason against a "
            "number may stand there.",
            parts=series(facts.unseen),
        )
        yield Caution("record-unseen", text)
    if facts.taken and not facts.inr.known:
        text = Text("Warfarin is taken, and no INR that can be relied upon is recorded: measure it before any change.")
        yield Caution("inr-missing", text)


def _unknown_genes(case: _Case) -> Iterator[Caution]:
    problems = [each for each in (case.genes.vkorc1_problem, case.genes.cyp2c9_problem) if each]
    if case.equation is Equation.CLINICAL:
        for problem in problems:
            yield Caution("no-genes", Text("This number does not rest on genes. {problem}", problem=problem))
        return
    for problem in problems:
        yield Caution(
            "unknown-gene",
            Text(
                "{problem} The equation's term for an unknown genotype was used, an average that can be far off. "
                "CPIC (2017) asks for both genes; the equation without genes gives {mg} mg a week.",
                problem=problem,
                mg=_mg(weekly_dose(case.factors, Equation.CLINICAL)),
            ),
        )


def _by_cpic(case: _Case) -> Iterator[Caution]:
    """What CPIC's guideline adds to a calculated dose."""
    black = case.factors.race is Race.BLACK
    untested = ", ".join(case.genes.untested)
    if case.equation is Equation.CLINICAL:
        if black and untested:
            yield Caution(
                "untested-alleles",
                Text(
                    "CYP2C9 {alleles} were not certainly looked for: for African ancestry CPIC (2017) then doses "
                    "without genes.",
                    alleles=untested,
                ),
            )
        return
    if untested:
        yield Caution(
            "untested-alleles",
            Text(
                "CYP2C9 {alleles} were not certainly looked for; a carrier needs 15 to 30 % less for each (CPIC 2017).",
                alleles=untested,
            ),
        )
    yield from _other_genes(case, black=black)


def _other_genes(case: _Case, *, black: bool) -> Iterator[Caution]:
    if carries(case.facts.calls.get(RS12777823), "A") and (black or case.facts.race is None):
        text = Text(
            "rs12777823 A is carried: for African ancestry CPIC (2017) takes 10 to 25 % off, for others nothing."
        )
        yield Caution("rs12777823", text)
    if carries(case.facts.calls.get(CYP4F2), "*3") and not black:
        text = Text("CYP4F2 *3 is carried: CPIC (2017) allows 5 to 10 % more, but not for African ancestry.")
        yield Caution("cyp4f2", text)


def _coming(company: Company) -> Iterator[Caution]:
    for drug in company.planned:
        text = Text("{drug} is planned and not counted: with it the dose changes.", drug=drug.capitalize())
        yield Caution("planned", text)
    for each in company.coming:
        drug_name = each.effect.drug.capitalize()
        slows = Text("{drug} is planned: it slows warfarin's breakdown, unknown to the equation.", drug=drug_name)
        speeds = Text("{drug} is planned: it speeds up warfarin's breakdown, unknown to the equation.", drug=drug_name)
        yield Caution("planned", slows if lowers_dose(each) else speeds)
