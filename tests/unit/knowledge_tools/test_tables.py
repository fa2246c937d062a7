from __future__ import annotations

from pathlib import Path

import pytest
from tools.knowledge.compile_guidance import Wording, check_flags, statement_id
from tools.knowledge.tables import TableError, open_wheel, read_table, write_table


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    assert write_table(path, ("a", "b"), [{"a": "1", "b": ""}, {"a": "“x”"}]) == 2
    assert read_table(path) == [{"a": "1", "b": ""}, {"a": "“x”", "b": ""}]


def test_a_line_with_too_few_cells_is_refused_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("a\tb\n1\t2\n3\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"t\.tsv, line 3: 1 cells, the header has 2"):
        read_table(tmp_path / "t.tsv")


@pytest.mark.parametrize("cell", ["a\tb", "a\nb", "a\rb"])
def test_a_cell_that_would_break_the_table_is_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(TableError):
        write_table(tmp_path / "t.tsv", ("a",), [{"a": cell}])


def test_another_wheel_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.whl").write_bytes(b"PK")
    with pytest.raises(TableError, match=r"knowledge/sources\.tsv pins 00"):
        open_wheel(tmp_path / "p.whl", "00")


def wording(action: str = "change-dose", amount: str = "50 %", text: str = "Halve {drug}.") -> Wording:
    return Wording([{"id": "do-1", "action": action, "amount": amount, "alternatives": "", "text": text}], [])


def test_a_change_of_dose_needs_an_amount_and_every_row_a_text() -> None:
    for broken in ({"amount": ""}, {"text": ""}):
        with pytest.raises(TableError, match="do-1"):
            wording(**broken)
    with pytest.raises(ValueError, match="double"):
        wording(action="double")


def test_flags_and_action_must_agree_or_be_judged() -> None:
    rule = {"do": "do-1", "flags": "dosing;alternate"}
    judged = {"id": "do-1", "flags": "dosing;alternate", "action": "change-dose", "reason": "the dose comes first"}
    check_flags([rule], wording(), [judged])
    check_flags([{**rule, "flags": "dosing"}], wording(), [])
    with pytest.raises(TableError, match="missing"):
        check_flags([rule], wording(), [])
    with pytest.raises(TableError, match="out of date"):
        check_flags([{**rule, "flags": "dosing"}], wording(), [judged])


def test_statement_ids_say_what_they_are_about() -> None:
    lookup = {"CYP2C19": "Poor Metabolizer", "CYP2D6": "≥3.25"}
    assert statement_id("CPIC", "amitriptyline", lookup, "") == (
        "cpic:amitriptyline:cyp2c19=poor-metabolizer,cyp2d6=at-least-3.25"
    )
    assert statement_id("CPIC", "fluorouracil", {"HLA-B": "*57:01 positive"}, "child >40kg_adult") == (
        "cpic:fluorouracil:hla-b=5701-positive:child-over-40kg-adult"
    )
