"""Signing in, signing out, and proving again who one is: password and code in one step, or a passkey."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token

from autonome.access.errors import SignInError, TooManyError
from autonome.kernel import Text
from autonome.web import demo
from autonome.web.accounts.models import Place
from autonome.web.accounts.proving import Claim
from autonome.web.answering import page, see, within
from autonome.web.asking import asker, signed_in, source, token
from autonome.web.entrance import cookies
from autonome.web.entrance.forms import Proving, SigningIn
from autonome.web.project import current
from autonome.web.site import site

WRONG = Text("Name, password and code do not belong together. Try again, with a new code.")
TOO_MANY = Text(
    "Too many attempts. To protect the account, wait 15 minutes and try again. A data steward can end the wait."
)

UNDONE = Text("Nothing was done yet. Look it over, write again what is missing, and send it.")


def sign_in(request: HttpRequest) -> HttpResponse:
    """Name, password and code, at once and with one answer for all three."""
    if request.method != "POST":
        return see("home") if signed_in(request) else _asked(request, SigningIn(initial=_carried(request)))
    form = SigningIn(request.POST)
    if not form.is_valid():
        return _asked(request, form, 400)
    given = form.cleaned_data
    try:
        claim = Claim(given["name"], given["password"], given["code"], source(request))
        begun = site().accounts.sign_in(claim, Place.BROWSER)
    except SignInError as error:
        form.add_error(None, TOO_MANY if isinstance(error, TooManyError) else WRONG)
        return _asked(request, form, 429 if isinstance(error, TooManyError) else 403)
    return come_in(request, begun)


def prove_again(request: HttpRequest) -> HttpResponse:
    """Password and code once more, before what needs it fresh; another session takes the place of this one."""
    name = str(asker(request).person.name)
    if request.method != "POST":
        return _asked_again(request, Proving(initial=_carried(request)))
    form = Proving(request.POST)
    if not form.is_valid():
        return _asked_again(request, form, 400)
    try:
        claim = Claim(name, form.cleaned_data["password"], form.cleaned_data["code"], source(request))
        begun = site().accounts.sign_in(claim, Place.BROWSER)
    except SignInError as error:
        form.add_error(None, TOO_MANY if isinstance(error, TooManyError) else WRONG)
        return _asked_again(request, form, 429 if isinstance(error, TooManyError) else 403)
    return come_in(request, begun)


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, here and at the node."""
    site().accounts.sign_out(token(request))
    _leave(request)
    answer = see("sign-in")
    cookies.forget(answer)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def come_in(request: HttpRequest, begun: bytes) -> HttpResponse:
    """A session in place of the one that there was; whoever knew that, or anything of it, knows nothing of this one."""
    site().accounts.sign_out(token(request))
    answer = HttpResponse(status=303, headers={"Location": within(request, _next(request))})
    _leave(request)
    if _carried(request)["undone"]:
        messages.warning(request, UNDONE)
    cookies.keep(answer, begun)
    return answer


def _leave(request: Any) -> None:  # noqa: ANN401 - Django's session is on it
    request.session.flush()
    rotate_token(request)


def _next(request: HttpRequest) -> str:
    return str(request.POST.get("next") or request.GET.get("next") or "")


def _carried(request: HttpRequest) -> dict[str, str]:
    """Where to go on to, and whether something was sent that was not done."""
    sent = request.POST if request.method == "POST" else request.GET
    return {"next": _next(request), "undone": "yes" if sent.get("undone") == "yes" else ""}


def _asked(request: HttpRequest, form: SigningIn, status: int = 200) -> HttpResponse:
    there = site().demo
    accounts = () if there is None else tuple(demo.listed(there, site().clock.now()))
    served = current().served
    return page(
        request,
        "entrance/sign_in.html",
        status=status,
        form=form,
        **_carried(request),
        demo=accounts,
        demo_password="" if there is None else there.password,
        providers=() if served is None else served.providers,
    )


def _asked_again(request: HttpRequest, form: Proving, status: int = 200) -> HttpResponse:
    return page(request, "entrance/prove_again.html", status=status, form=form, **_carried(request))
