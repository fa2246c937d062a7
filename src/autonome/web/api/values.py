"""What is sent to the API and what it tells: strict where it is sent, documented where it is told."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from autonome.workflows.ask_and_answer import LONGEST as LONGEST_WORDS
from autonome.workflows.keep_patients import LONGEST

LARGEST_NUMBER: Final = 2**53 - 1
"""That every reader of JSON keeps exact (RFC 8259, section 6)."""

PLAIN: Final = r"^[^\x00-\x1f\x7f]*$"
"""One line."""

LINES: Final = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
"""Lines and tabs."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=PLAIN)]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_WORDS, pattern=LINES, examples=["May I wait?"])]
PatientId = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=r"^[!-~]+$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9.-]*$")]
Number = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]


class Sent(BaseModel):
    """What a program sends: no member more than is described, none of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Told(BaseModel):
    """What is told."""


class Problem(Told):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    entry: int | None = None


class Done(Told):
    """It is done, and stands on the log."""

    entry: int | None = Field(description="place on the log; null where it has none of its own")


class Receipt(Told):
    """A receipt, which `autonome verify` takes (docs/formats/receipt.md)."""

    model_config = ConfigDict(extra="allow")


class PlanDocument(Told):
    """plan.json (docs/formats/plan.md): the very bytes whose digest is on the log."""

    model_config = ConfigDict(extra="allow")


class Bundle(Told):
    """The plan as a FHIR R4 bundle."""

    model_config = ConfigDict(extra="allow")


Document = dict[str, Any]
