"""Profiles of hypothesis: ``--hypothesis-profile quick`` is what `make unit` asks for."""

from __future__ import annotations

from hypothesis import settings

from tests.examples import QUICK

settings.register_profile("quick", max_examples=QUICK, deadline=None)
