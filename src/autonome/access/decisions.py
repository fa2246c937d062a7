"""Decisions: what was allowed or refused, and upon what grounds. They can be replayed from (time, log size)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.access.reasons import Reason
from autonome.access.support import NO_ACTS, Supports
from autonome.access.windows import ALL_TIME, Window, periods
from autonome.kernel import Instant, Json, Sha256

ENGINE = "autonome-access/7"
"""Names these steps and their version; a change of what they decide is a new version."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Under which everything was decided.

    Args:
        at: the time asked about.
        log_size: acts at this leaf and beyond were not known.
        rules: digest of the rule packs.
        diseases: digest of the hierarchy of diseases, or None where it made no difference.
        restricted: leaf by which the use of the person's data is restricted, or None.
    """

    at: Instant
    log_size: int
    rules: Sha256
    diseases: Sha256 | None = None
    restricted: int | None = None

    def to_json(self) -> Mapping[str, Json]:
        """Write them."""
        written: dict[str, Json] = {
            "at": str(self.at),
            "log_size": self.log_size,
            "rules_sha256": self.rules,
            "engine": ENGINE,
        }
        if self.diseases is not None:
            written["diseases_sha256"] = self.diseases
        return written if self.restricted is None else written | {"restricted_by": self.restricted}


@dataclass(frozen=True, slots=True)
class Grant:
    """One leaf of the data tree that may be had.

    Args:
        item: its code.
        window: data from these times only.
    """

    item: str
    window: Window = ALL_TIME

    def to_json(self) -> Mapping[str, Json]:
        """Write it; a grant of all times says nothing of time."""
        if self.window == ALL_TIME:
            return {"item": self.item}
        spans: list[Json] = [[_text(start), _text(end)] for start, end in periods(self.window)]
        return {"item": self.item, "window": spans}


@dataclass(frozen=True, slots=True)
class Duty:
    """What the law obliges to, whatever was decided.

    Args:
        rule: id of the rule.
        article: where it stands.
        sentence: what to do.
        deadline: by when, or "".
    """

    rule: str
    article: str
    sentence: str
    deadline: str

    def to_json(self) -> Mapping[str, Json]:
        """Write it."""
        return {"rule": self.rule, "article": self.article, "sentence": self.sentence, "deadline": self.deadline}


@dataclass(frozen=True, slots=True)
class Allowed:
    """Some or all of the items may be had.

    Args:
        grants: leaves, in the order of the data tree.
        reasons: why; also why other items are withheld.
        basis: digests of the consent acts, and ids of the rules, that permit.
        obligations: that the recipient takes on.
        duties: of law.
        until: first instant at which it is over, or None.
        grounds: under which it was decided.
        rests_on: the acts of the basis, each with how it was done.
    """

    grants: tuple[Grant, ...]
    reasons: tuple[Reason, ...]
    basis: tuple[str, ...]
    obligations: tuple[str, ...]
    duties: tuple[Duty, ...]
    until: Instant | None
    grounds: Grounds
    rests_on: Supports = NO_ACTS

    def to_json(self) -> Mapping[str, Json]:
        """Write it for the record."""
        return {
            "effect": "allowed",
            "grants": [grant.to_json() for grant in self.grants],
            "reasons": [reason.to_json() for reason in self.reasons],
            "basis": list(self.basis),
            "rests_on": [each.to_json() for each in self.rests_on],
            "obligations": list(self.obligations),
            "duties": [duty.to_json() for duty in self.duties],
            "until": None if self.until is None else str(self.until),
            "grounds": self.grounds.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Denied:
    """Nothing may be had.

    Args:
        reasons: at least one.
        missing: kinds of consent and of documents that would have to be there.
        duties: of law.
        grounds: under which it was decided.
    """

    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    duties: tuple[Duty, ...]
    grounds: Grounds

    def to_json(self) -> Mapping[str, Json]:
        """Write it for the record."""
        return {
            "effect": "denied",
            "reasons": [reason.to_json() for reason in self.reasons],
            "missing": list(self.missing),
            "duties": [duty.to_json() for duty in self.duties],
            "grounds": self.grounds.to_json(),
        }


Decision = Allowed | Denied
"""Either."""


def _text(instant: Instant | None) -> str | None:
    return None if instant is None else str(instant)
