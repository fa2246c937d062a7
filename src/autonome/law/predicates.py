"""Typed predicates: when a rule applies, as a value that can be evaluated, listed and hashed.

``Touches`` is true as soon as the forbidden thing may be included: for prohibitions, requirements and duties.
``Within`` is true only when nothing else is included: for permissions and exceptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from autonome.kernel import Json
from autonome.law.cases import Case, DataClass, Deed, Party, Use


class Predicate(Protocol):
    """A condition on a case."""

    def holds(self, case: Case) -> bool:
        """Whether the case meets it."""

    def describe(self) -> Json:
        """Write it down, for listing and hashing."""


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts, always."""

    parts: tuple[Predicate, ...]

    def holds(self, case: Case) -> bool:
        """Whether every part holds."""
        return all(part.holds(case) for part in self.parts)

    def describe(self) -> Json:
        """``{"all": […]}``."""
        return {"all": [part.describe() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part holds; without parts, never."""

    parts: tuple[Predicate, ...]

    def holds(self, case: Case) -> bool:
        """Whether some part holds."""
        return any(part.holds(case) for part in self.parts)

    def describe(self) -> Json:
        """``{"any": […]}``."""
        return {"any": [part.describe() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Predicate

    def holds(self, case: Case) -> bool:
        """Whether the part does not hold."""
        return not self.part.holds(case)

    def describe(self) -> Json:
        """``{"not": …}``."""
        return {"not": self.part.describe()}


@dataclass(frozen=True, slots=True)
class DataIs:
    """The data are of one of these classes."""

    classes: frozenset[DataClass]

    def holds(self, case: Case) -> bool:
        """Whether a class is among them."""
        return bool(case.data & self.classes)

    def describe(self) -> Json:
        """``{"data": […]}``."""
        return {"data": sorted(self.classes)}


@dataclass(frozen=True, slots=True)
class UseTouches:
    """Some purpose asked for may include one of these uses."""

    uses: frozenset[Use]

    def holds(self, case: Case) -> bool:
        """Whether one is touched."""
        return any(purpose.touching & self.uses for purpose in case.purposes)

    def describe(self) -> Json:
        """``{"use touches": […]}``."""
        return {"use touches": sorted(self.uses)}


@dataclass(frozen=True, slots=True)
class UseWithin:
    """Every purpose asked for lies within one of these uses."""

    uses: frozenset[Use]

    def holds(self, case: Case) -> bool:
        """Whether all lie within; no purpose at all lies within nothing."""
        return bool(case.purposes) and all(purpose.within & self.uses for purpose in case.purposes)

    def describe(self) -> Json:
        """``{"use within": […]}``."""
        return {"use within": sorted(self.uses)}


@dataclass(frozen=True, slots=True)
class SomeUseWithin:
    """Some purpose asked for lies within one of these uses."""

    uses: frozenset[Use]

    def holds(self, case: Case) -> bool:
        """Whether one does."""
        return any(purpose.within & self.uses for purpose in case.purposes)

    def describe(self) -> Json:
        """``{"some use within": […]}``."""
        return {"some use within": sorted(self.uses)}


@dataclass(frozen=True, slots=True)
class RecipientTouches:
    """The recipient may be one of these parties."""

    parties: frozenset[Party]

    def holds(self, case: Case) -> bool:
        """Whether one is touched."""
        return bool(case.recipient_touching & self.parties)

    def describe(self) -> Json:
        """``{"recipient touches": […]}``."""
        return {"recipient touches": sorted(self.parties)}


@dataclass(frozen=True, slots=True)
class RecipientWithin:
    """The recipient is one of these parties for certain."""

    parties: frozenset[Party]

    def holds(self, case: Case) -> bool:
        """Whether it lies within one."""
        return bool(case.recipient_within & self.parties)

    def describe(self) -> Json:
        """``{"recipient within": […]}``."""
        return {"recipient within": sorted(self.parties)}


@dataclass(frozen=True, slots=True)
class DeedIs:
    """One of these is to be done."""

    deeds: frozenset[Deed]

    def holds(self, case: Case) -> bool:
        """Whether it is among them."""
        return case.deed in self.deeds

    def describe(self) -> Json:
        """``{"deed": […]}``."""
        return {"deed": sorted(self.deeds)}


@dataclass(frozen=True, slots=True)
class LeavesJurisdiction:
    """Data go to another jurisdiction."""

    def holds(self, case: Case) -> bool:
        """Whether they do."""
        return case.leaves_jurisdiction

    def describe(self) -> Json:
        """``"leaves jurisdiction"``."""
        return "leaves jurisdiction"


@dataclass(frozen=True, slots=True)
class ForThePerson:
    """The person concerned asks; or, for the person's own requests, who holds a mandate on record to act for her."""

    def holds(self, case: Case) -> bool:
        """Whether one of them does; that somebody says so of herself or himself is not enough."""
        return case.by_subject or case.by_representative

    def describe(self) -> Json:
        """``"by the person concerned or by a mandate on record"``."""
        return "by the person concerned or by a mandate on record"


def data(*classes: DataClass) -> DataIs:
    """Write `DataIs` as it reads."""
    return DataIs(frozenset(classes))


def deed(*deeds: Deed) -> DeedIs:
    """Write `DeedIs` as it reads."""
    return DeedIs(frozenset(deeds))


FOR_THE_PERSON = ForThePerson()
"""The person concerned, or who holds a mandate on record to ask for her or him."""

OWN_RECORD = All((FOR_THE_PERSON, UseWithin(frozenset({Use.OWN_REQUEST})), deed(Deed.COLLECT, Deed.USE)))
"""Reading one's own record, or for the person her or his, and nothing else with it."""

WITHDRAWING = All((deed(Deed.WITHDRAW), FOR_THE_PERSON))
"""Taking one's consent back."""

REFUSING = All((deed(Deed.REFUSE), FOR_THE_PERSON))
"""Refusing one's consent."""

ASKING = All((deed(Deed.CORRECT, Deed.ERASE, Deed.RESTRICT, Deed.PORT, Deed.OBJECT, Deed.ACCOUNT), FOR_THE_PERSON))
"""Asking for data to be corrected, erased, used less, handed on, no more used so, or accounted for."""

PROCESSING = All((deed(Deed.COLLECT, Deed.USE, Deed.DISCLOSE, Deed.PUBLISH, Deed.EXPORT, Deed.TRAIN), Not(OWN_RECORD)))
"""Doing something with data, but for reading one's own record."""

EMERGENCY = UseWithin(frozenset({Use.EMERGENCY}))
"""For an emergency, and nothing else with it."""

URGENT_CARE = All(
    (
        EMERGENCY,
        RecipientWithin(frozenset({Party.CARE_PROVIDER})),
        deed(Deed.COLLECT, Deed.USE, Deed.DISCLOSE),
    )
)
"""Who treats an emergency takes data in, uses them, or hands them on for that treatment: one act of saving a life."""

URGENT_CARE_HERE = All((URGENT_CARE, Not(LeavesJurisdiction())))
"""… and they stay in the place whose law is asked."""

SENSITIVE = data(DataClass.GENETIC, DataClass.HEALTH)
"""Genetic and health data."""

PASSED_ON = deed(Deed.DISCLOSE, Deed.PUBLISH, Deed.EXPORT)
"""Handing data to somebody else."""
