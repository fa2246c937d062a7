"""Items of one person that name that person by the Patients of several institutions, read as of one.

What came from a partner is about the partner's Patient, and was found to be the person's when it came. A reader of FHIR
knows one Patient in a record: so where a record is put together, all of it is about that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from autonome.clinical.items import KeptItem
from autonome.fhir.json_text import json_text, parse_json

ABOUT: Final = ("subject", "patient")
"""Members of R4 resources that say whom they are about."""

NOBODY: Final = "not-shown"
_NOBODY: Final = {"resource": {"resourceType": "Patient", "id": NOBODY}}
"""Who stands in a record for a person who is not to be seen."""

Says = Callable[[Mapping[str, object], str], bool]
"""Whether a resource says by a member whom it is about."""


def as_one_patient(items: Iterable[KeptItem]) -> tuple[KeptItem, ...]:
    """Items of one person that name that person by several institutions' Patients, by one of them alone.

    Our own Patient counts; else the first that came. All are the same person: that was found out when they came.
    """
    there = list(items)
    patients = [item for item in there if _is_patient(item)]
    if not patients or not any(_came(item.name) for item in there):
        return tuple(there)
    ours = min(patients, key=lambda item: (_came(item.name), item.name))
    name = _own_name(ours.name)
    return tuple(
        _about(item, name, _refers) if _came(item.name) else item
        for item in there
        if item is ours or item not in patients
    )


def says_who(items: Iterable[KeptItem]) -> bool:
    """Whether a Patient is among items: our own, or one that came."""
    return any(_is_patient(item) for item in items)


def as_nobody(items: Iterable[KeptItem]) -> tuple[KeptItem, ...]:
    """Items of one person, about a Patient of whom nothing is said: for who may not see who the person is.

    Whom a medicine is about is judged when it is taken in (`shelving.items_of`): one that is not about the record's
    Patient is seen by nobody who does not see who that is.
    """
    nobody = KeptItem(frozenset({"demographics"}), f"Patient/{NOBODY}", json_text(_NOBODY), None, None)
    left = (item for item in items if item.body and not _own_name(item.name).startswith("Patient/"))
    return (nobody, *(_about(item, nobody.name, lambda resource, key: key in resource) for item in left))


def _is_patient(item: KeptItem) -> bool:
    return _own_name(item.name).startswith("Patient/") and bool(item.body)


def _came(name: str) -> bool:
    """Whether a name begins with the institution that an item came from."""
    return ":" in name.partition("/")[0]


def _own_name(name: str) -> str:
    """The name of an item where it was made."""
    first, slash, rest = name.partition("/")
    return first.rpartition(":")[2] + slash + rest


def _about(item: KeptItem, patient: str, says: Says) -> KeptItem:
    """The same about the record's one Patient, wherever it says whom it is about."""
    entry = parse_json((item.body or "{}").encode(), item.name)
    resource = entry.get("resource") if isinstance(entry, Mapping) else None
    if not isinstance(entry, dict) or not isinstance(resource, dict):
        return item
    said = {key: {"reference": patient} for key in ABOUT if says(resource, key)}
    return replace(item, body=json_text({**entry, "resource": {**resource, **said}}))


def _refers(resource: Mapping[str, object], key: str) -> bool:
    return reference_of(resource, key) is not None


def reference_of(resource: Mapping[str, object], key: str) -> str | None:
    """Whom a resource is about, by one of `ABOUT`; None where it does not say."""
    match resource.get(key):
        case {"reference": str(reference)}:
            return reference
    return None
