"""``node.toml``: what an institution is, and where its database lies."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from autonome.access import Document
from autonome.access.institutions import Institution
from autonome.adapters.node.web_settings import WebSettings, web_settings
from autonome.adapters.small_files import read_small
from autonome.consent import JURISDICTIONS, RECIPIENTS, Members
from autonome.kernel import InputError, Instant, Json
from autonome.law import DocumentKind, stating
from autonome.law.errors import LawError

FILE: Final = "node.toml"
FORMAT: Final = "autonome-node/1"

LONGEST_NAME: Final = 200
"""Characters of an institution's name; a DNS name has at most 253 (RFC 1035, section 2.3.4), and a path follows it."""

LISTEN: Final = "127.0.0.1:0"

EMBEDDED, ENVIRONMENT = "embedded", "environment"
"""Our own server in the node's folder, or the one that ``AUTONOME_DATABASE_URL`` and its like name."""


@dataclass(frozen=True, slots=True)
class ExchangeSettings:
    """The table ``[exchange]``: where partner institutions reach the node.

    Args:
        listen: ``host:port`` at which the exchange is served.
        url: under which partners reach that: ``https://host:port``.
        shown: the institution's name for people.
        recipient: class of recipients that it is to partners, such as ``hospital``; "" where that is its own.
    """

    listen: str
    url: str
    shown: str
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """What stands in ``node.toml``.

    Args:
        institution: whose node it is.
        embedded: whether the database is our own server in the node's folder.
        listen: ``host:port`` at which the node's process serves its log for reading; port 0 for any that is free.
        exchange: where partners reach it; None where it has none.
        web: how its pages are served.
    """

    institution: Institution
    embedded: bool = True
    listen: str = LISTEN
    exchange: ExchangeSettings | None = None
    web: WebSettings = field(default_factory=WebSettings)

    @property
    def origin(self) -> str:
        """Name of the node's log."""
        return f"{self.institution.name}/autonome"


def read_settings(directory: Path) -> NodeSettings:
    """Read a node's settings.

    Args:
        directory: of the node.

    Raises:
        InputError: there are none, or they cannot be used; says where and how to mend it.
    """
    path = directory / FILE
    if not path.is_file():
        raise InputError("is no node", where=str(directory), mend="make one with `autonome node init DIR`.")
    try:
        value = tomllib.loads(read_small(path).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("cannot be read as TOML", where=str(path), mend=f"correct it ({error}).") from None
    return _settings(Members(_plain(value, str(path)), str(path), InputError))


def written(settings: NodeSettings) -> str:
    """Write settings as ``node.toml`` has them, with a word on each."""
    institution = settings.institution
    lines = [
        "# A node of Autonome: what this institution is. Read anew at each start.",
        f"format = {json.dumps(FORMAT)}",
        f"name = {json.dumps(institution.name)}  # the log signs in this name; it never changes",
        f"recipient = {json.dumps(institution.recipient)}  # class of recipients that its people belong to",
        f"jurisdiction = {json.dumps(institution.jurisdiction)}  # whose law it works under",
        f"database = {json.dumps(EMBEDDED if settings.embedded else ENVIRONMENT)}  # or: environment",
        f"listen = {json.dumps(settings.listen)}  # where the log is served for reading; a proxy encrypts",
        "",
        "[circumstances]  # what holds for all that it asks; counsel must review",
        *(f"{name} = {json.dumps(value)}" for name, value in institution.circumstances.to_json().items()),
    ]
    for document in institution.documents:
        lines += ["", "[[documents]]  # a paper that it holds", f"kind = {json.dumps(document.kind)}"]
        lines += [f"id = {json.dumps(document.id)}"]
        lines += [] if document.until is None else [f"until = {json.dumps(str(document.until))}"]
    if (exchange := settings.exchange) is not None:
        lines += ["", "[exchange]  # where partner institutions reach this node"]
        lines += [f"listen = {json.dumps(exchange.listen)}", f"url = {json.dumps(exchange.url)}"]
        lines += [f"name = {json.dumps(exchange.shown)}"]
        told = f"recipient = {json.dumps(exchange.recipient)}  # class of recipients that it is to partners"
        lines += [told] if exchange.recipient else []
    return "\n".join([*lines, ""])


def institution_of(
    name: str, recipient: str, jurisdiction: str, facts: Mapping[str, int], documents: Iterable[Document] = ()
) -> Institution:
    """An institution, its codes checked.

    Raises:
        InputError: a code is not known, or the name is none of a host.
    """
    labels = name.split(".")
    good = all(label and label.replace("-", "a").isalnum() and label.isascii() for label in labels)
    if not good or len(name) > LONGEST_NAME or name != name.lower():
        raise InputError(f"{name[:60]!r} is no name of an institution", mend="use a host name, as hospital.example.")
    try:
        return Institution(
            name, RECIPIENTS.code(recipient), JURISDICTIONS.code(jurisdiction), stating(facts), tuple(documents)
        )
    except LawError as error:
        raise InputError(
            error.message, where="circumstances", mend="see `autonome law list` and docs/law.md."
        ) from None


def _settings(top: Members) -> NodeSettings:
    if (name := top.text("format")) != FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"write it as {FORMAT}.")
    database = top.text("database", EMBEDDED)
    if database not in {EMBEDDED, ENVIRONMENT}:
        raise top.refuse(f"names the database {database[:40]!r}", f"write {EMBEDDED} or {ENVIRONMENT}.")
    facts = top.value("circumstances") if top.has("circumstances") else {}
    documents = [_document(each) for each in top.objects("documents", required=False)]
    if not isinstance(facts, dict):
        raise top.refuse("the member 'circumstances' is no table", "write [circumstances].")
    listen = top.text("listen", LISTEN)
    with top.place():
        institution = institution_of(
            top.text("name"), top.text("recipient"), top.text("jurisdiction"), facts, documents
        )
    exchange = _exchange(top.object("exchange"), institution.name) if top.has("exchange") else None
    web = web_settings(top.object("web")) if top.has("web") else WebSettings()
    top.done()
    return NodeSettings(institution, embedded=database == EMBEDDED, listen=listen, exchange=exchange, web=web)


def _exchange(members: Members, name: str) -> ExchangeSettings:
    listen = members.text("listen")
    port = listen.rpartition(":")[2]
    url, shown = members.text("url", f"https://{name}:{port}"), members.text("name", name)
    recipient = members.text("recipient", "")
    members.done()
    return ExchangeSettings(listen, url, shown, RECIPIENTS.code(recipient) if recipient else "")


def _document(members: Members) -> Document:
    kind = members.choice("kind", DocumentKind)
    until = members.instant("until") if members.has("until") else None
    document = Document(str(kind), members.text("id"), until)
    members.done()
    return document


def _plain(value: object, where: str) -> Json:
    """TOML as JSON has it; a time is written as a string there."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each, where) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each, where) for each in value]
    if isinstance(value, str | bool | int):
        return value
    if hasattr(value, "isoformat"):
        return str(Instant.parse(value.isoformat()))
    raise InputError(f"holds a value of a kind that is not used here: {value!r:.40}", where=where, mend="correct it.")
