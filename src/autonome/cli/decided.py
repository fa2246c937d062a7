"""Making the decision of ``autonome decide``: from a file of acts alone, or on a log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from autonome import bootstrap
from autonome.access import Decision, Permit, Request, decide
from autonome.access.explanation import Account, account_of
from autonome.consent import Acts, Attestation, ConsentAct, ConsentFile, Diseases, read_acts, read_consent
from autonome.consent.reading import ACTS_FORMAT
from autonome.kernel import Instant, SubjectId, canonical_bytes
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.law import RULES
from autonome.ledger import Recorded
from autonome.workflows.decide_and_record import acts_not_handed_in, decide_and_record
from autonome.workflows.record_consent import attested_of, consent_history
from autonome.workflows.record_use import receipt_for


@dataclass(frozen=True, slots=True)
class Asking:
    """What is decided upon, and how.

    Args:
        request: as it was made.
        at: the time asked about.
        diseases: how they lie below each other.
        log_size: acts of the file at this place and beyond are not known; None for all.
    """

    request: Request
    at: Instant
    diseases: Diseases
    log_size: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A decision.

    Args:
        decision: what was decided.
        account: what explanations of it are made of.
        recorded: the entry in which it stands, or None.
        on_record: acts on the log that it rests on and that the file does not hold.
    """

    decision: Decision
    account: Account
    recorded: Recorded | None = None
    on_record: tuple[ConsentAct, ...] = ()


def read_handed_in(path: Path) -> Acts | ConsentFile:
    """Read a consent file, or a file of acts of several people.

    Raises:
        ConsentError: with what is wrong, where, and the mend.
    """
    data = bootstrap.file_bytes(path, MAX_JSON_BYTES)
    if ACTS_FORMAT.encode() in data:
        return read_acts(data, where=path.name)
    return read_consent(data, where=path.name)


def decide_by_file(handed_in: Acts | ConsentFile, asking: Asking) -> Made:
    """Decide by the acts of a file, in its order; nothing is recorded."""
    request = asking.request
    if isinstance(handed_in, Acts):
        request = request.handed_in_with(request.subject, handed_in.jurisdictions.get(request.subject, ""))
        acts, attested = handed_in.acts, handed_in.attested
    else:
        request = request.handed_in_with(handed_in.subject, handed_in.jurisdiction)
        acts, attested = handed_in.in_file_order(), handed_in.attested_at_once()
    size = len(acts) if asking.log_size is None else asking.log_size
    decision = decide(acts, request, RULES, asking.at, size, diseases=asking.diseases, attested=attested)
    return Made(decision, _account(replace(asking, request=request), decision, acts, attested))


def decide_on_log(log: Path, handed_in: Acts | ConsentFile, asking: Asking, receipt: Path | None) -> Made:
    """Put the acts on a log, decide by all that it holds, and put the decision on it."""
    opened = bootstrap.open_log(log)
    request, consent = asking.request, _of_one(handed_in, asking.request.subject)
    answer = decide_and_record(request, consent, log=opened, rules=RULES, at=asking.at, diseases=asking.diseases)
    if receipt is not None:
        bootstrap.write_file(receipt, canonical_bytes(receipt_for((answer.recorded,), log=opened).to_json()) + b"\n")
    on_record = acts_not_handed_in(answer, consent, log=opened) if isinstance(answer, Permit) else ()
    subject, entry = request.subject, answer.recorded.index
    acts, attested = consent_history(subject, log=opened), attested_of(subject, log=opened)
    account = _account(replace(asking, request=answer.request), answer.decision, acts, attested, entry)
    return Made(answer.decision, account, answer.recorded, on_record)


def _of_one(handed_in: Acts | ConsentFile, subject: SubjectId) -> ConsentFile:
    """The acts of one person, without the places that they have in a file of several people."""
    if isinstance(handed_in, ConsentFile):
        return handed_in
    acts = tuple(replace(act, leaf=None) for act in handed_in.acts if act.subject == subject)
    attested = tuple(replace(each, leaf=None) for each in handed_in.attested if each.subject == subject)
    return ConsentFile(subject, acts, handed_in.jurisdictions.get(subject, ""), attested)


def _account(
    asking: Asking,
    decision: Decision,
    acts: tuple[ConsentAct, ...],
    attested: tuple[Attestation, ...],
    entry: int | None = None,
) -> Account:
    return account_of(asking.request, decision, acts, RULES, diseases=asking.diseases, attested=attested, entry=entry)
