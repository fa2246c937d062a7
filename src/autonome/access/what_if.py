"""A change that somebody thinks of: answers, facts about people, a new form, other law, another time.

Read from a file (``docs/formats/simulation.md``) and put onto a world; `simulation` then compares the two. The answers
in it are nobody's: they are made up here for everybody, or for the people named, by whoever answered the question
before, understood and signed in due time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from autonome.access.errors import RequestError
from autonome.access.simulation import World
from autonome.consent import (
    ActId,
    ActKind,
    ActSignature,
    Attestation,
    Authority,
    Comprehension,
    ConsentAct,
    Effect,
    Members,
    QuestionId,
    QuestionKey,
    QuestionNeed,
    SignatureKind,
    Standing,
    Template,
    read_attestation,
    read_templates,
    reconsent,
)
from autonome.kernel import ActorId, Instant, Period, SubjectId, read_json
from autonome.law import RuleBook

FORMAT: Final = "autonome-change/1"
"""Names the format and its version."""

DAY: Final = 86_400
"""Seconds."""

FIRST: Final = Instant.parse("0001-01-01T00:00:00Z")
"""Before it, no time can be written."""

ANSWERS: Final = frozenset({ActKind.GRANT, ActKind.DENY, ActKind.WITHDRAW, ActKind.RENEW})
"""Acts that can be thought of."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to one question.

    Args:
        kind: what is done.
        question: ``form/question``.
        form: on which, or None for the one that each person answered before.
        subjects: whose; empty for everybody.
    """

    kind: ActKind
    question: QuestionKey
    form: Template | None = None
    subjects: tuple[SubjectId, ...] = ()


@dataclass(frozen=True, slots=True)
class NewForm:
    """A form that comes into use.

    Args:
        form: the new version.
        answer: what everybody says to the questions that must be asked; None for silence.
    """

    form: Template
    answer: ActKind | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What changes; each part may be missing.

    Args:
        answers: in the order in which they are given.
        attested: that becomes known.
        form: that comes into use.
        without: ids of rules of law that are taken away.
        at: the time asked about, instead of now.
    """

    answers: tuple[Answered, ...] = ()
    attested: tuple[Attestation, ...] = ()
    form: NewForm | None = None
    without: frozenset[str] = frozenset()
    at: Instant | None = None


def needs(change: Change, world: World) -> Mapping[SubjectId, tuple[QuestionNeed, ...]]:
    """What a new form asks of each person who answered an older version; empty without a new form."""
    if change.form is None:
        return {}
    form = change.form.form
    return {
        who: reconsent(answers, form, world.diseases)
        for who, answers in world.answers().items()
        if any(answer.act.template.id == form.id for answer in answers.values())
    }


def changed(world: World, change: Change) -> World:
    """Put a change onto a world.

    Raises:
        RequestError: a rule that is not there, or an answer to a question that a person was never asked.
    """
    at = change.at or world.at
    size = world.log_size
    attested = tuple(each.at_leaf(size) for each in change.attested)
    known = replace(world, attested=(*world.attested, *attested), rules=_without(world.rules, change.without), at=at)
    acts = (*_given(change, world, at), *_to_new_form(change, world, at))
    # Known at once with what is attested: then come the answers.
    return replace(known, acts=(*world.acts, *(act.at_leaf(size + 1 + place) for place, act in enumerate(acts))))


def _given(change: Change, world: World, at: Instant) -> Iterator[ConsentAct]:
    standing = world.answers()
    for answered in change.answers:
        for who in answered.subjects or world.people:
            before = standing.get(who, {}).get(answered.question)
            if before is None and answered.form is None:
                if answered.subjects:
                    raise RequestError(
                        f"{who[:60]!r} never answered {answered.question[:60]!r}",
                        mend="name the template in the change.",
                    )
                continue  # of everybody, only who answered is meant
            form = answered.form or _form_of(before)
            yield _made_up(answered, form, who, before, at)


def _form_of(before: Standing | None) -> Template:
    if before is None:
        raise RequestError("an answer is to no form", mend="name the template in the change.")
    return before.scope.template


def _to_new_form(change: Change, world: World, at: Instant) -> Iterator[ConsentAct]:
    new = change.form
    if new is None or new.answer is None:
        return
    for who, asked in needs(change, world).items():
        for need in asked:
            if need.asks:
                key = QuestionKey(f"{new.form.id}/{need.question}")
                yield _made_up(Answered(new.answer, key), new.form, who, need.answer, at)


def _made_up(answered: Answered, form: Template, who: SubjectId, before: Standing | None, at: Instant) -> ConsentAct:
    """An act that nobody did: by whoever answered before, after the time to think that the form gives."""
    # A key holds more than the question where one recipient is named, or a relative answers.
    question = form.question(answered.question.rpartition("/")[2] if before is None else before.scope.question)
    silent = answered.kind in {ActKind.WITHDRAW, ActKind.RENEW}
    effect = Effect.DENY if answered.kind is ActKind.DENY else Effect.PERMIT
    recipient = None if before is None else before.scope.recipient_id
    return ConsentAct(
        id=ActId(f"what-if/{answered.kind}/{answered.question}"),
        kind=answered.kind,
        subject=who,
        actor=ActorId(who) if before is None else before.act.actor,
        authority=Authority.SELF if before is None else before.act.authority,
        template=form,
        question=QuestionId(question.id),
        text_shown=form.text_sha256,
        comprehension=Comprehension.PASSED,
        signature=ActSignature(SignatureKind.INSTITUTION_ATTESTED, "nobody", "what-if"),
        recorded_at=at,
        atoms=() if silent else tuple(each.with_effect(effect).for_recipient(recipient) for each in question.atoms),
        valid=None if answered.kind is ActKind.WITHDRAW else Period(at),
        recipient_id=recipient,
        shown_at=max(FIRST, Instant(at.seconds - form.terms.days_to_think * DAY)),
    )


def _without(rules: RuleBook, taken: frozenset[str]) -> RuleBook:
    if not taken:
        return rules
    unknown = sorted(taken - {rule.id for rule in rules.rules})
    if unknown:
        raise RequestError(f"there is no rule {unknown[0][:60]!r}", mend="see autonome law list.")
    packs = (replace(pack, rules=tuple(rule for rule in pack.rules if rule.id not in taken)) for pack in rules.packs)
    return RuleBook(tuple(packs))


def read_change(data: bytes, *, where: str = "change") -> Change:
    """Read a file that says what would change.

    Args:
        data: its bytes.
        where: its name, for messages.

    Raises:
        RequestError: with what is wrong, where, and the mend.
        ConsentError: the same, of a form or an attestation in it.
    """
    top = Members(read_json(data, where=where, error=RequestError), where, RequestError)
    if (name := top.text("format")) != FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"write it as {FORMAT}.")
    templates = read_templates(top)
    change = Change(
        answers=tuple(_answered(item, templates) for item in top.objects("answers", required=False)),
        attested=tuple(_attested(item) for item in top.objects("attested", required=False)),
        form=_new_form(top.object("form"), templates) if top.has("form") else None,
        without=_rules(top.object("rules")) if top.has("rules") else frozenset(),
        at=top.instant("at") if top.has("at") else None,
    )
    top.done()
    if change == Change():
        raise top.refuse("changes nothing", "give at least one of answers, attested, form, rules and at.")
    return change


def _answered(members: Members, templates: Mapping[str, Template]) -> Answered:
    kind, question = members.choice("act", ActKind), members.text("question")
    if kind not in ANSWERS:
        raise members.refuse(f"{kind} cannot be thought of", f"use one of: {', '.join(sorted(ANSWERS))}.")
    form = _named(members, templates) if members.has("template") else None
    subjects = members.texts("subjects") if members.has("subjects") else ()
    form_id, _, question_id = question.rpartition("/")
    if not form_id:
        raise members.refuse(f"{question[:60]!r} names no form", "write question as form/question.")
    if form is not None:
        if form.id != form_id:
            raise members.refuse(f"{question[:60]!r} is not of the form {form.name!r}", "correct one of the two.")
        with members.place():
            form.question(question_id)
    members.done()
    return Answered(kind, QuestionKey(question), form, tuple(map(SubjectId, subjects)))


def _named(members: Members, templates: Mapping[str, Template]) -> Template:
    name = members.text("template")
    if name not in templates:
        raise members.refuse(
            f"the template {name[:60]!r} is not known", "put it under templates, or use a shipped one."
        )
    return templates[name]


def _attested(members: Members) -> Attestation:
    return read_attestation(members, SubjectId(members.text("subject")))


def _new_form(members: Members, templates: Mapping[str, Template]) -> NewForm:
    form = _named(members, templates)
    answer = members.text("answer", "silence")
    if answer not in {"silence", ActKind.GRANT, ActKind.DENY}:
        raise members.refuse(f"{answer[:60]!r} is no answer", "use one of: silence, grant, deny.")
    members.done()
    return NewForm(form, None if answer == "silence" else ActKind(answer))


def _rules(members: Members) -> frozenset[str]:
    without = frozenset(members.texts("without"))
    members.done()
    return without
