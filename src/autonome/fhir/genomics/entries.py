"""From resources under local names to a Bundle under addresses of its own.

The addresses are UUIDs of version 8 (RFC 9562) cut from SHA-256: of the digest of the plan and the local name. So the
same plan gives the same addresses on every machine, two different plans never share one, and no receiver can take a
resource of one patient for that of another. In another language than English the addresses are others too, so that
no server takes the one for a newer version of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from autonome.fhir.addresses import uuid_of
from autonome.fhir.genomics.codes import FORMAT, URI, VALUES
from autonome.fhir.genomics.pieces import Piece, coding
from autonome.fhir.genomics.speech import Speech
from autonome.kernel import Instant, Json, Sha256


def bundle_of(resources: Iterable[Piece], as_of: Instant, identity: Sha256, speech: Speech) -> Json:
    """Put resources into a Bundle of type collection, give them their addresses, and say their words.

    Args:
        resources: each under a local name of its own; references by these names.
        as_of: the instant that the plan is for.
        identity: digest of the whole plan.
        speech: the language.
    """
    held = list(resources)
    whole = f"{identity} {speech.tag}".rstrip()
    ids = {str(each["id"]): uuid_of(f"{whole} {each['id']}") for each in held}
    own = uuid_of(whole)
    return {
        "resourceType": "Bundle",
        "id": own,
        **_declared(speech),
        "meta": {"tag": [coding(VALUES, FORMAT)]},
        "identifier": {"system": URI, "value": f"urn:uuid:{own}"},
        "type": "collection",
        "timestamp": str(as_of),
        "entry": [_entry(each, ids, speech) for each in held],
    }


def _declared(speech: Speech) -> Piece:
    return {"language": speech.tag} if speech.tag else {}


def _entry(held: Piece, ids: Mapping[str, str], speech: Speech) -> Json:
    own = ids[str(held["id"])]
    said = {key: _said(item, ids, speech) for key, item in held.items()}
    return {"fullUrl": f"urn:uuid:{own}", "resource": said | {"id": own} | _declared(speech)}


def _said(value: Json, ids: Mapping[str, str], speech: Speech) -> Json:
    """The same value with each local reference turned into an address, and each text said in the language."""
    if isinstance(value, str):
        return speech.say(value)
    if isinstance(value, Mapping):
        return {
            key: f"urn:uuid:{ids[str(item)]}" if key == "reference" else _said(item, ids, speech)
            for key, item in value.items()
        }
    if isinstance(value, Sequence):
        return [_said(item, ids, speech) for item in value]
    return value
