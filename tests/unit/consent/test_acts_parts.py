"""Acts, part by part: what contradicts itself, what a relative may say, what a key is made of, and what is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.consent import (
    CATEGORIES,
    FINDINGS_FORM,
    RECIPIENTS,
    ActId,
    Action,
    ActKind,
    Atom,
    Authority,
    Comprehension,
    ConsentAct,
    ConsentError,
    Effect,
    Question,
    QuestionId,
    Template,
    recorded_act,
)
from autonome.consent.templates import atom_to_json
from autonome.kernel import ActorId, Instant, Period, digest
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, template

SISTER: dict[str, Any] = {"authority": Authority.RELATIVE, "actor": ActorId("sister")}
FAMILY = atom(category=CATEGORIES.code("family"), actions=frozenset({Action.DISCLOSE}))
TOLD = atom(recipient=RECIPIENTS.code("relative"), actions=frozenset({Action.DISCLOSE}))
ABOUT_A_FINDING: dict[str, Any] = {"question": "carrier-status", "form": FINDINGS_FORM, "atoms": ()}


def refused(kind: ActKind, *scope: Atom, says: str, **changes: Any) -> None:  # noqa: ANN401 - parts of an act
    with pytest.raises(ConsentError, match=says):
        act(kind, *scope, **changes)


@pytest.mark.parametrize("kind", [ActKind.GRANT, ActKind.DENY])
def test_what_grants_or_denies_has_a_scope_and_nothing_else_has(kind: ActKind) -> None:
    says = "needs a scope to grant or deny, and only then"
    refused(kind, atoms=(), says=says)
    refused(ActKind.WITHDRAW, atoms=(atom(),), says=says)
    refused(ActKind.RENEW, atoms=(atom(),), says=says)
    refused(kind, **(ABOUT_A_FINDING | {"atoms": (atom(),)}), says=says)
    assert act(kind, **ABOUT_A_FINDING).atoms == ()


@pytest.mark.parametrize("kind", ActKind)
def test_what_was_not_understood_can_be_refused_taken_back_and_renewed_and_not_granted(kind: ActKind) -> None:
    parts: dict[str, Any] = {"comprehension": Comprehension.FAILED}
    parts |= {"replaces": ActId("other")} if kind is ActKind.SUPERSEDE else {}
    parts |= ABOUT_A_FINDING if kind is ActKind.DEFER else {}
    if kind in {ActKind.GRANT, ActKind.SUPERSEDE}:
        refused(kind, **parts, says="grants what was not understood")
    else:
        assert act(kind, **parts).comprehension is Comprehension.FAILED


@pytest.mark.parametrize("kind", [ActKind.DENY, ActKind.WITHDRAW])
def test_a_relative_may_object_that_data_of_the_family_are_passed_on(kind: ActKind) -> None:
    for action in (Action.DISCLOSE, Action.PUBLISH, Action.EXPORT):
        assert act(kind, replace(FAMILY, actions=frozenset({action})), **SISTER).kind is kind
    every = replace(FAMILY, actions=frozenset({Action.DISCLOSE, Action.PUBLISH, Action.EXPORT}))
    assert act(kind, every, FAMILY, **SISTER).kind is kind


def test_a_relative_may_not_want_to_be_told() -> None:
    to_her: dict[str, Any] = SISTER | {"recipient_id": "sister"}
    assert act(ActKind.DENY, TOLD, **to_her).names is None
    for scope, parts in (
        ((TOLD,), SISTER),  # not to her, but to every relative
        ((TOLD,), to_her | {"recipient_id": "brother"}),
        ((replace(TOLD, recipient=RECIPIENTS.code("care-team")),), to_her),
        ((atom(),), to_her | {"recipient_id": None}),
    ):
        refused(ActKind.DENY, *scope, **parts, says="is a relative's, who can refuse")


NOT_A_RELATIVES: dict[str, tuple[ActKind, tuple[Atom, ...]]] = {
    "to permit": (ActKind.GRANT, (FAMILY,)),
    "to renew": (ActKind.RENEW, (FAMILY,)),
    "the person's own care": (ActKind.DENY, (replace(FAMILY, actions=frozenset({Action.USE})),)),
    "care beside passing on": (ActKind.DENY, (replace(FAMILY, actions=frozenset({Action.USE, Action.DISCLOSE})),)),
    "data of the person": (ActKind.DENY, (replace(FAMILY, category=CATEGORIES.code("germline")),)),
    "among others, data of the person": (ActKind.DENY, (FAMILY, replace(FAMILY, category=CATEGORIES.code("germline")))),
}


@pytest.mark.parametrize("what", NOT_A_RELATIVES)
def test_nothing_else_is_for_a_relative_to_say(what: str) -> None:
    kind, scope = NOT_A_RELATIVES[what]
    refused(kind, *scope, **SISTER, says="is a relative's, who can refuse")
    refused(ActKind.DENY, **ABOUT_A_FINDING, **SISTER, says="is a relative's, who can refuse")


def test_an_act_names_a_recipient_that_one_of_its_questions_parts_names_or_none() -> None:
    asked = (atom(recipient_id="uni.example"), atom(category=CATEGORIES.code("germline")))
    refused(ActKind.GRANT, *asked, recipient_id="other.example", says="names another recipient than its question")
    assert act(ActKind.GRANT, *asked, recipient_id="uni.example").names == "uni.example"
    assert act(ActKind.GRANT, *asked[:1], recipient_id="uni.example").names is None, "its question names it already"
    assert act(ActKind.GRANT, *asked[1:], recipient_id="uni.example").names == "uni.example"
    assert act(ActKind.GRANT, *asked).names is None
    assert act(ActKind.GRANT, **ABOUT_A_FINDING, recipient_id="uni.example").names == "uni.example"


def test_a_key_is_made_of_the_forms_family_its_id_the_question_and_whom_it_is_for() -> None:
    family = replace(template("q>r", (atom(),)), id="fhir/a@b")
    assert act(form=family, question="q>r").key == "fhir/a%40b/q%3Er"
    assert act(recipient_id="Uni.Example").key == "form/q>uni.example"
    assert act(ActKind.DENY, FAMILY, **SISTER).key == "form/q@sister"
    assert act(ActKind.DENY, FAMILY, recipient_id="uni.example", **SISTER).key == "form/q@sister"


def test_the_digest_is_of_the_subject_and_of_all_that_is_written() -> None:
    done = act(leaf=4)
    assert done.digest == digest({"subject": SUBJECT, **done.to_json()})
    assert done.digest == act(leaf=5, id=done.id).digest, "its place on a log is not part of it"
    assert done.digest != act(leaf=4, subject="ben", actor=ActorId("ben")).digest


def test_acts_are_the_same_whether_or_not_their_digest_was_asked_for() -> None:
    one, other = act(), act()
    assert one.digest
    assert one == other
    assert hash(one) == hash(other)
    assert "_digest" not in repr(one)


def test_every_part_that_is_not_always_there_is_written_under_its_name() -> None:
    full = act(
        ActKind.SUPERSEDE, recipient_id="uni.example", replaces=ActId("before"), shown_at=Instant(NOW.seconds - 60)
    )
    written = full.to_json()
    always = act(ActKind.WITHDRAW).to_json()
    assert {name: written[name] for name in written.keys() - always.keys()} == {
        "valid": {"from": str(LONG.start), "to": str(LONG.end)},
        "recipient_id": "uni.example",
        "replaces": "before",
        "shown_at": str(Instant(NOW.seconds - 60)),
    }
    assert recorded_act(full) == {"act": written, "template": full.template.to_json()}


QUESTION = Question(QuestionId("q"), "?", (atom(),))
WISH = FINDINGS_FORM.questions[0]


@pytest.mark.parametrize(
    "questions",
    [
        (),
        (Question(QuestionId("q"), "?"),),
        (QUESTION, Question(QuestionId("r"), "?")),
        (replace(QUESTION, finding=WISH.finding),),
        (WISH, replace(QUESTION, finding=WISH.finding)),
    ],
    ids=["none", "about nothing", "one about nothing", "about both", "one about both"],
)
def test_each_question_of_a_form_is_about_data_or_about_a_finding(questions: tuple[Question, ...]) -> None:
    with pytest.raises(ConsentError, match="has no question, or one without scope"):
        form(questions)


def test_a_form_asks_each_question_once() -> None:
    with pytest.raises(ConsentError, match="has two questions with one id"):
        form((QUESTION, WISH, QUESTION))


def form(questions: tuple[Question, ...]) -> Template:
    return replace(template("q", (atom(),)), questions=questions)


def test_a_scope_is_written_in_order_whatever_the_order_of_its_sets() -> None:
    actions = frozenset({Action.USE, Action.COLLECT, Action.TRAIN, Action.DISCLOSE, Action.EXPORT, Action.PUBLISH})
    diseases = frozenset(f"MONDO:{number}" for number in range(1, 10))
    wide = atom(actions=actions, diseases=diseases)
    scope: dict[str, Any] = dict(atom_to_json(wide))
    assert (scope["actions"], scope["diseases"]) == (sorted(actions), sorted(diseases))
    assert scope["kinds"] == sorted(wide.kinds)


def test_an_atom_is_about_actions_on_data_and_keeps_the_rest_under_another_effect() -> None:
    for actions in (frozenset[Action](), frozenset({Action.USE, Action.ERASE})):
        with pytest.raises(ConsentError, match="an atom needs actions on data"):
            atom(actions=actions)
    turned = atom().with_effect(Effect.DENY)
    assert turned.effect is Effect.DENY
    assert turned.with_effect(Effect.PERMIT) == atom()


def test_a_plain_atom_is_by_general_consent_for_anybody_of_the_class_at_any_time() -> None:
    plain = Atom(Effect.PERMIT, atom().purpose, atom().category, atom().recipient, atom().jurisdiction, atom().actions)
    assert (plain.recipient_id, plain.diseases, plain.window, plain.obligations) == (None, frozenset(), None, ())
    assert ([*plain.kinds], plain.commercial) == (["general"], None)


def test_an_act_on_a_form_with_another_text_is_refused_and_a_form_is_known_by_its_text_and_meaning() -> None:
    plain = template("q", (atom(),))
    assert replace(plain, text="Other.\n").text_sha256 != plain.text_sha256
    assert replace(plain, text="Other.\n").digest != plain.digest
    assert replace(plain, version="2").text_sha256 == plain.text_sha256
    assert isinstance(act(valid=Period(NOW)), ConsentAct)
    refused(ActKind.GRANT, text_shown=replace(plain, text="Other.\n").text_sha256, says="upon another text")
