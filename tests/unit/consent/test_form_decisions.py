"""Real decisions on the shipped forms: what a yes to each question permits, and the nearest thing that it does not.

Each question is signed alone, in each area of law, under the shipped packs, with every paper shown that a rule could
ask for. What is refused is then refused by what was not consented to, and by nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Allowed, Decision, Denied, Document, ReasonCode, decide
from autonome.consent import (
    CATEGORIES,
    FORMS,
    PURPOSES,
    RECIPIENTS,
    Action,
    ActKind,
    ConsentAct,
    Diseases,
    QuestionId,
    Template,
)
from autonome.consent.differences import covered
from autonome.consent.duo import Holding, Modifier, Permission, Restriction, scope_of
from autonome.consent.forms import VERSIONS
from autonome.kernel import Instant, Period
from autonome.law import RULES, DocumentKind, RuleBook, stating
from tests.fakes.consents import NOW, act, atom, request

DAY = 86_400
SIGNED = Instant(NOW.seconds - DAY)
SHOWN = Instant(SIGNED.seconds - 30 * DAY)
PLACES = ("US", "CN", "ID", "DE")
PAPERS = tuple(Document(str(kind), f"paper {number}") for number, kind in enumerate(DocumentKind))
DISEASES = Diseases.of_parents(
    "test 1",
    {
        "MONDO:0004992": [], "lung cancer": ["MONDO:0004992"], "MONDO:0004995": [], "MONDO:0005015": [],
        "MONDO:0005071": [], "asthma": [],
    },
)  # fmt: skip

Parts = dict[str, Any]

USE, SHARE, COLLECT, EXPORT, TRAIN = Action.USE, Action.DISCLOSE, Action.COLLECT, Action.EXPORT, Action.TRAIN
UNI: Parts = {"recipient": "academic-researcher", "commercial": False}
FIRM: Parts = {"recipient": "commercial-researcher", "commercial": True}


def of(items: str, purpose: str = "", action: Action | None = None, **parts: Any) -> Parts:  # noqa: ANN401 - parts of a request
    """Parts of a request; what is left out is that of the question's form."""
    found: Parts = {"items": (items,)} if items else {}
    found |= {"purposes": (purpose,)} if purpose else {}
    found |= {"action": action} if action else {}
    return found | parts


def signed(form: Template, question: str, kind: ActKind = ActKind.GRANT, **changes: Any) -> ConsentAct:  # noqa: ANN401 - parts of an act
    scope = form.question(question).atoms
    return act(kind, *scope, question=QuestionId(question), form=form, shown_at=SHOWN, recorded_at=SIGNED, **changes)


def asked(*answers: ConsentAct, at: Instant = NOW, **parts: Any) -> Decision:  # noqa: ANN401 - parts of a request
    plain = request(
        documents=PAPERS,
        whole=True,
        organisation="university.example",
        circumstances=stating({"age": 40, "condition-of-service": False, "foreign-controlled": False}),
    )
    placed = tuple(each.at_leaf(leaf) for leaf, each in enumerate(answers))
    return decide(placed, replace(plain, **parts), RULES, at, len(placed), diseases=DISEASES)


CARE: Parts = {"purposes": ("TREAT",), "recipient": "care-team"}
OTHERS: Parts = {"purposes": ("TREAT",), "recipient": "hospital", "action": SHARE}
BROAD: Parts = {"purposes": ("GRU",), **UNI}
HEALTH: Parts = {"purposes": ("HRESCH",), **UNI}
DISEASE: Parts = {"purposes": ("DSRCH",), **UNI}
BIOBANK: Parts = {"purposes": ("HRESCH",), **UNI}
TRIAL: Parts = {"purposes": ("CLINTRCH",), "recipient": "steward"}
FAMILY: Parts = {"purposes": ("FAMRQT",), "action": SHARE}
BANK: Parts = {"recipient": "steward", "action": COLLECT, "commercial": False}
PHARMACY: Parts = {"recipient": "pharmacy"}

ABOUT: dict[str, tuple[Parts, dict[str, tuple[Parts, Parts]]]] = {
    "treatment/3": (CARE, {
        "pharmacogenes": (of("pharmacogenes"), of("monogenic-disease")),
        "medications": (of("medications"), of("", "HPAYMT")),
        "demographics": (of("demographics"), of("", "HMARKT")),
        "health-record": (of("conditions"), of("imaging")),
        "measurements": (of("vital-signs"), of("", recipient="hospital")),
        "way-of-life": (of("lifestyle"), of("", "EMPLOYMENT", recipient="employer")),
        "goals": (of("goals"), of("", "HRESCH")),
        "family-history": (of("family"), of("germline")),
        "reproductive-health": (of("sexual-health"), of("", action=SHARE)),
        "alcohol-and-drugs": (of("substance-use"), of("mental-health")),
        "mental-health": (of("mental-health"), of("violence")),
        "hiv": (of("hiv"), of("laboratory")),
    }),
    "care-sharing/1": (OTHERS, {
        "demographics": (of("demographics"), of("", "HMARKT")),
        "medications": (of("medications"), of("", **PHARMACY)),
        "allergies": (of("allergies", recipient="clinic"), of("", **PHARMACY)),
        "diagnoses": (of("conditions"), of("mental-health")),
        "procedures": (of("procedures"), of("", "HRESCH")),
        "laboratory": (of("laboratory", recipient="clinical-laboratory"), of("hiv")),
        "measurements": (of("vital-signs"), of("", "UNDERWRITING", recipient="life-insurer")),
        "images": (of("imaging"), of("", recipient="care-team")),
        "pharmacogenes": (of("pharmacogenes"), of("germline")),
        "inherited-disease": (of("monogenic-disease"), of("carrier-status")),
        "tumour": (of("tumour"), of("monogenic-disease")),
        "family-history": (of("family"), of("", recipient="relative")),
        "reproductive-health": (of("sexual-health"), of("hiv")),
        "alcohol-and-drugs": (of("substance-use"), of("lifestyle")),
        "mental-health": (of("mental-health", action=USE), of("", action=EXPORT)),
        "hiv": (of("hiv"), of("", recipient="care")),
        "pharmacy-medications": (of("medications", **PHARMACY), of("", recipient="hospital")),
        "pharmacy-allergies": (of("allergies", **PHARMACY), of("medications")),
        "pharmacy-pharmacogenes": (of("pharmacogenes", **PHARMACY), of("sequence")),
    }),
    "research-broad/1": (BROAD, {
        "genes": (of("sequence"), of("family")),
        "tumour": (of("tumour", "POARCH"), of("germline")),
        "record": (of("conditions", "HRESCH"), of("mental-health")),
        "way-of-life": (of("lifestyle", "MDSRCH"), of("goals")),
        "company-genes": (of("germline", **FIRM), of("", recipient="researcher")),
        "company-record": (of("laboratory", **FIRM), of("", "HMARKT")),
        "abroad-genes": (of("germline", action=EXPORT, destination="abroad"), of("", action=USE)),
        "abroad-record": (of("imaging", action=EXPORT, destination="abroad"), of("", **FIRM)),
        "training-genes": (of("germline", action=TRAIN), of("", action=USE)),
        "training-record": (of("medications", action=TRAIN), of("", **FIRM)),
    }),
    "research-tiered/1": (HEALTH, {
        "health-genes": (of("sequence"), of("", "GRU")),
        "health-tumour": (of("tumour"), of("", "MDSRCH")),
        "health-record": (of("conditions", "CLINTRCH"), of("hiv")),
        "health-way-of-life": (of("lifestyle"), of("", commercial=None)),
        "health-mental": (of("mental-health"), of("", commercial=True)),
        "health-alcohol-and-drugs": (of("substance-use"), of("", recipient="researcher")),
        "health-reproductive": (of("sexual-health"), of("", **FIRM)),
        "health-hiv": (of("hiv"), of("", action=TRAIN)),
        "methods-genes": (of("germline", "MDSRCH"), of("", "HRESCH")),
        "methods-record": (of("laboratory", "MDSRCH"), of("germline")),
        "origins-genes": (of("ancestry", "POARCH"), of("", "HRESCH")),
        "company-genes": (of("germline", **FIRM), of("", "GRU")),
        "company-record": (of("imaging", **FIRM), of("", recipient="academic-researcher")),
        "abroad-genes": (of("germline", action=EXPORT, destination="abroad"), of("", "POARCH")),
        "abroad-record": (of("conditions", action=EXPORT, destination="abroad"), of("mental-health")),
        "training-genes": (of("germline", action=TRAIN), of("", "MDSRCH")),
        "training-record": (of("conditions", action=TRAIN), of("", action=USE)),
    }),
    "research-disease/1": (DISEASE, {
        "cancer-genes": (of("germline", diseases={"lung cancer"}), of("", diseases={"MONDO:0005015"})),
        "cancer-tumour": (of("tumour", diseases={"MONDO:0004992"}), of("", diseases=set())),
        "cancer-record": (of("conditions", diseases={"lung cancer"}), of("", "HRESCH")),
        "heart-genes": (of("germline", diseases={"MONDO:0004995"}), of("", diseases={"MONDO:0004995", "asthma"})),
        "heart-record": (of("conditions", diseases={"MONDO:0004995"}), of("", "HRESCH", diseases=set())),
        "diabetes-genes": (of("germline", diseases={"MONDO:0005015"}), of("", "GRU")),
        "diabetes-record": (of("laboratory", diseases={"MONDO:0005015"}), of("", **FIRM)),
        "nerves-genes": (of("germline", diseases={"MONDO:0005071"}), of("", "MDSRCH", diseases=set())),
        "nerves-record": (of("imaging", diseases={"MONDO:0005071"}), of("mental-health")),
    }),
    "biobank/1": (BIOBANK, {
        "keep-genes": (of("germline", **BANK), of("", recipient="academic-researcher")),
        "keep-tumour": (of("tumour", **BANK), of("", action=USE)),
        "keep-results": (of("laboratory", **BANK), of("conditions")),
        "keep-record": (of("conditions", **BANK), of("hiv")),
        "use-genes": (of("sequence"), of("", "GRU")),
        "use-tumour": (of("tumour"), of("germline")),
        "use-results": (of("laboratory"), of("conditions")),
        "use-record": (of("conditions"), of("", **FIRM)),
        "company-genes": (of("germline", **FIRM), of("laboratory")),
        "abroad-genes": (of("germline", action=EXPORT, destination="abroad"), of("laboratory")),
        "ask-again": (of("demographics", **BANK | {"action": USE}), of("", recipient="academic-researcher")),
    }),
    "trial-contact/1": (TRIAL, {
        "look-genes": (of("germline"), of("", recipient="academic-researcher")),
        "look-tumour": (of("tumour"), of("", "CLINTRL")),
        "look-record": (of("conditions"), of("mental-health")),
        "asked-by-team": (of("demographics", recipient="care-team"), of("conditions")),
        "asked-by-researchers": (of("demographics", action=SHARE, **UNI), of("", **FIRM)),
        "asked-by-company": (of("demographics", action=SHARE, **FIRM), of("", "HMARKT")),
    }),
    "family-disclosure/1": (FAMILY, {
        "risk-parents": (of("monogenic-disease", recipient="parent"), of("", recipient="sibling")),
        "risk-siblings": (of("secondary-findings", recipient="sibling"), of("carrier-status")),
        "risk-children": (of("monogenic-disease", recipient="child"), of("", recipient="relative")),
        "risk-others": (of("monogenic-disease", recipient="other-relative"), of("", recipient="parent")),
        "carrier-siblings": (of("carrier-status", recipient="sibling"), of("monogenic-disease")),
        "carrier-children": (of("carrier-status", recipient="child"), of("", recipient="parent")),
        "carrier-others": (of("carrier-status", recipient="other-relative"), of("", "HRESCH")),
        "risk-through-doctor": (of("secondary-findings", recipient="clinic"), of("", recipient="child")),
        "my-name": (of("demographics", recipient="sibling"), of("monogenic-disease")),
    }),
}  # fmt: skip
"""Form → what its requests have in common; question → what a yes permits; what changes to what it does not."""

CASES = [
    (f"{version}/en", question, base | permitted, base | permitted | change)
    for version, (base, questions) in ABOUT.items()
    for question, (permitted, change) in questions.items()
]


def naming(name: str, answer: ConsentAct) -> ConsentAct:
    """The same answer for one named recipient."""
    return replace(answer, recipient_id=name, atoms=tuple(each.for_recipient(name) for each in answer.atoms))


NEEDS_NO_NAME = {"care-team", "steward", "parent", "sibling", "child", "other-relative"}
STATE_IT: dict[bool, set[ReasonCode]] = {True: set(), False: {ReasonCode.FACT_NOT_STATED}}
"""Where the yes may do without a name, the refusal asks whether the data come from another institution."""


def here(parts: Parts, place: str) -> Parts:
    """The same request in a place; what goes abroad goes to another area of law."""
    abroad = {"destination": "DE" if place == "US" else "US"} if "destination" in parts else {}
    # Who hands data on says that it got them from nobody: else it would break the promise to pass nothing on.
    own = {
        "circumstances": stating(
            {"age": 40, "condition-of-service": False, "foreign-controlled": False, "from-another-handler": False}
        )
    }
    handed_on = own if parts.get("action") in {SHARE, EXPORT} else {}
    return parts | abroad | handed_on | {"jurisdiction": place, "diseases": frozenset(parts.get("diseases", ()))}


def test_every_question_about_data_has_its_case() -> None:
    asked_about = {(version, each) for version, (_, questions) in ABOUT.items() for each in questions}
    every = {(version, each.id) for version in VERSIONS for each in FORMS[f"{version}/en"].questions if each.atoms}
    assert asked_about == every


NOT_ASKED_FOR = {ReasonCode.NEVER_CONSENTED, ReasonCode.FORBIDDEN_BY_LAW, ReasonCode.CONCERNS_RELATIVES}


@pytest.mark.parametrize(
    ("name", "question", "permitted", "neighbour"), CASES, ids=[f"{a}-{b}" for a, b, _, _ in CASES]
)
def test_a_yes_permits_what_was_asked_and_not_its_neighbour(
    name: str, question: str, permitted: Parts, neighbour: Parts
) -> None:
    scope = FORMS[name].question(question).atoms
    yes, no = signed(FORMS[name], question), signed(FORMS[name], question, ActKind.DENY)
    for place in PLACES:
        # In China a yes to another institution must name it, and so must one to sending data abroad (PIPL 23 and 39).
        must_name = place == "CN" and permitted["recipient"] not in NEEDS_NO_NAME
        if must_name:
            nameless = asked(yes, **here(permitted, place))
            assert {reason.code for reason in nameless.reasons} == {
                ReasonCode.CONSENT_KIND_MISSING, *STATE_IT[permitted.get("action") in {SHARE, EXPORT}],
            }  # fmt: skip
        allowed = asked(naming("university.example", yes) if must_name else yes, **here(permitted, place))
        assert isinstance(allowed, Allowed), (place, allowed)
        assert {code for each in scope for code in each.obligations} <= set(allowed.obligations)
    assert isinstance(asked(yes, no, **here(permitted, "US")), Denied)
    refused = asked(yes, **here(neighbour, "US"))
    assert isinstance(refused, Denied)
    assert {reason.code for reason in refused.reasons} <= NOT_ASKED_FOR
    assert ReasonCode.NEVER_CONSENTED in {reason.code for reason in refused.reasons}


@pytest.mark.parametrize(("name", "question", "permitted", "_"), CASES, ids=[f"{a}-{b}" for a, b, _, _ in CASES])
def test_nothing_goes_abroad_but_by_a_question_of_its_own(name: str, question: str, permitted: Parts, _: Parts) -> None:
    if name == "treatment/3/en" or "destination" in permitted:
        return  # the team treats where the patient is, and its consent is for everywhere; or that is the question
    for place in ("CN", "DE"):
        sent = asked(signed(FORMS[name], question), **here(permitted | {"destination": "abroad"}, place))
        assert isinstance(sent, Denied)


EVERYTHING = [(name, question) for name, question, _, _ in CASES]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("purpose", "recipient"),
    [("UNDERWRITING", "health-insurer"), ("UNDERWRITING", "life-insurer"), ("EMPLOYMENT", "employer")],
)
def test_whatever_is_signed_no_insurer_and_no_employer_gets_gene_data(purpose: str, recipient: str, place: str) -> None:
    """Every question of every form, answered with yes, and one that was written to say yes to exactly this."""
    opened = atom(
        purpose=PURPOSES.code(purpose), recipient=RECIPIENTS.code(recipient), category=CATEGORIES.code("genome")
    )
    answers = [signed(FORMS[name], question) for name, question in EVERYTHING]
    own = act(ActKind.GRANT, opened, question="own")
    found = asked(
        *answers, own, purposes=(purpose,), recipient=recipient, items=("germline",), jurisdiction=place, action=USE
    )
    assert isinstance(found, Denied)
    assert {reason.code for reason in found.reasons} & {
        ReasonCode.FORBIDDEN_BY_LAW, ReasonCode.FORBIDDEN_BY_PLATFORM,
    }  # fmt: skip


@pytest.mark.parametrize("version", [each for each in VERSIONS if FORMS[f"{each}/en"].terms.days_to_think])
def test_a_yes_before_the_time_to_think_is_over_permits_nothing(version: str) -> None:
    form = FORMS[f"{version}/en"]
    name, question, permitted, _ = next(case for case in CASES if case[0] == form.name)
    days = form.terms.days_to_think
    for shown, allowed in ((SIGNED.seconds - days * DAY, True), (SIGNED.seconds - days * DAY + 1, False)):
        answer = replace(signed(form, question), shown_at=Instant(shown))
        assert isinstance(asked(answer, **here(permitted, "US")), Allowed) is allowed, name
    refusal = replace(signed(form, question, ActKind.DENY), shown_at=SIGNED)
    earlier = signed(form, question)
    assert isinstance(asked(earlier, refusal, **here(permitted, "US")), Denied), "a no needs no wait"


@pytest.mark.parametrize("version", [each for each in VERSIONS if FORMS[f"{each}/en"].terms.longest_days])
def test_a_yes_runs_out_when_its_form_says_so(version: str) -> None:
    form = FORMS[f"{version}/en"]
    _, question, permitted, _ = next(case for case in CASES if case[0] == form.name)
    answer = replace(signed(form, question), valid=Period(SIGNED))
    last = SIGNED.seconds + (form.terms.longest_days or 0) * DAY
    assert isinstance(asked(answer, at=Instant(last - 1), **here(permitted, "US")), Allowed)
    assert isinstance(asked(answer, at=Instant(last), **here(permitted, "US")), Denied)


def test_one_named_hospital_gets_the_data_and_another_does_not() -> None:
    form = FORMS["care-sharing/1/en"]
    parts = here(OTHERS | of("conditions"), "CN")
    named = naming("second.example", signed(form, "diagnoses"))
    assert isinstance(asked(named, organisation="second.example", **parts), Allowed)
    assert isinstance(asked(named, organisation="third.example", **parts), Denied)


def test_a_no_to_one_disease_keeps_the_data_from_general_studies_without_profit_as_the_form_says() -> None:
    broad = signed(FORMS["research-broad/1/en"], "genes")
    no = signed(FORMS["research-disease/1/en"], "cancer-genes", ActKind.DENY)
    firms = signed(FORMS["research-broad/1/en"], "company-genes")
    general = here(BROAD | of("germline"), "US")
    assert isinstance(asked(broad, **general), Allowed)
    assert isinstance(asked(broad, no, **general), Denied)
    assert isinstance(asked(broad, no, **here(DISEASE | of("germline", diseases={"MONDO:0005015"}), "US")), Allowed)
    assert isinstance(asked(firms, no, **here(BROAD | of("germline", **FIRM), "US")), Allowed)


TERMS = {
    "research-broad/1": Permission.GRU,
    "research-tiered/1": Permission.HMB,
    "research-disease/1": Permission.DS,
    "biobank/1": Permission.HMB,
}
PERMISSION_OF = {"MDSRCH": Permission.GRU, "POARCH": Permission.POA}
"""Questions of the tiered form about methods and origins; DUO's health research holds methods too, as ours reads it."""


@pytest.mark.parametrize("version", TERMS)
def test_what_a_research_form_permits_the_term_of_duo_permits_and_the_next_narrower_one_does_not(version: str) -> None:
    for question in FORMS[f"{version}/en"].questions:
        for each in question.atoms:
            if str(each.recipient) == "steward":
                continue  # keeping is no research
            permission = PERMISSION_OF.get(str(each.purpose), TERMS[version])
            marked = Restriction(frozenset({permission}), frozenset({Modifier.IRB}), each.diseases)
            holding = Holding((each.category,), each.actions, each.kinds)
            assert covered([each], scope_of(marked, holding).permitted, DISEASES), (question.id, permission)
            narrower = Restriction(
                frozenset({Permission.DS}), frozenset({Modifier.IRB, Modifier.NMDS}), frozenset({"asthma"})
            )
            assert not covered([each], scope_of(narrower, holding).permitted, DISEASES)


def test_every_researcher_must_look_for_nobody_pass_nothing_on_and_show_the_approval_of_a_committee() -> None:
    parts = here(BROAD | of("germline"), "US")
    without = tuple(each for each in PAPERS if each.kind != DocumentKind.ETHICS_APPROVAL)
    found = asked(signed(FORMS["research-broad/1/en"], "genes"), documents=without, **parts)
    assert isinstance(found, Denied)
    assert found.missing == ("document:ethics-approval",)


@pytest.mark.parametrize("name", ["treatment/1/en", "treatment/2/en", "treatment/3/en", "treatment/3/id"])
@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({}, True),
        ({"purposes": ("CAREMGT",)}, True),
        ({"purposes": ("CLINTRL",)}, False),
        ({"purposes": ("POPHLTH",)}, False),
        ({"destination": "CN"}, False),
        ({"destination": "US"}, True),
    ],
)
def test_a_yes_to_treatment_is_no_yes_to_a_trial_and_lets_nothing_leave(
    name: str,
    asked: dict[str, Any],
    given: bool,  # noqa: FBT001 - a table's column
) -> None:
    form = FORMS[name]
    yes = act(ActKind.GRANT, *form.question("pharmacogenes").atoms, question="pharmacogenes", form=form)
    decision = decide([yes], request(**asked), RuleBook(()), NOW, 1)
    assert isinstance(decision, Allowed) is given
