"""The knowledge pack that is shipped inside the package, read and verified.

Every file is checked against the manifest before it is parsed: a damaged pack gives no answer at all.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from autonome.evidence.bundle import MANIFEST, MEND, Bundle, assemble, checked, parse_gene, parse_manifest
from autonome.evidence.errors import KnowledgeError

PACKAGE = "autonome.evidence"
FOLDER = "pack"


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
    root = folder or pack_folder()
    manifest = parse_manifest(_read(root, MANIFEST))
    genes = {
        name: parse_gene(checked(_read(root, name), sha256, name), name)
        for name, sha256 in manifest.files.items()
        if name.startswith("genes/")
    }
    return assemble(manifest, genes.values())


def _read(root: Traversable, name: str) -> bytes:
    try:
        return root.joinpath(*name.split("/")).read_bytes()
    except OSError as error:
        raise KnowledgeError(f"missing or unreadable ({error.strerror})", where=name, mend=MEND) from error
