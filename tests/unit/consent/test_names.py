"""Names of recipients: each is answered for by itself, in whatever spelling."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Allowed, Decision, Request, decide
from autonome.consent import (
    ActKind,
    Authority,
    ConsentAct,
    ConsentError,
    Members,
    QuestionId,
    State,
    fold,
    is_name,
    read_templates,
)
from autonome.consent.names import can_be_seen
from autonome.kernel import ActorId
from autonome.law import RULES
from tests.fakes.consents import NOW, SUBJECT, act, atom, request, template

SIZE = 100


def said(kind: str, name: str | None, leaf: int, **changes: Any) -> ConsentAct:  # noqa: ANN401 - one keyword for each part
    narrowed = atom().for_recipient(name)
    form = template("q", (atom(),))
    scope = (narrowed,)
    return act(ActKind(kind), *scope, form=form, leaf=leaf, recipient_id=name, **changes)


def history(*moves: str) -> list[ConsentAct]:
    """Acts such as ``deny x.example``; without a name they are about everybody."""
    split = [(*move.split(), None)[:2] for move in moves]
    return [said(str(kind), name, leaf) for leaf, (kind, name) in enumerate(split)]


def asked_by(name: str, acts: list[ConsentAct], actor: str = "dr-b") -> Decision:
    wanted: Request = request(organisation=name, actor=ActorId(actor))
    return decide(acts, wanted, RULES, NOW, SIZE)


@pytest.mark.parametrize(
    ("moves", "permitted"),
    [
        (["grant x.example"], {"x.example"}),
        (["grant x.example", "grant y.example"], {"x.example", "y.example"}),
        (["grant x.example", "deny y.example"], {"x.example"}),
        (["grant x.example", "withdraw y.example"], {"x.example"}),
        (["grant", "deny x.example", "grant y.example"], {"y.example", "z.example"}),
        (["grant", "deny x.example", "deny y.example"], {"z.example"}),
        (["grant", "deny x.example", "withdraw y.example"], {"z.example"}),
        (["grant", "deny x.example", "grant"], {"y.example", "z.example"}),
        (["grant", "deny x.example", "grant x.example"], {"x.example", "y.example", "z.example"}),
        (["grant", "deny x.example", "withdraw X.example"], {"x.example", "y.example", "z.example"}),
        (["grant", "withdraw x.example"], {"y.example", "z.example"}),
        (["grant", "withdraw x.example", "withdraw x.example"], {"y.example", "z.example"}),
        (["grant", "withdraw x.example", "grant x.example"], {"x.example", "y.example", "z.example"}),
        (["grant x.example", "deny"], set()),
        (["grant x.example", "withdraw"], set()),
        (["grant x.example", "deny", "grant y.example"], set()),
        (["grant x.example", "withdraw", "grant y.example"], {"y.example"}),
        (["grant", "renew b.example"], {"x.example", "y.example", "z.example"}),
    ],
)
def test_what_is_said_of_one_is_never_ended_by_what_is_said_of_another(moves: list[str], permitted: set[str]) -> None:
    acts = history(*moves)
    found = {name for name in ("x.example", "y.example", "z.example") if isinstance(asked_by(name, acts), Allowed)}
    assert found == permitted


@pytest.mark.parametrize("name", ["X.example", "x.example ", " x.Example", "x.example.", "x\uff0eexample"])
def test_another_spelling_is_the_same_name(name: str) -> None:
    assert not isinstance(asked_by(name, history("grant", "deny x.example")), Allowed)
    assert isinstance(asked_by(name, history("grant x.example")), Allowed)
    (key,) = fold([*history("grant x.example"), said("deny", name, 1)], SUBJECT, SIZE)
    assert key == "form/q>x.example"


def test_who_asks_is_not_taken_for_an_organisation() -> None:
    acts = history("grant uni.example")
    assert isinstance(asked_by("uni.example", acts), Allowed)
    assert not isinstance(asked_by("evil.example", acts, actor="uni.example"), Allowed)
    one = history("grant person:dr-b")
    assert isinstance(asked_by("evil.example", one), Allowed)
    assert not isinstance(asked_by("dr-b", one, actor="dr-c"), Allowed)


def test_a_refusal_by_a_bare_name_is_of_either() -> None:
    for name in ("dr-b", "DR-B"):
        assert not isinstance(asked_by("hospital.example", history("grant", f"deny {name}")), Allowed)


@pytest.mark.parametrize(
    "character", ["\u034f", "\u115f", "\u180b", "\u2800", "\u3164", "\ufe0f", "\uffa0", "\U000e0100", "\U000e01ef"]
)
def test_what_shows_nothing_is_no_part_of_a_name(character: str) -> None:
    """Else a name that looks the same would get past a refusal of that name."""
    assert not can_be_seen(character)
    for name in (character, f"evil{character}.example", f"evil.example{character}"):
        assert not is_name(name)
        assert not isinstance(asked_by(name, history("grant", "deny evil.example")), Allowed)


@pytest.mark.parametrize("name", [" ", ".", "person:", "organisation: ", "x\u200b.example", "x\n.example", "x" * 256])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert not is_name(name)
    with pytest.raises(ConsentError, match=r"no name. Mend: write recipient_id"):
        said("grant", name, 0)


def test_an_act_for_another_recipient_than_the_form_asks_about_is_refused() -> None:
    form = template("q", (atom(recipient_id="uni.example"),))
    with pytest.raises(ConsentError, match=r"names another recipient than its question does. Mend: leave"):
        act(ActKind.GRANT, atom(recipient_id="evil.example"), form=form, recipient_id="evil.example")
    same = act(ActKind.GRANT, atom(recipient_id="uni.example"), form=form, recipient_id="Uni.example")
    assert same.key == "form/q"


def test_nobodys_yes_for_one_gets_past_the_persons_own_taking_back_from_all() -> None:
    friend = {"actor": ActorId("friend"), "authority": Authority.PROXY}
    acts = [*history("withdraw"), said("grant", "x.example", 1, **friend)]
    assert fold(acts, SUBJECT, SIZE)["form/q>x.example"].state is State.UNCOUNTED  # type: ignore[index]


def test_keys_of_different_questions_differ_whatever_the_ids() -> None:
    def key(form_id: str, question: str, **changes: Any) -> str:  # noqa: ANN401 - one keyword for each part
        form = replace(template(question, (atom(),)), id=form_id)
        return act(ActKind.DENY, form=form, question=question, **changes).key

    assert key("a/b", "c") != key("a", "b/c")
    assert key("a", "q@sis") != key("a", "q") + "@sis"
    assert key("a", "q>x.example") != key("a", "q", recipient_id="x.example")


@pytest.mark.parametrize(
    ("form_id", "question"), [("a/b", "c"), ("a", "b/c"), ("a", "q@sis"), ("a b", "q"), ("a", "q>x")]
)
def test_a_file_brings_no_form_whose_ids_could_be_taken_for_another_key(form_id: str, question: str) -> None:
    form = replace(template("q", (atom(),)), id=form_id)
    form = replace(form, questions=(replace(form.questions[0], id=QuestionId(question)),))
    with pytest.raises(ConsentError, match=r"with a space or one of / @ > %. Mend: write ids"):
        read_templates(Members({"templates": [form.to_json()]}, "consent.json"))


def test_a_renewal_of_nothing_by_name_is_passed_over_when_everything_is_taken_back() -> None:
    renewal = act(ActKind.RENEW, leaf=0, recipient_id="x.example")
    answers = fold([renewal, act(ActKind.WITHDRAW, leaf=1)], SUBJECT, 9)
    assert [each.state for each in answers.values()] == [State.WITHDRAWN]
