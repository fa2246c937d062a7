"""Puts small faults into a package, one at a time, and says which of them no test finds.

    python tools/find_mutants.py access          # src/autonome/access, with the tests named in PACKAGES
    python tools/find_mutants.py access --only matching.py

What survives is held against ``tests/mutants.tsv``: a fault, a tab, and why no test should find it. The table of
``docs/mutants.md`` is written with ``--write``. Ends with 1 where a survivor is not judged.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]  # of this very tree, also where another one is installed

from tools.mutants.changes import NONE, Fault, faults  # noqa: E402
from tools.mutants.judging import Kept, Package, judged, report, table, with_rows  # noqa: E402
from tools.mutants.running import Source, Work, quick, thorough  # noqa: E402

SOURCES = ROOT / "src" / "autonome"
NICE = 10
"""Others work on this machine too."""

CACHE = ROOT / ".cache"
"""Holds what was found in a module of the same text: an interrupted run goes on, and a survivor is tried again."""

PAGE = ROOT / "docs" / "mutants.md"

PACKAGES = {
    name: (f"tests/unit/{name}", *twins)
    for name, twins in {
        "access": ("tests/integration/test_decision_against_naive.py",),
        "consent": ("tests/integration/test_decision_against_naive.py",),
        "law": ("tests/integration/test_law_against_naive.py", "tests/conformance/test_law_facts.py"),
    }.items()
}
"""Each package with its own tests, and after them those that only survivors meet."""


def main() -> int:
    """Find the faults that no test finds."""
    options = _options()
    os.chdir(ROOT)
    os.nice(NICE)
    unjudged = 0
    for name in options.packages or PACKAGES:
        package = _run(name, options)
        unjudged += report(package, judged(ROOT / "tests" / "mutants.tsv"))
        if options.write:
            PAGE.write_text(with_rows(PAGE.read_text(encoding="utf-8"), table(package)), encoding="utf-8")
    return 1 if unjudged else 0


def _run(name: str, options: argparse.Namespace) -> Package:
    files = [path for path in sorted((SOURCES / name).rglob("*.py")) if path.name != "__init__.py"]
    every: list[tuple[Fault, Source]] = []
    for path in files:
        if not options.only or path.name in options.only:
            text = path.read_text(encoding="utf-8")
            every += [(fault, (path, text)) for fault in faults(str(path.relative_to(SOURCES)), text)]
    texts = {fault.key: text for fault, (_, text) in every}
    package = Package({fault.key: fault for fault, _ in every}, Kept(CACHE / f"mutants-{name}.tsv", texts))
    every = [each for each in every if each[0].key not in package.found]
    own, *twins = PACKAGES[name]
    if not options.twins:
        twins = []
    if not every:
        return package
    _check(own, twins, every)
    quick(Work([each for each in every if each[0].function], [own], options.workers, package.tell))
    if options.quick:
        return package
    left = [each for each in every if each[0].key not in package.found]
    thorough(Work(left, [own], options.workers, package.tell))
    left = [each for each in left if twins and each[0].key not in package.found]
    thorough(Work(left, [own, *twins], options.workers, package.tell))
    return package


def _check(own: str, twins: list[str], every: list[tuple[Fault, Source]]) -> None:
    """The module as it is must pass either way, or all that they say is worth nothing."""
    sound = [(replace(fault, node=NONE), source) for fault, source in every]
    within = [each for each in sound if each[0].function][:1]
    told: list[bool] = []
    if within:
        quick(Work(within, [own], 1, lambda _, found: told.append(found)))
    thorough(Work(sound[:1], [own, *twins], 1, lambda _, found: told.append(found)))
    if told != [False] * (len(within) + 1):
        raise SystemExit(f"the tests of {own} or its twins fail, or were not run: nothing can be found with them.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", choices=[[], *PACKAGES], help="all, if none is named")
    parser.add_argument("--only", nargs="*", help="names of files")
    parser.add_argument("--write", action="store_true", help="put the counts into docs/mutants.md")
    parser.add_argument("--quick", action="store_true", help="only what lies in functions, by the tests that call them")
    parser.add_argument("--twins", action="store_true", help="run naive twins upon survivors: half a minute for each")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
