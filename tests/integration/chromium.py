"""Debian's Chromium, as all tests of pages have it, and where their pictures are kept for people to look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from .commands import ROOT

CHROMIUM: Final = shutil.which("chromium")
PICTURES: Final = ROOT / ".pictures"
ARGUMENTS: Final = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NEEDED: Final = [
    pytest.mark.browser,
    # A browser is a package of the system's: without root and apt there is none to install (tools/ensure_browser.sh).
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: run tools/ensure_browser.sh as root on Debian"),
]
"""Marks of a module that opens pages."""


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A browser, and a folder for its pictures."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
