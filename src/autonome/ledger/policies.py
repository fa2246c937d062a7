"""Trust policies: which logs, and how many of which witnesses, make a checkpoint believable (C2SP ``tlog-policy``).

Followed: C2SP/C2SP ``tlog-policy.md`` at commit 13027ee: lines ``log``, ``witness``, ``group``, ``quorum``; ``#``
begins a comment line. A policy comes from outside the receipt, or it is worth nothing.

Example::

    # logs whose receipts we accept
    log hospital.example/autonome+5c7a3f0b+AZ…
    quorum none
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from autonome.kernel import Instant
from autonome.ledger.errors import FormatError
from autonome.ledger.notes import COSIGNATURE, ED25519, Cosigned, VerifierKey

NOBODY = "none"
"""The quorum that asks for no witness (``tlog-policy``, predefined)."""

MAX_POLICY_BYTES = 1024 * 1024
"""Largest policy read, in bytes."""

CORRECT = "correct that line, or ask whoever gave you the policy for a whole one."
"""What to do with a line that cannot be read."""

MAX_LINES = 2048
"""Most lines read: far beyond the 32 logs, 32 witnesses and 32 groups that every reader must take."""


@dataclass(frozen=True, slots=True)
class Group:
    """Names of which some must have witnessed.

    Args:
        threshold: how many, at least 1.
        members: witnesses or groups.
    """

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom we believe.

    Args:
        logs: keys of accepted logs.
        witnesses: name in this policy → key.
        groups: name → group, each below its members.
        quorum: a witness, a group, or `NOBODY`.
        addresses: key of a log or witness → URL under which it is reached, where the policy names one.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: dict[str, Group]
    quorum: str
    addresses: Mapping[VerifierKey, str] = field(default_factory=dict)

    def is_met_by(self, cosigners: Collection[VerifierKey]) -> bool:
        """Whether these witnesses make a quorum."""
        if self.quorum == NOBODY:
            return True
        witnessed = {name for name, key in self.witnesses.items() if key in cosigners}
        for name, group in self.groups.items():  # each below its members: nothing recurses as deep as a file says
            if sum(member in witnessed for member in group.members) >= group.threshold:
                witnessed.add(name)
        return self.quorum in witnessed

    @property
    def counted(self) -> frozenset[VerifierKey]:
        """Witnesses that the quorum counts; others that are named here may cosign, and change nothing."""
        named = {self.quorum}
        for name, group in reversed(self.groups.items()):
            if name in named:
                named.update(group.members)
        return frozenset(key for name, key in self.witnesses.items() if name in named)

    def met_at(self, cosigned: Collection[Cosigned]) -> Instant | None:
        """The time by which a quorum had cosigned; None where none has, or none is asked for.

        A witness whose clock is slow cannot move it alone: so many must have signed by then.
        """
        if self.quorum == NOBODY:
            return None
        for at in sorted(each.at for each in cosigned):
            if self.is_met_by({each.key for each in cosigned if each.at <= at}):
                return at
        return None


@dataclass(slots=True)
class _Draft:
    """A policy while its lines are read."""

    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    addresses: dict[VerifierKey, str] = field(default_factory=dict)
    quorum: str = ""

    def log(self, words: list[str]) -> None:
        _expect(len(words) in {1, 2}, "write: log KEY [URL]")
        self.logs.append(self._new_key(words[0], ED25519, self.logs))
        self._apart()
        self._address(self.logs[-1], words[1:])

    def witness(self, words: list[str]) -> None:
        _expect(len(words) in {2, 3}, "write: witness NAME KEY [URL]")
        self._new_name(words[0])
        key = self.witnesses[words[0]] = self._new_key(words[1], COSIGNATURE, list(self.witnesses.values()))
        self._apart()
        self._address(key, words[2:])

    def group(self, words: list[str]) -> None:
        _expect(len(words) > 2, "write: group NAME all|any|NUMBER MEMBER…")  # noqa: PLR2004 - name, number, one member
        name, asked, *members = words
        for member in members:
            self._known(member)
            _expect(member not in self.taken, f"{member[:40]!r} is a member twice")
            self.taken.add(member)
        threshold = {"all": len(members), "any": 1}.get(asked) or _number(asked)
        _expect(1 <= threshold <= len(members), f"{asked[:40]} of {len(members)} members cannot be asked for")
        self._new_name(name)
        self.groups[name] = Group(threshold, tuple(members))

    def set_quorum(self, words: list[str]) -> None:
        _expect(len(words) == 1, "write: quorum NAME")
        _expect(not self.quorum, "there is a second quorum line")
        if words[0] != NOBODY:
            self._known(words[0])
        self.quorum = words[0]

    def _address(self, key: VerifierKey, words: list[str]) -> None:
        if words:
            self.addresses[key] = words[0]

    def _apart(self) -> None:
        """Whoever signs a log vouches for it already: its key counts for no witness, under whatever name."""
        both = {key.public for key in self.logs} & {key.public for key in self.witnesses.values()}
        _expect(not both, "a log's own key is named as a witness: nobody else would watch that log")

    def _known(self, name: str) -> None:
        _expect(name in self.witnesses or name in self.groups, f"{name[:40]!r} is not defined above this line")

    def _new_name(self, name: str) -> None:
        taken = name == NOBODY or name in self.witnesses or name in self.groups
        _expect(not taken, f"the name {name[:40]!r} is taken")

    @staticmethod
    def _new_key(text: str, algorithm: int, others: list[VerifierKey]) -> VerifierKey:
        key = VerifierKey.parse(text)
        _expect(key.algorithm == algorithm, f"the key of {key.name[:40]!r} is of the wrong type for this line")
        _expect(all(key.public != other.public for other in others), f"the key of {key.name[:40]!r} stands here twice")
        return key


def parse_policy(data: bytes, *, where: str = "policy") -> Policy:
    """Read a policy file.

    Args:
        data: its bytes.
        where: its name, for the message.

    Raises:
        FormatError: with the line and what is wrong in it.
    """
    draft = _Draft()
    for number, words in enumerate(_lines(data, where), start=1):
        if not words or words[0].startswith("#"):
            continue
        try:
            _reader(draft, words[0])(words[1:])
        except FormatError as error:
            raise FormatError(error.message, where=f"{where}, line {number}", mend=error.mend or CORRECT) from error
    if not draft.quorum:
        raise FormatError("no quorum line", where=where, mend="add the line: quorum none, or the quorum you ask for.")
    return Policy(tuple(draft.logs), draft.witnesses, draft.groups, draft.quorum, draft.addresses)


def write_policy(*logs: VerifierKey) -> str:
    """Write the policy that accepts these logs, without witnesses."""
    lines = ["# Whose receipts are believed (C2SP tlog-policy). Hand it over by a way that the receipt does not take."]
    return "\n".join([*lines, *(f"log {key}" for key in logs), f"quorum {NOBODY}", ""])


def _lines(data: bytes, where: str) -> list[list[str]]:
    # Octets above 0x7F are opaque in this format: surrogateescape keeps them apart without judging them.
    text = data[: MAX_POLICY_BYTES + 1].decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    if len(data) > MAX_POLICY_BYTES or len(lines) > MAX_LINES:
        message = f"more than {MAX_POLICY_BYTES} bytes or {MAX_LINES} lines"
        raise FormatError(message, where=where, mend="check that it is the right file.")
    if any((ord(letter) < ord(" ") and letter not in "\t\n") or letter == "\x7f" for letter in text):
        raise FormatError("holds a control character", where=where, mend="end lines with a plain newline.")
    return [[word for word in line.replace("\t", " ").split(" ") if word] for line in lines]


def _reader(draft: _Draft, word: str) -> Callable[[list[str]], None]:
    readers = {"log": draft.log, "witness": draft.witness, "group": draft.group, "quorum": draft.set_quorum}
    if word not in readers:
        raise FormatError(f"{word[:24]!r} begins no line of a policy", mend="use log, witness, group, quorum or #.")
    return readers[word]


def _number(text: str) -> int:
    _expect(text.isascii() and text.isdecimal() and len(text) < len(str(MAX_LINES)) + 1, "a threshold is a number")
    return int(text)


def _expect(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence at each call
    if not holds:
        raise FormatError(otherwise)
