"""Pages of those who work with patients."""

from __future__ import annotations

from typing import Final

from autonome.access.roles import Role
from autonome.web.clinic import lists, opening, patients, plans, uploads
from autonome.web.pages import ON_THE_WARD, Page, Shows

CLINICIAN: Final = frozenset({Role.CLINICIAN})
TESTING: Final = frozenset({Role.CLINICIAN, Role.LABORATORY})
ONE: Final = {"patient": "{patient}"}
UPLOADED: Final = {**ONE, "number": "1"}
RECEIPT: Final = {**ONE, "entry": "{entry}"}

_P: Final = "patients/<str:patient>"

PAGES: Final = (
    Page("patients", patients.find, "patients", ON_THE_WARD, Shows.DESK, posts=True),
    Page(_P, patients.show, "patient", ON_THE_WARD, Shows.DESK, sample=ONE),
    Page(f"{_P}/record", opening.record, "record", ON_THE_WARD, Shows.RECORD, sample=ONE, acts=True),
    Page(f"{_P}/emergency", opening.emergency, "emergency", ON_THE_WARD, Shows.DESK, sample=ONE, fresh=True),
    Page(
        f"{_P}/emergency/open", opening.break_glass, "break-glass", ON_THE_WARD, Shows.RECORD, sample=ONE, acts=True,
        fresh=True, form="emergency", keeps=("items",),
    ),
    Page(
        f"{_P}/entries/<int:entry>/receipt", patients.receipt, "decision-receipt", ON_THE_WARD, Shows.DESK,
        sample=RECEIPT,
    ),
    Page(f"{_P}/plan", plans.show, "patient-plan", ON_THE_WARD, Shows.RECORD, sample=ONE, posts=True),
    Page(f"{_P}/plan/whole", plans.whole, "whole-plan", ON_THE_WARD, Shows.RECORD, sample=ONE, acts=True),
    Page(f"{_P}/plan/pdf", plans.pdf, "plan-pdf", ON_THE_WARD, Shows.RECORD, sample=ONE, acts=True),
    Page(f"{_P}/plan/fhir", plans.fhir, "plan-fhir", ON_THE_WARD, Shows.RECORD, sample=ONE, acts=True),
    Page(
        f"{_P}/plan/sign", plans.sign, "sign-plan", CLINICIAN, Shows.DESK, sample=ONE, acts=True, fresh=True,
        form="patient-plan",
    ),
    Page(f"{_P}/order", plans.order, "order-test", CLINICIAN, Shows.DESK, sample=ONE, acts=True),
    Page("medicines", plans.suggest, "medicines", ON_THE_WARD, acts=True),
    Page(f"{_P}/upload", uploads.show, "upload", ON_THE_WARD, Shows.DESK, sample=ONE, posts=True, files=True),
    Page(f"{_P}/uploads/<int:number>", uploads.look, "uploaded", ON_THE_WARD, Shows.DESK, sample=UPLOADED),
    Page("questions", lists.questions, "waiting-questions", CLINICIAN, Shows.DESK, posts=True),
    Page("questions/one", lists.question, "read-question", CLINICIAN, Shows.LOOK, acts=True),
    Page("orders", lists.orders, "orders", TESTING, Shows.DESK, posts=True),
    Page("orders/one", lists.order, "look-at-order", TESTING, Shows.LOOK, acts=True),
    Page("arrived", lists.arrived, "arrived", ON_THE_WARD, Shows.DESK),
    Page("arrived/one", lists.look, "look-at-arrived", ON_THE_WARD, Shows.DESK, acts=True),
    Page("arrived/take", lists.take, "take-arrived", ON_THE_WARD, Shows.DESK, acts=True),
)  # fmt: skip
