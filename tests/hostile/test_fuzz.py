"""Whatever is done to a sound file, it is read, or refused with one line: never a traceback."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autonome.cli.plain_text import one_line
from autonome.kernel import AutonomeError
from tests.examples import examples
from tests.hostile.breaking import broken
from tests.hostile.readers import readers

FORMATS = (
    "fhir",
    "hl7",
    "outside-calls",
    "manifest",
    "consent",
    "acts",
    "change",
    "request",
    "receipt",
    "policy",
    "key-events",
    "witness",
    "split-view",
    "add-keys",
    "cosigned",
    "opening",
    "public-index",
    "inclusion",
    "reading",
    "tombstones",
    "use-parcel",
    "use-condition",
    "use-line",
    "timestamp",
    "passport",
    "consent-fhir",
    "consent-record",
    "issuers",
    "diseases",
)


def is_read(form: str, data: bytes) -> bool:
    """Whether the bytes were read and could be used; else the refusal was one line that a terminal can show."""
    try:
        readers()[form].read(data)
    except AutonomeError as error:
        if not one_line(error).isprintable() or not error.message:
            raise
        return False
    return True


def test_every_reader_is_tried() -> None:
    assert set(FORMATS) == set(readers())


@pytest.mark.parametrize("form", FORMATS)
def test_the_sound_files_are_read(form: str) -> None:
    assert all(is_read(form, seed) for seed in readers()[form].seeds)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draw=st.randoms(use_true_random=False))
def test_a_broken_file_is_read_or_refused(form: str, draw: Random) -> None:
    is_read(form, broken(readers()[form].seeds, draw))


@pytest.mark.parametrize("form", FORMATS)
def test_some_broken_files_are_refused_and_some_changes_do_no_harm(form: str) -> None:
    draw = Random(7)  # noqa: S311 - the same lots in each run
    read = sum(is_read(form, broken(readers()[form].seeds, draw)) for _ in range(400))
    assert 0 < read < 380
