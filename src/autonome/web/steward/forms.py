"""Forms of the stewards' side."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from autonome.access.roles import Role
from autonome.kernel import Text
from autonome.web.roles import ROLES
from autonome.workflows.review_emergencies import LONGEST_FINDING

LONGEST_NAME: Final = 150
LONGEST_SHOWN: Final = 200

NO_NAME: Final = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})


class RoleChoice(forms.ChoiceField):
    """A role; said in the reader's language by the template."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(choices=[(role.value, role.value) for role in Role], **more)


class NewAccount(forms.Form):
    """Somebody who shall have an account."""

    name = forms.CharField(
        label=Text("Account"),
        help_text=Text("Small letters and digits, parted by one of . _ -"),
        max_length=LONGEST_NAME,
        widget=NO_NAME,
    )
    shown = forms.CharField(label=Text("Name, for people to read"), max_length=LONGEST_SHOWN, required=False)
    role = RoleChoice()
    subject = forms.CharField(
        label=Text("For a patient: the id in this node"), max_length=LONGEST_SHOWN, required=False, widget=NO_NAME
    )


class NewPartner(forms.Form):
    """An institution that shall be a partner."""

    card = forms.FileField(label=Text("The partner's card"))
    fingerprint = forms.CharField(
        label=Text("Fingerprint, as they read it to you"),
        help_text=Text("Eight words. Leave it empty for a new card of who is a partner already."),
        max_length=LONGEST_SHOWN,
        required=False,
        widget=NO_NAME,
    )


class Finding(forms.Form):
    """What a review found."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    finding = forms.CharField(
        label=Text("What you found"), max_length=LONGEST_FINDING, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def roles_in_words() -> list[tuple[str, Text]]:
    """Every role with what it is called."""
    return [(role.value, ROLES[role]) for role in Role]
