"""Every operation: what the door asks, what Django serves, and what the OpenAPI document is made of (`serving`)."""

from __future__ import annotations

from typing import Final

from autonome.access.roles import Role
from autonome.web.api import everyone, mine, mine_rights, mine_timeline, stewards, stewards_node, ward, ward_lists
from autonome.web.api.operations import Operation
from autonome.web.api.repeats import in_parts, one_entry
from autonome.web.api.values import Bundle, Done, PlanDocument, Receipt
from autonome.web.pages import ANYBODY, EVERY_ROLE, ON_THE_WARD, Shows

CLINICIAN: Final = frozenset({Role.CLINICIAN})
TESTING: Final = frozenset({Role.CLINICIAN, Role.LABORATORY})
PATIENT: Final = frozenset({Role.PATIENT})
STEWARD: Final = frozenset({Role.STEWARD})
WATCH: Final = frozenset({Role.STEWARD, Role.AUDITOR})

FORM: Final = {"form": "treatment"}
QUESTION: Final = {"form": "treatment", "question": "medications"}
ENTRY: Final = {"entry": "{entry}"}
ONE: Final = {"patient": "{patient}"}
ASKED: Final = {"purpose": "TREAT", "items": ["medications"]}
NOBODY: Final = {"name": "nobody-here", "password": "none of ours at all", "code": "000000"}
NO_TEXT: Final = "0" * 64

_P: Final = "patients/{patient}"
_Q: Final = "my/forms/{form}/questions/{question}"

EVERYONE: Final = (
    Operation("GET", "health", everyone.health, "health", ANYBODY, everyone.Alive),
    Operation("POST", "session", everyone.sign_in, "sign-in", ANYBODY, everyone.Session, sent=NOBODY, acts=True),
    Operation("DELETE", "session", everyone.sign_out, "sign-out", EVERY_ROLE, acts=True),
    Operation("GET", "me", everyone.me, "me", EVERY_ROLE, everyone.Me),
)

WARD: Final = (
    Operation(
        "POST", "patients/find", ward.find, "find", ON_THE_WARD, ward.AllFound, Shows.DESK, sent={"words": "Nobody"}
    ),
    Operation(
        "POST", f"{_P}/decisions", ward.decide, "decide", ON_THE_WARD, ward.Decided, Shows.RECORD,
        sample=ONE, sent=ASKED,
    ),
    Operation(
        "POST", f"{_P}/openings", ward.open_items, "open", ON_THE_WARD, ward.Record, Shows.RECORD,
        sample=ONE, sent=ASKED,
    ),
    Operation(
        "GET", f"{_P}/entries/{{entry}}/receipt", ward.receipt, "decision-receipt", ON_THE_WARD, Receipt, Shows.DESK,
        sample={**ONE, **ENTRY},
    ),
    Operation("POST", f"{_P}/plan", ward.plan, "plan", ON_THE_WARD, PlanDocument, Shows.RECORD, sample=ONE, sent={}),
    Operation(
        "POST", f"{_P}/plan/fhir", ward.plan_in_fhir, "plan-in-fhir", ON_THE_WARD, Bundle, Shows.RECORD,
        media="application/fhir+json", sample=ONE, sent={},
    ),
    Operation(
        "POST", f"{_P}/plan/signature", ward.sign, "sign-plan", CLINICIAN, Done, Shows.DESK, fresh=True,
        repeats=one_entry, sample=ONE, sent={"digest": NO_TEXT}, acts=True,
    ),
    Operation(
        "POST", f"{_P}/orders", ward.order, "order-test", CLINICIAN, ward.Ordered, Shows.RECORD,
        repeats=ward.ordered_before, sample=ONE, sent={"gene": "CYP2C19"}, acts=True,
    ),
    Operation("GET", "questions", ward_lists.questions, "questions", CLINICIAN, ward_lists.Questions, Shows.DESK),
    Operation(
        "POST", "questions/{question}/answer", ward_lists.answer, "answer-question", CLINICIAN, Done, Shows.DESK,
        repeats=one_entry, sample={"question": "0" * 32}, sent={"words": "Yes."}, acts=True,
    ),
    Operation(
        "POST", "questions/{question}/reading", ward_lists.read, "read-question", CLINICIAN, ward_lists.Question,
        Shows.LOOK, sample={"question": "0" * 32},
    ),
    Operation("GET", "orders", ward_lists.orders, "orders", TESTING, ward_lists.Orders, Shows.DESK),
    Operation(
        "POST", "orders/{number}/close", ward_lists.close_order, "close-order", TESTING, Done, Shows.DESK,
        repeats=one_entry, sample={"number": "1"}, acts=True,
    ),
    Operation(
        "POST", "orders/{number}/reading", ward_lists.look_at_order, "look-at-order", TESTING, ward_lists.Order,
        Shows.LOOK, sample={"number": "1"},
    ),
    Operation("GET", "arrived", ward_lists.arrived, "arrived", ON_THE_WARD, ward_lists.AllArrived, Shows.DESK),
    Operation(
        "POST", "arrived/{number}/reading", ward_lists.look_at_arrived, "look-at-arrived", ON_THE_WARD,
        ward_lists.Arrived, Shows.DESK, sample={"number": "1"},
    ),
    Operation(
        "POST", "arrived/{number}", ward_lists.take, "take-arrived", ON_THE_WARD, ward_lists.Taken, Shows.DESK,
        repeats=in_parts, sample={"number": "1"}, sent={"patient": None}, acts=True,
    ),
)  # fmt: skip

MINE: Final = (
    Operation("GET", "my/forms", mine.forms, "my-forms", PATIENT, mine.Forms, Shows.OWN_LOG),
    Operation("GET", "my/forms/{form}", mine.form, "my-form", PATIENT, mine.FormTold, Shows.OWN_LOG, sample=FORM),
    Operation(
        "POST", "my/forms/{form}/thinking", mine.think, "begin-thinking", PATIENT, Done, Shows.OWN_LOG, sample=FORM,
        acts=True,
    ),
    Operation(
        "POST", f"{_Q}/answer", mine.answer, "answer", PATIENT, Done, Shows.OWN_LOG, fresh=True, repeats=one_entry,
        sample=QUESTION, sent={"answer": "no", "days": 90, "shown": NO_TEXT}, acts=True,
    ),
    Operation("GET", f"{_Q}/effects", mine.effects, "effects", PATIENT, mine.Effects, Shows.OWN_LOG, sample=QUESTION),
    Operation(
        "POST", f"{_Q}/withdrawal", mine.take_back, "take-back", PATIENT, mine.TakenBack, Shows.OWN_LOG,
        repeats=mine.taken_back_before, sample={"form": "treatment", "question": "goals"}, acts=True,
    ),
    Operation("GET", "my/timeline", mine_timeline.timeline, "timeline", PATIENT, mine_timeline.Timeline, Shows.OWN_LOG),
    Operation(
        "GET", "my/timeline/{entry}", mine_timeline.entry, "timeline-entry", PATIENT, mine_timeline.OneLine,
        Shows.OWN_LOG, sample=ENTRY,
    ),
    Operation(
        "GET", "my/timeline/{entry}/receipt", mine_timeline.receipt, "receipt", PATIENT, Receipt, Shows.OWN_LOG,
        sample=ENTRY,
    ),
    Operation("GET", "my/policy", mine_timeline.policy, "policy", PATIENT, mine_timeline.Policy, Shows.OWN_LOG),
    Operation("GET", "my/questions", mine.questions, "my-questions", PATIENT, mine.AllAsked, Shows.OWN_LOG),
    Operation(
        "POST", "my/questions", mine.ask, "ask-question", PATIENT, Done, Shows.OWN_LOG, repeats=one_entry,
        sent={"words": "What does this mean?"}, acts=True,
    ),
    Operation("GET", "my/rights", mine_rights.matters, "my-rights", PATIENT, mine_rights.Matters, Shows.OWN_LOG),
    Operation(
        "POST", "my/rights", mine_rights.ask, "ask-right", PATIENT, mine_rights.MatterTold, Shows.OWN_LOG,
        repeats=mine_rights.asked_before, sent={"right": "correct", "words": "My weight is another."}, acts=True,
    ),
    Operation(
        "POST", "my/rights/erasure", mine_rights.erase, "ask-erasure", PATIENT, mine_rights.MatterTold, Shows.OWN_LOG,
        fresh=True, repeats=mine_rights.erasure_before, sent={}, acts=True,
    ),
)  # fmt: skip

STEWARDS: Final = (
    Operation("GET", "steward/accounts", stewards.accounts, "accounts", STEWARD, stewards.Accounts),
    Operation("GET", "steward/log", stewards.log, "log", WATCH, stewards.LogTold),
    Operation("GET", "steward/keys", stewards_node.keys, "keys", WATCH, stewards_node.Keys),
    Operation("GET", "steward/storage", stewards_node.storage, "storage", STEWARD, stewards_node.Storage),
    Operation("GET", "steward/jobs", stewards.jobs, "jobs", STEWARD, stewards.Jobs),
)

ALL: Final[tuple[Operation, ...]] = (*EVERYONE, *WARD, *MINE, *STEWARDS)
