"""What the text on Bundle says beyond its invariants: an entry's address and its resource's id agree (R4, Bundle)."""

from __future__ import annotations

from collections.abc import Iterable

from autonome.fhir.validate.issues import Issue, Rule, error
from autonome.fhir.validate.tree import Node


def bundle_issues(nodes: Iterable[Node]) -> list[Issue]:
    """Entries whose address names another resource than the one that they hold."""
    return [issue for node in nodes if (issue := _entry_issue(node))]


def _entry_issue(entry: Node) -> Issue | None:
    resource = next(iter(entry.get("resource")), None)
    address = entry.text("fullUrl")
    if resource is None or entry.rule is None or entry.rule.id != "Bundle.entry":
        return None
    if not address.startswith(("http://", "https://")):
        return None
    parts = address.rsplit("/", 2)
    if parts[-1] == resource.text("id") or not resource.text("id"):
        return None
    return error(entry.path, Rule.BUNDLE, "fullUrl ends in another id than the resource has")
