"""Prevention advice as values that the report shows: what is advised, on which grounds, and what cannot be said.

Invariants: advice always names its grounds; what rests on a result that is not certain says so in `doubt`; nothing is
said of a gene that was not assessed but a `PreventionGap`, never silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import DrugName


class GroundKind(StrEnum):
    """What advice rests on."""

    GENE = "gene"
    FACT = "fact"
    MEDICINE = "medicine"
    FAMILY = "family"
    WAY_OF_LIFE = "way-of-life"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One gene result or fact behind advice.

    Args:
        kind: what it is.
        name: gene, fact or medicine, in words.
        value: the result, such as ``*1/*57:01``; words of the record are untrusted, and screens escape them.
        meaning: phenotype of a gene's result, or "".
        source: where the record has it; "" for a gene.
        date: of which day, or "".
    """

    kind: GroundKind
    name: str
    value: str
    meaning: str = ""
    source: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreventionAdvice:
    """One piece of advice for this patient.

    Args:
        id: of the rule.
        advice: what to do.
        who: for whom the source wrote it.
        certain: whether all of its grounds are.
        doubt: why not, in sentences; "" where certain.
        grounds: what it rests on, at least one.
        strength: the source's grade, or ``not graded``.
        relatives: whether relatives are concerned; they are told by the patient, never by a program.
        where: guideline, year and section.
        url: where it can be read.
    """

    id: str
    advice: str
    who: str
    certain: bool
    doubt: str
    grounds: tuple[Ground, ...]
    strength: str
    relatives: bool
    where: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreventionGap:
    """Something that advice would need to know.

    Args:
        kind: a gene or a fact.
        subject: gene symbol, or the fact in words.
        why: why it is not known, in a sentence.
        medicines: current or considered ones that make it matter now.
        family: what a relative had that makes it matter, in the record's words.
    """

    kind: GroundKind
    subject: str
    why: str
    medicines: tuple[DrugName, ...] = ()
    family: tuple[str, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether a medicine or a relative makes it worth a line of its own."""
        return bool(self.medicines or self.family)
