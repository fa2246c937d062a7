"""Patients of a node, as the desk finds them; a `workflows.keep_patients.Patients`.

What identifies somebody is sealed under a key that is derived from the person's own for this alone: it opens nothing of
the record, and is gone when the person is erased. Names and numbers are looked up by hashes under the keyring; what
is found counts by what was sealed. Rows that do not open are passed over, and counted: whoever has the app's login can
add one, and it must keep nobody from being found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from autonome.adapters.keyring import KEY_BYTES, FileKeyring
from autonome.adapters.postgres import Connection, Connections
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_gate.vault import Opener, Sealer, StoreError, Vault
from autonome.kernel import InputError, SubjectId, canonical_bytes, read_json
from autonome.ledger import Entropy, ErasedError, LogError, Thread
from autonome.workflows.keep_patients import Patient

_USE: Final = b"autonome-desk/1"
"""Names the use of the derived key (HKDF, RFC 5869)."""

_PLACE: Final = b"desk"


class PostgresPatients:
    """The patients of one node.

    Args:
        connections: of the app.
        keyring: names and seals.
        vault: draws the keys of people who are new.
        entropy: draws nonces.
    """

    def __init__(self, connections: Connections, keyring: FileKeyring, vault: Vault, *, entropy: Entropy) -> None:
        self._connections = connections
        self._keyring = keyring
        self._names = Names(keyring)
        self._vault = vault
        self._entropy = entropy

    def add(self, patient: Patient) -> None:
        """Take somebody in.

        Raises:
            InputError: the id is taken.
            ErasedError: it was that of a person who was erased.
        """
        self._vault.sealer(patient.subject)  # the person has a key from now on
        thread, person = self._names.thread(patient.subject), self._names.person(patient.subject)
        key = self._keyring.key_of(Thread.of_person(patient.subject))
        sealed = Sealer(_cipher(key), self._entropy).seal((_PLACE, person), _written(patient))
        with self._connections.transaction() as transaction:
            if _there(transaction, person):
                raise InputError(f"{patient.subject[:60]!r} is kept already", mend="give another id, or none.")
            # Heads of threads are made by the log alone: to ask for one makes it.
            opening = str(Thread.of_person(patient.subject).opening)
            transaction.execute("SELECT FROM log_heads(%b, %b)", [[thread], [opening]])
            transaction.execute("SELECT person_enter(%b, %b)", [person, thread])
            transaction.execute(
                "INSERT INTO patient (person, thread, sealed) VALUES (%b, %b, %b)", [person, thread, sealed]
            )
            for mark in {self._mark(words) for words in (patient.name, *patient.numbers) if words}:
                transaction.execute("INSERT INTO patient_mark (mark, person) VALUES (%b, %b)", [mark, person])

    def known(self, subject: SubjectId) -> bool:
        """Whether somebody is kept under an id."""
        with self._connections.transaction() as transaction:
            return _there(transaction, self._names.person(subject)) and not self._erased(subject)

    def of(self, subject: SubjectId) -> Patient | None:
        """Whoever is kept under an id; None where nobody is, or the person was erased."""
        rows = self._rows("SELECT person, thread, sealed FROM patient WHERE person = %b", [self._names.person(subject)])
        return self._opened(*rows[0]) if rows else None

    def find(self, words: str) -> tuple[Patient, ...]:
        """Those who have exactly this name or number, whatever the case and the spaces."""
        found = self._read("SELECT person, thread, sealed FROM patient JOIN patient_mark USING (person) "
                           "WHERE mark = %b", [self._mark(words)])  # fmt: skip
        wanted = _folded(words)  # marks are the app's to add: somebody else may have put one beside a patient
        return tuple(each for each in found if wanted in map(_folded, (each.name, *each.numbers)))

    def by_name(self, names: Iterable[str]) -> dict[str, SubjectId]:
        """Ids of those whom the institution's own lists name (`Names.person`, in hexadecimal digits)."""
        wanted = [bytes.fromhex(name) for name in dict.fromkeys(names)]
        found = self._read("SELECT person, thread, sealed FROM patient WHERE person = ANY (%b)", [wanted])
        return {self._names.person(each.subject).hex(): each.subject for each in found}

    def all(self) -> tuple[Patient, ...]:
        """Everybody, in the order of their ids."""
        return self._read("SELECT person, thread, sealed FROM patient", [])

    def unopened(self) -> int:
        """How many rows do not open: damaged, or not written here; whatever lists or finds passes over them."""
        return sum(not opens for _, opens in self._tried(self._rows("SELECT person, thread, sealed FROM patient", [])))

    def _erased(self, subject: SubjectId) -> bool:
        return self._keyring.is_destroyed(self._names.thread(subject).hex())

    def _mark(self, words: str) -> bytes:
        return self._keyring.name_of("mark", _folded(words))

    def _read(self, statement: str, values: list[object]) -> tuple[Patient, ...]:
        found = (patient for patient, _ in self._tried(self._rows(statement, values)) if patient is not None)
        return tuple(sorted(found, key=lambda each: each.subject))

    def _rows(self, statement: str, values: list[object]) -> list[tuple[bytes, bytes, bytes]]:
        with self._connections.transaction() as transaction:
            return transaction.execute(statement.encode(), values, binary=True).fetchall()

    def _tried(self, rows: Iterable[tuple[bytes, bytes, bytes]]) -> Iterator[tuple[Patient | None, bool]]:
        """Each patient, none where the person was erased or the row does not open; and whether it opens."""
        for row in rows:
            try:
                yield self._opened(*row), True
            except (StoreError, LogError):  # who has the app's login adds rows: they keep nobody from being found
                yield None, False

    def _opened(self, person: bytes, thread: bytes, sealed: bytes) -> Patient | None:
        """A patient; None of who was erased.

        Raises:
            StoreError: the row is damaged, or nobody here wrote it.
        """
        try:
            key = self._keyring.key_under(thread.hex())
        except ErasedError:
            return None
        if key is None:
            raise StoreError("a patient's key is missing", mend="restore the keyring.")
        return _patient(Opener(_cipher(key)).open((_PLACE, person), sealed))


def _there(transaction: Connection, person: bytes) -> bool:
    return transaction.execute("SELECT FROM patient WHERE person = %b", [person]).fetchone() is not None


def _folded(words: str) -> str:
    """A name or number as it is compared: whatever the case and the spaces."""
    return " ".join(words.casefold().split())


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, None, _USE).derive(key))


def _written(patient: Patient) -> bytes:
    return canonical_bytes({"id": patient.subject, "name": patient.name, "numbers": list(patient.numbers)})


def _patient(data: bytes) -> Patient:
    match read_json(data, where="a stored patient"):
        case {"id": str(subject), "name": str(name), "numbers": list(numbers)}:
            return Patient(SubjectId(subject), name, tuple(map(str, numbers)))
    raise StoreError("a stored patient is not one that this version wrote", mend="use the version that wrote it.")
