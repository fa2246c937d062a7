"""Consent records: what they say in fields is what the acts say, and the acts come back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.consent import (
    FINDINGS_FORM,
    JURISDICTIONS,
    ActId,
    ActKind,
    Authority,
    ConsentError,
    ConsentFile,
    Kind,
)
from autonome.consent.attestations import Attestation, AttestationId, Death
from autonome.kernel import ActorId, Instant, Json, Period, Sha256
from autonome.report.consent_records import NOT_STATED, consent_records
from autonome.report.consent_records_reading import read_consent_records
from tests.examples import examples
from tests.fakes.consents import SUBJECT, act, atom, consents
from tests.unit.fhir.consent.acts import files

NOW = Instant.parse("2026-03-02")


def data(value: Json) -> bytes:
    return json.dumps(value).encode()


def records(file: ConsentFile, at: Instant = NOW, controller: str | None = None) -> list[dict[str, Any]]:
    made = json.loads(data(consent_records(file, at, controller)))["records"]
    assert isinstance(made, list)
    return made


@settings(max_examples=examples(50), deadline=None)
@given(files(), st.integers(0, 4_000_000_000), st.none() | st.just("hospital.example"))
def test_every_act_comes_back_as_it_was(file: ConsentFile, at: int, controller: str | None) -> None:
    assert read_consent_records(data(consent_records(file, Instant(at), controller))) == file


def test_a_record_is_of_one_question_with_all_that_happened_to_it() -> None:
    file = consents(
        act(question="one", leaf=0), act(question="two", leaf=1), act(ActKind.WITHDRAW, question="one", leaf=2)
    )
    one, two = records(file)
    assert [each["header"]["question"] for each in (one, two)] == ["form/one", "form/two"]
    assert [each["event_state"] for each in one["events"]] == ["given", "withdrawn"]
    assert [each["event_number"] for each in one["events"]] == [0, 2]
    assert (one["header"]["state"], two["header"]["state"]) == ("withdrawn", "given")
    assert (one["header"]["dpv_state"], two["header"]["dpv_state"]) == ("dpv:ConsentWithdrawn", "dpv:ConsentGiven")


@pytest.mark.parametrize(
    ("kind", "at", "state"),
    [
        (ActKind.GRANT, "2026-03-02", "given"),
        (ActKind.GRANT, "2025-03-01", NOT_STATED),  # it was put on record later
        (ActKind.GRANT, "2029-03-01", "expired"),
        (ActKind.DENY, "2026-03-02", "refused"),
        (ActKind.WITHDRAW, "2026-03-02", "withdrawn"),
    ],
)
def test_the_state_is_that_of_the_instant(kind: ActKind, at: str, state: str) -> None:
    (record,) = records(consents(act(kind)), Instant.parse(at))
    assert record["header"]["state"] == state


def test_a_yes_that_begins_later_is_not_yet_given() -> None:
    later = Period(Instant.parse("2026-06-01"), Instant.parse("2027-06-01"))
    (record,) = records(consents(act(valid=later)))
    assert record["header"]["state"] == "not-yet"


def test_a_yes_for_another_without_a_mandate_on_record_is_not_stated_to_be_given() -> None:
    proxied = act(authority=Authority.PROXY, actor=ActorId("aunt"))
    (record,) = records(consents(proxied))
    assert record["header"]["state"] == NOT_STATED
    assert {"party_id": "aunt", "party_role": "representative"}.items() <= record["party_identification"][1].items()


def test_what_a_consent_file_does_not_say_is_not_stated() -> None:
    (record,) = records(consents(act()))
    (processing,) = record["pii_processing"]
    assert processing["pii_controllers"] == [NOT_STATED]
    for key in ("storage_locations", "retention_period", "collection_method", "privacy_rights"):
        assert processing[key] == NOT_STATED
    (named,) = records(consents(act()), controller="hospital.example")
    assert named["pii_processing"][0]["pii_controllers"] == ["hospital.example"]
    assert {"party_id": "hospital.example", "party_role": "pii-controller"}.items() <= named["party_identification"][
        1
    ].items()


def test_purposes_data_recipients_and_basis_are_those_of_the_question() -> None:
    one = atom(
        recipient_id="university.example", jurisdiction=JURISDICTIONS.code("DE"), kinds=frozenset({Kind.GENERAL})
    )
    (record,) = records(consents(act(ActKind.GRANT, one)))
    (processing,) = record["pii_processing"]
    assert processing["purposes"] == ["TREAT"]
    assert processing["lawful_basis"] == "dpv:ExpressedConsent"
    assert processing["pii_information"][0]["pii_type"] == "pharmacogenes"
    assert processing["pii_information"][0]["special_pii_category"] is True
    assert processing["recipient_third_parties"] == ["care-team", "university.example"]
    assert processing["processing_locations"] == ["DE"]


def test_an_answer_about_findings_processes_nothing() -> None:
    told = act(ActKind.DEFER, question=FINDINGS_FORM.questions[0].id, form=FINDINGS_FORM, atoms=())
    (record,) = records(consents(told))
    assert record["pii_processing"] == []
    assert record["events"][0]["event_state"] == "deferred"


def test_a_death_on_record_ends_what_was_given_and_the_record_still_reads_back() -> None:
    died = Attestation(
        AttestationId("d"), SUBJECT, Death(Instant.parse("2026-02-01")), ActorId("clerk"), Sha256("0" * 64), NOW
    )
    file = ConsentFile(SUBJECT, (act(recorded_at=Instant.parse("2026-01-15")),), attested=(died,))
    written = consent_records(file, NOW)
    (record,) = records(file)
    assert record["header"]["state"] == "expired"
    (again,) = read_consent_records(data(written)).acts
    assert again.digest == file.acts[0].digest


def change(document: Any, path: tuple[str | int, ...], to: object) -> None:  # noqa: ANN401 - parsed JSON
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = to


@pytest.mark.parametrize(
    ("path", "to", "said"),
    [
        (("format",), "autonome-consent-record/2", "is of format 'autonome-consent-record/2'"),
        (("records", 0, "pii_processing", 0, "purposes"), ["HRESCH"], "pii_processing[0].purposes[0]: says otherwise"),
        (("records", 0, "events", 0, "event_state"), "withdrawn", "events[0].event_state: says otherwise"),
        (("records", 0, "events", 0, "event_type"), "deny", "says otherwise"),
        (("records", 0, "events", 0, "event_number"), "x", "is no whole number"),
        (("records", 0, "events", 0, "act"), 1, "does not say what was done"),
        (("records", 0, "events", 0, "privacy_notice"), "other/1/en", "does not say what was done, or upon which"),
        (("records", 0, "notices", 0, "form", "text"), "Another.\n", "is not the one that was signed"),
        (("records", 0, "header", "record_id"), "x", "header.record_id: says otherwise"),
        (("records", 0, "strange"), 1, "strange: says otherwise"),
        (("strange",), 1, "the member 'strange' is not known here"),
        (("pii_principal_id",), "berta", "is by another person than its subject"),
        (("as_of",), "yesterday", "'yesterday' is not an instant"),
    ],
)
def test_a_record_that_was_changed_is_refused_with_the_place(
    path: tuple[str | int, ...], to: object, said: str
) -> None:
    document = json.loads(data(consent_records(consents(act()), NOW)))
    change(document, path, to)
    with pytest.raises(ConsentError) as caught:
        read_consent_records(data(document), where="r.json")
    line = str(caught.value)
    assert said in line
    assert line.startswith("r.json")
    assert "\n" not in line
    assert ". Mend: " in line


def test_two_events_of_one_number_are_refused() -> None:
    document = json.loads(data(consent_records(consents(act(), act(ActKind.DENY, id=ActId("b"), leaf=1)), NOW)))
    document["records"][0]["events"][1]["event_number"] = 0
    with pytest.raises(ConsentError, match="holds a second event 0"):
        read_consent_records(data(document))
