"""For a patient: forms, answers, taking back with a preview, and questions to those who treat them.

The rules are the pages' own: the digest of the text that was shown goes back with an answer, the time to think counts,
and no yes stands to what was not understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Path
from pydantic import Field, StringConstraints

from autonome.consent import Comprehension, State, Template
from autonome.kernel import InputError
from autonome.report.language import Language
from autonome.web.api.paging import USUAL, After, Limit, Next, part
from autonome.web.api.values import Done, Name, Sent, Told, Words
from autonome.web.asking import asker, language
from autonome.web.desk import PatientDesk
from autonome.web.portal.answers import Row, rows_of
from autonome.web.portal.deciding import KINDS, LENGTHS
from autonome.web.portal.effects import effects_of
from autonome.web.portal.enquiries import about_in_words
from autonome.web.portal.lines import uses_of
from autonome.web.portal.scopes import facts_of, title_of
from autonome.web.problems import problem
from autonome.web.site import site
from autonome.workflows.answer_consent import Answer
from autonome.workflows.answer_once import AnsweredSinceError, stood_of
from autonome.workflows.prepare_consent import Prepared, version_of

Form = Annotated[Name, Path(description="id of the form")]
QuestionName = Annotated[Name, Path(description="id of the question")]


class Facts(Told):
    """What a yes permits, in words: who, what, why, what is done, where."""

    who: str
    what: str
    why: str
    done: str
    where: str
    conditions: list[str]


class Question(Told):
    """A question of a form, and the answer that stands."""

    id: str
    text: str
    state: str | None = Field(description="granted, denied, withdrawn, deferred, uncounted; null where unanswered")
    until: str | None
    need: str = Field(description="what becomes of the answer under the form as it is now")
    stood: str = Field(description="a word for what was said to the question until now; send it with an answer")
    means: list[Facts]


class FormTold(Told):
    """A form: its exact text with its digest, how far one is with it, and its questions."""

    id: str
    version: str
    language: str
    title: str
    text: str
    text_sha256: str
    days_to_think: int
    earliest: str | None = Field(description="from when on a yes counts; null where the time to think has not begun")
    may_agree: bool
    longest_days: int | None
    comprehension: str
    questions: list[Question]


class Listed(Told):
    """A form in the list."""

    id: str
    version: str
    title: str
    open: int = Field(description="questions without an answer")


class Forms(Told):
    """Every form that is used here."""

    forms: list[Listed]


class Answering(Sent):
    """An answer, for how long, and the digest of the text that was shown (``text_sha256``).

    With ``stood`` a yes is refused (409, ``answered-since``) where the question was answered since, elsewhere.
    """

    answer: Literal["yes", "no", "later"]
    days: Annotated[int, Field(ge=1, le=LENGTHS[-1][0])]
    shown: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    stood: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = Field(
        default=None, description="of the question when it was shown; null to compare nothing"
    )


class Effect(Told):
    """What would stop: who could no longer do what."""

    who: str
    done: str
    data: str
    why: str


class Effects(Told):
    """What would stop if the answer were taken back, by the engine that decides; nothing is recorded."""

    effects: list[Effect]
    uses: int = Field(description="how often data were used because of the answer")


class TakenBack(Told):
    """What was taken back, by its entries."""

    entries: list[int]


class Asking(Sent):
    """A question to those who treat the patient; about a form, a question of one (``form/question``), or nothing."""

    about: Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z0-9./-]*$")] = ""
    words: Words


class Asked(Told):
    """A question, and its answer once there is one."""

    id: str
    about: str
    words: str
    asked_at: str
    answer: str
    answered_by: str
    answered_at: str | None
    entry: int | None


class AllAsked(Told):
    """A part of the list, the newest first."""

    questions: list[Asked]
    next: Next


def forms(request: HttpRequest) -> Forms:
    """Every form that is used here."""
    desk = _desk(request)
    return Forms(forms=[_listed(each, _rows(desk, each)) for each in desk.forms(language(request))])


def form(request: HttpRequest, form: Form) -> FormTold:
    """One form, word for word."""
    desk = _desk(request)
    found, said = _form(request, desk, form), language(request)
    prepared, now = _prepared(desk, found), site().clock.now()
    earliest, acts = prepared.earliest(found), desk.thread().acts
    return FormTold(
        id=found.id,
        version=found.version,
        language=found.language,
        title=title_of(found),
        text=found.text,
        text_sha256=str(found.text_sha256),
        days_to_think=found.terms.days_to_think,
        earliest=None if earliest is None else str(earliest),
        may_agree=prepared.may_agree(found, now),
        longest_days=found.terms.longest_days,
        comprehension=str(prepared.comprehension),
        questions=[_question(row, said, stood_of(found, row.question, acts)) for row in _rows(desk, found)],
    )


def think(request: HttpRequest, form: Form) -> Done:
    """Say that the text was shown: where a form gives time to think, it begins."""
    desk = _desk(request)
    desk.think_about(_form(request, desk, form))
    return Done(entry=None)


def answer(request: HttpRequest, form: Form, question: QuestionName, sent: Answering) -> Any:  # noqa: ANN401
    """Sign an answer."""
    desk = _desk(request)
    found = _form(request, desk, form)
    row = _row(desk, found, question)
    if sent.answer == "later" and row.question.finding is None:
        raise InputError("this question is answered with yes or no", mend="send one of them, or nothing.")
    if sent.answer == "yes" and _prepared(desk, found).comprehension is Comprehension.FAILED:
        return problem(409, "what was asked was not understood: try the questions again, on the page", "not-understood")
    said = Answer(KINDS[sent.answer], found, row.question, sent.days, stood=sent.stood)
    try:
        (entry,) = desk.answer([said], sent.shown)
    except AnsweredSinceError as error:
        return problem(409, str(error), "answered-since")
    return Done(entry=entry)


def effects(request: HttpRequest, form: Form, question: QuestionName) -> Effects:
    """What would stop if an answer were taken back."""
    desk, say = _desk(request), language(request).say
    row = _row(desk, _form(request, desk, form), question)
    _expect_answer(row)
    found = effects_of(desk.effects([row.key]))
    told = [Effect(who=say(each.who), done=say(each.done), data=say(each.data), why=say(each.why)) for each in found]
    return Effects(effects=told, uses=uses_of(row.key, desk.thread().timeline))


def take_back(request: HttpRequest, form: Form, question: QuestionName) -> TakenBack:
    """Take an answer back; it needs no code, for nothing may stand in the way of it."""
    desk = _desk(request)
    row = _row(desk, _form(request, desk, form), question)
    _expect_answer(row)
    return TakenBack(entries=[each.index for each in desk.withdraw(row.key)])


def taken_back_before(
    request: HttpRequest, entries: Sequence[int], *, form: Form, question: QuestionName
) -> TakenBack | None:
    """What was taken back, where nothing is left of it; an answer may be made of several acts."""
    desk = _desk(request)
    row = _row(desk, _form(request, desk, form), question)
    return None if row.can_be_taken_back else TakenBack(entries=list(entries))


def questions(request: HttpRequest, after: After = None, limit: Limit = USUAL) -> AllAsked:
    """What was asked of those who treat the patient, and what they answered."""
    placed = [(each.entry or 0, each) for each in _desk(request).thread().enquiries]
    shown, cursor = part(placed, lambda each: each[0], after, limit, newest_first=True)
    told = [
        Asked(
            id=each.id,
            about=each.about,
            words=each.words,
            asked_at=str(each.asked_at),
            answer=each.answer,
            answered_by=each.answered_by,
            answered_at=None if each.answered_at is None else str(each.answered_at),
            entry=each.entry,
        )
        for _, each in shown
    ]
    return AllAsked(questions=told, next=cursor)


def ask(request: HttpRequest, sent: Asking) -> Done:
    """Ask those who treat the patient."""
    desk = _desk(request)
    known = about_in_words(desk, sent.about, language(request)) is not None
    return Done(entry=desk.ask(sent.about if known else "", sent.words).entry)


def _desk(request: HttpRequest) -> PatientDesk:
    return site().desk.patient(asker(request))


def _form(request: HttpRequest, desk: PatientDesk, name: str) -> Template:
    found = desk.form(name, language(request))
    if found is None:
        raise Http404
    return found


def _prepared(desk: PatientDesk, form: Template) -> Prepared:
    return desk.thread().prepared.get(version_of(form), Prepared())


def _rows(desk: PatientDesk, form: Template) -> tuple[Row, ...]:
    return rows_of(form, desk.thread().answers, site().clock.now())


def _row(desk: PatientDesk, form: Template, question: str) -> Row:
    found = next((row for row in _rows(desk, form) if row.question.id == question), None)
    if found is None:
        raise Http404
    return found


def _expect_answer(row: Row) -> None:
    if not row.can_be_taken_back:
        raise InputError("no answer stands that could be taken back", mend="see the state of the question.")


def _listed(form: Template, rows: tuple[Row, ...]) -> Listed:
    return Listed(
        id=form.id, version=form.version, title=title_of(form), open=sum(each.answer is None for each in rows)
    )


def _question(row: Row, said: Language, stood: str) -> Question:
    state: State | None = None if row.answer is None else row.answer.state
    return Question(
        id=row.question.id,
        text=row.question.text,
        state=None if state is None else str(state),
        until=None if row.until is None else str(row.until),
        need=str(row.need),
        stood=stood,
        means=[
            Facts(
                who=said.say(each.who),
                what=said.say(each.what),
                why=said.say(each.why),
                done=said.say(each.done),
                where=said.say(each.where),
                conditions=[said.say(condition) for condition in each.conditions],
            )
            for each in facts_of(row.question)
        ],
    )
