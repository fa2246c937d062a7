"""Whose bodies are read that are larger than a form: those of who is signed in, in a role that sends files to the page.

The server asks this of a request's head, before it has read more than it keeps in memory. Of everybody else nothing
reaches the disk: whoever fills that halts the log.
"""

from __future__ import annotations

import io
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.urls import Resolver404, resolve

from autonome.web.entrance import cookies
from autonome.web.site import site
from autonome.web.table import TABLE


def takes_files(environment: dict[str, Any]) -> bool:
    """Whether the page that is asked for takes files of who asks.

    Args:
        environment: of the request, as WSGI has it; its body is not looked at.
    """
    close_old_connections()
    request = WSGIRequest({**environment, "wsgi.input": io.BytesIO()})
    try:
        page = TABLE.get(resolve(request.path_info).url_name or "")
    except Resolver404:
        return False
    if page is None or not page.files or page.roles is None:
        return False
    person = site().accounts.signed_in(cookies.token_of(request))
    return person is not None and not person.roles.isdisjoint(page.roles)
