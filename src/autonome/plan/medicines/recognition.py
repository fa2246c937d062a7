"""Which ingredients an order means.

In order of trust: RxNorm ingredient, RxNorm product, ATC substance, a text that is a known name, known names within a
text. Codes of other systems, SNOMED CT among them, are kept but not read: the words beside them are. Codes that
contradict one another, or the words beside them, make a conflict, and a conflict is never resolved here. Nothing is
dropped: every order gets an answer with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from autonome.clinical import ATC, RXNORM, Coding, Concept, Ingredient, MedicationOrder
from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName, Text, chained
from autonome.kernel.texts import TWO_TOGETHER
from autonome.plan.medicines.drug_text import DrugText
from autonome.plan.phrases import clauses, ingredients

_ATC_SUBSTANCE = re.compile(r"[A-Z]\d\d[A-Z]{2}\d\d")


class RecognisedBy(StrEnum):
    """What an ingredient was recognised by, most trusted first."""

    RXNORM_INGREDIENT = "rxnorm-ingredient"
    RXNORM_PRODUCT = "rxnorm-product"
    ATC = "atc"
    NAME = "name"
    WORDS = "words"

    @property
    def is_code(self) -> bool:
        """Whether it is a code, not words."""
        return self not in (RecognisedBy.NAME, RecognisedBy.WORDS)


class Outcome(StrEnum):
    """How recognition ended."""

    RECOGNISED = "recognised"
    CONFLICTING = "conflicting"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one code or one text says.

    Args:
        by: its kind.
        evidence: the code or text, such as ``RxNorm 32968``.
        ingredients: what it stands for.
    """

    by: RecognisedBy
    evidence: str
    ingredients: tuple[DrugName, ...]

    @property
    def said(self) -> Text:
        """Such as ``RxNorm 32968 says clopidogrel``."""
        drugs = chained(ingredients(self.ingredients), TWO_TOGETHER)
        return Text("{evidence} says {drugs}", evidence=self.evidence, drugs=drugs)


@dataclass(frozen=True, slots=True)
class Recognition:
    """What an order was recognised as.

    Args:
        outcome: how it ended.
        ingredients: empty unless recognised.
        by: the kind of the finding that decided, or None.
        findings: everything that spoke.
        unmapped: parts of the product that the bundle does not know, in the record's words.
        reason: one sentence for the reader.
        turned_by: words beside a name in its texts that may turn it round; a code still counts, and is in doubt.
    """

    outcome: Outcome
    ingredients: tuple[DrugName, ...] = ()
    by: RecognisedBy | None = None
    findings: tuple[Finding, ...] = ()
    unmapped: tuple[str, ...] = ()
    reason: str = ""
    turned_by: str = ""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Recognises ingredients by one knowledge bundle's drugs.

    Args:
        index: the drugs.
        text: their names, ready for searching.
    """

    index: DrugIndex
    text: DrugText

    @classmethod
    def of(cls, index: DrugIndex) -> Recogniser:
        """Prepare a drug index."""
        return cls(index, DrugText.of(index))

    def recognise(self, order: MedicationOrder) -> Recognition:
        """Recognise an order's ingredients, from its medicine and from its listed parts."""
        whole = self.recognise_concept(order.medication)
        active = [part for part in order.ingredients if part.active]
        found = _with_parts(whole, active, [self.recognise_concept(part.concept) for part in active])
        return replace(found, turned_by=self._turned_by(order.medication))

    def recognise_text(self, text: str) -> Recognition:
        """Recognise a medicine that somebody names, as in ``--drug``."""
        return self.recognise_concept(Concept(text))

    def recognise_concept(self, concept: Concept) -> Recognition:
        """Recognise the ingredients that words and codes stand for."""
        coded = [finding for coding in concept.codings for finding in self._by_code(coding)]
        spoken = [finding for text in concept.texts for finding in self._by_text(text)]
        if not coded and not spoken:
            return Recognition(Outcome.UNRECOGNISED, reason=self._why_not(concept))
        return _decide(coded, spoken)

    def coded_ingredients(self, concept: Concept) -> frozenset[DrugName]:
        """The ingredients that codes alone stand for."""
        return frozenset(n for coding in concept.codings for each in self._by_code(coding) for n in each.ingredients)

    def _by_code(self, coding: Coding) -> Iterable[Finding]:
        code = coding.code.strip()
        if coding.system == RXNORM and (names := self.index.by_rxnorm.get(code)):
            is_ingredient = any(self.index.drugs[name].rxnorm == code for name in names if name in self.index.drugs)
            by = RecognisedBy.RXNORM_INGREDIENT if is_ingredient else RecognisedBy.RXNORM_PRODUCT
            yield Finding(by, str(coding), names)
        elif coding.system == ATC and (names := self.index.by_atc.get(code.upper())):
            yield Finding(RecognisedBy.ATC, str(coding), names)

    def _by_text(self, text: str) -> Iterable[Finding]:
        found = self.text.find(text)
        if found.ingredients:
            yield Finding(RecognisedBy.NAME if found.exact else RecognisedBy.WORDS, f"“{text}”", found.ingredients)

    def _turned_by(self, concept: Concept) -> str:
        return next(filter(None, (self.text.find(text).reversed_by for text in concept.texts)), "")

    def _why_not(self, concept: Concept) -> Text:
        reasons = [_unread_code(coding) for coding in concept.codings if coding.code]
        reasons += [self._unknown_words(text) for text in concept.texts]
        return clauses(dict.fromkeys(reasons)) or Text("it gives neither a code nor a name")

    def _unknown_words(self, text: str) -> Text:
        turned = self.text.find(text).reversed_by
        if turned:
            return Text("“{text}” names a medicine beside “{word}”, which may turn it round", text=text, word=turned)
        return Text("“{text}” names no medicine of the knowledge bundle", text=text)


def _unread_code(coding: Coding) -> Text:
    if coding.system == ATC and not _ATC_SUBSTANCE.fullmatch(coding.code.strip().upper()):
        return Text("{code} is a class, not a substance", code=coding)
    if coding.system in (RXNORM, ATC):
        return Text("{code} is not in the knowledge bundle", code=coding)
    if coding.system:
        return Text("{code} is of a code system that is not read", code=coding)
    return Text("code {code} has no system", code=coding)


def _decide(coded: Sequence[Finding], spoken: Sequence[Finding]) -> Recognition:
    """Join the findings, unless they contradict one another.

    Codes, or where there are none the texts, must agree: one may say less than another (a product's code beside one
    of its ingredients). Words beside codes must share an ingredient with them, and may name more: the bundle's codes
    do not hold every ingredient of a product, and one too many is the smaller harm.
    """
    speaking = coded or spoken
    findings = (*coded, *spoken)
    fullest = max((set(finding.ingredients) for finding in speaking), key=len)
    contradicted = not all(set(finding.ingredients) <= fullest for finding in speaking)
    contradicted |= any(fullest.isdisjoint(finding.ingredients) for finding in spoken)
    if contradicted:
        return Recognition(Outcome.CONFLICTING, findings=findings, reason=_said(findings))
    by = min((finding.by for finding in speaking), key=list(RecognisedBy).index)
    return Recognition(Outcome.RECOGNISED, _named(findings), by, findings, reason=_said(findings))


def _named(findings: Iterable[Finding]) -> tuple[DrugName, ...]:
    return tuple(dict.fromkeys(name for finding in findings for name in finding.ingredients))


def _said(findings: Iterable[Finding]) -> Text:
    return clauses(dict.fromkeys(each.said for each in findings))


def _with_parts(whole: Recognition, parts: Sequence[Ingredient], found: Sequence[Recognition]) -> Recognition:
    """Join what the product's own codes say with what its listed parts say."""
    if not parts:
        return whole
    pairs = list(zip(parts, found, strict=True))
    unmapped = tuple(_part_name(part) for part, each in pairs if each.outcome is Outcome.UNRECOGNISED)
    findings = (*whole.findings, *(finding for each in found for finding in each.findings))
    listed = tuple(dict.fromkeys(name for each in found for name in each.ingredients))
    outcomes = {whole.outcome, *(each.outcome for each in found)}
    if Outcome.CONFLICTING in outcomes or not _agree(whole.ingredients, listed):
        return Recognition(Outcome.CONFLICTING, (), None, findings, unmapped, _said(findings))
    ingredients = whole.ingredients if len(whole.ingredients) > len(listed) else listed
    if not ingredients:
        return Recognition(Outcome.UNRECOGNISED, unmapped=unmapped, reason=_joined_reasons(whole, pairs))
    by = min((each.by for each in (whole, *found) if each.by), key=list(RecognisedBy).index)
    return Recognition(Outcome.RECOGNISED, ingredients, by, findings, unmapped, _said(findings))


def _agree(product: Sequence[DrugName], listed: Sequence[DrugName]) -> bool:
    """Whether one says no more than the other, or one says nothing."""
    one, other = set(product), set(listed)
    return one <= other or other <= one


def _part_name(part: Ingredient) -> str:
    return part.concept.label or Text("an unnamed ingredient")


def _joined_reasons(whole: Recognition, pairs: Sequence[tuple[Ingredient, Recognition]]) -> Text:
    of_parts = (Text("ingredient {name}: {why}", name=_part_name(part), why=each.reason) for part, each in pairs)
    return clauses((whole.reason, *of_parts))
