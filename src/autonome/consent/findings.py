"""Incidental findings: what may come to light beside what was asked, by category.

A person says of each category whether to be told: yes, no, or not now. That is an act of consent like any other, with
the text that was shown, its signature and its place on the log; the newest act counts. It opens and closes no data:
no atom belongs to it, so that no wish can stand in the way of the right to read one's own record.

Flat on purpose: a broader yes covers no narrower question.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NewType

FindingCode = NewType("FindingCode", str)
"""A category of incidental findings, such as ``carrier-status``."""

FINDINGS: Final[Mapping[FindingCode, str]] = {
    FindingCode("other-medicines"): "how medicines would work that you do not take now",
    FindingCode("treatable-risk"): "a raised risk of an illness that can be prevented or treated",
    FindingCode("untreatable-risk"): "a raised risk of an illness that cannot be prevented or treated today",
    FindingCode("carrier-status"): "what may matter for children whom you have or may have",
    FindingCode("unclear-meaning"): "findings that nobody can explain yet",
}
"""Code → label, in the words of the form."""
