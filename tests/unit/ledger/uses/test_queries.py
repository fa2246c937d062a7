"""Questions in words: what is read, what is refused, each refusal in one line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import InputError
from autonome.ledger.uses import (
    Bound,
    Column,
    Condition,
    OneOf,
    Query,
    SortKey,
    UseLine,
    Within,
    read_condition,
    read_line,
    read_query,
)
from tests.uses import conditions, lines

MEND = ' Mend: write it as user=9, activity=A,B, timestamp>=2018-03-25 or resource="a, b".'
COLUMNS = " Mend: columns are timestamp, node, id, ref-id, user, activity, resource."


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("user=9", OneOf(Column.USER, ("9",))),
        ("id=9", OneOf(Column.ID, (9,))),
        ("id = 009 ", OneOf(Column.ID, (9,))),
        ("ref-id=1,2, 3", OneOf(Column.REF_ID, (1, 2, 3))),
        ("activity=FILE_ACCESS,VIEW_RESOURCE", OneOf(Column.ACTIVITY, ("FILE_ACCESS", "VIEW_RESOURCE"))),
        ('resource="a, b",c', OneOf(Column.RESOURCE, ("a, b", "c"))),
        ('resource="\\u00e4 \\"x\\""', OneOf(Column.RESOURCE, ('ä "x"',))),
        ("resource==", OneOf(Column.RESOURCE, ("=",))),
        ("user=a b", OneOf(Column.USER, ("a b",))),
        ("user=%s' OR 1=1 --", OneOf(Column.USER, ("%s' OR 1=1 --",))),
        ("id<=50000", Within(Column.ID, most=Bound(50000))),
        ("id<50000", Within(Column.ID, most=Bound(50000, included=False))),
        ("user>9", Within(Column.USER, Bound("9", included=False))),
        ("timestamp>=1522200879669", Within(Column.TIMESTAMP, Bound(1522200879669))),
        ("timestamp>=2018-03-25", Within(Column.TIMESTAMP, Bound(1521936000000))),
        ("timestamp<2018-03-25T08:00:00+08:00", Within(Column.TIMESTAMP, most=Bound(1521936000000, included=False))),
    ],
)
def test_a_condition_is_read(text: str, condition: Condition) -> None:
    assert read_condition(text) == condition


def written(condition: Condition) -> list[str]:
    """A condition in words, every name in quotation marks: a range in two."""

    def word(value: object) -> str:
        return json.dumps(value)

    if isinstance(condition, OneOf):
        return [f"{condition.column}={','.join(map(word, condition.values))}"]
    ends = (("<", condition.most), (">", condition.least))
    return [
        f"{condition.column}{sign}{'=' if bound.included else ''}{word(bound.value)}"
        for sign, bound in ends
        if bound is not None
    ]


@given(conditions())
def test_whatever_can_be_asked_can_be_written(condition: Condition) -> None:
    read = [read_condition(text) for text in written(condition)]
    if isinstance(condition, OneOf):
        assert read == [condition]
    else:
        assert {each.column for each in read} == {condition.column}
        ranges = [each for each in read if isinstance(each, Within)]
        assert [each.most for each in ranges if each.most] == [condition.most] * (condition.most is not None)
        assert [each.least for each in ranges if each.least] == [condition.least] * (condition.least is not None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", f"condition: is no condition.{MEND}"),
        ("user", f"condition: is no condition.{MEND}"),
        ("user!=9", f"condition: is no condition.{MEND}"),
        ("user~9", f"condition: is no condition.{MEND}"),
        ("user=", f"condition: has no value, or one that cannot be read.{MEND}"),
        ("user=9,", f"condition: has no value, or one that cannot be read.{MEND}"),
        ("user=,9", f"condition: has no value, or one that cannot be read.{MEND}"),
        ('user="9', f"condition: has no value, or one that cannot be read.{MEND}"),
        ('user="9"x', f"condition: has no value, or one that cannot be read.{MEND}"),
        ('user=a"b', f"condition: has no value, or one that cannot be read.{MEND}"),
        (r'user="\x"', f"condition: a value in quotation marks is not written as JSON writes it.{MEND}"),
        (
            r'user="\ud800"',
            "condition, user: is no name of 1 to 200 printable characters on one line. Mend: correct it.",
        ),
        ("user=   ", "condition, user: is no name of 1 to 200 printable characters on one line. Mend: correct it."),
        ("user=a\nb", "condition, user: is no name of 1 to 200 printable characters on one line. Mend: correct it."),
        (
            "USER=9",
            f"condition: 'USER' is no column.{COLUMNS}",
        ),
        ("id; DROP TABLE use_line; --=1", f"condition: is no condition.{MEND}"),
        ("id=x", "condition, id: 'x' is no whole number. Mend: write digits alone."),
        ("id=-1", "condition, id: '-1' is no whole number. Mend: write digits alone."),
        ("id=1.5", "condition, id: '1.5' is no whole number. Mend: write digits alone."),
        ("id=\u0661", "condition, id: '\u0661' is no whole number. Mend: write digits alone."),
        ("id=9007199254740992", "condition, id: is no whole number from 0 to 2^53 - 1. Mend: write digits alone."),
        ("id=" + "9" * 5000, f"condition, id: {'9' * 24!r} is no whole number. Mend: write digits alone."),
        ("id<1,2", "condition, id: an end of a range is one value. Mend: list values after = alone."),
        (
            "timestamp>=yesterday",
            "condition, timestamp: 'yesterday' is not an instant. Mend: write it as 2026-03-01T10:00:00Z.",
        ),
        (
            "timestamp>=2018-03-25T00:00:00.0005Z",
            "condition, timestamp: an instant is read to the millisecond. Mend: write three digits.",
        ),
        (
            "timestamp>=1960-01-01",
            "condition, timestamp: is no whole number from 0 to 2^53 - 1. Mend: write digits alone.",
        ),
        ("user=" + "a," * 300 + "a", "condition, user: lists 301 values, not 1 to 256. Mend: ask in parts."),
        ("user=" + "a" * 70_000, f"condition: is no condition.{MEND}"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_condition(text)
    assert str(refused.value) == said


def test_a_query_is_read_whole() -> None:
    assert read_query(["user=9", "id<10"], ["-timestamp", "user"], 5) == Query(
        (OneOf(Column.USER, ("9",)), Within(Column.ID, most=Bound(10, included=False))),
        (SortKey(Column.TIMESTAMP, descending=True), SortKey(Column.USER)),
        5,
    )


@pytest.mark.parametrize(
    ("conditions", "order", "limit", "said"),
    [
        (["user=9", "x"], [], None, f"condition 2: is no condition.{MEND}"),
        (["id=1"] * 33, [], None, "query: 33 conditions, more than 32. Mend: ask in parts."),
        ([], ["user", "-user"], None, "query: a column stands twice in the order. Mend: name each once."),
        ([], ["name"], None, f"'name' is no column.{COLUMNS}"),
        ([], ["--id"], None, f"'-id' is no column.{COLUMNS}"),
        ([], [], 0, "query: 0 is no limit from 1 to 1000000. Mend: leave it out."),
        ([], [], -1, "query: -1 is no limit from 1 to 1000000. Mend: leave it out."),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_asked_is_refused(
    conditions: list[str], order: list[str], limit: int | None, said: str
) -> None:
    with pytest.raises(InputError) as refused:
        read_query(conditions, order, limit)
    assert str(refused.value) == said


def test_a_range_without_ends_and_a_list_without_values_are_none() -> None:
    with pytest.raises(InputError, match="neither a lower nor an upper end"):
        Within(Column.ID)
    with pytest.raises(InputError, match="lists 0 values"):
        OneOf(Column.ID, ())


@given(lines().filter(lambda line: "\t" not in "".join(map(str, line.values))))
def test_a_line_of_a_log_is_read(line: UseLine) -> None:
    assert read_line("\t".join(map(str, line.values))) == line


@pytest.mark.parametrize(
    ("moment", "milliseconds"),
    [
        ("1522200879669", 1522200879669),
        ("2018-03-28T01:34:39.669Z", 1522200879669),
        ("2018-03-28T03:34:39.6+02:00", 1522200879600),
        ("2018-03-28T01:34:39Z", 1522200879000),
    ],
)
def test_when_a_line_was_is_read_as_milliseconds_or_as_an_instant(moment: str, milliseconds: int) -> None:
    assert read_line(f"{moment}\t3\t1\t1\t9\tVIEW\tGTEx").timestamp == milliseconds
    assert read_condition(f"timestamp>={moment}") == Within(Column.TIMESTAMP, least=Bound(milliseconds, included=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line: does not have exactly 7 columns parted by tabs"),
        ("1\t2\t3\t4\t5\t6", "line: does not have exactly 7 columns parted by tabs"),
        ("1\t2\t3\t4\t5\t6\t7\t8", "line: does not have exactly 7 columns parted by tabs"),
        ("x\t2\t3\t4\t5\t6\t7", "line, timestamp: 'x' is not an instant. Mend: write milliseconds since 1970"),
        ("-1\t2\t3\t4\t5\t6\t7", "line, timestamp: '-1' is not an instant. Mend: write milliseconds since 1970"),
        ("2026-03-01\t2\t3\t4\t5\t6\t7", "line, timestamp: a date does not say when. Mend: write milliseconds"),
        ("2026-03-01T10:00:00\t2\t3\t4\t5\t6\t7", "line, timestamp: '2026-03-01T10:00:00' is not an instant"),
        ("1969-12-31T23:59:59Z\t2\t3\t4\t5\t6\t7", "line, timestamp: "),
        ("1\t2\t3\t4\t5\t6\t7\r", "line, resource: is no name of 1 to 200 printable characters"),
        ("1\t2\t3\t4\t5\t6\t" + "7" * 3000, "line: does not have exactly 7 columns parted by tabs"),
    ],
)
def test_what_is_no_line_of_a_log_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_line(text)
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=40))
def test_no_words_break_the_reading(text: str) -> None:
    for prefix in ("", "user=", "id<", "timestamp>=", 'resource="'):
        said = ""
        try:
            read_condition(prefix + text)
        except InputError as refused:
            said = str(refused)
        assert "\n" not in said
