"""The tree of provisions to flat rules, each of which permits or refuses by itself.

With us any refusal wins, and nothing is permitted that no permission names. So a tree comes flat like this:

1. A permission with refusals inside: the permission, and the refusals within its bounds.
2. A permission inside a permission: the inner alone; whether the outer stands by itself, systems read differently.
3. A permission inside a refusal: the refusal alone. An exception from a refusal has no word here.
4. A provision without a type: R4 forbids a type at the root and asks for it below, and HL7's own examples use an
   untyped one in both meanings. Around permissions it is their frame; else it is refused, and nothing is permitted.

No rule permits what the tree, read either way, does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autonome.consent import ConsentError, Effect
from autonome.fhir.consent.conditions import read_scope
from autonome.fhir.consent.notes import Notes
from autonome.fhir.consent.scopes import EVERYTHING, Scope
from autonome.fhir.elements import Element

MAX_LEVELS = 16
"""Provisions inside one another: R4's examples have two (our own judgement)."""

MAX_ATOMS = 10_000
"""Atoms that one Consent may come to: alternatives multiply (our own judgement)."""

INNER_ALONE = "a permission around permissions: the inner ones alone are read"
INSIDE_REFUSAL = "a permission inside a refusal has no word here: the refusal alone is read"
UNTYPED = "without a type: read as the frame of the permissions in it"
UNTYPED_REFUSED = "without a type, which systems read both ways: read as a refusal"


@dataclass(frozen=True, slots=True)
class FlatRule:
    """A rule.

    Args:
        effect: permit or deny.
        scope: of what.
    """

    effect: Effect
    scope: Scope


@dataclass(frozen=True, slots=True)
class Around:
    """What the provisions around one allow it to speak of.

    Args:
        permitted: for a permission.
        refused: for a refusal.
        in_refusal: whether one of them is a refusal.
        levels: how many there are.
    """

    permitted: Scope = EVERYTHING
    refused: Scope = EVERYTHING
    in_refusal: bool = False
    levels: int = 0


def flat_rules(root: Element, around: Around, notes: Notes, *, is_frame: bool) -> tuple[FlatRule, ...]:
    """Read a tree of provisions.

    Args:
        root: the outermost provision.
        around: what the Consent itself allows it to speak of.
        notes: take what is not understood.
        is_frame: whether the Consent says that its outermost provision is a frame, as ours do.

    Raises:
        ConsentError: provisions are nested too deeply, or come to too many rules.
        UnusableError: an element has not the shape that R4 gives it.
    """
    rules: list[FlatRule] = []
    count = 0
    for rule in _walk(root, around, notes, is_frame=is_frame):
        count += rule.scope.size()
        if count > MAX_ATOMS:
            raise ConsentError(
                f"comes to more than {MAX_ATOMS:,} rules", where=root.path, mend="name broader codes, or split it."
            )
        if not rule.scope.is_empty:
            rules.append(rule)
    return tuple(dict.fromkeys(rules))


def _walk(node: Element, around: Around, notes: Notes, *, is_frame: bool = False) -> Iterator[FlatRule]:
    if around.levels >= MAX_LEVELS:
        raise ConsentError(
            f"holds provisions more than {MAX_LEVELS} deep",
            where=node.path,
            mend="flatten them; each is one exception.",
        )
    inner = node.children("provision")
    permits_inside = _permits_inside(node)
    effect = _effect(node)
    own = _scopes(node, around, notes, effect, permits_inside=permits_inside)
    if effect is Effect.PERMIT and around.in_refusal:
        notes.add(f"{node.path}.type", "permit", INSIDE_REFUSAL)
        return
    if effect is Effect.PERMIT:
        if permits_inside:
            notes.add(f"{node.path}.type", "permit", INNER_ALONE)
        else:
            yield FlatRule(Effect.PERMIT, own.permitted)
    elif effect is Effect.DENY:
        yield FlatRule(Effect.DENY, own.refused)
    elif not is_frame:
        notes.add(f"{node.path}.type", "none", UNTYPED if permits_inside else UNTYPED_REFUSED)
        if not permits_inside:
            yield FlatRule(Effect.DENY, own.refused)
    for each in inner:
        yield from _walk(each, own, notes)


def _permits_inside(node: Element) -> bool:
    """Whether there is a permission inside, also in frames without a type.

    Who takes such a frame for a refusal reads the permission in it, and nothing around it.
    """
    return any(
        each.text("type") == Effect.PERMIT or (not each.text("type") and _permits_inside(each))
        for each in node.children("provision")
    )


def _effect(node: Element) -> Effect | None:
    said = node.text("type")
    if said and said not in set(Effect):
        raise ConsentError(
            f"has the type {said[:20]!r}, which R4 does not know", where=node.path, mend="write permit or deny."
        )
    return Effect(said) if said else None


def _scopes(node: Element, around: Around, notes: Notes, effect: Effect | None, *, permits_inside: bool) -> Around:
    """The node's conditions within those around it. What is listed is listed in the reading that counts."""
    as_permission = effect is Effect.PERMIT or (effect is None and permits_inside)
    permitted = read_scope(node, Effect.PERMIT, notes if as_permission else Notes())
    permitted = permitted.within(around.permitted)
    # An exception from a permission takes away from what that permits, and from nothing else.
    exceptions_only = effect is Effect.PERMIT
    refused = permitted if exceptions_only else read_scope(node, Effect.DENY, Notes() if as_permission else notes)
    return Around(
        permitted=permitted,
        refused=refused if exceptions_only else refused.within(around.refused),
        in_refusal=around.in_refusal or effect is Effect.DENY,
        levels=around.levels + 1,
    )
