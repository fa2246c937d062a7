"""Names that must not be mixed up: each is a string of its own type.

>>> SubjectId("p1") == "p1"
True
"""

from typing import NewType

SubjectId = NewType("SubjectId", str)
"""The person whom data are about, as the record names them."""

ActorId = NewType("ActorId", str)
"""Who acts: a clinician, a patient, a program on behalf of an institution."""

SampleName = NewType("SampleName", str)
"""A column of a VCF."""

GeneSymbol = NewType("GeneSymbol", str)
"""HGNC symbol, such as ``CYP2C19``."""

DrugName = NewType("DrugName", str)
"""Ingredient in lower case, as the knowledge bundle spells it, such as ``clopidogrel``."""

StatementId = NewType("StatementId", str)
"""A guidance statement of the knowledge bundle."""

Sha256 = NewType("Sha256", str)
"""64 lower-case hexadecimal digits."""
