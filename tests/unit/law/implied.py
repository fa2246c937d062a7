"""Parts of conditions that follow from other parts of the same rule, and why."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.law import Deed
from tests.unit.law.near import ASKED_FOR, CHANGED, PROCESSED

WHO = '"by the person concerned or by a mandate on record"'
OWN = f'{{"not": {{"all": [{WHO}, {{"use within": ["own-request"]}}, {{"deed": ["collect", "use"]}}]}}}}'
OWN_PARTS = frozenset(
    {
        OWN,
        f"not {WHO}",
        'not {"use within": ["own-request"]}',
        'not {"deed": ["collect", "use"]}',
        "not use own-request",
        "not deed collect",
        "not deed use",
    }
)
DONE = '{"deed": ["collect", "disclose", "export", "publish", "train", "use"]}'
ASKED = '{"deed": ["account", "correct", "erase", "object", "port", "restrict"]}'
JUST_COLLECTED = frozenset(
    {DONE, *(f"deed {deed}" for deed in PROCESSED - {Deed.COLLECT}), "not deed use", 'not {"deed": ["collect", "use"]}'}
)

IMPLIED: Mapping[str, frozenset[str]] = {
    # Who hands data on does not read them; the article names the exception all the same.
    **dict.fromkeys(("CN-PIPL-25", "CN-CC-1038", "CN-CC-1226"), OWN_PARTS),
    # A person's own reading is care.
    "CN-BSL-59": OWN_PARTS,
    "CN-DSL-21/24/31": OWN_PARTS,
    "CN-HGR-Rules2023-2": OWN_PARTS,
    "CN-HGR-Reg-7/12/28/collect": OWN_PARTS | JUST_COLLECTED | {f'{{"all": [{DONE}, {OWN}]}}'},
    # What is collected is processed.
    **dict.fromkeys(("EU-GDPR-13/14", "EU-GDPR-13/14/indirect", "CN-PIPL-17"), JUST_COLLECTED),
    # Whoever publishes gives to foreign parties, foreign or not.
    # And what a foreign party collects is no gift to it: emergency or not.
    **dict.fromkeys(
        ("CN-BSL-57", "CN-BSL-57/until-2024", "CN-HGR-Reg-7/12/28/review"),
        frozenset({"deed publish", "not deed collect"}),
    ),
    # What a foreign party uses here, or hands on here, is not taken.
    **dict.fromkeys(
        ("CN-BSL-56-foreign", "CN-HGR-Reg-7/12/28/foreign"), frozenset({"not deed use", "not deed disclose"})
    ),
    # What narrows the deeds further.
    "US-HIPAA-524/528/accounting": frozenset({ASKED, *(f"deed {deed}" for deed in ASKED_FOR - {Deed.ACCOUNT})}),
    "EU-GDPR-15-22/recipients": frozenset({ASKED, *(f"deed {deed}" for deed in ASKED_FOR - CHANGED)}),
}
"""Parts that follow from the others, and why: left in the rules for whoever compares them with the article."""
