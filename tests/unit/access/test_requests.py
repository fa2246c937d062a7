"""A request file says what its page says, and is written back as it was read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autonome.access import ReasonCode, RequestError, read_request
from autonome.access.validation import canonical, problems_of
from autonome.consent import NO_DISEASES
from autonome.law import NOTHING_STATED, Circumstance, Count, stating
from tests.fakes.consents import request


def written(**changes: Any) -> bytes:  # noqa: ANN401 - JSON
    return json.dumps({"format": "autonome-request/1"} | dict(request().to_json()) | changes).encode()


@pytest.mark.parametrize("flag", ["whole", "consent_of_another"])
def test_a_flag_is_read_and_is_false_where_nothing_is_said(flag: str) -> None:
    assert getattr(read_request(written()), flag) is False
    asked = read_request(written(**{flag: True}))
    assert getattr(asked, flag) is True
    assert asked.to_json()[flag] is True, "it stands in the decision's entry"
    assert read_request(written(**dict(asked.to_json()))) == asked


@pytest.mark.parametrize("flag", ["whole", "foreign_controlled", "consent_of_another"])
@pytest.mark.parametrize("value", ["yes", 1, None, []])
def test_a_flag_is_true_or_false_and_nothing_else(flag: str, value: object) -> None:
    with pytest.raises(RequestError, match=f"'{flag}' is neither true nor false"):
        read_request(written(**{flag: value}))


@pytest.mark.parametrize("stated", [True, False])
def test_the_older_spelling_of_who_stands_behind_the_asker_is_read_and_silence_is_no_answer(*, stated: bool) -> None:
    asked = read_request(written(foreign_controlled=stated))
    assert asked.circumstances == stating({"foreign-controlled": stated})
    assert read_request(written(**dict(asked.to_json()))) == asked
    assert read_request(written()).circumstances.silent_on(Circumstance.FOREIGN_CONTROLLED)
    with pytest.raises(RequestError, match=r"states twice whether the asker is foreign-controlled\. Mend: "):
        read_request(written(foreign_controlled=stated, circumstances={"foreign-controlled": stated}))


def test_circumstances_are_read_and_written_back_and_a_file_without_them_states_none() -> None:
    assert read_request(written()).circumstances == NOTHING_STATED
    assert "circumstances" not in read_request(written()).to_json()
    stated = {"age": 13, "large-scale": False, "entrusted": True}
    asked = read_request(written(circumstances=stated))
    assert asked.circumstances == stating(stated)
    assert asked.to_json()["circumstances"] == stated
    assert read_request(written(**dict(asked.to_json()))) == asked


@pytest.mark.parametrize("name", [*Circumstance, *Count])
def test_every_circumstance_can_be_stated(name: str) -> None:
    value = 3 if name in set(Count) else True
    assert read_request(written(circumstances={name: value})).circumstances == stating({name: value})


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"moon": True}, "'moon' is not known here"),
        ({"large-scale": "no"}, "'large-scale' is neither true nor false"),
        ({"large-scale": 0}, "'large-scale' is neither true nor false"),
        ({"age": True}, "'age' is no whole number"),
        ({"age": -1}, "'age' is no whole number"),
        ({"age": 10**11}, "'age' is no whole number"),
        ({"age": None}, "'age' is no whole number"),
        ([], "is not a JSON object"),
        (None, "is not a JSON object"),
    ],
)
def test_circumstances_that_cannot_be_read_are_one_line(stated: object, said: str) -> None:
    with pytest.raises(RequestError, match=said) as refused:
        read_request(written(circumstances=stated))
    assert "request, circumstances" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "names",
    [
        {"organisation": "\u200b"},
        {"organisation": "uni.example\u202e"},
        {"organisation": "x" * 256},
        {"organisation": "person:dr-b"},
        {"actor": "organisation:uni.example"},
        {"actor": " "},
        {"actor": "dr\x00b"},
    ],
)
def test_a_name_that_names_nobody_is_refused_as_unknown(names: dict[str, Any]) -> None:
    (problem,) = problems_of(request(**names), NO_DISEASES)
    assert problem.code is ReasonCode.UNKNOWN_CODE
    assert problem.detail.startswith(f"{next(iter(names))} ")


def test_names_are_compared_in_one_form_whichever_way_they_are_written() -> None:
    usual = canonical(request(organisation="uni.example", actor="Dr-B"))
    for organisation in ("UNI.example ", "organisation:uni.example.", "\uff35ni.example"):
        assert canonical(request(organisation=organisation, actor="person:Dr-B ")) == usual
    assert canonical(request(actor="dr-b")) != canonical(request(actor="Dr-B")), "people are told apart"
