"""The mark below which no record waits: it never passes over one that may still come."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from autonome.adapters.postgres_log import settling
from autonome.adapters.postgres_log.settling import Mark


def test_numbers_side_by_side_move_it_at_once() -> None:
    mark = Mark()
    mark.committed(mark.entered(10, 5, 9), [12, 11])
    assert mark.at == 12
    mark.committed(mark.entered(10, 5, 9), [13])
    assert mark.at == 13


def test_a_missing_number_holds_it_until_nobody_can_bring_it() -> None:
    mark = Mark()
    mark.committed(10, [12])
    assert mark.at == 10, "11 was drawn by somebody"
    mark.committed(mark.entered(10, 20, 22), [14])
    assert (mark.entered(10, 20, 23), mark.at) == (10, 10), "transaction 20 may bring 11 or 13"
    assert mark.entered(10, 22, 24) == 12, "all before 22 are over, when 12 had its place; 13 may come"
    assert mark.entered(10, 25, 25) == 14, "nobody is left"


def test_a_number_that_was_found_missing_moves_it_when_it_comes() -> None:
    mark = Mark()
    mark.committed(10, [12])
    mark.committed(10, [11, 14])
    assert mark.at == 12


def test_of_too_many_numbers_none_is_remembered() -> None:
    mark = Mark()
    mark.committed(0, range(2, settling.NUMBERS_HELD + 3))
    mark.committed(0, [1])
    assert mark.at == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=30))
@example([(0, False), (0, False), (1, False), (1, True), (2, False), (0, True), (1, True)])  # 2, then 1, which is left
def test_nothing_that_waits_is_passed_over(steps: list[tuple[int, bool]]) -> None:
    """Transactions draw a number each, and end in any order; a round places all that it sees, or nothing."""
    mark, clock, drawn, running, seen = Mark(), 1, 0, dict[int, int](), set[int]()
    for which, placing in steps:
        if placing:
            at = mark.entered(0, min([*running, clock]), clock)
            assert all(number > at for number in running.values()), "who is not over can still bring it"
            assert all(number > mark.at for number in seen), "it is found above the mark"
            clock += 1
            if which == 0 and seen:  # it leaves them to the next round, and the mark where it is
                mark.committed(0, ())
            else:
                mark.committed(at, tuple(seen))
                seen.clear()
        elif which == 0 or not running:
            drawn += 1
            running[clock] = drawn
            clock += 1
        else:
            number = running.pop(sorted(running)[which % len(running)])
            if which != 3:  # else it was undone
                seen.add(number)
