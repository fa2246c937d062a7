"""Names under which the database knows people, shelves and items: nobody without the keyring can tell whose or what."""

from __future__ import annotations

from autonome.adapters.keyring import FileKeyring
from autonome.kernel import SubjectId
from autonome.ledger import Thread


class Names:
    """Names under one keyring.

    Args:
        keyring: of the log, and of all that is kept about the same people.
    """

    def __init__(self, keyring: FileKeyring) -> None:
        self._keyring = keyring

    def person(self, subject: SubjectId) -> bytes:
        """A person."""
        return self._keyring.name_of("person", subject)

    def thread(self, subject: SubjectId) -> bytes:
        """The person's thread on the log."""
        return bytes.fromhex(self._keyring.pseudonym(Thread.of_person(subject)))

    def shelf(self, subject: SubjectId, category: str) -> bytes:
        """A person's data of one category."""
        return self._keyring.name_of("shelf", subject, category)

    def item(self, subject: SubjectId, item: str) -> bytes:
        """One item of a person's record."""
        return self._keyring.name_of("item", subject, item)

    def genome(self, subject: SubjectId, sample: str) -> bytes:
        """The genomes of one sample of a person."""
        return self._keyring.name_of("genome", subject, sample)
