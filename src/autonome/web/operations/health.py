"""Whether the node lives, whether it is ready, and its numbers in Prometheus' format.

Numbers are for this machine, or for who has the token that ``node.toml`` names a file for: a proxy in front makes every
request one of this machine, so that where one passes requests on (``X-Forwarded-For``) only the token counts.
"""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from autonome.web.errors import not_found
from autonome.web.observations import numbers
from autonome.web.project import current
from autonome.web.site import site


def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    del request
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> HttpResponse:
    """Database and log can be worked with."""
    del request
    why = site().is_ready()
    return JsonResponse({"ready": why is None, "why": why}, status=200 if why is None else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers, of nobody; to a stranger there is nothing here."""
    if not _may_see(request):
        return not_found(request)
    return HttpResponse(numbers(), content_type=CONTENT_TYPE_LATEST)


def _may_see(request: HttpRequest) -> bool:
    served = current().served
    wanted = "" if served is None else served.metrics_token
    given = str(request.headers.get("Authorization", "")).removeprefix("Bearer ")
    if wanted and hmac.compare_digest(wanted.encode(), given.encode()):
        return True
    return "X-Forwarded-For" not in request.headers and _is_loopback(str(request.META.get("REMOTE_ADDR", "")))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
