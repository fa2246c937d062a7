"""A log together with its witnesses, put together from a policy that says where they are."""

from __future__ import annotations

from pathlib import Path

from autonome.adapters.ledger_http.asking import ASK_SECONDS, Asker
from autonome.adapters.ledger_http.witness_client import http_witnesses
from autonome.adapters.small_files import read_small
from autonome.kernel import InputError
from autonome.ledger import KeptLog, Policy, Receipt, parse_policy, read_receipt
from autonome.ledger.cosigned import CosignedKeeper
from autonome.ledger.cosigning import Cosigning
from autonome.ledger.policies import MAX_POLICY_BYTES
from autonome.ledger.timestamps import TimestampAuthority
from autonome.workflows.cosign_checkpoint import begin_witnessed, cosign_newest, renewed_receipt


class WitnessedLog:
    """A log, its witnesses, and what is kept of what they say.

    Args:
        log: of this institution.
        keeper: of what they say.
        policy: file that names the witnesses, with their URLs, and the quorum.
        authority: stamps what a quorum cosigned; None for none.
        seconds: longest wait for one witness.

    Raises:
        InputError: the policy cannot be read, names another log, or says of a witness not where it is.
    """

    def __init__(
        self,
        log: KeptLog,
        keeper: CosignedKeeper,
        policy: Path,
        *,
        authority: TimestampAuthority | None = None,
        seconds: float = ASK_SECONDS,
    ) -> None:
        self._log = log
        self._keeper = keeper
        self._policy = _policy(policy, log)
        self._witnesses = http_witnesses(self._policy, Asker(seconds), where=policy.name)
        self._authority = authority

    @property
    def policy(self) -> Policy:
        """Whose quorum counts."""
        return self._policy

    def begin(self, *, alone: bool = False) -> Cosigning:
        """Ask the witnesses before the log signs anything; see `begin_witnessed`."""
        return begin_witnessed(
            self._log, self._witnesses, self._policy, self._keeper, authority=self._authority, alone=alone
        )

    def cosign(self) -> Cosigning:
        """Have the newest checkpoint cosigned, and timestamped; see `cosign_newest`."""
        return cosign_newest(self._log, self._witnesses, self._policy, self._keeper, authority=self._authority)


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


def _policy(path: Path, log: KeptLog) -> Policy:
    policy = parse_policy(read_small(path, MAX_POLICY_BYTES), where=path.name)
    if policy.logs and all(key.name != log.verifier.name for key in policy.logs):
        raise InputError(
            f"does not name the log {log.verifier.name!r}", where=where, mend="give the policy of this log."
        )
    return policy
