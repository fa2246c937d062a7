"""Timelines against a naive twin: each entry left out, doubled, moved or rewritten shows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Sha256, SubjectId
from autonome.ledger import Draft, EntryKind, Recorded, VerificationError, timeline_of
from autonome.ledger.timelines import Fault, faults_in
from tests.fakes.ledger import MemoryLog

ANNA, BEN = SubjectId("anna"), SubjectId("ben")


@cache
def longest() -> tuple[Recorded, ...]:
    log = MemoryLog()
    for number in range(7):
        log.append([Draft(EntryKind.USE, ANNA, {"number": number}), Draft(EntryKind.USE, BEN, {})])
    return log.entries_of(ANNA)


def timeline(length: int) -> list[Recorded]:
    return list(longest()[:length])


def kinds(entries: list[Recorded]) -> list[Fault]:
    return [finding.fault for finding in faults_in(entries)]


@given(st.integers(0, 7), st.randoms(use_true_random=False))
def test_a_whole_timeline_is_put_in_order_however_it_is_handed_over(length: int, lots: object) -> None:
    entries = timeline(length)
    handed = [*entries, *entries[:1]]
    lots.shuffle(handed)  # type: ignore[attr-defined]
    assert timeline_of(handed) == tuple(entries)


@given(st.integers(2, 7), st.data())
def test_each_entry_but_the_last_leaves_a_gap(length: int, data: st.DataObject) -> None:
    entries = timeline(length)
    del entries[data.draw(st.integers(0, length - 2))]
    assert kinds(entries) == [Fault.GAP]
    with pytest.raises(VerificationError, match="entries are missing before entry"):
        timeline_of(entries)


def test_two_entries_of_one_number_are_a_fork() -> None:
    entries = timeline(3)
    other = replace(entries[2], index=entries[2].index + 1, salt=b"x" * 32)
    assert kinds([*entries, other]) == [Fault.FORK]
    with pytest.raises(VerificationError, match="stands in the place of another"):
        timeline_of([*entries, other])


def test_numbers_that_do_not_follow_the_log_are_another_order() -> None:
    first, second, third = timeline(3)
    swapped = [first, replace(second, index=third.index), replace(third, index=second.index)]
    assert Fault.REORDERED in kinds(swapped)


@pytest.mark.parametrize("link", ["00" * 32, None])
def test_a_link_that_leads_elsewhere_is_broken(link: str | None) -> None:
    entries = timeline(2)
    payload = replace(entries[1].payload, previous=None if link is None else Sha256(link))
    assert kinds([entries[0], replace(entries[1], payload=payload)]) == [Fault.BROKEN]


def test_entries_of_two_people_or_two_logs_are_no_timeline() -> None:
    log = MemoryLog()
    log.append([Draft(EntryKind.USE, ANNA, {}), Draft(EntryKind.USE, BEN, {})])
    with pytest.raises(VerificationError, match="not of one thread"):
        faults_in(log.entries)
