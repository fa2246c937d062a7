"""Which diagnoses mean a pregnancy now, which leave it open, and which end one: ICD-10, ICD-10-CM and SNOMED CT.

Codes of both editions of ICD-10 stand side by side, without their points. What is said of the time around birth as
readily as of pregnancy (O60 to O77, O98, O99, O9A) leaves it open; what is said of birth, of a pregnancy that did not
go on, or of the time after it ends one. SNOMED CT codes are those that the International Patient Summary and US Core
name for a status, and two that records use for diagnoses; no hierarchy of SNOMED CT is shipped.
"""

from __future__ import annotations

import re
from enum import StrEnum

from autonome.clinical import ICD_10, ICD_10_CM, SNOMED_CT, Coding, Concept
from autonome.plan.facts.pregnancy_words import Wording, pregnancy_in


class Says(StrEnum):
    """What a diagnosis says of a pregnancy."""

    PREGNANT = "pregnant"
    PERHAPS = "perhaps"
    NOT = "not"
    ENDED = "ended"


_ICD = (
    # The childbirth and puerperium codes that ICD-10-CM has within blocks on pregnancy, before those blocks.
    (
        Says.ENDED,
        r"O10\d[23]|O11[45]|O12\d[45]|O13[45]|O14\d[45]|O15[12]|O16[45]|O24\d[23]|O25[23]|O26[67][23]",
    ),
    # Ectopic, molar and ended pregnancies; birth and its outcome; the time after it; the end of one by choice.
    (Says.ENDED, r"O0[0-8]|O8\d|O9[0-2]|Z332|Z37|Z39"),
    # State, supervision, screening and weeks of a pregnancy; confirmed (ICD-10 Z32.1, ICD-10-CM Z32.01).
    (Says.PREGNANT, r"Z33|Z34|Z35|Z36|Z3A|Z321|Z3201|O09"),
    # High blood pressure, other disorders of the mother, care for the child and the waters.
    (Says.PREGNANT, r"O1[0-6]|O2\d|O3\d|O4[0-8]"),
    # Labour, and diseases of the mother in pregnancy, birth and the time after; not yet confirmed (ICD-10 Z32.0).
    (Says.PERHAPS, r"O[67]\d|O98|O99|O9A|Z320(?![12])"),
)
"""Tried in this order; each stands for the codes below it. The blocks are those of the tabular lists, the ends of codes
on childbirth and the puerperium of ICD-10-CM 2026, from memory except O24.43: a coder has to check them."""

_SNOMED = {
    "77386006": Says.PREGNANT,  # pregnant
    "72892002": Says.PREGNANT,  # normal pregnancy
    "47200007": Says.PREGNANT,  # high risk pregnancy
    "65147003": Says.PREGNANT,  # twin pregnancy
    "16356006": Says.PREGNANT,  # multiple pregnancy
    "57630001": Says.PREGNANT,  # first trimester
    "59466002": Says.PREGNANT,  # second trimester
    "41587001": Says.PREGNANT,  # third trimester
    "146799005": Says.PERHAPS,  # possible pregnancy
    "102874004": Says.PERHAPS,  # possible pregnancy, an older code
    "152231000119106": Says.PERHAPS,  # pregnancy not yet confirmed
    "60001007": Says.NOT,  # not pregnant
}
_WORDS = {
    "pregnant": Says.PREGNANT,
    "currently pregnant": Says.PREGNANT,
    "pregnancy": Says.PREGNANT,
    "possible pregnancy": Says.PERHAPS,
    "not pregnant": Says.NOT,
}
"""The whole of a diagnosis in words, in lower case."""

_PATTERNS = tuple((says, re.compile(pattern)) for says, pattern in _ICD)

BREASTFEEDING_ICD = ("Z391",)
"""Care and examination of a mother who breastfeeds: ICD-10 and ICD-10-CM Z39.1."""
BREASTFEEDING_SNOMED = ("413712001",)
"""Breastfeeding (mother)."""
BREASTFEEDING_WORDS = frozenset(
    {
        "breastfeeding", "breast-feeding", "breast feeding", "breastfeeding mother", "breast-feeding mother",
        "breast feeding mother", "currently breastfeeding", "currently breast-feeding", "breastfeeding (mother)",
        "breast-feeding (mother)", "breastfeeding (finding)", "is breastfeeding", "lactating", "lactating mother",
        "lactation", "nursing mother", "mother currently breast-feeding", "breastfeeds", "breastfeeding woman",
        "哺乳", "哺乳期", "哺乳期妇女", "母乳喂养", "menyusui", "ibu menyusui", "sedang menyusui",
    }
)  # fmt: skip
"""The whole of a diagnosis in words, in lower case."""


def said_of_pregnancy(concept: Concept) -> Says | None:
    """What a diagnosis says of a pregnancy: by its codes, else by the whole of its words; perhaps where they differ."""
    coded = {says for coding in concept.codings if (says := _by_code(coding))}
    spoken = {_WORDS[text] for text in map(_plain, concept.texts) if text in _WORDS}
    said = coded or spoken or _in_words(concept)
    return said.pop() if len(said) == 1 else Says.PERHAPS if said else None


def _in_words(concept: Concept) -> set[Says]:
    """What a sentence says of a pregnancy, where no code of another illness stands beside it."""
    if any(each.system in (ICD_10, ICD_10_CM) and each.code for each in concept.codings):
        return set()
    wording = pregnancy_in(concept.texts)
    return {Says.PREGNANT if wording is Wording.STATES else Says.PERHAPS} if wording else set()


def says_breastfeeding(concept: Concept) -> bool:
    """Whether a diagnosis says that the patient breastfeeds, by a code or by the whole of its words."""
    icd = [_icd(each) for each in concept.codings if each.system in (ICD_10, ICD_10_CM)]
    snomed = [each.code for each in concept.codings if each.system == SNOMED_CT]
    coded = any(code.startswith(BREASTFEEDING_ICD) for code in icd) or not frozenset(BREASTFEEDING_SNOMED).isdisjoint(
        snomed
    )
    return coded or any(map(is_plainly_breastfeeding, concept.texts))


def is_plainly_breastfeeding(text: str) -> bool:
    """Whether a text says that the patient breastfeeds, and nothing else: its *mother* is the patient."""
    return _plain(text) in BREASTFEEDING_WORDS


def is_of_pregnancy(concept: Concept) -> bool:
    """Whether a diagnosis is about pregnancy, birth or breastfeeding, by its code."""
    return any(map(_by_code, concept.codings)) or says_breastfeeding(concept)


def _by_code(coding: Coding) -> Says | None:
    if coding.system == SNOMED_CT:
        return _SNOMED.get(coding.code)
    if coding.system not in (ICD_10, ICD_10_CM):
        return None
    return next((says for says, pattern in _PATTERNS if pattern.match(_icd(coding))), None)


def _icd(coding: Coding) -> str:
    return coding.code.replace(".", "").strip().upper()


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .").lower()
