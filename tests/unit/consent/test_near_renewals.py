"""What ends, what is asked again and what somebody wishes, near to what would be otherwise."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from autonome.consent import (
    CATEGORIES,
    FINDINGS_FORM,
    PURPOSES,
    Action,
    ActKind,
    Authority,
    ConsentAct,
    Diseases,
    FindingCode,
    QuestionKey,
    Standing,
    State,
    Wish,
    preferences,
)
from autonome.consent.ages import AGES, birthday
from autonome.consent.authority import DAY, Lapse
from autonome.consent.reconsent import Need, QuestionNeed, reconsent
from autonome.consent.renewals import ending, reminders
from autonome.consent.summaries import summaries
from autonome.kernel import ActorId, Instant, Period
from tests.fakes.consents import LONG, NOW, act, atom, template
from tests.unit.consent.test_renewals import ALL, NEW, OLD, answers, needs, until


def test_of_what_ends_at_once_the_questions_are_in_order_and_of_others_the_ends() -> None:
    same = [act(leaf=n, question=name, valid=until(5)) for n, name in enumerate("cab")]
    last = act(leaf=3, question="aa", valid=until(9))
    assert [each.key for each in ending(answers(last, *same), NOW, 30)] == ["form/a", "form/b", "form/c", "form/aa"]


def test_what_does_not_count_or_is_not_yet_in_force_does_not_end() -> None:
    said = answers(act(valid=until(5)))
    assert ending(uncounted(said), NOW, 30) == ()
    later = Period(Instant(NOW.seconds + 1), until(5).end)
    assert ending({key: replace(each, valid=later) for key, each in said.items()}, NOW, 30) == ()


def test_what_cannot_be_renewed_is_said_to_end_all_the_same() -> None:
    said = {key: replace(each, state=State.WITHDRAWN) for key, each in answers(act(valid=until(5))).items()}
    (one,) = ending(said, NOW, 30)
    assert one.renewable is False
    (other,) = ending(answers(act(valid=until(5))), NOW, 30)
    assert (other.renewable, other.form, other.end) == (True, "form", until(5).end)


def test_a_reminder_that_was_sent_at_a_later_time_holds_the_next_back() -> None:
    found = ending(answers(act(valid=until(5))), NOW, 30)
    for seconds, again in ((0, False), (30 * DAY - 1, False), (30 * DAY, True)):
        assert bool(reminders(found, NOW, {"form": Instant(NOW.seconds - seconds)})) is again
    assert not reminders(found, NOW, {"form": Instant(NOW.seconds + 40 * DAY)})


def uncounted(said: dict[QuestionKey, Standing]) -> dict[QuestionKey, Standing]:
    return {key: replace(each, state=State.UNCOUNTED, lapse=Lapse.UNDER_AGE) for key, each in said.items()}


def test_an_answer_that_does_not_count_is_asked_again_and_shown() -> None:
    said = uncounted(answers(act(question="same", form=OLD)))
    found = {str(each.question): each for each in reconsent(said, OLD)}
    assert found["same"].need is Need.UNANSWERED
    assert found["same"].answer == said[QuestionKey("form/same")]
    assert found["wide"].need is Need.UNANSWERED
    # Its question is new: what does not count says that it was asked all the same.
    assert reconsent({QuestionKey("form/new"): said[QuestionKey("form/same")]}, NEW)[-2].need is Need.NEW
    renamed = replace(said[QuestionKey("form/same")], scope=act(question="x", form=template("x", (atom(),))))
    again = reconsent({QuestionKey("form/same"): renamed}, NEW)
    assert {str(each.question): each.need for each in again}["same"] is Need.UNANSWERED


def test_only_answers_to_this_form_that_are_ones_own_count() -> None:
    own = act(ActKind.DENY, question="same", form=OLD)
    (answer,) = answers(own).values()
    for key, other in {
        "form/wide": answer,  # ended by another question's supersession
        "form/same@sister": answer,
        "other/same": replace(answer, act=act(ActKind.DENY, question="same", form=replace(OLD, id="other"))),
    }.items():
        assert {each.need for each in reconsent({QuestionKey(key): other}, NEW)} == {Need.NEW}, key


def test_what_lies_below_a_disease_is_no_wider_question_and_without_a_hierarchy_it_may_be() -> None:
    broad, narrow = (
        atom(purpose="DSRCH", diseases=frozenset({"D:1"})),
        atom(purpose="DSRCH", diseases=frozenset({"D:3"})),
    )
    said = answers(act(ActKind.GRANT, broad, form=template("q", (broad,))))
    new = template("q", (narrow,), "2")
    tree = Diseases.of_parents("test 1", {"D:1": [], "D:3": ["D:1"]})
    assert [each.need for each in reconsent(said, new, tree)] == [Need.STANDS]
    assert [each.need for each in reconsent(said, new)] == [Need.WIDER]


def test_what_a_relative_said_of_a_question_is_no_answer_of_the_person() -> None:
    family = atom(category=CATEGORIES.code("family"), actions=frozenset({Action.DISCLOSE}))
    form = template("q", (family,))
    said = answers(act(ActKind.DENY, family, form=form, actor=ActorId("sister"), authority=Authority.RELATIVE))
    assert [*said] == ["form/q@sister"]
    assert [each.need for each in reconsent(said, form)] == [Need.NEW]


def test_a_wish_that_was_put_off_stands_when_the_form_changes() -> None:
    later = replace(FINDINGS_FORM, version="9")
    put_off = answers(act(ActKind.DEFER, question="carrier-status", form=FINDINGS_FORM, atoms=()))
    assert {str(each.question): each.need for each in reconsent(put_off, later)}["carrier-status"] is Need.STANDS


@pytest.mark.parametrize("need", Need)
def test_who_is_asked(need: Need) -> None:
    assert QuestionNeed(OLD.questions[0].id, need).asks is (need in {Need.WIDER, Need.NEW, Need.UNANSWERED})
    assert len(needs(dict.fromkeys(ALL, ActKind.GRANT))) == 5


def test_the_ages_are_those_that_were_read() -> None:
    assert {place: (ages.data, ages.research) for place, ages in AGES.items()} == {
        "CN": (14, 18), "EEA": (18, 18), "ID": (18, 18), "US": (18, 18),
    }  # fmt: skip


CARRIER = FindingCode("carrier-status")


def wish(leaf: int, kind: ActKind, form: str) -> ConsentAct:
    own = replace(FINDINGS_FORM, id=form)
    return act(kind, leaf=leaf, question=CARRIER, form=own, atoms=())


def test_an_answer_that_does_not_count_stands_behind_one_that_does_and_is_shown_alone() -> None:
    older, newer = wish(0, ActKind.DENY, "one"), wish(1, ActKind.GRANT, "two")
    said = answers(older, newer)
    key = QuestionKey("two/carrier-status")
    lapsed = said | {key: replace(said[key], state=State.UNCOUNTED)}
    (found,) = (each for each in preferences(lapsed, NOW) if each.finding == CARRIER)
    assert (found.wish, found.act) == (Wish.NO, older)
    (alone,) = (each for each in preferences({key: lapsed[key]}, NOW) if each.finding == CARRIER)
    assert (alone.wish, alone.act) == (Wish.NOT_RECORDED, newer)


def test_atoms_that_differ_in_more_than_lists_are_not_summed_up() -> None:
    some = [atom(), atom(purpose=PURPOSES.code("GRU"), category=CATEGORIES.code("hiv"))]
    assert [line.atom for line in summaries(some)] == some


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
def test_a_birthday_does_not_depend_on_where_the_computer_stands() -> None:
    assert birthday(Instant.parse("2012-03-01"), 18) == Instant.parse("2030-03-01")
    assert birthday(Instant.parse("2012-02-29"), 18) == Instant.parse("2030-03-01")
    assert LONG.contains(NOW)
