"""The patient store: genomes in columns, sealed under each person's key, in PostgreSQL and in files beside it.

1. `manifest`: what a stored genome is made of.
2. `content`: where its sealed chunks lie: small ones in the database, large ones in a file of their own.
3. `chunks`: rows to sealed chunks and back (`vcf.columns` has the columns).
4. `staging`: a VCF on its way in: read once, checked, sealed, and visible to nobody.
5. `stored`: a genome on its way out: a `GenomeSource` for a plan.
6. `store`: all of it under permits (`PostgresGenomes`).

Table and row security are in ``postgres/migrations/0005-genomes.sql``; bytes and their layout in ``docs/store.md``.
Needs the extra ``node``.
"""

from autonome.adapters.postgres_genomes.content import GenomeFolder
from autonome.adapters.postgres_genomes.manifest import Manifest
from autonome.adapters.postgres_genomes.store import (
    PHARMACOGENES,
    SEQUENCE,
    Calls,
    PostgresGenomes,
    Staged,
    WhichGenomeError,
)
from autonome.adapters.postgres_genomes.stored import StoredGenome

__all__ = [
    "PHARMACOGENES",
    "SEQUENCE",
    "Calls",
    "GenomeFolder",
    "Manifest",
    "PostgresGenomes",
    "Staged",
    "StoredGenome",
    "WhichGenomeError",
]
