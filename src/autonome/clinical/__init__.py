"""The health record: facts about one patient that are not their genome.

Read in this order:

- `patients`: whom the record is about (`Patient`); a name only as a label to show
- `dates`, `spans`: `PartialDate`, never more precise than written; `Span`, also an age or words
- `concepts`: words and codes for one idea (`Concept`, `Coding`); `assertions`: *none known* is not *none said*
- `quantities`, `units`: a number with its unit as written (`Quantity`), and exact conversion with dimensions checked
- `medications`: `MedicationOrder`, what was written about one medicine; `standing`: whether it still counts
- `observations`: `Observation`; `finding_kinds`, `findings`: what it means for a plan (`Finding`), or why it does not
- `conditions`, `allergies`, `family`, `procedures`, `goals`: the other kinds of entry
- `records`: `HealthRecord`, with everything that was left out and why
- `sources`, `texts`, `errors`: where a thing stands; foreign text made safe; what can be wrong

Values only. Reading FHIR is `autonome.fhir`, reading HL7 v2 is `autonome.hl7`; which ingredient an order means is
decided in `autonome.plan`.
"""

from autonome.clinical.allergies import Allergy, Criticality, Reaction
from autonome.clinical.assertions import Assertion
from autonome.clinical.concepts import ATC, ICD_10, ICD_10_CM, LOINC, RXNORM, SNOMED_CT, UCUM, Coding, Concept
from autonome.clinical.conditions import ClinicalStatus, Condition, Verification
from autonome.clinical.dates import DateRange, PartialDate, Precision
from autonome.clinical.errors import RecordError, UnusableError
from autonome.clinical.family import Death, FamilyHistory, HistoryStatus, RelativeCondition
from autonome.clinical.finding_kinds import FindingKind
from autonome.clinical.findings import Amount, Finding, Unusable, findings_of, latest_first
from autonome.clinical.goals import Goal, GoalStatus, Target, Voice
from autonome.clinical.medications import Ingredient, Intent, MedicationOrder, OrderKind, OrderStatus
from autonome.clinical.observations import Absence, Component, Observation, ObservationStatus, UnreadValue, Value
from autonome.clinical.patients import AdministrativeSex, Patient
from autonome.clinical.procedures import Procedure, ProcedureStatus
from autonome.clinical.quantities import Comparator, Quantity, QuantityRange
from autonome.clinical.records import HealthRecord, LeftOut, QualityNote, RecordItem
from autonome.clinical.sources import Source
from autonome.clinical.spans import Span
from autonome.clinical.standing import Standing, StandingDecision, standing_of

__all__ = [
    "ATC",
    "ICD_10",
    "ICD_10_CM",
    "LOINC",
    "RXNORM",
    "SNOMED_CT",
    "UCUM",
    "Absence",
    "AdministrativeSex",
    "Allergy",
    "Amount",
    "Assertion",
    "ClinicalStatus",
    "Coding",
    "Comparator",
    "Component",
    "Concept",
    "Condition",
    "Criticality",
    "DateRange",
    "Death",
    "FamilyHistory",
    "Finding",
    "FindingKind",
    "Goal",
    "GoalStatus",
    "HealthRecord",
    "HistoryStatus",
    "Ingredient",
    "Intent",
    "LeftOut",
    "MedicationOrder",
    "Observation",
    "ObservationStatus",
    "OrderKind",
    "OrderStatus",
    "PartialDate",
    "Patient",
    "Precision",
    "Procedure",
    "ProcedureStatus",
    "QualityNote",
    "Quantity",
    "QuantityRange",
    "Reaction",
    "RecordError",
    "RecordItem",
    "RelativeCondition",
    "Source",
    "Span",
    "Standing",
    "StandingDecision",
    "Target",
    "UnreadValue",
    "Unusable",
    "UnusableError",
    "Value",
    "Verification",
    "Voice",
    "findings_of",
    "latest_first",
    "standing_of",
]
