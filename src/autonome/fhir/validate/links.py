"""References within one document: contained resources by ``#id``, entries of a Bundle by their full address.

Nothing is fetched: what is not in the document is not resolved, and not reported as missing either, because it may
stand on a server. Source: R4, references between resources; Bundle, resolving references in bundles.
"""

from __future__ import annotations

from autonome.fhir.validate.tree import Node


class Links:
    """Where the references of one document lead.

    Args:
        top: the document's root.
    """

    def __init__(self, top: Node) -> None:
        self.top = top
        self._by_address: dict[str, list[Node]] = {}
        self._address: dict[Node, str] = {}
        self._contained: dict[Node, dict[str, Node]] = {}
        self._container: dict[Node, Node] = {}
        for node in (top, *(below for below in top.descendants() if below.is_resource)):
            self._note(node)

    def _note(self, node: Node) -> None:
        parent = node.parent
        if parent is None:
            return
        if node.name == "contained":
            outer = self.container(parent.resource or parent)
            self._container[node] = outer
            self._contained.setdefault(outer, {}).setdefault(node.text("id"), node)
        elif (address := parent.text("fullUrl")) and parent.rule is not None and parent.rule.id == "Bundle.entry":
            self._address[node] = address
            self._by_address.setdefault(address, []).append(node)

    def container(self, resource: Node) -> Node:
        """The resource that contains this one; itself where it is not contained."""
        return self._container.get(resource, resource)

    def is_contained(self, resource: Node) -> bool:
        """Whether the resource stands inside another one."""
        return resource in self._container

    def resolve(self, reference: str, origin: Node) -> Node | None:
        """The resource that a reference names; None where the document does not hold it.

        Args:
            reference: literal, such as ``Patient/1``, ``urn:uuid:…``, ``#a`` or an absolute URL.
            origin: the element that holds it.
        """
        home = self.container(origin.resource or self.top)
        if reference.startswith("#"):
            return home if reference == "#" else self._contained.get(home, {}).get(reference[1:])
        literal = reference.partition("/_history/")[0].partition("|")[0]
        if not _is_absolute(literal):
            base = _base_of(self._address.get(self._entry_of(home), ""))
            literal = f"{base}{literal}" if base else ""
        found = self._by_address.get(literal, ())
        return found[0] if len(found) == 1 else None

    def _entry_of(self, resource: Node) -> Node:
        """The resource of the Bundle's entry around a resource: itself, unless Parameters or a Bundle stand between."""
        node = resource
        while node not in self._address and node.parent is not None and node.parent.resource is not None:
            node = node.parent.resource
        return node


def _is_absolute(reference: str) -> bool:
    return "://" in reference or reference.startswith("urn:")


def _base_of(address: str) -> str:
    """``http://host/fhir/`` of ``http://host/fhir/Patient/1``; empty where an address has no such form."""
    if not address.startswith(("http://", "https://")):
        return ""
    parts = address.rsplit("/", 2)
    return f"{parts[0]}/" if len(parts) == 3 and parts[1][:1].isupper() else ""  # noqa: PLR2004 - base, type, id
