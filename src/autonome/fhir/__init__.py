"""FHIR R4 to the health record, the plan to FHIR, consent both ways: pure translation, no files, no network.

Read in this order:

- `json_text`: bytes to a document, strictly and under limits (`parse_json`)
- `bundle`: a Bundle opened, entry by entry
- `references`: what a reference means, inside the Bundle alone
- `patients`: the one Patient, and whether a resource is about them
- `medications`, `products`: the four kinds of medication entries, and the medicines that they name
- `observations`, `conditions` (with procedures), `allergies`, `family`, `goals`: the other kinds of entry
- `tolerance`: what a resource may do without, read or noted as a doubt
- `record`: all of it together (`read_record`)
- `elements`, `dates`, `concepts`, `quantities`, `values`: FHIR's elements; `readings`: what each reader gives back

Three packages stand beside the reading: `genomics` writes the plan as FHIR and reads it back, `consent` does so with
acts of consent, `validate` holds documents against profiles; each has a tour of its own.

What a resource means for treatment is not decided here: see `autonome.plan`.
"""

from autonome.fhir.json_text import parse_json
from autonome.fhir.record import read_record

__all__ = ["parse_json", "read_record"]
