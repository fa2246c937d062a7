"""The knowledge pack that is shipped inside the package, read and verified.

Every file is checked against the manifest before it is parsed: a damaged file gives no answer at all. What a plan
always needs is read at once (some 15 ms); the statements about a drug are read when the drug is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from autonome.evidence.bundle import Bundle, Manifest
from autonome.evidence.errors import KnowledgeError
from autonome.evidence.guidance import Statement
from autonome.evidence.parsing import (
    MANIFEST,
    MEND,
    SEAL,
    checked,
    parse_bridge,
    parse_clinical,
    parse_drugs,
    parse_ethics,
    parse_gene,
    parse_gene_ids,
    parse_guidance,
    parse_interactions,
    parse_manifest,
    parse_markers,
    parse_prevention,
)
from autonome.kernel import DrugName

PACKAGE = "autonome.evidence"
FOLDER = "pack"

T = TypeVar("T")


def pack_folder() -> Traversable:
    """Where the shipped pack lies."""
    return files(PACKAGE).joinpath(FOLDER)


def load_bundle(folder: Traversable | None = None) -> Bundle:
    """Read the knowledge bundle.

    Args:
        folder: of the pack; the shipped one by default.

    Raises:
        KnowledgeError: a file is missing or damaged; names it.
    """
    pack = _Pack(folder or pack_folder())
    genes = [pack.read(name, parse_gene) for name in pack.manifest.files if name.startswith("genes/")]
    return Bundle(
        manifest=pack.manifest,
        definitions={definition.gene: definition for definition, _ in genes if definition},
        phenotypes={table.gene: table for _, table in genes if table},
        markers=pack.read("markers.json", parse_markers),
        drugs=pack.read("drugs.json", parse_drugs),
        bridge=pack.read("bridge.json", parse_bridge),
        guidance=_Guidance(pack),
        interactions=pack.read("interactions.json", parse_interactions),
        prevention=pack.read("prevention.json", parse_prevention),
        clinical=pack.read("clinical.json", parse_clinical),
        ethics=pack.read("ethics.json", parse_ethics),
        gene_ids=pack.read("gene_ids.json", parse_gene_ids),
    )


def verify_pack(folder: Traversable | None = None) -> Bundle:
    """Read the bundle and every file that the manifest lists, statements of all drugs included.

    Raises:
        KnowledgeError: a file is missing, damaged or not what it should be; names it.
    """
    bundle = load_bundle(folder)
    for drug in bundle.guidance:
        bundle.statements_for(drug)
    return bundle


class _Pack:
    """The files of one pack."""

    def __init__(self, root: Traversable) -> None:
        self._root = root
        self.manifest: Manifest = parse_manifest(self._bytes(MANIFEST), self._bytes(SEAL))

    def read(self, name: str, parse: Callable[[bytes, str], T]) -> T:
        """Read a file that the manifest lists, check its hash, and parse it."""
        expected = self.manifest.files.get(name)
        if expected is None:
            raise KnowledgeError(f"the manifest does not list {name}", where=MANIFEST, mend=MEND)
        return parse(checked(self._bytes(name), expected, name), name)

    def _bytes(self, name: str) -> bytes:
        try:
            return self._root.joinpath(*name.split("/")).read_bytes()
        except OSError as error:
            raise KnowledgeError(f"missing or unreadable ({error.strerror})", where=name, mend=MEND) from error


class _Guidance(Mapping[DrugName, tuple[Statement, ...]]):
    """Statements by drug, each file read once, when its drug is asked for."""

    def __init__(self, pack: _Pack) -> None:
        self._pack = pack
        self._read: dict[DrugName, tuple[Statement, ...]] = {}

    def __getitem__(self, drug: DrugName) -> tuple[Statement, ...]:
        name = self._pack.manifest.guidance[drug]
        if drug not in self._read:
            self._read[drug] = self._pack.read(name, parse_guidance)
        return self._read[drug]

    def __iter__(self) -> Iterator[DrugName]:
        return iter(self._pack.manifest.guidance)

    def __len__(self) -> int:
        return len(self._pack.manifest.guidance)
