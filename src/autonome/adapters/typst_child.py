"""The typesetter's own process: sheets come in as JSON on the standard input, the document goes out.

It runs alone so that whatever a text of a record does to the engine (a fault of its native code, a page without end)
ends here, under limits, and not in the program that asked. It is run in an empty folder.
"""

from __future__ import annotations

import contextlib
import json
import sys

EXIT_REFUSED = 3
"""The engine refuses the document; its diagnostics stand on the standard output."""

MEMORY = 4 * 2**30
"""Bytes of address space: fonts are mapped, and a plan of five medicines takes a tenth of it."""


def main() -> int:
    """Set one document."""
    _limit()
    import typst  # noqa: PLC0415 - under the limits

    asked = json.load(sys.stdin.buffer)
    compiler = typst.Compiler(
        asked["template"].encode(),
        root=".",
        font_paths=typst.Fonts(include_system_fonts=asked["system_fonts"]),
        sys_inputs=asked["data"],
        package_path=".",
        package_cache_path=".",
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=asked["seconds"])
    except typst.TypstError as error:
        sys.stdout.write(f"{error.message}\n{error.diagnostic}")
        return EXIT_REFUSED
    if isinstance(made, bytes):
        sys.stdout.buffer.write(made)
    return 0


def _limit() -> None:
    """Hold this process to its memory, where the system knows how."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    sys.exit(main())
