"""A patient who asks for what is theirs: satisfies `web.desk.RightsDesk`."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from autonome.access.rights import MAX_WORDS, Matter, Right
from autonome.bootstrap.rights import export_for, rights_world
from autonome.bootstrap.session import Session
from autonome.kernel import ActorId, InputError, SubjectId
from autonome.workflows import answer_rights
from autonome.workflows.decide_and_record import Refusal

ARCHIVE_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""Of every file of an archive: the entries of the log say when it was made, and not a machine's clock."""


@dataclass(frozen=True, slots=True)
class NodeRightsDesk:
    """A patient who is signed in.

    Args:
        session: of who is signed in.
        subject: whose data are the person's own.
    """

    session: Session
    subject: SubjectId

    def ask(self, right: Right, words: str) -> Matter:
        """See `RightsDesk`."""
        if len(words) > MAX_WORDS:
            raise InputError("there are too many words", mend=f"say it in at most {MAX_WORDS} characters.")
        world = rights_world(self.session.node)
        return answer_rights.ask(right, self.subject, ActorId(self.session.actor), world=world, words=words.strip())

    def export(self) -> IO[bytes] | Refusal:
        """See `RightsDesk`."""
        with tempfile.TemporaryDirectory(prefix="autonome-export-") as named:
            folder = Path(named) / "export"
            done = export_for(self.session, self.subject, folder)
            return done if isinstance(done, Refusal) else _archive(folder)


def _archive(folder: Path) -> IO[bytes]:
    """All files of a folder in one archive, which is gone from the disk when it is closed."""
    made = tempfile.TemporaryFile(prefix="autonome-export-")  # noqa: SIM115 - who sends it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            with path.open("rb") as source, archive.open(_listed(path), "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target)
    made.seek(0)
    return made


def _listed(path: Path) -> zipfile.ZipInfo:
    listed = zipfile.ZipInfo(path.name, ARCHIVE_TIME)
    listed.compress_type = zipfile.ZIP_DEFLATED
    return listed
