"""From resources under local names to a Bundle under addresses of its own.

The addresses are UUIDs of version 8 (RFC 9562) cut from SHA-256: of the digest of the plan and the local name. So the
same plan gives the same addresses on every machine, two different plans never share one, and no receiver can take a
resource of one patient for that of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from autonome.fhir.genomics.codes import FORMAT, URI, VALUES
from autonome.fhir.genomics.pieces import Piece, coding
from autonome.kernel import Instant, Json, Sha256, sha256_hex


def bundle_of(resources: Iterable[Piece], as_of: Instant, identity: Sha256) -> Json:
    """Put resources into a Bundle of type collection, and give them their addresses.

    Args:
        resources: each under a local name of its own; references by these names.
        as_of: the instant that the plan is for.
        identity: digest of the whole plan.
    """
    held = list(resources)
    ids = {str(each["id"]): _uuid(f"{identity} {each['id']}") for each in held}
    own = _uuid(identity)
    return {
        "resourceType": "Bundle",
        "id": own,
        "meta": {"tag": [coding(VALUES, FORMAT)]},
        "identifier": {"system": URI, "value": f"urn:uuid:{own}"},
        "type": "collection",
        "timestamp": str(as_of),
        "entry": [_entry(each, ids) for each in held],
    }


def _entry(held: Piece, ids: Mapping[str, str]) -> Json:
    own = ids[str(held["id"])]
    return {
        "fullUrl": f"urn:uuid:{own}",
        "resource": {key: _addressed(item, ids) for key, item in held.items()} | {"id": own},
    }


def _addressed(value: Json, ids: Mapping[str, str]) -> Json:
    """The same value with each local reference turned into an address."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, Mapping):
        return {
            key: f"urn:uuid:{ids[str(item)]}" if key == "reference" else _addressed(item, ids)
            for key, item in value.items()
        }
    if isinstance(value, Sequence):
        return [_addressed(item, ids) for item in value]
    return value


def _uuid(text: str) -> str:
    """A UUID of version 8, variant 10, with 122 bits of a digest."""
    digits = sha256_hex(text.encode())
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
