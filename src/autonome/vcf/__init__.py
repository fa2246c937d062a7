"""VCF as lines of text: pure translation into `genome` values; files and htslib are the adapters'.

Read in this order: `header`, `records` (one line), `genotype_fields` (one sample on a line), `projection` (a record's
alleles at a known locus), `merging` (several records of one locus), `reading` (a whole file).
"""

from autonome.vcf.header import Header, read_header
from autonome.vcf.reading import Selected, assume_reference, read_samples, select, settle_build

__all__ = ["Header", "Selected", "assume_reference", "read_header", "read_samples", "select", "settle_build"]
