"""A key service as a process of its own: the part of Vault's transit interface that the node uses, on the loopback.

``python -m tests.integration.transit_service TOKEN`` prints its port. It is written anew from the interface's public
description: versions of one key of AES-256-GCM, associated data, and the statuses that the real ones give. What a file
named by its second argument says is done instead: ``forbidden``, ``sealed``, ``silent``, ``nonsense``.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
KEYS: dict[int, AESGCM] = {1: AESGCM(os.urandom(32))}
STATUS = {"forbidden": 403, "sealed": 503}


class Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._given({"latest_version": max(KEYS), "type": "aes256-gcm96"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
        about = base64.b64decode(body.get("associated_data", ""))
        match self.path.split("/")[2:]:
            case ["transit", "encrypt", "autonome"]:
                nonce, newest = os.urandom(NONCE), max(KEYS)
                sealed = nonce + KEYS[newest].encrypt(nonce, base64.b64decode(body["plaintext"]), about)
                self._given({"ciphertext": f"vault:v{newest}:{base64.b64encode(sealed).decode()}"})
            case ["transit", "decrypt", "autonome"]:
                self._opened(body["ciphertext"], about)
            case ["transit", "keys", "autonome", "rotate"]:
                KEYS[max(KEYS) + 1] = AESGCM(os.urandom(32))
                self._answer(204, b"")
            case _:
                self._answer(404, b'{"errors":[]}')

    def log_message(self, *_: object) -> None:
        """Nothing is told."""

    def _opened(self, ciphertext: str, about: bytes) -> None:
        _, version, text = ciphertext.split(":")
        data = base64.b64decode(text)
        try:
            plain = KEYS[int(version[1:])].decrypt(data[:NONCE], data[NONCE:], about)
        except InvalidTag:
            self._answer(400, b'{"errors":["cipher: message authentication failed"]}')
            return
        self._given({"plaintext": base64.b64encode(plain).decode()})

    def _given(self, data: dict[str, object]) -> None:
        mode = Path(sys.argv[2]).read_text() if Path(sys.argv[2]).exists() else ""
        if mode == "silent":
            time.sleep(30)
        if mode in STATUS or self.headers.get("X-Vault-Token") != sys.argv[1]:
            self._answer(STATUS.get(mode, 403), b'{"errors":["permission denied"]}')
            return
        self._answer(200, b"<html>" if mode == "nonsense" else json.dumps({"data": data}).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    os.write(1, f"{server.server_port}\n".encode())
    server.serve_forever()
