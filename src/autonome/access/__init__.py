"""Access: one decision, made of consent and law, about one request.

`Request` (`requests`) is what somebody asks, `research` among it. `decide` (`decide`) takes it through seven of the
eight steps, with `validation`, `translation` into the law's notions, `matching` of atoms and `windows` of time; it
returns `Allowed` or `Denied` (`decisions`) with typed `reasons`. For many people the standing answers lie in a
`register`; a request is `compiled` against law and scopes once, into `facts` that each answer says and `outcomes` that
they mean. A GA4GH passport's `visas` become documents of a request (`passports`). The eighth step, the ledger, is taken
by `workflows.decide_and_record`, which alone mints a `Permit` (`permits`).

Why it was decided so is told to the person, the asker and the auditor by `explanation`: one account, three readers.

Pure: acts, request, rules, time and log size go in; a decision comes out, the same each time.
"""

from autonome.access.decide import Decider, decide
from autonome.access.decisions import ENGINE, Allowed, Decision, Denied, Duty, Grant, Grounds
from autonome.access.errors import PermitError, RequestError
from autonome.access.permits import PERMIT_SECONDS, Permit, decision_body, mint
from autonome.access.reasons import NOT_COVERED, Reason, ReasonCode, told, told_to_the_person
from autonome.access.register import Register
from autonome.access.requests import Document, Request, read_request, read_requests
from autonome.access.windows import ALL_TIME, Window

__all__ = [
    "ALL_TIME",
    "ENGINE",
    "NOT_COVERED",
    "PERMIT_SECONDS",
    "Allowed",
    "Decider",
    "Decision",
    "Denied",
    "Document",
    "Duty",
    "Grant",
    "Grounds",
    "Permit",
    "PermitError",
    "Reason",
    "ReasonCode",
    "Register",
    "Request",
    "RequestError",
    "Window",
    "decide",
    "decision_body",
    "mint",
    "read_request",
    "read_requests",
    "told",
    "told_to_the_person",
]
