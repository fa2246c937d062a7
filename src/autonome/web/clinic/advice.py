"""A plan arranged for the page: what to do first, then each medicine, genes, what was not assessed, and the evidence.

What is said comes from the plan and from `report.pages`; nothing about a patient is decided here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from autonome.kernel import Text, sha256_hex
from autonome.pharmacogenomics.calls import Status
from autonome.plan import phrases
from autonome.plan.clinical_limits import NEEDED_WORDS
from autonome.plan.consequence import MOST_CAUTIOUS_FIRST, SPOKEN, Consequence
from autonome.plan.values import GeneLine, LeftOut, Origin, Plan
from autonome.report import words
from autonome.report.grounds import Ground
from autonome.report.pages import MedicineView, MissingGene, Pages, named, pages_of
from autonome.web.clinic.figures import Figure, scores, timeline
from autonome.web.desk import SeenPlan

BADGES: Final = {
    Consequence.AVOID: "bad",
    Consequence.CHANGE_DOSE: "warn",
    Consequence.MONITOR: "warn",
    Consequence.STANDARD: "good",
}
"""Consequence → class of its badge; of all others it is the dashed one of what is unknown."""

OPEN: Final = "open"

URGENT: Final = ("bad", "warn")

UNCLEAR_SHOWN: Final = 8
"""Medicines without a plain answer that the first screen names; others are counted and folded (our own judgement)."""

MEDICINES, GENES = "medications", "pharmacogenes"
"""Categories of data that a plan rests on."""

SILENT: Final = frozenset({"no-allergies", "no-conditions", "allergies-unknown", "allergies-unread"})
"""Limits of a plan that who prescribes must have seen first (our own judgement)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement of a guideline, or its absence, as it concerns this patient.

    Args:
        source: its name.
        results: of genes that lead to it.
        sign: the consequence, in a word.
        text: what the guideline says; "" where it says nothing.
        why: how the results led there, or why nothing is said.
        strength: as the source grades it, or "".
        population: for whom, or "".
        guideline: its name.
        version: of it.
        url: where it can be read; "" where that is no plain https address.
        pmids: PubMed ids.
        id: of the statement.
    """

    source: str
    results: Text
    sign: Text
    text: str
    why: Text
    strength: str
    population: str
    guideline: str = ""
    version: str = ""
    url: str = ""
    pmids: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine.

    Args:
        view: as the plan's own pages have it.
        badge: class of its sign.
        alternatives: checked ones with what they mean here, mildest first.
        evidence: statements that it rests on.
    """

    view: MedicineView
    badge: str
    alternatives: tuple[tuple[Text, Text], ...]
    evidence: tuple[Evidence, ...]

    @property
    def hedged(self) -> bool:
        """Whether its sign says what to do, and this is not certain."""
        return self.view.uncertain and self.view.advice.consequence in SPOKEN

    @property
    def drug(self) -> str:
        """Its ingredient."""
        return str(self.view.advice.verdict.drug)


@dataclass(frozen=True, slots=True)
class Gene:
    """One gene with its result.

    Args:
        line: as the plan has it.
        result: in the field's notation; "" without one.
        phenotype: what it means.
        status: how it was answered.
        looked: how much of it was looked at.
        sure: whether it is a plain answer.
        medicines: of this plan, that it matters for.
    """

    line: GeneLine
    result: str
    phenotype: Text
    status: Text
    looked: Text
    sure: bool
    medicines: Text


@dataclass(frozen=True, slots=True)
class Unseen:
    """What of a plan's grounds who asks could not see, or nobody recorded: for the first screen.

    Args:
        parts: of those that a plan rests on, that were not shared, in words; empty for a plan of all of them.
        medicines: whether the list of medicines was not shared.
        genes: whether the genes were not shared.
        no_genome: whether they were, and none is kept.
        silent: what the record does not say, or says in words that could not be read.
    """

    parts: tuple[str, ...]
    medicines: bool
    genes: bool
    no_genome: bool
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything that the page shows of a plan.

    Args:
        first: the one to look at first: what was asked about last, else the most serious of the current ones, else
            None.
        taken: whether what was asked about last is taken already.
        also: further ones that must not stay as they are; named beside it, so that nobody stops at the first.
        unclear: further ones without a plain answer, the gravest first: what is not said of them is no yes.
        current: medicines that are taken.
        considered: medicines that were asked about.
        genes: that this plan goes by.
        missing: genes without a usable result, and who waits for them.
        unseen: what could not be seen, or is not recorded.
        unchecked: medicines that were asked about, and that nothing is said of.
        not_understood: medicines of the record that nothing is said of.
        digest: SHA-256 of ``plan.json``.
        timeline: when medicines were taken, or None.
        scores: activity scores, or None.
        pages: what else the plan's own pages have.
    """

    first: Medicine | None
    taken: bool
    also: tuple[Medicine, ...]
    unclear: tuple[Medicine, ...]
    current: tuple[Medicine, ...]
    considered: tuple[Medicine, ...]
    genes: tuple[Gene, ...]
    missing: tuple[tuple[MissingGene, Text], ...]
    unseen: Unseen
    unchecked: tuple[LeftOut, ...]
    not_understood: tuple[LeftOut, ...]
    digest: str
    timeline: Figure | None
    scores: Figure | None
    pages: Pages

    @property
    def unclear_named(self) -> tuple[Medicine, ...]:
        """Those of `unclear` that are named at once."""
        return self.unclear[:UNCLEAR_SHOWN]

    @property
    def unclear_folded(self) -> tuple[Medicine, ...]:
        """The rest of them."""
        return self.unclear[UNCLEAR_SHOWN:]


def advice_of(seen: SeenPlan, about: Collection[str] = ()) -> Advice:
    """Arrange a plan for the page.

    Args:
        seen: the plan.
        about: ingredients that were asked about last.
    """
    plan = seen.made.plan
    pages = pages_of(plan)
    alone = MEDICINES in plan.facts.not_covered
    current, considered = (
        tuple(_medicine(each, alone=alone) for each in views) for views in (pages.current, pages.considered)
    )
    first, *others = sorted((*considered, *current), key=lambda each: each.drug not in about) or (None,)
    return Advice(
        first=first,
        taken=first is not None and first in current and first.drug in about,
        also=tuple(each for each in others if each is not None and each.badge in URGENT),
        unclear=_unclear(each for each in others if each is not None),
        current=current,
        considered=considered,
        genes=tuple(map(_gene, pages.genes_used)),
        missing=tuple((each, words.drugs(each.medicines)) for each in pages.missing_genes),
        unseen=_unseen(plan),
        unchecked=tuple(each for each in pages.not_advised if each.origin is Origin.CONSIDERED),
        not_understood=tuple(each for each in pages.not_advised if each.origin is Origin.CURRENT),
        digest=sha256_hex(seen.made.document),
        timeline=timeline(seen.orders, plan.as_of),
        scores=scores(pages.genes_used, plan.medicines),
        pages=pages,
    )


def _unseen(plan: Plan) -> Unseen:
    withheld = [each for each in NEEDED_WORDS if each in plan.facts.not_covered]
    genes = GENES in withheld
    return Unseen(
        parts=tuple(NEEDED_WORDS[each] for each in withheld),
        medicines=MEDICINES in withheld,
        genes=genes,
        no_genome=not genes and "genome" not in plan.sources.inputs,
        silent=tuple(each.text for each in plan.limits if each.id in SILENT),
    )


def _unclear(others: Iterable[Medicine]) -> tuple[Medicine, ...]:
    """Those that nobody may take for safe: not assessed, without guidance, or not certain."""
    found = [each for each in others if each.badge == OPEN]
    return tuple(sorted(found, key=lambda each: MOST_CAUTIOUS_FIRST.index(each.view.advice.consequence)))


def _medicine(view: MedicineView, *, alone: bool) -> Medicine:
    """One medicine.

    Args:
        view: as the plan's own pages have it.
        alone: whether nobody knows beside which others it is taken; then nothing is a plain yes.
    """
    advice = view.advice
    badge = OPEN if view.uncertain else BADGES.get(advice.consequence, OPEN)
    badge = OPEN if alone and badge == BADGES[Consequence.STANDARD] else badge
    checked = tuple((named(each.name), words.alternative(each)) for each in view.checked)
    return Medicine(view, badge, checked, tuple(_evidence(view)))


def _evidence(view: MedicineView) -> Iterator[Evidence]:
    for source in (*view.sources, *view.silent):
        for ground in (*source.supported, *source.possible):
            yield from _grounds(source.advice.source, ground)


def _grounds(source: str, ground: Ground) -> Iterator[Evidence]:
    results = phrases.clauses(
        phrases.series(Text("{gene} {result}", gene=each.gene, result=words.result(each)) for each in readings)
        for readings in ground.results
    )
    for said in ground.said:
        statement = said.statement
        found = Evidence(
            source, results, said.sign.word, "", phrases.clauses(ground.reasons), said.strength, said.population
        )
        if statement is None:
            yield found
            continue
        yield Evidence(
            source, results, said.sign.word, statement.text, found.why, said.strength, said.population,
            guideline=statement.guideline,
            version=statement.version,
            url=statement.url if statement.url.startswith("https://") else "",
            pmids=tuple(each for each in statement.pmids if each.isascii() and each.isdigit()),
            id=str(statement.id),
        )  # fmt: skip


def _gene(line: GeneLine) -> Gene:
    call = line.call
    return Gene(
        line,
        ", ".join(each.label for each in call.diplotypes),
        phrases.series(dict.fromkeys(words.phenotype(each.phenotype) for each in call.diplotypes)),
        words.STATUSES[call.status],
        words.positions(call),
        call.status in (Status.CALLED, Status.OUTSIDE),
        words.drugs(line.used_for),
    )
