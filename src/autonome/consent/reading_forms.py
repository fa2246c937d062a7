"""Reading a form: its exact text, its questions with what a yes to each permits, and its terms."""

from __future__ import annotations

from typing import Final

from autonome.consent.atoms import Action, Atom, Effect, Kind
from autonome.consent.categories import CATEGORIES
from autonome.consent.findings import FINDINGS, FindingCode
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.members import Members
from autonome.consent.obligations import OBLIGATIONS, ObligationCode
from autonome.consent.purposes import PURPOSES
from autonome.consent.recipients import RECIPIENTS
from autonome.consent.templates import AfterDeath, Question, QuestionId, Template, Terms


def read_template(members: Members) -> Template:
    """Read a template.

    Raises:
        ConsentError: with what is wrong, where, and the mend.
    """
    with members.place():
        template = Template(
            id=members.text("id"),
            version=members.text("version"),
            language=members.text("language"),
            jurisdiction=JURISDICTIONS.code(members.text("jurisdiction")),
            text=members.text("text"),
            questions=tuple(_question(item) for item in members.objects("questions")),
            terms=_terms(members),
        )
    members.done()
    return template


MOST_DAYS: Final = 36_525
"""Longest term read, in days: a hundred years."""


def _days(members: Members, key: str) -> int | None:
    if not members.has(key):
        return None
    days = members.number(key)
    if days > MOST_DAYS:
        raise members.refuse(f"the member {key!r} is more than a hundred years", "correct that member.")
    return days


def _terms(members: Members) -> Terms:
    if not members.has("terms"):
        return Terms()
    inner = members.object("terms")
    terms = Terms(
        days_to_think=_days(inner, "days_to_think") or 0,
        longest_days=_days(inner, "longest_days"),
        after_death=inner.choice("after_death", AfterDeath) if inner.has("after_death") else None,
    )
    inner.done()
    return terms


def _question(members: Members) -> Question:
    name, text = QuestionId(members.text("id")), members.text("text")
    if members.has("finding"):
        question = Question(name, text, finding=_finding(members))
    else:
        question = Question(name, text, tuple(_atom(item) for item in members.objects("atoms")))
    members.done()
    return question


def _finding(members: Members) -> FindingCode:
    code = FindingCode(members.text("finding"))
    if code not in FINDINGS:
        raise members.refuse(f"{code[:60]!r} is no known kind of finding", f"use one of: {', '.join(FINDINGS)}.")
    return code


def _atom(members: Members) -> Atom:
    with members.place():
        atom = Atom(
            effect=Effect.PERMIT,
            purpose=PURPOSES.code(members.text("purpose")),
            category=CATEGORIES.code(members.text("category")),
            recipient=RECIPIENTS.code(members.text("recipient")),
            jurisdiction=JURISDICTIONS.code(members.text("jurisdiction")),
            actions=members.choices("actions", Action),
            recipient_id=members.optional_text("recipient_id"),
            diseases=frozenset(members.texts("diseases", required=False)),
            window=members.period("window"),
            obligations=_obligations(members),
            kinds=members.choices("kinds", Kind),
            commercial=members.optional_flag("commercial"),
        )
    members.done()
    return atom


def _obligations(members: Members) -> tuple[ObligationCode, ...]:
    codes = tuple(ObligationCode(code) for code in members.texts("obligations", required=False))
    for code in codes:
        if code not in OBLIGATIONS:
            raise members.refuse(f"{code[:60]!r} is no known obligation", f"use one of: {', '.join(OBLIGATIONS)}.")
    return codes
