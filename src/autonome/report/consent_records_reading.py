"""Consent records read back, and held against themselves: what they say in fields is what their acts say.

The acts are rebuilt of the events and the notices, and written again; a document that then differs was changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from autonome.consent import ConsentAct, ConsentError, ConsentFile, Members, read_consent, read_recorded_act
from autonome.consent.writing import consent_json
from autonome.kernel import Instant, Json, SubjectId, canonical_bytes, read_json
from autonome.report.consent_records import FORMAT, NOT_STATED, consent_records

_MEND = "take the record from the system that wrote it, unchanged."


def read_consent_records(data: bytes, *, where: str = "record") -> ConsentFile:
    """Read consent records.

    Args:
        data: the file's bytes.
        where: its name, for messages.

    Returns:
        The acts in the order in which they were done; what is attested of the person is not among them.

    Raises:
        ConsentError: with what is wrong, where, and the mend.
    """
    document = read_json(data, where=where, error=ConsentError)
    top = Members(document, where)
    if (name := top.text("format")) != FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"write it as {FORMAT}.")
    subject, as_of = SubjectId(top.text("pii_principal_id")), top.instant("as_of")
    place, controller = top.text("jurisdiction"), top.text("pii_controller")
    acts: dict[int, ConsentAct] = {}
    for record in top.objects("records", required=False):
        for number, act in _events(record, subject):
            if acts.setdefault(number, act) is not act:
                raise record.refuse(f"holds a second event {number}", _MEND)
    top.done()
    ordered = tuple(acts[number] for number in sorted(acts))
    file = ConsentFile(subject, ordered, "" if place == NOT_STATED else place)
    checked = read_consent(canonical_bytes(consent_json(file)), where=where)
    _must_be_as_written(document, checked, as_of, None if controller == NOT_STATED else controller, where)
    return checked


def _events(record: Members, subject: SubjectId) -> list[tuple[int, ConsentAct]]:
    forms = {notice.text("privacy_notice"): notice.value("form") for notice in record.objects("notices")}
    found = []
    for event in record.objects("events"):
        stated, name = event.value("act"), event.text("privacy_notice")
        if not isinstance(stated, Mapping) or name not in forms:
            raise event.refuse("does not say what was done, or upon which notice", _MEND)
        valid = event.value("validity_duration")
        act: dict[str, Json] = {
            **stated,
            "act": event.text("event_type"),
            "actor": event.text("entity_id"),
            "recorded_at": event.text("event_time"),
            "template": name,
        }
        if valid != NOT_STATED:
            act["valid"] = valid
        try:
            read = read_recorded_act({"act": act, "template": forms[name]}, subject, 0)
        except ConsentError as error:  # its place is one on a log, which this act is not on
            raise event.refuse(error.message, error.mend) from error
        found.append((event.number("event_number"), replace(read, leaf=None)))
    return found


def _must_be_as_written(document: Json, file: ConsentFile, as_of: Instant, controller: str | None, where: str) -> None:
    """Refuse a document whose fields say otherwise than its acts."""
    made = consent_records(file, as_of, controller)
    if differs := _difference(_without_states(document), _without_states(made), ""):
        raise ConsentError("says otherwise than the acts that it states", where=f"{where}, {differs}", mend=_MEND)


def _without_states(value: Json) -> Json:
    """The same without the state in each header: it can rest on what is attested of the person, which is not here."""
    if isinstance(value, Mapping):
        return {key: _without_states(item) for key, item in value.items() if key not in {"state", "dpv_state"}}
    if isinstance(value, (list, tuple)):
        return [_without_states(item) for item in value]
    return value


def _difference(one: Json, other: Json, place: str) -> str:
    """Where two values differ first; "" where they do not."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        keys = [*one, *(key for key in other if key not in one)]
        found = (_difference(one.get(key), other.get(key), f"{place}.{key}".lstrip(".")) for key in keys)
        return next((each for each in found if each), "")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        found = (_difference(first, second, f"{place}[{at}]") for at, (first, second) in pairs)
        return next((each for each in found if each), "")
    return "" if one == other else place or "the whole"
