"""A manifest is taken whole, or refused in one line that names the line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import InputError
from autonome.workflows.batch_manifest import MAX_CELL, OPTIONAL, REQUIRED, Patient, read_manifest

HEADER = "\t".join(REQUIRED)
ROW = "p-1\tg.vcf\tr.json\tc.json"


def read(text: str) -> tuple[Patient, ...]:
    return read_manifest(text.encode(), "m.tsv")


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_manifest(data, "m.tsv")
    said = str(caught.value)
    assert "\n" not in said
    assert said.isprintable()
    assert ". Mend: " in said
    return said


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_left_out() -> None:
    (patient,) = read("consent\tpatient\tdrugs\trecord\tvcf\nc\tp\t warfarin ; codeine\tr\tv\n")
    assert patient == Patient(line=2, patient="p", vcf="v", record="r", consent="c", drugs=("warfarin", "codeine"))
    assert patient.files == {"vcf": "v", "record": "r", "consent": "c"}


@pytest.mark.parametrize("empty", ["", ".", "  "])
def test_an_empty_cell_says_nothing(empty: str) -> None:
    header = "\t".join((*REQUIRED, *OPTIONAL))
    (patient,) = read(f"{header}\n{ROW}\t{empty}\t{empty}\t{empty}\t{empty}\n")
    assert (patient.outside_calls, patient.sample, patient.drugs, patient.jurisdiction) == ("", "", (), "")


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADER}\n{ROW}\n".encode(),
        f"{HEADER}\r\n{ROW}\r\n".encode(),
        f"\ufeff{HEADER}\n{ROW}".encode(),
        f"\n\n{HEADER}\n   \n{ROW}\n\n".encode(),
    ],
)
def test_marks_and_line_ends_of_other_systems_are_taken(data: bytes) -> None:
    (patient,) = read_manifest(data, "m.tsv")
    assert (patient.patient, patient.consent) == ("p-1", "c.json")


@pytest.mark.parametrize(
    "name", ["..", ".", "", "a/b", "a\\b", ".batch", "-p", "a b", "ä", "p" * 65, "p\u202ex", "p:1"]
)
def test_a_name_that_is_no_safe_folder_is_refused(name: str) -> None:
    assert refusal(f"{HEADER}\n{name}\tg\tr\tc\n".encode()).startswith("m.tsv, line 2: ")


@pytest.mark.parametrize("name", ["earlier-1", "Earlier-12", "summary.tsv", "SUMMARY.JSON"])
def test_a_name_that_the_batch_itself_uses_is_refused(name: str) -> None:
    assert "cannot be a patient's folder" in refusal(f"{HEADER}\n{name}\tg\tr\tc\n".encode())


@pytest.mark.parametrize("path", ["../r", "a/../r", "..", "a/..", "..\\r", "a\\..\\r"])
def test_a_path_that_climbs_is_refused(path: str) -> None:
    assert "climbs out of its folder" in refusal(f"{HEADER}\np\tg\t{path}\tc\n".encode())


@pytest.mark.parametrize("path", ["/data/r.json", "a/b/r.json", "r..json", "..r", "a/...", "日本/r.json"])
def test_a_path_that_does_not_is_taken(path: str) -> None:
    assert read(f"{HEADER}\np\tg\t{path}\tc\n")[0].record == path


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "m.tsv, line 1: the column patient is missing"),
        (b"patient\tvcf\n", "m.tsv, line 1: the column record is missing"),
        (f"{HEADER}\tcolour\n".encode(), "m.tsv, line 1: 'colour' is no column of a manifest"),
        (f"{HEADER}\tvcf\n".encode(), "m.tsv, line 1: a column stands twice"),
        (f"{HEADER}\n\n".encode(), "m.tsv: names no patient"),
        (f"{HEADER}\n{ROW}\nq\tg\tr\n".encode(), "m.tsv, line 3: has 3 cells where the header has 4"),
        (f"{HEADER}\n{ROW}\n\nP-1\tg\tr\tc\n".encode(), "m.tsv, line 4: the patient P-1 stands on line 2 too"),
        (f"{HEADER}\np\tg\t\tc\n".encode(), "m.tsv, line 2: the cell record is empty"),
        (f"{HEADER}\np\tg\tr\0\tc\n".encode(), "m.tsv, line 2: the cell record holds a control character"),
        (f"{HEADER}\np\t{'g' * (MAX_CELL + 1)}\tr\tc\n".encode(), "m.tsv, line 2: the cell vcf has more than 1,024"),
        (f"{HEADER}\tdrugs\n{ROW}\ta;;b\n".encode(), "m.tsv, line 2: the cell drugs names an empty medicine"),
        (HEADER.encode() + b"\np\t\xff\tr\tc\n", "m.tsv, line 2: is not UTF-8 text"),
        (HEADER.encode("utf-16"), "m.tsv: is UTF-16 or UTF-32, not UTF-8"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(data: bytes, said: str) -> None:
    assert refusal(data).startswith(said)


@given(st.binary(max_size=200) | st.text(alphabet="patientvcfrecordconsent\t\n\r.;/-\0é", max_size=200).map(str.encode))
def test_whatever_follows_the_header_is_taken_or_refused(data: bytes) -> None:
    patients: tuple[Patient, ...] = ()
    with suppress(InputError):
        patients = read_manifest(f"{HEADER}\n".encode() + data, "m.tsv")
        assert patients
    names = [patient.patient.casefold() for patient in patients]
    assert len(set(names)) == len(names)
