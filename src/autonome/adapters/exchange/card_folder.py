"""The cards of partners, one file each, named by what is in it.

A file here makes nobody a partner: the log says who is one, and by which card (`workflows.keep_partners`). So who
writes here without the log, or on the log without this folder, brings nobody in.
"""

from __future__ import annotations

from pathlib import Path

from autonome.adapters.durable import PRIVATE_DIRECTORY, PRIVATE_FILE, make_directories, remove_durably, write_durably
from autonome.adapters.small_files import read_small
from autonome.kernel import Sha256, sha256_hex
from autonome.ledger import LogError
from autonome.sharing.cards import MAX_CARD_BYTES, SignedCard


class CardFolder:
    """A folder of cards; a `workflows.keep_partners.Cards`.

    Args:
        path: of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, signed: SignedCard) -> Sha256:
        """Keep a card; gives its digest."""
        data = signed.write()
        digest = sha256_hex(data)
        make_directories(self._path, PRIVATE_DIRECTORY)
        write_durably(self._path / digest, data, PRIVATE_FILE)
        return digest

    def card(self, digest: Sha256) -> SignedCard:
        """The card of a digest.

        Raises:
            LogError: it is missing, or is not what it was.
        """
        place = self._path / digest
        data = read_small(place, MAX_CARD_BYTES) if place.is_file() else b""
        if sha256_hex(data) != digest:
            raise LogError(
                "a partner's card is missing or was changed", where=str(place), mend="add the partner once more."
            )
        return SignedCard.read(data, where=str(place))

    def drop(self, digest: Sha256) -> None:
        """Take a card away; none is no fault."""
        remove_durably(self._path / digest)
