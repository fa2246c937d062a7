"""Small hostile files of our own JSON formats, and policies, named by their fault. Run as a script it writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.hostile.cases import Cases
from tests.hostile.receipts import SOUND, sound_receipt

CONSENT = (SOUND / "consent.json").read_bytes()
REQUEST = (SOUND / "request.json").read_bytes()
RECEIPT, POLICY = sound_receipt()


def consent(**members: object) -> bytes:
    """The example's consent with other members."""
    return json.dumps(json.loads(CONSENT) | members).encode()


def act(**members: object) -> bytes:
    """The example's consent whose first act has other members."""
    first, *others = json.loads(CONSENT)["acts"]
    return consent(acts=[first | members, *others])


ATOM: dict[str, Any] = {
    "purpose": "TREAT", "category": "pharmacogenes", "recipient": "care-team", "jurisdiction": "US",
    "actions": ["use"], "kinds": ["written"],
}  # fmt: skip


def form(*atoms: object, **members: object) -> bytes:
    """The example's consent with a form of its own."""
    question = {"id": "q", "text": "May we?", "atoms": list(atoms) or [ATOM]}
    written = {"id": "own", "version": "1", "language": "en", "jurisdiction": "US", "text": "A text."}
    return consent(templates=[written | {"questions": [question]} | members])


def others(*changes: dict[str, object]) -> bytes:
    """The example's consent whose acts after the first are the first with other members."""
    first, *_ = json.loads(CONSENT)["acts"]
    return consent(acts=[first, *(first | each for each in changes)])


def diseases(parents: object, **members: object) -> bytes:
    """A hierarchy of diseases."""
    written = {"format": "autonome-diseases/1", "name": "own", "version": "1", "parents": parents}
    return json.dumps(written | members).encode()


def request(**members: object) -> bytes:
    """The example's request with other members."""
    return json.dumps(json.loads(REQUEST) | members).encode()


def receipt(**members: object) -> bytes:
    """A sound receipt with other members."""
    return json.dumps(json.loads(RECEIPT) | members).encode()


def entry(**members: object) -> bytes:
    """A sound receipt whose first entry has other members."""
    first, *others = json.loads(RECEIPT)["entries"]
    return receipt(entries=[first | members, *others])


def _turned(entries: list[Any]) -> list[Any]:
    return list(reversed(entries))


ENTRIES: list[Any] = json.loads(RECEIPT)["entries"]
CHECKPOINT: str = json.loads(RECEIPT)["checkpoint"]

DATA: dict[str, bytes] = {
    "consent-empty.json": b"",
    "consent-cut-in-the-middle.json": CONSENT[: len(CONSENT) // 2],
    "consent-that-is-a-record.json": b'{"resourceType": "Bundle"}',
    "consent-bare-list.json": b'["autonome-consent/1"]',
    "consent-byte-order-mark.json": b"\xef\xbb\xbf" + CONSENT,
    "consent-utf-16.json": CONSENT.decode().encode("utf-16"),
    "consent-latin-1.json": CONSENT.replace(b"synthetic-na12878", b"synth\xe9tique"),
    "consent-key-twice.json": CONSENT.replace(b'"subject":', b'"subject": "somebody-else", "subject":', 1),
    "consent-key-twice-in-an-act.json": CONSENT.replace(b'"act": "grant"', b'"act": "deny", "act": "grant"', 1),
    "consent-lone-surrogate.json": CONSENT.replace(b"synthetic-na12878", b"\\ud800", 1),
    "consent-nan.json": consent().replace(b'"acts":', b'"more": NaN, "acts":'),
    "consent-infinity.json": consent().replace(b'"acts":', b'"more": -Infinity, "acts":'),
    "consent-fraction.json": consent(more=0.5),
    "consent-huge-integer.json": consent(more=2**53),
    "consent-number-of-ten-thousand-digits.json": consent().replace(
        b'"acts":', b'"more":%s, "acts":' % (b"9" * 10_000)
    ),
    "consent-nested-one-hundred-deep.json": b'"autonome-consent/1"'.join([b"[" * 100, b"]" * 100]),
    "consent-nested-one-hundred-thousand-deep.json": b'{"autonome-consent/1":' * 100_000,
    "consent-of-tomorrows-version.json": consent(format="autonome-consent/2"),
    "consent-with-a-member-of-its-own.json": consent(everything="yes"),
    "consent-without-a-subject.json": consent(subject=""),
    "consent-subject-is-a-list.json": consent(subject=["synthetic-na12878"]),
    "consent-acts-are-an-object.json": consent(acts={}),
    "consent-acts-by-the-thousand.json": consent(acts=json.loads(CONSENT)["acts"] * 2_000),
    "consent-one-act-twice.json": consent(acts=json.loads(CONSENT)["acts"][:1] * 2),
    "consent-act-that-is-none.json": act(act="grant-everything"),
    "consent-question-that-is-none.json": act(question="all-of-it"),
    "consent-template-that-is-none.json": act(template="nobody-wrote-this/1"),
    "consent-day-that-is-none.json": act(recorded_at="2026-02-30T00:00:00Z"),
    "consent-ends-before-it-begins.json": act(valid={"from": "2026-06-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}),
    "consent-place-that-is-none.json": consent(jurisdiction="ZZ"),
    "consent-text-of-a-megabyte.json": consent(subject="x" * 1_000_000),
    "consent-atoms-by-the-hundred-thousand.json": form(*[ATOM] * 100_000),
    "consent-purpose-that-is-none.json": form(ATOM | {"purpose": "GIFT"}),
    "consent-category-that-is-none.json": form(ATOM | {"category": "soul"}),
    "consent-recipient-that-is-none.json": form(ATOM | {"recipient": "friend"}),
    "consent-obligation-that-is-none.json": form(ATOM | {"obligations": ["be-nice"]}),
    "consent-kind-that-is-none.json": form(ATOM | {"kinds": ["implied"]}),
    "consent-atom-that-is-a-right.json": form(ATOM | {"actions": ["withdraw"]}),
    "consent-atom-without-actions.json": form(ATOM | {"actions": []}),
    "consent-atom-that-grants-itself-more.json": form(ATOM | {"effect": "permit"}),
    "consent-window-ends-before-it-begins.json": form(
        ATOM | {"window": {"from": "2026-06-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}}
    ),
    "consent-form-of-endless-life.json": form(terms={"longest_days": 10**15}),
    "consent-form-under-a-shipped-name.json": form(id="treatment"),
    "consent-form-with-one-question-twice.json": form(questions=[{"id": "q", "text": "?", "atoms": [ATOM]}] * 2),
    "consent-act-that-replaces-itself.json": others({"act": "supersede", "id": "2", "replaces": "2"}),
    "consent-act-that-replaces-a-later-one.json": others(
        {"act": "supersede", "id": "2", "replaces": "3"}, {"act": "deny", "id": "3"}
    ),
    "consent-act-by-a-stranger.json": act(actor="somebody-else"),
    "consent-grant-that-was-not-understood.json": act(comprehension="failed"),
    "consent-signed-upon-another-text.json": act(text_sha256="0" * 64),
    "consent-signed-in-a-way-that-is-none.json": act(signature={"kind": "thumb", "by": "x", "reference": "y"}),
    "consent-recorded-in-the-year-ten-thousand.json": act(recorded_at="10000-01-01T00:00:00Z"),
    "consent-recorded-without-a-zone.json": act(recorded_at="2026-01-05T09:00:00"),
    "consent-acts-recorded-backwards.json": others({"id": "2", "recorded_at": "1996-01-05T09:00:00Z"}),
    "consent-acts-that-contradict-each-other.json": others({"id": "2", "act": "deny"}, {"id": "3"}),
    "diseases-empty.json": b"",
    "diseases-that-are-a-request.json": REQUEST,
    "diseases-none.json": diseases({}),
    "diseases-parents-are-a-list.json": diseases([["a", "b"]]),
    "diseases-parent-that-is-a-number.json": diseases({"a": [1]}),
    "diseases-parent-that-is-not-there.json": diseases({"a": ["b"]}),
    "diseases-one-below-itself.json": diseases({"a": ["a"]}),
    "diseases-in-a-circle.json": diseases({"a": ["c"], "b": ["a"], "c": ["b"]}),
    "diseases-in-a-circle-beside-sound-ones.json": diseases({"x": [], "y": ["x"], "a": ["b", "x"], "b": ["a"]}),
    "diseases-one-twice.json": diseases({"a": []}).replace(b'"a": []', b'"a": [], "a": ["a"]'),
    "diseases-without-a-name.json": diseases({"a": [""]}),
    "diseases-in-a-chain-of-two-thousand.json": diseases(
        {str(each): [str(each - 1)] if each else [] for each in range(2_000)}
    ),
    "diseases-by-the-hundred-thousand-and-one.json": diseases({str(each): [] for each in range(100_001)}),
    "request-empty.json": b"",
    "request-that-is-a-consent.json": CONSENT,
    "request-key-twice.json": REQUEST.replace(b'"actor":', b'"actor": "somebody", "actor":', 1),
    "request-fraction.json": request(whole=0.5),
    "request-flag-that-is-a-number.json": request(whole=1),
    "request-with-a-member-of-its-own.json": request(override=True),
    "request-items-are-text.json": request(items="everything"),
    "request-items-by-the-thousand.json": request(items=["pharmacogenes"] * 100_000),
    "request-action-that-is-none.json": request(action="sell"),
    "request-of-tomorrows-version.json": request(format="autonome-request/2"),
    "request-cut-in-the-middle.json": REQUEST[: len(REQUEST) // 2],
    "request-lone-surrogate.json": REQUEST.replace(b"dr-example", b"\\udfff", 1),
    "request-nan.json": request().replace(b'"action":', b'"whole": NaN, "action":'),
    "request-nested-one-hundred-deep.json": b'{"a":' * 100,
    "request-text-of-a-megabyte.json": request(actor="x" * 1_000_000),
    "request-purposes-empty.json": request(purposes=[]),
    "request-purposes-are-nested.json": request(purposes=[["TREAT"]]),
    "request-fact-that-is-none.json": request(circumstances={"in-a-hurry": True}),
    "request-fact-twice.json": request(circumstances={"age": 40}).replace(b'"age": 40', b'"age": 4, "age": 40'),
    "request-fact-that-is-a-word.json": request(circumstances={"large-scale": "no"}),
    "request-age-of-a-number-without-end.json": request(circumstances={"age": 0}).replace(
        b'"age": 0', b'"age": ' + b"9" * 400
    ),
    "request-age-below-zero.json": request(circumstances={"age": -1}),
    "request-window-ends-before-it-begins.json": request(
        window={"from": "2026-06-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}
    ),
    "request-window-of-mere-dates.json": request(window={"from": "2026-01-01"}),
    "request-paper-without-an-id.json": request(documents=[{"kind": "ethics-approval"}]),
    "request-papers-by-the-thousand.json": request(documents=[{"kind": "ethics-approval", "id": "1"}] * 10_000),
    "receipt-empty.json": b"",
    "receipt-cut-in-the-middle.json": RECEIPT[: len(RECEIPT) // 2],
    "receipt-that-is-a-policy.json": POLICY,
    "receipt-key-twice.json": RECEIPT.replace(b'"checkpoint":', b'"checkpoint":"","checkpoint":'),
    "receipt-without-entries.json": receipt(entries=[]),
    "receipt-entries-by-the-thousand.json": receipt(entries=ENTRIES * 1_000),
    "receipt-entries-turned-round.json": receipt(entries=_turned(ENTRIES)),
    "receipt-entry-twice.json": receipt(entries=[ENTRIES[0], ENTRIES[0]]),
    "receipt-of-the-use-alone.json": receipt(entries=ENTRIES[1:]),
    "receipt-index-is-true.json": entry(index=True),
    "receipt-index-below-zero.json": entry(index=-1),
    "receipt-index-of-a-huge-log.json": entry(index=2**53 - 1),
    "receipt-salt-is-short.json": entry(salt="AAAA"),
    "receipt-salt-is-another.json": entry(salt="A" * 43 + "="),
    "receipt-proof-is-empty.json": entry(proof=[]),
    "receipt-proof-is-endless.json": entry(proof=["A" * 43 + "="] * 1_000),
    "receipt-proof-is-no-list.json": entry(proof={"0": "x"}),
    "receipt-payload-is-null.json": entry(payload=None),
    "receipt-checkpoint-is-empty.json": receipt(checkpoint=""),
    "receipt-checkpoint-of-a-huge-size.json": receipt(checkpoint=CHECKPOINT.replace("\n5\n", f"\n{'9' * 5_000}\n")),
    "receipt-checkpoint-unsigned.json": receipt(checkpoint=CHECKPOINT.partition("\n\n")[0] + "\n"),
    "receipt-of-tomorrows-version.json": receipt(format="autonome-receipt/9"),
    "policy-empty.txt": b"",
    "policy-nul-bytes.txt": POLICY.replace(b"log ", b"log\x00 "),
    "policy-line-ends-of-windows.txt": POLICY.replace(b"\n", b"\r\n"),
    "policy-byte-order-mark.txt": b"\xef\xbb\xbf" + POLICY,
    "policy-utf-16.txt": POLICY.decode().encode("utf-16"),
    "policy-without-a-quorum.txt": POLICY.partition(b"quorum")[0],
    "policy-quorum-twice.txt": POLICY + b"quorum none\n",
    "policy-quorum-of-nobody-known.txt": POLICY.replace(b"quorum none", b"quorum everybody"),
    "policy-log-twice.txt": POLICY + POLICY.splitlines(keepends=True)[1],
    "policy-key-of-another-name.txt": POLICY.replace(b"test.example", b"best.example"),
    "policy-key-of-low-order.txt": b"log x+6bd1bf10+AQ" + b"A" * 42 + b"\nquorum none\n",
    "policy-word-that-is-none.txt": POLICY + b"trust me\n",
    "policy-group-of-a-huge-number.txt": POLICY.replace(b"quorum", b"group g " + b"9" * 10_000 + b" a\nquorum"),
    "policy-group-in-itself.txt": POLICY.replace(b"quorum", b"group g any g\nquorum"),
    "policy-lines-by-the-thousand.txt": POLICY + b"#\n" * 5_000,
    "policy-word-of-a-hundred-thousand-letters.txt": POLICY.replace(b"quorum none", b"quorum " + b"x" * 100_000),
}

CASES = Cases(Path(__file__).parent, DATA)

if __name__ == "__main__":
    CASES.write()
