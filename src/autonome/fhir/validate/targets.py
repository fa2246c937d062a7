"""References: the kind of target, and its profile where the document holds the target (R4, references)."""

from __future__ import annotations

from autonome.fhir.validate.issues import Issue, Rule, error, unchecked
from autonome.fhir.validate.rules import ElementRule
from autonome.fhir.validate.session import Session
from autonome.fhir.validate.tree import Node


def target_issues(node: Node, rule: ElementRule, session: Session) -> list[Issue]:
    """What a rule says of a Reference's target."""
    targets = tuple(target for item in rule.types if item.code == "Reference" for target in item.targets)
    target = session.resolve(node)
    actual = target.type if target else named_type(node.text("reference"), session)
    stated = node.text("type").rpartition("/")[2]
    if actual and stated and actual != stated:
        return [error(node.path, Rule.REFERENCE, f"names a {actual} and says that it is a {stated[:40]}")]
    kind = actual or stated
    if not targets or not kind:
        return []
    fitting = [one for one in targets if _type_of(one, session) in {*session.profiles.ancestors(kind), ""}]
    if not fitting:
        allowed = ", ".join(sorted({one.rpartition("/")[2] for one in targets}))[:160]
        return [error(node.path, Rule.REFERENCE, f"refers to a {kind}; allowed: {allowed}")]
    return _profile_issues(node, target, fitting, session) if target else []


def _profile_issues(node: Node, target: Node, fitting: list[str], session: Session) -> list[Issue]:
    answers = [session.conforms(target, one) for one in fitting]
    if any(answers):
        return []
    names = ", ".join(one.rpartition("/")[2] for one in fitting)[:160]
    if None in answers:
        return [unchecked(node.path, Rule.REFERENCE, f"not checkable: whether the target conforms to {names}")]
    return [error(node.path, Rule.REFERENCE, f"refers to a {target.type} that conforms to none of: {names}")]


def named_type(reference: str, session: Session) -> str:
    """The resource type that a literal reference spells out; empty where it does not."""
    parts = reference.partition("/_history/")[0].split("/")
    has_type = len(parts) > 1 and not reference.startswith(("urn:", "#")) and session.profiles.is_resource(parts[-2])
    return parts[-2] if has_type else ""


def _type_of(canonical: str, session: Session) -> str:
    """The type that a target profile is about; empty where no package knows the profile."""
    profile = session.profiles.profile(canonical)
    return profile.type if profile else ""
