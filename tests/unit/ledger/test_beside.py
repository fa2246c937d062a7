"""What lies beside a log: alarms over it, and that somebody has looked, by number and digest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.kernel import Instant, Json, Sha256
from autonome.ledger import Payload, Recorded
from autonome.ledger.beside import (
    AT_ONCE,
    BESIDE,
    Acknowledgement,
    Beside,
    FoundRecord,
    acknowledged_in,
    alarms_over,
)

ONE, TWO = (FoundRecord(Beside.FORGED, number, Sha256(f"{number:064x}")) for number in (7, 9))
OUT = FoundRecord(Beside.LEFT_OUT, 8, Sha256("ab" * 32))


def recorded(acknowledgement: Acknowledgement, index: int = 3) -> list[Recorded]:
    return [
        Recorded(at, bytes(32), Payload("log.example", each.kind, each.subject, 0, None, Instant(0), each.body))
        for at, each in enumerate(acknowledgement.drafts(), start=index)
    ]


def test_what_was_forged_is_one_alarm_and_each_that_was_left_out_another() -> None:
    alarms = alarms_over([TWO, OUT, ONE], {})
    assert [alarm.found for alarm in alarms] == [(ONE, TWO), (OUT,)]
    assert "the first with number 7" in alarms[0].said
    assert alarms_over([], {}) == ()


def test_one_record_is_told_as_one() -> None:
    one, two = alarms_over([ONE], {}), alarms_over([ONE, TWO], {})
    assert one[0].said.startswith("one record was submitted without the log's keyring, number 7: it is set aside")
    assert two[0].said.startswith("2 records were submitted without the log's keyring, the first with number 7: they")


def test_what_was_looked_at_is_no_alarm_any_more() -> None:
    known = acknowledged_in(recorded(Acknowledgement((ONE, OUT), "seen", "desk")))
    assert known == {ONE: 3, OUT: 3}
    assert [alarm.found for alarm in alarms_over([ONE, TWO, OUT], known)] == [(TWO,)]


@pytest.mark.parametrize(
    "other",
    [replace(ONE, number=10), replace(ONE, digest=Sha256("cd" * 32)), replace(ONE, how=Beside.LEFT_OUT)],
)
def test_a_record_that_is_another_by_anything_is_an_alarm(other: FoundRecord) -> None:
    known = acknowledged_in(recorded(Acknowledgement((ONE,), "seen", "desk")))
    (alarm,) = alarms_over([ONE, other], known)
    assert alarm.found == (other,)
    assert alarm.digest != alarms_over([ONE], {})[0].digest


def test_the_digest_of_an_alarm_is_of_exactly_its_records() -> None:
    digests = {alarms_over(found, {})[0].digest for found in ([ONE], [TWO], [ONE, TWO], [OUT])}
    assert len(digests) == 4


def test_many_records_are_acknowledged_by_several_entries() -> None:
    many = tuple(replace(ONE, number=number) for number in range(2 * AT_ONCE + 1))
    entries = recorded(Acknowledgement(many, "a flood", "desk"))
    assert len(entries) == 3
    assert {entry.payload.subject for entry in entries} == {BESIDE}
    assert set(acknowledged_in(entries)) == set(many)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"acknowledges": [], "finding": "f"},
        {"acknowledges": [["forged", 7, "00"], ["other", 8, "00"]], "finding": "f", "by": "d"},
        {"acknowledges": [["forged", "7", "00"]], "finding": "f", "by": "d"},
        {"acknowledges": "all", "finding": "f", "by": "d"},
    ],
)
def test_an_entry_that_is_not_understood_whole_acknowledges_nothing(body: dict[str, Json]) -> None:
    entry = recorded(Acknowledgement((ONE,), "seen", "desk"))[0]
    assert acknowledged_in([replace(entry, payload=replace(entry.payload, body=body))]) == {}
