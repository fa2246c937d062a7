"""Extensions: known or not, where they may stand, and whether they may change a meaning (R4, extensibility)."""

from __future__ import annotations

from autonome.fhir.validate.fhirpath import (
    Evaluation,
    ExhaustedError,
    Frame,
    UndeterminedError,
    UnsupportedError,
    parse,
)
from autonome.fhir.validate.invariants import variables
from autonome.fhir.validate.issues import Issue, Rule, error, unchecked
from autonome.fhir.validate.rules import Context, Profile
from autonome.fhir.validate.session import Session
from autonome.fhir.validate.terminology import Known
from autonome.fhir.validate.tree import Node

_ANYWHERE = "Element"
"""R4's own definitions name this context for extensions that stand on resources too."""

_ABSTRACT = frozenset(("CanonicalResource", "MetadataResource"))
"""Patterns that later releases name as contexts; R4 has no types for them."""


def extension_issues(node: Node, session: Session) -> list[Issue]:
    """What is to be said of one extension, besides its own structure."""
    url = node.text("url")
    if not url:
        return []
    if "://" not in url and not url.startswith("urn:"):
        return _relative_issues(node, url, session)
    profile = session.profiles.profile(url)
    if profile is None:
        return [_unknown(node, url)]
    if profile.type != "Extension":
        return [error(node.path, Rule.EXTENSION, f"{url[:120]} defines a {profile.type}, not an extension")]
    return [
        *session.held_against(node, url),
        *_modifier_issues(node, profile),
        *_context_issues(node, profile, session),
    ]


def _unknown(node: Node, url: str) -> Issue:
    if node.name == "modifierExtension":
        return error(node.path, Rule.EXTENSION, f"is a modifier extension that no package defines: {url[:120]}")
    return unchecked(node.path, Rule.EXTENSION, f"not checked: no package defines the extension {url[:120]}")


def _relative_issues(node: Node, url: str, session: Session) -> list[Issue]:
    """A short name is defined by the extension around it, or nowhere."""
    parent = node.parent
    if parent is None or parent.type != "Extension":
        return [error(node.path, Rule.EXTENSION, f"the address {url[:60]!r} is not absolute")]
    around = session.profiles.profile(parent.text("url"))
    inner = around.root.children.get("extension") if around else None
    if inner is None:
        return []
    known = {_fixed_url(piece.children.get("url")) for piece in inner.slices}
    if url in known or not known:
        return []
    return [error(node.path, Rule.EXTENSION, f"the extension around it defines no part {url[:60]!r}")]


def _fixed_url(rule: object) -> object:
    return getattr(rule, "fixed", None)


def _modifier_issues(node: Node, profile: Profile) -> list[Issue]:
    modifies = profile.root.is_modifier
    if modifies == (node.name == "modifierExtension"):
        return []
    wrong = "changes the meaning and must be a modifierExtension" if modifies else "is no modifier extension"
    return [error(node.path, Rule.EXTENSION, f"{profile.url} {wrong}")]


def _context_issues(node: Node, profile: Profile, session: Session) -> list[Issue]:
    holder = node.parent
    if holder is None or not profile.contexts:
        return []
    answers = [_is_context(holder, context, session) for context in profile.contexts]
    issues: list[Issue] = []
    if not any(answers):
        allowed = ", ".join(context.expression for context in profile.contexts)[:160]
        if None in answers:
            issues.append(unchecked(node.path, Rule.EXTENSION, f"not checkable: whether it may stand here ({allowed})"))
        else:
            issues.append(error(node.path, Rule.EXTENSION, f"{profile.url} may not stand here; allowed: {allowed}"))
    for expression in profile.context_invariants:
        try:
            holds = session.evaluation.holds(expression, holder, variables(holder, session))
        except (UnsupportedError, UndeterminedError, ExhaustedError):
            continue
        if not holds:
            issues.append(error(node.path, Rule.EXTENSION, f"{profile.url} may not stand here: {expression[:120]}"))
    return issues


def _is_context(holder: Node, context: Context, session: Session) -> Known:
    expression = context.expression
    if context.kind == "extension":
        return holder.type == "Extension" and holder.text("url") == expression
    if context.kind == "fhirpath":
        return _is_selected(holder, expression, session.evaluation, session)
    if expression.startswith("http") or expression in _ABSTRACT:
        return None
    return expression.removesuffix("[x]") in _names(holder, session)


def _names(holder: Node, session: Session) -> set[str]:
    """Every way to name an element: its type and base types, and its path from each type around it."""
    names = {_ANYWHERE, *session.profiles.ancestors(holder.type)}
    tail = ""
    node: Node | None = holder
    while node is not None:
        if tail:
            names.update(f"{code}{tail}" for code in session.profiles.ancestors(node.type))
        if node.rule is not None and node.rule.content:
            names.add(f"{node.rule.content}{tail}")  # an item within an item is ruled, and named, as the outer one
        if node.is_resource:
            break
        tail = f".{node.name}{tail}"
        node = node.parent
    return names


def _is_selected(holder: Node, expression: str, evaluation: Evaluation, session: Session) -> Known:
    top = holder.resource or session.links.top
    try:
        found = evaluation.run(parse(expression), [top], Frame(top, variables(holder, session)))
    except (UnsupportedError, UndeterminedError, ExhaustedError):
        return None
    return any(item is holder for item in found)
