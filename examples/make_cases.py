"""Write the files of the worked cases (`docs/worked-cases.md`): acts of several invented people, and requests.

Run ``python examples/make_cases.py [FOLDER]``; a test demands that the committed files are what it writes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from autonome.consent import JURISDICTIONS, PURPOSES, RECIPIENTS, SHIPPED, Action, Kind, QuestionId, Template
from autonome.consent.atoms import Atom, Effect
from autonome.consent.categories import CATEGORIES
from autonome.consent.templates import Question
from autonome.kernel import Json, sha256_hex

FOLDER = Path(__file__).parent / "cases"

SHOWN = "2025-12-01T09:00:00Z"
SIGNED = "2026-01-05T09:00:00Z"

FORMS = {form.name: form for form in SHIPPED}
TREATMENT, PHARMACY = FORMS["treatment/3/en"], FORMS["care-sharing/1/en"]
RESEARCH, TIERED = FORMS["research-broad/1/en"], FORMS["research-tiered/1/en"]
FAMILY = FORMS["family-disclosure/1/en"]
ADULT_AT_HOME: Mapping[str, Json] = {"foreign-controlled": False, "condition-of-service": False, "age": 40}
OUR_OWN = {**ADULT_AT_HOME, "from-another-handler": False, "important-data": False}
"""Data that the asker's own institution collected, in no catalogue of important data."""


def _scope(purpose: str, category: str, recipient: str, place: str, *kinds: Kind) -> Atom:
    return Atom(
        effect=Effect.PERMIT,
        purpose=PURPOSES.code(purpose),
        category=CATEGORIES.code(category),
        recipient=RECIPIENTS.code(recipient),
        jurisdiction=JURISDICTIONS.code(place),
        actions=frozenset({Action.USE}),
        kinds=frozenset(kinds),
    )


_WRITTEN = (Kind.EXPLICIT, Kind.WRITTEN)

INSURANCE = Template(
    id="insurance",
    version="1",
    language="en",
    jurisdiction=JURISDICTIONS.code("US"),
    text="What my insurer and my employer may use\n\nAn invented form, to show what a yes cannot open.\n",
    questions=(
        Question(
            QuestionId("underwriting"),
            "May your health insurer use your genes to decide whether to insure you, and at what price?",
            (_scope("UNDERWRITING", "genome", "health-insurer", "US", *_WRITTEN),),
        ),
        Question(
            QuestionId("payment"),
            "May your health insurer use your genes and medicines to pay a bill?",
            (
                _scope("HPAYMT", "pharmacogenes", "health-insurer", "US", *_WRITTEN),
                _scope("HPAYMT", "medications", "health-insurer", "US", *_WRITTEN),
            ),
        ),
        Question(
            QuestionId("employment"),
            "May your employer use your genes to decide on your work?",
            (_scope("EMPLOYMENT", "genome", "employer", "US", *_WRITTEN),),
        ),
    ),
)
GENERAL = Template(
    id="admission",
    version="1",
    language="en",
    jurisdiction=JURISDICTIONS.code("CN"),
    text="Admission to the hospital\n\nAn invented form that asks for everything at once: this will not do.\n",
    questions=(
        Question(
            QuestionId("everything"),
            "May the hospital treat you, and may universities use your laboratory results for research?",
            (_scope("HRESCH", "laboratory", "academic-researcher", "CN", *_WRITTEN),),
        ),
    ),
)

Row = dict[str, Json]


def act(subject: str, number: int, form: Template, question: str, **changes: Json) -> Row:
    """One act: the person's own yes, unless it is changed."""
    row: Row = {
        "id": f"{subject}/{number}", "subject": subject, "act": "grant", "template": form.name,
        "template_sha256": form.digest, "text_sha256": form.text_sha256, "question": question, "actor": subject,
        "authority": "self", "comprehension": "passed",
        "signature": {"kind": "passkey", "by": f"key of {subject}", "reference": "synthetic"},
        "shown_at": SHOWN, "recorded_at": SIGNED, "valid": {"from": SIGNED},
    }  # fmt: skip
    return {name: value for name, value in (row | changes).items() if value is not None}


PARENT: Mapping[str, Json] = {"actor": "synthetic-parent", "authority": "guardian"}

ACTS = [
    act("synthetic-anna", 1, INSURANCE, "underwriting"),
    act("synthetic-anna", 2, INSURANCE, "payment"),
    act("synthetic-anna", 3, INSURANCE, "employment"),
    act("synthetic-bo", 1, RESEARCH, "genes"),
    act("synthetic-bo", 2, RESEARCH, "company-genes"),
    act("synthetic-chen", 1, GENERAL, "everything"),
    act("synthetic-li", 1, TREATMENT, "pharmacogenes", **PARENT),
    act("synthetic-mei", 1, TREATMENT, "pharmacogenes", **PARENT),
    act("synthetic-wei", 1, TIERED, "health-genes", **PARENT),
    act("synthetic-eva", 1, FAMILY, "risk-siblings"),
    act("synthetic-hugo", 1, RESEARCH, "abroad-genes"),
    act("synthetic-jana", 1, PHARMACY, "pharmacy-pharmacogenes"),
    act("synthetic-jana", 2, PHARMACY, "pharmacy-medications"),
    act("synthetic-gita", 1, RESEARCH, "genes"),
    act("synthetic-gita", 2, RESEARCH, "genes", act="withdraw", recorded_at="2026-02-10T09:00:00Z", valid=None),
    act(
        "synthetic-mei", 2, TREATMENT, "pharmacogenes", shown_at="2027-05-02T09:00:00Z",
        recorded_at="2027-05-10T09:00:00Z", valid={"from": "2027-05-10T09:00:00Z"},
    ),
]  # fmt: skip
"""In log order: what gita took back, and what mei says at fourteen, come last."""


def attested(subject: str, born: str) -> list[Row]:
    """A child's birth, and the parent who may answer."""
    seen: Row = {
        "subject": subject, "by": "registrar-example", "document_sha256": sha256_hex(f"{subject}, synthetic".encode()),
        "recorded_at": "2025-12-01T08:00:00Z",
    }  # fmt: skip
    birth: Row = {"id": f"{subject}/birth", "states": "birth", "on": born, "jurisdiction": "CN"}
    parent: Row = {
        "id": f"{subject}/parent", "states": "mandate", "holder": "synthetic-parent", "authority": "guardian",
        "ground": "parent", "valid": {"from": f"{born}T00:00:00Z"},
    }  # fmt: skip
    return [birth | seen, parent | seen]


ATTESTED = [
    *attested("synthetic-li", "2013-05-01"),
    *attested("synthetic-mei", "2013-05-01"),
    *attested("synthetic-wei", "2008-12-01"),
]


def papers(*kinds: str) -> Json:
    """Papers that are shown."""
    return [{"kind": kind, "id": f"{kind} 1, synthetic"} for kind in kinds]


def request(subject: str, actor: str, recipient: str, purpose: str, items: tuple[str, ...], **more: Json) -> Row:
    """One request; what is not said is to use the data in the United States."""
    plain: Row = {
        "format": "autonome-request/1", "subject": subject, "actor": actor, "organisation": f"{actor}.example",
        "recipient": recipient, "purposes": [purpose], "items": list(items), "action": "use", "jurisdiction": "US",
    }  # fmt: skip
    return plain | more


GENES = ("pharmacogenes",)
CHINA: Mapping[str, Json] = {"jurisdiction": "CN", "circumstances": ADULT_AT_HOME}
CARE_IN_CHINA = papers("impact-assessment", "necessity-notice")
OF_A_CHILD = papers("impact-assessment", "necessity-notice", "guardian-proof")
STUDY = papers("impact-assessment", "necessity-notice", "ethics-approval", "guardian-proof")
GERMANY: Mapping[str, Json] = {
    "jurisdiction": "DE", "circumstances": {"large-scale": False, "condition-of-service": False},
}  # fmt: skip
COLLECTED_HERE: Mapping[str, Json] = {
    "jurisdiction": "DE",
    "circumstances": {"large-scale": False, "condition-of-service": False, "from-another-handler": False},
}

REQUESTS: Mapping[str, Row] = {
    "01-insurer-underwriting": request("synthetic-anna", "insurer", "health-insurer", "UNDERWRITING", GENES),
    "02-insurer-paying": request(
        "synthetic-anna", "insurer", "health-insurer", "HPAYMT", ("pharmacogenes", "medications")
    ),
    "03-employer": request("synthetic-anna", "employer", "employer", "EMPLOYMENT", GENES),
    "03-employer-to-treat": request("synthetic-anna", "employer", "employer", "TREAT", GENES),
    "04-foreign-researcher": request(
        "synthetic-bo", "company", "commercial-researcher", "HRESCH", ("sequence",), action="collect",
        jurisdiction="CN", circumstances={**ADULT_AT_HOME, "foreign-controlled": True}, documents=STUDY,
    ),
    "04-nobody-says-who": request(
        "synthetic-bo", "university", "academic-researcher", "HRESCH", ("sequence",), commercial=False,
        jurisdiction="CN", circumstances={"condition-of-service": False, "age": 40}, documents=STUDY,
    ),
    "05-no-separate-consent": request(
        "synthetic-chen", "university", "academic-researcher", "HRESCH", ("laboratory",), jurisdiction="CN",
        circumstances=OUR_OWN, documents=CARE_IN_CHINA,
    ),
    "05-named-nobody": request(
        "synthetic-bo", "university", "academic-researcher", "HRESCH", ("sequence",), commercial=False, **CHINA,
        documents=STUDY,
    ),
    "06-child-of-12": request(
        "synthetic-li", "hospital", "care-team", "TREAT", GENES, jurisdiction="CN",
        circumstances={"foreign-controlled": False, "age": 12}, documents=OF_A_CHILD,
    ),
    "06-child-of-14": request(
        "synthetic-li", "hospital", "care-team", "TREAT", GENES, jurisdiction="CN",
        circumstances={"foreign-controlled": False, "age": 14}, documents=CARE_IN_CHINA,
    ),
    "06-child-of-14-own-yes": request(
        "synthetic-mei", "hospital", "care-team", "TREAT", GENES, jurisdiction="CN",
        circumstances={"foreign-controlled": False, "age": 14}, documents=CARE_IN_CHINA,
    ),
    "06-study-at-17": request(
        "synthetic-wei", "university", "academic-researcher", "BIORCH", ("sequence",), jurisdiction="CN",
        commercial=False, circumstances=OUR_OWN | {"age": 17}, documents=STUDY,
    ),
    "06-study-at-18": request(
        "synthetic-wei", "university", "academic-researcher", "BIORCH", ("sequence",), jurisdiction="CN",
        commercial=False, circumstances=OUR_OWN | {"age": 18}, documents=STUDY,
    ),
    "07-sister-at-risk": request(
        "synthetic-eva", "sister-of-eva", "sibling", "FAMRQT", ("monogenic-disease",), action="disclose", **GERMANY
    ),
    "07-nobody-asked": request(
        "synthetic-frank", "sister-of-frank", "sibling", "FAMRQT", ("monogenic-disease",), action="disclose", **GERMANY
    ),
    "08-emergency": request(
        "synthetic-kofi", "hospital", "hospital", "ETREAT", ("pharmacogenes", "medications"), jurisdiction="DE",
        circumstances={"cannot-consent": True},
    ),
    "08-handed-on": request(
        "synthetic-kofi", "hospital", "hospital", "ETREAT", ("pharmacogenes", "medications"), jurisdiction="DE",
        action="disclose", circumstances={"cannot-consent": True},
    ),
    "08-in-the-united-states": request("synthetic-kofi", "hospital", "hospital", "ETREAT", GENES),
    "08-from-germany": request(
        "synthetic-kofi", "hospital", "hospital", "ETREAT", GENES, subject_jurisdiction="DE",
        circumstances={"cannot-consent": True},
    ),
    "08-in-china": request(
        "synthetic-kofi", "hospital", "hospital", "BTG", GENES, jurisdiction="CN", action="collect",
        circumstances={"foreign-controlled": True},
    ),
    "08-in-indonesia": request("synthetic-kofi", "hospital", "hospital", "ETREAT", GENES, jurisdiction="ID"),
    "08-from-china": request(
        "synthetic-kofi", "hospital", "hospital", "ETREAT", ("pharmacogenes", "medications"),
        subject_jurisdiction="CN", circumstances={"important-data": False},
    ),
    "08-awake": request(
        "synthetic-kofi", "hospital", "hospital", "ETREAT", ("pharmacogenes", "medications"), jurisdiction="DE",
        circumstances={"large-scale": False},
    ),
    "09-running-study": request(
        "synthetic-gita", "university", "academic-researcher", "HRESCH", ("sequence",), commercial=False, **GERMANY,
        documents=papers("ethics-approval"),
    ),
    "10-export": request(
        "synthetic-hugo", "university", "academic-researcher", "HRESCH", ("sequence",), action="export",
        destination="US", commercial=False, **COLLECTED_HERE, documents=papers("ethics-approval"),
    ),
    "10-passed-on": request(
        "synthetic-hugo", "university", "academic-researcher", "HRESCH", ("sequence",), action="export",
        destination="US", commercial=False, **GERMANY, documents=papers("ethics-approval", "transfer-mechanism"),
    ),
    "10-export-with-ground": request(
        "synthetic-hugo", "university", "academic-researcher", "HRESCH", ("sequence",), action="export",
        destination="US", commercial=False, **COLLECTED_HERE, documents=papers("ethics-approval", "transfer-mechanism"),
    ),
    "11-pharmacist": request(
        "synthetic-jana", "pharmacy", "pharmacy", "TREAT", ("pharmacogenes", "medications", "conditions")
    ),
    "12-own-record": request("synthetic-lena", "synthetic-lena", "subject", "PATRQT", ("record",), jurisdiction="ID"),
}  # fmt: skip


INCIDENT: Row = {
    "format": "autonome-incident/1", "discovered": "2026-03-01T10:00:00Z", "jurisdictions": ["DE", "US"],
    "items": ["pharmacogenes", "medications"],
    "circumstances": {"people-affected": 120, "people-in-one-state": 120, "unreadable": False},
}  # fmt: skip
"""A laptop was stolen: for ``autonome law breach``."""


def files() -> dict[str, Json]:
    """Name → content of each file."""
    several: Json = {
        "format": "autonome-acts/1",
        "templates": [INSURANCE.to_json(), GENERAL.to_json()],
        "attested": [dict(each) for each in ATTESTED],
        "acts": [dict(each) for each in ACTS],
    }
    return {"acts.json": several, "incident.json": INCIDENT} | {
        f"{name}.json": asked for name, asked in REQUESTS.items()
    }


def main(folder: Path = FOLDER) -> None:
    """Write them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
