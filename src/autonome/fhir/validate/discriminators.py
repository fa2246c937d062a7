"""Discriminators: whether an element belongs to a slice (R4, profiling FHIR, slicing).

A discriminator's path is followed twice: once through the profile, to see what the slice expects there, and once
through the element, to see what stands there. Paths are FHIRPath restricted to names, ``$this``, ``resolve()``,
``extension('url')`` and ``ofType(T)``, as R4 restricts them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from autonome.fhir.validate.bindings import is_bound
from autonome.fhir.validate.rules import Discriminator, ElementRule, Kind, Strength
from autonome.fhir.validate.session import Session
from autonome.fhir.validate.terminology import Known, any_known
from autonome.fhir.validate.tree import Node
from autonome.fhir.validate.values import matches

_STEP = re.compile(r"\$this|resolve\(\)|extension\('(?P<url>[^']*)'\)|ofType\((?P<type>\w+)\)|(?P<name>\w+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a discriminator's path: ``name``, ``resolve``, ``extension`` or ``ofType``."""

    kind: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some JSON that a pattern or fixed value further up expects here."""

    value: object


_Expected = ElementRule | _Part


def steps_of(path: str) -> tuple[Step, ...] | None:
    """Read a path; None where it is outside the restricted language."""
    steps: list[Step] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if not match:
            return None
        at = match.end()
        if path[at : at + 1] == "." and at + 1 < len(path):
            at += 1
        elif at < len(path):
            return None
        steps.extend(_step(match))
    return tuple(steps)


def _step(match: re.Match[str]) -> Iterable[Step]:
    if match["url"] is not None:
        return (Step("extension", match["url"]),)
    if match["type"] is not None:
        return (Step("ofType", match["type"]),)
    if match["name"] is not None:
        return (Step("name", match["name"]),)
    return (Step("resolve"),) if match[0] == "resolve()" else ()


def belongs(node: Node, piece: ElementRule, discriminators: Iterable[Discriminator], session: Session) -> Known:
    """Whether an element belongs to a slice: every discriminator must say so."""
    answer: Known = True
    for discriminator in discriminators:
        steps = steps_of(discriminator.path)
        one = None if steps is None else _decide(node, piece, discriminator.kind, steps, session)
        if one is False:
            return False
        answer = None if one is None else answer
    return answer


def _decide(node: Node, piece: ElementRule, kind: Kind, steps: tuple[Step, ...], session: Session) -> Known:
    found = _follow(node, steps, session)
    if kind is Kind.PROFILE:
        return _any(found, lambda one: _conforms(one, piece, steps, session))
    expected = _expectations(piece, steps, session)
    if kind is Kind.EXISTS:
        return _exists(found, expected)
    if not expected:
        return None
    decide = _is_of_type if kind is Kind.TYPE else _fits
    return _any(found, lambda one: any_known(decide(one, item, session) for item in expected))


def _follow(node: Node, steps: tuple[Step, ...], session: Session) -> list[Node] | None:
    """What stands at a path; None where a reference leads out of the document."""
    found = [node]
    for step in steps:
        if step.kind == "resolve":
            targets = [session.resolve(one) for one in found]
            if None in targets:
                return None
            found = [target for target in targets if target is not None]
        elif step.kind == "extension":
            found = [child for one in found for child in one.get("extension") if child.text("url") == step.argument]
        elif step.kind == "ofType":
            found = [one for one in found if one.type == step.argument]
        else:
            found = [child for one in found for child in one.get(step.argument)]
    return found


def _expectations(piece: ElementRule, steps: tuple[Step, ...], session: Session) -> list[_Expected]:
    """What a slice's rules expect at a path."""
    expected: list[_Expected] = [piece]
    for step in steps:
        expected = [after for one in expected for after in _advance(one, step, session)]
    return expected


def _advance(expected: _Expected, step: Step, session: Session) -> Iterable[_Expected]:
    whole = _whole(expected)
    if whole is not None or isinstance(expected, _Part):
        return _inside(whole, step)
    if step.kind == "ofType":
        return (expected,)
    if step.kind == "resolve":
        targets = (session.profiles.profile(one) for item in expected.types for one in item.targets)
        return tuple(profile.root for profile in targets if profile)
    child = _child(expected, "extension" if step.kind == "extension" else step.argument, session)
    if child is None or step.kind != "extension":
        return (child,) if child else ()
    return tuple(one for one in child.slices if _url_of(one, session) == step.argument)


def _whole(expected: _Expected) -> object:
    """The JSON that is expected for the whole element, where there is such; None otherwise."""
    if isinstance(expected, _Part):
        return expected.value
    return expected.pattern if expected.fixed is None else expected.fixed


def _inside(value: object, step: Step) -> Iterable[_Expected]:
    member = value.get(step.argument) if isinstance(value, Mapping) and step.kind == "name" else None
    if member is None:
        return ()
    return tuple(_Part(one) for one in member) if isinstance(member, list) else (_Part(member),)


def _child(rule: ElementRule, name: str, session: Session) -> ElementRule | None:
    """A child's rule: written out in the snapshot, or in the profile that the element's type names, or in its type."""
    here = session.profiles.content(rule)
    if name in here.children:
        return here.children[name]
    for item in rule.types:
        for address in (*item.profiles[:1], item.code):
            found = session.profiles.profile(address) if address != item.code else session.profiles.type(address)
            if found and name in found.root.children:
                return found.root.children[name]
    return None


def _url_of(rule: ElementRule, session: Session) -> object:
    url = _child(rule, "url", session)
    return url.fixed if url else None


def _fits(node: Node, expected: _Expected, session: Session) -> Known:
    if isinstance(expected, _Part):
        return matches(node.raw, expected.value)
    if expected.fixed is not None:
        return node.raw == expected.fixed
    if expected.pattern is not None:
        return matches(node.raw, expected.pattern)
    if expected.binding is not None and expected.binding.strength is Strength.REQUIRED:
        return is_bound(node, expected.binding, session.terminology)
    return _fits_below(node, expected)


def _fits_below(node: Node, expected: ElementRule) -> Known:
    """Fixed values and patterns one level further down stand for the whole, where the element has none itself."""
    telling = [(name, child) for name, child in expected.children.items() if _is_telling(child)]
    if not telling:
        return None
    return all(
        any(matches(one.raw, child.pattern if child.fixed is None else child.fixed) for one in node.get(name))
        for name, child in telling
    )


def _is_telling(rule: ElementRule) -> bool:
    return rule.fixed is not None or rule.pattern is not None


def _is_of_type(node: Node, expected: _Expected, session: Session) -> Known:
    if isinstance(expected, _Part):
        return None
    codes = {item.code for item in expected.types}
    if not codes:  # the root of a resource's profile, after resolve()
        return expected.id in session.profiles.ancestors(node.type)
    return node.type in codes


def _conforms(node: Node, piece: ElementRule, steps: tuple[Step, ...], session: Session) -> Known:
    is_target = bool(steps) and steps[-1].kind == "resolve"
    holders = _expectations(piece, steps[:-1] if is_target else steps, session)
    addresses = [
        address
        for one in holders
        if isinstance(one, ElementRule)
        for item in one.types
        for address in (item.targets if is_target else item.profiles)
    ]
    return any_known(session.conforms(node, address) for address in addresses)


def _exists(found: list[Node] | None, expected: list[_Expected]) -> Known:
    rules = [one for one in expected if isinstance(one, ElementRule)]
    if found is None or not rules:
        return None
    if rules[0].most == 0:
        return not found
    return bool(found) if rules[0].least > 0 else None


def _any(found: list[Node] | None, decide: Callable[[Node], Known]) -> Known:
    return None if found is None else any_known(decide(one) for one in found)
