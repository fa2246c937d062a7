"""The medicine that an order names: by a concept in the order, or by a Medication resource.

The Medication can be contained, or another entry. Its parts are read one level deep, so that no chain of references can
run in a circle: a part that is itself a product gives its own code, not its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from autonome.clinical import Concept, Ingredient, Source
from autonome.fhir.bundle import Entry
from autonome.fhir.concepts import concept
from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.references import Library, Target


@dataclass(frozen=True, slots=True)
class Product:
    """What an order is for.

    Args:
        medication: in words and codes.
        ingredients: its parts, where listed.
        source: the Medication resource, if one was read.
        doubts: one sentence each.
        uses: places of the entries read for it.
    """

    medication: Concept
    ingredients: tuple[Ingredient, ...] = ()
    source: Source | None = None
    doubts: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


def read_product(entry: Entry, library: Library) -> Product:
    """Read ``medicationCodeableConcept`` or ``medicationReference``.

    Raises:
        UnusableError: neither, both, or one that says nothing.
    """
    resource = entry.resource
    spoken, pointed = resource.child("medicationCodeableConcept"), resource.child("medicationReference")
    if spoken and pointed:
        raise UnusableError("it names its medicine twice, by a concept and by a reference")
    if not spoken and not pointed and resource.has("medication"):
        raise UnusableError("its medicine is written as in FHIR R5 (medication); this reader reads R4")
    product = _by_reference(pointed, entry, library) if pointed else Product(concept(spoken))
    if product.medication.is_empty and not any(part.concept.label for part in product.ingredients):
        raise UnusableError("it names no medicine")
    return product


def _by_reference(pointed: Element, entry: Entry, library: Library) -> Product:
    """The product behind a reference; what cannot be followed is taken by its display text, if it has one."""
    display = Concept(pointed.text("display"))
    try:
        product = _from_medication(_follow(pointed, entry, library, ("Medication",)), library)
    except UnusableError as error:
        if display.is_empty:
            raise
        return Product(display, doubts=(f"{error.message}; taken by the reference's display text",))
    return replace(product, medication=display) if product.medication.is_empty else product


def _from_medication(target: Target, library: Library) -> Product:
    medication = target.resource
    if medication.has("modifierExtension"):
        raise UnusableError("its Medication carries a modifier extension that this reader does not know")
    parts = [_ingredient(item, target.holder, library) for item in medication.children("ingredient")]
    doubts = [doubt for _, doubt in parts if doubt]
    status = medication.text("status")
    if status and status != "active":
        doubts.append(f"its Medication has the status {status[:40]}")
    return Product(
        concept(medication.child("code")),
        tuple(ingredient for ingredient, _ in parts),
        target.source,
        tuple(doubts),
        (target.source.place,),
    )


def _ingredient(item: Element, holder: Entry, library: Library) -> tuple[Ingredient, str]:
    """One part, and what is doubtful about it, or ""."""
    active = item.flag("isActive") is not False
    pointed = item.child("itemReference")
    if pointed is None:
        return Ingredient(concept(item.child("itemCodeableConcept")), active), ""
    try:
        target = _follow(pointed, holder, library, ("Medication", "Substance"))
        return Ingredient(concept(target.resource.child("code")), active), ""
    except UnusableError as error:
        return Ingredient(Concept(pointed.text("display")), active), f"an ingredient: {error.message}"


def _follow(pointed: Element, holder: Entry, library: Library, allowed: tuple[str, ...]) -> Target:
    reference = pointed.text("reference")
    if not reference:
        raise UnusableError("it refers to its medicine without a reference that can be followed")
    target = library.resolve(reference, holder)
    if target.type not in allowed:
        raise UnusableError(f"it refers to {reference[:80]}, which is a {target.type[:40]}, not a medicine")
    return target
