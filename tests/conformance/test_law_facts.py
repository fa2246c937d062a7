"""Every row of the fact table of laws is encoded, or its pack says why not."""

from __future__ import annotations

import json

import pytest

from autonome.law import RULES, Check
from tests.conformance.cases import SHARED, expected

FACTS = expected(SHARED / "design" / "law-rules.json")

pytestmark = pytest.mark.conformance

STATUS = {True: {"statute", "commentary"}, False: {"unchecked"}}


def test_every_row_is_encoded_or_left_out_with_a_reason() -> None:
    rows = {row["id"] for row in json.loads(FACTS.read_text())}
    encoded = {row for row in rows if any(rule.id == row or rule.id.startswith(f"{row}/") for rule in RULES.rules)}
    left_out = {row for row in rows for pack in RULES.packs if row in pack.not_covered}
    assert len(rows) == 71
    assert rows == encoded | left_out
    print(f"{len(encoded)} of {len(rows)} rows are encoded: {', '.join(sorted(encoded))}")


def test_each_rule_states_how_its_row_was_checked() -> None:
    rows = {row["id"]: row for row in json.loads(FACTS.read_text())}
    for rule in RULES.rules:
        row = rows.get(rule.id) or rows.get(rule.id.rpartition("/")[0])
        if row is None:
            assert rule.check is Check.PLATFORM
            continue
        assert rule.check in STATUS[row["verified"]], rule.id
        assert (rule.check is Check.COMMENTARY) is (row["verified"] and row["source"].startswith("secondary")), rule.id
