"""A patient's choices: all forms, one form, its exact text, what is new in it, and the time to think."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from autonome.consent import FORMS, State, Template
from autonome.consent.differences import Differences, Mark, differences
from autonome.web.answering import download, page, see
from autonome.web.asking import language
from autonome.web.desk import PatientDesk
from autonome.web.portal.answers import Row, is_begun, rows_of, to_answer
from autonome.web.portal.enquiries import in_words
from autonome.web.portal.own import own
from autonome.web.portal.scopes import facts_of, how_long, title_of
from autonome.web.site import site
from autonome.workflows.prepare_consent import Prepared, version_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A form in the list.

    Args:
        form: itself.
        title: of it.
        yes: how many questions are answered so.
        no: how many so.
        open: how many wait for an answer.
        changed: whether it asks for more than was answered.
    """

    form: Template
    title: str
    yes: int
    no: int
    open: int
    changed: bool


def show(request: HttpRequest) -> HttpResponse:
    """Every form that is used here, with what was answered in short."""
    desk, now = own(request), site().clock.now()
    answers = desk.thread().answers
    listed = [_listed(form, rows_of(form, answers, now)) for form in desk.forms(language(request))]
    return page(request, "portal/consent.html", forms=listed)


def show_form(request: HttpRequest, form: str) -> HttpResponse:
    """One form: what it is about, what was answered, and the ways to answer."""
    desk = own(request)
    found = form_of(request, desk, form)
    rows, prepared = rows_of(found, desk.thread().answers, site().clock.now()), prepared_of(desk, found)
    waiting = tuple(to_answer(rows))
    return page(
        request,
        "portal/form.html",
        form=found,
        title=title_of(found),
        rows=rows,
        first=waiting[0] if waiting else None,
        waiting=len(waiting),
        begun=is_begun(rows),
        changed=_older(found, rows) is not None,
        how_long=how_long(found),
        prepared=prepared,
        earliest=prepared.earliest(found),
        may_agree=prepared.may_agree(found, site().clock.now()),
        enquiries=in_words(each for each in desk.thread().enquiries if each.about.partition("/")[0] == found.id),
    )


def show_text(request: HttpRequest, form: str) -> HttpResponse:
    """The exact text that is signed, and its digest; nothing is added to it."""
    desk = own(request)
    found = form_of(request, desk, form)
    meanings = [(question, facts_of(question)) for question in found.questions]
    return page(
        request,
        "portal/text.html",
        form=found,
        title=title_of(found),
        meanings=meanings,
        paragraphs=tuple(paragraphs_of(found)),
    )


def text_file(request: HttpRequest, form: str) -> HttpResponse:
    """The bytes of which the digest is taken."""
    found = form_of(request, own(request), form)
    name = f"{found.id}-{found.version}-{found.language}.txt"
    return download(found.text.encode(), name, "text/plain; charset=utf-8")


def show_changes(request: HttpRequest, form: str) -> HttpResponse:
    """What is new in a form since it was answered: sentences, and questions that ask for more."""
    desk = own(request)
    found = form_of(request, desk, form)
    rows = rows_of(found, desk.thread().answers, site().clock.now())
    older = _older(found, rows)
    return page(
        request,
        "portal/changes.html",
        form=found,
        title=title_of(found),
        older=older,
        found=None if older is None else _compared(older, found),
        waiting=tuple(to_answer(rows)),
        both=Mark.BOTH,
    )


def think(request: HttpRequest, form: str) -> HttpResponse:
    """The text was read; from here the time to think runs."""
    desk = own(request)
    desk.think_about(form_of(request, desk, form))
    return see("consent-form", form=form)


def paragraphs_of(form: Template) -> Iterator[tuple[str, ...]]:
    """The text as a screen of any width breaks it: lines that were broken for a page's width are one again."""
    for paragraph in form.text.strip().split("\n\n"):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            if lines and _goes_on(lines[-1], line):
                lines[-1] = f"{lines[-1]} {line}"
            else:
                lines.append(line)
        yield tuple(lines)


def _goes_on(before: str, line: str) -> bool:
    """Whether a line is what did not fit onto the one before: that does not end, or this begins no part of its own."""
    return not before.rstrip().endswith((".", "。", ":")) and not line[:1].isspace()


def form_of(request: HttpRequest, desk: PatientDesk, name: str) -> Template:
    """A form by its id, in the reader's language.

    Raises:
        Http404: there is none.
    """
    found = desk.form(name, language(request))
    if found is None:
        raise Http404
    return found


def prepared_of(desk: PatientDesk, form: Template) -> Prepared:
    """How far the person is with a form."""
    return desk.prepared().get(version_of(form), Prepared())


def _listed(form: Template, rows: tuple[Row, ...]) -> Listed:
    standing = [row.answer.state for row in rows if row.answer is not None and row.sign in {"good", "bad"}]
    return Listed(
        form,
        title_of(form),
        yes=standing.count(State.GRANTED),
        no=standing.count(State.DENIED),
        open=sum(1 for _ in to_answer(rows)),
        changed=is_begun(rows) and _older(form, rows) is not None,
    )


def _older(form: Template, rows: tuple[Row, ...]) -> Template | None:
    """The newest older version of a form that the person answered, where a question must be asked anew."""
    if not any(row.anew for row in rows):
        return None
    signed = [row.answer.scope.template for row in rows if row.answer is not None]
    older = [each for each in signed if each.version != form.version]
    return max(older, key=lambda each: int(each.version)) if older else None


def _compared(older: Template, form: Template) -> Differences:
    """Both in one language, where there is the older one in it: other words would seem to be changes."""
    alike = f"{older.id}/{older.version}/{form.language}"
    return differences(FORMS.get(alike, older), form)
