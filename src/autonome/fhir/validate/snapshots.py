"""StructureDefinition to `Profile`: the snapshot's flat list becomes a tree, once.

The ids of the elements carry the tree (``Observation.component:gene.code``); a snapshot without ids is refused, as is
one without a snapshot: generating snapshots is the publisher's work, not a validator's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

from autonome.fhir.validate.errors import DefinitionError
from autonome.fhir.validate.rules import (
    Binding,
    Bounds,
    Context,
    Discriminator,
    ElementRule,
    Invariant,
    Kind,
    Profile,
    Slicing,
    SlicingRules,
    Strength,
    TypeRule,
)

MAX_ELEMENTS = 20_000
"""Elements of one snapshot: the largest of R4 has some 1,500 (our own judgement)."""

MAX_SEGMENTS = 64
"""Depth of one element id: as deep as a document may be."""

_FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
_SYSTEM = "http://hl7.org/fhirpath/System."
_UNKNOWN_SYSTEM_TYPE = "string"
_BUILT_IN = "ele-1"
"""An element has a value or children: part of reading JSON (`tree`), and not evaluated for each element again."""

_Choice = TypeVar("_Choice", bound=StrEnum)


def read_profile(definition: Mapping[str, object]) -> Profile:
    """Read a StructureDefinition.

    Raises:
        DefinitionError: it has no snapshot, or its snapshot does not say what a snapshot must.
    """
    url = _text(definition, "url")
    elements = _objects(_object(definition.get("snapshot")), "element")
    if not elements or len(elements) > MAX_ELEMENTS:
        _refuse(url, "has no snapshot" if not elements else f"has more than {MAX_ELEMENTS:,} elements")
    kind = _text(definition, "kind")
    tree = _Tree(elements, url)
    if kind == "primitive-type":
        tree.drop_values()
    root = tree.build(tree.root_id)
    return Profile(
        url=url,
        type=_text(definition, "type"),
        is_constraint=_text(definition, "derivation") == "constraint",
        is_primitive=kind == "primitive-type",
        is_resource=kind == "resource",
        base=_text(definition, "baseDefinition"),
        root=root,
        by_id={rule.id: rule for rule in _descend(root)},
        contexts=tuple(Context(_text(c, "type"), _text(c, "expression")) for c in _objects(definition, "context")),
        context_invariants=_texts(definition, "contextInvariant"),
    )


class _Tree:
    """The elements by id, and who hangs under whom."""

    def __init__(self, elements: tuple[Mapping[str, object], ...], url: str) -> None:
        self.url = url
        self.by_id: dict[str, Mapping[str, object]] = {}
        self.children: dict[str, list[str]] = {}
        self.slices: dict[str, list[str]] = {}
        self.root_id = ""
        for element in elements:
            self._add(element)

    def _add(self, element: Mapping[str, object]) -> None:
        identity = _text(element, "id")
        if not identity or identity in self.by_id or identity.count(".") > MAX_SEGMENTS:
            _refuse(self.url, f"has an element without an id of its own ({identity[:80] or 'empty'})")
        if not self.root_id:
            self.root_id = identity
        elif not self._hang(identity):
            _refuse(self.url, f"has an element under an unknown parent ({identity[:80]})")
        self.by_id[identity] = element

    def _hang(self, identity: str) -> bool:
        parent, _, last = identity.rpartition(".")
        whole, _, piece = last.partition(":")
        sliced = f"{parent}.{whole}" if parent else whole
        if piece and sliced in self.by_id:
            self.slices.setdefault(sliced, []).append(identity)
            return True
        self.children.setdefault(parent, []).append(identity)
        return parent in self.by_id

    def drop_values(self) -> None:
        """A primitive's own value is checked by `primitives`; its rule has a type outside FHIR."""
        self.children[self.root_id] = [
            identity for identity in self.children.get(self.root_id, ()) if not identity.endswith(".value")
        ]

    def build(self, identity: str) -> ElementRule:
        """Build a rule and all that hangs under it."""
        element = self.by_id[identity]
        children: dict[str, ElementRule] = {}
        for child in self.children.get(identity, ()):
            rule = self.build(child)
            children.setdefault(rule.name, rule)
        slices = tuple(self.build(piece) for piece in self.slices.get(identity, ()))
        return _rule(element, slices, children, is_root=identity == self.root_id)


def _rule(
    element: Mapping[str, object],
    slices: tuple[ElementRule, ...],
    children: Mapping[str, ElementRule],
    *,
    is_root: bool,
) -> ElementRule:
    identity = _text(element, "id")
    base = _object(element.get("base"))
    own_name = identity.rpartition(".")[2].partition(":")[0]
    base_name = _text(base, "path").rpartition(".")[2]
    # Older profiles write valueQuantity for what the base calls value[x].
    name = base_name if base_name.endswith("[x]") and not own_name.endswith("[x]") else own_name
    return ElementRule(
        id=identity,
        name="" if is_root else name.removesuffix("[x]"),
        least=_count(element.get("min"), 0) or 0,
        most=_count(element.get("max"), None),
        repeats=_text(base, "max") not in {"0", "1"},
        types=tuple(_type(item) for item in _objects(element, "type")),
        is_choice=name.endswith("[x]"),
        fixed=_prefixed(element, "fixed"),
        pattern=_prefixed(element, "pattern"),
        bounds=Bounds(
            _prefixed(element, "minValue"), _prefixed(element, "maxValue"), _count(element.get("maxLength"), None)
        ),
        binding=_binding(_object(element.get("binding"))),
        invariants=tuple(_invariant(item) for item in _objects(element, "constraint") if item.get("key") != _BUILT_IN),
        content=_text(element, "contentReference").rpartition("#")[2],
        is_modifier=element.get("isModifier") is True,
        slice_name=_text(element, "sliceName"),
        slicing=_slicing(_object(element.get("slicing"))) if element.get("slicing") else None,
        slices=slices,
        children=children,
    )


def _type(item: Mapping[str, object]) -> TypeRule:
    code = _text(item, "code")
    if code.startswith(_SYSTEM):
        code = _UNKNOWN_SYSTEM_TYPE
        for extension in _objects(item, "extension"):
            if extension.get("url") == _FHIR_TYPE:
                code = _text(extension, "valueUrl") or _text(extension, "valueUri")
    return TypeRule(code, _texts(item, "profile"), _texts(item, "targetProfile"))


def _binding(item: Mapping[str, object]) -> Binding | None:
    value_set = _text(item, "valueSet")
    return Binding(_member(Strength, item.get("strength"), Strength.EXAMPLE), value_set) if value_set else None


def _invariant(item: Mapping[str, object]) -> Invariant:
    is_error = item.get("severity") == "error"
    return Invariant(_text(item, "key"), _text(item, "expression"), is_error, _text(item, "human"))


def _slicing(item: Mapping[str, object]) -> Slicing:
    discriminators = tuple(
        Discriminator(_member(Kind, d.get("type"), Kind.VALUE), _text(d, "path"))
        for d in _objects(item, "discriminator")
    )
    return Slicing(
        discriminators, _member(SlicingRules, item.get("rules"), SlicingRules.OPEN), item.get("ordered") is True
    )


def _descend(rule: ElementRule) -> Iterator[ElementRule]:
    yield rule
    for below in (*rule.children.values(), *rule.slices):
        yield from _descend(below)


def _prefixed(element: Mapping[str, object], prefix: str) -> object:
    """The value of a member such as ``fixedUri``, whatever its type."""
    for key, value in element.items():
        if key.startswith(prefix) and key[len(prefix) : len(prefix) + 1].isupper():
            return value
    return None


def _member(choices: type[_Choice], value: object, default: _Choice) -> _Choice:
    try:
        return choices(value) if isinstance(value, str) else default
    except ValueError:
        return default


def _count(value: object, default: int | None) -> int | None:
    """A count that JSON writes as a number (min) or as text (max); ``*`` is no limit."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return default


def _text(item: Mapping[str, object], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _texts(item: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = item.get(key)
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _objects(item: Mapping[str, object], key: str) -> tuple[Mapping[str, object], ...]:
    value = item.get(key)
    return tuple(piece for piece in value if isinstance(piece, Mapping)) if isinstance(value, list) else ()


def _refuse(url: str, message: str) -> NoReturn:
    raise DefinitionError(
        f"the StructureDefinition {url[:120] or 'without a url'} {message}",
        mend="give a package whose profiles have complete snapshots.",
    )
