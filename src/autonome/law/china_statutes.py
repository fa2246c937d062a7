"""China: the statutes that its rules stand in, with their dates and how they were read."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.drafting import Statute
from autonome.law.rules import Check

_TEXT = "statute text (LawRefBook/Laws, commit 2f4c5c2)"
_RELEASED = "yyjob.cn and rfnc.com.cn, reprints of the release of 2024-03-22"

PIPL: Final = Statute("CN", "PIPL", Instant.parse("2021-11-01"), Check.STATUTE, _TEXT)
"""Personal Information Protection Law; Art. 74."""

CIVIL_CODE: Final = Statute("CN", "Civil Code", Instant.parse("2021-01-01"), Check.STATUTE, _TEXT)
"""Art. 1260."""

BIOSECURITY: Final = Statute("CN", "Biosecurity Law", Instant.parse("2021-04-15"), Check.STATUTE, _TEXT)
"""Art. 88."""

HEALTH_AUTHORITY_SINCE: Final = Instant.parse("2024-04-26")
"""From when the Biosecurity Law names the health authority in place of the one for science and technology."""

DATA_SECURITY: Final = Statute("CN", "Data Security Law", Instant.parse("2021-09-01"), Check.STATUTE, _TEXT)
"""Art. 55."""

DOCTORS: Final = Statute("CN", "Law on Doctors", Instant.parse("2022-03-01"), Check.STATUTE, _TEXT)
"""Art. 67."""

GENETIC_RESOURCES: Final = Statute(
    "CN",
    "Human Genetic Resources Regulations",
    Instant.parse("2019-07-01"),
    Check.UNCHECKED,
    "fact table; of Decree 717 only Art. 1 to 4 and the dates were read",
)
"""Decree 717, amended by Decree 777 of 2024."""

GENETIC_RESOURCES_RULES: Final = Statute(
    "CN",
    "Implementing Rules on Human Genetic Resources",
    Instant.parse("2023-07-01"),
    Check.COMMENTARY,
    "jianbiaoku.com 171848; flfgdq.cn",
)
"""Of the ministry, 2023."""

CROSS_BORDER: Final = Statute(
    "CN",
    "Provisions on Cross-Border Data Flows",
    Instant.parse("2024-03-22"),
    Check.COMMENTARY,
    _RELEASED,
)
"""Of the Cyberspace Administration."""

PIPL_ABROAD: Final = PIPL.between(CROSS_BORDER.since).read(Check.STATUTE, f"{_TEXT}; of the Provisions: {_RELEASED}")
"""On what leaves, with what the Provisions exempt (Art. 38(4): other conditions that the Administration sets)."""

PIPL_ABROAD_BEFORE: Final = PIPL.between(PIPL.since, CROSS_BORDER.since)
"""On what leaves, before them."""
