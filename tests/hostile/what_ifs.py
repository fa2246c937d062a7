"""Sound files of acts and of changes, and what reads them: read, put together, and simulated."""

from __future__ import annotations

import json
from functools import cache

from autonome.access.probes import probes
from autonome.access.simulation import World, simulate
from autonome.access.what_if import changed, needs, read_change
from autonome.consent import NO_DISEASES, Terms, read_acts
from autonome.kernel import Instant, Json, Period, canonical_bytes
from autonome.law import RULES
from tests.fakes.consents import act, atom, template

AT = Instant.parse("2026-03-01T10:00:00Z")
STATED: dict[str, Json] = {
    "subject": "anna", "by": "registry", "document_sha256": "a" * 64, "recorded_at": "2026-01-01T00:00:00Z",
}  # fmt: skip
MANDATE: dict[str, Json] = {
    "id": "m", "states": "mandate", "holder": "mother", "authority": "guardian", "ground": "parent",
    "valid": {"from": "2015-06-01T00:00:00Z"}, "questions": ["form/q"], "purposes": ["TREAT"], **STATED,
}  # fmt: skip
FORM = template("q", (atom(jurisdiction="CN"),), terms=Terms(days_to_think=2, longest_days=700))


@cache
def acts() -> bytes:
    """A child, her mother's mandate with its end, her death, and answers of both."""
    attested: list[Json] = [
        {"id": "b", "states": "birth", "on": "2015-06-01", "jurisdiction": "CN", **STATED}, MANDATE,
        {"id": "e", "states": "mandate-end", "mandate": "m", "at": "2027-01-01T00:00:00Z", **STATED},
        {"id": "d", "states": "death", "at": "2028-01-01T00:00:00Z", **STATED},
    ]  # fmt: skip
    shown = Instant.parse("2026-02-01T00:00:00Z")
    own = act(form=FORM, shown_at=shown, valid=Period(shown)).to_json()
    mothers = own | {"id": "x", "actor": "mother", "authority": "guardian"}
    done = [each | {"subject": "anna"} for each in (own, mothers)]
    return json.dumps(
        {
            "format": "autonome-acts/1",
            "templates": [FORM.to_json()],
            "people": [{"subject": "anna", "jurisdiction": "CN"}],
            "attested": attested,
            "acts": done,
        }
    ).encode()


@cache
def change() -> bytes:
    """Every part of a change."""
    return json.dumps(
        {
            "format": "autonome-change/1",
            "templates": [FORM.to_json()],
            "answers": [{"act": "grant", "question": "form/q", "template": FORM.name, "subjects": ["anna"]}],
            "attested": [{"id": "d2", "states": "death", "at": "2029-01-01T00:00:00Z", **STATED}],
            "form": {"template": FORM.name, "answer": "deny"},
            "rules": {"without": [RULES.rules[0].id]},
            "at": "2026-06-01T00:00:00Z",
        }
    ).encode()


def read_both(acts_data: bytes, change_data: bytes) -> None:
    """Read them and say what would change."""
    held = read_acts(acts_data, where="x")
    before = World(held.acts, held.attested, RULES, AT, NO_DISEASES)
    thought = read_change(change_data, where="y")
    after = changed(before, thought)
    needs(thought, before)
    for each in simulate(before, after, probes((before, after), held.jurisdictions.values())):
        canonical_bytes([each.before.to_json(), each.after.to_json(), str(each.turn)])
