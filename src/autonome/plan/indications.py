"""What the record says a medicine may be given for, where a guideline has a statement for each such illness.

A recorded stroke chooses among statements that ask for the same the one for strokes; it never makes a consequence
milder, and a statement for others stays. Whether the medicine is given for it, a clinician has to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from autonome.plan.facts.state import ClinicalState, Matched

STROKE, HEART_ATTACK, BLEEDING = "stroke-tia", "acute-mi", "intracranial-haemorrhage"
"""Conditions of the bundle."""

_BY_BLEEDING = ("haemorrhag", "hemorrhag", "bleed")


def indications_of(state: ClinicalState) -> Mapping[str, tuple[str, ...]]:
    """Population code → what the record surely holds of it, in its words.

    Only what CPIC's codes for clopidogrel (2022) name: an ischaemic stroke or TIA at any time, and an acute coronary
    syndrome as an infarction that is coded or named as acute. Stents are in codes that the bundle does not know.
    """
    bled = {each.source for each in state.ever.get(BLEEDING, ())}
    found = {
        "NVI": tuple(e.text for e in state.ever.get(STROKE, ()) if e.source not in bled and _is_ischaemic(e)),
        "CVI ACS PCI": tuple(each.text for each in state.present.get(HEART_ATTACK, ()) if each.sure),
    }
    return {code: words for code, words in found.items() if words}


def _is_ischaemic(entry: Matched) -> bool:
    return entry.sure and not any(word in entry.text.lower() for word in _BY_BLEEDING)
