"""Trust policies: the specification's own example, its limits, and each line that must not pass."""

from __future__ import annotations

import pytest

from autonome.ledger import COSIGNATURE, FormatError, parse_policy, write_policy
from tests.fakes.ledger import SeededSigner

LOG = SeededSigner("log.example/one", 1)
WITNESSES = {name: SeededSigner(f"{name}.example", seed, COSIGNATURE) for seed, name in enumerate("abcdef", start=2)}
LINES = "\n".join(f"witness {name} {signer.verifier}" for name, signer in WITNESSES.items())
POLICY = f"""\
# the example of the specification, in its shape
log {LOG.verifier} https://log.example/
{LINES}
group X 2 a b c
group Y any d e f
\tgroup X-and-Y   all X Y\t
quorum X-and-Y
"""


def keys(names: str) -> list[object]:
    return [WITNESSES[name].verifier for name in names]


def test_a_policy_does_not_take_the_logs_own_key_for_a_witness() -> None:
    same = SeededSigner("other.example", 1, COSIGNATURE).verifier  # the log's own seed
    lines = [f"log {LOG.verifier}", f"witness a {same}"]
    for named in (lines, lines[::-1]):
        with pytest.raises(FormatError, match="line 2: a log's own key is named as a witness"):
            parse_policy("\n".join([*named, "quorum a", ""]).encode())
    other = WITNESSES["a"].verifier
    assert parse_policy(f"log {LOG.verifier}\nwitness a {other}\nquorum a\n".encode()).quorum == "a"


@pytest.mark.parametrize(
    ("cosigners", "met"),
    [("", False), ("abc", False), ("def", False), ("ad", False), ("abd", True), ("acf", True), ("abcdef", True)],
)
def test_a_quorum_of_groups_is_counted(cosigners: str, met: bool) -> None:  # noqa: FBT001 - a table's column
    policy = parse_policy(POLICY.encode())
    assert policy.is_met_by([WITNESSES[name].verifier for name in cosigners]) is met


def test_addresses_are_read_where_they_are_named() -> None:
    witness = WITNESSES["a"].verifier
    policy = parse_policy(POLICY.replace(str(witness), f"{witness} https://a.example/w").encode())
    assert policy.addresses == {LOG.verifier: "https://log.example/", witness: "https://a.example/w"}


def test_without_witnesses_the_quorum_is_none() -> None:
    policy = parse_policy(write_policy(LOG.verifier).encode())
    assert policy.logs == (LOG.verifier,)
    assert policy.is_met_by([])


def test_a_single_witness_can_be_the_quorum() -> None:
    policy = parse_policy(f"log {LOG.verifier}\nwitness a {WITNESSES['a'].verifier}\nquorum a\n".encode())
    assert policy.is_met_by([WITNESSES["a"].verifier])
    assert not policy.is_met_by([WITNESSES["b"].verifier])


W = WITNESSES["a"].verifier
HOSTILE = {
    "no-quorum": (f"log {LOG.verifier}\n", "no quorum line"),
    "empty": ("", "no quorum line"),
    "two-quorums": ("quorum none\nquorum none\n", "line 2: there is a second quorum line"),
    "unknown-quorum": ("quorum a\n", "line 1: 'a' is not defined above"),
    "used-before-defined": (f"group g any a\nwitness a {W}\nquorum g\n", "line 1: 'a' is not defined above"),
    "group-of-itself": ("group g any g\nquorum g\n", "line 1: 'g' is not defined above"),
    "none-as-member": (f"witness a {W}\ngroup g any none\nquorum g\n", "line 2: 'none' is not defined"),
    "none-as-name": (f"witness none {W}\nquorum none\n", "line 1: the name 'none' is taken"),
    "name-twice": (f"witness a {W}\nwitness a {WITNESSES['b'].verifier}\nquorum a\n", "line 2: the name 'a' is taken"),
    "key-twice": (f"witness a {W}\nwitness b {W}\nquorum a\n", "line 2: the key of 'a.example' stands here twice"),
    "log-twice": (f"log {LOG.verifier}\nlog {LOG.verifier}\nquorum none\n", "line 2: the key of"),
    "member-twice": (f"witness a {W}\ngroup g any a a\nquorum g\n", "line 2: 'a' is a member twice"),
    "member-of-two": (
        f"witness a {W}\ngroup g any a\ngroup h any a\nquorum h\n", "line 3: 'a' is a member twice"
    ),
    "threshold-zero": (f"witness a {W}\ngroup g 0 a\nquorum g\n", "line 2: 0 of 1"),
    "threshold-too-high": (f"witness a {W}\ngroup g 2 a\nquorum g\n", "line 2: 2 of 1"),
    "threshold-no-number": (f"witness a {W}\ngroup g \u0661 a\nquorum g\n", "line 2: a threshold is a number"),
    "no-member": (f"witness a {W}\ngroup g any\nquorum g\n", "line 2: write: group"),
    "log-key-for-witness": (f"witness a {LOG.verifier}\nquorum a\n", "line 1: the key of"),
    "witness-key-for-log": (f"log {W}\nquorum none\n", "line 1: the key of"),
    "weak-key": ("log x+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nquorum none\n", "line 1: the Ed25519"),
    "unknown-line": ("trust everybody\nquorum none\n", "line 1: 'trust' begins no line"),
    "carriage-return": ("quorum none\r\n", "control character"),
    "too-long": ("#\n" * 3000 + "quorum none\n", "more than"),
    "too-large": ("#" * 2_000_000, "more than"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_policy_is_refused_with_its_line(name: str) -> None:
    text, says = HOSTILE[name]
    with pytest.raises(FormatError) as caught:
        parse_policy(text.encode())
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_octets_beyond_ascii_are_opaque_in_comments_and_names() -> None:
    line = b"# \xff\xfe\nwitness \xffw " + str(W).encode() + b"\nquorum \xffw\n"
    assert parse_policy(line).is_met_by([W])
