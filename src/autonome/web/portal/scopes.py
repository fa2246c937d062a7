"""What a question of a form means, in a reader's words: who, what, why, where, how long; and which answers go together.

All of it is computed from the question's atoms, by the trees of codes that decisions are made with. A screen cannot
offer what the engine cannot decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from autonome.access.explanation import naming
from autonome.consent import CATEGORIES, RECIPIENTS, Action, Kind, Question, Template
from autonome.consent.forms.scopes import PLACES
from autonome.consent.summaries import Summary, summaries
from autonome.kernel import Text
from autonome.web.portal.yours import yours

PRIVATE: Final = ("mental-health", "sexual-health", "hiv", "substance-use", "violence")
"""What hurts most when it gets out (docs/consent-forms.md)."""

FAR: Final = frozenset({Action.EXPORT, Action.TRAIN, Action.PUBLISH})
"""What goes further than somebody's using or passing on of data."""

OWN_SIGNATURE: Final = frozenset(
    {Kind.SEPARATE_SENSITIVE, Kind.SEPARATE_RECIPIENT, Kind.SEPARATE_EXPORT, Kind.SEPARATE_PUBLISH, Kind.WRITTEN}
)
"""Kinds of consent that a law wants given by themselves."""

FOUND: Final = {
    "other-medicines": Text("how medicines would work that you do not take now"),
    "treatable-risk": Text("a raised risk of an illness that can be prevented or treated"),
    "untreatable-risk": Text("a raised risk of an illness that cannot be prevented or treated today"),
    "carrier-status": Text("what may matter for children whom you have or may have"),
    "unclear-meaning": Text("findings that nobody can explain yet"),
}
"""Kinds of findings, in the words of the form."""

DAYS_OF_A_YEAR: Final = 365.25

SEVERAL: Final = 2
"""Years from which on nobody counts in days."""

OWN_HOUSE: Final = Text("in the country where your data are kept; in Europe, in the European Economic Area")
TELLS_YOU: Final = Text("the team that treats you. Nobody else is told because of this answer")
FINDING_WHY: Final = Text("so that you hear what you want to hear, and nothing else")
FINDING_WHERE: Final = Text("in a talk with your team, and on the page that is written for you")
UNTIL_CHANGED: Final = Text("until the day that you choose below, or until you change your answer")
AT_MOST: Final = Text("until the day that you choose below, at most {days} days; then you are asked again", days="")
AT_MOST_YEARS: Final = Text(
    "until the day that you choose below, at most {years} years; then you are asked again", years=""
)
NAMED_ONLY: Final = Text("{name} alone, and nobody else because of this answer", name="")
FOR_PROFIT: Final = Text("only by those who work for profit")
WITHOUT_PROFIT: Final = Text("only by those who work without profit")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an answer is about.

    Args:
        who: gets or uses the data.
        what: data.
        why: for what.
        done: with them.
        where: and whether they leave it.
        conditions: that are set.
    """

    who: str
    what: str
    why: str
    done: str
    where: str
    conditions: tuple[str, ...] = ()


def facts_of(question: Question, named: str = "") -> tuple[Facts, ...]:
    """What a yes to a question permits.

    Args:
        question: of a form.
        named: the one whom the yes is for; "" for all whom the question is about.
    """
    if question.finding is not None:
        told = Text("being told about: {finding}", finding=FOUND[question.finding])
        return (Facts(TELLS_YOU, told, FINDING_WHY, "", FINDING_WHERE),)
    found = tuple(_facts(each) for each in summaries(question.atoms))
    return tuple(replace(each, who=NAMED_ONLY.of(name=named)) for each in found) if named else found


def how_long(form: Template) -> Text:
    """How long an answer holds at most."""
    longest = form.terms.longest_days
    if longest is None:
        return UNTIL_CHANGED
    years = round(longest / DAYS_OF_A_YEAR)
    return AT_MOST_YEARS.of(years=years) if years >= SEVERAL else AT_MOST.of(days=longest)


def title_of(form: Template) -> str:
    """The first line of a form's text: what it is about."""
    return form.text.partition("\n")[0].strip()


def wants_own_signature(question: Question) -> bool:
    """Whether a law wants a yes to this question signed by itself."""
    return any(atom.kinds & OWN_SIGNATURE for atom in question.atoms)


def _facts(summary: Summary) -> Facts:
    atom = summary.atom
    why = naming.purpose(atom.purpose)
    if atom.diseases:
        why = Text("{purpose}, about {disease}", purpose=why, disease=naming.listed(sorted(atom.diseases)))
    conditions = [naming.obligation(code) for code in atom.obligations]
    if atom.commercial is not None:
        conditions.append(FOR_PROFIT if atom.commercial else WITHOUT_PROFIT)
    return Facts(
        who=yours(naming.clauses(map(naming.recipient, summary.recipients))),
        what=yours(naming.data(summary.categories)),
        why=yours(why),
        done=naming.listed(naming.ACTIONS[action] for action in sorted(atom.actions)),
        where=_where(summary),
        conditions=tuple(conditions),
    )


def _where(summary: Summary) -> str:
    if set(summary.places) == set(PLACES):
        return OWN_HOUSE
    return yours(naming.listed(map(naming.place, summary.places)))


# --- several at once -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are about the same recipients and the same purpose: they differ in the data.

    Args:
        who: would get them.
        why: what for.
        questions: of the form, in its order.
    """

    who: str
    why: str
    questions: tuple[Question, ...]


def groups_of(form: Template) -> tuple[Group, ...]:
    """The questions of a form by recipient and purpose."""
    found: dict[tuple[str, str], list[Question]] = {}
    for question in form.questions:
        first = facts_of(question)[0]
        found.setdefault((first.who, first.why), []).append(question)
    return tuple(Group(*_first_of(listed), tuple(listed)) for listed in found.values())


def _first_of(questions: list[Question]) -> tuple[str, str]:
    first = facts_of(questions[0])[0]
    return first.who, first.why


@dataclass(frozen=True, slots=True)
class Preset:
    """A choice for a whole form, to begin with.

    Args:
        name: in addresses.
        label: as it is offered.
        chosen: whether a question is answered with yes.
    """

    name: str
    label: Text
    chosen: Callable[[Question], bool]


def _is_near(question: Question) -> bool:
    """Neither abroad nor to companies nor into programs, and nothing of what hurts most."""
    return not any(
        atom.actions & FAR
        or RECIPIENTS.covers("commercial-researcher", atom.recipient)
        or any(CATEGORIES.touches(each, atom.category) for each in PRIVATE)
        for atom in question.atoms
    )


def _is_useful(question: Question) -> bool:
    return question.finding in {"other-medicines", "treatable-risk"}


NONE: Final = Preset("none", Text("No to all of it"), lambda _: False)
ALL: Final = Preset("all", Text("Yes to all of it"), lambda _: True)
NEAR: Final = Preset("near", Text("Yes, but no very private data, no companies, no other countries"), _is_near)
USEFUL: Final = Preset("useful", Text("Tell me only what I can do something about"), _is_useful)

PRESETS: Final[Mapping[str, Preset]] = {each.name: each for each in (NEAR, USEFUL, ALL, NONE)}


def presets_for(form: Template) -> Iterator[Preset]:
    """The choices that differ for a form, the careful ones first."""
    seen: set[tuple[bool, ...]] = set()
    for preset in (NONE, USEFUL, NEAR, ALL):
        picked = tuple(preset.chosen(each) for each in form.questions)
        asks_findings = any(each.finding is not None for each in form.questions)
        if picked not in seen and (preset is not USEFUL or asks_findings) and (preset is not NEAR or not asks_findings):
            seen.add(picked)
            yield preset
