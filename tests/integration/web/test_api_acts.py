"""What programs do by the HTTP API, from the first question to the receipt; each act is the desk's, and on the log."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autonome import bootstrap
from autonome.access.roles import Role
from autonome.kernel import SubjectId, sha256_hex
from autonome.ledger import EntryKind
from tests.integration.web.programs import Program, program
from tests.integration.web.sites import ANNA, BORIS, NAMES, Pages, waiting

ASKED = {"purpose": "TREAT", "items": ["medications"]}
WITHHELD = "hiv"
"""A category that neither patient has answered for."""


@pytest.fixture(scope="module", autouse=True)
def enrolled(pages: Pages) -> None:
    """Who signs has an app."""
    steward = pages.site.accounts.steward(NAMES[Role.STEWARD])
    for role in (Role.CLINICIAN, Role.PATIENT):
        pages.enrol(NAMES[role], steward.invite(NAMES[role]).code)


@pytest.fixture(autouse=True)
def forgiven(pages: Pages) -> Iterator[None]:
    from autonome.web.accounts.models import Attempt  # noqa: PLC0415 - Django is set up by now

    yield
    Attempt.objects.all().delete()


def told(answer: Any, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    assert answer.status_code == status, answer.content
    return answer.json()


def code(pages: Pages, role: Role) -> dict[str, str]:
    return {"Autonome_Code": pages.code(NAMES[role])}


def test_a_clinician_finds_opens_and_has_a_receipt(pages: Pages) -> None:
    who = program(pages, Role.CLINICIAN)
    (found,) = told(who.post("patients/find", {"words": ANNA.name}))["patients"]
    assert (found["id"], found["name"]) == (ANNA.subject, ANNA.name)
    record = told(
        who.post(f"patients/{ANNA.subject}/openings", {"purpose": "TREAT", "items": ["medications", WITHHELD]})
    )
    assert record["standing"]["items"] == ["medications"]
    assert record["standing"]["withheld"] == [WITHHELD]
    assert json.loads(record["items"][0]["body"])
    entry = record["standing"]["entry"]
    receipt = who.get(f"patients/{ANNA.subject}/entries/{entry}/receipt")
    assert told(receipt)["format"] == told(program(pages, Role.PATIENT).get(f"my/timeline/{entry}/receipt"))["format"]
    assert who.get(f"patients/{BORIS.subject}/entries/{entry}/receipt").status_code == 404
    assert program(pages, Role.PHARMACIST).get(f"patients/{ANNA.subject}/entries/{entry}/receipt").status_code == 404


def test_who_said_no_and_who_is_not_here_are_refused_alike(pages: Pages) -> None:
    who, asked = program(pages, Role.CLINICIAN), {"purpose": "TREAT", "items": [WITHHELD]}
    before = pages.size()
    no = told(who.post(f"patients/{ANNA.subject}/openings", asked), 403)
    absent = told(who.post("patients/p-nobody/openings", asked), 403)
    assert no["code"] == "refused"
    assert {**no, "entry": 0} == {**absent, "entry": 0}
    assert pages.size() == before + 2
    decided = told(who.post("patients/p-nobody/decisions", asked))
    assert (decided["allowed"], decided["standing"]) == (False, None)
    assert decided["told"] == told(who.post(f"patients/{ANNA.subject}/decisions", asked))["told"]
    for path in ("plan", "plan/fhir"):
        assert told(who.post(f"patients/p-nobody/{path}", {}), 403)["code"] == "refused"


def test_a_decision_opens_nothing(pages: Pages) -> None:
    who = program(pages, Role.CLINICIAN)
    before = pages.entries(ANNA.subject)
    decided = told(who.post(f"patients/{ANNA.subject}/decisions", ASKED))
    assert decided["allowed"] is True
    assert pages.entries(ANNA.subject)[len(before) :] == (EntryKind.DECISION,)


def test_a_plan_is_the_bytes_whose_digest_is_on_the_log_and_is_signed_with_a_code(pages: Pages) -> None:
    who = program(pages, Role.CLINICIAN)
    plan = who.post(f"patients/{ANNA.subject}/plan", {"considered": ["clopidogrel"]})
    assert plan.status_code == 200
    digest = plan.headers["Autonome-Plan-Digest"]
    assert digest == sha256_hex(plan.content)
    made = plan.json()["as_of"]
    bundle = who.post(f"patients/{ANNA.subject}/plan/fhir", {"considered": ["clopidogrel"], "as_of": made})
    assert bundle.headers["Content-Type"] == "application/fhir+json"
    assert bundle.json()["resourceType"] == "Bundle"
    sign = f"patients/{ANNA.subject}/plan/signature"
    assert told(who.post(sign, {"digest": digest}), 401)["code"] == "code-wanted"
    assert told(who.post(sign, {"digest": digest}, Autonome_Code="000000"), 401)["code"] == "code-wanted"
    once = code(pages, Role.CLINICIAN)
    assert told(who.post(sign, {"digest": digest}, **once))["entry"] == pages.size() - 1
    assert told(who.post(sign, {"digest": digest}, **once), 401)["code"] == "code-wanted", "a code counts once"
    assert told(who.post(sign, {"digest": "0" * 64}, **code(pages, Role.CLINICIAN)), 400)["code"] == "unusable"
    later = told(who.post(f"patients/{ANNA.subject}/plan", {"as_of": "2999-01-01T00:00:00Z"}), 400)
    assert "to come" in later["detail"]


def test_who_guesses_codes_waits_at_the_door_of_signing_in_too(pages: Pages) -> None:
    who = program(pages, Role.CLINICIAN)
    for _ in range(5):
        who.post(f"patients/{ANNA.subject}/plan/signature", {"digest": "0" * 64}, Autonome_Code="000000")
    waits = who.post(f"patients/{ANNA.subject}/plan/signature", {"digest": "0" * 64}, **code(pages, Role.CLINICIAN))
    assert told(waits, 429)["code"] == "too-many"


def test_an_order_that_is_sent_twice_is_one_order_and_the_laboratory_deals_with_it(pages: Pages) -> None:
    who, path = program(pages, Role.CLINICIAN), f"patients/{ANNA.subject}/orders"
    first = told(who.post(path, {"gene": "CYP2C19"}, Idempotency_Key="order-1"))
    size = pages.size()
    assert told(who.post(path, {"gene": "CYP2C19"}, Idempotency_Key="order-1")) == first
    assert pages.size() == size, "it was done once"
    assert told(who.post(path, {"gene": "CYP2D6"}, Idempotency_Key="order-1"), 409)["code"] == "key-used"
    again = told(who.post(path, {"gene": "CYP2C19"}, Idempotency_Key="order-2"))
    assert (again, first["earlier"]) == ({**first, "earlier": True}, False), "what waits is not ordered twice"
    assert told(who.post(path, {"gene": "TPMT"}, Idempotency_Key="order-4"))["number"] != first["number"]
    other = told(who.post(path, {"gene": "NONE1"}, Idempotency_Key="order-3"), 400)
    assert other["code"] == "unusable"
    assert told(who.post(path, {"gene": "CYP2C9"}, Idempotency_Key="order-3"))["gene"] == "CYP2C9", (
        "what failed is not kept"
    )
    laboratory = program(pages, Role.LABORATORY)
    page = told(laboratory.get("orders?limit=1"))
    assert page["orders"][0]["number"] == first["number"]
    assert set(page["orders"][0]) == {"number", "at", "by"}, "whose, and of which gene, is told of one at a time"
    seen, size = told(laboratory.post(f"orders/{first['number']}/reading")), pages.size()
    assert (seen["patient"], seen["gene"]) == (ANNA.subject, "CYP2C19")
    body = pages.desk.node.log.entries_of(SubjectId(ANNA.subject))[-1].payload.body
    assert body == {"looked": {"order": first["number"], "by": NAMES[Role.LABORATORY]}}
    assert told(laboratory.post(f"orders/{10**9}/reading"), 400)["code"] == "unusable"
    assert pages.size() == size
    rest = told(laboratory.get(f"orders?after={page['next']}"))
    assert first["number"] not in {each["number"] for each in rest["orders"]}
    assert "entry" in told(laboratory.post(f"orders/{first['number']}/close"))
    assert told(laboratory.post(f"orders/{first['number']}/close"), 400)["code"] == "unusable"


def test_a_question_is_told_of_one_at_a_time_and_who_read_it_is_on_record(pages: Pages) -> None:
    number, who = waiting(pages)["read-question"], program(pages, Role.CLINICIAN)
    listed = next(each for each in told(who.get("questions"))["questions"] if each["id"] == number)
    assert set(listed) == {"id", "kind", "asked_at"}
    assert listed["kind"] == "other"
    seen = told(who.post(f"questions/{number}/reading"))
    assert (seen["patient"], seen["words"]) == (ANNA.subject, "Why?")
    body = pages.desk.node.log.entries_of(SubjectId(ANNA.subject))[-1].payload.body
    assert body == {"read": {"id": number, "by": NAMES[Role.CLINICIAN]}}
    assert program(pages, Role.LABORATORY).post(f"questions/{number}/reading").status_code == 403


def test_what_is_kept_of_an_act_that_may_be_repeated_is_sealed_and_its_owners_alone(pages: Pages) -> None:
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    who = program(pages, Role.PATIENT)
    first = told(who.post("my/rights", {"right": "correct", "words": "My heron is blue."}, Idempotency_Key="same"))
    assert "heron" in first["words"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM cache")
        kept = "".join(str(row) for row in cursor.fetchall())
    assert "heron" not in kept
    other = program(pages, Role.CLINICIAN).post(
        f"patients/{BORIS.subject}/orders", {"gene": "CYP2C19"}, Idempotency_Key="same"
    )
    assert told(other)["gene"] == "CYP2C19", "another account's key is another key"


def test_who_writes_the_table_of_kept_answers_has_nothing_run_and_nothing_told(pages: Pages, tmp_path: Path) -> None:
    """Django's own cache unpickles what it finds there: whatever is put into the row would be run."""
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    ran, who, path = tmp_path / "ran", program(pages, Role.CLINICIAN), f"patients/{ANNA.subject}/orders"
    script = f"cposix\nsystem\n(S'touch {ran}'\ntR."
    one = told(who.post(path, {"gene": "CYP2C19"}, Idempotency_Key="one"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        before = dict(cursor.fetchall())
    two = told(who.post(path, {"gene": "SLCO1B1"}, Idempotency_Key="two"))
    assert one != two
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        (key,) = {name for (name,) in cursor.fetchall()} - set(before)
        for value in (base64.b64encode(script.encode()).decode(), *before.values()):
            cursor.execute("UPDATE cache SET value = %s WHERE cache_key = %s", [value, key])
            again = who.post(path, {"gene": "SLCO1B1"}, Idempotency_Key="two")
            assert told(again, 400)["code"] == "unusable", "nor does the answer to another key count"
    assert not ran.exists()


def test_a_patient_answers_by_the_text_that_was_shown_sees_what_would_stop_and_takes_it_back(pages: Pages) -> None:
    who = program(pages, Role.PATIENT)
    assert "treatment" in {each["id"] for each in told(who.get("my/forms"))["forms"]}
    form = told(who.get("my/forms/treatment"))
    question = "my/forms/treatment/questions/goals"
    given = {"answer": "no", "days": 90, "shown": form["text_sha256"]}
    assert told(who.post(f"{question}/answer", given), 401)["code"] == "code-wanted"
    other = told(who.post(f"{question}/answer", {**given, "shown": "0" * 64}, **code(pages, Role.PATIENT)), 400)
    assert "digest" in other["detail"]
    never = told(who.post(f"{question}/answer", {**given, "answer": "later"}, **code(pages, Role.PATIENT)), 400)
    assert never["code"] == "unusable"
    done = told(who.post(f"{question}/answer", {**given, "answer": "yes"}, **code(pages, Role.PATIENT)))
    assert state_of(who) == "granted"
    line = told(who.get(f"my/timeline/{done['entry']}"))["line"]
    assert (line["kind"], line["entry"]) == ("consent", done["entry"])
    before = pages.size()
    effects = told(who.get(f"{question}/effects"))
    assert effects["effects"]
    assert pages.size() == before, "a preview leaves nothing"
    assert len(told(who.post(f"{question}/withdrawal"))["entries"]) == 1
    assert state_of(who) == "withdrawn"
    assert told(who.post(f"{question}/withdrawal"), 400)["code"] == "unusable"
    assert who.get("my/forms/no-form").status_code == who.get(f"{question}x/effects").status_code == 404


def test_a_yes_to_what_was_taken_back_since_is_refused_where_the_program_says_what_it_saw(pages: Pages) -> None:
    who, question = program(pages, Role.PATIENT), "my/forms/treatment/questions/goals"
    form = told(who.get("my/forms/treatment"))
    (stood,) = (each["stood"] for each in form["questions"] if each["id"] == "goals")
    given = {"answer": "yes", "days": 90, "shown": form["text_sha256"]}
    seen = {**given, "stood": stood}
    first = told(who.post(f"{question}/answer", seen, **code(pages, Role.PATIENT)))
    assert told(who.post(f"{question}/answer", seen, **code(pages, Role.PATIENT))) == first, "twice is once"
    told(who.post(f"{question}/withdrawal"))
    before = pages.entries(ANNA.subject)
    late = told(who.post(f"{question}/answer", seen, **code(pages, Role.PATIENT)), 409)
    assert late["code"] == "answered-since"
    assert (pages.entries(ANNA.subject), state_of(who)) == (before, "withdrawn")
    told(who.post(f"{question}/answer", given, **code(pages, Role.PATIENT)))
    assert state_of(who) == "granted", "who compares nothing is not stopped"
    told(who.post(f"{question}/withdrawal"))


def state_of(who: Program) -> object:
    listed = told(who.get("my/forms/treatment"))["questions"]
    return next(each["state"] for each in listed if each["id"] == "goals")


def test_no_yes_stands_to_what_was_not_understood(pages: Pages) -> None:
    from autonome.consent import FORMS, Comprehension  # noqa: PLC0415
    from autonome.workflows.prepare_consent import record_understood  # noqa: PLC0415

    who, log = program(pages, Role.PATIENT), pages.desk.node.log
    form = told(who.get("my/forms/treatment"))
    record_understood(SubjectId(ANNA.subject), FORMS["treatment/3/en"], Comprehension.FAILED, log)
    given = {"answer": "yes", "days": 90, "shown": form["text_sha256"]}
    answer = who.post("my/forms/treatment/questions/goals/answer", given, **code(pages, Role.PATIENT))
    assert told(answer, 409)["code"] == "not-understood"


def test_a_timeline_is_read_in_parts_and_in_the_readers_language(pages: Pages) -> None:
    who = program(pages, Role.PATIENT)
    whole = told(who.get("my/timeline?limit=100"))["lines"]
    parts, after = [], ""
    while True:
        page = told(who.get(f"my/timeline?limit=7{after}"))
        parts += page["lines"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert [each["entry"] for each in parts[: len(whole)]] == [each["entry"] for each in whole]
    assert parts[-1]["entry"] == min(each["entry"] for each in parts)
    elsewhere = told(who.get("my/timeline?limit=1", accept_language="zh-CN"))["lines"][0]
    assert elsewhere["what"] != whole[0]["what"]
    assert (elsewhere["kind"], elsewhere["entry"]) == (whole[0]["kind"], whole[0]["entry"])
    for wrong in ("limit=0", "limit=101", "after=-1", f"after={'9' * 5000}", "limit=x"):
        assert who.get(f"my/timeline?{wrong}").status_code == 422


def test_a_question_is_asked_and_answered(pages: Pages) -> None:
    patient, clinician = program(pages, Role.PATIENT), program(pages, Role.CLINICIAN)
    told(patient.post("my/questions", {"about": "treatment", "words": "May I wait?"}))
    listed = next(each for each in told(clinician.get("questions"))["questions"] if each["kind"] == "form")
    asked = told(clinician.post(f"questions/{listed['id']}/reading"))
    assert (asked["patient"], asked["about"], asked["words"]) == (ANNA.subject, "treatment", "May I wait?")
    told(clinician.post(f"questions/{asked['id']}/answer", {"words": "You may."}))
    answered = next(each for each in told(patient.get("my/questions"))["questions"] if each["id"] == asked["id"])
    assert (answered["answer"], answered["answered_by"]) == ("You may.", NAMES[Role.CLINICIAN])
    assert told(clinician.post(f"questions/{asked['id']}/answer", {"words": "Again."}), 400)["code"] == "unusable"


def test_an_erasure_is_asked_for_with_a_code(pages: Pages) -> None:
    who = program(pages, Role.PATIENT)
    assert told(who.post("my/rights/erasure", {}), 401)["code"] == "code-wanted"
    matter = told(who.post("my/rights/erasure", {"words": ""}, **code(pages, Role.PATIENT)))
    assert (matter["right"], matter["open"]) == ("erase", True)
    assert matter["id"] in {each["id"] for each in told(who.get("my/rights"))["matters"]}


def test_a_steward_sees_accounts_log_and_jobs_and_nothing_of_a_patient(pages: Pages) -> None:
    who = program(pages, Role.STEWARD)
    first = told(who.get("steward/accounts?limit=3"))
    rest = told(who.get(f"steward/accounts?limit=100&after={first['next']}"))
    names = [each["name"] for each in (*first["accounts"], *rest["accounts"])]
    assert names == sorted(NAMES.values())
    log = told(who.get("steward/log"))
    assert log["size"] == pages.size()
    seen = json.dumps([first, rest, log, told(who.get("steward/jobs"))])
    assert ANNA.subject not in seen
    assert ANNA.name not in seen


def test_stewards_are_told_of_keys_and_storage_as_the_pages_have_them_and_nothing_secret(pages: Pages) -> None:
    who = program(pages, Role.STEWARD)
    keys = told(who.get("steward/keys"))["keys"]
    uses = [each["use"] for each in keys]
    assert uses[0] == "log"
    assert uses[-1] == "institution"
    (log,) = [each for each in keys if each["use"] == "log"]
    assert (log["entry"], log["ended"], log["urgent"], log["stands"]) == (0, False, False, "in use")
    assert log["commands"] == ["autonome ledger rotate-key NODE/log --database"]
    chinese = told(who.get("steward/keys", accept_language="zh-hans"))["keys"]
    assert chinese[0]["stands"] != "in use"
    assert (pages.desk.node.private / "keyring" / "key").read_bytes().hex() not in json.dumps(keys)
    storage = told(who.get("steward/storage"))
    sizes = storage["now"]["kinds"]
    assert storage["now"]["whole"] == sizes["database"] + sizes["genomes"] + sizes["arriving"]
    assert sizes["log"] > 0 < sizes["free"]
    assert (storage["before"], storage["data_backup"], storage["fault"]) == ([], None, "")
    pages.site.desk.note_storage()
    assert [set(each["kinds"]) for each in told(who.get("steward/storage"))["before"]] == [set(sizes)]
    auditor = program(pages, Role.AUDITOR)
    assert told(auditor.get("steward/keys"))["keys"] == keys
    assert told(auditor.get("steward/storage"), 403)["code"] == "not-for-the-role"
    assert told(program(pages, Role.CLINICIAN).get("steward/keys"), 403)["code"] == "not-for-the-role"


def test_the_bundle_knows_the_medicine_that_is_considered_here() -> None:
    assert "clopidogrel" in bootstrap.knowledge_bundle().drugs.drugs
