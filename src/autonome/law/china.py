"""China: the pack of its rules, by statute in `china_information` and `china_care_and_genes`."""

from typing import Final

from autonome.law.china_care_and_genes import CARE, GENES, IMPORTANT_DATA
from autonome.law.china_information import ABROAD, CONSENT, GROUNDS, HANDLER, PERSON
from autonome.law.rules import Pack

CHINA: Final = Pack(
    "China: PIPL, Civil Code, Biosecurity Law, Data Security Law",
    (*GENES, *GROUNDS, *PERSON, *CONSENT, *ABROAD, *HANDLER, *CARE, *IMPORTANT_DATA),
    {
        "CN-PIPL-13, other grounds": "contract, legal duty, the press and published data are not relied upon",
        "CN-PIPL-14, change of purpose": "a changed purpose is a new template here, and asks again",
        "CN-CAC-2024, exemptions": "but for emergencies: small exports, contracts and free trade zones still ask",
        "CN-PIPL-44": "whether a restriction yields to an emergency is not said; here it does not",
        "CN-CC-1038, anonymised data": "that nobody can ever be recognised is not taken on anybody's word",
        "CN-CC-1219, relatives in place of a patient": "who consents for whom is part of the act of consent",
        "material, as apart from data": "organs, tissue and cells are outside this program",
        "state secrets, provincial and industry rules": "not encoded",
    },
)
"""Rules of China."""
