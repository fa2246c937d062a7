"""The kernel: what every other package may stand on, and nothing of the field itself.

Modules: `errors` (the root of the error tree), `identifiers`, `instants`, `canonical` (JSON with one byte form),
`texts` (sentences that can be said in another language).
"""

from autonome.kernel.canonical import Json, canonical_bytes, canonical_text, digest, read_json, sha256_hex
from autonome.kernel.errors import AutonomeError, InputError
from autonome.kernel.identifiers import ActorId, DrugName, GeneSymbol, SampleName, Sha256, StatementId, SubjectId
from autonome.kernel.instants import Instant, Period, offset_of
from autonome.kernel.texts import Text, chained, joined, parts, term

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
    "Text",
    "canonical_bytes",
    "canonical_text",
    "chained",
    "digest",
    "joined",
    "offset_of",
    "parts",
    "read_json",
    "sha256_hex",
    "term",
]
