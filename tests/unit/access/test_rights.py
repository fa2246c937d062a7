"""Matters of people's rights: folded from their entries, with limits from the packs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.access.errors import RequestError
from autonome.access.rights import MAX_WORDS, Deed, Matter, Right, deed, limit_of, matters_of, restricted_since, said
from autonome.kernel import ActorId, Instant, Json, SubjectId, canonical_bytes, read_json
from autonome.law import RULES, RuleBook

ANNA, STEWARD = SubjectId("anna"), ActorId("steward")
ASKED = Instant.parse("2026-01-31T10:00:00Z")


def matter(right: Right = Right.ERASE, jurisdiction: str = "DE", number: str = "ab" * 16) -> Matter:
    limit = limit_of(right, ANNA, jurisdiction, RULES, ASKED)
    return Matter(id=number, subject=ANNA, right=right, asked_at=ASKED, asked_by=ActorId(ANNA), limit=limit, words="x")


deeds = st.lists(st.sampled_from([each for each in Deed if each is not Deed.ASKED]), max_size=6)


@given(st.sampled_from(list(Right)), st.sampled_from(["DE", "US", "CN", "ID"]), deeds)
def test_what_is_folded_is_what_was_done_and_is_written_and_read_as_the_same(
    right: Right, jurisdiction: str, done: list[Deed]
) -> None:
    stands = matter(right, jurisdiction)
    bodies = [stands.asked()]
    for each in done:
        body = deed(stands, each, STEWARD, "why", until="2030-01-01T00:00:00Z")
        bodies.append(body)
        stands = stands.after(body)
    assert matters_of(ANNA, bodies) == {stands.id: stands}
    read = read_json(canonical_bytes(stands.to_json()), where="test")
    assert isinstance(read, dict)
    assert Matter.from_json(read) == stands


def test_matters_do_not_mix() -> None:
    one, other = matter(), matter(number="cd" * 16)
    bodies: list[dict[str, Json]] = [
        one.asked(),
        other.asked(),
        deed(one, Deed.REFUSED, STEWARD, "why"),
        {"matter": "ef", "deed": "held"},
    ]
    found = matters_of(ANNA, bodies)
    assert [each.is_open for each in found.values()] == [False, True]


def test_a_hold_is_over_at_its_time_and_a_limit_with_the_answer() -> None:
    held = matter().after(deed(matter(), Deed.HELD, STEWARD, "case", until="2026-06-01T00:00:00Z"))
    end = Instant.parse("2026-06-01")
    assert held.is_held(Instant(end.seconds - 1))
    assert not held.is_held(end)
    assert held.is_overdue(Instant(held.due.seconds + 1))
    assert not held.is_overdue(held.due)
    assert not held.after(deed(held, Deed.ERASING, STEWARD, "why")).is_overdue(end)


def test_the_earliest_of_several_limits_counts() -> None:
    dutch = limit_of(Right.EXPORT, ANNA, "NL", RULES, ASKED)
    assert (str(dutch.due), dutch.rule) == ("2026-02-28T10:00:00Z", "EU-GDPR-12(3)")
    nobody = limit_of(Right.EXPORT, ANNA, "NL", RuleBook(()), ASKED)
    assert (nobody.rule, nobody.due) == ("", nobody.latest)
    assert nobody.words.startswith("our own promise")


def test_a_restriction_begins_with_the_first_entry_and_ends_with_being_lifted() -> None:
    restricted, lifted = {"deed": "restricted"}, {"deed": "lifted"}
    assert restricted_since([]) is None
    assert restricted_since([(3, restricted), (5, restricted)]) == 3
    assert restricted_since([(3, restricted), (5, lifted)]) is None
    assert restricted_since([(3, restricted), (5, lifted), (9, restricted)]) == 9


@pytest.mark.parametrize("text", ["", "  ", "x" * (MAX_WORDS + 1)])
def test_words_are_said_within_bounds(text: str) -> None:
    with pytest.raises(RequestError, match="the ground is empty or too long"):
        said(text, "the ground")


def test_what_is_no_matter_is_not_read_as_one() -> None:
    with pytest.raises(RequestError, match="none that this version wrote"):
        Matter.from_json({"matter": "x"})
    assert replace(matter(), extended="why").due == matter().limit.latest
