"""What a plan was made from and by, as a device and a provenance: the program, and digests of inputs and knowledge.

A digest is an identifier that is a URI: ``nih:sha-256;`` and the hexadecimal digits (RFC 6920, section 7), the same
digits that ``plan.json`` and the receipt hold. The only time is the instant that the plan is for; no clock is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from autonome.fhir.genomics.codes import URI
from autonome.fhir.genomics.pieces import Piece, artifact, reference, resource
from autonome.fhir.genomics.words import ROLES
from autonome.kernel import Instant, Json, Sha256, Text
from autonome.plan.phrases import clauses
from autonome.plan.values import KnowledgeSource, Sources


def origin_resources(sources: Sources, as_of: Instant) -> Iterator[Piece]:
    """The program, and the provenance of the report."""
    name, _, version = sources.engine.rpartition(" ")
    yield resource(
        "Device",
        "engine",
        deviceName=[{"name": name or sources.engine, "type": "other"}],
        version=[{"value": version}],
    )
    held: dict[str, Sha256] = {Text("knowledge bundle"): sources.bundle}
    held |= {ROLES.get(role, role): sha256 for role, sha256 in sources.inputs.items()}
    yield resource(
        "Provenance",
        "provenance",
        target=[reference("report")],
        recorded=str(as_of),
        agent=[{"who": reference("engine")}],
        entity=[_entity(role, sha256) for role, sha256 in held.items()],
    )


def credits_of(sources: Sources) -> Iterator[Piece]:
    """Whose knowledge the plan rests on, with the credit that each licence asks for."""
    return (_credit(each) for each in sources.knowledge)


def _entity(role: str, sha256: Sha256) -> Json:
    return {
        "role": "source",
        "what": {"identifier": {"system": URI, "value": f"nih:sha-256;{sha256}"}, "display": role},
    }


def _credit(source: KnowledgeSource) -> Piece:
    licence = Text("licence {licence}", licence=source.licence) if source.licence else ""
    told = clauses(filter(None, [source.credit, licence, source.release]))
    return artifact("derived-from", label=source.name, display=told, url=source.url)
