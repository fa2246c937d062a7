"""Changes to a whole resource that break a rule: what may stand nowhere, and invariants of R4 one at a time.

What an invariant forbids is written down here by hand from its words in the standard, not from its expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.fhir.validate import Rule
from tests.integration.fhir_mutations import Change, Mutation, drop, of, put
from tests.integration.fhir_snapshots import BASE, Json

PERIOD_BACKWARDS = {"start": "2021-01-01", "end": "2020-01-01"}
REASON = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "unknown"}]}
RANGE_BACKWARDS = {"low": {"value": 2, "unit": "a"}, "high": {"value": 1, "unit": "a"}}
PATIENT = {"resourceType": "Patient", "id": "zz"}


def _div(inner: str) -> str:
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'


BAD_NARRATIVES = (
    "<div>no namespace</div>",
    '<div xmlns="http://www.w3.org/1999/xhtml"><p>not closed</div>',
    '<!DOCTYPE div [<!ENTITY a "b">]><div xmlns="http://www.w3.org/1999/xhtml">&a;</div>',
    _div("<script>x()</script>"),
    _div('<p onclick="x()">x</p>'),
    _div('<a href="javascript:x()">x</a>'),
    _div(" "),
    _div("&nbsp;"),
)


def resource_mutations(resource: Json) -> Iterator[Mutation]:
    """What may stand in no resource of a type."""
    code = resource["resourceType"]
    yield of("unknown resource type", Rule.JSON, put(("resourceType",), "Genome"))
    yield of("no resource type", Rule.JSON, drop(("resourceType",)))
    yield of("unknown element", Rule.UNKNOWN, put(("zzUnknown",), "x"))
    other = "Patient" if code != "Patient" else "Observation"
    yield of("profile of another type", Rule.PROFILE, put(("meta",), {"profile": [BASE + other]}))
    yield from _extension_mutations(code)
    if code not in {"Parameters", "Bundle"}:
        yield from _domain_mutations()
    for mutate in (_OF_TYPE.get(code), _identified):
        if mutate is not None:
            yield from mutate(resource)


def _extension_mutations(code: str) -> Iterator[Mutation]:
    elsewhere = "patient-mothersMaidenName" if code != "Patient" else "observation-timeOffset"
    text = {"valueString": "x"}
    both = {**text, "extension": [{"url": "http://example.org/a", **text}]}
    yield of("extension out of place", Rule.EXTENSION, _extend(BASE + elsewhere, text))
    yield of("extension of a wrong type", (Rule.TYPE, Rule.CARDINALITY), _extend(f"{BASE}data-absent-reason", text))
    yield of("extension with a relative address", Rule.EXTENSION, _extend("relative", text))
    yield of("extension with value and parts", Rule.INVARIANT, _extend("http://example.org/b", both))


def _extend(url: str, value: Mapping[str, Json]) -> Change:
    def change(resource: Json) -> None:
        # Parameters and Bundles have no extensions of their own; their meta has.
        is_plain = resource["resourceType"] in {"Parameters", "Bundle"}
        holder = resource.setdefault("meta", {}) if is_plain else resource
        holder.setdefault("extension", []).append({"url": url, **value})

    return change


def _domain_mutations() -> Iterator[Mutation]:
    for text in BAD_NARRATIVES:
        yield of("bad narrative", Rule.NARRATIVE, put(("text",), {"status": "generated", "div": text}), text)
    nested = {**PATIENT, "contained": [{"resourceType": "Patient", "id": "zy"}]}
    versioned = {**PATIENT, "meta": {"versionId": "1"}}
    labelled = {**PATIENT, "meta": {"security": [{"code": "R"}]}}
    yield of("dom-3 contained and not referred to", Rule.INVARIANT, _append("contained", PATIENT))
    yield of("dom-2 contained in contained", Rule.INVARIANT, _append("contained", nested))
    yield of("dom-4 contained with a version", Rule.INVARIANT, _append("contained", versioned))
    yield of("dom-5 contained with security labels", Rule.INVARIANT, _append("contained", labelled))


def _append(name: str, value: Json) -> Change:
    return lambda resource: resource.setdefault(name, []).append(value)


def _identified(resource: Json) -> Iterator[Mutation]:
    if isinstance(resource.get("identifier"), list):
        period = put(("identifier",), [{"value": "x", "period": PERIOD_BACKWARDS}])
        yield of("per-1 ends before it starts", Rule.INVARIANT, period)


def _observation(resource: Json) -> Iterator[Mutation]:
    if any(key.startswith("value") for key in resource):
        repeated = {"code": resource["code"], "valueString": "x"}
        yield of("obs-6 value and reason for its absence", Rule.INVARIANT, put(("dataAbsentReason",), REASON))
        yield of("obs-7 component repeats the code", Rule.INVARIANT, _append("component", repeated))
    compared = [{"low": {"value": 1, "comparator": "<"}}]
    backwards = [{"text": "x", "age": RANGE_BACKWARDS}]
    yield of("obs-3 range without limits", Rule.INVARIANT, put(("referenceRange",), [{"type": {"text": "x"}}]))
    yield of("sqty-1 comparator in a simple quantity", Rule.INVARIANT, put(("referenceRange",), compared))
    yield of("rng-2 range upside down", Rule.INVARIANT, put(("referenceRange",), backwards))


def _report(_resource: Json) -> Iterator[Mutation]:
    yield of("att-1 data without its type", Rule.INVARIANT, put(("presentedForm",), [{"data": "YWJj"}]))


def _organization(_resource: Json) -> Iterator[Mutation]:
    def nameless(resource: Json) -> None:
        resource.pop("name", None)
        resource.pop("identifier", None)

    yield of("org-1 neither name nor identifier", Rule.INVARIANT, nameless)
    yield of("org-3 home address", Rule.INVARIANT, put(("address",), [{"use": "home", "text": "x"}]))


def _patient(_resource: Json) -> Iterator[Mutation]:
    yield of("pat-1 contact without details", Rule.INVARIANT, put(("contact",), [{"gender": "female"}]))
    yield of("cpt-2 telecom without system", Rule.INVARIANT, put(("telecom",), [{"value": "1"}]))


def _task(_resource: Json) -> Iterator[Mutation]:
    def late(resource: Json) -> None:
        resource.update(authoredOn="2021-01-01", lastModified="2020-01-01")

    yield of("inv-1 changed before it was written", Rule.INVARIANT, late)


def _specimen(_resource: Json) -> Iterator[Mutation]:
    quantity = {"value": 1, "code": "mg"}
    yield of("qty-3 code of a unit without system", Rule.INVARIANT, put(("collection",), {"quantity": quantity}))


def _request(_resource: Json) -> Iterator[Mutation]:
    def codeless(resource: Json) -> None:
        resource.pop("code", None)
        resource["orderDetail"] = [{"text": "x"}]

    yield of("prr-1 detail without code", Rule.INVARIANT, codeless)


def _parameters(_resource: Json) -> Iterator[Mutation]:
    both = {"name": "x", "valueString": "x", "part": [{"name": "y", "valueString": "y"}]}
    yield of("inv-1 parameter with nothing", Rule.INVARIANT, _append("parameter", {"name": "x"}))
    yield of("inv-1 parameter with value and parts", Rule.INVARIANT, _append("parameter", both))


def _sequence(_resource: Json) -> Iterator[Mutation]:
    yield of("msq-3 coordinate system", Rule.INVARIANT, put(("coordinateSystem",), 2))


def _bundle(resource: Json) -> Iterator[Mutation]:
    first = resource["entry"][0]
    if resource["type"] == "collection":
        request = {"method": "GET", "url": "x"}
        yield of("bdl-1 total in a collection", Rule.INVARIANT, put(("total",), 1))
        yield of("bdl-2 search in a collection", Rule.INVARIANT, put(("entry", 0, "search"), {"mode": "match"}))
        yield of("bdl-3 request in a collection", Rule.INVARIANT, put(("entry", 0, "request"), request))
    yield of("bdl-5 entry with nothing", Rule.INVARIANT, _append("entry", {"fullUrl": "urn:uuid:1"}))
    if first.get("fullUrl"):
        yield of("bdl-7 one address twice", Rule.INVARIANT, _append("entry", first))
    if first.get("fullUrl", "").startswith("http"):
        version = f"{first['fullUrl']}/_history/1"
        yield of("bdl-8 address of a version", Rule.INVARIANT, put(("entry", 0, "fullUrl"), version))
        foreign = put(("entry", 0, "fullUrl"), "http://example.org/Patient/zz")
        yield of("address of another resource", Rule.BUNDLE, foreign)
    yield from _target_mutations(resource["entry"])


def _target_mutations(entries: list[Json]) -> Iterator[Mutation]:
    """References to entries of another kind: only who follows them finds that out, where addresses name no type."""
    address = {entry["resource"]["resourceType"]: entry.get("fullUrl") for entry in entries}
    for number, entry in enumerate(entries):
        if entry["resource"]["resourceType"] == "Observation" and address.get("Patient"):
            path = ("entry", number, "resource", "specimen")
            yield of("wrong kind of entry", Rule.REFERENCE, put(path, {"reference": address["Patient"]}), path)
            return


_OF_TYPE = {
    "Bundle": _bundle,
    "DiagnosticReport": _report,
    "MolecularSequence": _sequence,
    "Observation": _observation,
    "Organization": _organization,
    "Parameters": _parameters,
    "Patient": _patient,
    "ServiceRequest": _request,
    "Specimen": _specimen,
    "Task": _task,
}
