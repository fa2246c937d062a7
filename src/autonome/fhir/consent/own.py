"""A Consent that we wrote, back to its act, held against what it says in FHIR.

The act is made of its form and of what our extension states; then it is written again. A Consent whose scope, text,
signature or provisions say otherwise is refused: somebody changed it, and nobody signed that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from autonome.consent import SHIPPED, ActKind, ConsentAct, ConsentError, ConsentFile, read_recorded_act
from autonome.fhir.bundle import Entry
from autonome.fhir.consent.codes import ACT, ACTS, FORM, PARTIES, SIGNATURE
from autonome.fhir.consent.consents import consent_of
from autonome.fhir.consent.periods import Span, read_span
from autonome.fhir.consent.pieces import decoded, said_by, verbatim
from autonome.fhir.consent.writer import answers
from autonome.fhir.elements import Element
from autonome.fhir.references import Library
from autonome.kernel import Instant, Json, SubjectId, read_json, sha256_hex

CHECKED = (
    "scope", "category", "policyRule", "policy", "sourceAttachment", "sourceReference", "verification",
    "modifierExtension", "implicitRules",
)  # fmt: skip
"""Elements that must be as we write them; the provisions beside."""

_MEND = "take the Consent from the system that wrote it, unchanged."


def is_own(consent: Element) -> bool:
    """Whether a Consent states an act of ours."""
    return any(each.text("url") == ACT for each in consent.children("extension"))


def read_own(entry: Entry, subject: SubjectId, *, by_subject: bool, library: Library) -> ConsentAct:
    """Read the act that a Consent states; whether its elements say the same is checked by `hold_to_acts`.

    Args:
        entry: that holds it.
        subject: whose consent it is.
        by_subject: whether the person is the one who acted.
        library: of the Bundle, which holds the form.

    Raises:
        ConsentError: it is incomplete, or does not make sense.
    """
    consent = entry.resource
    stated = said_by(_extension(consent, ACT).value)
    if not isinstance(stated, Mapping):
        raise ConsentError("does not say what was done", where=consent.path, mend=_MEND)
    form = _form(consent, stated, entry, library)
    act: dict[str, Json] = {
        **stated,
        "id": _identifier(consent),
        "actor": subject if by_subject else _actor(consent),
        "recorded_at": consent.text("dateTime"),
        "template": "/".join(str(form.get(part)) for part in ("id", "version", "language")),
        "text_sha256": sha256_hex(_text(consent)),
        "signature": _signature(consent),
    }
    try:
        return replace(read_recorded_act({"act": act, "template": form}, subject, 0), leaf=None)
    except ConsentError as error:  # its place is one on a log, which this act is not on
        raise ConsentError(error.message, where=consent.path, mend=error.mend) from error


def hold_to_acts(file: ConsentFile, consents: Sequence[Element]) -> None:
    """Make sure that each Consent says in FHIR what its act says.

    Args:
        file: the acts, in the order of the Consents.
        consents: as they were read.

    Raises:
        ConsentError: one says otherwise.
    """
    for (act, answer), given in zip(answers(file, Instant(0)), consents, strict=True):
        made = consent_of(act, answer)
        differs = [key for key in CHECKED if given.value.get(key) != made.get(key)]
        differs += _provision_differs(act, given, made.get("provision"))
        if differs:
            raise ConsentError(
                f"{differs[0]} says otherwise than the act that the Consent states", where=given.path, mend=_MEND
            )


def _provision_differs(act: ConsentAct, given: Element, made: Json) -> Iterable[str]:
    provision = given.child("provision")
    said = {} if provision is None else dict(provision.value)
    wanted = dict(made) if isinstance(made, Mapping) else {}
    said.pop("period", None)
    wanted.pop("period", None)
    # What a renewal renews is known by the history alone, attestations included, which are not in the Bundle.
    if said != wanted and act.kind is not ActKind.RENEW:
        yield "provision"
    if not _holds(
        act, Span() if provision is None else read_span(provision.child("period")), has=provision is not None
    ):
        yield "provision.period"


def _holds(act: ConsentAct, span: Span, *, has: bool) -> bool:
    """Whether a period is the act's own, or ends earlier, as one does that a law or a mandate ended."""
    if act.valid is None:
        return not has
    ends_late = act.valid.end is not None and (span.end is None or span.end > act.valid.end)
    return span.start == act.valid.start and not ends_late


def _extension(element: Element, url: str) -> Element:
    found = [each for each in element.children("extension") if each.text("url") == url]
    if len(found) != 1:
        raise ConsentError("lacks an extension of ours, or has it twice", where=element.path, mend=_MEND)
    return found[0]


def _form(consent: Element, stated: Mapping[str, Json], entry: Entry, library: Library) -> Mapping[str, Json]:
    """The form that was signed: out of the Bundle, or a shipped one."""
    for each in SHIPPED:
        if each.digest == stated.get("template_sha256"):
            return each.to_json()
    named = _extension(consent, FORM).child("valueReference")
    address = named.text("reference") if named else ""
    found = library.entries(address, entry)
    if len(found) != 1 or found[0].type != "Binary":
        raise ConsentError(
            "names a form that is not in the Bundle", where=consent.path, mend="give the Bundle whole, with its forms."
        )
    value = read_json(decoded(found[0].resource), where=found[0].place, error=ConsentError)
    if not isinstance(value, Mapping):
        raise ConsentError("is no form", where=found[0].place, mend=_MEND)
    return value


def _text(consent: Element) -> bytes:
    source = consent.child("sourceAttachment")
    return decoded(source) if source else b""


def _identifier(consent: Element) -> str:
    values = [verbatim(each, "value") for each in consent.children("identifier") if each.text("system") == ACTS]
    if len(values) != 1:
        raise ConsentError("has not one identifier of its act", where=consent.path, mend=_MEND)
    return values[0]


def _actor(consent: Element) -> str:
    performers = consent.children("performer")
    identifier = performers[0].child("identifier") if len(performers) == 1 else None
    if identifier is not None and identifier.text("system") == PARTIES:
        return verbatim(identifier, "value")
    return verbatim(performers[0], "reference") if len(performers) == 1 else ""


def _signature(consent: Element) -> Json:
    verifications = consent.children("verification")
    if len(verifications) != 1:
        raise ConsentError("has not one verification", where=consent.path, mend=_MEND)
    return said_by(_extension(verifications[0], SIGNATURE).value)
