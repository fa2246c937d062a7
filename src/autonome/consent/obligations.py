"""Obligations: what a recipient takes upon itself with the data (GA4GH DUO modifiers, CC BY 4.0; labels are ours).

Some ask for a document before anything is given; one or two cannot be judged by a rule at all, and then nothing is
given; the others bind from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NewType

ObligationCode = NewType("ObligationCode", str)
"""A DUO modifier, such as ``DUO:0000021``."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One obligation.

    Args:
        label: in plain words.
        document: kind of document that must be there first, or "".
        review: whether no rule can tell if it is kept, so that a person must judge; until then nothing is given.
    """

    label: str
    document: str = ""
    review: bool = False


OBLIGATIONS: Final[Mapping[ObligationCode, Obligation]] = {
    ObligationCode(code): obligation
    for code, obligation in {
        "DUO:0000012": Obligation("use within research of an approved type only", review=True),
        "DUO:0000016": Obligation("genetic studies only, none of traits alone"),
        "DUO:0000018": Obligation("only organisations without profit, only uses without profit"),
        "DUO:0000019": Obligation("make the results public"),
        "DUO:0000020": Obligation("work together with the primary investigators", "collaboration-agreement"),
        "DUO:0000021": Obligation("show the approval of an ethics committee", "ethics-approval"),
        "DUO:0000024": Obligation("do not publish before the agreed date"),
        "DUO:0000027": Obligation("use within the approved project only", "project-approval"),
        "DUO:0000029": Obligation("give derived data back"),
        "DUO:0000045": Obligation("only organisations without profit"),
        "DUO:0000046": Obligation("no commercial use"),
        "AUTONOME:no-reidentification": Obligation("do not try to identify anybody"),
        "AUTONOME:no-onward-transfer": Obligation("do not pass on"),
        "AUTONOME:review": Obligation("a person must judge what is permitted", review=True),
    }.items()
}
"""All obligations; unknown ones are refused."""
