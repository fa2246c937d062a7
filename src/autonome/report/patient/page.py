"""The patient's page as a value: the parts in the order in which a frightened reader needs them. No markup is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.evidence.drugs import Drug
from autonome.kernel import DrugName, GeneSymbol, Text
from autonome.plan.ethics.incidental import genes_behind
from autonome.plan.phrases import join
from autonome.plan.prevention.values import PreventionAdvice
from autonome.plan.values import GeneLine, Left, LeftOut, Origin, Plan
from autonome.report.patient import ethics, prevention
from autonome.report.patient.card import card_lines
from autonome.report.patient.disclosure import Disclosure, disclosure_of, wanted
from autonome.report.patient.genes import NOT_TAKEN, results_of, work_of
from autonome.report.patient.kinds import Kind, kind_of
from autonome.report.patient.limits import limits_in_plain_words, why_left_out
from autonome.report.patient.medicine import MedicineForPatient, can_stop_breath, medicine_for_patient
from autonome.report.patient.questions import questions_for
from autonome.report.patient.sentences import Plain, ingredient, once
from autonome.report.patient.signs import GROUPS, ICONS, Call
from autonome.report.patient.unread import unread_lines
from autonome.report.patient.wishes import WishGroup, family_kept, how_to_ask, wishes_of

WAITS = Plain("The gene {gene}, which matters for {drugs}.")

INPUTS: Mapping[str, Plain] = {
    "genome": Plain("your gene test"),
    "record": Plain("your health record"),
    "consent": Plain("your consent"),
    "outside-calls": Plain("gene results from another laboratory"),
}
"""What a plan is made from, by the role that it states."""

ANOTHER_INPUT = Plain("one more file, which the plan for your doctor names")


@dataclass(frozen=True, slots=True)
class Group:
    """Medicines that ask for the same, at the top of the page.

    Args:
        call: how pressing they are.
        icon: beside the words.
        words: said before them.
        medicines: each with a part of its own on the page.
        others: place on the page and name of what has no such part; names of the record are untrusted.
    """

    call: Call
    icon: str
    words: Text
    medicines: tuple[MedicineForPatient, ...]
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GeneForPatient:
    """One gene in plain words.

    Args:
        gene: its name.
        work: what it does.
        results: what this patient's result says.
        used_for: medicines of the plan that it matters for, or "".
        ahead: what follows from it before any medicine is chosen.
    """

    gene: GeneSymbol
    work: Text
    results: tuple[Text, ...]
    used_for: str
    ahead: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A medicine of the record that could not be checked. `text` is untrusted."""

    text: str
    why: Text


@dataclass(frozen=True, slots=True)
class PatientPage:
    """Everything that the page shows.

    Args:
        groups: the medicines by how pressing they are; empty groups are left out.
        current: medicines of the record.
        considered: medicines that were asked about.
        ahead: what follows from the record before any medicine is chosen, each with a place of its own.
        waiting: genes without a result, each with the medicines that wait for it.
        unchecked: medicines of the record that could not be checked.
        inactive: medicines that the record says are not taken now.
        limits: what the plan does not look at.
        folded: genes that are shown when the patient opens them.
        offered: genes behind the offer of a talk.
        card: lines to show to others.
        questions: for the next visit.
        inputs: what the page was made from.
        consented: whether consent was asked for first; else the page does not say so.
        family: whether a result that is told concerns relatives.
        family_kept: that the patient does not want to be told what concerns them, or None.
        wishes: what the patient wants to be told of findings that nobody asked about.
        on_request: that something may be held back, and how to ask for it.
    """

    groups: tuple[Group, ...]
    current: tuple[MedicineForPatient, ...]
    considered: tuple[MedicineForPatient, ...]
    ahead: tuple[tuple[str, tuple[Text, ...]], ...]
    waiting: tuple[Text, ...]
    unchecked: tuple[Unchecked, ...]
    inactive: tuple[Unchecked, ...]
    limits: tuple[Text, ...]
    folded: tuple[GeneForPatient, ...]
    offered: tuple[GeneForPatient, ...]
    card: tuple[Text, ...]
    questions: tuple[Text, ...]
    inputs: tuple[Text, ...]
    consented: bool
    family: bool
    family_kept: Text | None
    wishes: tuple[WishGroup, ...]
    on_request: tuple[Text, ...]

    @property
    def urgent(self) -> bool:
        """Whether something is worth a call today or tomorrow."""
        return any(each.call in {Call.TODAY, Call.NOW} for each in self.groups)


def patient_page(plan: Plan, drugs: Mapping[DrugName, Drug]) -> PatientPage:
    """Arrange a plan for the patient.

    Args:
        plan: to show.
        drugs: of the bundle, for what a medicine is often used for.
    """
    current, considered = (_medicines(plan, drugs, origin) for origin in (Origin.CURRENT, Origin.CONSIDERED))
    unchecked = tuple(_unchecked(each) for each in plan.left_out if each.why is not Left.INACTIVE)
    every = ((each, each.verdict.drug) for each in plan.medicines)
    ask_first = (drug for each, drug in every if can_stop_breath(each, _kind(drug, drugs)))
    return PatientPage(
        _groups(plan, current, unchecked),
        current,
        considered,
        tuple((each.id, tuple(prevention.said(each))) for each in prevention.on_record(plan)),
        _waiting(plan),
        unchecked,
        tuple(_unchecked(each) for each in plan.left_out if each.why is Left.INACTIVE),
        once((*limits_in_plain_words(plan.limits), *ethics.remarks(plan))),
        _genes(plan, Disclosure.FOLDED),
        _genes(plan, Disclosure.OFFERED),
        (*card_lines(plan.medicines, frozenset(ask_first)), *unread_lines(plan.not_understood)),
        questions_for(plan),
        once(INPUTS.get(role, ANOTHER_INPUT).of() for role in sorted(plan.sources.inputs)),
        "consent" in plan.sources.inputs,
        _concerns_family(plan),
        family_kept(plan),
        wishes_of(plan),
        how_to_ask(plan),
    )


def _medicines(plan: Plan, drugs: Mapping[DrugName, Drug], origin: Origin) -> tuple[MedicineForPatient, ...]:
    sudden = ethics.harmful_to_stop(plan)
    illnesses = tuple(each.text for each in plan.conditions if not each.status)
    return tuple(
        medicine_for_patient(
            f"m{number}",
            advice,
            _kind(advice.verdict.drug, drugs),
            not_at_once=advice.verdict.drug in sudden,
            illnesses=illnesses,
        )
        for number, advice in enumerate(plan.medicines, start=1)
        if advice.origin is origin
    )


def _kind(name: DrugName, drugs: Mapping[DrugName, Drug]) -> Kind | None:
    return kind_of(name, drugs[name].atc if name in drugs else ())


def _groups(plan: Plan, current: tuple[MedicineForPatient, ...], unchecked: tuple[Unchecked, ...]) -> tuple[Group, ...]:
    pressing = [each.id for each in prevention.on_record(plan) if each.id in prevention.PRESSING]
    besides: dict[Call, tuple[tuple[str, str], ...]] = {
        Call.TODAY: tuple((f"a-{id_}", prevention.PRESSING[id_].of()) for id_ in pressing),
        Call.UNCHECKED: tuple(("unchecked", each.text) for each in unchecked),
    }
    groups = []
    for call, words in GROUPS.items():
        medicines = tuple(each for each in current if each.call is call)
        others = besides.get(call, ())
        if medicines or others:
            groups.append(Group(call, ICONS[call], words.of(), medicines, others))
    return tuple(groups)


def _unchecked(left: LeftOut) -> Unchecked:
    return Unchecked(left.order.text or left.order.source, why_left_out(left))


def _waiting(plan: Plan) -> tuple[Text, ...]:
    """Each gene without a result once, with every medicine that waits for it."""
    found: dict[GeneSymbol, list[str]] = {}
    for advice in plan.medicines:
        for each in advice.unassessed:
            found.setdefault(each.gene, []).append(ingredient(advice.verdict.drug))
    return tuple(WAITS.of(gene=gene, drugs=join(tuple(dict.fromkeys(found[gene])))) for gene in sorted(found))


def _genes(plan: Plan, disclosure: Disclosure) -> tuple[GeneForPatient, ...]:
    """Genes that matter for a medicine of the plan, or from which something follows ahead."""
    ahead = prevention.on_genes(plan)
    told = [line for line in plan.genes if line.used_for or line.call.gene in ahead or wanted(line.call.gene, plan)]
    family = family_kept(plan) is None
    return tuple(_gene(line, ahead, family=family) for line in told if disclosure_of(line, plan) is disclosure)


def _concerns_family(plan: Plan) -> bool:
    """Whether advice that the page shows concerns relatives; what is held back must not show through here."""
    if family_kept(plan):
        return False
    withheld = {line.call.gene for line in plan.genes if disclosure_of(line, plan) is Disclosure.WITHHELD}
    return any(each.relatives and withheld.isdisjoint(genes_behind(each)) for each in plan.prevention)


def _gene(line: GeneLine, ahead: Mapping[str, tuple[PreventionAdvice, ...]], *, family: bool) -> GeneForPatient:
    gene = line.call.gene
    drugs = join([ingredient(each) for each in line.used_for])
    follows = once(text for advice in ahead.get(gene, ()) for text in prevention.said(advice, family=family))
    results = results_of(line.call) if drugs else (*results_of(line.call), NOT_TAKEN.of())
    return GeneForPatient(gene, work_of(gene), results, drugs, follows)
