"""Several answers at once: a choice to begin with, then each by itself; and a signature for each that wants one.

A choice fills the form in, and signs nothing. On the page of signatures no box is ever marked beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from autonome.consent import Comprehension, Question, QuestionId, State, Template
from autonome.kernel import Text
from autonome.web.answering import page, see
from autonome.web.portal.answers import Row, rows_of
from autonome.web.portal.consent import form_of, prepared_of
from autonome.web.portal.deciding import KINDS, SAID, Chosen, chosen_of, expect_question, lengths_for, put_on_record
from autonome.web.portal.own import own
from autonome.web.portal.scopes import (
    PRESETS,
    Group,
    Preset,
    facts_of,
    groups_of,
    how_long,
    presets_for,
    title_of,
    wants_own_signature,
)
from autonome.web.site import site
from autonome.workflows.answer_consent import YEAR_DAYS, Answer
from autonome.workflows.answer_once import stood_of

OF_STATES: Mapping[State, str] = {State.GRANTED: "yes", State.DENIED: "no", State.DEFERRED: "later"}


@dataclass(frozen=True, slots=True)
class Toggle:
    """A question as it can be switched.

    Args:
        row: the question and its answer.
        what: data that it is about.
        now: what it is switched to; "" for nothing.
    """

    row: Row
    what: str
    now: str


def choose(request: HttpRequest, form: str) -> HttpResponse:
    """A choice to begin with, and a switch for each question."""
    desk = own(request)
    found = form_of(request, desk, form)
    rows = {row.question.id: row for row in rows_of(found, desk.thread().answers, site().clock.now())}
    preset = PRESETS.get(request.GET.get("preset", ""))
    prepared = prepared_of(desk, found)
    asks_findings = any(each.finding is not None for each in found.questions)
    return page(
        request,
        "portal/several.html",
        form=found,
        title=title_of(found),
        presets=tuple(presets_for(found)),
        preset=preset,
        groups=[(group, tuple(_toggles(group, rows, preset))) for group in groups_of(found)],
        said=tuple((name, SAID[name]) for name in ("yes", "no", *(("later",) if asks_findings else ()))),
        lengths=lengths_for(found),
        usual=min(found.terms.longest_days or YEAR_DAYS, YEAR_DAYS),
        how_long=how_long(found),
        prepared=prepared,
        earliest=prepared.earliest(found),
        may_agree=prepared.may_agree(found, site().clock.now()),
    )


def sign(request: HttpRequest, form: str) -> HttpResponse:
    """Signatures: one for each yes that a law wants by itself, one for all the rest."""
    desk = own(request)
    found = form_of(request, desk, form)
    sent = request.POST if request.method == "POST" else request.GET
    rows = {row.question.id: row for row in rows_of(found, desk.thread().answers, site().clock.now())}
    chosen = [
        (question, answer)
        for question, answer in _chosen(found, sent)
        if request.method == "POST" or _differs(rows[question.id], answer.name)  # who clicks twice is told: it is done
    ]
    if not chosen:
        return redirect(reverse("several", kwargs={"form": form}))
    unclear = prepared_of(desk, found).comprehension is Comprehension.FAILED
    if unclear and any(answer.name == "yes" for _, answer in chosen):
        return see("quiz", form=form)
    wrong = None
    if request.method == "POST":
        marked = [(question, answer) for question, answer in chosen if sent.get(f"sign-{question.id}") == "yes"]
        if marked:
            put_on_record(request, desk, [_signed(found, question, answer, sent) for question, answer in marked])
            return see("consent-form", form=form)
        wrong = Text("Put a mark beside each answer that you want to sign, then sign.")
    prepared = prepared_of(desk, found)
    return page(
        request,
        "portal/sign_several.html",
        status=400 if wrong else 200,
        form=found,
        title=title_of(found),
        chosen=[
            (question, answer, wants_own_signature(question), stood_of(found, question, desk.thread().acts))
            for question, answer in chosen
        ],
        days=chosen[0][1].days,
        until=chosen[0][1].until,
        prepared=prepared,
        too_early=any(answer.name == "yes" for _, answer in chosen)
        and not prepared.may_agree(found, site().clock.now()),
        earliest=prepared.earliest(found),
        wrong=wrong,
    )


def _signed(form: Template, question: Question, chosen: Chosen, sent: QueryDict) -> Answer:
    return Answer(KINDS[chosen.name], form, question, chosen.days, stood=sent.get(f"stood-{question.id}", ""))


def _toggles(group: Group, rows: Mapping[QuestionId, Row], preset: Preset | None) -> Iterator[Toggle]:
    for question in group.questions:
        row = rows[question.id]
        what = facts_of(question)[0].what
        if preset is not None:
            yield Toggle(row, what, "yes" if preset.chosen(question) else "no")
        else:
            yield Toggle(row, what, _standing(row))


def _standing(row: Row) -> str:
    """What stands now, as a switch has it."""
    in_force = row.answer is not None and row.sign != "warn"
    return OF_STATES.get(row.answer.state, "") if in_force and row.answer is not None else ""


def _differs(row: Row, name: str) -> bool:
    """Whether an answer says anything new: what stands is not signed again, unless the form asks for more now."""
    return _standing(row) != name or row.anew is not None


def _chosen(form: Template, sent: QueryDict) -> Iterable[tuple[Question, Chosen]]:
    for name in sent:
        if name.startswith("q-"):
            question = expect_question(form, name.removeprefix("q-"))
            chosen = chosen_of(form, question, {"answer": sent[name], "days": sent.get("days", "")})
            if chosen is not None:
                yield question, chosen
