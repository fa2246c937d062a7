"""Evidence: what is known, with its source and date. Pure values; the files are read by `adapters.knowledge_pack`.

Read in this order: `definitions` (how named alleles are told apart), `phenotypes` (what a pair of them means),
`guidance` (what guidelines say to do), `drugs`, `interactions` (what co-medication does to enzymes), and `bundle`
(one release of all of it, under one hash).
"""

from autonome.evidence.bundle import Bundle
from autonome.evidence.definitions import GeneDefinition, KnownPosition, NamedAllele
from autonome.evidence.drugs import Drug, DrugIndex
from autonome.evidence.errors import KnowledgeError
from autonome.evidence.guidance import Action, Effect, Implication, Statement
from autonome.evidence.phenotypes import AlleleFunction, Phenotype, PhenotypeTable

__all__ = [
    "Action",
    "AlleleFunction",
    "Bundle",
    "Drug",
    "DrugIndex",
    "Effect",
    "GeneDefinition",
    "Implication",
    "KnowledgeError",
    "KnownPosition",
    "NamedAllele",
    "Phenotype",
    "PhenotypeTable",
    "Statement",
]
