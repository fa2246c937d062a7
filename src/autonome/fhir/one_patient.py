"""Items of one person that name that person by the Patients of several institutions, read as of one.

What came from a partner is about the partner's Patient, and was found to be the person's when it came. A reader of FHIR
knows one Patient in a record: so where a record is put together, all of it is about that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from autonome.clinical.items import KeptItem
from autonome.fhir.json_text import json_text, parse_json

ABOUT: Final = ("subject", "patient")
"""Members of R4 resources that say whom they are about."""


def as_one_patient(items: Iterable[KeptItem]) -> tuple[KeptItem, ...]:
    """Items of one person that name that person by several institutions' Patients, by one of them alone.

    Our own Patient counts; else the first that came. All are the same person: that was found out when they came.
    """
    there = list(items)
    patients = [item for item in there if _own_name(item.name).startswith("Patient/") and item.body]
    if not patients or not any(_came(item.name) for item in there):
        return tuple(there)
    ours = min(patients, key=lambda item: (_came(item.name), item.name))
    name = _own_name(ours.name)
    return tuple(
        _about(item, name) if _came(item.name) else item for item in there if item is ours or item not in patients
    )


def _came(name: str) -> bool:
    """Whether a name begins with the institution that an item came from."""
    return ":" in name.partition("/")[0]


def _own_name(name: str) -> str:
    """The name of an item where it was made."""
    first, slash, rest = name.partition("/")
    return first.rpartition(":")[2] + slash + rest


def _about(item: KeptItem, patient: str) -> KeptItem:
    """The same about the record's one Patient."""
    entry = parse_json((item.body or "{}").encode(), item.name)
    resource = entry.get("resource") if isinstance(entry, Mapping) else None
    if not isinstance(entry, dict) or not isinstance(resource, dict):
        return item
    said = {key: {"reference": patient} for key in ABOUT if reference_of(resource, key) is not None}
    return replace(item, body=json_text({**entry, "resource": {**resource, **said}}))


def reference_of(resource: Mapping[str, object], key: str) -> str | None:
    """Whom a resource is about, by one of `ABOUT`; None where it does not say."""
    match resource.get(key):
        case {"reference": str(reference)}:
            return reference
    return None
