"""Asking a log's witnesses over HTTP, all at once (C2SP ``tlog-witness``); `ledger.cosigning.Witnesses`.

Each witness has a thread of its own and a limit of time, so that one that does not answer keeps nobody waiting longer.
What a witness said is checked before it counts (`ledger.cosigning.conversation`).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from autonome.adapters.ledger_http.asking import Asker, Question, checked_url
from autonome.kernel import AutonomeError, InputError, canonical_bytes, sha256_hex
from autonome.ledger import Checkpoint, LogError, Policy, ProvenEntry, Signature, VerifierKey
from autonome.ledger.cosigning import Prove, Reply, conversation
from autonome.ledger.witnessed_keys import AddKeys
from autonome.ledger.witnessing import FORBIDDEN, NOT_FOUND, OK, AddCheckpoint, Answer

Conversation = Generator[AddCheckpoint, Answer, tuple[Signature, ...]]
"""What is said to one witness (`ledger.cosigning.conversation`)."""


class HttpWitnesses:
    """Witnesses that are reached by URL.

    Args:
        addresses: key of each → its submission prefix.
        asker: asks them.
    """

    def __init__(self, addresses: Mapping[VerifierKey, str], asker: Asker) -> None:
        self._addresses = addresses
        self._asker = asker

    def cosign(
        self, note: str, prove: Prove, known: Mapping[VerifierKey, int], keys: Sequence[ProvenEntry] = ()
    ) -> tuple[Reply, ...]:
        """Ask each to cosign."""
        if not self._addresses:
            return ()
        alone = Lock()

        def proven(size: int) -> tuple[bytes, ...]:
            with alone:  # a log reads its tiles for one at a time
                return prove(size)

        with ThreadPoolExecutor(len(self._addresses)) as threads:
            asked = [
                threads.submit(self._reply, witness, conversation(note, witness, proven, known.get(witness, 0)), keys)
                for witness in self._addresses
            ]
        return tuple(each.result() for each in asked)

    def _reply(self, witness: VerifierKey, talk: Conversation, keys: Sequence[ProvenEntry]) -> Reply:
        request, status = next(talk), OK
        try:
            while True:
                answer = self._answer(witness, request, keys)
                status = answer.status
                request = talk.send(answer)
        except StopIteration as ended:
            return Reply(witness, signatures=ended.value)
        except AutonomeError as error:
            # Who contradicts, or does not take the key that signed, may know more of the log: it is asked what.
            if not isinstance(error, LogError) and status != FORBIDDEN:
                return Reply(witness, trouble=error)
            return Reply(witness, trouble=error, seen=self.seen(witness, Checkpoint.of_note(request.note).origin))

    def _answer(self, witness: VerifierKey, request: AddCheckpoint, keys: Sequence[ProvenEntry]) -> Answer:
        prefix = self._addresses[witness]
        answer = self._asker.ask(Question("POST", f"{prefix}/add-checkpoint", request.body()))
        if answer.status != FORBIDDEN or not keys:
            return answer
        # It does not know who signed. Ours follow the log's keys; of others the first answer stands.
        body = canonical_bytes(AddKeys(request, tuple(keys)).to_json())
        followed = self._asker.ask(Question("POST", f"{prefix}/add-keys", body, "application/json"))
        return answer if followed.status == NOT_FOUND else followed

    def seen(self, witness: VerifierKey, origin: str) -> str | None:
        """The checkpoint of a log that a witness holds, by its own route of ours; None where it shows none."""
        url = f"{self._addresses[witness]}/checkpoint/{sha256_hex(origin.encode())}"
        try:
            answer = self._asker.ask(Question("GET", url))
        except AutonomeError:
            return None
        return answer.body.decode("utf-8", "replace") if answer.status == OK else None


def http_witnesses(policy: Policy, asker: Asker, *, where: str) -> HttpWitnesses:
    """The witnesses of a policy.

    Args:
        policy: names witnesses with their URLs.
        asker: asks them.
        where: name of the policy, for messages.

    Raises:
        InputError: a witness that the quorum counts has no URL, or none that can be asked.
    """
    addresses = {
        key: checked_url(policy.addresses[key], where=where)
        for key in policy.witnesses.values()
        if key in policy.addresses
    }
    missing = sorted(key.name for key in policy.counted - addresses.keys())
    if missing:
        raise InputError(f"the witness {missing[0]!r} has no URL", where=where, mend="add it to its line.")
    return HttpWitnesses(addresses, asker)
