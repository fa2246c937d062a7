"""Words, dates and colours of the report."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Instant, SampleName, SubjectId
from autonome.plan.consequence import Consequence
from autonome.plan.values import PatientLabel
from autonome.report.words import SIGNS, alleles, css_string, day, moment, running_label, sign, strength

SHEET = files("autonome.report").joinpath("templates/style.css").read_text(encoding="utf-8")


def test_every_consequence_has_a_word_and_an_icon_of_its_own() -> None:
    assert set(SIGNS) == set(Consequence)
    for part in ("word", "icon", "legend"):
        assert len({getattr(each, part) for each in SIGNS.values()}) == len(Consequence)


@pytest.mark.parametrize("consequence", list(Consequence))
def test_every_icon_is_drawn_and_coloured(consequence: Consequence) -> None:
    icons = files("autonome.report").joinpath("templates/icons.svg").read_text(encoding="utf-8")
    assert f'id="i-{SIGNS[consequence].icon}"' in icons
    assert f".badge.{SIGNS[consequence].icon}" in SHEET


def test_a_possible_warning_has_another_word_than_a_sure_one() -> None:
    assert sign(Consequence.AVOID, sure=False).word == "Possibly avoid"
    assert sign(Consequence.AVOID, sure=False).possible
    assert sign(Consequence.NOT_ASSESSED, sure=False) == sign(Consequence.NOT_ASSESSED)


def test_a_warning_under_a_condition_says_if() -> None:
    shown = sign(Consequence.AVOID, conditional=True)
    assert (shown.word, shown.conditional, shown.possible) == ("Avoid if …", True, False)
    assert sign(Consequence.CHANGE_DOSE, sure=False, conditional=True).word == "Possibly change dose if …"
    assert sign(Consequence.STANDARD, conditional=True) == sign(Consequence.STANDARD)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-03-01", "1 Mar 2026"),
        ("2026-03-01T10:00:00Z", "1 Mar 2026"),
        ("1958-04", "Apr 1958"),
        ("1958", "1958"),
        ("2026-13-01", "2026-13-01"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_a_date_is_written_with_the_name_of_its_month(text: str, shown: str) -> None:
    assert day(text) == shown


def test_an_instant_is_written_with_its_zone() -> None:
    assert moment(Instant.parse("2026-03-01T18:05:00+08:00")) == "1 Mar 2026, 10:05 UTC"


@given(st.text())
def test_a_css_string_holds_letters_digits_and_escapes_alone_and_reads_back(text: str) -> None:
    written = css_string(text)
    assert re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*", written)
    assert re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), written) == text


def test_a_long_name_is_cut_on_the_printed_head_and_the_id_is_not() -> None:
    label = PatientLabel(SubjectId("id-1"), "N" * 60, "", "female", SampleName("S"))
    assert running_label(label) == f"{'N' * 32}… · born not stated · id-1"


def test_a_strength_that_no_source_states_is_left_out() -> None:
    assert [strength(text) for text in ("", "N/A", "Strong")] == ["", "", "strong"]


def test_a_long_list_of_alleles_is_counted() -> None:
    assert alleles(("*1", "*2", "*3"), at_most=2) == "*1, *2 and 1 more"
    assert alleles(("*1", "*2"), at_most=2) == "*1, *2"


def palettes() -> list[dict[str, str]]:
    """The light, dark and print palettes, each as name → colour; later ones change the first."""
    blocks = re.findall(r":root\s*{(.*?)}", SHEET, re.DOTALL)
    light, *others = [dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", block)) for block in blocks]
    return [light, *(light | other for other in others)]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    ("ink", "page"), ("soft", "page"), ("soft", "panel"), ("link", "page"), ("link", "panel"), ("ink", "panel"),
    ("avoid-ink", "avoid"), ("change-ink", "change"), ("monitor-ink", "monitor"), ("standard-ink", "standard"),
    ("open-ink", "open-a"), ("open-ink", "open-b"), ("quiet-ink", "quiet"),
]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids="/".join)
def test_text_has_a_contrast_of_at_least_4_5_in_light_dark_and_print(pair: tuple[str, str]) -> None:
    assert len(palettes()) == 3
    for palette in palettes():
        assert contrast(palette[pair[0]], palette[pair[1]]) >= 4.5


@pytest.mark.parametrize("kind", ["avoid", "change", "monitor", "standard", "open", "quiet"])
def test_badge_borders_have_a_contrast_of_at_least_3(kind: str) -> None:
    for palette in palettes():
        assert contrast(palette[f"{kind}-line"], palette["page"]) >= 3


def test_not_assessed_and_standard_differ_without_colour() -> None:
    rules = dict(re.findall(r"\.badge\.([a-z-]+) {(.*?)}", SHEET))
    assert "dashed" in rules["not-assessed"]
    assert "gradient" in rules["not-assessed"]
    assert "dashed" not in rules["standard"]
