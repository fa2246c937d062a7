"""Where somebody comes back to who had to prove first who they are: the page with the form that they had sent.

Invariants:

- Nothing that was sent is ever sent again by us: they come back to a form, are told that nothing was done, and send it.
- The place is one of the table's own (`pages.Page.form`) or, where none is named, the page of ours that they came from;
  either can be looked at. What a header says never leads anywhere else.
- Of what was chosen, what a page names (`pages.Page.keeps`) stands in the address once more. What was written does not.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, get_script_prefix, resolve, reverse

from autonome.web.pages import Page
from autonome.web.table import TABLE

SAFE: Final = frozenset({"GET", "HEAD"})

LONGEST_QUERY: Final = 4000
"""Characters of what is kept (our own; servers take addresses of 8,000 at least: RFC 9110, section 4.1)."""


def way_back(request: Any, page: Page) -> str:  # noqa: ANN401 - a request that was resolved
    """The address to come back to; "" where nothing fits better than home."""
    if request.method in SAFE:
        return str(request.get_full_path())
    there, asked = _came_from(request)
    name = page.name if page.posts else page.form
    if not name:
        return f"{there}{'?' if asked else ''}{asked}" if _can_be_looked_at(there) else ""
    own = reverse(name, kwargs={key: request.resolver_match.kwargs[key] for key in _taken_by(name)})
    query = _kept(request, page, asked if there == own else "")
    return f"{own}{'?' if query else ''}{query}"


def _kept(request: HttpRequest, page: Page, asked: str) -> str:
    """What the page was asked with, and what was chosen on it; a name that ends in "-" stands for all that begin so."""
    told = QueryDict(asked, mutable=True)
    for name in request.POST:
        if any(name == each or (each.endswith("-") and name.startswith(each)) for each in page.keeps):
            told.setlist(name, request.POST.getlist(name))
    query = str(told.urlencode())
    return query if len(query) <= LONGEST_QUERY else ""


def _taken_by(name: str) -> tuple[str, ...]:
    """What the path of a page takes."""
    path = TABLE[name].path
    return tuple(part.split(":")[1].split(">")[0] for part in path.split("<")[1:])


def _came_from(request: HttpRequest) -> tuple[str, str]:
    """Path and query of the page of ours whose form was sent; "" where it cannot be told."""
    parts = urlsplit(str(request.META.get("HTTP_REFERER", "")))
    return (parts.path, parts.query) if parts.netloc == request.get_host() else ("", "")


def _can_be_looked_at(path: str) -> bool:
    """Whether an address of ours shows something, other than home, to who only looks."""
    prefix = get_script_prefix()
    if not path.startswith(prefix) or path == prefix:
        return False
    try:
        found = TABLE.get(resolve(f"/{path.removeprefix(prefix)}").url_name or "")
    except Resolver404:
        return False
    return found is not None and not found.acts
