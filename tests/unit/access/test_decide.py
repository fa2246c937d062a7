"""Decisions on worked cases: each step of the eight has tests that fail without it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import (
    NOT_COVERED,
    Allowed,
    Decision,
    Denied,
    Document,
    ReasonCode,
    decide,
    told,
)
from autonome.consent import CATEGORIES, RIGHTS, Action, ActKind, ConsentAct, Kind, ObligationCode
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES, DocumentKind, stating
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, request

SIZE = 100
PAPERS = (Document("impact-assessment", "1"), Document("necessity-notice", "2"))
ADULT = stating({"age": 40, "large-scale": False, "foreign-controlled": False})
COLLECTING = (Document("privacy-notice", "3"), Document("recipient-notice", "4"))
FOREIGN = stating({"foreign-controlled": True})
HOME = stating({"foreign-controlled": False})


def ask(acts: list[ConsentAct], **changes: Any) -> Decision:  # noqa: ANN401 - one keyword for each part
    return decide(acts, request(**changes), RULES, NOW, SIZE)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def items(decision: Decision) -> list[str]:
    assert isinstance(decision, Allowed), told(decision.reasons)
    return [grant.item for grant in decision.grants]


def everything(**changes: Any) -> ConsentAct:  # noqa: ANN401 - one keyword for each part
    broad = {
        "purpose": "PurposeOfUse",
        "category": "record",
        "recipient": "anyone",
        "actions": frozenset(list(Action)[:6]),
    }
    return act(ActKind.GRANT, atom(**(broad | changes)), question="everything")


OWN = {"actor": ActorId(SUBJECT), "organisation": SUBJECT, "recipient": "subject", "purposes": ("PATRQT",)}
UNDERWRITING = {"recipient": "health-insurer", "purposes": ("UNDERWRITING",), "organisation": "insurer.example"}


class TestStep1Validate:
    @pytest.mark.parametrize(
        "changes",
        [
            {"purposes": ("GIFT",)},
            {"purposes": ("TREAT", "GIFT")},
            {"items": ("soul",)},
            {"recipient": "friend"},
            {"jurisdiction": "XX"},
            {"jurisdiction": "world"},
            {"destination": "XX"},
        ],
    )
    def test_an_unknown_code_is_refused(self, changes: dict[str, Any]) -> None:
        decision = ask([everything()], **changes)
        assert codes(decision) == [ReasonCode.UNKNOWN_CODE]
        assert isinstance(decision, Denied)

    @pytest.mark.parametrize("name", ["purposes", "items", "actor", "organisation", "subject"])
    def test_an_empty_part_is_refused(self, name: str) -> None:
        decision = ask([everything()], **{name: () if name in {"purposes", "items"} else ""})
        assert codes(decision) == [ReasonCode.EMPTY_REQUEST]

    def test_a_request_without_bounds_is_refused(self) -> None:
        assert codes(ask([everything()], items=("pharmacogenes",) * 65)) == [ReasonCode.EMPTY_REQUEST]

    def test_a_consent_of_another_person_is_refused_before_anything_else_is_asked(self) -> None:
        assert codes(ask([everything()], consent_of_another=True, items=("soul",))) == [ReasonCode.CONSENT_OF_ANOTHER]
        assert request().handed_in_with(SUBJECT) == request()
        assert request().handed_in_with(SubjectId("ben")).consent_of_another

    def test_an_alias_means_our_own_code(self) -> None:
        assert items(ask([act()], purposes=("DUO:0000043",))) == ["pharmacogenes"]


class TestStep2Law:
    @pytest.mark.parametrize(
        ("changes", "rule"),
        [
            (UNDERWRITING, "US-GINA-I"),
            (UNDERWRITING | {"purposes": ("ELIGDTRM",)}, "US-GINA-I"),
            (UNDERWRITING | {"purposes": ("TREAT", "UNDERWRITING")}, "US-GINA-I"),
            (UNDERWRITING | {"purposes": ("PurposeOfUse",)}, "US-GINA-I"),
            (UNDERWRITING | {"recipient": "insurer"}, "US-GINA-I"),
            (UNDERWRITING | {"recipient": "anyone"}, "US-GINA-I"),
            (UNDERWRITING | {"items": ("family",)}, "US-GINA-I"),
            ({"recipient": "employer", "purposes": ("EMPLOYMENT",)}, "US-GINA-II"),
            (UNDERWRITING | {"recipient": "life-insurer"}, "PLATFORM-UNDERWRITING"),
            (UNDERWRITING | {"jurisdiction": "DE"}, "PLATFORM-UNDERWRITING"),
            ({"recipient": "employer", "purposes": ("EMPLOYMENT",), "jurisdiction": "ID"}, "PLATFORM-EMPLOYMENT"),
            ({"jurisdiction": "CN", "circumstances": FOREIGN, "action": Action.COLLECT}, "CN-BSL-56-foreign"),
        ],
    )
    def test_no_consent_opens_what_is_forbidden(self, changes: dict[str, Any], rule: str) -> None:
        decision = ask([everything()], **changes)
        assert isinstance(decision, Denied)
        assert decision.reasons[0].rule == rule
        assert decision.reasons[0].article in told(decision.reasons)[0]

    def test_paying_a_bill_is_not_underwriting(self) -> None:
        assert items(ask([everything()], **(UNDERWRITING | {"purposes": ("HPAYMT",)}))) == ["pharmacogenes"]

    def test_a_life_insurer_is_warned_about(self) -> None:
        decision = ask([everything()], **(UNDERWRITING | {"recipient": "life-insurer"}))
        assert [duty.rule for duty in decision.duties] == ["US-GINA-gap", "US-HIPAA-508(c)"]

    def test_a_prohibition_that_was_not_yet_law_does_not_apply(self) -> None:
        early = Instant.parse("2009-05-20")
        grant = everything()
        before = decide([grant], request(**UNDERWRITING), RULES, early, SIZE)
        assert "US-GINA-I" not in {reason.rule for reason in before.reasons}

    @pytest.mark.parametrize("jurisdiction", ["US", "DE", "CN", "ID"])
    def test_reading_ones_own_record_is_never_forbidden_and_needs_nothing(self, jurisdiction: str) -> None:
        denial = act(ActKind.DENY, atom(recipient="anyone", category="record", purpose="PurposeOfUse"))
        decision = ask([denial], **OWN, jurisdiction=jurisdiction, items=("record",), circumstances=FOREIGN)
        assert items(decision) == list(CATEGORIES.leaves("record"))

    def test_nobody_else_reads_it_as_their_own(self) -> None:
        assert isinstance(ask([], **(OWN | {"actor": ActorId("ben")})), Denied)
        assert isinstance(ask([], **(OWN | {"recipient": "relative"})), Denied)
        assert isinstance(ask([], **OWN, action=Action.DISCLOSE), Denied)

    @pytest.mark.parametrize("action", [Action.WITHDRAW, Action.REFUSE])
    def test_taking_back_and_refusing_are_never_forbidden(self, action: Action) -> None:
        for jurisdiction in ("US", "DE", "CN", "ID"):
            decision = ask([], **OWN, action=action, jurisdiction=jurisdiction, circumstances=FOREIGN)
            assert items(decision) == ["pharmacogenes"]
        assert isinstance(ask([everything()], action=action), Denied), "the care team cannot withdraw for the patient"

    def test_an_emergency_opens_without_consent_where_the_statute_says_so_and_is_told(self) -> None:
        papers = (Document("impact-assessment", "1"),)
        emergency: dict[str, Any] = {"purposes": ("ETREAT",), "jurisdiction": "CN", "documents": papers}
        decision = ask([], **emergency)
        assert items(decision) == ["pharmacogenes"]
        assert "CN-PIPL-13/emergency" in [duty.rule for duty in decision.duties]
        assert isinstance(ask([], **(emergency | {"purposes": ("ETREAT", "GRU")})), Denied)
        assert isinstance(ask([], **(emergency | {"purposes": ("TREAT",)})), Denied)
        assert codes(ask([act(ActKind.DENY)], **emergency)) == [ReasonCode.REFUSED_BY_PATIENT], "not against a refusal"


class TestStep3Fold:
    def test_without_any_act_nothing_is_allowed(self) -> None:
        assert codes(ask([])) == [ReasonCode.NEVER_CONSENTED]

    @pytest.mark.parametrize(
        ("acts", "code"),
        [
            ([act(), act(ActKind.WITHDRAW, leaf=1)], ReasonCode.WITHDRAWN),
            ([act(), act(ActKind.DENY, leaf=1)], ReasonCode.REFUSED_BY_PATIENT),
            ([act(valid=Period(LONG.start, NOW))], ReasonCode.EXPIRED),
            ([act(valid=Period(Instant(NOW.seconds + 1)))], ReasonCode.NOT_YET_VALID),
            ([act(ActKind.DENY)], ReasonCode.REFUSED_BY_PATIENT),
            ([act(leaf=SIZE)], ReasonCode.NEVER_CONSENTED),
            ([act(leaf=None)], ReasonCode.NEVER_CONSENTED),
            ([replace(act(), subject=SubjectId("ben"), actor=ActorId("ben"))], ReasonCode.NEVER_CONSENTED),
        ],
    )
    def test_the_record_says_why_and_the_asker_cannot_tell(self, acts: list[ConsentAct], code: ReasonCode) -> None:
        decision = ask(acts)
        assert codes(decision) == [code]
        assert told(decision.reasons) == (NOT_COVERED,)


class TestStep4LeafByLeaf:
    def test_everything_except_mental_health_gives_everything_else(self) -> None:
        except_one = act(ActKind.DENY, atom(category="mental-health"), question="except", leaf=1)
        decision = ask([everything(), except_one], items=("record",))
        assert set(items(decision)) == set(CATEGORIES.leaves("record")) - {"mental-health"}

    def test_the_general_does_not_follow_from_the_special(self) -> None:
        one_disease = everything(purpose="DSRCH")
        assert isinstance(ask([one_disease], purposes=("GRU",), recipient="researcher"), Denied)
        assert isinstance(ask([one_disease], purposes=("DSRCH",), recipient="researcher"), Allowed)

    @pytest.mark.parametrize(
        "changes",
        [
            {"purpose": "CAREMGT"},
            {"category": "tumour"},
            {"recipient": "hospital"},
            {"jurisdiction": "DE"},
            {"actions": frozenset({Action.TRAIN})},
            {"recipient_id": "other.example"},
            {"diseases": frozenset({"MONDO:1"})},
        ],
    )
    def test_a_permission_of_another_scope_does_not_cover(self, changes: dict[str, Any]) -> None:
        assert isinstance(ask([act(ActKind.GRANT, atom(**changes))]), Denied)

    @pytest.mark.parametrize(
        ("changes", "denied"),
        [
            ({"purpose": "CAREMGT"}, True),
            ({"purpose": "PurposeOfUse"}, True),
            ({"purpose": "GRU"}, False),
            ({"recipient": "care"}, True),
            ({"recipient": "hospital"}, False),
            ({"category": "genome"}, True),
            ({"category": "tumour"}, False),
            ({"jurisdiction": "DE"}, False),
            ({"recipient_id": "hospital.example"}, True),
            ({"recipient_id": "dr-b"}, True),
            ({"recipient_id": "other.example"}, False),
            ({"diseases": frozenset({"MONDO:1"})}, True),
            ({"actions": frozenset({Action.TRAIN})}, False),
        ],
    )
    def test_a_refusal_meets_the_broader_the_same_and_the_narrower(self, changes: dict[str, Any], denied: bool) -> None:  # noqa: FBT001 - a table's column
        refusal = act(ActKind.DENY, atom(**changes), question="no", leaf=1)
        assert isinstance(ask([everything(), refusal]), Denied if denied else Allowed)

    def test_a_refusal_to_one_class_meets_a_request_for_a_broader_class(self) -> None:
        refusal = act(ActKind.DENY, atom(recipient="hospital"), question="no", leaf=1)
        assert isinstance(ask([everything(), refusal], recipient="care"), Denied)

    def test_a_refusal_in_one_member_state_meets_a_request_for_all_of_them(self) -> None:
        refusal = act(ActKind.DENY, atom(jurisdiction="DE"), question="no", leaf=1)
        small = stating({"large-scale": False})
        assert isinstance(ask([everything()], jurisdiction="EEA", circumstances=small), Allowed)
        assert isinstance(ask([everything(), refusal], jurisdiction="EEA", circumstances=small), Denied)
        assert isinstance(ask([everything(), refusal], jurisdiction="FR", circumstances=small), Allowed)

    def test_each_of_several_purposes_needs_a_permission(self) -> None:
        care, study = act(), act(ActKind.GRANT, atom(purpose="HRESCH"), question="study", leaf=1)
        assert isinstance(ask([care], purposes=("TREAT", "HRESCH")), Denied)
        assert isinstance(ask([care, study], purposes=("TREAT", "HRESCH")), Allowed)

    def test_where_data_go_is_covered_too(self) -> None:
        at_home = act(ActKind.GRANT, atom(jurisdiction="US"))
        assert isinstance(ask([at_home]), Allowed)
        assert isinstance(ask([at_home], destination="DE"), Denied)

    def test_one_leaf_of_several_can_be_forbidden(self) -> None:
        decision = ask([everything()], **UNDERWRITING, items=("pharmacogenes", "demographics"))
        assert items(decision) == ["demographics"]
        assert ReasonCode.FORBIDDEN_BY_LAW in codes(decision)


def years(first: str, last: str | None) -> Period:
    return Period(Instant.parse(f"{first}-01-01"), None if last is None else Instant.parse(f"{last}-01-01"))


class TestStep5Windows:
    def test_what_is_covered_in_part_is_granted_in_part_and_says_so(self) -> None:
        decision = ask([act(ActKind.GRANT, atom(window=years("2020", "2024")))], window=years("2022", None))
        assert isinstance(decision, Allowed)
        assert decision.grants[0].to_json() == {
            "item": "pharmacogenes", "window": [["2022-01-01T00:00:00Z", "2024-01-01T00:00:00Z"]],
        }  # fmt: skip
        assert codes(decision) == [ReasonCode.PERMITTED_BY_CONSENT, ReasonCode.PARTLY_COVERED]

    def test_a_refused_time_is_cut_out(self) -> None:
        refusal = act(ActKind.DENY, atom(window=years("2021", "2022")), question="no", leaf=1)
        decision = ask([act(), refusal])
        assert isinstance(decision, Allowed)
        assert decision.grants[0].to_json()["window"] == [
            [None, "2021-01-01T00:00:00Z"], ["2022-01-01T00:00:00Z", None],
        ]  # fmt: skip

    def test_no_common_time_is_a_refusal(self) -> None:
        decision = ask([act(ActKind.GRANT, atom(window=years("2020", "2021")))], window=years("2023", "2024"))
        assert codes(decision) == [ReasonCode.OUTSIDE_WINDOW]


class TestStep6ObligationsAndLife:
    def test_obligations_are_united_and_the_earliest_end_wins(self) -> None:
        one = act(ActKind.GRANT, atom(obligations=(ObligationCode("DUO:0000019"),)), question="one")
        two = act(
            ActKind.GRANT,
            atom(category="medications", obligations=(ObligationCode("DUO:0000029"),)),
            question="two",
            leaf=1,
            valid=years("2026", "2027"),
        )
        decision = ask([one, two], items=("pharmacogenes", "medications"))
        assert isinstance(decision, Allowed)
        assert decision.obligations == ("DUO:0000019", "DUO:0000029")
        assert decision.until == Instant.parse("2027-01-01")
        assert decision.basis == tuple(sorted([one.digest, two.digest]))

    def test_a_document_that_ends_ends_the_permission(self) -> None:
        ethics = act(ActKind.GRANT, atom(obligations=(ObligationCode("DUO:0000021"),)))
        until = Instant(NOW.seconds + 60)
        decision = ask([ethics], documents=(Document("ethics-approval", "1", until),))
        assert isinstance(decision, Allowed)
        assert decision.until == until
        longer = ask([ethics], documents=(Document("ethics-approval", "1", until), Document("ethics-approval", "2")))
        assert isinstance(longer, Allowed)
        assert longer.until == LONG.end


class TestStep7KindsAndDocuments:
    @pytest.mark.parametrize(
        ("jurisdiction", "kinds", "missing"),
        [
            ("US", {Kind.GENERAL}, ()),
            ("DE", {Kind.GENERAL}, ("consent:explicit",)),
            ("DE", {Kind.EXPLICIT}, ()),
            ("CN", {Kind.EXPLICIT}, ("consent:separate:sensitive",)),
            ("CN", {Kind.SEPARATE_SENSITIVE}, ("consent:explicit",)),
            ("ID", {Kind.EXPLICIT}, ("consent:written",)),
            ("ID", {Kind.EXPLICIT, Kind.WRITTEN}, ()),
        ],
    )
    def test_the_law_of_the_place_asks_for_its_kind(
        self, jurisdiction: str, kinds: set[Kind], missing: tuple[str, ...]
    ) -> None:
        grant = act(ActKind.GRANT, atom(kinds=frozenset(kinds)))
        decision = ask([grant], jurisdiction=jurisdiction, documents=PAPERS, circumstances=ADULT)
        assert (decision.missing if isinstance(decision, Denied) else ()) == missing

    def test_research_in_the_united_states_needs_a_written_authorisation(self) -> None:
        tacit = everything(kinds=frozenset({Kind.EXPLICIT}))
        study: dict[str, Any] = {"purposes": ("HRESCH",), "recipient": "academic-researcher"}
        decision = ask([tacit], **study)
        assert isinstance(decision, Denied)
        assert decision.reasons[0].rule == "US-HIPAA-508(a)(1)"

    def test_missing_documents_are_listed_with_the_article_that_asks(self) -> None:
        named = everything(recipient_id="hospital.example")
        decision = ask([named], jurisdiction="CN", destination="US", action=Action.EXPORT, circumstances=HOME)
        assert isinstance(decision, Denied)
        assert set(decision.missing) == {
            *(
                f"document:{kind}"
                for kind in ("guardian-proof", "hgr-backup-receipt", "hgr-report", "impact-assessment")
            ),
            *(f"document:{kind}" for kind in ("necessity-notice", "recipient-notice", "security-assessment")),
            *("document:security-review", "document:transfer-mechanism"),
            *(f"fact:{name}" for name in ("age", "critical-infrastructure", "important-data", "people-abroad")),
            "fact:public-interest-at-stake",
        }
        articles = {reason.detail: reason.article for reason in decision.reasons}
        assert articles["transfer-mechanism"] == "PIPL Art. 38"
        assert articles["impact-assessment"] == "PIPL Art. 55 and 56"

    @pytest.mark.parametrize("action", [Action.DISCLOSE, Action.EXPORT, Action.USE, Action.COLLECT, Action.TRAIN])
    def test_a_consent_that_names_nobody_lets_no_other_institution_in_china_have_the_data(self, action: Action) -> None:
        other: dict[str, Any] = {
            "jurisdiction": "CN", "action": action, "recipient": "hospital", "circumstances": ADULT,
            "destination": "US" if action is Action.EXPORT else None,
            "documents": tuple(Document(str(kind), "1") for kind in DocumentKind),
        }  # fmt: skip
        nameless = ask([everything()], **other)
        assert isinstance(nameless, Denied)
        asks = {"PIPL Art. 23", "PIPL Art. 39"} if action is Action.EXPORT else {"PIPL Art. 23"}
        assert {reason.article for reason in nameless.reasons} == asks
        assert "consent:separate:recipient" in nameless.missing
        assert isinstance(ask([everything(recipient_id="hospital.example")], **other), Allowed)
        assert isinstance(ask([everything(recipient_id="another.example")], **other), Denied)
        ours = stating({"age": 40, "foreign-controlled": False, "from-another-handler": False})
        passed_on = action in {Action.DISCLOSE, Action.EXPORT}
        assert isinstance(ask([everything()], **(other | {"circumstances": ours})), Denied if passed_on else Allowed)

    @pytest.mark.parametrize(
        ("place", "at", "action"),
        [
            ("DE", "2018-05-24", Action.EXPORT), ("ID", "2022-10-16", Action.USE), ("US", "2003-04-13", Action.USE),
            ("CN", "2021-10-31", Action.DISCLOSE),
        ],
    )  # fmt: skip
    def test_of_a_date_of_which_no_law_of_the_place_is_encoded_a_person_must_judge(
        self, place: str, at: str, action: Action
    ) -> None:
        agreed = act(ActKind.GRANT, atom(actions=frozenset(Action) - RIGHTS), valid=Period(Instant(0)))
        agreed = replace(agreed, recorded_at=Instant(0))
        asked = request(jurisdiction=place, action=action, destination="US" if action is Action.EXPORT else None)
        decision = decide([agreed], asked, RULES, Instant.parse(at), SIZE)
        (unread,) = (reason for reason in decision.reasons if reason.code is ReasonCode.NEEDS_REVIEW)
        assert "No law of this place is encoded for that date." in unread.sentence
        assert isinstance(decision, Denied)
        own = replace(asked, action=Action.WITHDRAW, actor=ActorId(SUBJECT), recipient="subject", destination=None)
        assert isinstance(decide([], own, RULES, Instant.parse(at), SIZE), Allowed), "a right is a right"

    def test_a_document_that_has_ended_is_none(self) -> None:
        papers = (Document("impact-assessment", "1", NOW), Document("necessity-notice", "2"))
        decision = ask([everything()], jurisdiction="CN", documents=papers, circumstances=ADULT)
        assert codes(decision) == [ReasonCode.DOCUMENT_MISSING]

    def test_a_document_of_no_known_kind_is_refused(self) -> None:
        decision = ask([everything()], documents=(Document("letter", "1"),))
        assert told(decision.reasons) == (
            "The request names something that no vocabulary holds. document kind 'letter'",
        )

    def test_what_nobody_stated_never_permits_and_is_named(self) -> None:
        papers = (Document("impact-assessment", "1"), Document("necessity-notice", "2"))
        child: dict[str, Any] = {"jurisdiction": "CN", "documents": papers}
        decision = ask([everything()], **child, circumstances=HOME)
        assert isinstance(decision, Denied)
        assert decision.missing == ("document:guardian-proof", "fact:age")
        assert codes(decision) == [ReasonCode.DOCUMENT_MISSING, ReasonCode.FACT_NOT_STATED]
        below = ask([everything()], **child, circumstances=stating({"age": 13, "foreign-controlled": False}))
        assert isinstance(below, Denied)
        assert below.missing == ("document:guardian-proof",)
        assert isinstance(
            ask([everything()], **child, circumstances=stating({"age": 14, "foreign-controlled": False})), Allowed
        )
        proof = Document("guardian-proof", "3")
        with_paper = ask([everything()], **(child | {"documents": (*papers, proof)}), circumstances=HOME)
        assert codes(with_paper) == [ReasonCode.UNDER_AGE], "a guardian's paper is no guardian's act"

    @pytest.mark.parametrize("action", [Action.USE, Action.COLLECT, Action.DISCLOSE])
    def test_chinese_genes_wait_until_it_is_known_who_stands_behind_the_asker(self, action: Action) -> None:
        chinese: dict[str, Any] = {"jurisdiction": "CN", "action": action, "documents": (*PAPERS, *COLLECTING)}
        decision = ask([everything()], **chinese, circumstances=stating({"age": 40}))
        assert isinstance(decision, Denied)
        assert codes(decision) == [ReasonCode.FACT_NOT_STATED]
        assert decision.missing == ("fact:foreign-controlled",)
        assert decision.reasons[0].article == "Biosecurity Law Art. 56 and 57"
        named = everything(recipient_id="hospital.example")
        assert isinstance(ask([named], **chinese, circumstances=ADULT), Allowed)
        clinical = ask([named], **chinese, items=("medications",), circumstances=stating({"age": 40}))
        assert isinstance(clinical, Allowed), "other data are no genetic resource"

    def test_what_is_forbidden_anyway_is_not_mended_by_a_fact(self) -> None:
        silent = ask([everything()], jurisdiction="CN", **UNDERWRITING)
        assert isinstance(silent, Denied)
        assert {*codes(silent)} == {ReasonCode.FACT_NOT_STATED, ReasonCode.FORBIDDEN_BY_PLATFORM}
        assert silent.missing == ()

    def test_a_fact_that_might_spare_a_kind_of_consent_is_named_too(self) -> None:
        tacit = everything(kinds=frozenset({Kind.GENERAL}))
        decision = ask([tacit], items=("mental-health",))
        assert isinstance(decision, Denied)
        assert decision.missing == ("consent:written", "fact:psychotherapy-notes")
        none = stating({"psychotherapy-notes": False})
        assert isinstance(ask([tacit], items=("mental-health",), circumstances=none), Allowed)

    def test_within_the_economic_area_data_do_not_leave(self) -> None:
        german: dict[str, Any] = {"jurisdiction": "DE", "documents": (Document("impact-assessment", "1"),)}
        assert isinstance(ask([everything()], **german, destination="FR"), Allowed)
        assert isinstance(ask([everything()], **german, destination="US"), Denied)


class TestOnlyTheWholeWillDo:
    """A request can say that a part is of no use to it; then anything withheld refuses all of it."""

    def test_all_is_granted_as_ever(self) -> None:
        assert items(ask([act()], whole=True)) == ["pharmacogenes"]

    @pytest.mark.parametrize(
        "acts",
        [
            [act()],
            [everything(), act(ActKind.DENY, atom(category="medications"), question="no", leaf=1)],
            [
                everything(),
                act(ActKind.DENY, atom(category="medications", window=years("2021", "2022")), question="no", leaf=1),
            ],
        ],
    )
    def test_a_part_is_refused_and_only_what_stands_in_the_way_is_named(self, acts: list[ConsentAct]) -> None:
        wanted = ("pharmacogenes", "medications")
        assert isinstance(ask(acts, items=wanted), Allowed)
        refused = ask(acts, items=wanted, whole=True)
        assert isinstance(refused, Denied)
        assert {reason.item for reason in refused.reasons} == {"medications"}


def test_a_decision_names_what_it_was_made_under() -> None:
    grounds = ask([act()]).to_json()["grounds"]
    assert grounds == {
        "at": "2026-03-01T10:00:00Z", "log_size": SIZE, "rules_sha256": RULES.digest, "engine": "autonome-access/7",
    }  # fmt: skip
