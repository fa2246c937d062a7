"""Lists in parts: each part says behind which number, or name, the next one begins.

A cursor is what the list is in the order of, so that it stays true while the list grows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Final, TypeVar

from ninja import Query
from pydantic import Field

from autonome.web.api.values import LARGEST_NUMBER

USUAL: Final = 20
MOST: Final = 100
"""Of a part (our own judgement: what is read at once; a program asks on)."""

OneT = TypeVar("OneT")
KeyT = TypeVar("KeyT", int, str)

Limit = Annotated[int, Query(USUAL, ge=1, le=MOST, description="how many at the most")]
After = Annotated[int | None, Query(None, ge=0, le=LARGEST_NUMBER, description="the cursor: `next` of the part before")]
Next = Annotated[int | None, Field(description="cursor of the next part; null where this is the last")]


def part(
    listed: Sequence[OneT], key: Callable[[OneT], KeyT], after: KeyT | None, limit: int, *, newest_first: bool = False
) -> tuple[tuple[OneT, ...], KeyT | None]:
    """A part of a list, and the cursor of the next one.

    Args:
        listed: all of it.
        key: what it is in the order of; no two are alike.
        after: cursor; None for the first part.
        limit: how many.
        newest_first: whether it is read from its end.
    """
    ordered = sorted(listed, key=key, reverse=newest_first)
    left = [each for each in ordered if after is None or (key(each) < after if newest_first else key(each) > after)]
    shown = tuple(left[:limit])
    return shown, key(shown[-1]) if len(left) > limit else None
