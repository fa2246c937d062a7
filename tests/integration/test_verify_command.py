"""`autonome decide` and `autonome verify` as their users run them: words, exit codes, and every kind of forgery."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from autonome import bootstrap
from autonome.access import Permit, read_request
from autonome.cli.exits import exit_code
from autonome.cli.main import app
from autonome.consent import ConsentFile, read_consent
from autonome.kernel import AutonomeError, Instant, Sha256, canonical_bytes, sha256_hex
from autonome.law import RULES
from autonome.ledger import COSIGNATURE, Checkpoint, Note, write_policy
from autonome.workflows.decide_and_record import decide_and_record
from autonome.workflows.record_use import Made, record_use
from tests.fakes.ledger import MemoryLog, SeededSigner
from tests.integration.commands import EXAMPLE, autonome

AT = Instant.parse("2026-03-01T10:00:00Z")
PLAN, PAGE = b'{"format":"autonome-plan/1"}', b"<!doctype html>"
MADE_FILES = {"plan.html": sha256_hex(PAGE), "plan.json": sha256_hex(PLAN)}
NOT_VERIFIED = "autonome: NOT VERIFIED: do not rely on it. "


@dataclass(frozen=True)
class Deed:
    """A receipt on disk with all that belongs to it."""

    log: MemoryLog
    receipt: Path
    policy: Path
    plan: Path

    def text(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.receipt.read_text())
        return value


@pytest.fixture
def deed(tmp_path: Path) -> Deed:
    log = MemoryLog()
    request = read_request((EXAMPLE / "treatment-request.json").read_bytes())
    consent = read_consent((EXAMPLE / "consent.json").read_bytes())
    permit = decide_and_record(request, consent, log=log, rules=RULES, at=AT)
    assert isinstance(permit, Permit)
    made = Made({"record": sha256_hex(b"record")}, MADE_FILES, Sha256("0" * 64), "autonome 0")
    receipt = record_use(permit, made, log=log)
    files = Deed(log, tmp_path / "receipt.json", tmp_path / "policy.txt", tmp_path / "plan.json")
    files.receipt.write_bytes(canonical_bytes(receipt.to_json()))
    files.policy.write_text(write_policy(log.verifier))
    files.plan.write_bytes(PLAN)
    return files


def run(*arguments: object) -> tuple[int, str, str]:
    """Run in this process: exit code, output, and the one line of an error."""
    result: Result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, AutonomeError):
        return exit_code(result.exception), result.stdout, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_a_receipt_under_a_policy_is_verified_and_said_in_words(deed: Deed) -> None:
    code, said, _ = run("verify", deed.receipt, "--policy", deed.policy, "--plan", deed.plan)
    assert code == 0
    for words in (
        "Verified: a use that was allowed.",
        "dr-example, for hospital.example, as care-team",
        "synthetic-na12878: pharmacogenes, medications, demographics",
        "TREAT, to use, in US",
        "allowed, recorded 2026-03-01T10:00:00Z",
        "test.example/log, at 10 and 11 in a tree of 12",
        "the given file is this receipt's plan.json",
    ):
        assert words in said


def test_it_says_how_the_acts_were_done_that_it_rests_on(deed: Deed) -> None:
    _, said, _ = run("verify", deed.receipt, "--policy", deed.policy)
    assert "  consents   3 by the person, the word of the institution, could say back what it was about\n" in said
    told = json.loads(run("verify", deed.receipt, "--policy", deed.policy, "--json")[1])
    manner = {"authority": "self", "signature": "institution-attested", "comprehension": "passed"}
    assert told["consents"] == [manner] * 3


def test_as_json_it_says_the_same(deed: Deed) -> None:
    code, said, _ = run("verify", deed.receipt, "--policy", deed.policy, "--json")
    value = json.loads(said)
    assert code == 0
    assert value["verified"] is True
    assert value["kind"] == "decision"
    assert (value["effect"], value["entries"], value["size"], value["plan_matches"]) == ("allowed", [10, 11], 12, None)
    assert (value["given"], value["reasons"][0][:20]) == (None, "The person's consent")


@pytest.mark.parametrize(("name", "data"), [("plan.html", PAGE), ("plan.json", PLAN)])
def test_each_file_that_was_made_is_known_by_its_bytes_whatever_it_is_called(
    deed: Deed, name: str, data: bytes
) -> None:
    other = deed.plan.with_name("downloaded (1)")
    other.write_bytes(data)
    code, said, _ = run("verify", deed.receipt, "--policy", deed.policy, "--plan", other, "--json")
    value = json.loads(said)
    assert (code, value["plan_matches"], value["given"]) == (0, True, name)


def test_a_cut_receipt_is_to_be_fetched_again_never_corrected(deed: Deed) -> None:
    whole = deed.receipt.read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        deed.receipt.write_bytes(whole[:length])
        code, said, error = run("verify", deed.receipt, "--policy", deed.policy)
        assert (code, said) == (2, "")
        assert error.startswith(f"{NOT_VERIFIED}{deed.receipt}: is not a whole receipt: ")
        assert error.endswith("Mend: get it again from whoever handed it out.\n")
        assert "correct" not in error


def cosigned(deed: Deed, *seconds: int) -> None:
    """Cosign the receipt by as many witnesses, so long after it was recorded; the policy asks for two of three."""
    receipt = deed.text()
    note = Note.parse(deed.log.checkpoint())
    witnesses = [SeededSigner(f"w{number}.example", 40 + number, COSIGNATURE) for number in range(3)]
    lines = [each.cosign(note.text, AT.seconds + after) for each, after in zip(witnesses, seconds, strict=False)]
    deed.receipt.write_text(json.dumps(receipt | {"checkpoint": str(note.with_signatures(lines))}))
    named = "".join(f"witness w{number} {each.verifier}\n" for number, each in enumerate(witnesses))
    group = "group two 2 w0 w1\nquorum two\n"
    deed.policy.write_text(f"log {deed.log.verifier}\n{named}{group}")


def test_a_receipt_that_is_not_yet_cosigned_is_untrusted_under_a_policy_that_asks_for_a_quorum(deed: Deed) -> None:
    cosigned(deed)
    code, said, error = run("verify", deed.receipt, "--policy", deed.policy)
    assert (code, said) == (4, "")
    assert error.startswith(f"{NOT_VERIFIED}Untrusted: {deed.receipt}: the receipt is not yet cosigned: ")
    assert error.endswith("once the witnesses have cosigned; nobody here can know when that is.\n")
    cosigned(deed, 5)
    assert run("verify", deed.receipt, "--policy", deed.policy)[0] == 4


def test_a_cosigned_receipt_says_who_when_and_whose_word_the_time_is(deed: Deed) -> None:
    cosigned(deed, 5, 9, 1)
    code, said, _ = run("verify", deed.receipt, "--policy", deed.policy)
    assert code == 0
    assert (
        "w0.example at 2026-03-01T10:00:05Z, w1.example at 2026-03-01T10:00:09Z, "
        "w2.example at 2026-03-01T10:00:01Z (not counted)"
    ) in said
    assert "time       seen by others at 2026-03-01T10:00:09Z" in said
    vouched = json.loads(run("verify", deed.receipt, "--policy", deed.policy, "--json")[1])["vouched"]
    assert vouched["counted"] == ["w0.example", "w1.example"]
    assert (vouched["seen_at"], vouched["time_by_log_alone"]) == ("2026-03-01T10:00:09Z", False)
    cosigned(deed, 86_400, 86_400)
    said = run("verify", deed.receipt, "--policy", deed.policy)[1]
    assert "the log's own word; others saw it first at 2026-03-02T10:00:00Z" in said
    cosigned(deed, -1000, -1000)
    code, _, error = run("verify", deed.receipt, "--policy", deed.policy)
    assert code == 5
    assert "is false: it states 2026-03-01T10:00:00Z, after others saw it at 2026-03-01T09:43:20Z" in error


def test_a_timestamp_that_nobody_checks_is_said_to_be_there(deed: Deed) -> None:
    deed.receipt.write_text(json.dumps(deed.text() | {"timestamp": "AAAA"}))
    said = run("verify", deed.receipt, "--policy", deed.policy)[1]
    assert "time       the log's own word; a timestamp is there, and was not checked" in said


def test_without_a_policy_it_is_untrusted(deed: Deed) -> None:
    code, said, error = run("verify", deed.receipt)
    assert (code, said) == (4, "")
    assert error.startswith(
        f"{NOT_VERIFIED}Untrusted: {deed.receipt}: a receipt cannot vouch for itself. Mend: get the "
    )


def test_a_policy_of_somebody_else_does_not_trust_this_log(deed: Deed) -> None:
    deed.policy.write_text(write_policy(SeededSigner(seed=5).verifier))
    code, _, error = run("verify", deed.receipt, "--policy", deed.policy)
    assert code == 4
    assert "no key of the policy signed for the log 'test.example/log'" in error


def change(where: list[Any], value: object) -> Callable[[Deed], None]:
    def forge(deed: Deed) -> None:
        receipt = deed.text()
        place: Any = receipt
        for step in where[:-1]:
            place = place[step]
        place[where[-1]] = value
        deed.receipt.write_text(json.dumps(receipt))

    return forge


def replaced(old: str, new: str) -> Callable[[Deed], None]:
    def forge(deed: Deed) -> None:
        text = deed.receipt.read_text()
        assert old in text
        deed.receipt.write_text(text.replace(old, new))

    return forge


def other_plan(deed: Deed) -> None:
    deed.plan.write_bytes(PLAN + b" ")


def only_the_use(deed: Deed) -> None:
    change(["entries"], deed.text()["entries"][1:])(deed)


def use_of_another_decision(deed: Deed) -> None:
    """Two sound entries that do not belong together, proven by the log itself."""
    request = read_request((EXAMPLE / "treatment-request.json").read_bytes())
    second = decide_and_record(request, ConsentFile(request.subject, ()), log=deed.log, rules=RULES, at=AT)
    use = deed.log.entries[4]
    deed.log.entries[4], deed.log.entries[5] = (
        type(use)(4, second.recorded.salt, second.recorded.payload),
        type(use)(5, use.salt, use.payload),
    )
    from autonome.workflows.record_use import receipt_for  # noqa: PLC0415 - only here

    receipt = receipt_for(deed.log.entries[4:], log=deed.log)
    deed.receipt.write_bytes(canonical_bytes(receipt.to_json()))


def other_origin(deed: Deed) -> None:
    note = Note.parse(deed.text()["checkpoint"])
    stated = Checkpoint.parse(note.text)
    text = Checkpoint("other.example/log", stated.size, stated.root).text
    change(["checkpoint"], str(Note(text, (deed.log.signer.line(text),))))(deed)


def written(name: str, text: str) -> Callable[[Deed], None]:
    def forge(deed: Deed) -> None:
        (deed.receipt.parent / name).write_text(text)

    return forge


SALT = "A" * 43 + "="
FORGERIES: dict[str, tuple[Callable[[Deed], None], int, str]] = {
    "purpose": (replaced('"TREAT"', '"GRU"'), 5, "entry 10 is not what the log recorded"),
    "items": (replaced('"demographics"', '"genome"'), 5, "entry 10 is not what the log recorded"),
    "salt": (change(["entries", 1, "salt"], SALT), 5, "entry 11 is not what the log recorded"),
    "index": (change(["entries", 0, "index"], 9), 5, "entry 9 is not what the log recorded"),
    "index-beyond": (
        change(["entries", 1, "index"], 12),
        5,
        "the log has no such entry: the index 12 lies outside the tree of size 12",
    ),
    "proof-too-long": (change(["entries", 1, "proof"], [SALT] * 9), 5, "too long for a tree of size 12"),
    "proof-endless": (change(["entries", 1, "proof"], [SALT] * 65), 2, "no tree needs more than 64"),
    "size": (replaced("log\\n12\\n", "log\\n13\\n"), 5, "the signature by 'test.example/log' does not hold"),
    "origin": (other_origin, 5, "signed a checkpoint of another log, 'other.example/log'"),
    "plan": (
        other_plan,
        5,
        "plan.json: this file is none of those that the receipt was given for (plan.html, plan.json)",
    ),
    "use-alone": (only_the_use, 5, "does not hold one decision and at most one use"),
    "not-its-use": (use_of_another_decision, 5, "does not follow"),
    "base64": (change(["entries", 0, "salt"], "?"), 2, "entry 0: the salt is not base64"),
    "member": (change(["verified"], "yes"), 2, "does not have exactly the members"),
    "twice": (replaced('"format"', '"format":"x","format"'), 2, "the key 'format' stands twice"),
    "nan": (replaced('"index":10', '"index":NaN'), 2, "NaN is not a whole number"),
    "deep": (replaced('"index":10', '"index":' + "[" * 100 + "]" * 100), 2, "nested deeper than 64 levels"),
    "large": (replaced('"index":10', '"index":10' + " " * 5_000_000), 2, "is larger than 4 MiB"),
    "no-json": (
        written("receipt.json", "Paid in full."),
        2,
        "receipt.json: is not a whole receipt: is not the JSON that is read here",
    ),
    "missing": (lambda deed: deed.receipt.unlink(), 2, "there is no such file"),
    "policy": (written("policy.txt", "trust me\n"), 2, "policy.txt, line 1: 'trust' begins no line"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_receipt_has_its_own_line_and_exit_code(deed: Deed, name: str) -> None:
    forge, code, says = FORGERIES[name]
    forge(deed)
    got, said, error = run("verify", deed.receipt, "--policy", deed.policy, "--plan", deed.plan)
    assert (got, said) == (code, "")
    assert says in error
    assert "\n" not in error.strip()
    assert str(deed.receipt.parent) in error
    assert error.startswith(NOT_VERIFIED) or name in {"large", "missing"}


def test_what_a_log_holds_cannot_move_the_cursor(deed: Deed, tmp_path: Path) -> None:
    log = MemoryLog()
    request = read_request((EXAMPLE / "underwriting-request.json").read_bytes().replace(b"desk", rb"\u001b[2Jdesk"))
    refused = decide_and_record(request, ConsentFile(request.subject, ()), log=log, rules=RULES, at=AT)
    from autonome.workflows.record_use import receipt_for  # noqa: PLC0415 - only here

    deed.receipt.write_bytes(canonical_bytes(receipt_for((refused.recorded,), log=log).to_json()))
    code, said, _ = run("verify", deed.receipt, "--policy", deed.policy)
    assert code == 0
    assert "\x1b" not in said
    assert tmp_path.is_dir()


AUDITED = ("--json", "--explain", "auditor")
CONSENT, UNDERWRITING = EXAMPLE / "consent.json", EXAMPLE / "underwriting-request.json"


def test_an_insurer_is_refused_with_the_article_on_the_log_and_by_receipt(tmp_path: Path) -> None:
    """The whole way through the installed program, on disk."""
    log, receipt = tmp_path / "log", tmp_path / "receipt.json"
    asked = autonome("decide", "--consent", CONSENT, "--request", UNDERWRITING, "--log", log, "--receipt", receipt)
    assert asked.returncode == 3
    assert "Genetic Information Nondiscrimination Act, Title I" in asked.stdout
    assert "entry 11" in asked.stdout
    assert "Counsel must review" in asked.stdout
    policy = tmp_path / "policy.txt"
    policy.write_text(write_policy(bootstrap.open_log(log).verifier))
    checked = autonome("verify", receipt, "--policy", policy)
    assert checked.returncode == 0
    assert checked.stdout.startswith("Verified: a refusal.\n")
    assert "  reason 1   The law forbids this use" in checked.stdout
    assert "Data: pharmacogenes." in checked.stdout
    assert "denied, recorded" in checked.stdout
    assert "US-GINA-I" in checked.stdout


def test_a_decision_without_a_log_says_that_it_is_not_recorded() -> None:
    code, said, _ = run("decide", "--consent", CONSENT, "--request", EXAMPLE / "treatment-request.json", "--as-of", AT)
    assert code == 0
    assert "not recorded" in said
    assert "pharmacogenes, medications, demographics" in said


def test_a_decision_as_json_holds_all_of_it() -> None:
    code, said, _ = run("decide", "--consent", CONSENT, "--request", UNDERWRITING, *AUDITED, "--as-of", AT)
    value = json.loads(said)
    assert code == 3
    assert (value["effect"], value["entry"]) == ("denied", None)
    assert value["decision"]["reasons"][0]["rule"] == "US-GINA-I"


@pytest.mark.parametrize(
    ("change_to", "code", "says"),
    [
        ({"subject": "ben"}, 3, ""),
        ({"purposes": []}, 2, "request.json: the member 'purposes' is empty"),
        ({"purposes": ["GIFT"]}, 3, ""),
        ({"action": "sell"}, 2, "request.json: 'sell' is no value of 'action'"),
        ({"payment": "1"}, 2, "request.json: the member 'payment' is not known here"),
        ({"format": "x"}, 2, "request.json: is of format 'x'"),
        ({"foreign_controlled": 1}, 2, "request.json: the member 'foreign_controlled' is neither true nor false"),
    ],
)
def test_a_request_that_is_none_is_refused_in_one_line(
    tmp_path: Path, change_to: dict[str, Any], code: int, says: str
) -> None:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(json.loads(UNDERWRITING.read_text()) | change_to))
    got, _, error = run("decide", "--consent", CONSENT, "--request", path)
    assert got == code
    assert says in error
    assert "\n" not in error.strip()


def test_another_kind_of_file_than_a_request_is_told_as_that() -> None:
    got, _, error = run("decide", "--consent", CONSENT, "--request", CONSENT.with_name("record.json"))
    mend = "Mend: give the file that says who asks for what."
    assert (got, error) == (2, f"record.json: is no autonome-request/1 file. {mend}")


def strangers(folder: Path, **changes: Any) -> Path:  # noqa: ANN401 - JSON
    value = json.loads(CONSENT.read_text()) | {"subject": "ben", "acts": []} | changes
    path = folder / "consent.json"
    path.write_text(json.dumps(value))
    return path


@pytest.mark.parametrize("before", ["no log", "fresh log", "log with the grant"])
def test_decide_refuses_the_consent_of_another_person(tmp_path: Path, before: str) -> None:
    treatment = EXAMPLE / "treatment-request.json"
    where = () if before == "no log" else ("--log", tmp_path / "log")
    if before == "log with the grant":
        assert run("decide", "--consent", CONSENT, "--request", treatment, *where)[0] == 0
    code, said, _ = run("decide", "--consent", strangers(tmp_path), "--request", treatment, *where, *AUDITED)
    value = json.loads(said)
    assert (code, value["reasons"][0]["sentence"]) == (3, "The consent handed in is another person's.")
    assert [reason["code"] for reason in value["decision"]["reasons"]] == ["consent-of-another"]
    assert value["entry"] == {"no log": None, "fresh log": 1, "log with the grant": 12}[before]


def test_decide_names_the_recorded_acts_that_the_file_does_not_hold(tmp_path: Path) -> None:
    asked = ("decide", "--request", EXAMPLE / "treatment-request.json", "--log", tmp_path / "log", "--consent")
    empty = strangers(tmp_path, subject="synthetic-na12878")
    assert run(*asked, empty)[0] == 3
    code, said, _ = run(*asked, CONSENT, *AUDITED)
    assert (code, json.loads(said)["consent_on_record"]) == (0, [])
    code, said, _ = run(*asked, empty, *AUDITED)
    named = json.loads(said)["consent_on_record"]
    assert (code, [act["entry"] for act in named]) == (0, [2, 3, 4])
    assert (
        "entry 2: treatment/pharmacogenes; the given file does not hold it"
        in run(*asked, empty, "--explain", "auditor")[1]
    )


def test_a_receipt_of_a_decision_needs_a_log(tmp_path: Path) -> None:
    asked = autonome("decide", "--consent", CONSENT, "--request", UNDERWRITING, "--receipt", tmp_path / "r.json")
    assert asked.returncode == 2
    assert "add --log DIR" in asked.stderr
