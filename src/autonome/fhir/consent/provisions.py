"""Atoms to provisions: one provision for each atom, typed, below an untyped one that holds the period.

R4 gives no type to the outermost provision and asks for one in each that is nested, so the outer is a frame and says
nothing by itself. What R4 cannot say of a permission stands in a modifier extension: a reader who does not know it must
not use the Consent. What it cannot say of a refusal stands in a plain one: who passes over it refuses more.
"""

from __future__ import annotations

from collections.abc import Iterable

from autonome.consent import CATEGORIES, RECIPIENTS, Action, Atom, Effect, Kind
from autonome.fhir.consent.codes import (
    ACT_CODE,
    ACT_REASON,
    ACTION_CODES,
    ACTIONS,
    CONSENT_ACTION,
    DATA_CODES,
    DUO,
    GENERAL_RESEARCH,
    KIND,
    LIMITS,
    LOINC,
    NOT_IN_HL7,
    PARTICIPATION,
    PURPOSE_CODES,
    RECIPIENT_CODES,
    REFUSED,
    SECTIONS,
    SENSITIVITIES,
    WIDER_HERE,
    WIDER_IN_HL7,
)
from autonome.fhir.consent.periods import period_piece
from autonome.fhir.consent.pieces import Piece, coding, concept, party, text
from autonome.kernel import Json, Period


def frame(atoms: Iterable[Atom], valid: Period | None) -> Piece:
    """The outermost provision: when, and a provision for each atom; empty where there is neither."""
    made: Piece = {} if valid is None else {"period": period_piece(valid)}
    rules: list[Json] = [rule(atom) for atom in atoms]
    return made | ({"provision": rules} if rules else {})


def rule(atom: Atom) -> Piece:
    """One typed provision."""
    permits = atom.effect is Effect.PERMIT
    limits, kinds = _limits(atom), _kinds(atom)
    parts: Piece = {
        "extension": [*kinds, *([] if permits or not limits else [{"url": REFUSED, "extension": limits}])],
        "modifierExtension": [{"url": LIMITS, "extension": limits}] if permits and limits else [],
        "type": str(atom.effect),
        "actor": _actors(atom),
        "action": [each for action in sorted(atom.actions) for each in _actions(action)],
        **_data(atom),
        "purpose": _purposes(atom),
        "dataPeriod": {} if atom.window is None else period_piece(atom.window),
        "provision": _exceptions(atom) if permits else [],
    }
    return {key: value for key, value in parts.items() if value not in ([], {})}


def purpose(code: str) -> Piece:
    """A purpose in HL7's system, in DUO's, or in ours."""
    if code == "GRU":
        return coding(DUO, GENERAL_RESEARCH)
    return coding(PURPOSE_CODES if code in NOT_IN_HL7 else ACT_REASON, code)


def _purposes(atom: Atom) -> list[Json]:
    if atom.purpose == "PurposeOfUse":
        return []
    more = WIDER_HERE.get(atom.purpose, ()) if atom.effect is Effect.DENY else ()
    return [purpose(code) for code in (atom.purpose, *more)]


def _exceptions(atom: Atom) -> list[Json]:
    """What HL7 puts under the purpose and we do not, taken out of the permission again."""
    outside: list[Json] = [purpose(code) for code in WIDER_IN_HL7.get(atom.purpose, ())]
    return [{"type": str(Effect.DENY), "purpose": outside}] if outside else []


def _actors(atom: Atom) -> list[Json]:
    """The class as the role, the named one or else the class again as the reference; nobody for everybody."""
    if atom.recipient == "anyone" and atom.recipient_id is None:
        return []
    role = concept(coding(PARTICIPATION, "IRCP"), coding(RECIPIENT_CODES, atom.recipient))
    anybody: Piece = {
        "type": "Group",
        "identifier": {"system": RECIPIENT_CODES, "value": atom.recipient},
        "display": RECIPIENTS.label(atom.recipient),
    }
    return [{"role": role, "reference": anybody if atom.recipient_id is None else party(atom.recipient_id)}]


def _actions(action: Action) -> list[Piece]:
    if action in ACTIONS:
        return [concept(coding(CONSENT_ACTION, code)) for code in ACTIONS[action]]
    return [concept(coding(ACTION_CODES, str(action)))]


def _data(atom: Atom) -> Piece:
    if atom.category == "record":
        return {}
    if atom.category in SENSITIVITIES:
        return {"securityLabel": [coding(ACT_CODE, code) for code in SENSITIVITIES[atom.category]]}
    section = [coding(LOINC, SECTIONS[atom.category])] if atom.category in SECTIONS else []
    own = coding(DATA_CODES, atom.category, CATEGORIES.label(atom.category))
    return {"code": [concept(own, *section)]}


def _limits(atom: Atom) -> list[Json]:
    limits: list[Json] = [{"url": "disease", "valueString": text(code)} for code in sorted(atom.diseases)]
    if atom.commercial is not None:
        limits.append({"url": "commercial", "valueBoolean": atom.commercial})
    if atom.jurisdiction != "world":
        limits.append({"url": "jurisdiction", "valueString": str(atom.jurisdiction)})
    return [*limits, *({"url": "obligation", "valueString": str(code)} for code in atom.obligations)]


def _kinds(atom: Atom) -> list[Json]:
    if atom.kinds == {Kind.GENERAL}:
        return []
    return [{"url": KIND, "valueString": str(kind)} for kind in sorted(atom.kinds)]
