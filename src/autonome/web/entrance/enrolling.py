"""Enrolling in a browser: code and password, then the authenticator app, then recovery codes, shown once.

Between the first step and the second nothing is kept here: what was typed travels sealed within the page.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from autonome.access.errors import SignInError, TooManyError
from autonome.kernel import InputError, Text
from autonome.web.accounts.enrolment import Enrolling as Given
from autonome.web.accounts.sealing import opened, seal
from autonome.web.accounts.second_factor import NewFactor
from autonome.web.answering import page
from autonome.web.asking import source
from autonome.web.entrance.forms import Enrolling, Shown
from autonome.web.site import site

USE = "enrolling in a browser"
WRONG = Text("Name and enrolment code do not belong together, or the code was used or is over. Ask for a new one.")
OTHER = Text("The app shows another code. Check the clock of the device, and begin again.")


def enrol(request: HttpRequest) -> HttpResponse:
    """Take code and password, and show the secret for the app."""
    if request.method != "POST":
        return page(request, "entrance/enrol.html", form=Enrolling())
    form = Enrolling(request.POST)
    if not form.is_valid() or not form.is_same():
        return page(request, "entrance/enrol.html", status=400, form=form)
    typed = form.cleaned_data
    try:
        given = Given(typed["name"], typed["code"], typed["password"], source(request))
        factor = site().accounts.begin_enrolment(given)
    except TooManyError:
        raise
    except SignInError:
        form.add_error(None, WRONG)
    except InputError as error:
        form.add_error("password", error.message)
    else:
        return _app(request, Shown(initial={"sealed": _sealed(given, factor)}), factor)
    return page(request, "entrance/enrol.html", status=403, form=form)


def finish(request: HttpRequest) -> HttpResponse:
    """Take what the app shows, and set password and second factor; gives recovery codes."""
    form = Shown(request.POST)
    if not form.is_valid():
        return page(request, "entrance/enrol.html", form=Enrolling())
    given, factor = _unsealed(form.cleaned_data["sealed"], request)
    try:
        codes = site().accounts.finish_enrolment(given, factor.secret, form.cleaned_data["digits"])
    except TooManyError:
        raise
    except SignInError:
        form.add_error("digits", OTHER)
        return _app(request, form, factor, 403)
    return page(request, "entrance/enrolled.html", codes=codes)


def _app(request: HttpRequest, form: Shown, factor: NewFactor, status: int = 200) -> HttpResponse:
    drawing = base64.b64encode(get_adapter().build_totp_svg(factor.address).encode()).decode()
    return page(request, "entrance/app.html", status=status, form=form, factor=factor, drawing=drawing)


def _sealed(given: Given, factor: NewFactor) -> str:
    told = [given.name, given.code, given.password, factor.secret, factor.address]
    return base64.b64encode(seal(json.dumps(told), USE)).decode("ascii")


def _unsealed(sealed: str, request: HttpRequest) -> tuple[Given, NewFactor]:
    try:
        found: list[Any] = json.loads(opened(base64.b64decode(sealed, validate=True), USE))
        name, code, password, secret, address = map(str, found)
    except (binascii.Error, ValueError, IndexError):
        raise InputError("the page that was sent is not ours", mend="begin again.") from None
    return Given(name, code, password, source(request)), NewFactor(secret, address)
