"""A resource as a tree of typed elements: every JSON name read against the base definitions, once.

What cannot be read so (an unknown name, a list where one value belongs, text that is no date) is an issue here and
nowhere else; what is read can be walked by profiles and by FHIRPath without looking at JSON again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from autonome.fhir.validate.issues import Issue, Rule, error
from autonome.fhir.validate.narrative import narrative_fault
from autonome.fhir.validate.primitives import fault
from autonome.fhir.validate.profiles import Profiles
from autonome.fhir.validate.rules import ElementRule

MAX_DEPTH = 64
"""Elements inside one another, as for every document that is read (`fhir.json_text`)."""

MAX_NODES = 1_000_000
"""Elements of one document: about 500 bytes each, so 0.5 GB (our own judgement)."""

_ABSTRACT = ("Resource", "DomainResource")


@dataclass(slots=True, eq=False)
class Node:
    """One element. Compared by identity; never changed once the tree stands.

    Args:
        name: within its parent, without the type of a choice: ``value`` for ``valueQuantity``.
        type: FHIR type code.
        value: of a primitive; None otherwise, and where a primitive has extensions only.
        raw: the JSON value.
        path: for issues.
        rule: base definition's rule for this element; for a resource the root of its type.
        parent: the element around it; None at the top.
        resource: the nearest resource around it, itself for a resource.
    """

    name: str
    type: str
    value: object
    raw: object
    path: str
    rule: ElementRule | None
    parent: Node | None
    resource: Node | None = None
    children: dict[str, list[Node]] = field(default_factory=dict)

    @property
    def is_resource(self) -> bool:
        """Whether it is a resource: the top, an entry's, or a contained one."""
        return self.resource is self

    def get(self, name: str) -> list[Node]:
        """The children of a name; an empty list where there are none."""
        return self.children.get(name, [])

    def text(self, name: str) -> str:
        """The text of the only child of a name; empty where there is none."""
        found = self.children.get(name)
        value = found[0].value if found else None
        return value if isinstance(value, str) else ""

    def descendants(self) -> Iterator[Node]:
        """Every element below, parents before children."""
        waiting = [child for group in reversed(self.children.values()) for child in reversed(group)]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(child for group in reversed(node.children.values()) for child in reversed(group))


@dataclass(slots=True)
class _Place:
    """Where a value stands, and as what it is read."""

    parent: Node
    rule: ElementRule
    code: str
    path: str
    depth: int

    def node(self, value: object, raw: object) -> Node:
        return Node(self.rule.name, self.code, value, raw, self.path, self.rule, self.parent, self.parent.resource)


class TreeBuilder:
    """Builds the tree of one document and collects what cannot be read.

    Args:
        profiles: for the base definitions.
    """

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._count = 0
        self._is_full = False
        self.issues: list[Issue] = []

    def build(self, value: object) -> Node | None:
        """The whole tree; None where the document is no resource of a known type."""
        kind = value.get("resourceType") if isinstance(value, Mapping) else None
        path = kind if isinstance(kind, str) and kind.isalnum() else "(document)"
        return self._resource("", value, path, None, depth=0)

    def _resource(self, name: str, value: object, path: str, parent: Node | None, *, depth: int) -> Node | None:
        if not isinstance(value, Mapping):
            self._say(path, Rule.JSON, f"is {_kind(value)}, not a resource")
            return None
        code = value.get("resourceType")
        if not isinstance(code, str) or code in _ABSTRACT or not self._profiles.is_resource(code):
            named = f"resourceType {code[:40]!r} is not known" if isinstance(code, str) else "there is no resourceType"
            self._say(path, Rule.JSON, named)
            return None
        definition = self._profiles.type(code)
        node = Node(name, code, None, value, path, definition.root if definition else None, parent)
        node.resource = node
        self._object(node, value, node.rule, depth=depth)
        return node

    def _object(self, node: Node, members: Mapping[str, object], rule: ElementRule | None, *, depth: int) -> None:
        self._count += 1
        if rule is None or not self._has_room(node, depth):
            return
        if not members:
            self._say(node.path, Rule.JSON, "is an empty object")
        names = self._profiles.names(rule)
        for key, value in members.items():
            bare = key.removeprefix("_")
            entry = names.get(bare)
            if entry is None:
                if not (node.is_resource and key == "resourceType"):
                    self._say(node.path, Rule.UNKNOWN, f"has no element {key[:60]!r}")
            elif key == bare:
                if value is None:
                    self._say(f"{node.path}.{key}", Rule.JSON, "is null; leave the element out")
                self._members(node, bare, entry, (value, members.get(f"_{bare}")), depth=depth)
            elif bare not in members:
                self._members(node, bare, entry, (None, value), depth=depth)

    def _has_room(self, node: Node, depth: int) -> bool:
        if depth > MAX_DEPTH:
            self._say(node.path, Rule.LIMIT, f"is nested more than {MAX_DEPTH} deep")
        elif self._count > MAX_NODES and not self._is_full:
            self._is_full = True
            self._say(node.path, Rule.LIMIT, f"the document holds more than {MAX_NODES:,} elements; not read further")
        return depth <= MAX_DEPTH and not self._is_full

    def _members(
        self, node: Node, key: str, entry: tuple[ElementRule, str], pair: tuple[object, object], *, depth: int
    ) -> None:
        rule, code = entry
        if code == "string" and key == "id" and node.is_resource:
            code = "id"  # the snapshots of 4.0.1 call a resource's id a string; the page on resources says id
        is_primitive = self._profiles.is_primitive(code)
        path = f"{node.path}.{key}"
        value, extra = pair
        if extra is not None and not is_primitive:
            self._say(path, Rule.JSON, f"has a member _{key}, which only primitive values have")
        values, extras = self._list(value, path, rule), self._list(extra, f"{node.path}._{key}", rule)
        read = self._primitive if is_primitive else self._complex
        group: list[Node] = []
        for at, item in enumerate(zip_longest(values, extras)):
            place = _Place(node, rule, code, f"{path}[{at}]" if rule.repeats else path, depth + 1)
            child = read(place, item)
            if child is not None:
                group.append(child)
        if group:
            node.children.setdefault(rule.name, []).extend(group)

    def _list(self, value: object, path: str, rule: ElementRule) -> Sequence[object]:
        if value is None:
            return ()
        if isinstance(value, list) != rule.repeats:
            self._say(
                path, Rule.JSON, "is not a list, and may repeat" if rule.repeats else "is a list, and may not repeat"
            )
        if not isinstance(value, list):
            return (value,)
        if not value:
            self._say(path, Rule.JSON, "is an empty list")
        return value

    def _complex(self, place: _Place, pair: tuple[object, object]) -> Node | None:
        item, _ = pair
        if self._profiles.is_resource(place.code):
            return self._resource(place.rule.name, item, place.path, place.parent, depth=place.depth)
        if not isinstance(item, Mapping):
            self._say(place.path, Rule.JSON, f"is {_kind(item)}, not an object ({place.code})")
            return None
        child = place.node(None, item)
        self._object(child, item, self._profiles.inner(place.rule, place.code), depth=place.depth)
        return child

    def _primitive(self, place: _Place, pair: tuple[object, object]) -> Node | None:
        item, extra = pair
        if item is None and extra is None:
            self._say(place.path, Rule.JSON, "is null without an extension")
            return None
        if item is not None:
            self._check_primitive(place, item)
        child = place.node(item, item)
        if isinstance(extra, Mapping):
            self._object(child, extra, self._profiles.inner(place.rule, place.code), depth=place.depth)
        elif extra is not None:
            self._say(place.path, Rule.JSON, f"has a member with _ that is {_kind(extra)}, not an object")
        else:
            self._count += 1
        return child

    def _check_primitive(self, place: _Place, item: object) -> None:
        if wrong := fault(place.code, item):
            self._say(place.path, Rule.PRIMITIVE, wrong)
        elif place.code == "xhtml" and (wrong := narrative_fault(str(item))):
            self._say(place.path, Rule.NARRATIVE, wrong)

    def _say(self, path: str, rule: Rule, message: str) -> None:
        self.issues.append(error(path, rule, message))


def _kind(value: object) -> str:
    """The JSON name of a value's type, for a sentence."""
    if isinstance(value, bool):
        return "true or false"
    names = {str: "text", dict: "an object", list: "a list", type(None): "null"}
    return names.get(type(value), "a number")
