"""Consent files, part by part: each object holds what is known and nothing more; a file is written as it is read."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from autonome.consent import (
    ConsentError,
    ConsentFile,
    Members,
    read_consent,
    read_template,
)
from autonome.consent.reading_attestations import (
    is_attestation,
    read_attestation,
    read_recorded_attestation,
    recorded_attestation,
)
from autonome.consent.writing import consent_json
from autonome.kernel import Json, SubjectId
from tests.unit.consent.test_reading import EXAMPLE, OWN, data
from tests.unit.consent.test_reading_acts import BIRTH, DEATH, END, MANDATE

TERMS = {"days_to_think": 7, "longest_days": 36_525, "after_death": "stands"}
FORM: dict[str, Any] = OWN | {"terms": TERMS}
WISH: dict[str, Any] = OWN | {"questions": [{"id": "w", "text": "?", "finding": "carrier-status"}]}
PLACES: dict[str, tuple[dict[str, Any], Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "a form": (FORM, lambda form: form),
    "its terms": (FORM, lambda form: form["terms"]),
    "a question": (FORM, lambda form: form["questions"][0]),
    "a question about findings": (WISH, lambda form: form["questions"][0]),
    "an atom": (FORM, lambda form: form["questions"][0]["atoms"][0]),
    "a window": (FORM, lambda form: form["questions"][0]["atoms"][0]["window"]),
}


@pytest.mark.parametrize("where", PLACES)
def test_a_part_of_a_form_that_nobody_knows_is_refused(where: str) -> None:
    plain, find = PLACES[where]
    assert read_template(Members(plain, "own")).to_json() == read_template(Members(plain, "own")).to_json()
    changed = copy.deepcopy(plain)
    find(changed)["note"] = "x"
    with pytest.raises(ConsentError, match="the member 'note' is not known here"):
        read_template(Members(changed, "own"))


def test_the_terms_of_a_form_are_read_at_their_edges() -> None:
    terms = read_template(Members(FORM, "own")).terms
    assert terms.to_json() == TERMS
    assert read_template(Members(OWN, "own")).terms.to_json() == {}
    for name in ("days_to_think", "longest_days"):
        with pytest.raises(ConsentError, match=f"the member '{name}' is more than a hundred years"):
            read_template(Members(FORM | {"terms": {name: 36_526}}, "own"))


NAMES = ["id", "version", "language"]


@pytest.mark.parametrize("character", [" ", "/", "@", ">", "%", "\n"])
@pytest.mark.parametrize("name", [*NAMES, "question"])
def test_no_part_of_a_name_holds_what_a_key_is_cut_at(name: str, character: str) -> None:
    form = copy.deepcopy(OWN)
    (form["questions"][0] if name == "question" else form)["id" if name == "question" else name] = f"a{character}b"
    with pytest.raises(ConsentError, match="has an id, a version or a question with a space or one of"):
        read_consent(data({**EXAMPLE, "templates": [form], "acts": []}))


def test_the_one_family_of_forms_with_a_slash_is_ours() -> None:
    read_consent(data({**EXAMPLE, "templates": [OWN | {"id": "fhir/a"}], "acts": []}))
    for name in ("version", "language"):
        with pytest.raises(ConsentError, match="has an id, a version"):
            read_consent(data({**EXAMPLE, "templates": [OWN | {name: "fhir/a"}], "acts": []}))


def stated(value: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {**copy.deepcopy(value), **changes}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (stated(BIRTH, note="x"), "the member 'note' is not known here"),
        (stated(DEATH, on="2012-05-01"), "the member 'on' is not known here"),
        ({name: each for name, each in MANDATE.items() if name != "valid"}, "states no valid"),
        (stated(MANDATE, questions=["treatment/pharmacogenes", "a"]), "names a question that is none"),
        (stated(MANDATE, questions=["a@b/c", "treatment/pharmacogenes"]), "names a question that is none"),
        (stated(BIRTH, document_sha256="A" * 64), "names no document"),
        (stated(BIRTH, document_sha256="a" * 65), "names no document"),
    ],
)
def test_an_attestation_that_is_half_understood_is_refused(value: dict[str, Any], says: str) -> None:
    with pytest.raises(ConsentError, match=says):
        read_attestation(Members(value, "it"), SubjectId("anna"))


def test_an_attestation_on_the_log_explains_itself() -> None:
    for each in (BIRTH, DEATH, MANDATE, END):
        said = read_attestation(Members(each, "it"), SubjectId("anna"))
        body = recorded_attestation(said)
        assert body == {"attested": each}
        assert is_attestation(body) is True
        assert read_recorded_attestation(body, SubjectId("anna"), 7) == said.at_leaf(7)
        with pytest.raises(ConsentError, match="consent entry 7: the member 'note' is not known here"):
            read_recorded_attestation({**body, "note": "x"}, SubjectId("anna"), 7)
    others: list[Json] = [{}, {"act": {}}, "attested", ["attested"], None]
    assert [is_attestation(other) for other in others] == [False] * len(others)


def test_lists_of_a_mandate_are_written_in_order() -> None:
    questions = [f"form/{number}" for number in range(1, 10)]
    purposes = ["BTG", "CAREMGT", "COC", "ERTREAT", "ETREAT", "GRU", "HRESCH", "TREAT"]
    value = stated(MANDATE, questions=questions[::-1], purposes=purposes[::-1])
    written = read_attestation(Members(value, "it"), SubjectId("anna")).to_json()
    assert (written["questions"], written["purposes"]) == (questions, purposes)


def test_a_file_is_written_as_it_is_read_with_every_part() -> None:
    act = EXAMPLE["acts"][0]
    own = read_template(Members(OWN, "own"))
    mine = act | {
        "id": "mine", "template": own.name, "template_sha256": own.digest, "text_sha256": own.text_sha256,
        "question": "q",
    }  # fmt: skip
    file: dict[str, Any] = {
        "format": "autonome-consent/1", "subject": EXAMPLE["subject"], "jurisdiction": "US",
        "templates": [own.to_json()], "attested": [BIRTH, DEATH], "acts": [act, mine],
    }  # fmt: skip
    assert consent_json(read_consent(data(file))) == file
    assert json.loads(json.dumps(consent_json(ConsentFile(SubjectId("anna"), ())))) == {
        "format": "autonome-consent/1", "subject": "anna", "acts": [],
    }  # fmt: skip
