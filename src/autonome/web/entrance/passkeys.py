"""Passkeys: sign in with one, prove again with one, add and remove one's own.

A passkey counts for password and code together: the device has it, and verifies its user (WebAuthn, level 2, section
5.8.6: user verification is required here). What a browser is asked stands in Django's session until it has answered.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.http import HttpRequest, HttpResponse, JsonResponse

from autonome.access.errors import SignInError
from autonome.kernel import InputError, Text
from autonome.web.accounts import attempts
from autonome.web.accounts.binding import is_bound
from autonome.web.accounts.models import Person
from autonome.web.answering import see
from autonome.web.asking import signed_in, source, token
from autonome.web.entrance.signing_in import come_in
from autonome.web.site import site

NOT_FOUND = Text("This passkey does not sign anybody in here. Use password and code.")


def begin_sign_in(request: HttpRequest) -> HttpResponse:
    """What a browser must be told to ask for a passkey; for whom is not known yet."""
    del request
    return JsonResponse(webauthn.begin_authentication())


def sign_in(request: HttpRequest) -> HttpResponse:
    """Take what a passkey has signed; on `prove-again` it must be of the same account."""
    credential, now = _credential(request), site().clock.now()
    with atomic():
        attempts.expect_patience(None, source(request), now)
    person = _holder(credential)
    there = signed_in(request)
    if person is None or (there is not None and there.name != person.name):
        with atomic():
            attempts.note_failure(None, source(request), now)
        raise SignInError(NOT_FOUND, mend="use password and code.")
    return come_in(request, site().accounts.begin_session(person))


def begin_adding(request: HttpRequest) -> HttpResponse:
    """What a browser must be told to make a passkey."""
    return JsonResponse(site().accounts.own(token(request)).begin_passkey())


def add(request: HttpRequest) -> HttpResponse:
    """Take a passkey that was made."""
    site().accounts.own(token(request)).add_passkey(str(request.POST.get("label", "")), _credential(request))
    return see("account")


def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a passkey."""
    site().accounts.own(token(request)).remove_passkey(number)
    return see("account")


def _credential(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(str(request.POST.get("credential", "")))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError(Text("The browser sent no passkey."), mend="try again, or use password and code.")
    return found


def _holder(credential: dict[str, Any]) -> Person | None:
    """Whose passkey signed what was asked; None where it is nobody's, or signed something else."""
    try:
        person = webauthn.extract_user_from_response(credential)
        authenticator = webauthn.complete_authentication(person, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    found: Person = person
    if not is_bound(found, authenticator):
        return None
    authenticator.record_usage()
    return found
