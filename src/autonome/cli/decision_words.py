"""What ``autonome decide`` prints: one JSON object, or lines for somebody in a hurry.

Unless it is asked to explain to the person or an auditor, it prints what whoever asks may know: of a refusal, what
follows from the request and the law, and so the same whatever anybody answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autonome.access import ALL_TIME, Allowed, Grant, Reason, told_to_the_person
from autonome.access.explanation import (
    WHY,
    Account,
    Audience,
    Explanation,
    Told,
    explain,
    given_by,
    naming,
    told_to_asker,
)
from autonome.access.passports import Evidence
from autonome.access.windows import periods
from autonome.cli.decided import Made
from autonome.kernel import Json
from autonome.law import COUNSEL
from autonome.report.language import Language

SHORT = 12
"""Characters of a digest that are shown."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is printed.

    Args:
        audience: to whom it is explained, or None for the answer alone, as whoever asks may know it.
        language: that an explanation is said in; an auditor reads English.
    """

    audience: Audience | None
    language: Language

    @property
    def may_know_all(self) -> bool:
        """Whether it is the person, or an auditor; both were asked for by name."""
        return self.audience in {Audience.PATIENT, Audience.AUDITOR}


def as_json(made: Made, shown: Evidence, reader: Reader) -> str:
    """One object; for an asker it holds nothing that an asker may not know."""
    value = _whole_json(made, shown) if reader.audience is Audience.AUDITOR else _plain_json(made, shown)
    if reader.audience is not None:
        explanation = explain(made.account, reader.audience)
        value["explanation"] = {**explanation.to_json(reader.language.say), "language": reader.language.html}
        if reader.audience is Audience.PATIENT:  # codes would say which of others' words it was
            value["reasons"] = [{"sentence": reader.language.say(line)} for line in explanation.lines(WHY)]
            value["missing"] = []
    return json.dumps(value, ensure_ascii=True) + "\n"


def _told(account: Account) -> Told:
    return told_to_asker(account.asked, given_by(account.decision))


def _plain_json(made: Made, shown: Evidence) -> dict[str, Json]:
    answer = _told(made.account)
    return {
        "effect": "allowed" if answer.given.grants else "denied",
        "reasons": [{"sentence": str(sentence)} for sentence in answer.reasons],
        "obligations": list(answer.given.obligations),
        "missing": list(answer.missing),
        "basis": [],
        "grants": [grant.to_json() for grant in answer.given.grants],
        "until": None if answer.given.until is None else str(answer.given.until),
        "entry": _entry(made),
        "visas": _visas(shown),
    }


def _entry(made: Made) -> Json:
    return None if made.recorded is None else made.recorded.index


def _visas(shown: Evidence) -> Json:
    """What whoever asks has shown."""
    return {
        "documents": [document.to_json() for document in shown.documents],
        "set_aside": [{"visa": each.visa, "why": each.why} for each in shown.set_aside],
    }


def _whole_json(made: Made, shown: Evidence) -> dict[str, Json]:
    decision = made.decision
    allowed, denied = (decision, None) if isinstance(decision, Allowed) else (None, decision)
    return {
        "effect": "allowed" if allowed else "denied",
        "reasons": [_reason_json(reason) for reason in decision.reasons],
        "obligations": list(allowed.obligations) if allowed else [],
        "missing": list(denied.missing) if denied else [],
        "basis": list(allowed.basis) if allowed else [],
        "decision": decision.to_json(),
        "entry": _entry(made),
        "consent_on_record": [{"entry": act.leaf, "act": act.id, "question": act.key} for act in made.on_record],
        "visas": _visas(shown),
    }


def _reason_json(reason: Reason) -> Mapping[str, Json]:
    (sentence,) = told_to_the_person([reason])
    return {**reason.to_json(), "sentence": sentence}


def as_text(made: Made, shown: Evidence, reader: Reader) -> str:
    """Lines: the answer first, then what was given, what is missing, and why."""
    if reader.audience is not None:
        explained = _explained(explain(made.account, reader.audience), reader.language)
        kept = _on_record(made) if reader.may_know_all else ()
        return "\n".join([*explained, *kept, ""])
    recorded = made.recorded
    where = "not recorded" if recorded is None else f"{recorded.payload.log}, entry {recorded.index}"
    answer = _told(made.account)
    return "\n".join([*_answer(made, answer), *_shown(shown), *_why(answer), f"  log         {where}", *_note(), ""])


def _explained(explanation: Explanation, language: Language) -> Iterator[str]:
    yield language.say(explanation.headline)
    for section in explanation.sections:
        yield f"\n{language.say(section.title)}"
        yield from (f"  - {language.say(line)}" for line in section.lines)


def _answer(made: Made, answer: Told) -> Iterator[str]:
    given = answer.given
    left = [item for item in made.account.asked.items if item not in given.items]
    if given.grants:
        yield "Allowed in part." if left else "Allowed."
        yield f"  data        {', '.join(map(_granted, given.grants))}"
        if left:
            yield f"  withheld    {', '.join(left)}"
        yield f"  until       {given.until or 'no end stated'}"
        yield from (f"  obligation  {code}: {naming.obligation(code)}" for code in given.obligations)
    else:
        yield "Refused."
    yield from (f"  missing     {_missing(each)}" for each in answer.missing)


def _granted(grant: Grant) -> str:
    if grant.window == ALL_TIME:
        return grant.item
    spans = (f"from {start or 'any time'} to {end or 'any time'}" for start, end in periods(grant.window))
    return f"{grant.item} ({'; '.join(spans)})"


def _missing(each: str) -> str:
    """What is missing, by its code and in words."""
    what, _, name = each.partition(":")
    words = {"consent": naming.KINDS, "fact": naming.FACTS}.get(what, {})
    return f"{each} ({words.get(name) or naming.document(name)})"


def _on_record(made: Made) -> Iterator[str]:
    for act in made.on_record:
        yield f"  on record   entry {act.leaf}: {act.key}; the given file does not hold it"


def _shown(shown: Evidence) -> Iterator[str]:
    yield from (f"  visa        shows {each.kind} until {each.until}" for each in shown.documents)
    yield from (f"  visa        set aside, for it {each.why}: {each.visa[:SHORT]}…" for each in shown.set_aside)


def _why(answer: Told) -> Iterator[str]:
    yield from (f"  reason      {sentence}" for sentence in answer.reasons)
    yield from (f"  duty        {rule.explanation} ({rule.article})" for rule in answer.duties)


def _note() -> Iterator[str]:
    yield f"  note        {COUNSEL}"
    yield "  explain     add --explain patient, asker or auditor"
