"""What the bundle says about itself, in plain JSON: for `autonome knowledge show --json` and for credits."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from autonome.evidence.bundle import Manifest


def summary(manifest: Manifest) -> dict[str, Any]:
    """The manifest without its list of files: hash, release, genes, counts and sources."""
    return {
        "bundle": manifest.hash,
        "release": manifest.release,
        "genes": {gene: asdict(release) for gene, release in sorted(manifest.genes.items())},
        "counts": dict(sorted(manifest.counts.items())),
        "sources": [asdict(source) for source in manifest.sources],
    }
