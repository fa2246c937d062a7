"""Items of a health record that came from another institution: put on the shelves here, and told from our own.

What the sender says of its items is not relied upon: each is put on the shelves that this program finds for it. An item
keeps its body as it came; beside the resource stands from whom it came, in which version, and what it is bound to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from autonome.clinical import RecordError
from autonome.clinical.items import KeptItem
from autonome.fhir.json_text import json_text, parse_json
from autonome.fhir.one_patient import ABOUT, reference_of
from autonome.fhir.shelving import items_of
from autonome.kernel import InputError

RECEIVED: Final = "urn:autonome:received"
"""URL of the extension of an entry (R4: Bundle.entry is a backbone element) that says where it came from."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item came from.

    Args:
        institution: that sent it.
        version: its number there.
        obligations: that came with it.
    """

    institution: str
    version: int
    obligations: tuple[str, ...] = ()


def received(bodies: Sequence[tuple[str, str, Origin]], where: str) -> tuple[KeptItem, ...]:
    """Items as they are kept here, in the order in which they came.

    Args:
        bodies: name, body and origin of each.
        where: what messages call the transfer.

    Raises:
        RecordError: they are about more than one patient, or cannot be read.
    """
    if not bodies:
        return ()
    entries = [_entry(body, where) for _, body, _ in bodies]
    patient = _patient(entries, where)
    stands_for = [] if patient is None else [patient]
    document = {"resourceType": "Bundle", "type": "collection", "entry": [*stands_for, *entries]}
    _, shelved = items_of(document, where)
    if len(shelved) != len(stands_for) + len(entries):
        raise RecordError("holds an item twice, or one without a resource", where=where)
    kept = shelved[len(stands_for) :]
    return tuple(
        replace(item, name=f"{origin.institution}:{name}"[:_LONGEST], body=_told(entry, origin), place=None)
        for item, entry, (name, _, origin) in zip(kept, entries, bodies, strict=True)
    )


_LONGEST: Final = 1000
"""Characters of an item's name: institution and name are bounded before."""


def origins_of(body: str) -> tuple[Origin, ...]:
    """Where an item came from, the last institution first; nothing of one that was made here."""
    entry = parse_json(body.encode(), "an item")
    extensions = entry.get("extension") if isinstance(entry, Mapping) else None
    found = extensions if isinstance(extensions, list) else []
    return tuple(_origin(each) for each in reversed(found) if isinstance(each, Mapping) and each.get("url") == RECEIVED)


def version_at_sender(item: KeptItem) -> int:
    """The number of an item's version at who sent it last; 0 of what was made here."""
    return next((each.version for each in origins_of(item.body or "{}")), 0)


def _entry(body: str, where: str) -> dict[str, object]:
    try:
        entry = parse_json(body.encode(), where)
    except InputError as error:
        raise RecordError("holds an item that is no JSON", where=where) from error
    if not isinstance(entry, dict) or not isinstance(entry.get("resource"), dict):
        raise RecordError("holds an item that is no entry of a Bundle", where=where)
    return entry


def _patient(entries: Iterable[Mapping[str, object]], where: str) -> Mapping[str, object] | None:
    """What stands for the Patient whom all are about, where it is not among them.

    Raises:
        RecordError: they are about several, or none says about whom.
    """
    patients, meant = [], {}
    for entry in entries:
        resource = entry["resource"]
        assert isinstance(resource, Mapping)  # noqa: S101 - looked at before
        if resource.get("resourceType") == "Patient":
            patients.append({f"Patient/{resource.get('id')}", str(entry.get("fullUrl", ""))})
        for key in ABOUT:
            if (reference := reference_of(resource, key)) is not None:
                meant[_tail(reference)] = reference
    if len(patients) > 1 or len(meant) > 1 or (patients and not patients[0].issuperset(meant)):
        raise RecordError("is about more than one patient", where=where, mend="send the record of one.")
    if patients:
        return None
    tail, reference = next(iter(meant.items()), ("Patient/nobody", "Patient/nobody"))
    address = {} if tail == reference and not reference.startswith("urn:") else {"fullUrl": reference}
    number = "nobody" if reference.startswith("urn:") else tail.rpartition("/")[2]
    return {**address, "resource": {"resourceType": "Patient", "id": number}}


def _tail(reference: str) -> str:
    """Type and id of a reference, whatever server it names."""
    return reference if reference.startswith("urn:") else "/".join(reference.split("/")[-2:])


def _told(entry: Mapping[str, object], origin: Origin) -> str:
    before = entry.get("extension")
    said: dict[str, object] = {
        "url": RECEIVED,
        "extension": [
            {"url": "from", "valueString": origin.institution},
            {"url": "version", "valueUnsignedInt": origin.version},
            *({"url": "obligation", "valueString": code} for code in origin.obligations),
        ],
    }
    return json_text({**entry, "extension": [*(before if isinstance(before, list) else []), said]})


def _origin(extension: Mapping[str, object]) -> Origin:
    parts = extension.get("extension")
    said = [part for part in parts if isinstance(part, Mapping)] if isinstance(parts, list) else []
    institution = next((str(part.get("valueString")) for part in said if part.get("url") == "from"), "")
    version = next((int(str(part.get("valueUnsignedInt"))) for part in said if part.get("url") == "version"), 0)
    return Origin(
        institution, version, tuple(str(part.get("valueString")) for part in said if part.get("url") == "obligation")
    )
