"""A case: what the law needs to know of a request, in the law's own words.

The vocabularies of consent are finer than this and do not enter here; `access` translates. A request can be for a
broad purpose or class of recipients: then the law's notion may lie *within* what is asked, or the reverse. Both are
kept apart, so that a prohibition also catches the broad request that includes what is forbidden, and a permission
reaches only the request that lies wholly within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import Instant
from autonome.law.circumstances import NOTHING_STATED, Circumstances


class DataClass(StrEnum):
    """Kinds of data that laws single out."""

    PERSONAL = "personal"
    HEALTH = "health"
    GENETIC = "genetic"
    MENTAL_HEALTH = "mental-health"


class Use(StrEnum):
    """Purposes that laws single out."""

    TREATMENT = "treatment"
    EMERGENCY = "emergency"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    UNDERWRITING = "underwriting"
    EMPLOYMENT = "employment"
    OWN_REQUEST = "own-request"
    RESEARCH = "research"
    TRIAL_RESEARCH = "trial-research"
    TRIAL_TREATMENT = "trial-treatment"
    MARKETING = "marketing"
    PUBLIC_HEALTH = "public-health"


class Party(StrEnum):
    """Recipients that laws single out."""

    REPRESENTATIVE = "representative"
    HOLDER = "holder"
    """Who holds the data already: the team that treats the person, who keeps the system, the person."""
    CARE_PROVIDER = "care-provider"
    HEALTH_INSURER = "health-insurer"
    LIFE_INSURER = "life-insurer"
    DISABILITY_INSURER = "disability-insurer"
    LONG_TERM_CARE_INSURER = "long-term-care-insurer"
    EMPLOYER = "employer"
    RELATIVE = "relative"
    PUBLIC_HEALTH_AUTHORITY = "public-health-authority"
    LAW_ENFORCEMENT = "law-enforcement"


class Deed(StrEnum):
    """What is done with data, or with a consent; the last six are asked for by the person."""

    COLLECT = "collect"
    USE = "use"
    DISCLOSE = "disclose"
    PUBLISH = "publish"
    EXPORT = "export"
    TRAIN = "train"
    WITHDRAW = "withdraw"
    REFUSE = "refuse"
    CORRECT = "correct"
    ERASE = "erase"
    RESTRICT = "restrict"
    PORT = "port"
    OBJECT = "object"
    ACCOUNT = "account"


class Event(StrEnum):
    """What happens to an institution, without anybody's request, and obliges it."""

    BREACH = "breach"
    """Data were lost, changed, or seen by whom they are not for."""

    HARM = "harm"
    """Somebody says that the processing did harm."""

    DISPUTE = "dispute"
    """A dispute over a treatment."""

    REFUSAL = "refusal"
    """A person's own request was refused."""


class ConsentKind(StrEnum):
    """Kinds of consent that laws ask for by name."""

    EXPLICIT = "explicit"
    WRITTEN = "written"
    SEPARATE_SENSITIVE = "separate:sensitive"
    SEPARATE_RECIPIENT = "separate:recipient"
    SEPARATE_EXPORT = "separate:export"
    SEPARATE_PUBLISH = "separate:publish"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose asked for, as the law sees it.

    Args:
        within: uses that contain it wholly.
        touching: uses that it may include, or that contain it.
    """

    within: frozenset[Use]
    touching: frozenset[Use]


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of data, asked for by somebody, for something.

    Args:
        at: when.
        jurisdictions: whose law applies: the place and everything that it is part of.
        data: classes of the data asked for.
        purposes: all purposes asked for, at least one.
        recipient_within: parties that contain the recipient's class wholly.
        recipient_touching: parties that the recipient's class may include, or that contain it.
        deed: what shall be done.
        leaves_jurisdiction: whether data go to another jurisdiction.
        by_subject: whether the person herself or himself asks, as nobody else.
        circumstances: what was stated beside the codes.
        by_representative: whether somebody who holds a mandate on record asks as the person would, and nothing else.
        home: the person's place and everything that it is part of, where it is known and another: its law counts too.
        leaves_home: whether the data are, or go, outside of that place.
        happened: the event that the case is about, or None for a request.
    """

    at: Instant
    jurisdictions: frozenset[str]
    data: frozenset[DataClass]
    purposes: tuple[Purpose, ...]
    recipient_within: frozenset[Party]
    recipient_touching: frozenset[Party]
    deed: Deed
    leaves_jurisdiction: bool
    by_subject: bool
    circumstances: Circumstances = NOTHING_STATED
    by_representative: bool = False
    home: frozenset[str] = frozenset()
    leaves_home: bool = False
    happened: Event | None = None
