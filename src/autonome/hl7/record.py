"""A file of HL7 v2 messages to a health record: nothing is dropped without being listed.

1. Cut the file into messages (`messages`) and put repeated ones aside.
2. Find the one patient (`patients`).
3. Read the results of ORU^R01 and the orders of RDE^O11, RDE^O25 and RDE^O01; list what cannot be used.
4. Count the segments, and the messages, that are not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from autonome.clinical import HealthRecord, LeftOut, QualityNote, RecordItem, Source, UnusableError
from autonome.clinical.findings import doubts_of
from autonome.hl7 import orders
from autonome.hl7.er7 import Segment
from autonome.hl7.messages import Message, open_messages
from autonome.hl7.observations import read_result
from autonome.hl7.orders import Group, order_number, read_order
from autonome.hl7.patients import the_patient

RESULTS = frozenset({"ORU^R01"})
"""Messages whose results are read."""

ORDERS = frozenset({"RDE^O11", "RDE^O25", "RDE^O01"})
"""Messages whose orders are read; results beside an order are read too."""

_TRAINING = {"D": "debugging", "T": "training"}
"""HL7 table 0103, processing id: messages that are not about real care."""


@dataclass(slots=True)
class _Collected:
    """What the messages gave, in the order of the file."""

    items: list[RecordItem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[QualityNote] = field(default_factory=list)
    not_read: Counter[str] = field(default_factory=Counter)
    numbers: dict[str, Source] = field(default_factory=dict)

    def add(self, item: RecordItem, doubts: list[str]) -> None:
        self.items.append(item)
        self.notes.extend(QualityNote(item.source, doubt) for doubt in doubts)

    def leave(self, source: Source, reason: str) -> None:
        self.left_out.append(LeftOut(source, reason))


def read_messages(data: bytes, where: str) -> HealthRecord:
    """Read one patient's HL7 v2 messages.

    Args:
        data: the whole file: one message, several, or a batch.
        where: its name, for errors.

    Returns:
        The record of the one patient; each result and order is an item, or left out with its reason.

    Raises:
        RecordError: there is no record of exactly one patient in it.
    """
    opened = open_messages(data, where)
    patient, notes = the_patient(opened.messages, where)
    collected = _Collected()
    for message in _each_once(opened.messages, collected):
        _read_message(message, collected)
    return HealthRecord(
        patient=patient,
        items=tuple(collected.items),
        left_out=tuple(collected.left_out),
        not_read=tuple(sorted(collected.not_read.items())),
        notes=(*opened.notes, *notes, *collected.notes),
    )


def _each_once(messages: tuple[Message, ...], collected: _Collected) -> Iterator[Message]:
    """A message that repeats another word for word is left out; one number for two contents is a doubt."""
    seen: dict[tuple[str, str], Message] = {}
    for message in messages:
        earlier = seen.setdefault((message.origin, message.control), message) if message.control else message
        if earlier is not message and earlier.body == message.body:
            reason = f"it repeats the message of line {earlier.header.line}"
            collected.left_out.append(LeftOut(message.source(message.header), reason, repeats=True))
            continue
        if earlier is not message:
            text = f"the message of line {earlier.header.line} has the same number and another content"
            collected.notes.append(QualityNote(message.source(message.header), text))
        yield message


def _read_message(message: Message, collected: _Collected) -> None:
    if message.kind not in RESULTS | ORDERS:
        collected.not_read[f"message {message.kind}"] += 1
        return
    mode = _TRAINING.get(message.header.raw(11)[:1])
    if mode:
        note = QualityNote(message.source(message.header), f"the message is marked as {mode}, not as production")
        collected.notes.append(note)
    _Walk(message, collected).walk()


@dataclass(slots=True)
class _Walk:
    """Walks through the segments of one message; each ends as an item, as left out, as context, or is counted.

    Args:
        message: to read.
        collected: where its contents go.
        has_patient: whether a PID came before.
        obr: the order that the next results answer.
        answered: whether a result came after it.
        obx: the result that waits for its comments.
        comments: of that result.
        group: the medication order that waits for its parts.
    """

    message: Message
    collected: _Collected
    has_patient: bool = False
    obr: Segment | None = None
    answered: bool = True
    obx: Segment | None = None
    comments: list[Segment] = field(default_factory=list)
    group: Group | None = None

    def walk(self) -> None:
        """Walk through all of it."""
        for segment in self.message.segments[1:]:
            self._take(segment)
        self._end_result()
        self._end_order()
        self._end_panel()

    def _take(self, segment: Segment) -> None:
        if segment.name == "NTE" and self.obx is not None:
            self.comments.append(segment)
            return
        self._end_result()
        encoded = self.message.kind in ORDERS
        if segment.name == "PID":
            self.has_patient = True
        elif segment.name == "OBX":
            self.obx, self.answered = segment, True
        elif segment.name == "OBR" and not encoded:
            self._end_panel()
            self.obr, self.answered = segment, False
        elif encoded and segment.name in {"ORC", "RXE"}:
            self._order_segment(segment)
        elif self.group is not None and self.group.rxe is not None and segment.name in orders.PARTS:
            self.group.parts.append(segment)
        else:
            self.collected.not_read[segment.name] += 1

    def _order_segment(self, segment: Segment) -> None:
        if segment.name == "ORC":
            self._end_order()
            self.group = Group(orc=segment)
            return
        if self.group is None or self.group.rxe is not None:
            orc = self.group.orc if self.group else None
            self._end_order()
            self.group = Group(orc=orc)
        self.group.rxe = segment

    def _end_result(self) -> None:
        """Read the result whose comments are all there."""
        obx, comments = self.obx, self.comments
        self.obx, self.comments = None, []
        if obx is None:
            return
        source = self.message.source(obx)
        try:
            self._must_have_patient()
            observation, doubts = read_result(obx, self.obr, comments, source)
            self.collected.add(observation, [*doubts, *doubts_of(observation)])
        except UnusableError as error:
            self.collected.leave(source, error.message)

    def _end_panel(self) -> None:
        """An order for results that was answered by none."""
        if self.obr is not None and not self.answered:
            self.collected.leave(self.message.source(self.obr), "no result follows it")

    def _end_order(self) -> None:
        """Read the medication order whose parts are all there."""
        group, self.group = self.group, None
        if group is None:
            return
        segment = group.rxe or group.orc
        if segment is None:
            return
        source = self.message.source(segment)
        try:
            self._must_have_patient()
            order, doubts = read_order(group, source)
            self.collected.add(order, [*doubts, *self._earlier(group, source)])
        except UnusableError as error:
            self.collected.leave(source, error.message)

    def _earlier(self, group: Group, source: Source) -> list[str]:
        """A doubt where another entry speaks of the same order."""
        number = order_number(group)
        if not number:
            return []
        earlier = self.collected.numbers.setdefault(f"{self.message.origin} {number}", source)
        return [] if earlier is source else [f"{earlier.place} speaks of the same order; both are kept"]

    def _must_have_patient(self) -> None:
        if not self.has_patient:
            raise UnusableError("its message does not say whom it is about (no PID before it)")
