"""Whether a code belongs to a value set: yes, no, or not to be said with the packages at hand.

A value set's composition is followed rule by rule (R4, ValueSet, composition rules): includes are added, what stands
inside one include narrows it, excludes take away. Three-valued throughout: an answer rests on complete code systems and
enumerated codes only; a system that is not here, or only in part, makes the answer "not known".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autonome.fhir.validate.code_systems import CodeSystem, grammar_refuses, read_code_system
from autonome.fhir.validate.definitions import Definitions, bare, find

MAX_IMPORTS = 16
"""Value sets inside one another; a cycle ends here at the latest (our own judgement)."""

Known = bool | None
"""Yes, no, or not known."""


class Terminology:
    """Answers membership from the definitions, and remembers.

    Args:
        definitions: ValueSets and CodeSystems.
    """

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._systems: dict[str, CodeSystem | None] = {}
        self._answers: dict[tuple[str, str | None, str], Known] = {}
        self._enumerated: dict[int, tuple[Mapping[str, object], frozenset[str]]] = {}

    def contains(self, value_set: str, system: str | None, code: str) -> Known:
        """Whether a value set holds a code.

        Args:
            value_set: its canonical.
            system: of the code; None for a bare code, which may come from any system of the set.
            code: the code.
        """
        key = (value_set, system, code)
        if key not in self._answers:
            self._answers[key] = self._in_set(value_set, system, code, ())
        return self._answers[key]

    def system(self, url: str) -> CodeSystem | None:
        """The code system at an address; None where no package has it."""
        if url not in self._systems:
            resource = find(self._definitions.code_systems, url)
            self._systems[url] = None if resource is None else read_code_system(resource)
        return self._systems[url]

    def _in_set(self, value_set: str, system: str | None, code: str, trail: tuple[str, ...]) -> Known:
        url = bare(value_set)
        resource = find(self._definitions.value_sets, value_set)
        if resource is None or url in trail or len(trail) >= MAX_IMPORTS:
            return None
        compose = resource.get("compose")
        if not isinstance(compose, Mapping):
            return self._in_expansion(resource, system, code)
        inside = any_known(
            self._in_part(part, system, code, (*trail, url)) for part in _objects(compose.get("include"))
        )
        if inside is False:
            return False
        outside = any_known(
            self._in_part(part, system, code, (*trail, url)) for part in _objects(compose.get("exclude"))
        )
        return _both(inside, _not(outside))

    @staticmethod
    def _in_expansion(resource: Mapping[str, object], system: str | None, code: str) -> Known:
        """A set without composition but with a published expansion: what stands there is inside, the rest unknown."""
        expansion = resource.get("expansion")
        waiting = _objects(expansion.get("contains")) if isinstance(expansion, Mapping) else []
        while waiting:
            item = waiting.pop()
            if item.get("code") == code and system in {None, item.get("system")}:
                return True
            waiting.extend(_objects(item.get("contains")))
        return None

    def _in_part(self, part: Mapping[str, object], system: str | None, code: str, trail: tuple[str, ...]) -> Known:
        answer: Known = True
        own = part.get("system")
        if isinstance(own, str):
            answer = False if system not in {None, own} else self._in_system_part(part, own, code)
        imports = part.get("valueSet")
        for other in imports if isinstance(imports, list) else ():
            if answer is False:
                break
            answer = _both(answer, self._in_set(str(other), system, code, trail))
        return answer

    def _in_system_part(self, part: Mapping[str, object], system: str, code: str) -> Known:
        if part.get("concept"):
            return code in self._codes(part)
        found = self.system(system)
        filters = _objects(part.get("filter"))
        if found is None or (not found.concepts and not found.is_complete):
            return False if grammar_refuses(system, code) else None
        if found.concept(code) is None:
            return False if found.is_complete else None
        answer: Known = True
        for item in filters:
            answer = _both(answer, _passes(found, code, item))
        return answer

    def _codes(self, part: Mapping[str, object]) -> frozenset[str]:
        key = id(part)
        if key not in self._enumerated:
            codes = frozenset(str(item.get("code")) for item in _objects(part.get("concept")))
            self._enumerated[key] = (part, codes)  # the part is kept, so that its id stays its own
        return self._enumerated[key][1]


def _passes(  # noqa: PLR0911 - one return for each operation
    system: CodeSystem, code: str, item: Mapping[str, object]
) -> Known:
    """One filter of an include (R4, ValueSet.compose.include.filter). ``regex`` and what is unknown stay unanswered."""
    name, operation, value = (str(item.get(key, "")) for key in ("property", "op", "value"))
    found = system.concept(code)
    if found is None or not system.is_complete:
        return None
    if operation in {"is-a", "descendent-of", "is-not-a"} and name in {"concept", "code"}:
        below = system.is_below(found.code, value)
        same = found.code == value
        return {"is-a": below or same, "descendent-of": below, "is-not-a": not (below or same)}[operation]
    values = {found.code} if name in {"concept", "code"} else found.properties.get(name, set())
    wanted = {piece.strip() for piece in value.split(",")}
    if operation == "=":
        return value in values
    if operation == "in":
        return bool(values & wanted)
    if operation == "not-in":
        return not values & wanted
    if operation == "exists":
        return bool(values) == (value == "true")
    return None


def any_known(answers: Iterable[Known]) -> Known:
    """Yes if one answer is yes; not known if none is and one is not known; else no."""
    outcome: Known = False
    for answer in answers:
        if answer:
            return True
        outcome = None if answer is None else outcome
    return outcome


def _both(one: Known, other: Known) -> Known:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _not(answer: Known) -> Known:
    return None if answer is None else not answer


def _objects(value: object) -> list[Mapping[str, object]]:
    return [piece for piece in value if isinstance(piece, Mapping)] if isinstance(value, list) else []
