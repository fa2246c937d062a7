"""Taking an object apart: each kind of member at its edges, and one line that names the place and the mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autonome.consent import ConsentError, Kind, Members
from autonome.consent.members import MAX_NUMBER, MAX_TEXT
from autonome.kernel import Instant, Period

Take = Callable[[Members], object]


def members(value: object) -> Members:
    return Members({"it": value}, "file")  # type: ignore[dict-item]


TAKEN: list[tuple[Take, object, object]] = [
    (lambda them: them.text("it"), "x" * MAX_TEXT, "x" * MAX_TEXT),
    (lambda them: them.text("it", "default"), "", ""),
    (lambda them: them.text("other", "default"), "", "default"),
    (lambda them: them.optional_text("other"), "", None),
    (lambda them: them.optional_flag("it"), True, True),
    (lambda them: them.optional_flag("other"), True, None),
    (lambda them: them.number("it"), 0, 0),
    (lambda them: them.number("it"), MAX_NUMBER, MAX_NUMBER),
    (lambda them: them.texts("it"), ["a", "b"], ("a", "b")),
    (lambda them: them.texts("it", required=False), [], ()),
    (lambda them: them.texts("other", required=False), [], ()),
    (lambda them: them.choices("it", Kind), ["written", "general"], {Kind.WRITTEN, Kind.GENERAL}),
    (lambda them: list(them.objects("it")), [], []),
    (lambda them: list(them.objects("other", required=False)), [], []),
    (lambda them: them.moment("it"), "2026-03-01T10:00:00+02:00", (Instant.parse("2026-03-01T08:00:00Z"), 7200)),
    (lambda them: them.moment("it"), "2026-03-01t10:00:00z", (Instant.parse("2026-03-01T10:00:00Z"), 0)),
    (lambda them: them.period("it"), {"from": "2026-03-01T10:00:00Z"}, Period(Instant.parse("2026-03-01T10:00:00Z"))),
    (lambda them: them.value("it"), {"a": 1}, {"a": 1}),
    (lambda them: them.value("other"), 1, None),
]


@pytest.mark.parametrize("number", range(len(TAKEN)))
def test_what_is_there_is_taken_and_what_may_be_absent_is_not_missed(number: int) -> None:
    take, value, taken = TAKEN[number]
    assert take(members(value)) == taken


NOT_A_TEXT = "the member 'it' is not a (plain, not empty) string"
NOT_TEXTS = "the member 'it' is not a list of strings"
NO_NUMBER = f"the member 'it' is no whole number from 0 to {MAX_NUMBER}"
REFUSED: list[tuple[Take, list[Any], str]] = [
    (lambda them: them.text("it"), ["", None, 1, [], "x" * (MAX_TEXT + 1)], NOT_A_TEXT),
    (lambda them: them.text("it", "default"), [None, 1, "x" * (MAX_TEXT + 1)], NOT_A_TEXT),
    (lambda them: them.flag("it", default=False), ["yes", 0, 1, None], "the member 'it' is neither true nor false"),
    (lambda them: them.optional_flag("it"), [0, None], "the member 'it' is neither true nor false"),
    (lambda them: them.number("it"), [True, False, "1", 1.0, None, -1, MAX_NUMBER + 1], NO_NUMBER),
    (lambda them: them.texts("it"), ["ab", {"a": 1}, None, [1], ["a", 1], ["a", ""], [""]], NOT_TEXTS),
    (lambda them: them.texts("it", required=False), ["ab", {"a": 1}, None, ["a", 1], ["a", ""]], NOT_TEXTS),
    (lambda them: them.texts("it"), [[]], "the member 'it' is empty"),
    (lambda them: them.choices("it", Kind), [["written", "oral"]], "'oral' is no value of 'it'"),
    (lambda them: list(them.objects("it")), [None, {}, "ab"], "the member 'it' is not a list"),
    (lambda them: list(them.objects("it")), [[{}, 1]], "file, it 2: is not a JSON object"),
    (lambda them: them.object("it"), [None, [], "ab"], "file, it: is not a JSON object"),
    (lambda them: them.instant("it"), ["2026-03-01"], "the time 'it' is a mere date"),
    (lambda them: them.instant("it"), ["2026-03-01T10:00:00"], "file: "),
    (lambda them: them.period("it"), [{"from": "2026-03-01T10:00:00Z", "until": "x"}], "'until' is not known here"),
    (lambda them: them.period("it"), [{}, {"from": "2026-03-01"}], "file, it: the "),
    (lambda them: them.done(), [1], "the member 'it' is not known here"),
]


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_what_is_of_another_kind_is_refused_in_one_line(number: int) -> None:
    take, values, says = REFUSED[number]
    for value in values:
        with pytest.raises(ConsentError) as refused:
            take(members(value))
        line = str(refused.value)
        assert says in line, value
        assert line.startswith("file")
        assert ". Mend: " in line
        assert "\n" not in line


def test_an_object_that_was_taken_apart_holds_nothing_more() -> None:
    them = members("a")
    assert them.has("it")
    assert them.text("it") == "a"
    assert not them.has("it")
    them.done()
