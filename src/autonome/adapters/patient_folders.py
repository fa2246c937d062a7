"""The folder of a batch: one folder for each patient, there whole or not at all, whatever is killed when.

::

    DIR/<patient>/            0700: what ``autonome plan`` leaves, written elsewhere and moved here in one step
    DIR/earlier-N/<patient>/  what stood there before this run and does not go with it
    DIR/summary.tsv, .json    of the last run
    DIR/.batch/               0700
        lock                  held by the batch that is at work
        began                 the instant that an unfinished batch is for
        making/               folders that are being written; left-overs are swept away at the beginning
        done/<patient>        from what the patient's plan was made, and the digests of its files

A patient is done when the mark says that the plan was made from the very same, and the files are still those.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from autonome.adapters.small_files import make_folder, make_private, read_small, write_whole
from autonome.kernel import InputError, Json, Sha256, canonical_bytes, read_json, sha256_hex


@dataclass(frozen=True, slots=True)
class PatientFolders:
    """The folder of a batch.

    Args:
        out: the folder.
        run: number under which this run sets aside what stood there before.
    """

    out: Path
    run: int

    @property
    def _own(self) -> Path:
        return self.out / ".batch"

    def is_marked(self, patient: str) -> bool:
        """Whether a plan was made for the patient in an earlier run."""
        return self._mark(patient).is_file()

    def standing(self, patient: str, made_from: Sha256) -> Json:
        """What was noted when the patient's plan was made; None where there is none made from the very same."""
        try:
            match read_json(read_small(self._mark(patient)), where=patient):
                case {"made_from": str(before), "files": dict(files), "note": note} if before == made_from:
                    there = {name: sha256_hex(read_small(self.out / patient / name)) for name in files}
                    return note if files and there == files else None
        except InputError:  # a mark or a file that cannot be read is none: the plan is made again
            return None
        return None

    def put(self, patient: str, files: Mapping[str, bytes], *, made_from: Sha256 | None, note: Json) -> None:
        """Put a patient's folder in its place, in one step; what stood there is set aside.

        Args:
            patient: name of the folder.
            files: name → bytes.
            made_from: digest of all that the files were made from; None for what is to be made again next time.
            note: to be told when the plan still stands.

        Raises:
            InputError: the folder cannot be written to.
        """
        making = self._own / "making" / patient
        with _writable(self.out):
            shutil.rmtree(making, ignore_errors=True)
            make_private(making)
            for name, data in files.items():
                write_whole(making / name, data)
            self._mark(patient).unlink(missing_ok=True)
            if made_from is not None:
                digests: dict[str, Json] = {name: sha256_hex(data) for name, data in files.items()}
                mark: dict[str, Json] = {"made_from": made_from, "files": digests, "note": note}
                write_whole(self._mark(patient), canonical_bytes(mark))
            self.set_aside(patient)
            making.rename(self.out / patient)

    def set_aside(self, patient: str) -> None:
        """Move what an earlier run left of a patient out of the way.

        Raises:
            InputError: it cannot be moved.
        """
        with _writable(self.out):
            if (self.out / patient).exists():
                aside = self.out / f"earlier-{self.run}"
                make_private(aside)
                (self.out / patient).rename(aside / patient)

    def began(self) -> str:
        """The instant that an unfinished batch in this folder is for; "" where there is none."""
        path = self._own / "began"
        return read_small(path).decode("ascii", "replace").strip() if path.is_file() else ""

    def begin(self, as_of: str) -> None:
        """Note for which instant the batch is."""
        write_whole(self._own / "began", as_of.encode() + b"\n")

    def finish(self) -> None:
        """Note that every patient has a plan."""
        (self._own / "began").unlink(missing_ok=True)

    def _mark(self, patient: str) -> Path:
        return self._own / "done" / patient


@contextmanager
def batch_folder(out: Path) -> Iterator[PatientFolders]:
    """Make or take up the folder of a batch, and hold it.

    Raises:
        InputError: it cannot be written to, or another batch is at work there.
    """
    make_folder(out)
    own = out / ".batch"
    with _writable(out):
        make_private(own)
        descriptor = os.open(own / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _hold(descriptor, out)
        shutil.rmtree(own / "making", ignore_errors=True)
        run = next(number for number in count(1) if not (out / f"earlier-{number}").exists())
        yield PatientFolders(out, run)
    finally:
        os.close(descriptor)


def _hold(descriptor: int, out: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise InputError(
            "another batch is at work in this folder", where=str(out), mend="wait for it, or name another with --out."
        ) from error


@contextmanager
def _writable(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"cannot be written to ({error.strerror})", where=str(out), mend="choose a folder you may write to."
        ) from error
