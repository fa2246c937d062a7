"""The shelf: shipped forms by name, each read when it is first asked for.

Most commands need one form or none, and `autonome plan` should not pay for thirty; so a form's module is imported when
its name is looked up. What stands on the shelf is listed here, and a test holds the list against the modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from autonome.consent.forms.languages import LANGUAGES
from autonome.consent.templates import Template

if TYPE_CHECKING:  # a command that needs no form reads nothing of them
    from autonome.consent.forms.form import Form

VERSIONS: Final = (
    "treatment/3", "findings/2", "care-sharing/1", "research-broad/1", "research-tiered/1", "research-disease/1",
    "biobank/1", "trial-contact/1", "family-disclosure/1",
)  # fmt: skip
"""``id/version`` of every form with a module of its own."""

ABOUT: Final[Mapping[str, str]] = {
    "treatment": "use of a patient's data by the team that treats the patient",
    "findings": "which incidental findings a person wants to be told (secondary findings)",
    "care-sharing": "sharing with other institutions that treat the patient, and with pharmacies, by kind of data",
    "research-broad": "research of any kind, by kind of data",
    "research-tiered": "research by purpose and by kind of data, sensitive parts of the record one by one",
    "research-disease": "research on named groups of diseases and on nothing else",
    "biobank": "keeping what is learned from a sample, its later use, and asking the person again",
    "trial-contact": "looking for clinical trials that might suit a person, and asking the person",
    "family-disclosure": "telling relatives at risk: which of them, of what, through whom",
}
"""Id of each form → what it is for."""


class Shelf(Mapping[str, Template]):
    """Templates by name: those given, and those of the modules.

    Not a frozen value: it keeps what it read. What a name means never changes.
    """

    __slots__ = ("_given", "_read")

    def __init__(self, given: Mapping[str, Template], read: dict[str, Template] | None = None) -> None:
        """Put templates beside those of the modules.

        Args:
            given: by name; they lead.
            read: templates of the modules that were read already.
        """
        self._given = dict(given)
        self._read = {} if read is None else read

    @classmethod
    def of(cls, templates: Iterable[Template]) -> Shelf:
        """Put templates on it, each under its own name."""
        return cls({template.name: template for template in templates})

    def beside(self, own: Mapping[str, Template]) -> Shelf:
        """Return a shelf on which somebody's own templates stand too."""
        return Shelf({**self._given, **own}, self._read)

    def __getitem__(self, name: str) -> Template:
        """Return a template.

        Raises:
            KeyError: none has this name.
        """
        if name in self._given:
            return self._given[name]
        if name not in self._read:
            version, _, language = name.rpartition("/")
            if version not in VERSIONS or language not in LANGUAGES:
                raise KeyError(name)
            self._read[name] = read_form(version).template(language)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """All names; those given come first."""
        yield from self._given
        later = (f"{version}/{language}" for version in VERSIONS for language in LANGUAGES)
        yield from (name for name in later if name not in self._given)

    def __len__(self) -> int:
        """How many."""
        return sum(1 for _ in self)


def read_form(version: str) -> Form:  # noqa: PLR0911 - one line of a table for each form
    """Return a form in all its languages; its module is read now, and not before.

    Args:
        version: ``id/version``, one of `VERSIONS`.

    Raises:
        KeyError: no module holds it.
    """
    match version:
        case "treatment/3":
            from autonome.consent.forms import treatment  # noqa: PLC0415

            return treatment.FORM
        case "findings/2":
            from autonome.consent.forms import findings  # noqa: PLC0415

            return findings.FORM
        case "care-sharing/1":
            from autonome.consent.forms import care_sharing  # noqa: PLC0415

            return care_sharing.FORM
        case "research-broad/1":
            from autonome.consent.forms import research_broad  # noqa: PLC0415

            return research_broad.FORM
        case "research-tiered/1":
            from autonome.consent.forms import research_tiered  # noqa: PLC0415

            return research_tiered.FORM
        case "research-disease/1":
            from autonome.consent.forms import research_disease  # noqa: PLC0415

            return research_disease.FORM
        case "biobank/1":
            from autonome.consent.forms import biobank  # noqa: PLC0415

            return biobank.FORM
        case "trial-contact/1":
            from autonome.consent.forms import trial_contact  # noqa: PLC0415

            return trial_contact.FORM
        case "family-disclosure/1":
            from autonome.consent.forms import family_disclosure  # noqa: PLC0415

            return family_disclosure.FORM
    raise KeyError(version)
