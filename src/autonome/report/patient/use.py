"""Who used the data for this page, what for, and on which log that stands: what the permit says, in plain words.

The plan does not hold it, because it is true of one act and not of the advice. The act hands it in; without it the page
says nothing of it, and claims nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.kernel import Text
from autonome.report.patient.sentences import Plain

PURPOSES: Mapping[str, Plain] = {
    "TREAT": Plain("your treatment"),
    "CAREMGT": Plain("planning your care"),
    "COC": Plain("care that goes on from one place to the next"),
    "CLINTRL": Plain("treatment in a study"),
    "ETREAT": Plain("treatment in an emergency"),
    "BTG": Plain("treatment in an emergency"),
    "ERTREAT": Plain("treatment in an emergency"),
    "HRESCH": Plain("research"),
    "PATRQT": Plain("a wish of your own"),
}
"""By code of HL7 PurposeOfUse."""

ANOTHER_PURPOSE = Plain("another purpose ({code})")


UNNAMED = frozenset({"", "local"})
"""No organisation, and the one that a program on somebody's own computer gives (`cli.plan`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """The use of data that made the page. All names are untrusted: screens escape them.

    Args:
        actor: who used the data.
        organisation: for which, or "".
        purpose: HL7 PurposeOfUse, such as ``TREAT``.
        log: name of the log that the use stands on.
    """

    actor: str
    organisation: str
    purpose: str
    log: str

    @property
    def is_a_place(self) -> bool:
        """Whether a place is named that a patient could turn to; what stands in for none is no place."""
        return self.organisation not in UNNAMED


def purpose_of(use: Use) -> Text:
    """What for, in plain words."""
    return PURPOSES[use.purpose].of() if use.purpose in PURPOSES else ANOTHER_PURPOSE.of(code=use.purpose)
