"""GA4GH's Data Use Ontology: its terms as atoms of ours and obligations, and back.

A data set is marked with one permission and any number of modifiers (`Restriction`); `scope_of` says in our atoms what
that permits and what it prohibits, so that the one engine of `autonome.access` decides on it as on a person's consent.
Research is stated as a `ResearchPurpose`. What no rule can judge becomes the obligation ``AUTONOME:review``, which
opens nothing: two permissions at once, a restriction in words, a modifier without the value that it needs.

Terms: the release of 2021-02-23 (http://purl.obolibrary.org/obo/duo/releases/2021-02-23/duo.owl, CC BY 4.0); labels are
ours. The ontology names no matching. Three readings are ours, after its own definitions: research on methods is
permitted unless `Modifier.NMDS` prohibits it; who does not say that a use is without profit may mean one for profit;
and a restriction without a permission permits nothing.

Not here: how a data set is put on record (`duo_statements`), and whether a request is covered (`autonome.access`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from autonome.consent.atoms import Action, Atom, Effect, Kind
from autonome.consent.categories import CategoryCode
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.names import PERSON, name_of
from autonome.consent.obligations import OBLIGATIONS, ObligationCode
from autonome.consent.purposes import PURPOSES
from autonome.consent.recipients import RECIPIENTS
from autonome.kernel import Instant

REVIEW: Final = ObligationCode("AUTONOME:review")
"""What a restriction owes that a person must judge first."""


class Permission(StrEnum):
    """What data may be used for. `CC` may stand beside another; of the others there is one."""

    NRES = "DUO:0000004"
    GRU = "DUO:0000042"
    HMB = "DUO:0000006"
    DS = "DUO:0000007"
    POA = "DUO:0000011"
    CC = "DUO:0000043"


class Modifier(StrEnum):
    """What is asked beyond a permission."""

    RS = "DUO:0000012"
    NMDS = "DUO:0000015"
    GSO = "DUO:0000016"
    NPUNCU = "DUO:0000018"
    PUB = "DUO:0000019"
    COL = "DUO:0000020"
    IRB = "DUO:0000021"
    GS = "DUO:0000022"
    MOR = "DUO:0000024"
    TS = "DUO:0000025"
    US = "DUO:0000026"
    PS = "DUO:0000027"
    IS = "DUO:0000028"
    RTN = "DUO:0000029"
    NPOA = "DUO:0000044"
    NPU = "DUO:0000045"
    NCU = "DUO:0000046"


class ResearchKind(StrEnum):
    """What research is about, by our code of the purpose."""

    GENERAL = "GRU"
    HEALTH = "HRESCH"
    DISEASES = "DSRCH"
    ANCESTRY = "POARCH"
    METHODS = "MDSRCH"
    CARE = "TREAT"


@dataclass(frozen=True, slots=True)
class Restriction:
    """How a data set is marked.

    Args:
        permissions: usually one.
        modifiers: of it.
        diseases: of `Permission.DS`.
        places: of `Modifier.GS`, as codes of jurisdictions.
        named: of `Modifier.US` the users, of `Modifier.IS` the institutions.
        until: of `Modifier.TS`, the first instant at which use is over.
        words: what else is restricted, in words that no rule can judge.
    """

    permissions: frozenset[Permission]
    modifiers: frozenset[Modifier] = frozenset()
    diseases: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    until: Instant | None = None
    words: tuple[str, ...] = ()

    @property
    def unclear(self) -> tuple[str, ...]:
        """Why a person must judge it; nothing, where rules can."""
        return tuple(why for why, there in _doubts(self) if there)


@dataclass(frozen=True, slots=True)
class ResearchPurpose:
    """What somebody wants to do research on.

    Args:
        kinds: of research; each needs a permission.
        diseases: that it is about; each needs a permission.
        commercial: whether it is for profit; None where it is not stated.
        review: parts of it that no rule can judge, in words.
    """

    kinds: frozenset[ResearchKind]
    diseases: frozenset[str] = frozenset()
    commercial: bool | None = None
    review: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """What a restriction is about and how it was agreed to, which its terms do not say.

    Args:
        categories: of the data.
        actions: that are meant by use.
        kinds: of consent that the people gave.
    """

    categories: tuple[CategoryCode, ...]
    actions: frozenset[Action] = frozenset({Action.USE})
    kinds: frozenset[Kind] = frozenset({Kind.GENERAL})


@dataclass(frozen=True, slots=True)
class Scope:
    """A restriction in atoms.

    Args:
        permitted: none of them is wider than the terms.
        prohibited: what stays closed, whatever else is permitted.
    """

    permitted: tuple[Atom, ...]
    prohibited: tuple[Atom, ...]


_PURPOSES: Final[Mapping[Permission, tuple[str, str]]] = {
    Permission.NRES: ("PurposeOfUse", "anyone"),
    Permission.GRU: ("GRU", "researcher"),
    Permission.HMB: ("HRESCH", "researcher"),
    Permission.DS: ("DSRCH", "researcher"),
    Permission.POA: ("POARCH", "researcher"),
    Permission.CC: ("TREAT", "care"),
}
"""The purpose that a permission means, and the class of recipients."""

_NARROW: Final = frozenset({Permission.HMB, Permission.DS, Permission.POA})
"""Permissions that do not name research on methods, and permit it beside their own."""

_MODIFIERS: Final = frozenset(map(str, Modifier))
_WITHOUT_PROFIT: Final = frozenset({Modifier.NPU, Modifier.NPUNCU})
_NO_GAIN: Final = frozenset({Modifier.NCU, Modifier.NPUNCU})
_NAMING: Final = frozenset({Modifier.US, Modifier.IS})


def scope_of(restriction: Restriction, holding: Holding) -> Scope:
    """Say a restriction in our atoms.

    Args:
        restriction: how the data are marked.
        holding: which data, and how people agreed.
    """
    prohibited = tuple(_prohibited(restriction.modifiers, holding))
    if restriction.unclear:
        return Scope(tuple(_atom(holding, each, obligations=(REVIEW,)) for each in holding.categories), prohibited)
    return Scope(tuple(_permitted(restriction, holding)), prohibited)


def _permitted(restriction: Restriction, holding: Holding) -> Iterator[Atom]:
    modifiers = restriction.modifiers
    obligations = tuple(code for code in map(ObligationCode, sorted(modifiers)) if code in OBLIGATIONS)
    commercial = False if modifiers & _NO_GAIN else None
    for permission in sorted(restriction.permissions):
        purpose, recipient = _PURPOSES[permission]
        diseases = restriction.diseases if permission is Permission.DS else frozenset()
        meant = [(purpose, diseases)]
        if permission in _NARROW and Modifier.NMDS not in modifiers:
            meant.append((str(ResearchKind.METHODS), frozenset()))
        for code, about in meant:
            for category in holding.categories:
                for place in sorted(restriction.places) or ("world",):
                    for name in _named(restriction):
                        yield _atom(
                            holding,
                            category,
                            purpose=code,
                            recipient="non-profit-researcher" if modifiers & _WITHOUT_PROFIT else recipient,
                            jurisdiction=place,
                            recipient_id=name,
                            diseases=about,
                            obligations=obligations,
                            commercial=commercial,
                        )


def _named(restriction: Restriction) -> tuple[str | None, ...]:
    """Whom the terms name: people, where they are for certain users; else organisations."""
    prefix = PERSON if Modifier.US in restriction.modifiers else ""
    return tuple(prefix + name for name in sorted(restriction.named)) or (None,)


def _prohibited(modifiers: frozenset[Modifier], holding: Holding) -> Iterator[Atom]:
    for category in holding.categories:
        if Modifier.NMDS in modifiers:
            yield _atom(holding, category, Effect.DENY, purpose=str(ResearchKind.METHODS))
        if Modifier.NPOA in modifiers:
            yield _atom(holding, category, Effect.DENY, purpose=str(ResearchKind.ANCESTRY))
        if modifiers & _WITHOUT_PROFIT:
            yield _atom(holding, category, Effect.DENY, recipient="commercial-researcher")
        if modifiers & _NO_GAIN:
            yield _atom(holding, category, Effect.DENY, commercial=True)


def _atom(  # noqa: PLR0913 - the parts of an atom
    holding: Holding,
    category: CategoryCode,
    effect: Effect = Effect.PERMIT,
    *,
    purpose: str = "PurposeOfUse",
    recipient: str = "anyone",
    jurisdiction: str = "world",
    recipient_id: str | None = None,
    diseases: frozenset[str] = frozenset(),
    obligations: tuple[ObligationCode, ...] = (),
    commercial: bool | None = None,
) -> Atom:
    return Atom(
        effect=effect,
        purpose=PURPOSES.code(purpose),
        category=category,
        recipient=RECIPIENTS.code(recipient),
        jurisdiction=JURISDICTIONS.code(jurisdiction),
        actions=holding.actions,
        recipient_id=recipient_id,
        diseases=diseases,
        obligations=obligations,
        kinds=holding.kinds,
        commercial=commercial,
    )


def _doubts(asked: Restriction) -> Iterator[tuple[str, bool]]:
    """Every way in which a restriction cannot be judged by rules, and whether it is so."""
    modifiers, permissions = asked.modifiers, asked.permissions
    naming = modifiers & _NAMING
    yield "no permission", not permissions
    yield "several permissions", len(permissions - {Permission.CC}) > 1
    yield "diseases and permission do not go together", (Permission.DS in permissions) is not bool(asked.diseases)
    yield "places and modifier do not go together", (Modifier.GS in modifiers) is not bool(asked.places)
    yield "a place without a rule pack", any(place not in JURISDICTIONS for place in asked.places)
    yield "names and modifier do not go together", (len(naming) == 1) is not bool(asked.named)
    yield "users and institutions at once", len(naming) > 1
    yield "end and modifier do not go together", (Modifier.TS in modifiers) is not (asked.until is not None)
    yield (
        "care by organisations without profit alone",
        Permission.CC in permissions and bool(modifiers & _WITHOUT_PROFIT),
    )
    yield "in words", bool(asked.words)


@dataclass(frozen=True, slots=True)
class Said:
    """What DUO can say of some atoms.

    Args:
        restriction: never wider than the permissions among them; None where no term is as narrow.
        unsaid: atoms that it does not say.
    """

    restriction: Restriction | None
    unsaid: tuple[Atom, ...]


def said_in_duo(scope: Scope, *, until: Instant | None = None) -> Said:
    """Say atoms in DUO's terms, as far as they can.

    Args:
        scope: permitted and prohibited.
        until: first instant at which the permission is over, or None.

    Returns:
        A restriction and what it leaves out. To give data under the restriction alone would be to give more than was
        permitted, where something prohibited is left out.
    """
    every = (*scope.permitted, *scope.prohibited)
    guess = _guess(scope, until)
    if guess is None or guess.unclear:
        return Said(None, every)
    first = scope.permitted[0]
    categories = tuple(dict.fromkeys(atom.category for atom in every))
    again = scope_of(guess, Holding(categories, first.actions, first.kinds))
    if not set(again.permitted) <= set(scope.permitted):
        return Said(None, every)
    return Said(guess, tuple(atom for atom in every if atom not in {*again.permitted, *again.prohibited}))


def _guess(scope: Scope, until: Instant | None) -> Restriction | None:
    """The restriction that these atoms would come from, if they came from one."""
    meant = {purpose: permission for permission, (purpose, _) in _PURPOSES.items()}
    purposes = {str(atom.purpose) for atom in scope.permitted}
    if not purposes <= {*meant, str(ResearchKind.METHODS)}:
        return None
    permissions = frozenset(meant[purpose] for purpose in purposes if purpose in meant)
    places = frozenset(str(atom.jurisdiction) for atom in scope.permitted) - {"world"}
    named = frozenset(atom.recipient_id for atom in scope.permitted if atom.recipient_id is not None)
    modifiers = {Modifier(code) for atom in scope.permitted for code in atom.obligations if str(code) in _MODIFIERS}
    modifiers |= {Modifier.GS} if places else set()
    people = any(name.startswith(PERSON) for name in named)
    modifiers |= {Modifier.US if people else Modifier.IS} if named else set()
    modifiers |= {Modifier.TS} if until is not None else set()
    modifiers |= {mark for mark, there in _marks(scope.prohibited) if there}
    diseases = frozenset(disease for atom in scope.permitted for disease in atom.diseases)
    return Restriction(permissions, frozenset(modifiers), diseases, places, frozenset(map(name_of, named)), until)


def _marks(prohibited: tuple[Atom, ...]) -> Iterator[tuple[Modifier, bool]]:
    yield Modifier.NMDS, any(atom.purpose == str(ResearchKind.METHODS) for atom in prohibited)
    yield Modifier.NPOA, any(atom.purpose == str(ResearchKind.ANCESTRY) for atom in prohibited)
