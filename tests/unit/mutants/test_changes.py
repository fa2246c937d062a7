"""Faults: each is another module, each has a name of its own that outlives its line."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from tools.mutants.changes import NONE, Fault, faults, faulty
from tools.mutants.judging import Kept, Package, judged, report

SOURCE = '''
"""Words."""

LIMIT = 3
ALL = {"a": 1, "b": 2}


def f(x: int | None = 1) -> bool:
    """Words."""
    if x is None or not x:
        raise ValueError("words")
    return x < LIMIT and any(y for y in (1, 2) if y)
'''

WANTED = {
    "m:module: 3 is 4",
    "m:module: `'a'` dropped from a dict",
    "m:f: 1 is 2",
    "m:f: `x is None` compared by IsNot",
    "m:f: `x is None or not x` joined by And",
    "m:f: `not x` without not",
    "m:f: `raise ValueError('words')` not raised",
    "m:f: `x < LIMIT` compared by LtE",
    "m:f: `x < LIMIT` dropped from `x < LIMIT and any((y for y in (1, 2) if y))`",
    "m:f: the condition `y` dropped",
    "m:f: `any((y for y in (1, 2) if y))` by all",
}


def by_key(source: str = SOURCE) -> dict[str, Fault]:
    return {fault.key: fault for fault in faults("m", source)}


def test_what_a_careless_hand_would_do_is_among_them() -> None:
    assert by_key().keys() >= WANTED


def test_words_and_types_are_left_alone() -> None:
    assert not [key for key in by_key() if "Words" in key or "int | None" in key or "'words' is" in key]


def test_what_a_cast_names_and_what_a_blank_holds_before_it_is_filled_in_are_left_alone() -> None:
    keys = by_key('A = Text("a {b}", b="", c="d")\nE = cast("F", "g")\nH = other("I", b="")\n')
    assert {key for key in keys if "another word" in key} == {
        f"m:module: {word!r} is another word" for word in ("d", "g", "I", "")
    }
    assert "m:module: `b=''` dropped from `Text`" in keys


def test_each_is_another_module_that_can_be_compiled() -> None:
    seen = {ast.dump(ast.parse(SOURCE))}
    for fault in by_key().values():
        tree = faulty(SOURCE, fault)
        compile(tree, "m", "exec")
        assert ast.dump(tree) not in seen, fault.key
        seen.add(ast.dump(tree))


def test_the_fault_that_is_none_leaves_the_module_as_it_is() -> None:
    none = replace(next(iter(by_key().values())), node=NONE)
    assert ast.dump(faulty(SOURCE, none)) == ast.dump(ast.parse(SOURCE))


def test_a_name_outlives_its_line_and_twins_are_told_apart() -> None:
    below = "import os\n\n\nOTHER = 5\n" + SOURCE
    assert by_key().keys() <= by_key(below).keys()
    twice = by_key("A = (1, 1)\n")
    assert "m:module: 1 is 2 (no. 2)" in twice


def test_only_the_body_of_a_function_is_within_it() -> None:
    functions = {key: fault.function for key, fault in by_key().items()}
    assert functions["m:f: `not x` without not"] == "f"
    assert functions["m:f: 1 is 2"] == "", "a default is worked out where the function is defined"


def test_a_judgement_that_is_of_no_use_any_more_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = by_key()
    package = Package(every, Kept(tmp_path / "kept" / "found", dict.fromkeys(every, SOURCE)))
    found, *alive = every
    package.tell(every[found], found=True)
    (tmp_path / "judged").write_text(f"{found}\twhy\n{alive[0]}\twhy\nm:gone: x\twhy\n", encoding="utf-8")
    assert report(package, judged(tmp_path / "judged")) == len(alive) - 1
    printed = capsys.readouterr().out
    assert f"no survivor any more\t{found}" in printed
    assert "no survivor any more\tm:gone: x" in printed
    assert f"| `m` | {len(every)} | 1 | {len(alive)} |" in printed
    again = Package(every, Kept(tmp_path / "kept" / "found", dict.fromkeys(every, SOURCE)))
    assert again.found == {found}
    changed = Package(every, Kept(tmp_path / "kept" / "found", dict.fromkeys(every, SOURCE + "\n")))
    assert not changed.found, "what was found in another text counts for nothing"
