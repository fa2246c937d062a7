"""For everybody: to sign in and out, who one is, whether the node lives, and the document of the API itself."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import StringConstraints

from autonome.web.accounts.proving import LONGEST_PASSWORD, Claim
from autonome.web.api.values import PLAIN, Line, Sent, Told
from autonome.web.asking import asker, source, token
from autonome.web.site import site


class SigningIn(Sent):
    """Name, password and code, together."""

    name: Line
    password: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PASSWORD, pattern=PLAIN)]
    code: Line


class Session(Told):
    """A session that has begun."""

    token: str
    until: str


class Me(Told):
    """Who a token stands for."""

    name: str
    shown: str
    roles: list[str]
    patient: str | None
    proven: str
    until: str


class Alive(Told):
    """The process answers."""

    alive: bool


def sign_in(request: HttpRequest, sent: SigningIn) -> Session:
    """Begin a session, as `autonome login` does; wrong answers count and wait as they do there."""
    begun = site().accounts.sign_in(Claim(sent.name, sent.password, sent.code, source(request)))
    holder = site().accounts.signed_in(begun)
    return Session(token=begun.hex(), until="" if holder is None else str(holder.until))


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    site().accounts.sign_out(token(request))
    return HttpResponse(status=204)


def me(request: HttpRequest) -> Me:
    """Who the token stands for, as what, and until when."""
    person = asker(request).person
    return Me(
        name=str(person.name),
        shown=person.shown,
        roles=[each.value for each in sorted(person.roles)],
        patient=None if person.subject is None else str(person.subject),
        proven=str(person.proven),
        until=str(person.until),
    )


def health(request: HttpRequest) -> Alive:
    """Whether the process answers; `/ready` says whether it can work."""
    del request
    return Alive(alive=True)
