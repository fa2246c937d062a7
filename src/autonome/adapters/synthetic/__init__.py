"""Synthetic patients: people who are not, with genomes and health records of the kinds that the product reads.

The same number gives the same person, byte for byte, whoever makes it: choices are taken from digests, and no lots are
drawn. Frequencies are rough, so that a hospital of thirty shows most of what there is to see; they are no measurement.

1. `people`: who there is: names, and the story of each.
2. `genomes`: a VCF at the positions that are known to change how medicines work.
3. `records`: a health record in FHIR R4.
"""

from autonome.adapters.synthetic.genomes import genome_of
from autonome.adapters.synthetic.people import Person, people
from autonome.adapters.synthetic.records import record_of

__all__ = ["Person", "genome_of", "people", "record_of"]
