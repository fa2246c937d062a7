"""A local authority for time: keys and certificates made for a test, ``openssl ts`` as its engine, real HTTP."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = timedelta(days=1)
POLICY = "1.2.3.4.1"
CONFIGURATION = """\
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = {policy}
digests = sha256
{accuracy}
ess_cert_id_alg = sha256
"""


def _name(said: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@dataclass
class Authority:
    """An authority: a root, a certificate for stamping, and an engine."""

    folder: Path
    accuracy: str = "accuracy = secs:1"

    def __post_init__(self) -> None:
        if shutil.which("openssl") is None and "CI" not in os.environ:
            pytest.skip("openssl is not installed: it is the engine of the local authority for time")
        self.folder.mkdir()
        self.root_key, self.key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = self._signed("root", self.root_key.public_key(), authority=True)
        (self.folder / "root.pem").write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        (self.folder / "tsa.key").write_bytes(_pem(self.key))
        (self.folder / "serial").write_text("01\n")
        self.certify()

    def certify(
        self,
        *,
        usage: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.TIME_STAMPING,),
        ends: timedelta = DAY,
        into: str = "tsa.pem",
    ) -> x509.Certificate:
        made = self._signed("stamper", self.key.public_key(), usage=usage, ends=ends)
        (self.folder / into).write_bytes(made.public_bytes(serialization.Encoding.PEM))
        return made

    def _signed(
        self,
        name: str,
        key: ec.EllipticCurvePublicKey,
        *,
        authority: bool = False,
        usage: tuple[x509.ObjectIdentifier, ...] = (),
        ends: timedelta = 30 * DAY,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name("root"))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 30 * DAY)
            .not_valid_after(now + ends)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usage), critical=True)
        return builder.sign(self.root_key, hashes.SHA256())

    def stamp(self, query: bytes) -> bytes:
        """What ``openssl ts`` answers. Its configuration has no ``certs``: the chain is the signer's alone."""
        (self.folder / "query").write_bytes(query)
        (self.folder / "conf").write_text(
            CONFIGURATION.format(folder=self.folder, policy=POLICY, accuracy=self.accuracy)
        )
        self._openssl("ts", "-reply", "-config", "conf", "-queryfile", "query", "-out", "reply")
        return (self.folder / "reply").read_bytes()

    def resigned(self, reply: bytes, certificate: str) -> bytes:
        """The same content, signed under another certificate: ``openssl ts`` would refuse to use it."""
        (self.folder / "reply").write_bytes(reply)
        self._openssl("ts", "-reply", "-in", "reply", "-token_out", "-out", "token")
        self._openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "info")
        self._openssl(
            *("cms", "-sign", "-binary", "-nodetach", "-in", "info", "-out", "signed", "-outform", "DER", "-cades"),
            *("-econtent_type", "1.2.840.113549.1.9.16.1.4", "-signer", certificate, "-inkey", "tsa.key"),
            *("-md", "sha256"),
        )
        signed = (self.folder / "signed").read_bytes()
        body = b"\x30\x03\x02\x01\x00" + signed
        return b"\x30\x82" + len(body).to_bytes(2, "big") + body

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, check=True)


@contextmanager
def serving(answer: Callable[[bytes], bytes], kind: str = "application/timestamp-reply") -> Iterator[str]:
    """An HTTP server on the loopback that answers each request so; gives its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
