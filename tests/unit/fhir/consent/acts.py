"""Strategies for consent files: any forms, answers, scopes and histories that a person could leave."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from autonome.consent import (
    CATEGORIES,
    FINDINGS,
    FINDINGS_FORM,
    JURISDICTIONS,
    OBLIGATIONS,
    PURPOSES,
    RECIPIENTS,
    ActId,
    Action,
    ActKind,
    ActSignature,
    Atom,
    Authority,
    Comprehension,
    ConsentAct,
    ConsentFile,
    Effect,
    Kind,
    Question,
    QuestionId,
    SignatureKind,
    Template,
)
from autonome.kernel import ActorId, Instant, Period, SubjectId

SUBJECT = SubjectId("synthetic-anna")
SECONDS = st.integers(min_value=-2_000_000_000, max_value=4_000_000_000)
ON_DATA = [Action.COLLECT, Action.USE, Action.DISCLOSE, Action.PUBLISH, Action.EXPORT, Action.TRAIN]
NAMES = st.sampled_from(["university.example", "Organization/f001", "did:example:7 <&>", "医院", "Practitioner/é"])
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30).filter(
    str.strip
)


def codes(tree: object) -> st.SearchStrategy[str]:
    return st.sampled_from([term.code for term in tree.terms])  # type: ignore[attr-defined]


@st.composite
def periods(draw: st.DrawFn, *, empty: bool = True) -> Period:
    start = draw(SECONDS)
    end = draw(st.none() | st.integers(min_value=start + (not empty), max_value=4_100_000_000))
    return Period(Instant(start), None if end is None else Instant(end))


@st.composite
def atoms(draw: st.DrawFn, *, empty: bool = True) -> Atom:
    return Atom(
        effect=Effect.PERMIT,
        purpose=PURPOSES.code(draw(codes(PURPOSES))),
        category=CATEGORIES.code(draw(codes(CATEGORIES))),
        recipient=RECIPIENTS.code(draw(codes(RECIPIENTS))),
        jurisdiction=JURISDICTIONS.code(draw(codes(JURISDICTIONS))),
        actions=draw(st.frozensets(st.sampled_from(ON_DATA), min_size=1)),
        recipient_id=draw(st.none() | NAMES),
        diseases=draw(st.frozensets(st.sampled_from(["MONDO:0005148", "MONDO:0004992"]))),
        window=draw(st.none() | periods(empty=empty)),
        obligations=tuple(draw(st.lists(st.sampled_from(sorted(OBLIGATIONS)), max_size=3, unique=True))),
        kinds=draw(st.frozensets(st.sampled_from(Kind), min_size=1)),
        commercial=draw(st.none() | st.booleans()),
    )


@st.composite
def templates(draw: st.DrawFn, name: str) -> Template:
    def question(number: int) -> Question:
        identity = QuestionId(f"q{number}")
        if draw(st.integers(0, 3)) == 0:
            return Question(identity, draw(WORDS), finding=draw(st.sampled_from(sorted(FINDINGS))))
        return Question(identity, draw(WORDS), tuple(draw(st.lists(atoms(), min_size=1, max_size=2))))

    return Template(
        id=name,
        version=draw(st.sampled_from(["1", "2"])),
        language=draw(st.sampled_from(["en", "zh-hans", "id"])),
        jurisdiction=JURISDICTIONS.code(draw(codes(JURISDICTIONS))),
        text=draw(WORDS),
        questions=tuple(question(number) for number in range(draw(st.integers(1, 3)))),
    )


@st.composite
def acts(draw: st.DrawFn, form: Template, number: int, earlier: tuple[ActId, ...]) -> ConsentAct:
    question = draw(st.sampled_from(form.questions))
    kinds = [ActKind.GRANT, ActKind.DENY, ActKind.WITHDRAW, ActKind.RENEW]
    kinds += [ActKind.SUPERSEDE] if earlier else []
    kinds += [ActKind.DEFER] if question.finding is not None else []
    kind = draw(st.sampled_from(kinds))
    asked = {atom.recipient_id for atom in question.atoms} - {None}
    named = draw(st.none() | st.sampled_from(sorted(map(str, asked))) if asked else st.none() | NAMES)
    named = None if len(asked) > 1 else named
    effect = Effect.DENY if kind is ActKind.DENY else Effect.PERMIT
    scope = () if kind in {ActKind.WITHDRAW, ActKind.RENEW} else question.atoms
    own = draw(st.booleans())
    recorded = draw(SECONDS)
    return ConsentAct(
        id=ActId(f"act {number}"),
        kind=kind,
        subject=SUBJECT,
        actor=ActorId(SUBJECT if own else draw(NAMES)),
        authority=Authority.SELF if own else draw(st.sampled_from([Authority.GUARDIAN, Authority.PROXY])),
        template=form,
        question=question.id,
        text_shown=form.text_sha256,
        comprehension=draw(st.sampled_from([Comprehension.PASSED, Comprehension.NOT_ASKED])),
        signature=ActSignature(draw(st.sampled_from(SignatureKind)), draw(NAMES), draw(WORDS)),
        recorded_at=Instant(recorded),
        atoms=tuple(atom.with_effect(effect).for_recipient(named) for atom in scope),
        valid=None if kind is ActKind.WITHDRAW else draw(periods()),
        recipient_id=named,
        replaces=draw(st.sampled_from(earlier)) if kind is ActKind.SUPERSEDE else None,
        shown_at=draw(st.none() | st.just(Instant(recorded - 60))),
    )


@st.composite
def files(draw: st.DrawFn) -> ConsentFile:
    forms = [draw(templates("one")), replace(draw(templates("two")), version="9"), FINDINGS_FORM]
    made: list[ConsentAct] = []
    for number in range(draw(st.integers(1, 6))):
        made.append(draw(acts(draw(st.sampled_from(forms)), number, tuple(act.id for act in made))))
    return ConsentFile(SUBJECT, tuple(made), draw(st.sampled_from(["", "US", "DE"])))
