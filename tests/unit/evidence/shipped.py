"""The pack that is shipped, read once."""

from __future__ import annotations

from functools import cache

from autonome.adapters.knowledge_pack import load_bundle
from autonome.evidence import Bundle


@cache
def bundle() -> Bundle:
    return load_bundle()
