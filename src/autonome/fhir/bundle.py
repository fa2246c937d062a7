"""A FHIR R4 Bundle opened: its entries, and those that hold nothing to read.

Bundle types are a table: a type that carries a patient's resources is read, any other is refused with the mend. Nothing
here knows what a resource means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autonome.clinical import LeftOut, QualityNote, RecordError, Source
from autonome.fhir.elements import Element, UnusableError, printable

READ_TYPES = ("collection", "document", "searchset", "transaction", "batch")
"""Bundle types whose entries are the resources themselves (R4, Bundle.type)."""

_MEND = f"export the patient as one Bundle of type {', '.join(READ_TYPES[:-1])} or {READ_TYPES[-1]}."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that holds a resource.

    Args:
        place: such as ``Bundle.entry[3]``.
        full_url: as written, or "".
        resource: the resource.
        type: its resource type.
        id: its id, or "".
    """

    place: str
    full_url: str
    resource: Element
    type: str
    id: str

    @property
    def name(self) -> str:
        """Type and id, as relative references name it; the type alone without an id."""
        return f"{self.type}/{self.id}" if self.id else self.type

    @property
    def number(self) -> int:
        """The one in its place."""
        return int(self.place.removeprefix("Bundle.entry[").removesuffix("]"))

    @property
    def source(self) -> Source:
        """Where it stands, for the reader of the plan."""
        return Source(self.place, self.name, self._origin)

    @property
    def _origin(self) -> str:
        """``meta.source``, where it is text: it only tells, so whatever else stands there is no reason to refuse."""
        meta = self.resource.value.get("meta")
        source = meta.get("source") if isinstance(meta, Mapping) else None
        return printable(source) if isinstance(source, str) else ""


@dataclass(frozen=True, slots=True)
class OpenBundle:
    """A Bundle's contents.

    Args:
        entries: those with a resource, each once.
        left_out: those without, or repeated.
        notes: doubts about the Bundle.
    """

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[QualityNote, ...]


@dataclass(slots=True)
class _Sorter:
    """Collects entries one by one; an entry that repeats another is put aside."""

    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[QualityNote] = field(default_factory=list)
    by_name: dict[str, Entry] = field(default_factory=dict)

    def add(self, item: object, place: str) -> None:
        try:
            entry = _entry(item, place)
        except UnusableError as error:
            self.left_out.append(LeftOut(Source(place), error.message))
            return
        earlier = self.by_name.setdefault(entry.name, entry) if entry.id else entry
        if earlier is not entry and earlier.resource.value == entry.resource.value:
            self.left_out.append(LeftOut(entry.source, f"it repeats {earlier.place}", repeats=True))
            return
        if earlier is not entry:
            self.notes.append(QualityNote(entry.source, f"{earlier.place} has the same id and another content"))
        self.entries.append(entry)


def open_bundle(document: object, where: str, numbers: Sequence[int] = ()) -> OpenBundle:
    """Open a parsed document.

    Args:
        document: what `parse_json` gave.
        where: the file's name, for errors.
        numbers: of the entries, each once, in a file that they were taken out of; none for those that they have here.

    Raises:
        RecordError: it is no Bundle, or none of a type that holds a record.
    """
    bundle = _bundle(document, where)
    items = bundle.value.get("entry") or []
    if not isinstance(items, list):
        raise RecordError("Bundle.entry is not a list", where=where, mend=_MEND)
    sorter = _Sorter()
    for at, item in zip(numbers or range(len(items)), items, strict=True):
        sorter.add(item, f"Bundle.entry[{at}]")
    return OpenBundle(tuple(sorter.entries), tuple(sorter.left_out), (*_page_note(bundle), *sorter.notes))


def _bundle(document: object, where: str) -> Element:
    if isinstance(document, list):
        raise RecordError("is a bare list, not a FHIR Bundle", where=where, mend=_MEND)
    if not isinstance(document, Mapping) or not isinstance(document.get("resourceType"), str):
        raise RecordError("is no FHIR resource: it has no resourceType", where=where, mend=_MEND)
    name = printable(document["resourceType"])
    if name == "Patient":
        mend = "put the Patient and their orders into one Bundle of type collection."
        raise RecordError("is a single Patient, not a Bundle", where=where, mend=mend)
    if name != "Bundle":
        raise RecordError(f"is a {name[:40]}, not a Bundle", where=where, mend=_MEND)
    kind = document.get("type")
    if kind not in READ_TYPES:
        said = f"of type {printable(kind)[:40]}" if isinstance(kind, str) else "without a type"
        raise RecordError(f"is a Bundle {said}, which holds no record", where=where, mend=_MEND)
    return Element(document, "Bundle")


def _entry(item: object, place: str) -> Entry:
    if not isinstance(item, Mapping):
        raise UnusableError("the entry is not an object")
    entry = Element(item, place)
    resource = entry.child("resource")
    if resource is None:
        request = entry.child("request")
        method = request.text("method")[:10] if request else ""
        raise UnusableError(
            f"the entry holds no resource (it asks for {method})" if method else "the entry holds no resource"
        )
    kind = resource.text("resourceType")
    if not kind:
        raise UnusableError("the resource does not say its type")
    return Entry(place, entry.text("fullUrl"), resource, kind, resource.text("id"))


def _page_note(bundle: Element) -> tuple[QualityNote, ...]:
    """A search answer may be one page of several: what follows is not in this file."""
    links = bundle.value.get("link")
    relations = [link.get("relation") for link in links if isinstance(link, Mapping)] if isinstance(links, list) else []
    if "next" not in relations:
        return ()
    return (
        QualityNote(Source("Bundle.link"), "this is one page of a longer answer; what follows is not in this file"),
    )
