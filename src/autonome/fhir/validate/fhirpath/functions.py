"""The functions of FHIRPath and of FHIR's additions to it that invariants of R4 and of the guide call.

Source: FHIRPath 2.0, section 5 (functions); FHIR R4, FHIRPath, additional functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from autonome.fhir.validate.fhirpath.errors import UnsupportedError
from autonome.fhir.validate.fhirpath.evaluation import Evaluation, Frame, Function, truth
from autonome.fhir.validate.fhirpath.syntax import Call, Expression, Member, parts_of
from autonome.fhir.validate.fhirpath.values import distinct, key_of, value_of
from autonome.fhir.validate.narrative import narrative_fault
from autonome.fhir.validate.tree import Node

MAX_MATCHED = 10_000
"""Characters of a text held against a regular expression: patterns come with the packages (our own judgement)."""

_INTEGER = re.compile(r"[+-]?\d{1,18}")


def _each(
    run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]
) -> list[tuple[object, list[object]]]:
    """What the first argument is for each item."""
    if len(arguments) != 1:
        raise UnsupportedError("a function with a wrong number of arguments")
    return [(item, run.run(arguments[0], [item], frame.at(item, at))) for at, item in enumerate(items)]


def _exists(run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]) -> list[object]:
    return [bool(_where(run, items, frame, arguments) if arguments else items)]


def _where(run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]) -> list[object]:
    return [item for item, answer in _each(run, items, frame, arguments) if truth(answer) is True]


def _select(run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]) -> list[object]:
    return [found for _, answer in _each(run, items, frame, arguments) for found in answer]


def _all(run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]) -> list[object]:
    return [all(truth(answer) is True for _, answer in _each(run, items, frame, arguments))]


def _iif(run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]) -> list[object]:
    if truth(run.run(arguments[0], items, frame)) is True:
        return run.run(arguments[1], items, frame)
    return run.run(arguments[2], items, frame) if len(arguments) > 2 else []  # noqa: PLR2004 - the third is optional


def _repeat(run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]) -> list[object]:
    found: list[object] = []
    waiting = items
    while waiting:
        waiting = _select(run, waiting, frame, arguments)
        found.extend(waiting)
    return found


def _trace(_run: Evaluation, items: list[object], _frame: Frame, _arguments: tuple[Expression, ...]) -> list[object]:
    return items


def _typed(operator: str) -> Function:
    def function(
        run: Evaluation, items: list[object], _frame: Frame, arguments: tuple[Expression, ...]
    ) -> list[object]:
        if len(arguments) != 1 or not isinstance(arguments[0], Member):
            raise UnsupportedError("a type test without a type's name")
        return run.type_test(operator, items, arguments[0].name)

    return function


def _extension(run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]) -> list[object]:
    url = _constant(run, frame, arguments)
    nodes = [child for item in items if isinstance(item, Node) for child in item.get("extension")]
    return [child for child in nodes if child.text("url") == url]


def _resolve(run: Evaluation, items: list[object], _frame: Frame, _arguments: tuple[Expression, ...]) -> list[object]:
    found = [run.resolve(item) for item in items if isinstance(item, Node)]
    return [node for node in found if node is not None]


def _descendants(
    run: Evaluation, items: list[object], _frame: Frame, _arguments: tuple[Expression, ...]
) -> list[object]:
    found: list[object] = []
    for item in items:
        if isinstance(item, Node):
            for below in item.descendants():
                run.work.spend(1)
                found.append(below)
    return found


def _combined(combine: Callable[[list[object], list[object]], list[object]]) -> Function:
    def function(run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]) -> list[object]:
        if len(arguments) != 1:
            raise UnsupportedError("a function with a wrong number of arguments")
        return combine(items, run.run(arguments[0], [frame.this], frame))

    return function


def _shared(left: list[object], right: list[object]) -> list[object]:
    keys = {key_of(item) for item in right}
    return distinct([item for item in left if key_of(item) in keys])


def _without(left: list[object], right: list[object]) -> list[object]:
    keys = {key_of(item) for item in right}
    return [item for item in left if key_of(item) not in keys]


def _plain(function: Callable[[list[object]], list[object]]) -> Function:
    """A function of the collection alone."""

    def wrapped(
        _run: Evaluation, items: list[object], _frame: Frame, arguments: tuple[Expression, ...]
    ) -> list[object]:
        if arguments:
            raise UnsupportedError("a function with a wrong number of arguments")
        return function(items)

    return wrapped


def _worded(function: Callable[[str, list[object]], object], *, of_nothing: bool | None = None) -> Function:
    """A function of one text and constants; on an empty collection empty, or what ``of_nothing`` says."""

    def wrapped(run: Evaluation, items: list[object], frame: Frame, arguments: tuple[Expression, ...]) -> list[object]:
        if not items:
            return [] if of_nothing is None else [of_nothing]
        value = value_of(items[0])
        if len(items) > 1 or not isinstance(value, str):
            raise UnsupportedError("a text function on what is not one text")
        given = [run.run(argument, [frame.this], frame) for argument in arguments]
        if any(len(found) != 1 for found in given):
            return []
        try:
            outcome = function(value, [value_of(found[0]) for found in given])
        except (TypeError, IndexError, re.error) as error:
            raise UnsupportedError("a text function with arguments of the wrong kind") from error
        return [] if outcome is None else [outcome]

    return wrapped


def _constant(run: Evaluation, frame: Frame, arguments: tuple[Expression, ...]) -> object:
    found = run.run(arguments[0], [frame.this], frame) if len(arguments) == 1 else []
    return value_of(found[0]) if len(found) == 1 else None


def _children(items: list[object]) -> list[object]:
    return [child for item in items if isinstance(item, Node) for group in item.children.values() for child in group]


def _has_value(items: list[object]) -> list[object]:
    return [len(items) == 1 and value_of(items[0]) is not None]


def _negated(items: list[object]) -> list[object]:
    answer = truth(items)
    return [] if answer is None else [not answer]


def _to_integer(items: list[object]) -> list[object]:
    text = str(value_of(items[0])) if len(items) == 1 else ""
    return [int(text)] if _INTEGER.fullmatch(text) else []


def _to_string(items: list[object]) -> list[object]:
    value = value_of(items[0]) if len(items) == 1 else None
    if value is None:
        return []
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def _html(items: list[object]) -> list[object]:
    return [all(isinstance(value_of(item), str) and not narrative_fault(str(value_of(item))) for item in items)]


def _substring(text: str, given: list[object]) -> str | None:
    start = given[0]
    if not isinstance(start, int) or not 0 <= start < len(text):
        return None
    length = given[1] if len(given) > 1 else len(text)
    return text[start : start + length] if isinstance(length, int) else None


def _matches(text: str, given: list[object]) -> bool:
    return re.search(str(given[0]), _short(text)) is not None


def _short(text: str) -> str:
    if len(text) > MAX_MATCHED:
        raise UnsupportedError(f"a regular expression on more than {MAX_MATCHED:,} characters")
    return text


FUNCTIONS: Mapping[str, Function] = {
    "exists": _exists,
    "where": _where,
    "select": _select,
    "all": _all,
    "iif": _iif,
    "repeat": _repeat,
    "trace": _trace,
    "is": _typed("is"),
    "as": _typed("as"),
    "ofType": _typed("as"),
    "extension": _extension,
    "resolve": _resolve,
    "descendants": _descendants,
    "combine": _combined(lambda left, right: [*left, *right]),
    "union": _combined(lambda left, right: distinct([*left, *right])),
    "intersect": _combined(_shared),
    "exclude": _combined(_without),
    "empty": _plain(lambda items: [not items]),
    "not": _plain(_negated),
    "count": _plain(lambda items: [len(items)]),
    "distinct": _plain(distinct),
    "isDistinct": _plain(lambda items: [len(distinct(items)) == len(items)]),
    "first": _plain(lambda items: items[:1]),
    "last": _plain(lambda items: items[-1:]),
    "tail": _plain(lambda items: items[1:]),
    "single": _plain(lambda items: items[:1]),
    "children": _plain(_children),
    "hasValue": _plain(_has_value),
    "toInteger": _plain(_to_integer),
    "toString": _plain(_to_string),
    "htmlChecks": _plain(_html),
    # On nothing these are false, not empty as FHIRPath says: ref-1 is written so, for a Reference without an address.
    "startsWith": _worded(lambda text, given: text.startswith(str(given[0])), of_nothing=False),
    "endsWith": _worded(lambda text, given: text.endswith(str(given[0])), of_nothing=False),
    "contains": _worded(lambda text, given: str(given[0]) in text, of_nothing=False),
    "matches": _worded(_matches, of_nothing=False),
    "replaceMatches": _worded(lambda text, given: re.sub(str(given[0]), str(given[1]), _short(text))),
    "replace": _worded(lambda text, given: text.replace(str(given[0]), str(given[1]))),
    "substring": _worded(_substring),
    "length": _worded(lambda text, _given: len(text)),
    "lower": _worded(lambda text, _given: text.lower()),
    "upper": _worded(lambda text, _given: text.upper()),
}
"""By name. What is not here is reported as not evaluated."""


def unsupported(expression: Expression) -> set[str]:
    """Names of functions in an expression that are not implemented, for the figures of coverage."""
    missing: set[str] = set()
    waiting = [expression]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Call) and found.name not in FUNCTIONS:
            missing.add(found.name)
        waiting.extend(parts_of(found))
    return missing
