"""FHIRPath text to a tree.

The grammar of FHIRPath 2.0 (N1), without dates, quantities and ``$total``: no invariant of R4 or of the guide has them.

>>> parse("a.b.exists() or c = 'x'").__class__.__name__
'Binary'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from autonome.fhir.validate.fhirpath.errors import UnsupportedError

MAX_LENGTH = 4_000
"""Characters of one expression; the longest of R4 has some 700."""

MAX_DEPTH = 60
"""Expressions inside one another: keeps the evaluation within the interpreter's stack."""

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^'\\]|\\.)*')"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|`(?P<quoted>(?:[^`\\]|\\.)*)`"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|%(?P<variable>[A-Za-z_][A-Za-z0-9_]*|`[^`]*`|'[^']*')"
    r"|(?P<special>\$[a-z]+)"
    r"|(?P<mark><=|>=|!=|!~|[().,\[\]{}=~<>|+\-*/&]))",
    re.DOTALL,
)
_TOO_DEEP = f"an expression nested more than {MAX_DEPTH} deep"
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)

# Lowest first (FHIRPath 2.0, section 8, precedence); all are left-associative.
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset(("implies",)),
    frozenset(("or", "xor")),
    frozenset(("and",)),
    frozenset(("in", "contains")),
    frozenset(("=", "~", "!=", "!~")),
    frozenset(("<", "<=", ">", ">=")),
    frozenset(("|",)),
    frozenset(("is", "as")),
    frozenset(("+", "-", "&")),
    frozenset(("*", "/", "div", "mod")),
)
_LEVEL_OF = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant; an empty tuple for ``{}``."""

    items: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """``$this``, ``$index`` or ``%name``, with its sign."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A child by name, of ``source`` or of the focus."""

    source: Expression | None
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function, on ``source`` or on the focus."""

    source: Expression | None
    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """``source[at]``."""

    source: Expression
    at: Expression


@dataclass(frozen=True, slots=True)
class Negative:
    """``-source``."""

    source: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two expressions."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class TypeTest:
    """``is`` or ``as`` with a type name."""

    operator: str
    source: Expression
    type_name: str


Expression = Literal | Variable | Member | Call | Index | Negative | Binary | TypeTest


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Parse an expression.

    Raises:
        UnsupportedError: it is not FHIRPath, or uses what is not read here.
    """
    if len(text) > MAX_LENGTH:
        raise UnsupportedError(f"an expression of more than {MAX_LENGTH} characters")
    parser = _Parser(_tokens(text))
    found = parser.expression(0)
    parser.expect("end", "")
    if _depth(found) > MAX_DEPTH:
        raise UnsupportedError(_TOO_DEEP)
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if not match:
            raise UnsupportedError(f"unreadable at character {at}")
        kind = match.lastgroup or ""
        tokens.append((kind, match[kind]))
        at = match.end()
    tokens.append(("end", ""))
    return tokens


def _level(token: tuple[str, str]) -> int:
    return _LEVEL_OF.get(token[1], -1) if token[0] in {"name", "mark"} else -1


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside another one."""
    match expression:
        case Call(source, _, arguments):
            return (*((source,) if source else ()), *arguments)
        case Member(source, _):
            return (source,) if source else ()
        case Binary(_, left, right):
            return (left, right)
        case Index(source, at):
            return (source, at)
        case Negative(source) | TypeTest(_, source, _):
            return (source,)
        case Literal() | Variable():
            return ()


def _depth(expression: Expression) -> int:
    """Levels of expressions inside one another: a chain of a thousand dots is as deep as a thousand brackets."""
    depth = 0
    level: tuple[Expression, ...] = (expression,)
    while level:
        depth += 1
        level = tuple(part for found in level for part in parts_of(found))
    return depth


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at]

    def _take(self) -> tuple[str, str]:
        token = self._tokens[self._at]
        if token[0] == "end":
            raise UnsupportedError("an expression that ends too early")
        self._at += 1
        return token

    def _skip(self, kind: str, text: str) -> bool:
        if self._peek() == (kind, text):
            self._at += 1
            return True
        return False

    def expect(self, kind: str, text: str) -> None:
        """Take one token, which must be this."""
        if not self._skip(kind, text):
            raise UnsupportedError(f"{self._peek()[1]!r} where {text or kind!r} belongs")

    def expression(self, level: int) -> Expression:
        """An expression whose operators bind at least as tightly as a level."""
        left = self._unary()
        while (own := _level(self._peek())) >= level:
            operator = self._take()[1]
            if operator in {"is", "as"}:
                left = TypeTest(operator, left, self._type_name())
            else:
                left = Binary(operator, left, self.expression(own + 1))
        return left

    def _unary(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnsupportedError(_TOO_DEEP)
        if self._skip("mark", "-"):
            found: Expression = Negative(self._unary())
        else:
            self._skip("mark", "+")
            found = self._postfix()
        self._depth -= 1
        return found

    def _postfix(self) -> Expression:
        found = self._term()
        while True:
            if self._skip("mark", "."):
                found = self._invocation(found)
            elif self._skip("mark", "["):
                found = Index(found, self.expression(0))
                self.expect("mark", "]")
            else:
                return found

    def _term(self) -> Expression:
        kind, text = self._peek()
        if kind in {"name", "quoted"} and text not in {"true", "false"}:
            return self._invocation(None)
        self._take()
        if kind == "mark" and text == "(":
            found = self.expression(0)
            self.expect("mark", ")")
            return found
        if kind == "mark" and text == "{":
            self.expect("mark", "}")
            return Literal(())
        if kind == "variable":
            return Variable(f"%{text.strip('`' + chr(39))}")
        if kind == "special":
            return Variable(text)
        return Literal((_constant(kind, text),))

    def _invocation(self, source: Expression | None) -> Expression:
        kind, text = self._take()
        if kind == "special":
            return Variable(text)
        if kind not in {"name", "quoted"}:
            raise UnsupportedError(f"{text!r} after a dot")
        if kind == "quoted" or not self._skip("mark", "("):
            return Member(source, text)
        arguments: list[Expression] = []
        while not self._skip("mark", ")"):
            if arguments:
                self.expect("mark", ",")
            arguments.append(self.expression(0))
        return Call(source, text, tuple(arguments))

    def _type_name(self) -> str:
        kind, name = self._take()
        while self._skip("mark", "."):
            kind, name = self._take()
        if kind not in {"name", "quoted"}:
            raise UnsupportedError(f"{name!r} where a type's name belongs")
        return name


def _constant(kind: str, text: str) -> object:
    if kind == "string":
        return _ESCAPE.sub(_unescaped, text[1:-1])
    if kind == "number":
        return Decimal(text) if "." in text else int(text)
    if kind == "name":
        return text == "true"
    raise UnsupportedError(f"{text!r} where a value belongs")


def _unescaped(match: re.Match[str]) -> str:
    letter = match[1]
    return chr(int(letter[1:], 16)) if letter[0] == "u" and len(letter) > 1 else _ESCAPES.get(letter, letter)
