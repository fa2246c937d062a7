"""Files and messages: envelopes, delimiters, character sets, patients; hostile files in one line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import AdministrativeSex, Observation, PartialDate, RecordError
from autonome.clinical.texts import printable
from autonome.hl7 import looks_like_hl7, read_messages
from autonome.hl7.messages import MAX_BYTES, MAX_SEGMENTS
from tests.examples import examples
from tests.unit.hl7.files import OBR, PID, file, header, notes, read, results

TEXT = "OBX|1|ST|x^hair||{}||||||F"
PLAIN = TEXT.format("brown")
RESEND = "Mend: export it again as HL7 v2 with vertical bars."
HEADER = "Mend: correct the message's header."
SEND = "Mend: send ASCII, 8859/1 or UNICODE UTF-8 (MSH-18)."
NAME_IT = "Mend: name the true one in MSH-18; an empty MSH-18 means ASCII."


def texts(data: bytes) -> list[object]:
    return [each.value for each in read(data).of(Observation)]


def test_the_patient_is_read() -> None:
    patient = read(results(PLAIN)).patient
    assert (patient.id, patient.sex, patient.label) == ("p1", AdministrativeSex.FEMALE, "Synthetic Patient")
    assert patient.birth_date == PartialDate.of(1958, 4)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r"])
def test_lines_may_end_as_other_systems_end_them(end: str) -> None:
    assert texts(end.join([header(), PID, PLAIN]).encode()) == ["brown"]


def test_a_byte_order_mark_and_the_framing_of_the_wire_are_passed_over() -> None:
    framed = b"\x0b" + results(PLAIN) + b"\x1c\r"
    assert texts(framed) == ["brown"]
    assert looks_like_hl7(framed)
    assert texts(b"\xef\xbb\xbf" + results(PLAIN)) == ["brown"]


@pytest.mark.parametrize(
    ("data", "is_hl7"),
    [
        (b"\xef\xbb\xbf\r\nMSH|", True), (b"FHS|", True), (b"BHS|", True), (b"{}", False), (b"", False),
        (b"PID|", False), (b"msh|", False),
    ],
)  # fmt: skip
def test_a_file_is_told_by_its_first_bytes(data: bytes, *, is_hl7: bool) -> None:
    assert looks_like_hl7(data) is is_hl7


def test_other_delimiters_are_the_messages_own() -> None:
    data = file(
        "MSH*:+\\;*LAB*CITY***20260112**ORU:R01*1*P*2.3", "PID***p1:::HOSP:PI", "OBX*1*ST*x:hair**a\\S\\b\\F\\c******F"
    )
    assert texts(data) == ["a:b*c"]


@pytest.mark.parametrize(
    ("charset", "encoding"), [("UNICODE UTF-8", "utf-8"), ("8859/1", "latin-1"), ("8859/1 ", "latin-1")]
)
def test_a_character_set_that_is_named_is_read(charset: str, encoding: str) -> None:
    assert texts(results(TEXT.format("schön"), f18=charset).decode().encode(encoding)) == ["schön"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (r"a\T\b", "a&b"), (r"a\E\b", "a\\b"), (r"a\.br\b", "a b"), (r"\H\a\N\b", "ab"), (r"\X414D\ ", "AM"),
        ("a\tb", "a b"), ("a\x07b", "a�b"), ("a\u202eb", "a�b"), ("x" * 2000, f"{'x' * 1000}…"),
    ],
)  # fmt: skip
def test_escape_sequences_are_resolved_and_the_text_is_safe(raw: str, shown: str) -> None:
    assert texts(results(TEXT.format(raw), f18="UTF-8")) == [shown]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (r"a\T", "line 4 OBX-5 begins an escape sequence that does not end"),
        (r"a\C2842\b", "line 4 OBX-5 has an escape sequence that is not known, 'C2842'"),
        (r"a\Zxx\b", "line 4 OBX-5 has an escape sequence that is not known, 'Zxx'"),
        (r"\XFF\ ", "line 4 OBX-5 has escaped bytes that are no text of its character set"),
        (r"\X4\ ", "line 4 OBX-5 has escaped bytes that are no text of its character set"),
        ("\\X" + "41" * 300 + "\\", "line 4 OBX-5 has more than 400 digits of escaped bytes"),
        ("~" * 1000, "line 4 OBX-5 has more than 1000 parts"),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_is_kept_as_not_readable(raw: str, reason: str) -> None:
    record = read(results(TEXT.format(raw)))
    assert notes(record) == [f"{reason}; the value is kept as not readable"]
    assert len(record.items) == 1


def test_several_messages_and_a_batch_are_one_record() -> None:
    first, second = [header(control="1"), PID, PLAIN], [header(control="2"), PID, TEXT.format("grey")]
    assert texts(file(*first, *second)) == ["brown", "grey"]
    batch = file("FHS|^~\\&", "BHS|^~\\&", *first, *second, "BTS|2", "FTS|1")
    assert texts(batch) == ["brown", "grey"]
    assert read(batch).notes == ()


def test_a_batch_without_its_trailer_is_a_doubt() -> None:
    doubt = "the batch has no trailer (BTS), so nobody can tell whether it is whole"
    assert notes(read(file("BHS|^~\\&", header(), PID, PLAIN))) == [doubt]
    two = file("BHS|^~\\&", header(control="1"), PID, PLAIN, "BHS|^~\\&", header(control="2"), PID, PLAIN, "BTS|1")
    assert [(note.source.place, note.text) for note in read(two).notes] == [("line 1 BHS", doubt)]


def test_a_repeated_message_is_listed_once_and_a_contradictory_one_twice() -> None:
    message = [header(), PID, PLAIN]
    record = read(file(*message, *message, header(), PID, TEXT.format("grey")))
    assert [(str(left.source), left.reason) for left in record.left_out] == [
        ("line 4 MSH ORU^R01/M1", "it repeats the message of line 1")
    ]
    assert record.left_out[0].repeats
    assert len(record.items) == 2
    assert notes(record) == ["the message of line 1 has the same number and another content"]


def test_other_messages_and_segments_are_counted() -> None:
    record = read(
        file(header("ADT^A01", "1"), PID, "EVN|A01", header(control="2"), PID, "PV1|1", OBR, PLAIN, "SPM|1", "NTE|1||x")
    )
    assert record.not_read == (("NTE", 1), ("PV1", 1), ("SPM", 1), ("message ADT^A01", 1))


@pytest.mark.parametrize(("mode", "word"), [("T", "training"), ("D", "debugging"), ("T^R", "training")])
def test_a_message_that_is_not_of_care_says_so(mode: str, word: str) -> None:
    assert notes(read(results(PLAIN, f11=mode))) == [f"the message is marked as {word}, not as production"]


@pytest.mark.parametrize(
    ("pid", "number", "doubts"),
    [
        ("PID|1||7^^^A^MR~8^^^B^PI", "8", []),
        ("PID|1||7^^^A^MR~8^^^B^XX", "7", []),
        ("PID|1||7^^^A~8^^^B", "7", ["PID-3 holds several identifiers; the first is taken"]),
        ("PID|1||~8", "8", []),
    ],
)
def test_one_identifier_is_chosen_by_its_type(pid: str, number: str, doubts: list[str]) -> None:
    record = read(file(header(), pid, PLAIN))
    assert (record.patient.id, notes(record)) == (number, doubts)


def test_sex_unknown_and_not_stated_are_two_answers() -> None:
    def sex(word: str) -> AdministrativeSex:
        return read(file(header(), f"PID|1||p1|||||{word}", PLAIN)).patient.sex

    assert sex("U") is AdministrativeSex.UNKNOWN
    assert sex("") is AdministrativeSex.NOT_STATED
    assert notes(read(file(header(), "PID|1||p1|||||Q", PLAIN))) == [
        "the sex is recorded with a word that is not read, and taken as not stated"
    ]


def test_death_is_told() -> None:
    pid = "PID|1||p1" + "|" * 27 + "Y"
    assert notes(read(file(header(), pid, PLAIN))) == ["the record says that the patient has died"]


def two(first: str, second: str) -> bytes:
    return file(header(control="1"), first, PLAIN, header(control="2"), second, PLAIN)


HOSTILE = {
    "empty": (b"", f"record.hl7: holds no HL7 v2 message. {RESEND}"),
    "blank lines": (b"\r\n \r", f"record.hl7: holds no HL7 v2 message. {RESEND}"),
    "json": (b"{}", f"record.hl7, line 1: does not begin with MSH, BHS or FHS. {RESEND}"),
    "segment first": (file(PID), f"record.hl7, line 1: does not begin with MSH, BHS or FHS. {RESEND}"),
    "no delimiters": (b"MSH", "record.hl7, line 1: has no usable delimiters. Mend: begin it with MSH|^~\\&|."),
    "one delimiter twice": (
        b"MSH|^^\\&|",
        "record.hl7, line 1: has no usable delimiters. Mend: begin it with MSH|^~\\&|.",
    ),
    "letters as delimiters": (
        b"MSHabcde",
        "record.hl7, line 1: has no usable delimiters. Mend: begin it with MSH|^~\\&|.",
    ),
    "no segment": (file(header(), PID, "hello"), f"record.hl7, line 3: 'hello' begins no segment. {RESEND}"),
    "terminal codes": (file(header(), "\x1b[2J|"), f"record.hl7, line 2: '�[2J|' begins no segment. {RESEND}"),
    "old version": (
        results(PLAIN, f12="2.1"),
        "record.hl7, line 1: version 2.1 is not read, only 2.3 to 2.8 (MSH-12). Mend: correct the message's header.",
    ),
    "no version": (
        results(PLAIN, f12=""),
        f"record.hl7, line 1: an HL7 message without a version is not read, only 2.3 to 2.8 (MSH-12). {HEADER}",
    ),
    "broken escape in the header": (
        results(PLAIN, f10="\\X"),
        f"record.hl7, line 1: line 1 MSH-10 begins an escape sequence that does not end. {HEADER}",
    ),
    "continued": (
        results("DSC|more"),
        "record.hl7, line 1: the message is continued in another one. Mend: correct the message's header.",
    ),
    "character set": (
        results(PLAIN, f18="BIG-5"),
        f"record.hl7, line 1: character set BIG-5 is not read. {SEND}",
    ),
    "two character sets": (
        results(PLAIN, f18="ASCII~ISO IR87"),
        f"record.hl7, line 1: character set ASCII~ISO IR87 is not read. {SEND}",
    ),
    "unnamed character set": (
        results(TEXT.format("schön")),
        f"record.hl7, line 4: holds bytes that are not ASCII, the character set of MSH-18. {NAME_IT}",
    ),
    "wrong character set": (
        results(TEXT.format("sch"), f18="UNICODE UTF-8").replace(b"sch", b"sch\xf6n"),
        f"record.hl7, line 4: holds bytes that are not UTF-8, the character set of MSH-18. {NAME_IT}",
    ),
    "cut batch": (
        file("BHS|^~\\&", header(), PID, "BTS|2"),
        "record.hl7, line 4: promises 2 messages, and 1 are there. Mend: export the batch again; it is not whole.",
    ),
    "cut file": (
        file("FHS|^~\\&", "BHS|^~\\&", header(), PID, "BTS|1", "FTS|many"),
        "record.hl7, line 6: promises many batches, and 1 are there. Mend: export the batch again; it is not whole.",
    ),
    "a count that is no number": (
        file("BHS|^~\\&", header(), PID, "BTS|").replace(b"BTS|", b"BTS|\xb3"),
        "record.hl7, line 4: promises ³ messages, and 1 are there. Mend: export the batch again; it is not whole.",
    ),
    "nobody": (
        file(header(), OBR, PLAIN),
        "record.hl7: holds no patient (PID). Mend: send messages that name their patient.",
    ),
    "no identifier": (
        file(header(), "PID|1||^^^HOSP", PLAIN),
        "record.hl7, line 2: PID-3 holds no identifier of the patient. Mend: correct the patient and export again.",
    ),
    "no birth date": (
        file(header(), "PID|1||p1||||20261399", PLAIN),
        "record.hl7, line 2: line 2 PID-7 is no real date. Mend: correct the patient and export again.",
    ),
    "mixed patients": (
        two(PID, PID.replace("p1", "p2")),
        "record.hl7, lines 2 and 5: holds more than one patient. Mend: keep one patient per file.",
    ),
    "same number of another hospital": (
        two(PID, PID.replace("HOSP", "OTHER")),
        "record.hl7, lines 2 and 5: holds more than one patient. Mend: keep one patient per file.",
    ),
    "another patient in a message that is not read": (
        file(header(), PID, PLAIN, header("ADT^A01", "2"), "PID|1||p2"),
        "record.hl7, lines 2 and 5: holds more than one patient. Mend: keep one patient per file.",
    ),
    "two birth dates": (
        two(PID, PID.replace("195804", "1959")),
        "record.hl7, lines 2 and 5: one patient has two birth dates. Mend: find out whom each message is about.",
    ),
    "two sexes": (
        two(PID, PID.replace("|F", "|M")),
        "record.hl7, lines 2 and 5: one patient has two sexes. Mend: find out whom each message is about.",
    ),
    "huge": (
        b"MSH" + b" " * MAX_BYTES,
        "record.hl7: is larger than 16 MiB (16,777,219 bytes). Mend: export one patient only.",
    ),
    "huge segment": (
        file(header(), PID, "OBX|" + "x" * 1_000_001),
        "record.hl7, line 3: is longer than 1,000,000 characters. Mend: leave documents inside messages out.",
    ),
    "many segments": (
        file(header()) + b"\r" * (2 * MAX_SEGMENTS),
        "record.hl7: holds more than 100,000 segments. Mend: export one patient only.",
    ),
    "many fields": (
        file(header(), PID + "|" * 500),
        "record.hl7, line 2: has more than 400 fields. Mend: check its delimiters.",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_one_line(name: str) -> None:
    data, message = HOSTILE[name]
    with pytest.raises(RecordError) as caught:
        read_messages(data, "record.hl7")
    assert str(caught.value) == message


WORDS = ["2160-0^^LN", "mg/dL", "ORU^R01", "RDE^O11", "20260112", "2.5", '""', "\x00", "é"]
SIGNS = ["|", "^", "~", "&", "\\", "\\T\\"]
STARTS = (
    "MSH|^~\\&|",
    "PID|1||p1",
    "OBX|1|NM|",
    "OBR|1",
    "ORC|NW|7",
    "RXE||",
    "NTE|1||",
    "BTS|1",
    "FHS|^~\\&",
    "\r",
    "\n",
)
FRAGMENTS = st.sampled_from([*WORDS, *SIGNS, *STARTS])
NOISE = st.lists(FRAGMENTS | st.text(max_size=4), max_size=30).map("".join)


@settings(deadline=None, max_examples=examples(150))
@given(
    noise=NOISE,
    encoding=st.sampled_from(["utf-8", "utf-16", "latin-1"]),
    framed=st.booleans(),
    kind=st.sampled_from(["ORU^R01", "RDE^O11"]),
)
def test_whatever_the_bytes_only_a_record_error_escapes(noise: str, encoding: str, *, framed: bool, kind: str) -> None:
    start = file(header(kind, f18="UTF-8"), PID) if framed else b""
    try:
        record = read_messages(start + noise.encode(encoding, "replace"), "record.hl7")
    except RecordError as error:
        assert str(error).startswith("record.hl7")  # noqa: PT017
        assert "\n" not in str(error)  # noqa: PT017
        assert printable(str(error)) == str(error)  # noqa: PT017
    else:
        assert record.patient.id
