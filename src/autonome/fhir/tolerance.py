"""What a resource may do without: read it, or note the doubt and go on.

A diagnosis must not vanish because its date is malformed. So the element that a resource is about is read strictly
(what cannot be read leaves the resource out, with the reason), and everything beside it is read through here.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from autonome.clinical import Concept, DateRange, PartialDate, Span
from autonome.clinical.doubts import Doubts
from autonome.fhir.concepts import concept, concepts
from autonome.fhir.dates import partial_date, period
from autonome.fhir.elements import Element
from autonome.fhir.quantities import quantity, quantity_range

Word = TypeVar("Word", bound=StrEnum)


class Tolerant(Doubts):
    """Reads optional elements of FHIR; what cannot be read becomes a doubt."""

    def text(self, element: Element, key: str) -> str:
        """A text, or ""."""
        return self.attempt(lambda: element.text(key), "")

    def date(self, element: Element, key: str) -> PartialDate | None:
        """A date, or None."""
        return self.attempt(lambda: partial_date(element, key), None)

    def concept(self, element: Element, key: str) -> Concept:
        """A concept, or an empty one."""
        return self.attempt(lambda: concept(element.child(key)), Concept())

    def concepts(self, element: Element, key: str) -> tuple[Concept, ...]:
        """A list of concepts, or none."""
        return self.attempt(lambda: concepts(element.children(key)), ())

    def texts(self, element: Element, key: str) -> tuple[str, ...]:
        """A list of texts, or none."""
        return self.attempt(lambda: element.texts(key), ())

    def word(self, code: str, words: type[Word], name: str) -> Word:
        """A code of a fixed list; every list has ``NOT_STATED``, and ``UNRECOGNISED`` for what is not in it.

        Args:
            code: as written, or "".
            words: the list.
            name: of the element, for the doubt.
        """
        own = (words["NOT_STATED"], words["UNRECOGNISED"])
        found = next((word for word in words if word == code and word not in own), None)
        if found is None and code:
            self.doubts.append(f"its {name}, {code[:40]}, is none that FHIR R4 allows there")
        return found or own[bool(code)]

    def coded_word(self, element: Element, key: str, words: type[Word], name: str) -> Word:
        """A code of a fixed list that stands in a concept; the first coding that is in the list decides."""
        found = self.concept(element, key)
        codes = [coding.code for coding in found.codings if coding.code] or [found.text]
        known = {word.value for word in words}
        return self.word(next((code for code in codes if code in known), codes[0]), words, name)

    def span(self, element: Element, stem: str) -> Span:
        """A time in any of FHIR's forms: ``stem`` followed by DateTime, Period, Age, Range or String."""
        dates = self.dates(element, stem)
        age = self.attempt(lambda: quantity(element.child(f"{stem}Age")), None)
        ages = self.attempt(lambda: quantity_range(element.child(f"{stem}Range")), None)
        return Span(dates, age or ages, self.text(element, f"{stem}String"))

    def dates(self, element: Element, stem: str) -> DateRange:
        """A moment (its date twice) or a Period."""
        moment = self.date(element, f"{stem}DateTime") or self.date(element, f"{stem}Date")
        if moment is not None:
            return DateRange(moment, moment)
        found = self.attempt(lambda: period(element.child(f"{stem}Period")), DateRange())
        if found.contradicts_itself:
            self.doubts.append(f"its {stem} period ends before it starts ({found})")
        return found

    def backbones(self, element: Element, key: str) -> Iterator[Element]:
        """The parts of a resource; R4 forbids using one whose modifier extension is not known."""
        nothing: tuple[Element, ...] = ()
        for part in self.attempt(lambda: element.children(key), nothing):
            if part.has("modifierExtension"):
                self.doubts.append(
                    f"{part.path} carries a modifier extension that this reader does not know; passed over"
                )
            else:
                yield part
