"""A small world of definitions: enough of R4's types to hold a `Thing` against profiles of it.

An element is one line: its id, its cardinality, its types; more goes into a mapping by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autonome.fhir.validate import Definitions, Report, Severity, Validator

BASE = "http://hl7.org/fhir/StructureDefinition/"
MINE = "http://example.org/"
Json = dict[str, Any]

ELEMENT = ("id 0..1 string", "extension 0..* Extension")
BACKBONE = (*ELEMENT, "modifierExtension 0..* Extension")
RESOURCE = ("id 0..1 string", "meta 0..1 Meta", "language 0..1 code")
DOMAIN = (*RESOURCE, "text 0..1 Narrative", "contained 0..* Resource", "extension 0..* Extension",
          "modifierExtension 0..* Extension")  # fmt: skip
PRIMITIVES = ("string", "code", "uri", "canonical", "id", "boolean", "integer", "decimal", "date", "dateTime", "xhtml")
THING = (
    *DOMAIN,
    "name 1..1 string",
    "status 0..1 code",
    "when 0..1 dateTime",
    "kind 0..* CodeableConcept",
    "value[x] 0..1 string|Coding|integer",
    "owner 0..* Reference",
    "part 0..* BackboneElement",
    *(f"part.{line}" for line in BACKBONE),
    "part.code 1..1 CodeableConcept",
    "part.value[x] 0..1 string|integer",
    "part.part 0..* #Thing.part",
)


def structure(
    url: str, kind: str, lines: tuple[str, ...], more: Mapping[str, Json] | None = None, **header: str
) -> Json:
    """A StructureDefinition; ``lines`` are relative to the type's name."""
    code = header.pop("type", url.rpartition("/")[2])
    elements = [{"id": code, "path": code, "min": 0, "max": "*"}, *(_element(f"{code}.{line}") for line in lines)]
    for element in elements:
        element.update((more or {}).get(str(element["id"]).removeprefix(f"{code}."), {}))
    elements[0].update((more or {}).get("", {}))
    derivation = "constraint" if url.startswith(MINE) else "specialization"
    return {"resourceType": "StructureDefinition", "url": url, "type": code, "kind": kind, "derivation": derivation,
            "snapshot": {"element": elements}, **header}  # fmt: skip


def _element(line: str) -> Json:
    identity, count, types = line.split(" ")
    least, _, most = count.partition("..")
    path = ".".join(part.partition(":")[0] for part in identity.split("."))
    slice_name = identity.rpartition(".")[2].partition(":")[2]
    element: Json = {"id": identity, "path": path, "min": int(least), "max": most, "base": {"path": path, "max": most}}
    if types.startswith("#"):
        element["contentReference"] = types
    else:
        element["type"] = [{"code": code} for code in types.split("|")]
    return element | ({"sliceName": slice_name} if slice_name else {})


COMPLEX: Mapping[str, tuple[str, ...]] = {
    "Element": (),
    "BackboneElement": ("modifierExtension 0..* Extension",),
    "Extension": ("url 1..1 uri", "value[x] 0..1 string|Coding|integer"),
    "Coding": ("system 0..1 uri", "code 0..1 code"),
    "CodeableConcept": ("coding 0..* Coding", "text 0..1 string"),
    "Reference": ("reference 0..1 string", "type 0..1 uri"),
    "Meta": ("profile 0..* canonical",),
    "Narrative": ("status 1..1 code", "div 1..1 xhtml"),
}
OWNER = (*DOMAIN, "name 0..1 string", "of 0..* Reference")
BUNDLE = (*RESOURCE, "entry 0..* BackboneElement", "entry.fullUrl 0..1 uri", "entry.resource 0..1 Resource")
RESOURCES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "Resource": (RESOURCE, "Element"),
    "DomainResource": (DOMAIN, "Resource"),
    "Thing": (THING, "DomainResource"),
    "Owner": (OWNER, "DomainResource"),
    "Bundle": (BUNDLE, "Resource"),
}


def base() -> dict[str, Json]:
    """The types."""
    element = BASE + "Element"
    found = [structure(BASE + code, "complex-type", (*ELEMENT, *lines)) for code, lines in COMPLEX.items()]
    found += [
        structure(BASE + code, "resource", lines, baseDefinition=BASE + parent)
        for code, (lines, parent) in RESOURCES.items()
    ]
    found += [
        structure(BASE + code, "primitive-type", (*ELEMENT, "value 0..1 string"), baseDefinition=element)
        for code in PRIMITIVES
    ]
    found[0]["baseDefinition"] = ""
    return {str(one["url"]): one for one in found}


def profile(name: str, more: Mapping[str, Json] | None = None, *extra: str, of: str = "Thing") -> Json:
    """A profile of a type: its lines, with ``extra`` ones put after the element that they slice or stand under."""
    lines = list(RESOURCES[of][0])
    for line in extra:
        stem = line.partition(" ")[0].rpartition(":")[0].partition(":")[0]
        after = [at for at, one in enumerate(lines) if one.startswith((f"{stem} ", f"{stem}:", f"{stem}."))]
        lines.insert(after[-1] + 1, line)
    return structure(MINE + name, "resource", tuple(lines), more, type=of, baseDefinition=BASE + of)


def validator(
    *profiles: Json, value_sets: Mapping[str, Json] | None = None, systems: Mapping[str, Json] | None = None
) -> Validator:
    """A validator over the small world."""
    structures = base() | {str(one["url"]): one for one in profiles}
    return Validator(Definitions(structures, value_sets or {}, systems or {}))


def thing(**members: object) -> Json:
    """A valid Thing, with more members."""
    return {"resourceType": "Thing", "name": "a"} | members


def errors(report: Report) -> list[str]:
    """The broken rules, as ``path rule``."""
    return [f"{issue.path} {issue.rule}" for issue in report.errors]


def unchecked(report: Report) -> list[str]:
    """What was not checked, as ``path rule``."""
    return [f"{issue.path} {issue.rule}" for issue in report.issues if issue.severity is Severity.INFORMATION]
