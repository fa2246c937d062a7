"""Every row of the fact table of laws is encoded, and says how it was checked."""

from __future__ import annotations

import json

import pytest

from autonome.law import RULES, Check
from tests.conformance.cases import SHARED, expected
from tests.unit.law.rows import ROWS, row_of

FACTS = expected(SHARED / "design" / "law-rules.json")

pytestmark = pytest.mark.conformance

STATUS = {True: {"statute", "commentary"}, False: {"unchecked"}}

READ_SINCE = {
    "EU-GDPR-8": Check.STATUTE,
    "EU-GDPR-34": Check.STATUTE,
    "EU-GDPR-35": Check.STATUTE,
    "US-HIPAA-502(a)(5)(i)": Check.COMMENTARY,
    "US-HIPAA-508(c)": Check.COMMENTARY,
    "ID-PDP-20/22/24": Check.STATUTE,
    "ID-PDP-20/22/24/vital": Check.COMMENTARY,
    "ID-PDP-56": Check.COMMENTARY,
}
"""Rules whose rows the table calls unchecked, and which were read when the packs were written."""


def test_every_row_is_encoded() -> None:
    rows = {row["id"] for row in json.loads(FACTS.read_text())}
    encoded = {row for row in rows if any(rule.id == row or rule.id.startswith(f"{row}/") for rule in RULES.rules)}
    assert len(rows) == 71
    assert rows == encoded == set(ROWS)
    print(f"{len(encoded)} of {len(rows)} rows are encoded by {len(RULES.rules)} rules")


def test_each_rule_states_how_its_row_was_checked() -> None:
    rows = {row["id"]: row for row in json.loads(FACTS.read_text())}
    for rule in RULES.rules:
        row = rows.get(row_of(rule.id))
        if row is None:
            assert rule.check is Check.PLATFORM
            continue
        if rule.id in READ_SINCE:
            assert (row["verified"], rule.check) == (False, READ_SINCE[rule.id])
            assert "fact table" not in rule.source
            continue
        assert rule.check in STATUS[row["verified"]], rule.id
        assert (rule.check is Check.COMMENTARY) is (row["verified"] and row["source"].startswith("secondary")), rule.id
