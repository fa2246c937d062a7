"""Evaluating FHIRPath over the element tree: paths, operators, three-valued logic.

Written for invariants: one expression, one element, an answer or a reason for none. ``or``, ``and`` and ``implies``
stop as soon as the answer is certain, so that what cannot be evaluated is only met where it decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, DivisionByZero, InvalidOperation

from autonome.fhir.validate.fhirpath.errors import ExhaustedError, UnsupportedError
from autonome.fhir.validate.fhirpath.syntax import (
    Binary,
    Call,
    Expression,
    Index,
    Literal,
    Member,
    Negative,
    TypeTest,
    Variable,
    parse,
)
from autonome.fhir.validate.fhirpath.values import Items, compare, distinct, equal, is_number, key_of, value_of
from autonome.fhir.validate.tree import Node

Function = Callable[["Evaluation", list[object], "Frame", tuple[Expression, ...]], list[object]]


@dataclass(slots=True)
class Work:
    """Steps left for one document, shared by all of its invariants."""

    left: int

    def spend(self, steps: int) -> None:
        """Take steps away.

        Raises:
            ExhaustedError: none are left.
        """
        self.left -= steps
        if self.left < 0:
            raise ExhaustedError


@dataclass(frozen=True, slots=True)
class Frame:
    """What names mean at one place.

    Args:
        this: ``$this``.
        index: ``$index``; None outside of an iteration.
        variables: ``%resource`` and so on, without their sign.
    """

    this: object
    variables: Mapping[str, Items]
    index: int | None = None

    def at(self, item: object, index: int) -> Frame:
        """The frame of one item of an iteration."""
        return Frame(item, self.variables, index)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How expressions reach the outside.

    Args:
        functions: by name (`functions.FUNCTIONS`).
        resolve: a Reference or an address to the element it names, where the document holds it.
        ancestors: a type code to itself and its base types.
        work: steps left.
    """

    functions: Mapping[str, Function]
    resolve: Callable[[Node], Node | None]
    ancestors: Callable[[str], tuple[str, ...]]
    work: Work = field(default_factory=lambda: Work(1_000_000))

    def holds(self, text: str, node: Node, variables: Mapping[str, Items]) -> bool:
        """Whether an invariant is true for an element. An empty answer is "no", as for every invariant.

        Raises:
            UnsupportedError, UndeterminedError, ExhaustedError: there is no answer.
        """
        return _truth(self.run(parse(text), [node], Frame(node, variables))) is True

    def run(self, expression: Expression, focus: list[object], frame: Frame) -> list[object]:
        """Evaluate an expression on a focus."""
        found = self._dispatch(expression, focus, frame)
        self.work.spend(1 + len(found))
        return found

    def _dispatch(  # noqa: PLR0911 - one return for each kind of expression
        self, expression: Expression, focus: list[object], frame: Frame
    ) -> list[object]:
        match expression:
            case Member(source, name):
                return self._member(focus if source is None else self.run(source, focus, frame), name)
            case Call(source, name, arguments):
                function = self.functions.get(name)
                if function is None:
                    raise UnsupportedError(f"the function {name}()")
                return function(self, focus if source is None else self.run(source, focus, frame), frame, arguments)
            case Literal(items):
                return list(items)
            case Binary(operator, left, right):
                return self._binary(operator, (left, right), focus, frame)
            case Variable(name):
                return _variable(name, frame)
            case TypeTest(operator, source, type_name):
                return self.type_test(operator, self.run(source, focus, frame), type_name)
            case Index(source, at):
                return _item_at(self.run(source, focus, frame), self.run(at, focus, frame))
            case Negative(source):
                return _arithmetic("*", self.run(source, focus, frame), [-1])

    def _member(self, focus: list[object], name: str) -> list[object]:
        found: list[object] = []
        for item in focus:
            if not isinstance(item, Node):
                continue
            children = item.children.get(name)
            if children is not None:
                found.extend(children)
            elif name[:1].isupper() and name in self.ancestors(item.type):
                found.append(item)  # a path may begin with the type's name: Appointment.status
        return found

    def type_test(self, operator: str, items: list[object], name: str) -> list[object]:
        """``is`` and ``as``; the system types' names are taken in either spelling."""
        matching = [item for item in items if self._is_type(item, name)]
        if operator == "as":
            return matching
        # On nothing the answer is no, not empty as FHIRPath says: ras-2 of R4 is written so.
        return [bool(items) and len(matching) == len(items)]

    def _is_type(self, item: object, name: str) -> bool:
        if isinstance(item, Node):
            return name in self.ancestors(item.type) or name.lower() == item.type.lower()
        kinds = {bool: "boolean", str: "string", int: "integer", Decimal: "decimal"}
        return kinds.get(type(item)) == name.lower()

    def _binary(
        self, operator: str, pair: tuple[Expression, Expression], focus: list[object], frame: Frame
    ) -> list[object]:
        left = self.run(pair[0], focus, frame)
        if operator in _DECIDED_BY:
            decided = _DECIDED_BY[operator]
            if _truth(left) is decided[0]:
                return [decided[1]]
            return _wrap(_LOGIC[operator](_truth(left), _truth(self.run(pair[1], focus, frame))))
        right = self.run(pair[1], focus, frame)
        if operator == "|":
            return distinct([*left, *right])
        if operator in _LOGIC:
            return _wrap(_LOGIC[operator](_truth(left), _truth(right)))
        return _relation(operator, left, right)


def _relation(operator: str, left: list[object], right: list[object]) -> list[object]:
    if operator in {"=", "~", "!=", "!~"}:
        answer = equal(left, right)
        if operator in {"~", "!~"}:
            answer = bool(answer) or not (left or right)
        return _wrap(answer if answer is None or operator in {"=", "~"} else not answer)
    if operator in _ORDERS:
        order = compare(left, right)
        return [] if order is None else [_ORDERS[operator](order)]
    if operator == "in":
        return _contains(right, left)
    if operator == "contains":
        return _contains(left, right)
    return _arithmetic(operator, left, right)


def _contains(collection: list[object], sought: list[object]) -> list[object]:
    if not sought:
        return []
    if len(sought) > 1:
        raise UnsupportedError("membership of several items")
    key = key_of(sought[0])
    return [any(key_of(item) == key for item in collection)]


def _arithmetic(operator: str, left: list[object], right: list[object]) -> list[object]:
    if operator == "&":
        return ["".join(str(value_of(item)) for item in (*left, *right))]
    if not left or not right:
        return []
    one, other = value_of(left[0]), value_of(right[0])
    if operator == "+" and isinstance(one, str) and isinstance(other, str):
        return [one + other]
    if len(left) > 1 or len(right) > 1 or not is_number(one) or not is_number(other):
        raise UnsupportedError(f"{operator} between these values")
    try:
        return [_NUMERIC[operator](Decimal(str(one)), Decimal(str(other)))]
    except (DivisionByZero, InvalidOperation, ZeroDivisionError):
        return []


def _item_at(items: list[object], at: list[object]) -> list[object]:
    position = value_of(at[0]) if len(at) == 1 else None
    if not isinstance(position, int):
        raise UnsupportedError("an index that is no number")
    return items[position : position + 1] if position >= 0 else []


def _variable(name: str, frame: Frame) -> list[object]:
    if name == "$this":
        return [frame.this]
    if name == "$index" and frame.index is not None:
        return [frame.index]
    known = frame.variables.get(name[1:])
    if not name.startswith("%") or known is None:
        raise UnsupportedError(f"the variable {name}")
    return list(known)


def _truth(items: Items) -> bool | None:
    """A collection as a condition: empty is not known, one item that is no boolean is true."""
    if not items:
        return None
    if len(items) > 1:
        raise UnsupportedError("a collection where a condition belongs")
    value = value_of(items[0])
    return value if isinstance(value, bool) else True


truth = _truth


def _wrap(answer: bool | None) -> list[object]:  # noqa: FBT001 - the answer is the argument
    return [] if answer is None else [answer]


def _and(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 - truth values
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _or(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 - truth values
    if one or other:
        return True
    return None if one is None or other is None else False


def _xor(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 - truth values
    return None if one is None or other is None else one is not other


def _implies(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 - truth values
    return _or(None if one is None else not one, other)


_LOGIC = {"and": _and, "or": _or, "xor": _xor, "implies": _implies}
_DECIDED_BY = {"and": (False, False), "or": (True, True), "implies": (False, True)}
_ORDERS: Mapping[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}
_NUMERIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "div": lambda one, other: one // other,
    "mod": lambda one, other: one % other,
}
