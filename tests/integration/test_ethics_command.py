"""From a consent file on the log to the assessment: wishes count from the log, and another log gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .commands import EXAMPLE, autonome

CONSENT: dict[str, Any] = json.loads((EXAMPLE / "consent.json").read_text(encoding="utf-8"))
AFTER = "2026-01-06T09:00:00Z"


def plan(out: Path, consent: dict[str, Any], log: Path) -> tuple[dict[str, Any], str]:
    """The document and the patient's page."""
    file = out.parent / f"{out.name}.consent.json"
    file.write_text(json.dumps(consent), encoding="utf-8")
    ran = autonome(
        "plan", EXAMPLE / "patient.vcf", "--record", EXAMPLE / "record.json", "--consent", file, "--outside-calls",
        EXAMPLE / "outside-calls.tsv", "--as-of", "2026-03-01T10:00:00Z", "--log", log, "--out", out, "--no-pdf",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    read: dict[str, Any] = json.loads((out / "plan.json").read_bytes())
    return read, (out / "patient.html").read_text(encoding="utf-8")


def changed(kind: str, question: str) -> dict[str, Any]:
    """The example's consent with one more act about a kind of findings."""
    first = next(each for each in CONSENT["acts"] if each["question"] == question)
    act = first | {"id": f"later-{kind}", "act": kind, "recorded_at": AFTER}
    if kind == "withdraw":
        del act["valid"]
    return CONSENT | {"acts": [*CONSENT["acts"], act]}


def wish(document: dict[str, Any], finding: str) -> tuple[str, str]:
    (found,) = [each for each in document["ethics"]["wishes"] if each["finding"] == finding]
    return found["wish"], found["act"]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str, Path]:
    folder = tmp_path_factory.mktemp("ethics")
    return (*plan(folder / "one", CONSENT, folder / "log"), folder)


def test_the_plan_names_the_acts_it_was_made_by_and_the_wishes_that_stand(
    example: tuple[dict[str, Any], str, Path],
) -> None:
    document, page, _ = example
    (scope,) = [each for each in document["ethics"]["statements"] if each["check"] == "consent-scope"]
    assert scope["found"] == "met"
    acts = [each["id"] for each in scope["rests_on"] if each["kind"] == "act"]
    assert acts == [each["id"] for each in CONSENT["acts"] if not each["template"].startswith("findings/")]
    assert wish(document, "other-medicines") == ("yes", "2026-01-05/8")
    assert wish(document, "treatable-risk") == ("not-now", "2026-01-05/9")
    assert wish(document, "carrier-status") == ("no", "2026-01-05/10")
    assert wish(document, "unclear-meaning") == ("not-recorded", "")
    assert {each["id"]: each["wish"] for each in document["ethics"]["incidental"]}["TPMT"] == "yes"
    assert "TPMT" in page


def test_the_receipt_holds_the_request_that_the_scope_names(example: tuple[dict[str, Any], str, Path]) -> None:
    from autonome.kernel import digest  # noqa: PLC0415 - only here

    document, _, folder = example
    receipt = json.loads((folder / "one/receipt.json").read_bytes())
    requests = list(_requests(receipt))
    (scope,) = [each for each in document["ethics"]["statements"] if each["check"] == "consent-scope"]
    (named,) = [each["id"] for each in scope["rests_on"] if each["kind"] == "request"]
    assert named in {digest(each) for each in requests}


def _requests(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Every object under a member ``request``, entries' bodies included, which stand as text in a receipt."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "request":
                yield each
            yield from _requests(each)
    elif isinstance(value, list):
        for each in value:
            yield from _requests(each)


def test_a_withdrawn_wish_is_silence_and_the_page_holds_back(
    example: tuple[dict[str, Any], str, Path], tmp_path: Path
) -> None:
    document, page = plan(tmp_path / "two", changed("withdraw", "other-medicines"), tmp_path / "log")
    assert wish(document, "other-medicines") == ("not-recorded", "later-withdraw")
    assert "TPMT" in example[1]
    assert "TPMT" not in page


def test_what_is_on_the_log_counts_and_an_older_file_brings_no_wish_back(tmp_path: Path) -> None:
    log = tmp_path / "log"
    plan(tmp_path / "one", changed("deny", "other-medicines"), log)
    document, page = plan(tmp_path / "two", CONSENT, log)
    assert wish(document, "other-medicines") == ("no", "later-deny")
    assert "TPMT" not in page


def test_another_log_gives_the_same_document(example: tuple[dict[str, Any], str, Path], tmp_path: Path) -> None:
    log = tmp_path / "log"
    plan(tmp_path / "one", CONSENT, log)
    plan(tmp_path / "two", CONSENT, log)
    assert (tmp_path / "two/plan.json").read_bytes() == (tmp_path / "one/plan.json").read_bytes()
    assert wish(example[0], "other-medicines")[0] == "yes"
