"""Jurisdictions: where a use takes place, and so which law governs it.

Only places with a rule pack are here. A request from elsewhere is refused as unknown, for nobody has said what the law
of that place forbids. Codes: ISO 3166-1 alpha-2; the European Economic Area as one, for the GDPR applies in all of it.
"""

from typing import Final, NewType

from autonome.consent.taxonomy import Taxonomy, Term

JurisdictionCode = NewType("JurisdictionCode", str)
"""A jurisdiction, such as ``US``."""

_EEA_MEMBERS = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
"""Member states of the EU and Iceland, Liechtenstein and Norway, as of 2024."""

JURISDICTIONS: Final[Taxonomy[JurisdictionCode]] = Taxonomy.build(
    "jurisdiction",
    (
        Term("world", "", "every place with a rule pack"),
        Term("US", "world", "United States"),
        Term("CN", "world", "China (mainland)"),
        Term("ID", "world", "Indonesia"),
        Term("EEA", "world", "European Economic Area", ("EU",)),
        *(Term(code, "EEA", f"{code}, a member of the European Economic Area") for code in _EEA_MEMBERS),
    ),
)
"""All jurisdictions with a rule pack; unknown ones are refused."""
