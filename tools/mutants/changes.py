"""Small faults that a careless hand could put into a module, one at a time, each with a name that outlives its line.

A fault is named by the module, the function, what is changed and how; not by a line, so that a judgement about it
stays with it while the file is edited around it. Left out, because a test could notice it only by repeating the text:
words for readers (strings with a space, f-strings, docstrings, blanks in them), what is said when something is raised,
types, decorators and imports.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import setitem
from typing import Any

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
REPLACED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.Pow: ast.Mult,
}  # fmt: skip
TWINS = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}

SHOWN = 90
"""Characters of a piece of code in a name."""

NONE = -1
"""Place of the fault that is none: a module as it is, which every test must pass."""

Option = tuple[str, Callable[[], object]]
"""A change in words, and what makes it."""

Link = tuple[Any, str, int | None]
"""Where a node hangs: its parent, the field, and the place in a list."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One change of one module.

    Args:
        key: module, function and change, as a stable name.
        function: qualified name of the outermost function, or "" at the level of the module or a class.
        line: for the reader.
        node: place of the changed node in the order of the walk.
        option: which of the changes of that node.
    """

    key: str
    function: str
    line: int
    node: int
    option: int


@dataclass(frozen=True, slots=True)
class _Seen:
    node: ast.AST
    link: Link
    scope: str
    function: str
    raised: bool


def faults(name: str, source: str) -> list[Fault]:
    """All faults of a module, in the order of its lines.

    Args:
        name: of the module, as it stands in keys.
        source: its text.
    """
    found = []
    for place, seen in enumerate(_walk(ast.parse(source))):
        for number, (words, _) in enumerate(_options(seen)):
            key = f"{name}:{seen.scope or 'module'}: {words}"
            found.append(Fault(key, seen.function, getattr(seen.node, "lineno", 0), place, number))
    return _numbered(found)


def faulty(source: str, fault: Fault) -> ast.Module:
    """The module with that fault in it."""
    tree = ast.parse(source)
    if fault.node == NONE:
        return tree
    seen = next(each for place, each in enumerate(_walk(tree)) if place == fault.node)
    _options(seen)[fault.option][1]()
    return ast.fix_missing_locations(tree)


def _numbered(found: Sequence[Fault]) -> list[Fault]:
    """The same change of the same words in one function is told apart by its number."""
    counted: Counter[str] = Counter()
    numbered = []
    for fault in found:
        counted[fault.key] += 1
        number = counted[fault.key]
        numbered.append(fault if number == 1 else replace(fault, key=f"{fault.key} (no. {number})"))
    return numbered


def _walk(tree: ast.Module) -> list[_Seen]:
    seen: list[_Seen] = []
    _visit(tree, (None, "", None), ("", ""), seen, raised=False)
    return seen


def _visit(node: ast.AST, link: Link, names: tuple[str, str], seen: list[_Seen], *, raised: bool) -> None:
    """Note the node and what lies below it, with the class or function in which it lies and its outermost function."""
    if _is_left_out(node):
        return
    scope, function = names
    raised = raised or isinstance(node, ast.Raise)
    seen.append(_Seen(node, link, scope, function, raised))
    own = getattr(node, "name", "") if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else ""
    inner = f"{scope}.{own}" if scope and own else scope or own
    outermost = function or (inner if isinstance(node, ast.FunctionDef) else "")
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "type_params", "bases"}:
            continue
        # Defaults are worked out where the function is defined, not where it runs.
        below = (inner, outermost) if field == "body" or not own else (inner, function)
        for place, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST) and not _is_a_type_or_a_blank(node, child):
                _visit(child, (node, field, place), below, seen, raised=raised)


def _is_left_out(node: ast.AST) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr, ast.expr_context)):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id in {"__all__", "__slots__"} or _text(node.value).startswith(("TypeVar(", "NewType("))
    return False


def _is_a_type_or_a_blank(node: ast.AST, child: ast.AST) -> bool:
    """Whether it is what a cast names, or the empty value of a blank that is filled in where the words are said."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    if node.func.id == "cast":
        return child is node.args[0]
    blank = isinstance(child, ast.keyword) and isinstance(child.value, ast.Constant) and child.value.value == ""
    return node.func.id == "Text" and blank


def _options(seen: _Seen) -> list[Option]:
    """What can be changed at this node: in words, and the deed."""
    return [*_of_conditions(seen), *_of_values(seen), *_of_statements(seen)]


def _of_conditions(seen: _Seen) -> Iterator[Option]:
    node, put = seen.node, _putter(seen.link)
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                other = COMPARED[type(operator)]
                yield f"`{_text(node)}` compared by {other.__name__}", partial(setitem, node.ops, place, other())
        case ast.BoolOp():
            other_way = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield f"`{_text(node)}` joined by {type(other_way).__name__}", partial(setattr, node, "op", other_way)
            for place, operand in enumerate(node.values):
                yield f"`{_text(operand)}` dropped from `{_text(node)}`", partial(_drop_operand, node, place)
        case ast.UnaryOp(op=ast.Not()):
            yield f"`{_text(node)}` without not", partial(put, node.operand)
        case ast.IfExp():
            turned = ast.IfExp(test=node.test, body=node.orelse, orelse=node.body)
            yield f"`{_text(node)}` the other way", partial(put, turned)
        case ast.comprehension(ifs=[test, *_]):
            yield f"the condition `{_text(test)}` dropped", partial(node.ifs.pop, 0)
        case _:
            return


def _of_values(seen: _Seen) -> Iterator[Option]:
    match seen.node:
        case ast.BinOp() as node if type(node.op) in REPLACED:
            new = REPLACED[type(node.op)]
            yield f"`{_text(node)}` by {new.__name__}", partial(setattr, node, "op", new())
        case ast.Constant() as node if not seen.raised:
            yield from _of_constants(node)
        case ast.Call() as node if not seen.raised:
            yield from _of_calls(node)
        case ast.Set() | ast.List() | ast.Tuple() as node if _is_read(seen):
            for place, element in enumerate(node.elts):
                yield f"`{_text(element)}` dropped from `{_text(node)}`", partial(node.elts.pop, place)
        case ast.Dict() as node:
            for place, key in enumerate(node.keys):
                words = _text(key) if key else f"**{_text(node.values[place])}"
                yield f"`{words}` dropped from a dict", partial(_drop_entry, node, place)
        case _:
            return


def _is_read(seen: _Seen) -> bool:
    """Whether a display is a value, and no target and no place in a type."""
    reading = isinstance(getattr(seen.node, "ctx", ast.Load()), ast.Load)
    return reading and not isinstance(seen.link[0], (ast.Subscript, ast.BinOp)) and not seen.raised


def _of_constants(node: ast.Constant) -> Iterator[Option]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} is {not value}", partial(setattr, node, "value", not value)
    elif isinstance(value, int):
        yield f"{value} is {value + 1}", partial(setattr, node, "value", value + 1)
    elif isinstance(value, str) and " " not in value and "\n" not in value:
        yield f"{value!r} is another word", partial(setattr, node, "value", value + "x")


def _of_calls(node: ast.Call) -> Iterator[Option]:
    if isinstance(node.func, ast.Name) and node.func.id in TWINS:
        name, twin = node.func, TWINS[node.func.id]
        yield f"`{_text(node)}` by {twin}", partial(setattr, name, "id", twin)
    for place, keyword in enumerate(node.keywords):
        yield f"`{_text(keyword)}` dropped from `{_text(node.func)}`", partial(node.keywords.pop, place)


def _of_statements(seen: _Seen) -> Iterator[Option]:
    node, put = seen.node, _putter(seen.link)
    match node:
        case ast.If() | ast.While() if not isinstance(node.test, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
            yield (
                f"`{_text(node.test)}` turned round",
                partial(setattr, node, "test", ast.UnaryOp(op=ast.Not(), operand=node.test)),
            )
        case ast.Return(value=ast.expr()) if not _is_nothing(node.value):
            yield f"`{_text(node)}` gives nothing", partial(setattr, node, "value", ast.Constant(value=None))
        case ast.Raise():
            yield f"`{_text(node)}` not raised", partial(put, ast.Pass())
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            # Where a generator loses its only yield it must stay one.
            still = ast.parse("yield from ()").body[0] if not isinstance(node.value, ast.Call) else ast.Pass()
            yield f"`{_text(node)}` dropped", partial(put, still)
        case ast.AugAssign():
            yield f"`{_text(node)}` dropped", partial(put, ast.Pass())
            new = REPLACED.get(type(node.op), ast.Add)
            yield f"`{_text(node)}` by {new.__name__}", partial(setattr, node, "op", new())
        case ast.Continue():
            yield "continue dropped", partial(put, ast.Pass())
        case _:
            return


def _is_nothing(node: ast.expr | None) -> bool:
    """Whether it is None, or False, which callers cannot tell from it."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False)


def _putter(link: Link) -> Callable[[ast.AST], None]:
    """What puts another node in a node's place."""
    parent, field, place = link

    def put(node: ast.AST) -> None:
        if place is None:
            setattr(parent, field, node)
        else:
            getattr(parent, field)[place] = node

    return put


def _drop_operand(node: ast.BoolOp, place: int) -> None:
    node.values.pop(place)
    if len(node.values) == 1:  # one operand alone is written as two of it
        node.values.append(node.values[0])


def _drop_entry(node: ast.Dict, place: int) -> None:
    node.keys.pop(place)
    node.values.pop(place)


def _text(node: ast.AST) -> str:
    words = " ".join(ast.unparse(node).split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"
