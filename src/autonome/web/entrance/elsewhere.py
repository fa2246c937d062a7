"""Login at an institution's own provider (OpenID Connect; the protocol is allauth's), linked with an account here.

Invariants:

- An account is found by provider and subject alone (`accounts.linking`); nobody gets one by logging in elsewhere.
- A link is made by who began it, within the quarter of an hour of their proof: what another person had begun, in this
  browser or in one whose cookie was put here, links nobody.
- allauth signs nobody in: what it found out ends in `LinkedOnly`, which begins a session of ours or refuses.
- Who comes from there has not given password and code here: for signatures they prove it again, unless the provider
  says when it asked (``auth_time``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from autonome.kernel import Instant, Text
from autonome.web import errors
from autonome.web.accounts import linking
from autonome.web.answering import see
from autonome.web.asking import asker, is_fresh, signed_in, token
from autonome.web.entrance.signing_in import come_in
from autonome.web.site import site

LINKING = "autonome-linking"
"""In Django's session: the provider with which somebody signed in is making a link, and who it is."""

UNKNOWN = Text(
    "No account here belongs to that login. Sign in with password and code, and link it on your account's page."
)
FAILED = Text("The other login was not completed. Try again, or use password and code.")
LONG_AGO = Instant(0)


def begin(request: Any, provider_id: str) -> HttpResponseBase:  # noqa: ANN401 - Django's session is on it
    """Go to the provider, to sign in."""
    request.session.pop(LINKING, None)
    found: HttpResponseBase = views.login(request, provider_id)
    return found


def begin_link(request: Any, provider_id: str) -> HttpResponseBase:  # noqa: ANN401 - as above
    """Go to the provider, to make a link."""
    request.session[LINKING] = [provider_id, str(asker(request).person.name)]
    found: HttpResponseBase = views.login(request, provider_id)
    return found


def end_link(request: HttpRequest, provider_id: str) -> HttpResponse:
    """End a link."""
    site().accounts.own(token(request)).unlink(provider_id)
    messages.success(request, Text("That login signs you in no more."))
    return see("account")


def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """From the provider, with what it says."""
    found: HttpResponseBase = views.callback(request, provider_id)
    return found


def cancelled(request: HttpRequest) -> HttpResponse:
    """It was not completed there."""
    return errors.fault(request, 400, FAILED)


class LinkedOnly(DefaultSocialAccountAdapter):
    """allauth's, with the end taken out of its hands."""

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:  # noqa: ANN401 - allauth's hook
        """Begin a session of ours, make the link that was begun, or refuse; allauth does nothing more."""
        provider, subject, said = _said(sociallogin)
        wanted, person = request.session.pop(LINKING, None), signed_in(request)
        if not subject:
            raise ImmediateHttpResponse(errors.fault(request, 400, FAILED))
        if person is not None and wanted is not None:
            if wanted != [provider, str(person.name)] or not is_fresh(person, site().clock.now()):
                raise ImmediateHttpResponse(errors.fault(request, 400, FAILED))
            site().accounts.own(token(request)).link(provider, subject)
            messages.success(request, Text("From now on that login signs you in."))
            raise ImmediateHttpResponse(see("account"))
        holder = linking.holder(provider, subject)
        if holder is None or (person is not None and person.name != holder.name):
            raise ImmediateHttpResponse(errors.fault(request, 403, UNKNOWN))
        raise ImmediateHttpResponse(come_in(request, site().accounts.begin_session(holder, proven=_proven(said))))

    def on_authentication_error(self, request: Any, *_: object, **__: object) -> None:  # noqa: ANN401 - allauth's hook
        """A page of ours."""
        raise ImmediateHttpResponse(errors.fault(request, 400, FAILED))

    def is_open_for_signup(self, *_: object) -> bool:
        """Never: accounts are a steward's to make."""
        return False


def _said(sociallogin: Any) -> tuple[str, str, Mapping[str, Any]]:  # noqa: ANN401 - allauth's
    """Provider, subject and claims; no subject where the two answers of the provider name different ones."""
    told = sociallogin.account.extra_data
    claims = told.get("id_token") or {}
    subjects = {str(each["sub"]) for each in (claims, told.get("userinfo") or {}) if each.get("sub")}
    subject = subjects.pop() if len(subjects) == 1 else ""
    return str(sociallogin.account.provider), subject, claims


def _proven(claims: Mapping[str, Any]) -> Instant:
    """When the provider asked who it is; long ago where it does not say, and never later than now."""
    at = claims.get("auth_time")
    return Instant(min(at, site().clock.now().seconds)) if isinstance(at, int) and at > 0 else LONG_AGO
