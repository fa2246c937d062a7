"""What a plan does not do or cannot know, said with the plan and not elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from autonome.clinical import HealthRecord
from autonome.clinical.quality import unused
from autonome.clinical.sources import Source
from autonome.kernel import GeneSymbol, Text
from autonome.plan.credits import Releases
from autonome.plan.phrases import clauses, join, series
from autonome.plan.populations import AgeRange
from autonome.plan.values import GeneLine, Limit, MedicationAdvice

CFTR = GeneSymbol("CFTR")

ALWAYS = (
    Limit(
        "clinician-review",
        Text(
            "A clinician must review this plan before anything is prescribed, changed or stopped. No medicine is to be "
            "stopped because of it alone."
        ),
    ),
    Limit(
        "co-medication",
        Text(
            "Of interactions between medicines two kinds are looked at. The pairs that the bundle lists, after "
            "labels, stand with a medicine as what the record means for it. Strong and moderate inhibitors and "
            "inducers that the bundle lists of CYP2B6, CYP2C9, CYP2C19, CYP2D6 and CYP3A4 are weighed where guidance "
            "on a medicine asks for that gene. No other pair is looked at, nor weak effects, most food and "
            "inflammation: that nothing is said of two medicines does not mean that they go together."
        ),
    ),
    Limit(
        "clinical-state",
        Text(
            "Kidney and liver function, age, weight, pregnancy, smoking, allergies, diagnoses and goals are considered "
            "by the rules that the bundle lists for a medicine, and by no others, as far as the record states them. "
            "What a medicine is given for is not checked: where advice depends on it, it is shown for each, and page 1 "
            "shows the most cautious."
        ),
    ),
    Limit(
        "known-alleles",
        Text(
            "Only the known positions of named alleles are read. Rare or new variants, and deletions or copies of "
            "whole genes unless an outside result gives them, are not found."
        ),
    ),
)
"""Limits of every plan."""


def limits_of(  # noqa: PLR0913 - what each limit is drawn from
    record: HealthRecord,
    age: AgeRange | None,
    medicines: Sequence[MedicationAdvice],
    genes: Sequence[GeneLine],
    releases: Releases,
    *,
    not_covered: Collection[str] = (),
) -> tuple[Limit, ...]:
    """The limits of one plan: those of every plan, then those that this patient's data add."""
    ages = _age(age, medicines, withheld="demographics" in not_covered)
    own = (*_published_later(releases), *_assumed(genes), *_cftr(medicines), *ages, *_unread(record))
    dates = Limit(
        "releases",
        Text(
            "The knowledge has dates of its own, bridged as the bundle states: {dates}. What was published later "
            "is not in this plan.",
            dates=releases.dates,
        ),
    )
    return (*ALWAYS, dates, *own)


def _published_later(releases: Releases) -> Iterator[Limit]:
    if releases.after:
        yield Limit(
            "knowledge-after-as-of",
            Text(
                "The plan is for an earlier day than its knowledge: some of it is of {day}. What "
                "was known on that day may have been less, or other.",
                day=releases.after,
            ),
        )


def _assumed(genes: Iterable[GeneLine]) -> Iterator[Limit]:
    touched = [line.call.gene for line in genes if line.call.assumed]
    if touched:
        yield Limit(
            "assumed-reference",
            Text(
                "By request, positions without data were taken for reference in {genes}. If the file left "
                "them out for another reason, these results are wrong.",
                genes=series(touched),
            ),
        )


def _cftr(medicines: Iterable[MedicationAdvice]) -> Iterator[Limit]:
    """Labels of CFTR modulators have grown since the guideline listed the variants that respond."""
    told = [line.statement for each in medicines for line in each.verdict.lines if line.statement]
    dated = {statement.drug: statement.version for statement in told if CFTR in statement.lookup}
    if dated:
        drugs = join([Text("{drug} ({version})", drug=drug, version=dated[drug]) for drug in sorted(dated)])
        yield Limit(
            "cftr-variants",
            Text(
                "Which CFTR variants respond is read from the guideline's list of its date, for {drugs}. The label may "
                "list more variants today: check it before the medicine is ruled out.",
                drugs=drugs,
            ),
        )


def _age(age: AgeRange | None, medicines: Iterable[MedicationAdvice], *, withheld: bool) -> Iterator[Limit]:
    codes = {line.population.code for advice in medicines for line in advice.verdict.lines}
    if age is None and codes & {"adults", "pediatrics", "child >40kg_adult"}:
        missing = Text("The record gives no birth date, so advice for children and for adults is both kept.")
        unseen = Text("The age was not to be seen, so advice for children and for adults is both kept.")
        yield Limit("age", unseen if withheld else missing)


def _unread(record: HealthRecord) -> Iterator[Limit]:
    if record.not_read:
        kinds = series(f"{name} ({count})" for name, count in record.not_read)
        yield Limit("record-not-read", Text("These entries of the record are not read: {kinds}.", kinds=kinds))
    if repeated := [entry for entry in record.left_out if entry.repeats]:
        entries = clauses(_with_reason(entry.source, entry.reason) for entry in repeated)
        text = Text(
            "These entries of the record say word for word what others say, and count once: {entries}.", entries=entries
        )
        yield Limit("record-repeated", text)
    others = [entry for entry in record.left_out if not entry.repeats and not entry.source.may_be_a_medicine]
    if others:
        text = Text(
            "These entries of the record could not be used, none of them a medicine: {entries}.",
            entries=clauses(_with_reason(entry.source, entry.reason) for entry in others),
        )
        yield Limit("record-not-usable", text)
    if count := len(unused(record)):
        text = Text(
            "Observations of the record of kinds that no rule asks about, from which nothing is concluded: {count} "
            "(the command record check names them).",
            count=count,
        )
        yield Limit("observations-not-used", text)
    if record.notes:
        notes = clauses(Text("{place}: {note}", place=str(note.source), note=note.text) for note in record.notes)
        yield Limit("record-notes", Text("Doubts about entries of the record that are used: {notes}", notes=notes))


def _with_reason(source: Source, reason: str) -> Text:
    return Text("{place} ({why})", place=str(source), why=reason)
