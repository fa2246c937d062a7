"""StructureDefinitions of our extensions, so that a validator knows them without a package.

Only what they hold is stated: no texts, no mappings. The parts that vary (what was done, by whom vouched) are open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autonome.fhir.consent.codes import ACT, EMPTY, FORM, KIND, LIMITS, REFUSED, SIGNATURE
from autonome.kernel import Json

_BASE = "http://hl7.org/fhir/StructureDefinition/Extension"
_CHILDREN: Json = {
    "key": "ext-1",
    "severity": "error",
    "human": "Must have either extensions or value[x], not both",
    "expression": "extension.exists() != value.exists()",
}


def _simple(url: str, context: str, kind: str) -> Mapping[str, Json]:
    """An extension with one value."""
    return _definition(
        url, context, [_element("Extension.extension", "0", "Extension"), *_address(url), _value(kind)], modifies=False
    )


def _complex(url: str, context: str, parts: Mapping[str, str], *, modifies: bool = False) -> Mapping[str, Json]:
    """An extension of named parts, or, without names, of any."""
    slicing: Json = {"discriminator": [{"type": "value", "path": "url"}], "rules": "closed" if parts else "open"}
    whole = {**_element("Extension.extension", "*", "Extension", least=1), "slicing": slicing}
    pieces = [piece for name, kind in parts.items() for piece in _part(name, kind)]
    return _definition(url, context, [whole, *pieces, *_address(url), _value("", most="0")], modifies=modifies)


def _part(name: str, kind: str) -> list[Json]:
    own = f"Extension.extension:{name}"
    part: dict[str, Json] = {"id": own, "path": "Extension.extension", "sliceName": name, "min": 0, "max": "*"}
    return [
        {**part, "base": {"path": "Element.extension", "max": "*"}, "type": [{"code": "Extension"}]},
        {**_element(f"{own}.extension", "0", "Extension"), "path": "Extension.extension.extension"},
        {**_element(f"{own}.url", "1", "uri", least=1), "path": "Extension.extension.url", "fixedUri": name},
        {**_element(f"{own}.value[x]", "1", kind, least=1), "path": "Extension.extension.value[x]"},
    ]


def _address(url: str) -> list[Json]:
    return [{**_element("Extension.url", "1", "uri", least=1), "fixedUri": url}]


def _value(kind: str, most: str = "1") -> Json:
    return _element("Extension.value[x]", most, kind or "string", least=int(most))


def _element(path: str, most: str, kind: str, *, least: int = 0) -> dict[str, Json]:
    name = path.rpartition(".")[2]
    many = "*" if name == "extension" else "1"
    base: Json = {"path": f"Extension.{name}", "max": many}
    return {"id": path, "path": path, "min": least, "max": most, "base": base, "type": [{"code": kind}]}


def _definition(url: str, context: str, elements: list[Json], *, modifies: bool) -> Mapping[str, Json]:
    root: Json = {
        "id": "Extension", "path": "Extension", "min": 0, "max": "*", "base": {"path": "Extension", "max": "*"},
        "isModifier": modifies, "constraint": [_CHILDREN],
    }  # fmt: skip
    identity = _element("Extension.id", "1", "string")
    return {
        "resourceType": "StructureDefinition",
        "url": url,
        "kind": "complex-type",
        "abstract": False,
        "type": "Extension",
        "baseDefinition": _BASE,
        "derivation": "constraint",
        "context": [{"type": "element", "expression": context}],
        "snapshot": {"element": [root, identity, *elements]},
    }


_LIMIT_PARTS = {"disease": "string", "commercial": "boolean", "jurisdiction": "string", "obligation": "string"}

DEFINITIONS: Final[Mapping[str, Mapping[str, Json]]] = {
    str(each["url"]): each
    for each in (
        _complex(ACT, "Consent", {}),
        _simple(FORM, "Consent", "Reference"),
        _complex(SIGNATURE, "Consent.verification", {"kind": "string", "by": "string", "reference": "string"}),
        _complex(LIMITS, "Consent.provision", _LIMIT_PARTS, modifies=True),
        _complex(REFUSED, "Consent.provision", _LIMIT_PARTS),
        _simple(KIND, "Consent.provision", "string"),
        _simple(EMPTY, "Period", "boolean"),
    )
}
"""By their addresses."""
