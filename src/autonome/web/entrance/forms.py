"""Forms of the entrance. Their labels are the project's own sentences; what Django finds wrong is in its own words."""

from __future__ import annotations

from django import forms

from autonome.kernel import Text
from autonome.web.accounts.models import LONGEST_NAME
from autonome.web.accounts.proving import LONGEST_PASSWORD

LONGEST_CODE = 40


class _Proof(forms.Form):
    password = forms.CharField(
        label=Text("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=Text("Code"),
        help_text=Text("The six digits that your authenticator app shows, or a recovery code."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput())
    undone = forms.CharField(required=False, widget=forms.HiddenInput())


class Proving(_Proof):
    """Password and code of who is signed in."""


class SigningIn(_Proof):
    """Name, password and code."""

    name = forms.CharField(
        label=Text("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("name", "password", "code")


class NewPassword(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=Text("New password"),
        help_text=Text("At least 12 characters. Four words that do not belong together are good."),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=Text("New password, once more"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def is_same(self) -> bool:
        """Whether both are the same; else the form says so."""
        same = bool(self.cleaned_data["password"] == self.cleaned_data["again"])
        if not same:
            self.add_error(None, Text("The two passwords differ."))
        return same


class Enrolling(NewPassword):
    """The code that a steward handed over, and a password."""

    name = forms.CharField(
        label=Text("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=Text("Enrolment code"),
        help_text=Text("The letters and digits that you were handed. They count once."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ("name", "code", "password", "again")


class Shown(forms.Form):
    """What the authenticator app shows, once it knows the secret."""

    sealed = forms.CharField(widget=forms.HiddenInput())
    digits = forms.CharField(
        label=Text("Code"),
        help_text=Text("The six digits that the app shows now."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
