"""Assembly: the one place that knows the adapters. The command line asks here for what it works with."""

from __future__ import annotations

from functools import cache

from autonome.adapters.knowledge_pack import load_bundle
from autonome.evidence import Bundle


@cache
def knowledge_bundle() -> Bundle:
    """Read the knowledge bundle that is shipped with the package, once per process."""
    return load_bundle()
