"""What `differences` says of an old answer, held against real decisions: whatever is asked, old yes and old no keep it.

A new form may be narrower, wider or both. Where it is said that an old yes still covers it, the engine gives under the
old yes whatever it would give under the new one; where an old no still covers it, the engine gives nothing of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from autonome.access import Allowed, Decision, Document, Request, decide
from autonome.consent import (
    CATEGORIES,
    JURISDICTIONS,
    PURPOSES,
    RECIPIENTS,
    Action,
    ActKind,
    Atom,
    Diseases,
    Effect,
    Kind,
    ObligationCode,
    Taxonomy,
    Template,
)
from autonome.consent.differences import differences
from autonome.kernel import Instant, Period
from autonome.law import RULES, DocumentKind, RuleBook, stating
from tests.examples import examples
from tests.fakes.consents import NOW, act, request, template
from tests.fakes.naive_decision import PARENTS

DISEASES = Diseases.of_parents("five", PARENTS)


def below(tree: Taxonomy[Any], code: str) -> st.SearchStrategy[Any]:
    """Mostly the code, now and then something narrower."""
    narrower = [term.code for term in tree.terms if tree.covers(code, term.code)]
    return st.sampled_from([code] * 3 + narrower[:8]).map(tree.code)


@st.composite
def changed(draw: st.DrawFn, atom: Atom) -> Atom:
    """The same atom with some parts narrower; now and then with one that is wider."""
    found = replace(
        atom,
        purpose=draw(below(PURPOSES, atom.purpose)),
        category=draw(below(CATEGORIES, atom.category)),
        recipient=draw(below(RECIPIENTS, atom.recipient)),
        jurisdiction=draw(below(JURISDICTIONS, atom.jurisdiction)),
        actions=draw(st.sampled_from([atom.actions, frozenset({min(atom.actions)})])),
        diseases=draw(st.sampled_from([atom.diseases, atom.diseases, frozenset({"D:112"})])),
        commercial=draw(st.sampled_from([atom.commercial, atom.commercial, False])),
        kinds=draw(st.sampled_from([atom.kinds, atom.kinds, frozenset({Kind.EXPLICIT})])),
    )
    wider: dict[str, Any] = draw(
        st.sampled_from(
            [
                {}, {}, {}, {"recipient_id": None}, {"window": None}, {"obligations": ()}, {"diseases": frozenset()},
                {"category": CATEGORIES.code("record")}, {"actions": frozenset({Action.USE, Action.EXPORT})},
                {"jurisdiction": JURISDICTIONS.code("world")}, {"commercial": None},
            ]
        )
    )  # fmt: skip
    return replace(found, **wider)


@st.composite
def old_atoms(draw: st.DrawFn) -> Atom:
    """Scopes of every shape."""
    return Atom(
        effect=Effect.PERMIT,
        purpose=PURPOSES.code(draw(st.sampled_from(["TREAT", "GRU", "HRESCH", "DSRCH", "PurposeOfUse"]))),
        category=CATEGORIES.code(draw(st.sampled_from(["record", "genome", "germline", "clinical", "hiv"]))),
        recipient=RECIPIENTS.code(draw(st.sampled_from(["anyone", "care", "researcher", "relative"]))),
        jurisdiction=JURISDICTIONS.code(draw(st.sampled_from(["world", "world", "EEA", "US", "CN"]))),
        actions=draw(st.sampled_from([frozenset({Action.USE}), frozenset({Action.USE, Action.EXPORT})])),
        recipient_id=draw(st.sampled_from([None, None, "a.example"])),
        diseases=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"D:11"}), frozenset({"D:1", "D:2"})])),
        window=draw(st.sampled_from([None, None, None, Period(Instant(0), NOW)])),
        obligations=draw(st.sampled_from([(), (), (ObligationCode("DUO:0000019"),)])),
        kinds=draw(st.sampled_from([frozenset(Kind), frozenset({Kind.EXPLICIT, Kind.WRITTEN})])),
        commercial=draw(st.sampled_from([None, None, False, True])),
    )


@st.composite
def asked_within(draw: st.DrawFn, atom: Atom) -> Request:
    """A request that an atom permits, or nearly."""
    place = draw(below(JURISDICTIONS, atom.jurisdiction))
    stated = frozenset(draw(st.sampled_from([atom.diseases, frozenset({"D:112"}), frozenset()])))
    return request(
        purposes=(draw(below(PURPOSES, atom.purpose)),),
        items=(draw(below(CATEGORIES, atom.category)),),
        recipient=draw(below(RECIPIENTS, atom.recipient)),
        jurisdiction="US" if place == "world" else place,
        destination=draw(st.sampled_from([None, None, None, "DE", "CN"])),
        action=draw(st.sampled_from(sorted(atom.actions))),
        organisation=atom.recipient_id or draw(st.sampled_from(["a.example", "b.example"])),
        diseases=stated,
        commercial=draw(st.sampled_from([atom.commercial, atom.commercial, True, None])),
        documents=tuple(Document(str(kind), "1") for kind in DocumentKind),
        circumstances=stating({"age": 40, "foreign-controlled": False}),
    )


@st.composite
def versions(draw: st.DrawFn) -> tuple[Template, Template, Request]:
    """An old form, a new one, and a request that has to do with both."""
    old = tuple(draw(st.lists(old_atoms(), min_size=1, max_size=2)))
    new = tuple(draw(changed(draw(st.sampled_from(old)))) for _ in range(draw(st.integers(1, 3))))
    return template("q", old), template("q", new, "2"), draw(asked_within(draw(st.sampled_from(new))))


def given_under(form: Template, asked: Request, rules: RuleBook) -> Decision:
    return decide([act(ActKind.GRANT, *form.questions[0].atoms, form=form)], asked, rules, NOW, 1, diseases=DISEASES)


def parts(decision: Decision) -> dict[str, tuple[tuple[int, int], ...]]:
    return {grant.item: grant.window for grant in decision.grants} if isinstance(decision, Allowed) else {}


def within(some: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]) -> bool:
    return all(any(low <= start and end <= high for low, high in other) for start, end in some)


@settings(max_examples=examples(400), deadline=None)
@given(versions())
def test_where_an_old_yes_still_covers_it_whatever_the_new_yes_would_give_the_old_one_gives(
    forms: tuple[Template, Template, Request],
) -> None:
    old, new, asked = forms
    (found,) = differences(old, new, DISEASES).questions
    event(f"yes covers: {found.yes_covers}, {found.scope}")
    if not found.yes_covers:
        return
    for rules in (RuleBook(()), RULES):
        before, after = parts(given_under(old, asked, rules)), parts(given_under(new, asked, rules))
        event(f"gives something: {bool(after)}")
        assert all(item in before and within(window, before[item]) for item, window in after.items())


@settings(max_examples=examples(400), deadline=None)
@given(versions())
def test_where_an_old_no_still_covers_it_nothing_of_it_is_given(forms: tuple[Template, Template, Request]) -> None:
    old, new, asked = forms
    (found,) = differences(old, new, DISEASES).questions
    if not found.no_covers:
        return
    no = act(ActKind.DENY, *old.questions[0].atoms, form=old)
    elsewhere = replace(new, id="another", version="1")  # a yes to the same, under another form
    yes = act(ActKind.GRANT, *new.questions[0].atoms, form=elsewhere, leaf=1, id="yes")
    event(f"would be given: {bool(parts(given_under(new, asked, RuleBook(()))))}")
    assert parts(decide([no, yes], asked, RuleBook(()), NOW, 2, diseases=DISEASES)) == {}
