from __future__ import annotations

import pytest

from autonome.cli.instants import instant_of
from autonome.kernel import InputError, Instant


def test_a_date_and_an_instant_are_read() -> None:
    assert instant_of("2026-03-01", "--as-of") == instant_of("2026-03-01T01:00:00+01:00", "--as-of")
    assert str(instant_of("2026-03-01", "--as-of")) == str(Instant.parse("2026-03-01T00:00:00Z"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2026", "--as-of: '2026' is not an instant. Mend: write it as 2026-03-01T10:00:00Z."),
        ("2026-02-30", "--as-of: '2026-02-30' is no real date and time. Mend: check the day and hour."),
    ],
)
def test_what_is_none_is_said_with_the_option(given: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        instant_of(given, "--as-of")
    assert str(refused.value) == said
