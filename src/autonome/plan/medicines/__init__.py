"""What the record's medicines mean: which ingredients an entry's words name, which entries count, what a dose is.

Read in this order: `drug_text` (words beside a name that turn it round), `recognition` (a name, its salts, brands and
combinations), `recorded` (every entry of the record in one of three groups), `doses` (a calculated dose as a value).
"""

from autonome.plan.medicines.recognition import Recogniser
from autonome.plan.medicines.recorded import MedicationReview, review_medications

__all__ = ["MedicationReview", "Recogniser", "review_medications"]
