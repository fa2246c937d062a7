"""The pages as a real server of this process has them, and Debian's Chromium in front of it."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.integration.chromium import opened_browser
from tests.integration.web.sites import PASSWORD, Pages

if TYPE_CHECKING:
    from autonome.adapters.ledger_http.limits import Guarded

THREADS = 4
MOST_BODY = 1024 * 1024


@contextmanager
def listening(pages: Pages, most: int = MOST_BODY) -> Iterator[str]:
    """Serve the pages in a thread; gives their URL.

    Args:
        pages: that are served.
        most: bytes of a body.
    """
    from autonome.adapters.ledger_http.doors import DoorRule  # noqa: PLC0415 - an extra
    from autonome.adapters.ledger_http.serving import Config, Server, bound_socket, configured  # noqa: PLC0415
    from autonome.adapters.web_server.serving import PatientProtocol  # noqa: PLC0415
    from autonome.adapters.web_server.threads import Threaded  # noqa: PLC0415
    from autonome.web.application import application  # noqa: PLC0415 - Django is set up now
    from autonome.web.larger import takes_files  # noqa: PLC0415

    bound = bound_socket("127.0.0.1:0")
    with ThreadPoolExecutor(THREADS) as pool:
        threaded = Threaded(application(pages.site), pool, most, lambda _: None, larger=takes_files)
        server = Server(configured(cast("Guarded", threaded), DoorRule(), PatientProtocol, Config))
        bound.listen()
        thread = Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
        thread.start()
        try:
            yield f"http://localhost:{bound.getsockname()[1]}"
        finally:
            server.end()
            thread.join()
            met = Barrier(THREADS)
            for _ in range(THREADS):  # each thread has a connection of its own, and none may take two of these
                pool.submit(_close, met)


def _close(met: Barrier) -> None:
    from django.db import connections  # noqa: PLC0415 - Django is set up now

    met.wait()
    connections.close_all()


@dataclass
class Visitor:
    """Somebody with a browser."""

    pages: Pages
    url: str
    browser: Browser
    said: list[str] = field(default_factory=list)

    def context(self, **more: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own
        """A browser of somebody who was never here."""
        return self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})

    def page(self, context: BrowserContext) -> Page:
        """A page whose complaints are kept: what the policy refuses, and what a script could not do."""
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page

    def signed_in(self, name: str, **more: Any) -> Page:  # noqa: ANN401 - Playwright's own
        """A page of somebody who has just signed in, by a session that the test begins."""
        context = self.context(**more)
        token = self.pages.site.accounts.begin_session(self.pages.person(name))
        value = base64.urlsafe_b64encode(token).decode().rstrip("=")
        context.add_cookies([{"name": "autonome-session", "value": value, "url": self.url, "httpOnly": True}])
        return self.page(context)

    def sign_in(self, page: Page, name: str) -> None:
        """Name, password and code, typed."""
        page.goto(f"{self.url}/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("Code").fill(self.pages.code(name))
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: not url.split("?")[0].endswith("/sign-in"))


def _forget_connections() -> None:
    """Let go of this thread's connections: those made within Playwright's loop are not the ones that fixtures close."""
    from django.db import connections  # noqa: PLC0415 - Django is set up now

    connections.close_all()
    for alias in list(connections):
        if hasattr(connections._connections, alias):  # the next module has another database
            del connections[alias]


@pytest.fixture(scope="module")
def visitor(pages: Pages) -> Iterator[Visitor]:
    """Pages that are served, and a browser."""
    with pytest.MonkeyPatch.context() as patch, listening(pages) as url:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's own loop is in this thread
        with opened_browser() as browser:
            yield Visitor(pages, url, browser)
            browser.close()
            _forget_connections()
