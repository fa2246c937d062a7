"""VCF as lines of text: pure translation into `genome` values; files, compression and indexes are the adapters'.

Read in this order: `header`, `records` (one line), `windows` (the millions of lines that do not matter),
`selection` (those that do, and the build),
`genotype_fields` (one sample on a line), `projection` (a record's alleles at a known locus), `merging` (several
records of one locus), `reading` (all of it together). `columns` (a package with a tour of its own, and in need of
numpy) keeps a person's records for a store.
"""

from autonome.vcf.header import Header, read_header
from autonome.vcf.reading import assume_reference, read_samples
from autonome.vcf.selection import Column, Selected, select, settle_build
from autonome.vcf.windows import Windows

__all__ = [
    "Column",
    "Header",
    "Selected",
    "Windows",
    "assume_reference",
    "read_header",
    "read_samples",
    "select",
    "settle_build",
]
