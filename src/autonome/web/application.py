"""The pages as one WSGI application: files of ours first, then Django."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler

from autonome.web.assets import Application, served
from autonome.web.observations import quiet
from autonome.web.site import Site, open_site


def application(site: Site) -> Application:
    """The pages of a node."""
    open_site(site)
    quiet()
    return served(WSGIHandler())
