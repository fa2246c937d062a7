"""The pages on consent in FHIR and on consent records against the program: codes, members, figures, examples."""

from __future__ import annotations

import json
from collections.abc import Iterator

import autonome.fhir.consent.codes as written_codes
from autonome.consent import Effect
from autonome.fhir import parse_json
from autonome.fhir.consent import read_consents
from autonome.fhir.consent.codes import FORMAT, NAMED_ALONE, TOLD, WIDER_IN_HL7
from autonome.fhir.consent.reader import MAX_CONSENTS
from autonome.fhir.consent.rules import MAX_ATOMS, MAX_LEVELS
from autonome.fhir.consent.scopes import REVIEW_OBLIGATION
from autonome.kernel import Instant, Json
from autonome.report.consent_records import DPV_STATES, ROLES, SCHEMA, STATES, consent_records
from autonome.report.consent_records import FORMAT as RECORD_FORMAT
from tests.docs.pages import ROOT, fences
from tests.docs.test_consent_and_ledger_pages import rows
from tests.fakes.consents import act, consents
from tests.integration.test_consent_in_fhir import hl7

FHIR, RECORD = ROOT / "docs/formats/consent-fhir.md", ROOT / "docs/formats/consent-record.md"


def test_the_example_is_read_as_the_page_says() -> None:
    ((_, example),) = fences(FHIR, "json")
    read = read_consents(parse_json(example.encode(), "page"), "page")
    permit, refusal = (given.atoms for given in read.file.acts)
    assert [(each.effect, each.purpose, each.category) for each in permit] == [(Effect.PERMIT, "HRESCH", "genome")]
    assert [(each.effect, each.recipient_id) for each in refusal] == [(Effect.DENY, "Organization/insurer")]
    told = rows(FHIR.read_text(encoding="utf-8"))
    for note in read.not_understood:
        assert [f"`{note.place}`", f"`{note.said}`", note.effect] in told
    assert len(read.not_understood) == 2


def test_the_figures_of_the_examples_are_those_of_the_program() -> None:
    told = [row for row in rows(FHIR.read_text(encoding="utf-8")) if len(row) == 5 and row[1].isdigit()]
    found = []
    for name, document in hl7().items():
        read = read_consents(document, name)
        atoms = [atom for given in read.file.acts for atom in given.atoms]
        permits = [atom for atom in atoms if atom.effect is Effect.PERMIT]
        waiting = [atom for atom in permits if REVIEW_OBLIGATION in atom.obligations]
        figures = (len(permits) - len(waiting), len(waiting), len(atoms) - len(permits), len(read.not_understood))
        short = name.removeprefix("Consent-consent-example-").removesuffix(".json")
        found.append([f"`{short}`", *map(str, figures)])
    assert sorted(told) == sorted(found)


def test_every_system_and_code_of_ours_is_named_with_its_address() -> None:
    page = FHIR.read_text(encoding="utf-8")
    own = {
        value for value in vars(written_codes).values() if isinstance(value, str) and value.startswith("urn:oid:2.25")
    }
    base = "urn:oid:2.25.51686140677271379471395092715483338419"
    assert base.removeprefix("urn:oid:") in page
    assert {f"`{each.removeprefix(base)}`" for each in own - {base}} == {
        word for row in rows(page) for word in row[0].split() if word.startswith("`.")
    }
    for word in (FORMAT, NAMED_ALONE, TOLD, str(REVIEW_OBLIGATION), *WIDER_IN_HL7):
        assert f"`{word}`" in page, word
    assert f"{MAX_CONSENTS:,} Consents, provisions {MAX_LEVELS} deep, {MAX_ATOMS:,} atoms" in page


def keys(value: Json) -> Iterator[str]:
    """Members at every depth, but not inside what other pages describe."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from () if key in {"form", "act", "scope", "validity_duration"} else keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


def test_every_member_and_state_of_a_record_is_told() -> None:
    page = RECORD.read_text(encoding="utf-8")
    made = consent_records(consents(act()), Instant.parse("2026-03-01"))
    for key in set(keys(json.loads(json.dumps(made)))):
        assert f"`{key}`" in page, key
    for word in (RECORD_FORMAT, *STATES.values(), *DPV_STATES, *DPV_STATES.values(), *ROLES.values(), *STATES):
        assert f"`{word}`" in page, word
    assert SCHEMA.partition(",")[0] in page
