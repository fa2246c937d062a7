"""Rights: what people ask of an institution about their own data, by when it is due, and where each matter stands.

A matter is opened by somebody's asking, and closed by what was done, or by a refusal with its reasons. All of it
stands on the person's thread of the log, as entries of the kind ``right``; a `Matter` is folded from those, and can be
made anew.

Limits in time come from the rule packs. Where a law says *at once* and names no figure, and where no pack says
anything, this product's own promise counts; both say so. Counsel must review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from autonome.access.errors import RequestError
from autonome.access.lawfulness import lawfulness
from autonome.access.requests import Request
from autonome.consent import Action
from autonome.kernel import ActorId, Instant, Json, SubjectId
from autonome.law import Rule, RuleBook
from autonome.law.clocks import Clock, Moment, Unit

PROMPT: Final = Clock(starts=Moment.REQUEST, unit=Unit.DAYS, amount=15)
"""Where a law says *at once* or *promptly* (our own reading; counsel must review)."""

OWN_PROMISE: Final = Clock(starts=Moment.REQUEST, unit=Unit.MONTHS, amount=1)
"""Where no pack names a limit: the shortest of those that the packs count in months (GDPR Art. 12(3))."""

MAX_WORDS: Final = 2_000
"""Longest text that somebody says in a matter, in characters: a page, not a file."""


class Right(StrEnum):
    """What is asked for."""

    EXPORT = "export"
    """A copy of all that is kept (GDPR Art. 15 and 20 and their like)."""

    CORRECT = "correct"
    RESTRICT = "restrict"
    ERASE = "erase"


class Deed(StrEnum):
    """What was done in a matter."""

    ASKED = "asked"
    EXTENDED = "extended"
    HELD = "held"
    RELEASED = "released"
    EXPORTED = "exported"
    CORRECTED = "corrected"
    DISAGREED = "disagreed"
    RESTRICTED = "restricted"
    LIFTED = "lifted"
    ERASING = "erasing"
    REFUSED = "refused"


CLOSES: Final = frozenset({Deed.EXPORTED, Deed.CORRECTED, Deed.DISAGREED, Deed.LIFTED, Deed.REFUSED})
"""Deeds that end a matter; an erasure ends with the tombstone, a restriction when it is lifted."""

ANSWERS: Final = CLOSES | {Deed.RESTRICTED, Deed.ERASING}
"""Deeds that answer the person: no limit runs after them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """By when somebody is to be answered.

    Args:
        due: the last instant that is in time.
        latest: with the extension that the law grants for a reason told in time; as ``due`` without one.
        rule: id of the rule of law, or "" where this product's own promise counts.
        article: of that rule.
        words: the limit in words.
    """

    due: Instant
    latest: Instant
    rule: str = ""
    article: str = ""
    words: str = ""

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "due": str(self.due), "latest": str(self.latest),
            "rule": self.rule, "article": self.article, "limit": self.words,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Somebody's request about their own data.

    Args:
        id: drawn at random, in hexadecimal digits.
        subject: whose data.
        right: that is asked for.
        asked_at: when it reached the institution.
        asked_by: who asked.
        limit: by when it is to be answered.
        words: what was said.
        held_until: first instant at which a legal hold is over, while there is one.
        held_for: its ground.
        extended: why more time was taken, or "".
        deeds: what was done, in order.
    """

    id: str
    subject: SubjectId
    right: Right
    asked_at: Instant
    asked_by: ActorId
    limit: Limit
    words: str = ""
    held_until: Instant | None = None
    held_for: str = ""
    extended: str = ""
    deeds: tuple[Deed, ...] = (Deed.ASKED,)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return not CLOSES.intersection(self.deeds)

    @property
    def is_answered(self) -> bool:
        """Whether the person was answered: then no limit runs."""
        return bool(ANSWERS.intersection(self.deeds))

    @property
    def due(self) -> Instant:
        """By when it is to be answered, extension included where one was taken."""
        return self.limit.latest if self.extended else self.limit.due

    def is_overdue(self, now: Instant) -> bool:
        """Whether the limit has passed without an answer."""
        return not self.is_answered and now > self.due

    def is_held(self, now: Instant) -> bool:
        """Whether a legal hold delays it."""
        return self.held_until is not None and now < self.held_until

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "matter": self.id, "subject": self.subject, "right": str(self.right), "asked_at": str(self.asked_at),
            "asked_by": self.asked_by, **self.limit.to_json(), "words": self.words,
            "held_until": None if self.held_until is None else str(self.held_until), "held_for": self.held_for,
            "extended": self.extended, "deeds": [str(deed) for deed in self.deeds],
        }  # fmt: skip

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Matter:
        """Read it back.

        Raises:
            RequestError: it is none that this version wrote.
        """
        match value:
            case {
                "matter": str(id_), "subject": str(subject), "right": str(right), "asked_at": str(at),
                "asked_by": str(by), "words": str(words), "held_for": str(ground),
                "held_until": (str() | None) as held, "extended": str(extended), "deeds": list(deeds),
                "due": str(), "latest": str(), "rule": str(), "article": str(), "limit": str(),
            } if right in set(Right) and set(Deed).issuperset(map(str, deeds)):  # fmt: skip
                return cls(
                    id=id_, subject=SubjectId(subject), right=Right(right), asked_at=Instant.parse(at),
                    asked_by=ActorId(by), limit=_limit(value), words=words,
                    held_until=None if held is None else Instant.parse(held), held_for=ground,
                    extended=extended, deeds=tuple(Deed(str(deed)) for deed in deeds),
                )  # fmt: skip
        raise RequestError("a matter is none that this version wrote", mend="use the version that wrote it.")

    def asked(self) -> dict[str, Json]:
        """The body of the entry that opens it."""
        return {
            "matter": self.id, "deed": str(Deed.ASKED), "right": str(self.right), "asked_at": str(self.asked_at),
            "by": self.asked_by, **self.limit.to_json(), "words": self.words,
        }  # fmt: skip

    def after(self, body: Mapping[str, Json]) -> Matter:
        """The matter once another entry of it is on record.

        Args:
            body: of the entry, as `deed` writes it.
        """
        done = Deed(str(body["deed"]))
        matter = replace(self, deeds=(*self.deeds, done))
        match done:
            case Deed.HELD:
                return replace(matter, held_until=Instant.parse(str(body["until"])), held_for=str(body["ground"]))
            case Deed.RELEASED:
                return replace(matter, held_until=None, held_for="")
            case Deed.EXTENDED:
                return replace(matter, extended=str(body["ground"]))
        return matter


def deed(matter: Matter, done: Deed, by: ActorId, ground: str, **more: Json) -> dict[str, Json]:
    """Write the body of an entry about a matter.

    Args:
        matter: that it is about.
        done: what was done.
        by: who did it.
        ground: why, or on what ground.
        more: what belongs to the deed.

    Raises:
        RequestError: no ground, or a story.
    """
    return {"matter": matter.id, "deed": str(done), "by": by, "ground": said(ground, "the ground"), **more}


def said(text: str, what: str) -> str:
    """Somebody's words, within bounds.

    Raises:
        RequestError: none, or too many.
    """
    if not text.strip() or len(text) > MAX_WORDS:
        raise RequestError(f"{what} is empty or too long", mend=f"say it in 1 to {MAX_WORDS} characters.")
    return text


def matters_of(subject: SubjectId, bodies: Iterable[Mapping[str, Json]]) -> dict[str, Matter]:
    """Fold a person's matters.

    Args:
        subject: whose.
        bodies: of the person's entries of the kind ``right``, in log order; those of no matter are passed over.
    """
    found: dict[str, Matter] = {}
    for body in bodies:
        name = str(body.get("matter"))
        if body.get("deed") == Deed.ASKED:
            found[name] = _opened(subject, body)
        elif name in found:
            found[name] = found[name].after(body)
    return found


def restricted_since(entries: Iterable[tuple[int, Mapping[str, Json]]]) -> int | None:
    """The leaf of the entry by which a person's data are restricted; None while they are not.

    Args:
        entries: place and body of the person's entries of the kind ``right``, in log order.
    """
    since: int | None = None
    for index, body in entries:
        if body.get("deed") == Deed.RESTRICTED:
            since = index if since is None else since
        elif body.get("deed") == Deed.LIFTED:
            since = None
    return since


ACTIONS: Final = {
    Right.EXPORT: Action.USE,
    Right.CORRECT: Action.CORRECT,
    Right.RESTRICT: Action.RESTRICT,
    Right.ERASE: Action.ERASE,
}
"""What is done, as a request says it."""


def limit_of(right: Right, subject: SubjectId, jurisdiction: str, rules: RuleBook, asked_at: Instant) -> Limit:
    """By when a request is to be answered: the earliest of all limits that the packs name.

    Args:
        right: that is asked for.
        subject: who asks.
        jurisdiction: of the institution.
        rules: packs of law.
        asked_at: when it reached the institution.
    """
    request = Request(
        subject=subject, actor=ActorId(subject), organisation="-", recipient="subject", purposes=("PATRQT",),
        items=("record",), action=ACTIONS[right], jurisdiction=jurisdiction,
    )  # fmt: skip
    found = lawfulness(request, rules, asked_at).rules
    limits = [_of(rule, rule.clock, asked_at) for rule in found if rule.clock and _counts(rule.clock)]
    own = OWN_PROMISE.due(asked_at)
    return min(
        limits, key=lambda each: each.due, default=Limit(own, own, words=f"our own promise: {OWN_PROMISE.words}")
    )


def _counts(clock: Clock) -> bool:
    return clock.starts is Moment.REQUEST and not clock.keeps


def _of(rule: Rule, clock: Clock, asked_at: Instant) -> Limit:
    prompt = clock.unit is Unit.AT_ONCE
    counted = PROMPT if prompt else clock
    longer = replace(counted, amount=counted.amount + counted.extension)
    words = f"{clock.words}; our own reading: {PROMPT.words}" if prompt else clock.words
    return Limit(counted.due(asked_at), longer.due(asked_at), rule.id, rule.article, words)


def _opened(subject: SubjectId, body: Mapping[str, Json]) -> Matter:
    return Matter(
        id=str(body["matter"]), subject=subject, right=Right(str(body["right"])),
        asked_at=Instant.parse(str(body["asked_at"])), asked_by=ActorId(str(body["by"])),
        limit=_limit(body), words=str(body["words"]),
    )  # fmt: skip


def _limit(body: Mapping[str, Json]) -> Limit:
    return Limit(
        Instant.parse(str(body["due"])), Instant.parse(str(body["latest"])),
        str(body["rule"]), str(body["article"]), str(body["limit"]),
    )  # fmt: skip
