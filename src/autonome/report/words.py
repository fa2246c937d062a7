"""The report's words, icons and short phrases: one place, so that a word means one thing on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autonome.kernel import Instant, Text, term
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.phrases import kind_of_effect, meaning_now, name_result, presence, series
from autonome.plan.populations import Fit, Population
from autonome.plan.reasons import EffectState, Interaction, Reading
from autonome.plan.values import AlternativeCheck, Left, LeftOut, Origin, PatientLabel, Sources


@dataclass(frozen=True, slots=True)
class Sign:
    """How a consequence is shown: word, icon and colour say the same, so that none is needed alone.

    Args:
        inline: its word within a sentence.
        icon: id of the symbol in ``icons.svg``, and of the colour class.
        legend: what it means, for the key.
        possible: whether only a result that is not certain leads to it.
        conditional: whether it holds under a condition that is not checked.
    """

    inline: Text
    icon: str
    legend: Text
    possible: bool = False
    conditional: bool = False

    @property
    def word(self) -> Text:
        """On the badge."""
        return self.inline.with_capital()


SIGNS: Mapping[Consequence, Sign] = {
    Consequence.AVOID: Sign(
        Text("avoid"), "avoid", Text("Choose another medicine unless there is a strong reason not to.")
    ),
    Consequence.CHANGE_DOSE: Sign(Text("change dose"), "change-dose", Text("Usable with another dose or schedule.")),
    Consequence.MONITOR: Sign(Text("monitor"), "monitor", Text("Usable with closer follow-up.")),
    Consequence.NOT_ASSESSED: Sign(
        Text("not assessed"),
        "not-assessed",
        Text("A gene or a fact of the record that is needed has no usable result. Not a normal result."),
    ),
    Consequence.NO_RECOMMENDATION: Sign(
        Text("no advice"),
        "no-recommendation",
        Text("The result is known, and the guideline gives no advice for it."),
    ),
    Consequence.STANDARD: Sign(Text("standard"), "standard", Text("What was looked at gives no reason to change.")),
    Consequence.NO_GUIDANCE: Sign(
        Text("no guidance"),
        "no-guidance",
        Text("No guideline and no rule of the bundle speaks of it here. Not the same as standard."),
    ),
}

GRADED = frozenset({Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR})
"""Consequences that can be merely possible."""

STATUSES: Mapping[Status, Text] = {
    Status.CALLED: Text("called"),
    Status.AMBIGUOUS: Text("ambiguous"),
    Status.NOT_ASSESSED: Text("not assessed"),
    Status.NO_MATCH: Text("no match"),
    Status.OUTSIDE: Text("outside result"),
    Status.CONFLICTING: Text("conflicting"),
}

LEFT: Mapping[Left, Text] = {
    Left.CONFLICTING: Text("contradicts itself"),
    Left.UNRECOGNISED: Text("not recognised"),
    Left.UNREADABLE: Text("not readable"),
    Left.INACTIVE: Text("not current"),
}

STATES: Mapping[EffectState, Text] = {
    EffectState.IN_FORCE: Text("In force"),
    EffectState.BUILDING_UP: Text("Building up"),
    EffectState.UNCERTAIN: Text("Not certain"),
    EffectState.WASHOUT: Text("Wearing off"),
    EffectState.PLANNED: Text("Not begun"),
}

_SEXES = {
    "female": Text("female"),
    "male": Text("male"),
    "other": Text("other"),
    "unknown": Text("unknown"),
    "not-stated": Text("not stated"),
}

_INPUTS = {
    "genome": Text("genome"),
    "record": Text("record"),
    "consent": Text("consent"),
    "outside-calls": Text("outside calls"),
}

LABEL_NAME = 32
"""Characters of a name that fit the head of a printed page."""

_MONTHS = (
    Text("Jan"),
    Text("Feb"),
    Text("Mar"),
    Text("Apr"),
    Text("May"),
    Text("Jun"),
    Text("Jul"),
    Text("Aug"),
    Text("Sep"),
    Text("Oct"),
    Text("Nov"),
    Text("Dec"),
)
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]")
_UNSTATED = frozenset({"", "N/A", "None"})


def sign(consequence: Consequence, *, sure: bool = True, conditional: bool = False) -> Sign:
    """How a consequence is shown.

    Args:
        consequence: the word to show.
        sure: False where only a possible result leads to it.
        conditional: whether it holds under a condition that is not checked.
    """
    plain = SIGNS[consequence]
    if consequence not in GRADED or (sure and not conditional):
        return plain
    said = plain.inline if sure else Text("possibly {word}", word=plain.inline)
    said = Text("{word} if …", word=said) if conditional else said
    return Sign(said, plain.icon, plain.legend, possible=not sure, conditional=conditional)


def day(text: str) -> str:
    """Such as ``1 Mar 2026`` or ``Mar 2026`` for a date or an instant; what is neither stays as it is."""
    found = _DATE.match(text)
    if not found or not 1 <= int(found[2]) <= len(_MONTHS):
        return text
    month, year = _MONTHS[int(found[2]) - 1], found[1]
    if found[3]:
        return Text("{day} {month} {year}", day=int(found[3]), month=month, year=year)
    return Text("{month} {year}", month=month, year=year)


def moment(instant: Instant) -> Text:
    """Such as ``1 Mar 2026, 10:00 UTC``."""
    text = str(instant)
    return Text("{day}, {time} UTC", day=day(text), time=text[11:16])


def css_string(text: str) -> str:
    """Text for a CSS string: every character that is not a plain letter or digit as its code point.

    Untrusted text enters a style sheet here and nowhere else; no quote, bracket or backslash of it survives.
    """
    return _NOT_PLAIN.sub(lambda found: f"\\{ord(found[0]):06x}", text)


def running_label(patient: PatientLabel) -> Text:
    """The patient on each printed page; long names are cut, the id is not."""
    name = patient.name or Text("no name")
    cut = f"{name[:LABEL_NAME]}…" if len(name) > LABEL_NAME else name
    born = day(patient.birth_date) or Text("not stated")
    return Text("{name} · born {date} · {subject}", name=cut, date=born, subject=patient.subject)


def running_moment(instant: Instant) -> Text:
    """The instant of the plan, on each printed page."""
    return Text("as of {moment}", moment=moment(instant))


def running_foot(sources: Sources) -> Text:
    """Who made it and of what, on each printed page."""
    return Text(
        "{engine} · bundle {bundle} · for review by a clinician", engine=sources.engine, bundle=sources.bundle[:12]
    )


def sex(code: str) -> Text:
    """The administrative sex of the record."""
    return _SEXES.get(code) or term(code.replace("-", " "))


def input_role(code: str) -> Text:
    """What an input of the plan is."""
    return _INPUTS.get(code) or term(code.replace("-", " "))


def drugs(names: Iterable[str]) -> Text:
    """A list of ingredients."""
    return series(map(term, names))


def lookup_keys(keys: Iterable[tuple[str, str]]) -> Text:
    """The keys that guidance was looked up under."""
    return series(Text("{gene} “{key}”", gene=gene, key=term(key)) for gene, key in keys)


def changes_with(call: GeneCall) -> Text:
    """Phenotypes that are not excluded."""
    named = (name for name in call.changes_with if name)
    found = (Text("indeterminate") if name == "Indeterminate" else term(name) for name in named)
    return series(found) or Text("unknown")


def effect_kind(chain: Interaction) -> Text:
    """What a medicine is to an enzyme, such as ``strong inhibitor``."""
    return kind_of_effect(chain.strength, chain.direction)


def enzyme_acts(chain: Interaction) -> Text:
    """What an enzyme acts as under a medicine, and what its genotype says."""
    if not chain.acts_as:
        if not chain.by_genotype:
            return Text("{gene} no usable result", gene=chain.gene)
        return Text("{gene} by genotype {genotype}", gene=chain.gene, genotype=chain.by_genotype)
    acts = _acts(chain)
    return Text("{acts}; by genotype {genotype}", acts=acts, genotype=chain.by_genotype) if chain.by_genotype else acts


def _acts(chain: Interaction) -> Text:
    if chain.used:
        return Text("{gene} acts as {meaning}", gene=chain.gene, meaning=chain.acts_as)
    if chain.state is EffectState.PLANNED:
        return Text("{gene} would act as {meaning}", gene=chain.gene, meaning=chain.acts_as)
    return Text("{gene} may act as {meaning}", gene=chain.gene, meaning=chain.acts_as)


def result(reading: Reading) -> Text:
    """A reading's result, such as ``*1/*2``, ``*4 or *5 is present`` or ``no result``."""
    if reading.via:
        return Text("not excluded: {presence}", presence=presence(reading))
    return name_result(reading) or Text("no result")


def meaning_of(reading: Reading) -> Text:
    """What a reading means, or that nothing is known."""
    if not (reading.label or reading.phenotype):
        return Text("not assessed")
    if reading.keyed and not (reading.phenotype or reading.activity_score):
        return Text("judged by its alleles")
    return meaning_now(reading)


def phenotype(name: str) -> Text:
    """A phenotype of the tables, or that they have none."""
    return term(name) if name else Text("no phenotype in the tables")


def strength(text: str) -> Text:
    """The source's grade; "" where it states none."""
    return Text("") if text in _UNSTATED else term(text[:1].lower() + text[1:])


def for_whom(population: Population) -> str:
    """The population, with why it is ruled out; "" for all patients."""
    if population.fit is Fit.APPLIES and population.label == "all patients":
        return ""
    if population.fit is Fit.RULED_OUT:
        return Text("{population} (ruled out: {why})", population=population.label, why=population.reason)
    return population.label


UNRECORDED_SHOWN = 2
"""Illnesses that the remark on an alternative names; ``plan.json`` has all."""


def alternative(check: AlternativeCheck) -> Text:
    """What a checked alternative means for this patient, such as ``monitor (not certain)``."""
    found = sign(check.consequence, conditional=check.conditional).inline if check.consequence else Text("not checked")
    if check.consequence is Consequence.NO_GUIDANCE:
        found = Text("no reason against it found")
    unrecorded = Text("not recorded: {what}", what=series(check.unrecorded[:UNRECORDED_SHOWN]))
    unseen = Text("not looked at: {what}", what=series(check.unseen[:UNRECORDED_SHOWN]))
    forbidden = check.consequence is Consequence.AVOID
    remarks = (
        (Text("not certain"), check.uncertain),
        (Text("already taken"), check.taken),
        (unrecorded, check.unrecorded and not forbidden),
        (unseen, check.unseen and not forbidden),
    )
    said = series(remark for remark, holds in remarks if holds)
    return Text("{consequence} ({remarks})", consequence=found, remarks=said) if said else found


def left_out(left: LeftOut) -> Text:
    """Why a medicine has no advice, in a word or two."""
    why = LEFT[left.why]
    return Text("asked about, {why}", why=why) if left.origin is Origin.CONSIDERED else why


def positions(call: GeneCall) -> Text:
    """How much of a gene was looked at, such as ``34 of 36 positions``."""
    if call.status is Status.OUTSIDE:
        return Text("by the laboratory")
    total = call.assessed + len(set(call.missing) | set(call.assumed))
    if call.assessed == 0 and not call.assumed:
        return Text("no data")
    return Text("{assessed} of {total} positions", assessed=call.assessed, total=total)


def alleles(names: tuple[str, ...], at_most: int = 8) -> Text:
    """A list of alleles for a table cell; past the limit the rest are counted."""
    rest = len(names) - at_most
    listed = series(names[:at_most])
    return Text("{listed} and {count} more", listed=listed, count=rest) if rest > 0 else listed
