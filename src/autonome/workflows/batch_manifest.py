"""The manifest of a batch: a tab-separated table, a line for each patient, checked as a whole before anything is done.

Format: ``docs/formats/batch.md``. Each line names the patient's folder and files; nothing of a file's content stands
here. One line that cannot be used refuses the manifest, with its number: a batch that would leave somebody out by a
slip of the pen does not begin.

Not here: whether the files are there (the caller looks), and what is in them (each patient's own plan finds that out).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autonome.kernel import InputError

REQUIRED = ("patient", "vcf", "record", "consent")
"""Columns that a manifest has."""

OPTIONAL = ("outside-calls", "sample", "drugs", "jurisdiction")
"""Columns that it may have."""

FILES = ("vcf", "record", "consent", "outside-calls")
"""Columns that name a file."""

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of a manifest: the longest one allowed, with long paths (our own judgement)."""

MAX_PATIENTS = 100_000
"""Patients of one batch: a day's work of some thirty cores, and as many folders as one folder holds with ease."""

MAX_CELL = 1024
"""Characters of one cell; a path may have 4,096 bytes on Linux, and rarely has 200 (our own judgement)."""

_PATIENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESERVED = re.compile(r"earlier-[0-9]+|summary\.(tsv|json)", re.IGNORECASE)
_PARENT = re.compile(r"(^|[/\\])\.\.([/\\]|$)")
_EMPTY = frozenset({"", "."})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """One line of a manifest.

    Args:
        line: its number, 1-based.
        patient: name of the folder for the plan.
        vcf: path of the genome, relative to the manifest.
        record: path of the health record.
        consent: path of the consent file.
        outside_calls: path of calls made elsewhere, or "".
        sample: the person's sample in a VCF of several, or "".
        drugs: further medicines to advise on.
        jurisdiction: where the person is cared for, or "".
    """

    line: int
    patient: str
    vcf: str
    record: str
    consent: str
    outside_calls: str = ""
    sample: str = ""
    drugs: tuple[str, ...] = ()
    jurisdiction: str = ""

    @property
    def files(self) -> Mapping[str, str]:
        """Column → path, for the files that are named."""
        named = zip(FILES, (self.vcf, self.record, self.consent, self.outside_calls), strict=True)
        return {column: path for column, path in named if path}


def read_manifest(data: bytes, where: str) -> tuple[Patient, ...]:
    """Read a manifest.

    Args:
        data: its bytes; UTF-8, with or without a byte order mark, lines ended in either way.
        where: its name, for messages.

    Returns:
        The patients in their order; at least one, each with a folder name of its own.

    Raises:
        InputError: with the line, what is wrong in it, and the mend.
    """
    lines = _lines(data, where)
    number, header = next(lines, (1, ""))
    columns = _columns(header, f"{where}, line {number}")
    patients: list[Patient] = []
    taken: dict[str, int] = {}
    for line, text in lines:
        place = f"{where}, line {line}"
        if len(patients) == MAX_PATIENTS:
            raise InputError(f"names more than {MAX_PATIENTS:,} patients", where=place, mend="make several batches.")
        patient = _patient(columns, text, line, place)
        # Two names that differ in case alone are one folder where the file system does not tell them apart.
        before = taken.setdefault(patient.patient.casefold(), line)
        if before != line:
            message = f"the patient {patient.patient} stands on line {before} too"
            raise InputError(message, where=place, mend="give each patient a folder name of their own.")
        patients.append(patient)
    if not patients:
        raise InputError("names no patient", where=where, mend="write one line for each patient below the header.")
    return tuple(patients)


def _lines(data: bytes, where: str) -> Iterator[tuple[int, str]]:
    """Lines that hold something, with their numbers."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("is UTF-16 or UTF-32, not UTF-8", where=where, mend="save it as UTF-8.")
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            line = raw.decode("utf-8").removesuffix("\r")
        except UnicodeDecodeError as error:
            raise InputError("is not UTF-8 text", where=f"{where}, line {number}", mend="save it as UTF-8.") from error
        if line.strip():
            yield number, line


def _columns(header: str, place: str) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in header.split("\t"))
    mend = f"begin with a line of column names, tab-separated: {', '.join(REQUIRED)}; if needed {', '.join(OPTIONAL)}."
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise InputError(f"the column {missing[0]} is missing", where=place, mend=mend)
    unknown = [name for name in columns if name not in (*REQUIRED, *OPTIONAL)]
    if unknown:
        raise InputError(f"{unknown[0][:40]!r} is no column of a manifest", where=place, mend=mend)
    if len(set(columns)) != len(columns):
        raise InputError("a column stands twice", where=place, mend="keep one of the two.")
    return columns


def _patient(columns: Sequence[str], text: str, line: int, place: str) -> Patient:
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) != len(columns):
        message = f"has {len(cells)} cells where the header has {len(columns)}"
        raise InputError(message, where=place, mend="separate cells by one tab; leave an empty cell empty.")
    row = {column: "" if cell in _EMPTY else cell for column, cell in zip(columns, cells, strict=True)}
    for column, cell in row.items():
        _check_cell(column, cell, place)
    return Patient(
        line=line,
        patient=_folder(cells[columns.index("patient")], place),
        vcf=row["vcf"],
        record=row["record"],
        consent=row["consent"],
        outside_calls=row.get("outside-calls", ""),
        sample=row.get("sample", ""),
        drugs=_drugs(row.get("drugs", ""), place),
        jurisdiction=row.get("jurisdiction", ""),
    )


def _check_cell(column: str, cell: str, place: str) -> None:
    if len(cell) > MAX_CELL:
        message = f"the cell {column} has more than {MAX_CELL:,} characters"
        raise InputError(message, where=place, mend="check that tabs and line ends are where they belong.")
    if not cell.isprintable():
        raise InputError(f"the cell {column} holds a control character", where=place, mend="write it as plain text.")
    if column in FILES and _PARENT.search(cell):
        mend = "name it below the manifest's folder, or from the root."
        raise InputError(f"the path {column} has .. in it, and so climbs out of its folder", where=place, mend=mend)
    if column in REQUIRED[1:] and not cell:
        raise InputError(f"the cell {column} is empty", where=place, mend="name the file.")


def _folder(name: str, place: str) -> str:
    if not _PATIENT.fullmatch(name) or _RESERVED.fullmatch(name):
        mend = (
            "use up to 64 letters, digits, dots, hyphens and underscores, a letter or digit first, such as patient-001."
        )
        raise InputError(f"{name[:40]!r} cannot be a patient's folder", where=place, mend=mend)
    return name


def _drugs(cell: str, place: str) -> tuple[str, ...]:
    names = [name.strip() for name in cell.split(";")] if cell else []
    if not all(names):
        raise InputError("the cell drugs names an empty medicine", where=place, mend="write names with ; between them.")
    return tuple(names)
