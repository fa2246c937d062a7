"""FHIRPath, as far as the invariants of R4 and of the genomics guide need it.

- `syntax`: text to a tree (`parse`)
- `evaluation`: paths, operators and three-valued logic over `tree.Node`
- `functions`: the functions by name
- `values`: equality and order, also of dates with different precision
- `errors`: why an expression has no answer
"""

from autonome.fhir.validate.fhirpath.errors import ExhaustedError, UndeterminedError, UnsupportedError
from autonome.fhir.validate.fhirpath.evaluation import Evaluation, Frame, Work
from autonome.fhir.validate.fhirpath.functions import FUNCTIONS, unsupported
from autonome.fhir.validate.fhirpath.syntax import parse

__all__ = [
    "FUNCTIONS",
    "Evaluation",
    "ExhaustedError",
    "Frame",
    "UndeterminedError",
    "UnsupportedError",
    "Work",
    "parse",
    "unsupported",
]
