"""The primitive types of R4: which JSON values are one, and which texts.

Each check answers the fault in words, or nothing. Dates must name real days; a decimal keeps its digits, so 10^400 and
1e-7 are judged as written. Source: FHIR R4, data types, primitive types.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

MAX_STRING = 1024 * 1024
"""Characters of one string (R4, data types, string: SHALL NOT exceed 1 MB)."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_URI = re.compile(r"\S+")
_CODE = re.compile(r"[^\s]+([ \t\n\r][^\s]+)*")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
_ZONE = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))"
_DAY = r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d))?)?"
_DATE = re.compile(_DAY, re.ASCII)
_DATE_TIME = re.compile(rf"{_DAY}(?P<rest>T{_TIME}{_ZONE})?", re.ASCII)
_INSTANT = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)T{_TIME}{_ZONE}", re.ASCII)
_CLOCK = re.compile(_TIME, re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}", re.ASCII)
_WHITE = re.compile(r"\s+")

_LARGEST_INTEGER = 2**31 - 1
"""R4 integers are signed 32 bits."""

Check = Callable[[object], str]


def fault(code: str, value: object) -> str:
    """What is wrong with a value of a primitive type; the empty string where nothing is.

    Args:
        code: of the type, such as ``dateTime``.
        value: as JSON gives it, numbers with a fraction as `Decimal`.
    """
    check = _CHECKS.get(code)
    return check(value) if check else f"is of the primitive type {code}, which is not known here"


def _boolean(value: object) -> str:
    return "" if isinstance(value, bool) else "is not true or false"


def _integer(lowest: int) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            return "is not a whole number"
        return "" if lowest <= value <= _LARGEST_INTEGER else f"is not between {lowest} and {_LARGEST_INTEGER}"

    return check


def _decimal(value: object) -> str:
    is_number = isinstance(value, (int, Decimal, float)) and not isinstance(value, bool)
    return "" if is_number else "is not a number"


def _texts(pattern: re.Pattern[str], words: str) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            return "is not text"
        return "" if pattern.fullmatch(value) else f"is not {words}"

    return check


def _string(value: object) -> str:
    if not isinstance(value, str):
        return "is not text"
    if not value.strip():
        return "is empty text"
    if len(value) > MAX_STRING:
        return f"is longer than {MAX_STRING:,} characters"
    return "holds a control character" if _CONTROL.search(value) else ""


def _calendar(pattern: re.Pattern[str], words: str) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            return "is not text"
        parts = pattern.fullmatch(value)
        if not parts:
            return f"is not {words}"
        found = parts.groupdict()
        if found.get("rest") and not found.get("day"):
            return f"is not {words}"
        try:
            date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
        except ValueError:
            return "names no day of the calendar"
        return ""

    return check


def _base64(value: object) -> str:
    if not isinstance(value, str):
        return "is not text"
    packed = _WHITE.sub("", value)
    sound = packed and len(packed) % 4 == 0 and _BASE64.fullmatch(packed)
    return "" if sound else "is not base64"


_CHECKS: dict[str, Check] = {
    "boolean": _boolean,
    "integer": _integer(-(2**31)),
    "unsignedInt": _integer(0),
    "positiveInt": _integer(1),
    "decimal": _decimal,
    "string": _string,
    "markdown": _string,
    "xhtml": lambda value: "" if isinstance(value, str) else "is not text",
    "uri": _texts(_URI, "a URI: it is empty or holds white space"),
    "url": _texts(_URI, "a URL: it is empty or holds white space"),
    "canonical": _texts(_URI, "a canonical URL: it is empty or holds white space"),
    "oid": _texts(_OID, "an OID, such as urn:oid:1.2.3"),
    "uuid": _texts(_UUID, "a UUID, such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520"),
    "id": _texts(_ID, "an id: 1 to 64 letters, digits, - and ."),
    "code": _texts(_CODE, "a code: it is empty, or holds white space at an end or twice in a row"),
    "date": _calendar(_DATE, "a date: YYYY, YYYY-MM or YYYY-MM-DD"),
    "dateTime": _calendar(_DATE_TIME, "a dateTime: a date, or a date and a time with seconds and zone"),
    "instant": _calendar(_INSTANT, "an instant: YYYY-MM-DDThh:mm:ss with a zone"),
    "time": _texts(_CLOCK, "a time: hh:mm:ss"),
    "base64Binary": _base64,
}
