"""One's own account: sessions, password, passkeys, logins elsewhere; and language and colours, for anybody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from autonome.kernel import InputError, Text
from autonome.web import languages
from autonome.web.accounts import linking
from autonome.web.answering import page, see, within
from autonome.web.asking import asker, signed_in, token
from autonome.web.entrance.forms import NewPassword
from autonome.web.frame import THEME_COOKIE, THEMES
from autonome.web.project import YEAR_SECONDS, current
from autonome.web.roles import TOLD_BY_MAIL
from autonome.web.site import site


def show(request: HttpRequest) -> HttpResponse:
    """What there is."""
    own = site().accounts.own(token(request))
    served = current().served
    return page(
        request,
        "entrance/account.html",
        account=asker(request).person,
        mailed=bool(asker(request).person.roles & TOLD_BY_MAIL),
        sessions=own.sessions(),
        passkeys=own.passkeys(),
        links=linking.links_of(own.person, () if served is None else served.providers),
    )


def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's sessions."""
    site().accounts.own(token(request)).end_session(number)
    messages.success(request, Text("The session has ended."))
    return see("account")


def end_others(request: HttpRequest) -> HttpResponse:
    """End all but this one."""
    site().accounts.own(token(request)).end_other_sessions()
    messages.success(request, Text("All other sessions have ended."))
    return see("account")


def password(request: HttpRequest) -> HttpResponse:
    """Choose another password."""
    form = NewPassword(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return page(request, "entrance/password.html", form=form)
    if form.is_valid() and form.is_same():
        try:
            site().accounts.own(token(request)).change_password(form.cleaned_data["password"])
        except InputError as error:
            form.add_error("password", error.message)
        else:
            messages.success(request, Text("The password is changed. All other sessions have ended."))
            return see("account")
    return page(request, "entrance/password.html", status=400, form=form)


def choose(request: HttpRequest) -> HttpResponse:
    """Language and colours: kept in a cookie, the language with the account too."""
    answer = HttpResponse(status=303, headers={"Location": within(request, str(request.POST.get("next", "")))})
    tag, theme = str(request.POST.get("language", "")), str(request.POST.get("theme", ""))
    if tag in languages.TAGS:
        _remember(answer, languages.COOKIE, tag)
        if signed_in(request) is not None:
            site().accounts.own(token(request)).read_in(tag)
    if theme in THEMES:
        _remember(answer, THEME_COOKIE, theme)
    return answer


def _remember(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=YEAR_SECONDS, secure=current().encrypted, httponly=True, samesite="Lax")
