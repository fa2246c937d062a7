"""Small hostile HL7 v2 files, named by their fault. Run as a script it writes them."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.cases import Cases

MSH = "MSH|^~\\&|LAB|CITY|EHR|HOSP|20260112093000+0100||ORU^R01|M1|P|2.5.1"
PID = "PID|1||p1^^^HOSP^PI||Patient^Synthetic||195804|F"
OBR = "OBR|1|||24323-8^panel^LN|||202601120800+0100"
OBX = "OBX|1|NM|2160-0^creatinine^LN||1.1|mg/dL^^UCUM|0.5-1.2||||F"


def file(*segments: str, end: str = "\r") -> bytes:
    """The bytes of the segments."""
    return "".join(f"{segment}{end}" for segment in segments).encode()


def result(*segments: str, header: str = MSH, pid: str = PID) -> bytes:
    """A message with results of the patient."""
    return file(header, pid, OBR, *segments)


RESULT = result(
    OBX,
    "OBX|2|SN|6301-6^INR^LN||>^2.5|1^^UCUM|||||P",
    "NTE|1||measured \\T\\ noted",
    "OBX|3|CWE|72166-2^smoking^LN||8517006^former smoker^SCT||||||F|||20260101",
)
ORDER = file(
    "MSH|^~\\&|EHR|HOSP|PHARM|CITY|20260112093000+0100||RDE^O11|M2|P|2.5.1||||||UNICODE UTF-8",
    "PID|1||p1^^^HOSP^PI~77^^^OTHER^MR||Patient^Synthetic||19580401|F",
    "ORC|NW|1||||||||||",
    "RXE|1^^^20260112^20260412|309362^clopidogrel 75 MG Oral Tablet^RXNORM|75||mg|TAB||||30",
    "RXR|PO",
    "TQ1|1|||BID||||20260112",
)

SAME = "MSH|^~^~|LAB|CITY|||20260112||ORU^R01|M1|P|2.5.1"

DATA: dict[str, bytes] = {
    "header-alone.hl7": file(MSH),
    "cut-in-the-header.hl7": MSH[:20].encode(),
    "cut-in-the-middle.hl7": RESULT[: len(RESULT) // 2],
    "does-not-begin-with-msh.hl7": b"BHS|^~\\&\r" + file(PID),
    "pid-before-msh.hl7": b"FHS|^~\\&\r" + file(PID, MSH),
    "no-delimiters.hl7": b"MSH\r",
    "delimiters-that-are-letters.hl7": MSH.replace("|", "A").encode(),
    "delimiters-that-are-the-same.hl7": SAME.encode(),
    "delimiters-that-are-control-characters.hl7": MSH.replace("^~\\&", "\x01\x02\x03\x04").encode(),
    "delimiters-of-a-sender-of-its-own.hl7": result(OBX).replace(b"|", b"!").replace(b"^", b"@"),
    "separator-changes-in-the-middle.hl7": result(OBX.replace("|", "!")),
    "line-ends-of-unix.hl7": file(MSH, PID, OBR, OBX, end="\n"),
    "line-ends-of-windows.hl7": file(MSH, PID, OBR, OBX, end="\r\n"),
    "byte-order-mark.hl7": b"\xef\xbb\xbf" + result(OBX),
    "frames-of-the-wire.hl7": b"\x0b" + result(OBX) + b"\x1c\r",
    "frames-in-the-middle.hl7": result(OBX, "OBX|2|NM|6301-6^INR^LN||\x0b2.5\x1c|1^^UCUM|||||F"),
    "utf-16.hl7": RESULT.decode().encode("utf-16"),
    "nul-bytes.hl7": result(OBX.replace("creatinine", "creat\x00inine")),
    "header-of-every-line.hl7": file(*[MSH] * 20),
    "messages-of-two-patients.hl7": result(OBX) + result(header=MSH.replace("M1", "M2"), pid=PID.replace("p1", "p2")),
    "one-message-twice.hl7": result(OBX) + result(OBX),
    "one-number-two-messages.hl7": result(OBX) + result(OBX.replace("1.1", "9.9")),
    "batch-that-promises-more.hl7": b"BHS|^~\\&\r" + result(OBX) + b"BTS|7\r",
    "batch-that-promises-a-huge-number.hl7": b"BHS|^~\\&\r" + result(OBX) + b"BTS|" + b"9" * 5_000 + b"\r",
    "batch-without-an-end.hl7": b"BHS|^~\\&\r" + result(OBX),
    "version-of-tomorrow.hl7": result(OBX, header=MSH.replace("2.5.1", "9.9")),
    "character-set-that-is-not-read.hl7": result(OBX, header=f"{MSH}||||||GB 18030-2000"),
    "letters-that-ascii-lacks.hl7": result(OBX.replace("creatinine", "créatinine")),
    "bytes-that-are-no-utf-8.hl7": result(header=f"{MSH}||||||UNICODE UTF-8") + b"OBX|1|NM|2160-0^cr\xe9\xe9^LN||1.1\r",
    "continued-in-another-message.hl7": result(OBX, "DSC|1|F"),
    "segment-that-is-none.hl7": result("obx|1|NM"),
    "line-that-is-none.hl7": result("this is a letter to the doctor"),
    "escape-that-does-not-end.hl7": result("OBX|1|ST|2160-0^creatinine^LN||high \\F and so on||||||F"),
    "escape-that-is-not-known.hl7": result("OBX|1|ST|2160-0^creatinine^LN||\\Zwhat\\||||||F"),
    "escapes-that-switch-the-character-set.hl7": result("OBX|1|ST|2160-0^creatinine^LN||\\C2842\\||||||F"),
    "escaped-bytes-that-are-no-text.hl7": result("OBX|1|ST|2160-0^creatinine^LN||\\XFFFE\\||||||F"),
    "escaped-delimiters.hl7": result("OBX|1|ST|8251-1^note^LN||a\\F\\b\\R\\c\\E\\d||||||F"),
    "escapes-by-the-thousand.hl7": result("OBX|1|ST|8251-1^note^LN||" + "\\T\\" * 5_000 + "||||||F"),
    "fields-by-the-thousand.hl7": result("OBX" + "|" * 5_000),
    "components-by-the-thousand.hl7": result(f"OBX|1|NM|2160-0{'^' * 5_000}||1.1|mg/dL^^UCUM|||||F"),
    "repetitions-by-the-thousand.hl7": result(OBX, pid=PID.replace("|p1", "|p1^^^HOSP^PI~" * 2_000)),
    "number-of-a-thousand-digits.hl7": result(OBX.replace("1.1", "9" * 1_000)),
    "number-with-a-huge-exponent.hl7": result(OBX.replace("1.1", "1e999999")),
    "number-in-other-digits.hl7": result(OBX.replace("1.1", "\u0661\u066b\u0661"), header=f"{MSH}||||||UNICODE UTF-8"),
    "number-that-is-nan.hl7": result(OBX.replace("1.1", "NaN")),
    "day-that-is-none.hl7": result(OBX, pid=PID.replace("195804", "19580231")),
    "zone-of-a-hundred-hours.hl7": result(OBX, header=MSH.replace("+0100", "+9900")),
    "two-answers-in-one-message.hl7": result(OBX, OBX.replace("1.1", "9.9")),
    "deletes-what-it-says.hl7": result(OBX.replace("1.1", '""')),
    "patient-without-a-number.hl7": result(OBX, pid="PID|1||||Patient^Synthetic||195804|F"),
    "patient-said-twice.hl7": result(PID, OBX),
    "kind-of-message-that-is-not-read.hl7": result(OBX, header=MSH.replace("ORU^R01", "ADT^A01")),
    "escapes-for-the-terminal.hl7": result(OBX.replace("creatinine", "\\X1B\\[2J")),
}

CASES = Cases(Path(__file__).parent, DATA)

if __name__ == "__main__":
    CASES.write()
