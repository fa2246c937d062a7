"""A request file says what its page says, and is written back as it was read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autonome.access import RequestError, read_request
from tests.fakes.consents import request


def written(**changes: Any) -> bytes:  # noqa: ANN401 - JSON
    return json.dumps({"format": "autonome-request/1"} | dict(request().to_json()) | changes).encode()


@pytest.mark.parametrize("flag", ["whole", "foreign_controlled", "consent_of_another"])
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
