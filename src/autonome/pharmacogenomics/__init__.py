"""Pharmacogenomics: from genotypes at known positions to diplotypes, functions and phenotypes.

Read in this order: `calls` (the values that come out), `loci` (the known positions of all genes as one panel),
`matching` (which pairs of alleles explain the data: masks, no enumeration), `lowest_function` (DPYD and RYR1),
`phenotyping` (what a pair means), `named_calls` and `lowest_calls` (the answers), `calling` (a whole sample),
`outside` (calls made elsewhere), `research` (readings that are not for patient care), `naming` (how it is written).
"""

from autonome.pharmacogenomics.calling import LOWEST_FUNCTION_GENES, NOT_FROM_VCF, Caller, call_sample, prepare
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, SampleCalls, Status
from autonome.pharmacogenomics.loci import GenePanel, gene_panel, marker_definition
from autonome.pharmacogenomics.outside import OutsideCall, read_outside_calls, with_outside
from autonome.pharmacogenomics.research import Research

__all__ = [
    "LOWEST_FUNCTION_GENES",
    "NOT_FROM_VCF",
    "Caller",
    "Diplotype",
    "GeneCall",
    "GenePanel",
    "OutsideCall",
    "Research",
    "SampleCalls",
    "Status",
    "call_sample",
    "gene_panel",
    "marker_definition",
    "prepare",
    "read_outside_calls",
    "with_outside",
]
