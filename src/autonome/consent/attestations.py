"""What an institution puts on record about a person, because it decides whose word counts: birth, death, mandates.

A consent act says who answered. Whether that actor may answer for this person is not the actor's to say: somebody who
saw a document states it, under its digest. Attestations are appended like acts and never changed; a newer one of the
same fact corrects the older. What they come to is folded in `authority`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType

from autonome.consent.acts import Authority, QuestionKey
from autonome.consent.errors import ConsentError
from autonome.consent.jurisdictions import JurisdictionCode
from autonome.consent.purposes import PurposeCode
from autonome.consent.templates import period_to_json
from autonome.kernel import ActorId, Instant, Json, Period, Sha256, SubjectId, digest

AttestationId = NewType("AttestationId", str)
"""An attestation within its subject's history."""


class Ground(StrEnum):
    """What gives somebody the right to answer for another."""

    PARENT = "parent"
    COURT = "court"
    HEALTH_CARE_PROXY = "health-care-proxy"


@dataclass(frozen=True, slots=True)
class Birth:
    """When the person was born, and whose law says when she or he comes of age.

    Args:
        on: the day, at midnight UTC.
        jurisdiction: of the place.
    """

    on: Instant
    jurisdiction: JurisdictionCode


@dataclass(frozen=True, slots=True)
class Death:
    """When the person died.

    Args:
        at: the time, or the midnight at which that day began.
    """

    at: Instant


@dataclass(frozen=True, slots=True)
class Mandate:
    """The right of one person to answer for another.

    Args:
        holder: who may.
        authority: as what: `GUARDIAN` or `PROXY`.
        ground: what gives it.
        valid: from when to when.
        questions: that it is for; empty for all.
        purposes: of use that it is for, with what is narrower; empty for all.

    Raises:
        ConsentError: an authority that nobody can be given, or a parent who is said to be a proxy.
    """

    holder: ActorId
    authority: Authority
    ground: Ground
    valid: Period
    questions: frozenset[QuestionKey] = frozenset()
    purposes: frozenset[PurposeCode] = frozenset()

    def __post_init__(self) -> None:
        by_proxy = self.ground is Ground.HEALTH_CARE_PROXY
        if self.authority is not (Authority.PROXY if by_proxy else Authority.GUARDIAN):
            raise ConsentError(
                f"the ground {self.ground} does not make a {self.authority}",
                mend="a parent or a court makes a guardian, a health-care proxy a proxy.",
            )


@dataclass(frozen=True, slots=True)
class MandateEnd:
    """A mandate that was taken back, or laid down, before its time.

    Args:
        mandate: which.
        at: from when on it gives no right.
    """

    mandate: AttestationId
    at: Instant


Attested = Birth | Death | Mandate | MandateEnd
"""Whatever can be attested."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """One fact, put on record by somebody who saw a document.

    Args:
        id: within the subject's history.
        subject: about whom.
        fact: what is stated.
        by: who states it.
        document: digest of what was seen.
        recorded_at: when it was put on record.
        leaf: place in log order; None until recorded, and then it counts for nothing.
    """

    id: AttestationId
    subject: SubjectId
    fact: Attested
    by: ActorId
    document: Sha256
    recorded_at: Instant
    leaf: int | None = None

    @property
    def digest(self) -> Sha256:
        """Digest of what was stated; its place on a log is not part of it."""
        return digest({"subject": self.subject, **self.to_json()})

    def at_leaf(self, leaf: int) -> Attestation:
        """Return it with its place in log order."""
        return replace(self, leaf=leaf)

    def to_json(self) -> dict[str, Json]:
        """Write it as it stands in a consent file."""
        return {
            "id": self.id,
            **_fact_to_json(self.fact),
            "by": self.by,
            "document_sha256": self.document,
            "recorded_at": str(self.recorded_at),
        }


DAY_LENGTH = len("2026-03-01")
"""Characters of a date."""


def _fact_to_json(fact: Attested) -> Mapping[str, Json]:
    match fact:
        case Birth():
            return {"states": "birth", "on": str(fact.on)[:DAY_LENGTH], "jurisdiction": fact.jurisdiction}
        case Death():
            return {"states": "death", "at": str(fact.at)}
        case MandateEnd():
            return {"states": "mandate-end", "mandate": fact.mandate, "at": str(fact.at)}
        case Mandate():
            return _mandate_to_json(fact)


def _mandate_to_json(mandate: Mandate) -> Mapping[str, Json]:
    written: dict[str, Json] = {
        "states": "mandate",
        "holder": mandate.holder,
        "authority": str(mandate.authority),
        "ground": str(mandate.ground),
        "valid": period_to_json(mandate.valid),
    }
    if mandate.questions:
        written["questions"] = sorted(mandate.questions)
    if mandate.purposes:
        written["purposes"] = sorted(mandate.purposes)
    return written
