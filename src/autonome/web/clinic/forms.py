"""Forms of the clinic's side."""

from __future__ import annotations

from django import forms

from autonome.kernel import Text
from autonome.workflows.keep_patients import LONGEST


class Finding(forms.Form):
    """Whom to find."""

    words = forms.CharField(
        label=Text("Name, number or id"),
        help_text=Text("The whole name, or the whole number such as mrn:12345. Parts of it find nobody."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
