"""The XHTML of a narrative: well-formed, of the allowed elements and attributes only, and not empty.

Read as a stream, never as a tree; a document type or an entity declaration is refused before it can expand. Source:
FHIR R4, narrative, XHTML content (invariants txt-1, txt-2 and what the page says of links and images).
"""

from __future__ import annotations

from xml.parsers import expat

MAX_NESTING = 256
"""Elements inside one another: far more than a page of text has (our own judgement)."""

_NAMESPACE = "http://www.w3.org/1999/xhtml"
_ROOT = f"{_NAMESPACE} div"
_ELEMENTS_WORDS = """
    a abbr acronym b big blockquote br caption center cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6
    hr i img ins li ol p pre q samp small span strike strong style sub sup table tbody td tfoot th thead tr tt u ul
    var
"""
_ELEMENTS = frozenset(_ELEMENTS_WORDS.split())
_ATTRIBUTES_WORDS = """
    abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset
    cite class color colspan compact coords dir face frame headers height href hreflang hspace id lang longdesc name
    nowrap rel rev rowspan rules scope shape size span src start style summary tabindex title type valign value
    vspace width clear reversed
"""
_ATTRIBUTES = frozenset(_ATTRIBUTES_WORDS.split())
_XML_ATTRIBUTES = frozenset(("lang", "space"))
_XML = "http://www.w3.org/XML/1998/namespace "
_SCRIPTED = ("javascript:", "vbscript:")


class _Refused(Exception):  # noqa: N818 - a signal from the handlers; it never leaves this module
    """A handler met something that is not allowed."""


def narrative_fault(text: str) -> str:
    """What is wrong with the text of a ``div``; the empty string where nothing is."""
    reader = _Reader()
    try:
        reader.parser.Parse(text.encode("utf-8", "surrogatepass"), True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        return f"is not well-formed XHTML ({expat.ErrorString(error.code)})"
    except _Refused as refused:
        return str(refused)
    return "" if reader.has_content else "holds neither text nor an image"


class _Reader:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.depth = 0
        self.has_content = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 0 and name != _ROOT:
            raise _Refused("is not a div in the XHTML namespace")
        namespace, _, local = name.rpartition(" ")
        if namespace != _NAMESPACE or local not in _ELEMENTS:
            raise _Refused(f"holds an element that is not allowed ({local[:40]})")
        for key, value in attributes.items():
            self._attribute(key, value)
        self.has_content |= local == "img"
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise _Refused(f"is nested more than {MAX_NESTING} deep")

    @staticmethod
    def _attribute(key: str, value: str) -> None:
        known = key.removeprefix(_XML) in _XML_ATTRIBUTES if key.startswith(_XML) else key in _ATTRIBUTES
        if not known:
            raise _Refused(f"holds an attribute that is not allowed ({key[-40:]})")
        if value.strip().lower().startswith(_SCRIPTED):
            raise _Refused("holds a link that runs a script")

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _characters(self, text: str) -> None:
        self.has_content |= bool(text.strip())

    @staticmethod
    def _doctype(*_: object) -> None:
        raise _Refused("declares a document type")

    @staticmethod
    def _instruction(*_: object) -> None:
        raise _Refused("holds a processing instruction")
