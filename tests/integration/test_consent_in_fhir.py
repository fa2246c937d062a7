"""HL7's own examples of Consent, there and back; what we write, held against R4; the commands."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from autonome.consent import ConsentFile, SignatureKind
from autonome.fhir import parse_json
from autonome.fhir.consent import ReadConsents, consent_bundle, read_consents
from autonome.fhir.consent.definitions import DEFINITIONS
from autonome.fhir.consent.foreign import NOBODY
from autonome.fhir.consent.header import BY_NOBODY, OPTED_IN, OPTED_OUT
from autonome.fhir.consent.notes import BROADER
from autonome.fhir.consent.periods import BEGINNING
from autonome.fhir.consent.rules import UNTYPED, UNTYPED_REFUSED
from autonome.fhir.validate import Validator
from autonome.kernel import Instant
from tests.examples import examples
from tests.integration import fhir_packages
from tests.integration.commands import AUTONOME, EXAMPLE
from tests.unit.fhir.consent.acts import files

Resource = dict[str, Any]
AS_OF = Instant.parse("2026-03-01")

EXAMPLES = 12
"""Consents among the examples of R4 4.0.1."""

BROADER_WORDS = {"PSY": "MH"}
"""A code of the examples that a refusal is read broader by, and what it is then written as."""


@cache
def hl7() -> dict[str, Resource]:
    """The examples by name."""
    package = fhir_packages.tarballs()[1]
    return {
        name: document
        for name, document in fhir_packages.documents(package, "package")
        if document.get("resourceType") == "Consent"
    }


@cache
def validator() -> Validator:
    return Validator(fhir_packages.definitions().beside(DEFINITIONS))


def back_and_forth(document: Resource) -> tuple[ReadConsents, list[Resource]]:
    """What was read of a document, and the Consents and the Patient that are written of it."""
    read = read_consents(document, "example.json")
    bundle = parse_json(json.dumps(consent_bundle(read.file, AS_OF)).encode(), "bundle.json")
    assert read_consents(bundle, "bundle.json").file == read.file
    entries = [entry["resource"] for entry in bundle["entry"]]  # type: ignore[index]
    return read, [each for each in entries if each["resourceType"] in {"Consent", "Patient"}]


# What a Consent says, as statements that can be compared: written without any of the reader's code.

Statement = tuple[str, ...]


def header(consent: Resource, listed: dict[str, str]) -> set[Statement]:
    """Whose, when, kept by whom, made by whom, with which text."""
    said: set[Statement] = {("made", moment(consent["dateTime"])), ("scope", code_of(consent["scope"]))}
    said |= {("kept by", each["reference"]) for each in consent.get("organization", [])}
    said |= {("made by", party(each, consent)) for each in consent.get("performer", [])}
    if listed.get("Consent.performer") == BY_NOBODY:
        said.add(("made by", "not stated"))
    # That it is a consent, which every one of ours says.
    return said | {("category", code_of(each)) for each in kept(consent, "category", "Consent", listed)} - {
        ("category", "59284-0")
    }


def party(reference: Resource, consent: Resource) -> str:
    if "identifier" in reference:
        return str(reference["identifier"]["value"])
    return "the patient" if reference == {"reference": consent["patient"]["reference"]} else reference["reference"]


def code_of(concept: Resource) -> str:
    return str(concept["coding"][0]["code"])


def moment(text: str) -> str:
    """The first second, in UTC."""
    return str(Instant.parse(text))


def kept(holder: Resource, key: str, place: str, listed: dict[str, str]) -> list[Resource]:
    """The values of an element that the list does not name."""
    values = holder.get(key, [])
    return [value for at, value in enumerate(values) if f"{place}.{key}[{at}]" not in listed]


def conditions(provision: Resource, place: str, listed: dict[str, str], effect: str) -> tuple[set[Statement], bool]:
    """What one provision limits, and whether a limit was lost."""
    said: set[Statement] = set()
    lost = False
    for key, value in (
        ("action", lambda each: "use" if code_of(each) in {"access", "use"} else code_of(each)),
        ("actor", lambda each: each["reference"]["reference"]),
        ("purpose", lambda each: each["code"]),
        ("securityLabel", lambda each: each["code"]),
        ("class", lambda each: each["code"]),
        ("code", code_of),
        ("data", lambda each: each["reference"]["reference"]),
    ):
        own = kept(provision, key, place, listed)
        gone = len(provision.get(key, [])) - len(own)
        broader = [
            BROADER_WORDS[each["code"]]
            for at, each in enumerate(provision.get(key, []))
            if listed.get(f"{place}.{key}[{at}]") == BROADER
        ]
        lost = lost or gone > len(broader)
        # A refusal that lost one of several alternatives speaks of everything; a permission goes on with the others.
        if effect == "permit" or gone == len(broader):
            said |= {(key, each) for each in {*map(value, own), *broader}}
    return said, lost


def rules(consent: Resource, listed: dict[str, str]) -> Iterator[tuple[str, bool, frozenset[Statement]]]:
    """Effect, whether a person must judge it, and limits, of each rule."""
    yield from _rules(consent.get("provision", {}), "Consent.provision", listed, set(), period_of(consent))


def period_of(consent: Resource) -> set[Statement]:
    return span(consent.get("provision", {}).get("period"), consent)


def span(period: Resource | None, consent: Resource) -> set[Statement]:
    """When a rule holds; from when on is not said where it is not."""
    if not period:
        return set()
    found: set[Statement] = set()
    start = moment(period["start"]) if "start" in period else ""
    if start and start not in {str(BEGINNING), moment(consent["dateTime"])}:
        found.add(("from", start))
    if "end" in period:
        last = period["end"] if "T" in period["end"] else f"{period['end']}T23:59:59Z"
        found.add(("to", moment(last)))
    return found


def _rules(
    node: Resource, place: str, listed: dict[str, str], around: set[Statement], period: set[Statement]
) -> Iterator[tuple[str, bool, frozenset[Statement]]]:
    kind = listed.get(f"{place}.type", "")
    effect = "deny" if kind == UNTYPED_REFUSED else "" if kind == UNTYPED else node.get("type", "")
    own, lost = conditions(node, place, listed, effect or "permit")
    said = own | {each for each in around if each[0] not in {other[0] for other in own}}
    obligations = [
        part.get("valueString")
        for each in node.get("modifierExtension", [])
        for part in each["extension"]
        if part["url"] == "obligation"
    ]
    if effect:
        review = effect == "permit" and (lost or obligations == ["AUTONOME:review"])
        unnamed = {("action", each) for each in ("collect", "use", "disclose")}
        more = {("action", each) for each in ("publish", "export", "train")} if effect == "deny" else set()
        without = said if any(each[0] == "action" for each in said) else said | unnamed | more
        yield effect, review, frozenset(without | period)
    for at, inner in enumerate(node.get("provision", [])):
        yield from _rules(inner, f"{place}.provision[{at}]", listed, said, period)


def says(consent: Resource, listed: dict[str, str]) -> set[object]:
    """Everything that it says, minus what the list names; with what the list says of the base policy."""
    found: set[object] = {*header(consent, listed), *rules(consent, listed)}
    base, effects = listed.get("Consent.policyRule"), [each[0] for each in rules(consent, listed)]
    everything = {("action", each) for each in ("collect", "use", "disclose")}
    if base == OPTED_IN and "permit" not in effects:
        found.add(("permit", True, frozenset(everything)))
    if base == OPTED_OUT and "permit" not in effects:
        found.add(
            ("deny", False, frozenset(everything | {("action", each) for each in ("publish", "export", "train")}))
        )
    return found


def test_there_are_as_many_examples_as_the_page_says() -> None:
    assert len(hl7()) == EXAMPLES


@pytest.mark.parametrize("name", sorted(hl7()))
def test_an_example_there_and_back_says_the_same_but_for_what_is_listed(name: str) -> None:
    document = hl7()[name]
    read, written = back_and_forth(document)
    listed = {each.place: each.effect for each in read.not_understood}
    assert set().union(*(says(each, {}) for each in written[1:])) == says(document, listed)
    assert {act.signature.kind for act in read.file.acts} == {SignatureKind.INSTITUTION_ATTESTED}
    assert NOBODY not in {act.signature.by for act in read.file.acts}


@pytest.mark.parametrize("name", sorted(hl7()))
def test_every_value_of_an_example_is_said_again_or_listed(name: str) -> None:
    """The naive half: each code, reference and date of the example stands in what we write, or its place is listed."""
    document = hl7()[name]
    read, written = back_and_forth(document)
    listed = [each.place for each in read.not_understood]
    said = json.dumps(written)
    patient = document["patient"]["reference"]
    for place, literal in leaves(document, "Consent"):
        value = literal.removeprefix("Patient/") if literal == patient else literal
        if not any(place == each or place.startswith((f"{each}.", f"{each}[")) for each in listed):
            assert value in said, f"{place} is lost"


PASSED_OVER = (
    ".system",
    ".display",
    ".id",
    ".text.div",
    ".text.status",
    ".resourceType",
    ".meta",
    ".period.",
    ".status",
)
"""The system of a code that is compared; dates, which the other test compares; narrative and identity."""


def leaves(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{place}.{key}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, f"{place}[{at}]")
    elif isinstance(value, str) and not any(each in f"{place}." or place.endswith(each) for each in PASSED_OVER):
        date = place.endswith("dateTime")
        yield place, moment(value) if date else value


@settings(max_examples=examples(20), deadline=None)
@given(files())
def test_what_we_write_is_valid_r4(file: ConsentFile) -> None:
    bundle = parse_json(json.dumps(consent_bundle(file, AS_OF)).encode(), "bundle.json")
    report = validator().validate(bundle)
    assert report.errors == ()
    unchecked = {issue.message for issue in report.issues if issue.severity == "information"}
    assert all("mimetypes" in message for message in unchecked), unchecked


@pytest.mark.parametrize("name", sorted(hl7()))
def test_what_an_example_is_written_as_is_valid_r4(name: str) -> None:
    read, _ = back_and_forth(hl7()[name])
    report = validator().validate(parse_json(json.dumps(consent_bundle(read.file, AS_OF)).encode(), "bundle.json"))
    assert report.errors == ()


def autonome(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(AUTONOME), "consent", *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_commands_go_there_and_back(tmp_path: Path) -> None:
    consent = EXAMPLE / "consent.json"
    done = autonome("to-fhir", str(consent), "--as-of", "2026-03-01", "--out", "bundle.json", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = autonome("from-fhir", "bundle.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json.loads(consent.read_text(encoding="utf-8"))


def test_the_command_lists_what_is_not_understood_and_refuses_another_patient(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(hl7()["Consent-consent-example-smartonfhir.json"]), encoding="utf-8")
    done = autonome("from-fhir", "in.json", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert "Consent.provision.provision[0].class[0]" in [each["place"] for each in found["not_understood"]]
    done = autonome("from-fhir", "in.json", "--patient", "anna", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("autonome: in.json: is the consent of another patient. Mend: ")


@pytest.mark.parametrize("content", ["", "{", "<Consent/>", '{"resourceType": "Consent"}', '{"a": 1, "a": 2}'])
def test_a_file_that_is_no_consent_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "in.json").write_text(content, encoding="utf-8")
    done = autonome("from-fhir", "in.json", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("autonome: in.json")
