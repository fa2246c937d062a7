"""One profile as a tree of element rules: what a snapshot says, ready to be walked.

A rule is read once from its StructureDefinition (`snapshots`) and never changes. Slices hang on the element that they
slice; a choice such as ``value[x]`` is one rule named ``value`` with several types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TypeRule:
    """One type that an element may have.

    Args:
        code: such as ``CodeableConcept``; FHIRPath's system types are already mapped to FHIR's.
        profiles: of which the value must conform to one; empty means the plain type.
        targets: profiles or types of which a reference's target must be one; empty means any.
    """

    code: str
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class Strength(StrEnum):
    """Binding strengths of R4."""

    REQUIRED = "required"
    EXTENSIBLE = "extensible"
    PREFERRED = "preferred"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Binding:
    """From which value set a code comes."""

    strength: Strength
    value_set: str


@dataclass(frozen=True, slots=True)
class Invariant:
    """A FHIRPath expression that must be true.

    Args:
        key: such as ``obs-6``.
        expression: FHIRPath; the empty string where the definition has none.
        is_error: whether breaking it is an error; otherwise it is a warning.
        human: the rule in words, for the message.
    """

    key: str
    expression: str
    is_error: bool
    human: str


class Kind(StrEnum):
    """Kinds of discriminators of R4."""

    VALUE = "value"
    PATTERN = "pattern"
    TYPE = "type"
    PROFILE = "profile"
    EXISTS = "exists"


@dataclass(frozen=True, slots=True)
class Discriminator:
    """How slices are told apart: what is looked at, and where."""

    kind: Kind
    path: str


class SlicingRules(StrEnum):
    """Whether elements outside the slices may stand there."""

    OPEN = "open"
    CLOSED = "closed"
    OPEN_AT_END = "openAtEnd"


@dataclass(frozen=True, slots=True)
class Slicing:
    """How an element is sliced."""

    discriminators: tuple[Discriminator, ...]
    rules: SlicingRules
    ordered: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a primitive's value."""

    lowest: object = None
    highest: object = None
    length: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ElementRule:
    """What a snapshot says of one element, or of one slice of it. Compared by identity.

    Args:
        id: of the ElementDefinition, such as ``Observation.component:gene.value[x]``.
        name: of the element within its parent, without ``[x]``; empty for the root.
        least: fewest occurrences.
        most: most occurrences; None for any number.
        repeats: whether JSON writes a list: the base element's own maximum decides that.
        is_choice: whether the type stands in the JSON name.
        fixed, pattern: JSON values, None where not set.
        content: id of the element whose children are used here (contentReference), without its ``#``.
        slices: in the order of the snapshot.
        children: by name.
        demanding: names of the children that must be looked at even where they are absent.
        codes: of the types.
        has_profiles: whether a type names profiles.
    """

    id: str
    name: str
    least: int
    most: int | None
    repeats: bool
    types: tuple[TypeRule, ...]
    is_choice: bool
    fixed: object
    pattern: object
    bounds: Bounds
    binding: Binding | None
    invariants: tuple[Invariant, ...]
    content: str
    is_modifier: bool
    slice_name: str
    slicing: Slicing | None
    slices: tuple[ElementRule, ...]
    children: Mapping[str, ElementRule]
    demanding: tuple[str, ...] = field(init=False)
    codes: frozenset[str] = field(init=False)
    has_profiles: bool = field(init=False)

    def __post_init__(self) -> None:
        """Note once what would otherwise be asked for every element."""
        names = tuple(name for name, child in self.children.items() if child.demands)
        object.__setattr__(self, "demanding", names)
        object.__setattr__(self, "codes", frozenset(item.code for item in self.types))
        object.__setattr__(self, "has_profiles", any(item.profiles for item in self.types))

    @property
    def demands(self) -> bool:
        """Whether the element, or one of its slices, must be there."""
        return self.least > 0 or any(piece.least > 0 for piece in self.slices)


@dataclass(frozen=True, slots=True)
class Context:
    """Where an extension may stand (StructureDefinition.context)."""

    kind: str
    expression: str


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A StructureDefinition, read.

    Args:
        url: canonical address without version.
        type: the type that it defines or constrains.
        is_constraint: whether it constrains a type, rather than defining one.
        is_primitive, is_resource: kind of the type.
        base: canonical of what it is derived from; empty for the roots.
        root: its element rules.
        by_id: every rule that stands in the tree, for content references.
        contexts: where an extension may stand.
        context_invariants: FHIRPath that must hold where the extension stands.
    """

    url: str
    type: str
    is_constraint: bool
    is_primitive: bool
    is_resource: bool
    base: str
    root: ElementRule
    by_id: Mapping[str, ElementRule]
    contexts: tuple[Context, ...] = ()
    context_invariants: tuple[str, ...] = ()
