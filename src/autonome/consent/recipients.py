"""Classes of recipients: who may come to hold or see data."""

from typing import Final, NewType

from autonome.consent.taxonomy import Taxonomy, Term

RecipientCode = NewType("RecipientCode", str)
"""A class of recipients, such as ``care-team``."""

RECIPIENTS: Final[Taxonomy[RecipientCode]] = Taxonomy.build(
    "recipient class",
    (
        Term("anyone", "", "anybody"),
        Term("subject", "anyone", "the person whom the data are about"),
        Term("representative", "anyone", "guardian or proxy of the person"),
        Term("relative", "anyone", "a relative"),
        Term("parent", "relative", "mother or father"),
        Term("sibling", "relative", "a sister or brother"),
        Term("child", "relative", "a daughter or son"),
        Term("other-relative", "relative", "any other relative by blood"),
        Term("care", "anyone", "providers of care"),
        Term("care-team", "care", "the team that treats this patient"),
        Term("hospital", "care", "another hospital"),
        Term("clinic", "care", "another clinic or practice"),
        Term("pharmacy", "care", "a pharmacy"),
        Term("clinical-laboratory", "care", "a clinical laboratory"),
        Term("steward", "anyone", "staff of the institution that keep the system"),
        Term("researcher", "anyone", "researchers"),
        Term("non-profit-researcher", "researcher", "researchers of an organisation without profit"),
        Term("academic-researcher", "non-profit-researcher", "researchers of a university or public body"),
        Term("commercial-researcher", "researcher", "researchers of a company"),
        Term("insurer", "anyone", "insurers"),
        Term("health-insurer", "insurer", "a health insurer or health plan"),
        Term("life-insurer", "insurer", "a life insurer"),
        Term("disability-insurer", "insurer", "a disability insurer"),
        Term("long-term-care-insurer", "insurer", "a long-term-care insurer"),
        Term("employer", "anyone", "an employer"),
        Term("authority", "anyone", "public authorities"),
        Term("public-health-authority", "authority", "a public health authority"),
        Term("regulator", "authority", "a regulator or auditor"),
        Term("law-enforcement", "authority", "police, prosecutors and courts"),
    ),
)
"""All classes; unknown ones are refused."""
