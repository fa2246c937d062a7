"""The institution's key in a key service that speaks the transit interface of HashiCorp Vault and OpenBao.

The service never gives the key out: it wraps and unwraps people's keys, each bound to whose it is (associated data of
AES-256-GCM). Which service it is stands in the keyring, in ``KEYRING/service``::

    url = "https://vault.example:8200"      # http:// for this machine alone, where an agent of the service listens
    key = "autonome"                        # of type aes256-gcm96
    mount = "transit"                       # where the engine is mounted
    token_file = "/run/autonome/vault-token"   # read at each request; left out where an agent adds the token
    ca_file = "/etc/ssl/vault-ca.pem"       # left out for the machine's own authorities

Invariants:

- Whatever goes wrong, nothing opens, and one line says what: no answer in time, no permission, an answer that is none.
- What an older key of the keyring's own file has wrapped is opened by that, until all is wrapped anew (`rotation`).
- Keys that were unwrapped are held in memory for some minutes: else each entry would ask the service. Who takes the
  node's permission away waits for as long, or stops the node. An erased person's are not asked for any more.
"""

from __future__ import annotations

import base64
import binascii
import http.client
import json
import re
import ssl
import time
import tomllib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from autonome.adapters.key_wrapping import KEY_BYTES, LocalWrapping
from autonome.adapters.small_files import read_small
from autonome.kernel import AutonomeError, InputError
from autonome.ledger import FormatError

SERVICE: Final = "service"
"""Name of the file in a keyring."""

PATIENCE: Final = 5.0
"""Seconds for which one answer is waited (our own judgement: an emergency waits for it)."""

HELD: Final = 4096
"""Keys that are held unwrapped (our own judgement: a day's patients)."""

HELD_SECONDS: Final = 300.0
"""For how many seconds they are (our own judgement)."""

LARGEST: Final = 64 * 1024
"""Bytes of an answer, of the file, and of a token."""

_WRAPPED: Final = re.compile(r"vault:v([1-9][0-9]{0,8}):[A-Za-z0-9+/=]{1,400}")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_BAD_REQUEST: Final = 400


class KeyServiceError(AutonomeError):
    """The key service does not do what it is asked; nothing is opened."""


@dataclass(frozen=True, slots=True)
class KeyService:
    """Which service, and which key of it.

    Args:
        url: of the service.
        key: name of the key there.
        mount: where its transit engine is mounted.
        token_file: file of the token, or None where an agent adds it.
        ca_file: authorities that vouch for it, or None for the machine's own.
    """

    url: str
    key: str
    mount: str = "transit"
    token_file: Path | None = None
    ca_file: Path | None = None


def read_service(path: Path) -> KeyService:
    """Read the file that names a service.

    Raises:
        InputError: it is none.
    """
    try:
        given = tomllib.loads(read_small(path, LARGEST).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("cannot be read as TOML", where=str(path), mend=f"correct it ({error}).") from None
    known = {"url", "key"} <= set(given) <= {"url", "key", "mount", "token_file", "ca_file"}
    if not known or not all(isinstance(value, str) and value for value in given.values()):
        raise InputError("names no key service", where=str(path), mend="write url and key: docs/key-service.md.")
    files = {name: Path(given[name]) for name in ("token_file", "ca_file") if name in given}
    service = KeyService(given["url"].rstrip("/"), given["key"], given.get("mount", "transit"), **files)
    _expect_sound(service, path)
    return service


def service_of(keyring: Path) -> KeyService | None:
    """The service that wraps a keyring's keys; None where its own file does."""
    path = keyring / SERVICE
    return read_service(path) if path.exists() else None


class TransitWrapping:
    """Wraps keys at a service; a `KeyWrapping`.

    Args:
        service: that holds the institution's key.
        before: generations of the keyring's own file: they open what they wrapped, and wrap nothing any more.
    """

    def __init__(self, service: KeyService, before: LocalWrapping) -> None:
        self._service = service
        self._before = before
        self._latest: int | None = None
        self._held: OrderedDict[tuple[str, bytes], tuple[bytes, float]] = OrderedDict()

    def wrap(self, key: bytes, about: bytes) -> str:
        """See `KeyWrapping`."""
        asked = {"plaintext": _base64(key), "associated_data": _base64(about)}
        wrapped = str(self._asked("encrypt", asked).get("ciphertext"))
        if _WRAPPED.fullmatch(wrapped) is None:
            raise self._fault("gives an answer that is none")
        return wrapped

    def unwrap(self, wrapped: str, about: bytes) -> bytes:
        """See `KeyWrapping`."""
        if _WRAPPED.fullmatch(wrapped) is None:
            return self._before.unwrap(wrapped, about)
        now, name = time.monotonic(), (wrapped, about)
        key, until = self._held.get(name, (b"", 0.0))
        if until <= now:
            key = self._unwrapped(wrapped, about)
            self._held[name] = key, now + HELD_SECONDS
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return key

    def is_newest(self, wrapped: str) -> bool:
        """See `KeyWrapping`; which version is the newest is asked for once."""
        found = _WRAPPED.fullmatch(wrapped)
        if self._latest is None:
            latest = self._asked("keys", None).get("latest_version")
            if not isinstance(latest, int) or isinstance(latest, bool):
                raise self._fault("does not say which version of its key is the newest")
            self._latest = latest
        return found is not None and int(found[1]) == self._latest

    def renew(self) -> None:
        """Have the service draw the next version of its key, which wraps from now on."""
        self._asked("keys", {}, "/rotate")
        self._latest = None

    def _unwrapped(self, wrapped: str, about: bytes) -> bytes:
        given = self._asked("decrypt", {"ciphertext": wrapped, "associated_data": _base64(about)}).get("plaintext")
        try:
            key = base64.b64decode(str(given), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise self._fault("gives an answer that is none")
        return key

    def _asked(self, what: str, body: Mapping[str, str] | None, then: str = "") -> Mapping[str, object]:
        """What the service answers; `None` asks by GET."""
        service = self._service
        path = f"/v1/{quote(service.mount)}/{what}/{quote(service.key)}{then}"
        try:
            connection = _connected(service)
            try:
                sent = None if body is None else json.dumps(body)
                connection.request("GET" if body is None else "POST", path, sent, _headers(service))
                answer = connection.getresponse()
                status, data = answer.status, answer.read(LARGEST + 1)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise self._fault(f"does not answer ({type(error).__name__})") from None
        if status not in {200, 204}:
            raise self._refusal(what, status)
        try:
            found = json.loads(data) if data and len(data) <= LARGEST else {}
        except ValueError:
            raise self._fault("gives an answer that is none") from None
        given = found.get("data") if isinstance(found, dict) else None
        return given if isinstance(given, dict) else {}

    def _refusal(self, what: str, status: int) -> AutonomeError:
        """Why nothing came; what it says besides is not repeated: it may quote what was sent."""
        if status == _BAD_REQUEST and what == "decrypt":
            return FormatError("the key service does not open a key: it is damaged, or another's")
        return self._fault(f"refuses {what} (status {status})", "see its audit log, and the node's token and policy.")

    def _fault(self, said: str, mend: str = "see that it runs; nothing is opened until then.") -> KeyServiceError:
        return KeyServiceError(f"the key service {said}", where=self._service.url, mend=mend)


def _connected(service: KeyService) -> http.client.HTTPConnection:
    """A connection to it; never by way of a proxy that the environment names."""
    parts = urlsplit(service.url)
    host = str(parts.hostname)
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=PATIENCE)
    trusted = ssl.create_default_context(cafile=None if service.ca_file is None else str(service.ca_file))
    return http.client.HTTPSConnection(host, parts.port, timeout=PATIENCE, context=trusted)


def _headers(service: KeyService) -> dict[str, str]:
    """The token is read each time: agents renew it."""
    told = {"Content-Type": "application/json", "X-Vault-Request": "true"}
    if service.token_file is None:
        return told
    token = read_small(service.token_file, LARGEST).decode("ascii", "replace").strip()
    if not token.isprintable() or not token.isascii() or not token:
        raise KeyServiceError("holds no token", where=str(service.token_file), mend="write the service's token there.")
    return {**told, "X-Vault-Token": token}


def _expect_sound(service: KeyService, path: Path) -> None:
    parts = urlsplit(service.url)
    names = [service.key, *service.mount.split("/")]
    if not all(map(_NAME.fullmatch, names)) or not parts.hostname or parts.username or parts.query or parts.path:
        raise InputError("names no key service", where=str(path), mend="write url as https://host:port.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname)):
        raise InputError(
            "would send keys in the clear", where=str(path), mend="write https://, or an agent's address on 127.0.0.1."
        )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
