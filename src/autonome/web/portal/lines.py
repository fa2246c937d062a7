"""Entries of a timeline in plain words: what happened, who it was, what for, with which data, and on what it rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from autonome.access.explanation import naming
from autonome.consent import FORMS
from autonome.consent.forms import ENGLISH, LANGUAGES, VERSIONS
from autonome.kernel import Instant, SubjectId, Text
from autonome.law import RULES
from autonome.ledger import EntryKind
from autonome.report.language import Language
from autonome.web.portal.actors import Actors
from autonome.web.portal.yours import yours
from autonome.workflows.show_timeline import Line

SORTS: Final = {
    "allowed": Text("allowed"),
    "refused": Text("refused"),
    "used": Text("used"),
    "shared": Text("shared with others"),
    "said": Text("what I said"),
    "told": Text("what I was told"),
    "rights": Text("my rights"),
    "emergency": Text("emergency"),
}
"""Kinds of entries, as they can be chosen."""

_TOLD: Final = {"notice seen": "told", "answered": "told", "shown": "said", "understood": "said", "asked": "said"}
"""What was said to the person, and what the person did on these pages: entries of uses that use no data."""

SIGNS: Final = {"allowed": "good", "refused": "bad", "used": "good", "shared": "good", "emergency": "warn"}
CLASSES: Final = {
    "allowed": "allowed",
    "used": "allowed",
    "shared": "allowed",
    "refused": "refused",
    "emergency": "emergency",
}

WHAT: Final[Mapping[str, Text]] = {
    "allowed": Text("A request was allowed"),
    "refused": Text("A request was refused"),
    "opened": Text("Your data were opened"),
    "made": Text("A plan was made of your data"),
    "added": Text("Data were added to your record"),
    "corrected": Text("Your record was put right"),
    "exported": Text("A copy of your data was handed out"),
    "imported": Text("Data were taken into your record"),
    "attested": Text("Something was put on record about who may answer for you"),
    "notice seen": Text("You were shown a notice"),
    "shown": Text("You read a form, and your time to think began"),
    "understood": Text("You checked what you have understood"),
    "asked": Text("You asked a question"),
    "read": Text("Your question was read"),
    "answered": Text("Your question was answered"),
    "deed": Text("Something was done about a right of yours"),
    "used": Text("Your data were used"),
    "shared": Text("Your data were shared with another institution"),
    "ordered": Text("A test was ordered for you"),
    "looked": Text("Somebody looked at the order of a test for you"),
    "signed": Text("Your plan was checked and signed"),
    "received": Text("Data came from another institution"),
}
"""What happened, by the first word of an entry."""

YOU: Final = Text("you")

DONE: Final = frozenset({EntryKind.USE, EntryKind.DISCLOSURE})
"""What is done under a decision."""

ACTS: Final[Mapping[str, Text]] = {
    "grant": Text("You said yes"),
    "deny": Text("You said no"),
    "withdraw": Text("You took an answer back"),
    "renew": Text("An answer was renewed"),
    "supersede": Text("You gave a new answer"),
    "defer": Text("You said: not now"),
}

FOR_YOU: Final[Mapping[str, Text]] = {
    "grant": Text("{actor} said yes for you", actor=""),
    "deny": Text("{actor} said no for you", actor=""),
    "withdraw": Text("{actor} took an answer back for you", actor=""),
    "renew": Text("{actor} renewed an answer for you", actor=""),
    "supersede": Text("{actor} gave a new answer for you", actor=""),
    "defer": Text("{actor} said for you: not now", actor=""),
}
"""The same, where somebody with a mandate did it."""

ALONE: Final = Text("{question} (for {name} alone)", question="", name="")
"""A question that was answered for one recipient by name."""

_WRITTEN: Final = (("%3E", ">"), ("%2F", "/"), ("%40", "@"), ("%25", "%"))
"""How the key of an answer writes what parts it (`consent.acts`)."""


NOBODY: Final = Actors()
"""Where nobody is known by name."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words.

    Args:
        line: of the timeline.
        sort: kind of entry, as it can be chosen.
        label: the kind in a word.
        sign: class of its badge.
        mark: class of its place on the line.
        what: happened.
        who: did it, or asked.
        why: what for.
        data: with which.
        basis: on what it rests.
        rules: ids of the rules of law among that, for who looks them up.
    """

    line: Line
    sort: str
    label: Text
    sign: str
    mark: str
    what: str
    who: str
    why: str
    data: str
    basis: tuple[str, ...]
    rules: tuple[str, ...] = ()

    @property
    def index(self) -> int:
        """Place on the log."""
        return self.line.index

    @property
    def at(self) -> Instant:
        """When."""
        return self.line.at


def told_of(line: Line, language: Language, subject: SubjectId, actors: Actors = NOBODY) -> Told:
    """Say an entry.

    Args:
        line: of the timeline.
        language: that it is read in: questions of forms are in its words.
        subject: whose timeline it is; what they did themselves is told so.
        actors: who is known by name.
    """
    sort, tag = sort_of(line), language.tag if language.tag in LANGUAGES else ENGLISH
    return Told(
        line,
        sort,
        SORTS[sort],
        SIGNS.get(sort, "open"),
        CLASSES.get(sort, "own"),
        what=_what(line, tag, subject, actors),
        who=YOU if line.actor == subject else _who(line, actors),
        why=yours(naming.clauses(map(naming.purpose, line.purposes))),
        data=yours(naming.data(line.items)),
        basis=tuple(_basis(each, tag) for each in line.basis),
        rules=tuple(each for each in line.basis if " (entry " not in each),
    )


def without_repetition(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Without decisions that something was done under: that is told, and leads to them."""
    done = frozenset(line.decision for line in lines if line.kind in DONE)
    return tuple(line for line in lines if line.kind is not EntryKind.DECISION or line.decision not in done)


def uses_of(key: str, lines: tuple[Line, ...]) -> int:
    """How often an answer was used or asked for, counted as the timeline tells it."""
    resting = (any(each.startswith(f"{key} ") for each in line.basis) for line in without_repetition(lines))
    return sum(resting)


def sort_of(line: Line) -> str:
    """The kind of an entry, as it can be chosen."""
    if line.emergency is not None:
        return "emergency"
    match line.kind:
        case EntryKind.CONSENT:
            return "said"
        case EntryKind.DECISION:
            return "allowed" if line.what == "allowed" else "refused"
        case EntryKind.DISCLOSURE:
            return "shared"
        case EntryKind.RIGHT:
            return "rights"
    return _TOLD.get(line.what, "used")


def _what(line: Line, tag: str, subject: SubjectId, actors: Actors) -> str:
    first, _, rest = line.what.partition(" ")
    if line.kind is EntryKind.CONSENT and first in ACTS:
        done = ACTS[first] if line.actor == subject else FOR_YOU[first].of(actor=actors.of(line))
        return Text("{what}: {question}", what=done, question=_question(rest, tag))
    if line.what in WHAT:
        return WHAT[line.what]
    if line.kind is EntryKind.RIGHT:
        return WHAT["deed"]
    if line.kind is EntryKind.DISCLOSURE:
        return WHAT["shared"]
    return WHAT.get(first, WHAT["used"])


def _who(line: Line, actors: Actors) -> str:
    if line.organisation:
        return Text("{actor}, for {organisation}", actor=actors.of(line), organisation=line.organisation)
    return actors.of(line)


def _basis(told: str, tag: str) -> str:
    """On what something rests: a question of a form, or a rule of law in its own words; by its id where it has none."""
    key, entry, _ = told.rpartition(" (entry ")
    if not entry:
        rule = next((each for each in RULES.rules if each.id == told), None)
        return Text("the law ({rule})", rule=told) if rule is None else naming.rule(rule)
    return Text("your answer to: {question}", question=_question(key, tag))


def _question(key: str, tag: str) -> str:
    """A question's own words, in a language; its name where the form is not ours."""
    asked_for, _, named = key.partition("@")[0].partition(">")
    if named:
        for written, meant in _WRITTEN:
            named = named.replace(written, meant)
        return ALONE.of(question=_question(asked_for, tag), name=named)
    form, _, name = asked_for.partition("/")
    version = next((each for each in VERSIONS if each.partition("/")[0] == form), None)
    if version is None:
        return key
    asked = FORMS[f"{version}/{tag}"].questions
    return next((each.text for each in asked if each.id == name), key)
