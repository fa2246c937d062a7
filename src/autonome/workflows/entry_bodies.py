"""Parts of what stands in an entry of the log: what has another shape reads as nothing.

Entries outlast the code that wrote them. Who reads them so must take nothing for less: shown as such, or refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from autonome.kernel import Json


def members(value: Json | None) -> Mapping[str, Json]:
    """The members of an object; none of anything else."""
    return value if isinstance(value, Mapping) else {}


def elements(value: Json | None) -> list[Json]:
    """The elements of a list; none of anything else."""
    return list(value) if isinstance(value, list | tuple) else []


def words(value: Json | None) -> tuple[str, ...]:
    """The elements of a list, as text."""
    return tuple(map(str, elements(value)))
