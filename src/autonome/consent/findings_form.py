"""The form that asks what a person wants to be told, should it come to light: one question for each kind of finding.

Like every shipped form it is known by its digest: a changed word is a new version.
"""

from __future__ import annotations

from typing import Final

from autonome.consent.findings import FINDINGS
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.templates import Question, QuestionId, Template

FINDINGS_TEXT: Final = """\
What I want to be told

Looking at genes can show things that nobody was looking for. This form asks which of them you want to know.

Who asks: the team that treats you.
What: five kinds of such findings. Each has its own question. You can say yes, no, or not now.
Yes: you are told when something of that kind is found, in a talk, with time for questions.
No: you are not told. It does not stand on the page that is written for you.
Not now: you are not told now, and you are asked again later.

If you do not answer, nobody takes it for a yes: you are asked.
You can change every answer at any time. The newest one counts.

What matters for a medicine that you take, or that is considered for you, is always told: it keeps you safe.
Your answers do not change who may use your data. They take nothing away from your right to read your own record.
The team that treats you may see a finding that you chose not to be told, and sees your answer beside it.

Some findings matter for your relatives too. Whether they are told is yours to decide.
Ask until you understand. You can take time to think before you sign.
"""
"""Exact text of the form on incidental findings, English, version 1."""

FINDINGS_FORM: Final = Template(
    id="findings",
    version="1",
    language="en",
    jurisdiction=JURISDICTIONS.code("world"),
    text=FINDINGS_TEXT,
    questions=tuple(
        Question(QuestionId(code), f"Do you want to be told: {label}?", finding=code)
        for code, label in FINDINGS.items()
    ),
)
"""What the person wants to be told of incidental findings, category by category."""
