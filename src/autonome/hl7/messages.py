"""Bytes to HL7 v2 messages: lines, batch envelopes, delimiters, version and character set, under limits.

1. Cut the file into lines; segments end in a carriage return, and line feeds of other systems are taken too.
2. Sort lines into messages: each begins with MSH. FHS, BHS, BTS and FTS form the envelope of a batch, whose counts must
   agree, because a file that was cut short is not a smaller record but a wrong one.
3. Read of each MSH the delimiters, version and character set; decode the message's own bytes by it. A character set
   that is not named is ASCII, as the standard says; anything else than ASCII, ISO 8859-1 and UTF-8 is refused.

Not here: what a segment means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from autonome.clinical import QualityNote, RecordError, Source, UnusableError
from autonome.clinical.texts import printable
from autonome.hl7.er7 import MAX_FIELDS, MAX_SEGMENT, Segment, Syntax

MAX_BYTES = 16 * 1024 * 1024
"""Largest file, bytes: a message takes some kilobytes (our own judgement)."""

MAX_SEGMENTS = 100_000
"""Segments of one file (our own judgement)."""

VERSIONS = frozenset({"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2"})
"""Versions that are read (MSH-12)."""

ENCODINGS = {
    "": "ascii",
    "ASCII": "ascii",
    "8859/1": "iso-8859-1",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
}
"""Character sets that are read (MSH-18, HL7 table 0211; the last is a spelling met in the field)."""

_ENVELOPE = (b"FHS", b"BHS", b"BTS", b"FTS")
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_COUNT = re.compile(r"[0-9]{1,9}")
_FRAME = b"\x0b\x1c"
"""Start and end of a message on the wire (MLLP), left in files that were recorded there."""

_ZONE = re.compile(r"[+-]\d{4}$")
_RESEND = "export it again as HL7 v2 with vertical bars."


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Args:
        segments: the first is MSH.
        kind: message type and trigger event, such as ``ORU^R01``.
        control: the sender's number of the message, or "".
        origin: sending application and facility, such as ``LAB / CITY``, or "".
        body: its bytes as they came, to find repetitions.
    """

    segments: tuple[Segment, ...]
    kind: str
    control: str
    origin: str
    body: bytes

    def source(self, segment: Segment) -> Source:
        """Where a segment stands, for the reader of the plan."""
        return Source(segment.place, f"{self.kind}/{self.control}" if self.control else self.kind, self.origin)

    @property
    def header(self) -> Segment:
        """MSH."""
        return self.segments[0]


@dataclass(frozen=True, slots=True)
class OpenFile:
    """What a file holds.

    Args:
        messages: in the order of the file.
        notes: doubts about the envelope.
    """

    messages: tuple[Message, ...]
    notes: tuple[QualityNote, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    data: bytes


@dataclass(slots=True)
class _Sorter:
    """Sorts lines into messages, and counts what the envelope promises."""

    where: str
    groups: list[list[_Line]] = field(default_factory=list)
    batch: _Line | None = None
    in_batch: int = 0
    batches: int = 0
    notes: list[QualityNote] = field(default_factory=list)

    def add(self, line: _Line) -> None:
        name = line.data[:3]
        if name == b"MSH":
            self.groups.append([line])
            self.in_batch += 1
        elif name in _ENVELOPE:
            self._envelope(name, line)
        elif not self.groups:
            raise RecordError("does not begin with MSH, BHS or FHS", where=_at(self.where, line), mend=_RESEND)
        else:
            self.groups[-1].append(line)

    def _envelope(self, name: bytes, line: _Line) -> None:
        if name == b"BHS":
            self.end_batch()
            self.batch, self.in_batch, self.batches = line, 0, self.batches + 1
        elif name == b"BTS":
            self._must_agree(line, self.in_batch, "messages")
            self.batch, self.in_batch = None, 0
        elif name == b"FTS":
            self._must_agree(line, self.batches, "batches")

    def end_batch(self) -> None:
        """A batch whose trailer did not come."""
        if self.batch is not None:
            text = "the batch has no trailer (BTS), so nobody can tell whether it is whole"
            self.notes.append(QualityNote(Source(f"line {self.batch.number} BHS"), text))

    def end_file(self, data: bytes) -> None:
        """A last segment that does not end: the file may have been cut there."""
        if self.groups and not data.rstrip(_FRAME + b" ").endswith((b"\r", b"\n")):
            text = "the last segment has no end, so nobody can tell whether the file is whole"
            self.notes.append(QualityNote(Source(f"line {self.groups[-1][-1].number}"), text))

    def _must_agree(self, line: _Line, found: int, what: str) -> None:
        text = line.data.decode("latin-1")
        said = text[4:].partition(text[3:4] or "|")[0].strip()
        if said and (not _COUNT.fullmatch(said) or int(said) != found):
            message = f"promises {printable(said)[:20]} {what}, and {found} are there"
            raise RecordError(message, where=_at(self.where, line), mend="export the batch again; it is not whole.")


def looks_like_hl7(data: bytes) -> bool:
    """Whether a file begins as HL7 v2 does; a byte order mark, white space and wire framing are passed over."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n" + _FRAME)
    return start.startswith((b"MSH", b"BHS", b"FHS"))


def open_messages(data: bytes, where: str) -> OpenFile:
    """Cut a file into messages.

    Args:
        data: the whole file.
        where: its name, for errors.

    Raises:
        RecordError: too large, no HL7 v2, an envelope that does not add up, a version or a character set not read.
    """
    if len(data) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 1024 // 1024} MiB ({len(data):,} bytes)"
        raise RecordError(message, where=where, mend="export one patient only.")
    sorter = _Sorter(where)
    for line in _lines(data, where):
        sorter.add(line)
    sorter.end_batch()
    sorter.end_file(data)
    if not sorter.groups:
        raise RecordError("holds no HL7 v2 message", where=where, mend=_RESEND)
    return OpenFile(tuple(_message(group, where) for group in sorter.groups), tuple(sorter.notes))


def _lines(data: bytes, where: str) -> Iterator[_Line]:
    text = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\r").replace(b"\n", b"\r")
    if text.count(b"\r") > 2 * MAX_SEGMENTS:
        raise RecordError(f"holds more than {MAX_SEGMENTS:,} segments", where=where, mend="export one patient only.")
    for number, raw in enumerate(text.split(b"\r"), start=1):
        line = _Line(number, raw.strip(_FRAME))
        if len(line.data) > MAX_SEGMENT:
            message = f"is longer than {MAX_SEGMENT:,} characters"
            raise RecordError(message, where=_at(where, line), mend="leave documents inside messages out.")
        if line.data.strip():
            yield line


def _message(group: Sequence[_Line], where: str) -> Message:
    header = group[0]
    rough = _syntax(header, where)
    fields = header.data.decode("latin-1").split(rough.field)
    zone = _ZONE.search(fields[6].partition(rough.component)[0]) if len(fields) > 6 else None  # noqa: PLR2004 - MSH-7
    syntax = replace(rough, encoding=_encoding(header, fields, where), zone=zone[0] if zone else "")
    segments = tuple(_segment(line, syntax, where) for line in group)
    try:
        return _labelled(segments, b"\r".join(line.data for line in group))
    except UnusableError as error:
        raise RecordError(error.message, where=_at(where, header), mend="correct the message's header.") from error


def _labelled(segments: tuple[Segment, ...], body: bytes) -> Message:
    msh = segments[0]
    version = msh.text(12)
    if version not in VERSIONS:
        said = f"version {version[:20]}" if version else "an HL7 message without a version"
        raise UnusableError(f"{said} is not read, only 2.3 to 2.8 (MSH-12)")
    if any(segment.name in {"ADD", "DSC"} for segment in segments):
        raise UnusableError("the message is continued in another one")
    kind = "^".join(part for part in (msh.text(9, 1), msh.text(9, 2)) if part) or "unnamed"
    origin = " / ".join(part for part in (msh.text(3), msh.text(4)) if part)
    return Message(segments, kind, msh.text(10), origin, body)


def _syntax(header: _Line, where: str) -> Syntax:
    """MSH-1 and MSH-2: the delimiters, each another printable sign that is neither letter nor digit."""
    signs = header.data[3:9].decode("latin-1")
    separator = signs[:1]
    others = signs[1:].partition(separator)[0] if separator else ""
    used = separator + others
    fine = all("!" <= sign <= "~" and not sign.isalnum() for sign in used)
    if len(others) not in range(2, 6) or len(set(used)) != len(used) or not fine:
        raise RecordError("has no usable delimiters", where=_at(where, header), mend="begin it with MSH|^~\\&|.")
    return Syntax(separator, others[0], others[1], others[2:3], others[3:4])


def _encoding(header: _Line, fields: Sequence[str], where: str) -> str:
    said = fields[17].strip() if len(fields) > 17 else ""  # noqa: PLR2004 - MSH-18; the separator itself is MSH-1
    if said.upper() not in ENCODINGS:
        mend = "send ASCII, 8859/1 or UNICODE UTF-8 (MSH-18)."
        raise RecordError(f"character set {printable(said)[:30]} is not read", where=_at(where, header), mend=mend)
    return ENCODINGS[said.upper()]


def _segment(line: _Line, syntax: Syntax, where: str) -> Segment:
    try:
        text = line.data.decode(syntax.encoding)
    except UnicodeDecodeError as error:
        message = f"holds bytes that are not {syntax.encoding.upper()}, the character set of MSH-18"
        mend = "name the true one in MSH-18; an empty MSH-18 means ASCII."
        raise RecordError(message, where=_at(where, line), mend=mend) from error
    name, fields = text[:3], text.split(syntax.field)
    if not _NAME.fullmatch(name) or text[3:4] not in {"", syntax.field}:
        raise RecordError(f"{printable(text[:12])!r} begins no segment", where=_at(where, line), mend=_RESEND)
    if len(fields) > MAX_FIELDS:
        raise RecordError(f"has more than {MAX_FIELDS} fields", where=_at(where, line), mend="check its delimiters.")
    if name == "MSH":
        fields.insert(1, syntax.field)
    return Segment(name, tuple(fields), syntax, line.number)


def _at(where: str, line: _Line) -> str:
    return f"{where}, line {line.number}"
