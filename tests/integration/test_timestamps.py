"""RFC 3161: a local authority over real HTTP, tokens in receipts checked offline, and tokens that must not pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from autonome.adapters.ledger_http.asking import Asker
from autonome.adapters.ledger_http.authority_client import HttpAuthority
from autonome.adapters.system import SystemClock
from autonome.adapters.timestamping import MAX_ACCURACY, Rfc3161Reader, timestamp_reader
from autonome.kernel import AutonomeError, InputError, Instant
from autonome.ledger import FormatError, UnreachableError, UntrustedError, VerificationError
from autonome.ledger.dating import TOLERANCE
from autonome.ledger.timestamps import MAX_TOKEN_BYTES
from tests.integration.time_authority import DAY, POLICY, Authority, serving

MESSAGE = b"hospital.example/autonome\n3\nroot\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("time") / "a")


def query(message: bytes = MESSAGE) -> bytes:
    return TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build().as_bytes()


def asked(authority: Authority, answer: Callable[[bytes], bytes], kind: str = "application/timestamp-reply") -> bytes:
    with serving(answer, kind) as url:
        asker = Asker(5)
        try:
            return HttpAuthority(url, Rfc3161Reader([authority.root]), asker, SystemClock()).stamp(MESSAGE)
        finally:
            asker.close()


def test_an_authority_stamps_and_the_token_is_checked_offline(authority: Authority) -> None:
    before = SystemClock().now().seconds
    token = asked(authority, authority.stamp)
    for policy in (None, POLICY):
        reader = timestamp_reader(authority.root.public_bytes(Encoding.PEM), policy, where="roots")
        stamp = reader.read(token, MESSAGE)
        assert before + 1 <= stamp.at.seconds <= SystemClock().now().seconds + 2, "the accuracy is in it"
        assert stamp.authority == "CN=stamper"


@pytest.mark.parametrize(
    ("accuracy", "seconds"), [("accuracy = secs:5", 5), ("accuracy = millisecs:200", 1), ("", MAX_ACCURACY)]
)
def test_the_accuracy_counts_and_none_counts_as_a_poor_one(tmp_path: Path, accuracy: str, seconds: int) -> None:
    authority = Authority(tmp_path / "a", accuracy)
    now = SystemClock().now().seconds
    stamp = Rfc3161Reader([authority.root]).read(authority.stamp(query()), MESSAGE)
    assert now + seconds <= stamp.at.seconds <= SystemClock().now().seconds + seconds


def substituted(authority: Authority, reply: bytes) -> bytes:
    """Signed with a certificate for servers; one for timestamps, of the same issuer and number, lies beside it."""
    servers = authority.certify(usage=(ExtendedKeyUsageOID.SERVER_AUTH,), into="servers.pem")
    resigned = authority.resigned(reply, "servers.pem")
    der = servers.public_bytes(Encoding.DER)
    false = der.replace(bytes.fromhex("06082b06010505070301"), bytes.fromhex("06082b06010505070308"))
    assert false != der
    return _with_certificate(resigned, der, false)


def _with_certificate(reply: bytes, der: bytes, added: bytes) -> bytes:
    """Add a certificate to the set of a token, and mend the lengths around it."""
    at = reply.index(der) + len(der)
    opened = [place for place in range(at - 4) if reply[place] in b"\x30\xa0\x31" and reply[place + 1] == 0x82]
    around = [p for p in opened if p + 4 + int.from_bytes(reply[p + 2 : p + 4], "big") >= at and p + 4 <= at - len(der)]
    made = bytearray(reply[:at] + added + reply[at:])
    for place in around:
        length = int.from_bytes(made[place + 2 : place + 4], "big") + len(added)
        made[place + 2 : place + 4] = length.to_bytes(2, "big")
    return bytes(made)


def expired(authority: Authority, reply: bytes) -> bytes:
    authority.certify(ends=-DAY, into="expired.pem")
    return authority.resigned(reply, "expired.pem")


def with_usage(*usage: x509.ObjectIdentifier) -> Callable[[Authority, bytes], bytes]:
    def made(authority: Authority, reply: bytes) -> bytes:
        authority.certify(usage=usage, into="other.pem")
        return authority.resigned(reply, "other.pem")

    return made


def changed(_: Authority, reply: bytes) -> bytes:
    return reply[:-1] + bytes([reply[-1] ^ 1])


HOSTILE: dict[str, tuple[Callable[[Authority, bytes], bytes], type[AutonomeError], str]] = {
    "empty": (lambda *_: b"", FormatError, "is no RFC 3161 response in DER"),
    "a-page": (lambda *_: b"<html></html>", FormatError, "is no RFC 3161 response in DER"),
    "indefinite-length": (lambda _, reply: b"\x30\x80" + reply[4:] + b"\0\0", FormatError, "is no RFC 3161"),
    "cut": (lambda _, reply: reply[:-20], FormatError, "is no RFC 3161"),
    "more-behind-it": (lambda _, reply: reply + b"\0", FormatError, "is no RFC 3161"),
    "refused": (lambda *_: bytes.fromhex("30053003020102"), UntrustedError, "did not stamp: rejection"),
    "granted-without-a-token": (lambda *_: bytes.fromhex("30053003020100"), FormatError, "is no RFC 3161"),
    "no-such-status": (lambda *_: bytes.fromhex("30053003020177"), FormatError, "is no RFC 3161"),
    "changed-signature": (changed, VerificationError, "signature does not hold"),
    "another-message": (lambda a, _: a.stamp(query(b"x")), VerificationError, "about something else"),
    "expired-certificate": (expired, UntrustedError, "no authority that is trusted"),
    "for-servers": (with_usage(ExtendedKeyUsageOID.SERVER_AUTH), UntrustedError, "not for timestamps alone"),
    "for-anything": (with_usage(), UntrustedError, "not for timestamps alone"),
    "for-two-things": (
        with_usage(ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH), UntrustedError,
        "not for timestamps alone",
    ),
    "a-second-certificate-to-look-at": (substituted, VerificationError, "with one certificate who signed"),
    "giant": (lambda *_: b"\x30" * (MAX_TOKEN_BYTES + 1), FormatError, "larger than"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_token_that_is_none_is_refused(authority: Authority, name: str) -> None:
    make, kind, said = HOSTILE[name]
    token = make(authority, authority.stamp(query()))
    with pytest.raises(kind, match=said) as refused:
        Rfc3161Reader([authority.root]).read(token, MESSAGE)
    assert "\n" not in str(refused.value)


def test_signing_the_content_anew_is_what_the_tests_above_do(authority: Authority) -> None:
    """Without the control: the same way of making tokens, under a certificate as it should be, passes."""
    token = authority.resigned(authority.stamp(query()), "tsa.pem")
    assert Rfc3161Reader([authority.root]).read(token, MESSAGE).authority == "CN=stamper"


def test_another_authority_another_policy_and_a_coarse_clock_are_refused(authority: Authority, tmp_path: Path) -> None:
    token, stranger = authority.stamp(query()), Authority(tmp_path / "b", "accuracy = secs:61")
    with pytest.raises(UntrustedError, match="no authority that is trusted"):
        Rfc3161Reader([stranger.root]).read(token, MESSAGE)
    with pytest.raises(UntrustedError, match="under another policy"):
        Rfc3161Reader([authority.root], x509.ObjectIdentifier("1.2.3")).read(token, MESSAGE)
    with pytest.raises(VerificationError, match="exact to 61 s only"):
        Rfc3161Reader([stranger.root]).read(stranger.stamp(query()), MESSAGE)


def test_what_an_authority_may_not_answer(authority: Authority) -> None:
    replayed = authority.stamp(query())
    with pytest.raises(VerificationError, match="its nonce is not ours"):
        asked(authority, lambda _: replayed)
    with pytest.raises(UntrustedError, match="the authority refused"):
        asked(authority, authority.stamp, "text/html")
    with pytest.raises(UnreachableError, match="answers more than"):
        asked(authority, lambda _: b"x" * (MAX_TOKEN_BYTES + 1))
    with pytest.raises(FormatError):
        asked(authority, lambda body: body)


def test_an_authority_whose_clock_is_wrong_is_told_at_once(authority: Authority) -> None:
    class Ahead(SystemClock):
        def now(self) -> Instant:
            return Instant(super().now().seconds + TOLERANCE + 60)

    with serving(authority.stamp) as url, pytest.raises(VerificationError, match="its clock and ours differ"):
        HttpAuthority(url, Rfc3161Reader([authority.root]), Asker(5), Ahead()).stamp(MESSAGE)


@pytest.mark.parametrize(
    ("roots", "policy", "said"),
    [
        (b"", None, "holds no certificate"),
        (b"x" * 99, None, "holds no certificate"),
        (None, "one", "object identifier"),
    ],
)
def test_roots_that_cannot_be_used_are_refused(
    authority: Authority, roots: bytes | None, policy: str | None, said: str
) -> None:
    given = authority.root.public_bytes(Encoding.PEM) if roots is None else roots
    with pytest.raises(InputError, match=said):
        timestamp_reader(given, policy, where="roots.pem")


def test_a_token_outlives_the_certificate(authority: Authority, tmp_path: Path) -> None:
    short = Authority(tmp_path / "short")
    short.certify(ends=timedelta(seconds=2))
    token = short.stamp(query())
    time.sleep(3)
    assert Rfc3161Reader([short.root]).read(token, MESSAGE)
