"""Runs the tests upon each fault, in a forked process of its own.

Two ways. The quick one collects the tests once, notes which functions each test calls, and forks: the child takes the
faulty body of one function and runs the tests that call it, the fastest first. What survives that, and what lies
outside of functions, goes the thorough way: a child that has imported nothing of ours imports the faulty module from
memory and runs all tests.

A fault is found when a test fails, when nothing can be imported, or when the tests do not end.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import pytest
from hypothesis import HealthCheck, settings
from tools.mutants.changes import Fault, faulty

PATIENCE = 180
"""Seconds after which a child is stopped: the tests of a package take two, those of a naive twin twenty."""

MEMORY = 6 << 30
"""Bytes that a child may take."""

EXAMPLES = 40
"""Examples of each property that names no number of its own; always the same ones, so that runs compare."""

BROKEN = 3
"""Exit code of a child in which not the tests failed, but what runs them."""

SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
OPTIONS = (
    *("-q", "-x", "-p", "no:cacheprovider", "--hypothesis-profile", "mutants"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # hypothesis is loaded once, before the forks
)

FOREIGN = ("cryptography.hazmat.primitives.asymmetric.ed25519", "jwt", "numpy", "psycopg", "psycopg_pool", "rfc8785")
"""What our modules import and we did not write: loaded once, before the forks."""

Source = tuple[Path, str]
"""A module's file and its text."""


@dataclass(slots=True)
class Work:
    """What is to be done.

    Args:
        faults: in order, each with its module.
        tests: files and folders of tests.
        workers: children at a time.
        told: is called with each fault that was found (true) or survived (false).
    """

    faults: Sequence[tuple[Fault, Source]]
    tests: Sequence[str]
    workers: int
    told: Callable[[Fault, bool], None]


def quick(work: Work) -> None:
    """Take the quick way, in a process of its own, so that nothing of ours is imported here."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _quiet()
        os.close(reader)
        by_key = {fault.key: fault for fault, _ in work.faults}
        told = Work(work.faults, work.tests, work.workers, lambda fault, found: _tell(writer, by_key[fault.key], found))
        settings.register_profile("mutants", SETTINGS)
        pytest.main([*OPTIONS, *work.tests], plugins=[_Swapping(told)])
        os._exit(0)
    os.close(writer)
    named = {fault.key: fault for fault, _ in work.faults}
    with os.fdopen(reader, encoding="utf-8") as lines:
        for line in lines:
            found, key = line.rstrip("\n").split("\t", 1)
            work.told(named[key], found == "1")
    os.waitpid(child, 0)


def thorough(work: Work) -> None:
    """Take the thorough way."""
    for name in FOREIGN:
        importlib.import_module(name)
    settings.register_profile("mutants", SETTINGS)

    def run(source: Source, fault: Fault) -> bool:
        path, text = source
        sys.meta_path.insert(0, _Faulty(path, compile(faulty(text, fault), str(path), "exec")))
        return pytest.main([*OPTIONS, *work.tests]) != pytest.ExitCode.OK

    _forked(work, run)


def _tell(writer: int, fault: Fault, found: bool) -> None:  # noqa: FBT001 - a row of a pipe
    os.write(writer, f"{int(found)}\t{fault.key}\n".encode())


def _forked(work: Work, run: Callable[[Source, Fault], bool]) -> None:
    """Run each fault in a child, so many at a time."""
    running: dict[int, Fault] = {}
    waiting = iter(work.faults)
    while True:
        while len(running) < work.workers and (each := next(waiting, None)):
            running[_begun(run, *each)] = each[0]
        if not running:
            return
        child, status = os.wait()
        fault = running.pop(child)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == BROKEN:
            raise RuntimeError(f"the tests could not be run upon {fault.key}")
        work.told(fault, status != 0)


def _begun(run: Callable[[Source, Fault], bool], fault: Fault, source: Source) -> int:
    child = os.fork()
    if child:
        return child
    said = BROKEN
    try:
        _quiet()
        signal.alarm(PATIENCE)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        said = int(run(source, fault))
    finally:
        os._exit(said)


def _quiet() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)


@dataclass(slots=True)
class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module from memory, and leaves the rest to others."""

    path: Path
    code: CodeType

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        if found is None or found.origin is None or Path(found.origin) != self.path:
            return None
        return importlib.util.spec_from_loader(name, self, origin=found.origin)

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(self.code, module.__dict__)  # noqa: S102 - our own module with a fault in it


@dataclass(slots=True)
class _Swapping:
    """A plugin of pytest: notes who calls what, then runs the callers of each function upon its faults."""

    work: Work
    callers: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    failed: bool = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        files = {str(path) for _, (path, _) in self.work.faults}
        for place, item in enumerate(session.items):
            self._note(place, item, files)
        if self.failed:
            raise RuntimeError("the tests fail without any fault")
        functions = _functions(files)

        def run(source: Source, fault: Fault) -> bool:
            key = (str(source[0]), fault.function)
            code = _named(compile(faulty(source[1], fault), key[0], "exec"), fault.function)
            for function in functions.get(key, ()):
                if len(code.co_freevars) != len(function.__code__.co_freevars):
                    return False  # it lost a name of the function around it: the thorough way can say
                function.__code__ = code
            for place in sorted(self.callers.get(key, ()), key=lambda each: self.seconds[each]):
                _run(session.items[place])
                if self.failed:
                    return True
            return False

        gc.freeze()
        _forked(self.work, run)
        return True

    def _note(self, place: int, item: pytest.Item, files: set[str]) -> None:
        called: set[tuple[str, str]] = set()

        def note(frame: FrameType, _event: str, _argument: object) -> None:
            code = frame.f_code
            if code.co_filename in files:
                called.add((code.co_filename, code.co_qualname))

        begun = time.perf_counter()
        sys.setprofile(note)
        try:
            _run(item)
        finally:
            sys.setprofile(None)
        self.seconds[place] = time.perf_counter() - begun
        for each in called:
            self.callers.setdefault(each, []).append(place)


def _run(item: pytest.Item) -> None:
    item.ihook.pytest_runtest_protocol(item=item, nextitem=None)


def _functions(files: set[str]) -> Mapping[tuple[str, str], list[FunctionType]]:
    """Functions of these files that live, by file and qualified name."""
    found: dict[tuple[str, str], list[FunctionType]] = {}
    gc.unfreeze()  # the tests' own conftest freezes what was loaded, and what is frozen is not told
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename in files:
            found.setdefault((each.__code__.co_filename, each.__code__.co_qualname), []).append(each)
    if not found:
        raise RuntimeError("no function of these modules is alive: every fault would seem to survive")
    return found


def _named(code: CodeType, name: str) -> CodeType:
    return next(each for each in _codes(code) if each.co_qualname == name)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)
