"""Codes in words: what data, purposes, places, papers, facts and limits are called to somebody who knows no codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from autonome.consent import CATEGORIES, JURISDICTIONS, OBLIGATIONS, PURPOSES, RECIPIENTS, Action, Kind, Taxonomy
from autonome.kernel import Text, chained, term
from autonome.kernel.texts import TWO_CLAUSES, TWO_OF_A_LIST
from autonome.law import DOCUMENTS, Circumstance, Clock, Count, Moment, Rule, Unit

ACTIONS: Final[Mapping[Action, Text]] = {
    Action.COLLECT: Text("collect data"),
    Action.USE: Text("use data"),
    Action.DISCLOSE: Text("hand data to others"),
    Action.PUBLISH: Text("make data public"),
    Action.EXPORT: Text("send data abroad"),
    Action.TRAIN: Text("train a machine with data"),
    Action.WITHDRAW: Text("take a consent back"),
    Action.REFUSE: Text("refuse a consent"),
    Action.CORRECT: Text("have data corrected"),
    Action.ERASE: Text("have data erased"),
    Action.RESTRICT: Text("have data used less"),
    Action.PORT: Text("have data handed on"),
    Action.OBJECT: Text("object to a use of data"),
    Action.ACCOUNT: Text("have an account of who got data"),
}

KINDS: Final[Mapping[str, Text]] = {
    Kind.GENERAL: Text("a yes"),
    Kind.EXPLICIT: Text("a yes in so many words"),
    Kind.WRITTEN: Text("a yes in writing"),
    Kind.SEPARATE_SENSITIVE: Text("a yes of its own to sensitive data"),
    Kind.SEPARATE_RECIPIENT: Text("a yes of its own that names who gets the data"),
    Kind.SEPARATE_EXPORT: Text("a yes of its own to sending data abroad that names who gets them"),
    Kind.SEPARATE_PUBLISH: Text("a yes of its own to making data public"),
}

FACTS: Final[Mapping[str, Text]] = {
    Circumstance.FOREIGN_CONTROLLED: Text("whether a foreign party owns or controls the asker"),
    Circumstance.ENTRUSTED: Text("whether another company works on the data for the asker"),
    Circumstance.SUB_ENTRUSTED: Text("whether that company hands the data to a third one"),
    Circumstance.AUTOMATED_DECISION: Text("whether a machine alone decides"),
    Circumstance.ONLINE_SERVICE: Text("whether it is a service over the network"),
    Circumstance.NOT_FROM_THE_PERSON: Text("whether the data come from somebody else than the person"),
    Circumstance.FROM_ANOTHER_HANDLER: Text("whether the data come to the asker from another institution"),
    Circumstance.CONDITION_OF_SERVICE: Text("whether a service was made to depend on the consent"),
    Circumstance.NEEDED_FOR_SERVICE: Text("whether that service needs these data"),
    Circumstance.LARGE_SCALE: Text("whether the asker uses such data of very many people"),
    Circumstance.CRITICAL_INFRASTRUCTURE: Text("whether the asker runs what a country cannot do without"),
    Circumstance.IMPORTANT_DATA: Text("whether the data stand in the country's list of important data"),
    Circumstance.PUBLIC_INTEREST_AT_STAKE: Text("whether public health or the country's safety is touched"),
    Circumstance.PUBLIC_HEALTH_EMERGENCY: Text("whether a health emergency was declared"),
    Circumstance.CANNOT_CONSENT: Text("whether the person is not able to consent"),
    Circumstance.DECEASED: Text("whether the person has died"),
    Circumstance.NEAR_RELATIVE: Text("whether the asker is a near relative"),
    Circumstance.ARRANGED_OTHERWISE: Text("whether the person said in life who may see the data"),
    Circumstance.SMALL_EMPLOYER: Text("whether fewer than fifteen people work for the employer"),
    Circumstance.PSYCHOTHERAPY_NOTES: Text("whether a therapist's own notes are among the data"),
    Circumstance.SAFE_HARBOUR: Text("whether everything that names the person was taken out"),
    Circumstance.EXPERT_DEIDENTIFIED: Text("whether an expert found that nobody can be recognised"),
    Circumstance.SPECIAL_TREATMENT: Text("whether an operation or a special treatment is part of it"),
    Circumstance.LISTED_GENETIC_RESOURCE: Text("whether the genes are of a kind that the country lists"),
    Circumstance.INTERNATIONAL_COOPERATION: Text("whether foreign parties take part in the research"),
    Circumstance.MARKET_TRIAL_WITHOUT_EXPORT: Text("whether it is a trial for approval, and nothing goes abroad"),
    Circumstance.RISK_UNLIKELY: Text("whether a risk is unlikely"),
    Circumstance.HIGH_RISK: Text("whether the risk is high"),
    Circumstance.UNREADABLE: Text("whether nobody could read the data"),
    Circumstance.HARM_AVERTED: Text("whether harm was kept away"),
    Count.AGE: Text("how old the person is"),
    Count.PEOPLE_ABROAD: Text("how many people's data the asker sent abroad this year"),
    Count.PEOPLE_AFFECTED: Text("how many people are concerned"),
    Count.PEOPLE_IN_ONE_STATE: Text("how many of them live in one State"),
}

MOMENTS: Final[Mapping[Moment, Text]] = {
    Moment.AWARE: Text("becoming aware"),
    Moment.REQUEST: Text("the request"),
    Moment.WITHDRAWAL: Text("the withdrawal"),
    Moment.COLLECTION: Text("the collection"),
    Moment.ASSESSMENT: Text("the assessment"),
    Moment.YEAR_END: Text("the end of that calendar year"),
}

WITHIN: Final[Mapping[Unit, Text]] = {
    Unit.HOURS: Text("Within {amount} hours of {moment}.", amount="", moment=""),
    Unit.DAYS: Text("Within {amount} days of {moment}.", amount="", moment=""),
    Unit.MONTHS: Text("Within {amount} months of {moment}.", amount="", moment=""),
    Unit.YEARS: Text("Within {amount} years of {moment}.", amount="", moment=""),
}


def data(items: Iterable[str]) -> Text:
    """Categories of data, each whole branch by its own name; in the order of the data tree."""
    return clauses(label(CATEGORIES, code) for code in _gathered(frozenset(items)))


def label(tree: Taxonomy[Any], code: str) -> str:
    """What a code is called; one that is not known stays as it is."""
    return term(tree.label(code)) if code in tree else code


def purpose(aim: str) -> str:
    """A purpose, and the disease that it is about where the reason names one."""
    code, _, disease = aim.partition(" on ")
    named = label(PURPOSES, code)
    return Text("{purpose}, about {disease}", purpose=named, disease=disease) if disease else named


def recipient(code: str) -> str:
    """A class of recipients."""
    return label(RECIPIENTS, code)


def place(code: str) -> str:
    """A jurisdiction."""
    return label(JURISDICTIONS, code)


def document(kind: str) -> str:
    """A kind of paper."""
    return next((term(words) for known, words in DOCUMENTS.items() if known == kind), kind)


def obligation(code: str) -> str:
    """What a recipient takes on; of another kind of thing, as it is."""
    return next((term(each.label) for known, each in OBLIGATIONS.items() if known == code), term(code))


BY_ITSELF: Final = Text("ask about this person alone")
"""What has to be done about somebody's own request among a cohort."""


def unjudged(what: str) -> str:
    """What a person must judge first: a fact about the person, a condition, or what whoever asked wrote."""
    if what == BY_ITSELF:
        return BY_ITSELF
    return FACTS[what] if what in FACTS else obligation(what)


def rule(found: Rule) -> Text:
    """A rule's own sentence, and where it stands."""
    return Text("{rule} ({article})", rule=term(found.explanation), article=found.article)


def owed(found: Rule) -> Text:
    """What a rule obliges to, where it stands, and by when."""
    return rule(found) if found.clock is None else rule(found).then(limit(found.clock))


def limit(clock: Clock) -> Text:
    """By when."""
    moment = MOMENTS[clock.starts]
    if clock.unit is Unit.AT_ONCE:
        return Text("At once, from {moment} on.", moment=moment)
    if clock.keeps:
        return Text("For at least {amount} years from {moment} on.", amount=clock.amount, moment=moment)
    return WITHIN[clock.unit].of(amount=clock.amount, moment=moment)


def listed(names: Iterable[str]) -> Text:
    """Names with commas between."""
    return chained(names, TWO_OF_A_LIST)


def clauses(names: Iterable[str]) -> Text:
    """Longer names, with semicolons between."""
    return chained(names, TWO_CLAUSES)


def _gathered(items: frozenset[str]) -> Iterable[str]:
    """The broadest categories that hold nothing else than these leaves."""
    unknown = sorted(item for item in items if item not in CATEGORIES)
    leaves = {leaf for item in items if item in CATEGORIES for leaf in CATEGORIES.leaves(item)}
    for each in CATEGORIES.terms:
        below = set(CATEGORIES.leaves(each.code))
        if below <= leaves:
            leaves -= below
            yield each.code
    yield from unknown
