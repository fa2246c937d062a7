"""One decision on a screen: what it is about, the answer, its signature; and how to take it back.

The text that is signed is shown with its digest, and the digest goes back with the signature: whoever signs another
text than the one that was shown is stopped. So does a digest of what had been said to the question: a page that lay
open while something was taken back elsewhere says no yes of its own (`workflows.answer_once`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from autonome.access.simulation import Difference
from autonome.consent import ActKind, Comprehension, Question, State, Template
from autonome.kernel import InputError, Instant, Text
from autonome.web.answering import page, see
from autonome.web.desk import PatientDesk
from autonome.web.portal.answers import SIGNS, Named, Row, rows_of, to_answer
from autonome.web.portal.consent import form_of, prepared_of
from autonome.web.portal.effects import Effect, effects_of
from autonome.web.portal.enquiries import in_words
from autonome.web.portal.lines import uses_of
from autonome.web.portal.own import own
from autonome.web.portal.recipients import (
    NO_NAME,
    WRITTEN,
    beside,
    is_of_people,
    may_name,
    named_in,
    offered_for,
    opens_nothing,
)
from autonome.web.portal.scopes import facts_of, how_long, title_of, wants_own_signature
from autonome.web.portal.voices import alone_from
from autonome.web.site import site
from autonome.workflows.answer_consent import DAY, YEAR_DAYS, Answer
from autonome.workflows.answer_once import AnsweredSinceError, stood_of

KINDS: Final = {"yes": ActKind.GRANT, "no": ActKind.DENY, "later": ActKind.DEFER}
"""What is said, as forms send it."""

SAID: Final = {"yes": Text("Yes"), "no": Text("No"), "later": Text("Not now")}

LENGTHS: Final = (
    (90, Text("three months")),
    (365, Text("one year")),
    (730, Text("two years")),
    (1826, Text("five years")),
    (3652, Text("ten years")),
)
"""Days that an answer can be given for, as they are offered (our own choice)."""

SIGNED: Final = Text("Your answer is signed and holds from now on.")
MOVED: Final = Text("Something changed since this page was shown. Nothing was done. Here is what holds now.")
TAKEN_BACK: Final = Text("It is taken back. From now on nobody may use your data because of it.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer that is about to be signed.

    Args:
        name: ``yes``, ``no`` or ``later``.
        days: how long it shall hold.
        until: the instant at which it is over.
        named: the one whom it is for, by name; "" for all whom the question is about.
    """

    name: str
    days: int
    until: Instant
    named: str = ""

    @property
    def said(self) -> Text:
        """In a word."""
        return SAID[self.name]


def show(request: HttpRequest, form: str, question: str) -> HttpResponse:
    """One question: who, what, why, where, how long; and the answers."""
    desk = own(request)
    found = form_of(request, desk, form)
    asked, row, after = _asked(desk, found, question)
    prepared, now = prepared_of(desk, found), site().clock.now()
    too_young = _too_young(desk, asked, now)
    return page(
        request,
        "portal/decision.html",
        form=found,
        title=title_of(found),
        question=asked,
        row=row,
        stands=row.sign in SIGNS.values() or (row.answer is not None and row.answer.state is State.DEFERRED),
        next=after,
        facts=facts_of(asked),
        how_long=how_long(found),
        lengths=lengths_for(found),
        usual=min(found.terms.longest_days or YEAR_DAYS, YEAR_DAYS),
        said=tuple((name, SAID[name]) for name in _offered(asked)),
        may_name=may_name(asked),
        of_people=is_of_people(asked),
        known=tuple(offered_for(asked, desk.institutions())) if may_name(asked) else (),
        written=WRITTEN,
        prepared=prepared,
        earliest=prepared.earliest(found),
        may_agree=prepared.may_agree(found, now) and not too_young,
        too_young=too_young,
        enquiries=in_words(each for each in desk.thread().enquiries if each.about == row.key),
    )


def sign(request: HttpRequest, form: str, question: str) -> HttpResponse:
    """The signature of one answer; only of who has proven just now who they are."""
    desk = own(request)
    found = form_of(request, desk, form)
    asked, row, _ = _asked(desk, found, question)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(found, asked, sent)
    if chosen is None:
        if named_in(asked, sent) is None:
            messages.error(request, NO_NAME)
        return see("decision", form=form, question=question)
    if chosen.name == "yes" and prepared_of(desk, found).comprehension is Comprehension.FAILED:
        return see("quiz", form=form)  # no act holds a yes to what was not understood
    wrong, now = None, site().clock.now()
    empty = opens_nothing(row, chosen.name, chosen.named, now)
    if request.method == "POST" and not empty:
        if request.POST.get("signed") != "yes":
            wrong = Text("Put a mark into the box if this is your answer, then sign.")
        else:
            stood = request.POST.get("stood", "")
            answer = Answer(KINDS[chosen.name], found, asked, chosen.days, chosen.named or None, stood)
            put_on_record(request, desk, [answer])
            return see("decision", form=form, question=question)
    prepared = prepared_of(desk, found)
    too_early = chosen.name == "yes" and not prepared.may_agree(found, now)
    return page(
        request,
        "portal/sign.html",
        status=400 if wrong or (empty and request.method == "POST") else 200,
        form=found,
        title=title_of(found),
        question=asked,
        row=row,
        stood=stood_of(found, asked, desk.thread().acts),
        chosen=chosen,
        facts=facts_of(asked, chosen.named),
        beside=beside(row, chosen.name, chosen.named, now),
        empty=empty,
        unknown=_is_unknown(desk, asked, chosen.named),
        own_signature=wants_own_signature(asked) and chosen.name == "yes",
        prepared=prepared,
        too_early=too_early,
        earliest=prepared.earliest(found),
        wrong=wrong,
    )


def put_on_record(request: HttpRequest, desk: PatientDesk, answers: Sequence[Answer]) -> None:
    """Record signed answers, and say so; or that nothing was done, where something else holds by now."""
    try:
        desk.answer(answers, request.POST.get("shown", ""))
    except AnsweredSinceError:
        messages.error(request, MOVED)
    else:
        messages.success(request, SIGNED)


def withdraw(request: HttpRequest, form: str, question: str) -> HttpResponse:
    """What stops when an answer is taken back, and the taking back."""
    desk = own(request)
    found = form_of(request, desk, form)
    asked, whole, _ = _asked(desk, found, question)
    row = _of_name(whole, (request.POST if request.method == "POST" else request.GET).get("named", ""))
    if not row.can_be_taken_back:
        return see("decision", form=form, question=question)
    if request.method == "POST":
        desk.withdraw(row.key)
        messages.success(request, TAKEN_BACK)
        return see("decision", form=form, question=question)
    effects, uses = _stopping(desk, row)
    return page(
        request,
        "portal/withdraw.html",
        form=found,
        title=title_of(found),
        question=asked,
        row=row,
        named=row.name if isinstance(row, Named) else "",
        ends_named=isinstance(row, Row) and any(each.sign == "good" for each in row.named),
        effects=effects,
        uses=uses,
        is_yes=row.answer is not None and row.answer.state is State.GRANTED,
    )


def chosen_of(form: Template, question: Question, sent: Mapping[str, str]) -> Chosen | None:
    """An answer as it was sent; None where it is none that can be given."""
    longest = form.terms.longest_days
    named = named_in(question, sent)
    name, days = sent.get("answer", ""), sent.get("days", "")
    if (
        named is None
        or name not in _offered(question)
        or not (days.isascii() and days.isdigit() and len(days) < len("10000"))
    ):
        return None
    count = int(days)
    if count < 1 or (longest is not None and count > longest) or count > LENGTHS[-1][0]:
        return None
    return Chosen(name, count, Instant(site().clock.now().seconds + count * DAY), named)


def lengths_for(form: Template) -> tuple[tuple[int, Text], ...]:
    """How long an answer to a form can be given for."""
    longest = form.terms.longest_days
    return tuple((days, words) for days, words in LENGTHS if longest is None or days <= longest)


def _offered(question: Question) -> tuple[str, ...]:
    return ("yes", "no", "later") if question.finding is not None else ("yes", "no")


def _asked(desk: PatientDesk, form: Template, name: str) -> tuple[Question, Row, Row | None]:
    """A question, its answer, and the next question that waits.

    Raises:
        Http404: the form does not ask it.
    """
    rows = rows_of(form, desk.thread().answers, site().clock.now())
    place = next((number for number, row in enumerate(rows) if row.question.id == name), None)
    if place is None:
        raise Http404
    waiting = tuple(to_answer((*rows[place + 1 :], *rows[:place])))
    return rows[place].question, rows[place], waiting[0] if waiting else None


def _of_name(row: Row, name: str) -> Row | Named:
    """The answer for all, or the one for whom somebody names.

    Raises:
        Http404: there is none for this one.
    """
    if not name:
        return row
    found = next((each for each in row.named if each.name == name), None)
    if found is None:
        raise Http404
    return found


def _is_unknown(desk: PatientDesk, question: Question, name: str) -> bool:
    """Whether an institution is named that is not known here."""
    known = {each.name for each in desk.institutions()} if name and not is_of_people(question) else {name}
    return name not in known


def _too_young(desk: PatientDesk, question: Question, now: Instant) -> Instant | None:
    """From when on the person's own yes counts, where it does not yet; None for who acts for them."""
    alone = None if desk.acting_for else alone_from(desk.thread().person, question)
    return alone if alone is not None and now < alone else None


def _stopping(desk: PatientDesk, row: Row | Named) -> tuple[tuple[Effect, ...], int]:
    """What would stop, and how often data were used because of the answer."""
    found: tuple[Difference, ...] = desk.effects([row.key])
    return effects_of(found), uses_of(row.key, desk.thread().timeline)


def place_of(form: str, question: str) -> str:
    """Where a question lies."""
    return reverse("decision", kwargs={"form": form, "question": question})


def expect_question(form: Template, name: str) -> Question:
    """A question of a form.

    Raises:
        InputError: the form does not ask it.
    """
    found = next((each for each in form.questions if each.id == name), None)
    if found is None:
        raise InputError("the form does not ask this", mend="open the form again.")
    return found
