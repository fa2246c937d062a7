"""Every reader of a file from outside but the genome's: sound examples of its format, and what reads them.

What a reader gives is used a little, too: a value that is only found to be impossible when it is looked at is no better
than a traceback in the reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from autonome import bootstrap
from autonome.access import decision_body, read_request
from autonome.access.decide import decide
from autonome.clinical.quality import assess
from autonome.consent import read_consent
from autonome.kernel import Instant, Sha256, canonical_bytes
from autonome.law import RULES
from autonome.ledger import parse_policy
from autonome.pharmacogenomics import with_outside
from autonome.report.quality_json import quality_document
from autonome.workflows.batch_manifest import read_manifest
from autonome.workflows.verify_receipt import Evidence, verify_receipt
from tests.hostile.exchanged import bundles, read_bundle
from tests.hostile.exchanged import read_record as read_consent_record
from tests.hostile.exchanged import record as consent_record
from tests.hostile.hl7.small_files import ORDER, RESULT
from tests.hostile.ledgers import (
    cosigned,
    keys_request,
    read_cosigned,
    read_keys_request,
    read_rotated,
    read_split_view,
    read_timestamp,
    rotated_receipt,
    split_view,
    timestamp,
    witness_request,
)
from tests.hostile.ledgers import read_request as judge_request
from tests.hostile.receipts import SOUND, sound_receipt
from tests.hostile.served import (
    inclusion,
    opening,
    public_index,
    read_inclusion,
    read_index,
    read_list,
    read_published,
    read_statement,
    statement,
    tombstones,
)
from tests.hostile.uses import CONDITIONS, LINE, parcel, read_columns, read_words, take
from tests.hostile.visas import diseases, issuers, passport, read_hierarchy, read_issuers, show_passport
from tests.hostile.what_ifs import acts, change, read_both

AT = Instant.parse("2026-03-01T10:00:00Z")


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader and sound files of its format.

    Args:
        seeds: bytes of sound files.
        read: reads bytes, and uses what came of them.
    """

    seeds: Sequence[bytes]
    read: Callable[[bytes], object]


def _record(data: bytes) -> None:
    report = assess(bootstrap.health_record(data, "x"), AT)
    json.dumps(quality_document(report, Sha256("0" * 64)), ensure_ascii=False).encode()


def _outside(data: bytes) -> None:
    bundle = bootstrap.knowledge_bundle()
    with_outside((), bootstrap.outside_calls_in(data, bundle, "x"), bundle.phenotypes)


def _request(data: bytes) -> None:
    request = read_request(data, where="x")
    canonical_bytes(decision_body(request, decide((), request, RULES, AT, 0)))


def _consent(data: bytes) -> None:
    consent = read_consent(data, where="x")
    request = read_request((SOUND / "request.json").read_bytes())
    canonical_bytes(decision_body(request, decide(consent.in_file_order(), request, RULES, AT, len(consent.acts))))


def _receipt(data: bytes) -> None:
    receipt, policy = sound_receipt()
    canonical_bytes(verify_receipt(Evidence(data, "x"), policy=Evidence(policy, "p")).to_json())
    sound = json.loads(receipt)["entries"]
    assert all(entry in sound for entry in json.loads(data)["entries"]), "what was never recorded verifies"


def _policy(data: bytes) -> None:
    receipt, _ = sound_receipt()
    parse_policy(data, where="x")
    verify_receipt(Evidence(receipt, "r"), policy=Evidence(data, "x"))


@cache
def readers() -> Mapping[str, Reader]:
    """By the name of the format."""
    receipt, policy = sound_receipt()
    record, consent = (SOUND / "record.json").read_bytes(), (SOUND / "consent.json").read_bytes()
    manifest = b"patient\tvcf\trecord\tconsent\tdrugs\np-1\tg.vcf\tr.json\tc.json\twarfarin;codeine\np-2\ta/b\tr\tc\t\n"
    outside = (
        b"CYP2D6\t*3/*68+*4\tPoor Metabolizer\t0.0\nHLA-B\t*57:01/*15:02\nCYP2C19\t*1/*2\tIM\t\nCYP2D6\t\t\t1.25\n"
    )
    return {
        "fhir": Reader((record,), _record),
        "hl7": Reader((RESULT, ORDER), _record),
        "outside-calls": Reader((outside,), _outside),
        "manifest": Reader((manifest,), lambda data: read_manifest(data, "x")),
        "consent": Reader((consent,), _consent),
        "acts": Reader((acts(),), lambda data: read_both(data, change())),
        "change": Reader((change(),), lambda data: read_both(acts(), data)),
        "request": Reader(((SOUND / "request.json").read_bytes(),), _request),
        "receipt": Reader((receipt,), _receipt),
        "policy": Reader((policy,), _policy),
        "key-events": Reader((rotated_receipt(),), read_rotated),
        "witness": Reader((witness_request(),), judge_request),
        "split-view": Reader((split_view(),), read_split_view),
        "add-keys": Reader((keys_request(),), read_keys_request),
        "cosigned": Reader((cosigned(),), read_cosigned),
        "opening": Reader((opening(),), read_published),
        "public-index": Reader((public_index(),), read_index),
        "inclusion": Reader((inclusion(),), read_inclusion),
        "reading": Reader((statement(),), read_statement),
        "tombstones": Reader((tombstones(),), read_list),
        "use-parcel": Reader((parcel(),), take),
        "use-condition": Reader(CONDITIONS, read_words),
        "use-line": Reader((LINE,), read_columns),
        "timestamp": Reader((timestamp()[0],), read_timestamp),
        "passport": Reader((passport(),), show_passport),
        "consent-fhir": Reader(bundles(), read_bundle),
        "consent-record": Reader((consent_record(),), read_consent_record),
        "issuers": Reader((issuers(),), read_issuers),
        "diseases": Reader((diseases(),), read_hierarchy),
    }
