"""What ``autonome decide`` prints: one JSON object, or lines for somebody in a hurry."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autonome.access import Allowed, Reason, told, told_to_the_person
from autonome.access.explanation import Account, Audience, Explanation, explain, given_by, naming, told_to_asker
from autonome.access.passports import Evidence
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
        audience: who is told, or None for whoever keeps the acts and runs the command.
        language: that an explanation is said in; an auditor reads English.
    """

    audience: Audience | None
    language: Language


def as_json(made: Made, shown: Evidence, reader: Reader) -> str:
    """One object; for an asker it holds nothing that an asker may not know."""
    value = _asker_json(made.account) if reader.audience is Audience.ASKER else _whole_json(made, shown)
    if reader.audience is not None:
        explanation = explain(made.account, reader.audience)
        value["explanation"] = {**explanation.to_json(reader.language.say), "language": reader.language.html}
    return json.dumps(value, ensure_ascii=True) + "\n"


def _asker_json(account: Account) -> dict[str, Json]:
    answer = told_to_asker(account.asked, given_by(account.decision))
    return {
        "effect": "allowed" if answer.given.grants else "denied",
        "reasons": [{"sentence": str(sentence)} for sentence in answer.reasons],
        "obligations": list(answer.given.obligations),
        "missing": list(answer.missing),
        "basis": [],
        "grants": [grant.to_json() for grant in answer.given.grants],
        "until": None if answer.given.until is None else str(answer.given.until),
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
        "told": list(told(decision.reasons)),
        "decision": decision.to_json(),
        "entry": None if made.recorded is None else made.recorded.index,
        "consent_on_record": [{"entry": act.leaf, "act": act.id, "question": act.key} for act in made.on_record],
        "visas": {
            "documents": [document.to_json() for document in shown.documents],
            "set_aside": [{"visa": each.visa, "why": each.why} for each in shown.set_aside],
        },
    }


def _reason_json(reason: Reason) -> Mapping[str, Json]:
    (sentence,) = told_to_the_person([reason])
    return {**reason.to_json(), "sentence": sentence}


def as_text(made: Made, shown: Evidence, reader: Reader) -> str:
    """Lines: the answer first, then what was given, what is missing, and why."""
    if reader.audience is not None:
        return "\n".join([*_explained(explain(made.account, reader.audience), reader.language), ""])
    recorded = made.recorded
    where = "not recorded" if recorded is None else f"{recorded.payload.log}, entry {recorded.index}"
    return "\n".join([*_answer(made), *_shown(made, shown), *_why(made), f"  log         {where}", *_note(), ""])


def _explained(explanation: Explanation, language: Language) -> Iterator[str]:
    yield language.say(explanation.headline)
    for section in explanation.sections:
        yield f"\n{language.say(section.title)}"
        yield from (f"  - {language.say(line)}" for line in section.lines)


def _answer(made: Made) -> Iterator[str]:
    decision, account = made.decision, made.account
    left = [item for item in account.asked.items if item not in account.granted]
    if isinstance(decision, Allowed):
        yield "Allowed in part." if left else "Allowed."
        yield f"  data        {', '.join(account.granted)}"
        if left:
            yield f"  withheld    {', '.join(left)}"
        yield f"  until       {decision.until or 'no end stated'}"
        yield from (f"  obligation  {code}: {naming.obligation(code)}" for code in decision.obligations)
        return
    yield "Refused."
    yield from (f"  missing     {_missing(each)}" for each in decision.missing)


def _missing(each: str) -> str:
    """What is missing, by its code and in words."""
    what, _, name = each.partition(":")
    words = {"consent": naming.KINDS, "fact": naming.FACTS}.get(what, {})
    return f"{each} ({words.get(name) or naming.document(name)})"


def _shown(made: Made, shown: Evidence) -> Iterator[str]:
    for act in made.on_record:
        yield f"  on record   entry {act.leaf}: {act.key}; the given file does not hold it"
    yield from (f"  visa        shows {each.kind} until {each.until}" for each in shown.documents)
    yield from (f"  visa        set aside, for it {each.why}: {each.visa[:SHORT]}…" for each in shown.set_aside)


def _why(made: Made) -> Iterator[str]:
    yield from (f"  reason      {sentence}" for sentence in told(made.decision.reasons))
    yield from (f"  duty        {duty.sentence} ({duty.article})" for duty in made.decision.duties)


def _note() -> Iterator[str]:
    yield f"  note        {COUNSEL}"
    yield "  explain     add --explain patient, asker or auditor"
