"""The kernel: what every other package may stand on, and nothing of the field itself.

Modules: `errors` (the root of the error tree), `identifiers`, `instants`, `canonical` (JSON with one byte form).
"""

from autonome.kernel.canonical import Json, canonical_bytes, digest, read_json, sha256_hex
from autonome.kernel.errors import AutonomeError, InputError
from autonome.kernel.identifiers import ActorId, DrugName, GeneSymbol, SampleName, Sha256, StatementId, SubjectId
from autonome.kernel.instants import Instant, Period

__all__ = [
    "ActorId",
    "AutonomeError",
    "DrugName",
    "GeneSymbol",
    "InputError",
    "Instant",
    "Json",
    "Period",
    "SampleName",
    "Sha256",
    "StatementId",
    "SubjectId",
    "canonical_bytes",
    "digest",
    "read_json",
    "sha256_hex",
]
