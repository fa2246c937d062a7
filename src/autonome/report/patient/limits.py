"""What the page does not tell, in plain words: medicines that could not be checked, and the limits of the plan."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.kernel import Text
from autonome.plan.values import Left, LeftOut, Limit
from autonome.report.patient.sentences import Plain, once

LIMITS: Mapping[str, Plain] = {
    "co-medication": Plain("Only a few ways were looked at in which one medicine can change another."),
    "clinical-state": Plain("Only some rules on illnesses, kidneys, liver, weight and allergies were used."),
    "known-alleles": Plain("Rare or new gene changes were not looked for."),
    "releases": Plain("Knowledge grows: what came out after this plan is not in it."),
    "knowledge-after-as-of": Plain("This plan is for an earlier day, when less may have been known."),
    "assumed-reference": Plain("Some parts of genes were not read, and were counted as usual all the same."),
    "cftr-variants": Plain("More gene changes may be on the list for your cystic fibrosis medicine today."),
    "age": Plain("Your record gives no date of birth, so advice for your age could not be chosen."),
    "consent": Plain("You did not agree to the use of some parts of your record, so they were not looked at."),
    "consent-not-asked": Plain("No consent form asks about some parts of your record, so they were not looked at."),
    "medicines-not-seen": Plain(
        "The list of your medicines was not shared, so nobody looked at what they do together."
    ),
    "no-allergies": Plain("Your record says nothing about allergies."),
    "no-conditions": Plain("Your record says nothing about illnesses."),
    "allergies-unknown": Plain("Your record names an allergy that the program does not know."),
    "allergies-unread": Plain("Your record says something about an allergy that the program could not read for sure."),
    "conditions-unknown": Plain("Your record names illnesses that the program does not know."),
    "observations-not-used": Plain("Some test results in your record are of kinds that this page does not use."),
    "record-not-read": Plain("Some parts of your health record were not read."),
    "record-not-usable": Plain("Some parts of your health record could not be used."),
    "record-repeated": Plain("Some parts of your health record are there more than once, and count once."),
    "record-notes": Plain("Some parts of your health record may not be right."),
}
"""By id of the plan's limit."""

NAMED: Mapping[str, Plain] = {
    "allergies-unknown": Plain("Your record names an allergy that the program does not know: {words}."),
    "allergies-unread": Plain("The program could not read for sure what your record says about an allergy: {words}."),
    "conditions-unknown": Plain("Your record names illnesses that the program does not know: {words}."),
}
"""The same, where the limit holds the record's own words."""

SAID_ELSEWHERE = frozenset({"clinician-review"})
"""Limits that are nothing which was not looked at: said at the top of the page, and under what the page is."""

ONE_MORE = Plain("There are more limits, which stand in the plan for your doctor.")

WHY: Mapping[Left, Plain] = {
    Left.CONFLICTING: Plain("Your record says two different things about it, so it was not checked."),
    Left.UNRECOGNISED: Plain("The program does not know it, so it was not checked."),
    Left.UNREADABLE: Plain("This part of your record could not be read, so it was not checked."),
    Left.INACTIVE: Plain("Your record says that you do not take it now, so it was not checked."),
}
"""Why a medicine was not checked."""

NOT_CHECKED_AT_ALL = Plain("Not checked does not mean that it suits you.")


def limits_in_plain_words(limits: tuple[Limit, ...]) -> tuple[Text, ...]:
    """Each limit of the plan as a patient reads it; one that has no words here is not dropped silently."""
    ordered = sorted(limits, key=lambda limit: limit.id not in LIMITS)
    return once(_said(limit) for limit in ordered if limit.id not in SAID_ELSEWHERE)


def _said(limit: Limit) -> Text:
    words = limit.text.values.get("words", "") if isinstance(limit.text, Text) else ""
    return NAMED[limit.id].of(words=words) if words and limit.id in NAMED else LIMITS.get(limit.id, ONE_MORE).of()


def why_left_out(left: LeftOut) -> Text:
    """Why a medicine was not checked."""
    return WHY[left.why].of()
