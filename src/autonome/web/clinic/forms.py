"""Forms of the clinic's side."""

from __future__ import annotations

from typing import Final

from django import forms

from autonome.access.explanation import naming
from autonome.access.roles import Role, may_ask
from autonome.consent import CATEGORIES
from autonome.kernel import Text
from autonome.workflows.break_glass import LONGEST_REASON
from autonome.workflows.keep_patients import LONGEST

PURPOSES: Final = ("TREAT", "HQUALIMP", "PATSFTY", "RECORDMGT")
"""That are offered, where the role has a door for them."""

USUAL: Final = ("medications", "allergies", "conditions", "laboratory")
"""Data that are ticked at first: what is looked at before a medicine is prescribed (our own judgement)."""


class Finding(forms.Form):
    """Whom to find."""

    words = forms.CharField(
        label=Text("Name, number or id"),
        help_text=Text("The whole name, or the whole number such as mrn:12345. Parts of it find nobody."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class Reason(forms.Form):
    """Why the glass is broken."""

    reason = forms.CharField(
        label=Text("Why it cannot wait"),
        help_text=Text("The patient reads this, and so does who reviews it."),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def purposes_for(role: Role) -> tuple[tuple[str, str], ...]:
    """Codes of purposes for which a role may ask, with what they are called."""
    return tuple((code, naming.purpose(code)) for code in PURPOSES if may_ask(role, code))


def kinds_of_data(ticked: tuple[str, ...] = USUAL) -> tuple[tuple[str, str, bool], ...]:
    """Every leaf of the data tree: code, what it is called, whether it is ticked."""
    return tuple((str(leaf), naming.label(CATEGORIES, leaf), leaf in ticked) for leaf in CATEGORIES.leaves("record"))


def chosen(values: list[str]) -> tuple[str, ...]:
    """The kinds of data that a form names; what is none is passed over."""
    return tuple(str(leaf) for leaf in CATEGORIES.leaves("record") if leaf in values)
