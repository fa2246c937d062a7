"""What relatives had, as far as prevention asks: coronary disease early in life, and what makes a gene worth testing.

Codes decide, and words where there is no code that is known. A relative whose kinship or age is not recorded can make a
question worth asking, and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from autonome.clinical import (
    ICD_10,
    ICD_10_CM,
    AdministrativeSex,
    Comparator,
    Concept,
    FamilyHistory,
    HealthRecord,
    HistoryStatus,
    Quantity,
    QuantityRange,
    Span,
)

EARLY_CORONARY = "early-coronary"

EARLY_BEFORE_MAN = 55
EARLY_BEFORE_WOMAN = 65
"""Years of age; AHA/ACC cholesterol guideline of 2018, table 6, of a first-degree relative."""

_MEN = frozenset(("FTH", "NFTH", "BRO", "NBRO", "SON", "SONC", "TWINBRO"))
_WOMEN = frozenset(("MTH", "NMTH", "SIS", "NSIS", "DAU", "DAUC", "TWINSIS"))
FIRST_DEGREE = _MEN | _WOMEN | {"PRN", "NPRN", "SIB", "NSIB", "CHILD", "NCHILD", "TWIN"}
"""HL7 v3 RoleCode, relatives by blood or where blood is not stated."""

_KIN_WORDS = {
    **dict.fromkeys(("father", "brother", "son"), AdministrativeSex.MALE),
    **dict.fromkeys(("mother", "sister", "daughter"), AdministrativeSex.FEMALE),
    **dict.fromkeys(("parent", "sibling", "child", "twin"), AdministrativeSex.NOT_STATED),
}
"""First-degree kin in words, and their sex."""


@dataclass(frozen=True, slots=True)
class _Known:
    """How a condition is recognised: ICD-10 prefixes, or words within its texts."""

    codes: tuple[str, ...]
    words: tuple[str, ...]


_CORONARY = _Known(
    ("I20", "I21", "I22", "I23", "I24", "I25"),
    ("myocardial infarction", "heart attack", "coronary", "angina pectoris", "ischemic heart", "ischaemic heart"),
)
WORTH_A_TEST: Mapping[str, _Known] = {
    "RYR1": _Known(("T88.3",), ("malignant hyperthermia", "malignant hyperpyrexia")),
    "CACNA1S": _Known(("T88.3",), ("malignant hyperthermia", "malignant hyperpyrexia")),
    "G6PD": _Known(("D55.0",), ("glucose-6-phosphate dehydrogenase", "g6pd", "favism")),
    "MT-RNR1": _Known(("H91.0",), ("ototoxic", "aminoglycoside")),
    "DPYD": _Known((), ("dihydropyrimidine dehydrogenase", "fluorouracil toxicity", "dpd deficiency")),
}
"""Gene → what a relative's history would have to say for the gene to be worth a test."""


@dataclass(frozen=True, slots=True)
class Relative:
    """One relative's condition that counts, or may.

    Args:
        words: kinship and condition in the record's words.
        age: as recorded, or "".
        source: where it stands.
        sure: whether kinship, sex and age leave nothing open.
    """

    words: str
    age: str
    source: str
    sure: bool


def early_coronary(record: HealthRecord) -> tuple[Relative, ...]:
    """First-degree relatives with coronary disease early in life; unsure ones last."""
    found = [relative for history in _usable(record) for relative in _early(history)]
    return tuple(sorted(found, key=lambda each: not each.sure))


def histories_of(gene: str, record: HealthRecord) -> tuple[str, ...]:
    """What relatives had that makes a gene worth a test, in the record's words."""
    known = WORTH_A_TEST.get(gene)
    if known is None:
        return ()
    return tuple(
        f"{history.relationship.label}: {each.code.label}"
        for history in _usable(record)
        for each in history.conditions
        if _is(each.code, known)
    )


def _usable(record: HealthRecord) -> Iterator[FamilyHistory]:
    return (each for each in record.of(FamilyHistory) if each.status is not HistoryStatus.ENTERED_IN_ERROR)


def _is(code: Concept, known: _Known) -> bool:
    coded = [each.code.upper() for each in code.codings if each.system in (ICD_10, ICD_10_CM)]
    if coded:
        return any(each.startswith(prefix) for each in coded for prefix in known.codes)
    return any(word in text.lower() for text in code.texts for word in known.words)


def _early(history: FamilyHistory) -> Iterator[Relative]:
    kin, sex = _kinship(history)
    for each in history.conditions:
        if not kin or not _is(each.code, _CORONARY):
            continue
        age = each.onset if each.onset.age else history.died if each.caused_death else each.onset
        early = _is_early(_years(age), sex)
        if early is not False:
            words = f"{history.relationship.label}: {each.code.label}"
            yield Relative(words, str(age), str(history.source), bool(early))


def _kinship(history: FamilyHistory) -> tuple[bool, AdministrativeSex]:
    """Whether a relative is of the first degree, and their sex as far as told."""
    codes = {each.code for each in history.relationship.codings}
    words = history.relationship.text.strip().lower()
    first = bool(codes & FIRST_DEGREE) or (not codes and words in _KIN_WORDS)
    if history.sex in (AdministrativeSex.MALE, AdministrativeSex.FEMALE):
        return first, history.sex
    if codes & _MEN or codes & _WOMEN:
        return first, AdministrativeSex.MALE if codes & _MEN else AdministrativeSex.FEMALE
    return first, _KIN_WORDS.get(words, AdministrativeSex.NOT_STATED)


def _is_early(years: tuple[Decimal, Decimal] | None, sex: AdministrativeSex) -> bool | None:
    """None where the record leaves it open."""
    if years is None:
        return None
    bounds = {AdministrativeSex.MALE: (EARLY_BEFORE_MAN,), AdministrativeSex.FEMALE: (EARLY_BEFORE_WOMAN,)}
    answers = {age < bound for age in years for bound in bounds.get(sex, (EARLY_BEFORE_MAN, EARLY_BEFORE_WOMAN))}
    return answers.pop() if len(answers) == 1 else None


def _years(span: Span) -> tuple[Decimal, Decimal] | None:
    """Least and greatest age in years; None where it is not given in years, or is open at an end."""
    if isinstance(span.age, QuantityRange):
        ends = _exact((span.age.low, span.age.high))
    else:
        ends = _exact((span.age, span.age))
    return (ends[0], ends[1]) if ends else None


def _exact(quantities: Iterable[Quantity | None]) -> list[Decimal]:
    found: list[Decimal] = []
    for each in quantities:
        in_years = each is not None and (each.code or each.unit) in ("a", "year", "years", "yr", "y")
        if each is None or not in_years or each.comparator is not Comparator.EXACTLY:
            return []
        found.append(each.value)
    return found
