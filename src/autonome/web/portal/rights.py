"""What a patient can ask for by right, what becomes of it, and by when it must be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase

from autonome.access.rights import MAX_WORDS, Deed, Matter, Right
from autonome.kernel import Instant, Text
from autonome.web.answering import page, see
from autonome.web.asking import language
from autonome.web.portal.own import own
from autonome.web.portal.yours import explained
from autonome.web.site import site
from autonome.workflows.decide_and_record import Refusal

TITLES: Final = {
    Right.EXPORT: Text("A copy of all my data"),
    Right.CORRECT: Text("Put something right"),
    Right.RESTRICT: Text("Use my data less for a while"),
    Right.ERASE: Text("Erase me"),
}
TOLD: Final = {
    Right.EXPORT: Text("All that is kept about you, to download. Nobody can refuse it to you."),
    Right.CORRECT: Text("Say what is wrong. It is put right, or what you say is kept beside it."),
    Right.RESTRICT: Text("Your data are kept and not used, but for what you say yes to. You can still see them."),
    Right.ERASE: Text("All that is kept of you is deleted for ever. Read first what that means."),
}
DEEDS: Final = {
    Deed.ASKED: Text("You asked"),
    Deed.EXTENDED: Text("More time was taken"),
    Deed.HELD: Text("A law delays it"),
    Deed.RELEASED: Text("The delay is over"),
    Deed.EXPORTED: Text("The copy was handed over"),
    Deed.CORRECTED: Text("It was put right"),
    Deed.DISAGREED: Text("It stays, and what you say is kept beside it"),
    Deed.RESTRICTED: Text("Your data are used less now"),
    Deed.LIFTED: Text("Your data are used as before"),
    Deed.ERASING: Text("It was decided to erase your data"),
    Deed.REFUSED: Text("It was refused"),
}
ASKED: Final = Text("You have asked. You see below by when you must have an answer.")
BY_PAGE: Final = frozenset({Right.CORRECT, Right.RESTRICT, Right.ERASE})
"""Rights that are asked for with words; a copy is handed over at once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A matter, to be read.

    Args:
        matter: itself.
        title: of the right.
        deeds: what was done, in order.
        overdue: whether its limit has passed without an answer.
        held: whether a law delays it.
    """

    matter: Matter
    title: Text
    deeds: tuple[Text, ...]
    overdue: bool
    held: bool


class Words(forms.Form):
    """What somebody says with it."""

    words = forms.CharField(
        label=Text("What is wrong, and how it should be"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class FewWords(forms.Form):
    """The same, where nothing needs to be said."""

    words = forms.CharField(
        label=Text("What you want to say with it"),
        help_text=Text("You need not give a reason."),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def show(request: HttpRequest) -> HttpResponse:
    """All rights, and what becomes of what was asked."""
    thread, now = own(request).thread(), site().clock.now()
    return page(
        request,
        "portal/rights.html",
        rights=[(str(right), TITLES[right], TOLD[right]) for right in Right],
        matters=[_standing(each, now) for each in reversed(thread.matters)],
        restricted=thread.restricted is not None,
    )


def ask(request: HttpRequest, right: str) -> HttpResponse:
    """Ask for a correction, or for less use: what it means, and the asking."""
    return _asked(request, _right(right, BY_PAGE - {Right.ERASE}))


def erase(request: HttpRequest) -> HttpResponse:
    """Ask to be erased; only of who has proven just now who they are."""
    return _asked(request, Right.ERASE)


def export(request: HttpRequest) -> HttpResponseBase:
    """A copy of all that is kept, for who has proven just now who they are: the page, and what it sends."""
    desk = own(request)
    if request.method != "POST":
        return page(request, "portal/export.html", refused=False)
    done = desk.rights.export()
    if isinstance(done, Refusal):
        told = explained(desk.told(done.recorded.index), language(request))
        return page(request, "portal/export.html", status=403, refused=True, told=told)
    return FileResponse(done, as_attachment=True, filename="my-data.zip", content_type="application/zip")


def _asked(request: HttpRequest, wanted: Right) -> HttpResponse:
    desk = own(request)
    form = (Words if wanted is Right.CORRECT else FewWords)(request.POST if request.method == "POST" else None)
    sure = wanted is not Right.ERASE or request.POST.get("sure") == "yes"
    if request.method == "POST" and form.is_valid() and sure:
        desk.rights.ask(wanted, form.cleaned_data["words"])
        messages.success(request, ASKED)
        return see("rights")
    return page(
        request,
        "portal/ask_right.html",
        status=400 if form.is_bound else 200,
        right=str(wanted),
        title=TITLES[wanted],
        told=TOLD[wanted],
        asking=form,
        unsure=form.is_bound and not sure,
    )


def _right(name: str, among: frozenset[Right]) -> Right:
    found = next((each for each in among if each == name), None)
    if found is None:
        raise Http404
    return found


def _standing(matter: Matter, now: Instant) -> Standing:
    deeds = tuple(DEEDS[each] for each in matter.deeds)
    return Standing(matter, TITLES[matter.right], deeds, matter.is_overdue(now), matter.is_held(now))
