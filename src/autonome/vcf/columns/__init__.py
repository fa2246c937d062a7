"""One person's records as columns: what the patient store keeps of a VCF, and how it becomes a VCF again.

Pure, and in need of numpy (the extra ``node``): import it where a genome is stored, not where a plan is made of a file.
Read in this order:

1. `normal`: what is kept of a record, as a line: the specification, line by line.
2. `layout` and `table`: the columns, their codes, and rows to and from records.
3. `words`, `block_lines`, `alleles`, `cells`, `blocks`: the same for thousands of lines at once.
4. `column_bytes`, `encoding`: a chunk of rows as bytes.
5. `mask`: what was looked at and found to be the reference; observed, reference-called and not assessed.

What is stored where, and under which key, is `adapters.patient_store`'s.
"""

from autonome.vcf.columns.blocks import BlockReader
from autonome.vcf.columns.encoding import Part, Places, decode, decode_places, encode
from autonome.vcf.columns.layout import CHUNK_ROWS, WHOLE
from autonome.vcf.columns.mask import Assessed, Mask, State, assessed, mask_of, states
from autonome.vcf.columns.normal import Kept, keep
from autonome.vcf.columns.table import Table, Texts, joined, lines, table_of

__all__ = [
    "CHUNK_ROWS",
    "WHOLE",
    "Assessed",
    "BlockReader",
    "Kept",
    "Mask",
    "Part",
    "Places",
    "State",
    "Table",
    "Texts",
    "assessed",
    "decode",
    "decode_places",
    "encode",
    "joined",
    "keep",
    "lines",
    "mask_of",
    "states",
    "table_of",
]
