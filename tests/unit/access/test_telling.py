"""What every audience is told, word for word, against `told.txt`, and what things are called in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autonome.access.cohort import ALONE
from autonome.access.decisions import Grant
from autonome.access.errors import RequestError
from autonome.access.explanation import Audience, Explanation, Section, explain, naming, told_to_asker
from autonome.access.explanation.asker import Given
from autonome.access.explanation.naming import ACTIONS, FACTS, KINDS, MOMENTS, WITHIN
from autonome.access.explanation.reason_words import (
    FOR_A_PURPOSE,
    LAW_STANDS,
    NOT_THE_PERSONS,
    THEIRS,
    THEIRS_FIRST,
    WORDS,
    told_of,
    words_of,
)
from autonome.access.explanation.values import sections
from autonome.access.reasons import NOT_COVERED, OPENLY, SENTENCES, Reason, ReasonCode, told, told_to_the_person
from autonome.access.windows import ALL_TIME
from autonome.consent import Action, Kind
from autonome.law import Circumstance, Clock, Count, Moment, Unit
from tests.unit.access.telling import TOLD, pages

TABLE = Path(__file__).with_name("told.txt")


def test_what_is_told_is_what_was_looked_over() -> None:
    assert [*pages()] == TABLE.read_text(encoding="utf-8").splitlines()


def test_a_yes_that_does_not_count_is_told_as_one_and_not_as_taken_back() -> None:
    for name in ("a guardian without a paper", "a child", "before the time to think was over"):
        lines = "\n".join(explain(TOLD[name].account, Audience.PATIENT).lines("What you said about it"))
        assert "said yes to this question, and it does not count now: ?" in lines, name
        assert "took back" not in lines


def test_of_what_the_law_permits_only_what_is_given_is_owed_and_told() -> None:
    asked = TOLD["an emergency in China"].account.asked
    told_of = told_to_asker(asked, Given((Grant("allergies", ALL_TIME),))).explanation
    assert not told_of.lines("What the law says")
    owed = told_of.lines("What you take on")
    assert owed
    assert not [line for line in owed if line.startswith("In an emergency")]


def test_where_a_relative_could_have_said_no_the_person_cannot_tell_whether_one_did() -> None:
    one, other = (
        explain(TOLD[name].account, Audience.PATIENT)
        for name in ("a relative's no", "a paper where a relative could have said no")
    )
    assert one == other


def test_everything_that_can_be_named_has_a_name() -> None:
    assert {*ACTIONS} == {*Action}
    assert {*KINDS} == {*Kind}
    assert {*FACTS} == {*Circumstance, *Count}
    assert {*MOMENTS} == {*Moment}
    assert {*WITHIN} == {*Unit} - {Unit.AT_ONCE}
    assert {*WORDS} == {*SENTENCES} == {*ReasonCode}
    kept_back = {code for code, sentence in SENTENCES.items() if sentence == NOT_COVERED}
    assert {*OPENLY} == kept_back
    assert kept_back <= FOR_A_PURPOSE == kept_back


def test_which_reasons_read_the_same_where_relatives_are_concerned() -> None:
    assert {
        ReasonCode.CONCERNS_RELATIVES, ReasonCode.DOCUMENT_MISSING, ReasonCode.FACT_NOT_STATED, ReasonCode.NEEDS_REVIEW,
    } == NOT_THE_PERSONS  # fmt: skip
    assert WORDS[ReasonCode.CONCERNS_RELATIVES] == THEIRS_FIRST
    for code in NOT_THE_PERSONS:
        assert words_of(code).step == THEIRS
    assert words_of(ReasonCode.FORBIDDEN_BY_LAW).step == LAW_STANDS


DETAILED = {
    ReasonCode.UNKNOWN_CODE, ReasonCode.UNKNOWN_DISEASE, ReasonCode.EMPTY_REQUEST, ReasonCode.NEEDS_REVIEW,
    ReasonCode.CONSENT_KIND_MISSING, ReasonCode.DOCUMENT_MISSING, ReasonCode.FACT_NOT_STATED,
}  # fmt: skip


@pytest.mark.parametrize("code", ReasonCode)
def test_a_reason_is_told_with_its_purpose_or_its_detail_and_without_either(code: ReasonCode) -> None:
    plain, with_purpose = told_of(Reason(code)), told_of(Reason(code, detail="DSRCH on D:1"))
    if code in FOR_A_PURPOSE:
        assert plain == words_of(code).sentence
        assert with_purpose == f"{plain} What for: research on one disease, about D:1."
    else:
        assert ("DSRCH on D:1" in with_purpose) is (code in DETAILED)
        assert (plain == with_purpose) is (code not in DETAILED)


NAMED: list[tuple[str, str]] = [
    (told_of(Reason(ReasonCode.CONSENT_KIND_MISSING, detail="written")), "wants this as well: a yes in writing."),
    (told_of(Reason(ReasonCode.CONSENT_KIND_MISSING, detail="sung")), "wants this as well: sung."),
    (told_of(Reason(ReasonCode.DOCUMENT_MISSING, detail="ethics-approval")), ": approval of an ethics committee."),
    (told_of(Reason(ReasonCode.DOCUMENT_MISSING, detail="a song")), "they did not show it: a song."),
    (told_of(Reason(ReasonCode.FACT_NOT_STATED, detail="age")), "what the law asks: how old the person is."),
    (told_of(Reason(ReasonCode.FACT_NOT_STATED, detail="height")), "what the law asks: height."),
    (told_of(ALONE[0]), "look at it first: ask about this person alone."),
    (naming.BY_ITSELF, ALONE[0].detail),
    (naming.unjudged("age"), "how old the person is"),
    (naming.unjudged("DUO:0000012"), "use within research of an approved type only"),
    (naming.unjudged("a plan"), "a plan"),
    (naming.purpose("TREAT"), "treatment of this patient"),
    (naming.purpose("GIFT on D:1"), "GIFT, about D:1"),
    (naming.recipient("care-team"), "the team that treats this patient"),
    (naming.recipient("nobody"), "nobody"),
    (naming.place("US"), "United States"),
    (naming.place("Atlantis"), "Atlantis"),
    (naming.data([*"hgfedcba", "medications"]), "taken and stopped; a; b; c; d; e; f; g; h"),
    (naming.listed(["a", "b", "c"]), "a, b, c"),
    (naming.clauses(["a", "b", "c"]), "a; b; c"),
    (naming.limit(Clock(starts=Moment.AWARE, unit=Unit.AT_ONCE)), "At once, from becoming aware on."),
    (
        naming.limit(Clock(starts=Moment.ASSESSMENT, unit=Unit.YEARS, amount=3, keeps=True)),
        "For at least 3 years from the assessment on.",
    ),
    *(
        (naming.limit(Clock(starts=Moment.REQUEST, unit=unit, amount=7)), f"Within 7 {unit} of the request.")
        for unit in WITHIN
    ),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(NAMED)))
def test_what_things_are_called(number: int) -> None:
    said, ends = NAMED[number]
    assert said.endswith(ends)


def test_an_explanation_is_written_and_found_by_its_titles() -> None:
    made = Explanation(Audience.ASKER, "No.", sections(("A", ("x", "y", "x")), ("B", ()), ("C", ("",)), ("D", ("z",))))
    assert made.sections == (Section("A", ("x", "y")), Section("D", ("z",)))
    assert made.texts == ("No.", "A", "x", "y", "D", "z")
    assert (made.lines("A"), made.lines("B")) == (("x", "y"), ())
    assert made.to_json(str.lower) == {
        "audience": "asker", "headline": "no.",
        "sections": [{"title": "a", "lines": ["x", "y"]}, {"title": "d", "lines": ["z"]}],
    }  # fmt: skip
    assert [str(each) for each in Audience] == ["patient", "asker", "auditor"]


def test_reasons_are_told_once_with_the_data_that_they_are_about() -> None:
    reasons = [
        Reason(ReasonCode.REFUSED_BY_PATIENT, "germline", "TREAT"),
        Reason(ReasonCode.REFUSED_BY_PATIENT, "medications", "TREAT"),
        Reason(ReasonCode.REFUSED_BY_PATIENT, "medications", "TREAT"),
        Reason(ReasonCode.EXPIRED),
        Reason(ReasonCode.FORBIDDEN_BY_LAW, "germline", "Nobody may.", "R-1", "Art. 1"),
        Reason(ReasonCode.CONSENT_OF_ANOTHER),
    ]
    assert told_to_the_person(reasons) == (
        "The person said no to this. Purpose: TREAT. Data: germline, medications.",
        "The person's consent to this had run out.",
        "The law forbids this use, and no consent changes that. Nobody may. (Art. 1) Data: germline.",
        "The consent handed in is another person's.",
    )
    assert told(reasons) == (
        NOT_COVERED, "The law forbids this use, and no consent changes that. Nobody may. (Art. 1)",
        "The consent handed in is another person's.",
    )  # fmt: skip


def test_a_reason_is_written_and_read_with_the_parts_that_it_has() -> None:
    full = Reason(ReasonCode.FORBIDDEN_BY_LAW, "germline", "Nobody may.", "R-1", "Art. 1")
    written = {
        "code": "forbidden-by-law", "item": "germline", "detail": "Nobody may.", "rule": "R-1", "article": "Art. 1",
    }  # fmt: skip
    assert full.to_json() == written
    assert Reason.from_json({**written}) == full
    assert Reason(ReasonCode.EXPIRED).to_json() == {"code": "expired"}
    assert (
        Reason.from_json({"code": "expired"})
        == Reason(ReasonCode.EXPIRED)
        == Reason(ReasonCode.EXPIRED, "", "", "", "")
    )
    wrong: list[Any] = [{"code": "whim"}, {}, [], None, {"code": 7}]
    for value in wrong:
        with pytest.raises(RequestError, match="none that this version knows"):
            Reason.from_json(value)
