"""A log together with its witnesses, put together from a policy that says where they are."""

from __future__ import annotations

from pathlib import Path

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.ledger_http.asking import ASK_SECONDS, Asker
from autonome.adapters.ledger_http.witness_client import http_witnesses
from autonome.adapters.small_files import read_small
from autonome.kernel import InputError
from autonome.ledger import KeptLog, Policy, Receipt, parse_policy, read_receipt
from autonome.ledger.cosigned import CosignedKeeper
from autonome.ledger.cosigning import Cosigning
from autonome.ledger.policies import MAX_POLICY_BYTES, NOBODY
from autonome.ledger.timestamps import TimestampAuthority
from autonome.workflows.cosign_checkpoint import begin_witnessed, cosign_newest, renewed_receipt


class WitnessedLog:
    """A log, its witnesses, and what is kept of what they say.

    Args:
        log: of this institution.
        keeper: of what they say, and of the policy under which a quorum said it.
        policy: file that names the witnesses, with their URLs, and the quorum.
        authority: stamps what a quorum cosigned; None for none.
        seconds: longest wait for one witness.

    Raises:
        InputError: the policy cannot be read, names another log, or says of a witness not where it is.
    """

    def __init__(
        self,
        log: KeptLog,
        keeper: CosignedFiles,
        policy: Path,
        *,
        authority: TimestampAuthority | None = None,
        seconds: float = ASK_SECONDS,
    ) -> None:
        self._log = log
        self._keeper = keeper
        self._read = read_small(policy, MAX_POLICY_BYTES)
        self._policy = _policy(self._read, log, where=policy.name)
        self._asker = Asker(seconds)
        try:
            self._witnesses = http_witnesses(self._policy, self._asker, where=policy.name)
        except InputError:
            self.close()
            raise
        self._authority = authority

    @property
    def policy(self) -> Policy:
        """Whose quorum counts."""
        return self._policy

    def begin(self, *, alone: bool = False) -> Cosigning:
        """Ask the witnesses before the log signs anything; see `begin_witnessed`."""
        return self._remembered(
            begin_witnessed(
                self._log, self._witnesses, self._policy, self._keeper, authority=self._authority, alone=alone
            )
        )

    def cosign(self) -> Cosigning:
        """Have the newest checkpoint cosigned, and timestamped; see `cosign_newest`."""
        return self._remembered(
            cosign_newest(self._log, self._witnesses, self._policy, self._keeper, authority=self._authority)
        )

    def close(self) -> None:
        """Close what connections are left open."""
        self._asker.close()

    def _remembered(self, cosigning: Cosigning) -> Cosigning:
        """From the first quorum on the log is a witnessed one: whoever opens it to sign asks first (`ask_first`)."""
        if cosigning.met:
            self._keeper.remember_policy(self._read)
        return cosigning


def renew_receipt(log: KeptLog, keeper: CosignedKeeper, receipt: Path) -> Receipt:
    """Prove the entries of a receipt again, under what witnesses have cosigned since.

    Raises:
        FormatError: it is no receipt.
        UntrustedError: its entries are not cosigned yet.
    """
    opened = read_receipt(read_small(receipt), where=receipt.name)
    cosigned = keeper.newest()
    if cosigned is None:
        origin = log.verifier.name
        raise InputError("no witness has cosigned this log yet", where=origin, mend="autonome witness cosign.")
    return renewed_receipt(opened, log=log, cosigned=cosigned, keeper=keeper)


def _policy(data: bytes, log: KeptLog, *, where: str) -> Policy:
    policy = parse_policy(data, where=where)
    if policy.quorum == NOBODY:
        raise InputError(
            "the policy asks for no witness (quorum none): nothing would be compared",
            where=where,
            mend="add witness and quorum lines to it (docs/witness.md).",
        )
    if policy.logs and all(key.name != log.verifier.name for key in policy.logs):
        raise InputError(
            f"does not name the log {log.verifier.name!r}", where=where, mend="give the policy of this log."
        )
    return policy
