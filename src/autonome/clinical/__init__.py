"""The health record: facts about one patient that are not their genome.

Read in this order:

- `patients`: whom the record is about (`Patient`); a name only as a label to show
- `dates`: `PartialDate`, never more precise than written
- `concepts`: words and codes for one idea (`Concept`, `Coding`)
- `medications`: `MedicationOrder`, what was written about one medicine
- `standing`: whether such an entry still counts as of an instant (`standing_of`)
- `records`: `HealthRecord`, with everything that was left out and why
- `sources`, `errors`: where a thing stands; what can be wrong

Values only. Reading FHIR is `autonome.fhir`; which ingredient an order means is decided in `autonome.plan`.
"""

from autonome.clinical.concepts import ATC, RXNORM, SNOMED_CT, Coding, Concept
from autonome.clinical.dates import DateRange, PartialDate, Precision
from autonome.clinical.errors import RecordError
from autonome.clinical.medications import Ingredient, Intent, MedicationOrder, OrderKind, OrderStatus
from autonome.clinical.patients import AdministrativeSex, Patient
from autonome.clinical.records import HealthRecord, LeftOut, QualityNote, RecordItem
from autonome.clinical.sources import Source
from autonome.clinical.standing import Standing, StandingDecision, standing_of

__all__ = [
    "ATC",
    "RXNORM",
    "SNOMED_CT",
    "AdministrativeSex",
    "Coding",
    "Concept",
    "DateRange",
    "HealthRecord",
    "Ingredient",
    "Intent",
    "LeftOut",
    "MedicationOrder",
    "OrderKind",
    "OrderStatus",
    "PartialDate",
    "Patient",
    "Precision",
    "QualityNote",
    "RecordError",
    "RecordItem",
    "Source",
    "Standing",
    "StandingDecision",
    "standing_of",
]
