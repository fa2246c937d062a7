"""What is sent and taken in, or refused and gone; questions answered, orders dealt with. Hostile text stays text."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from autonome import bootstrap
from autonome.access.errors import RequestError
from autonome.access.roles import Role
from autonome.adapters.postgres_gate.questions import PostgresEnquiries
from autonome.adapters.synthetic import genome_of, record_of
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import ActorId, InputError, SubjectId
from autonome.ledger import EntryKind
from autonome.web.desk import Beside, SeenRecord
from autonome.workflows import ask_and_answer, order_test
from autonome.workflows.ask_and_answer import Enquiry
from autonome.workflows.order_test import Order
from tests.integration.web.sites import ANNA, BORIS, NAMES, Pages, waiting, ward_of
from tests.integration.web.test_clinic_opening import clinician, opened, text

if TYPE_CHECKING:
    from django.test import Client

HOSTILE = "<script>alert('x')</script>"


def assert_text(answer: Any) -> None:  # noqa: ANN401 - Django's answer
    """What is hostile is there, and is text."""
    assert HOSTILE in text(answer)
    assert "<script>alert" not in answer.content.decode()


def sent(client: Client, patient: str, data: bytes, name: str = "file.vcf", **more: str) -> Any:  # noqa: ANN401
    """The page of what was sent, once the worker has been at it."""
    from autonome.web.work.running import work  # noqa: PLC0415 - Django is set up by now

    answer = client.post(f"/patients/{patient}/upload", {"file": SimpleUploadedFile(name, data), **more})
    assert answer.status_code == 303, text(answer)
    place = answer.headers["Location"]
    work(number=int(place.rpartition("/")[2]))
    return client.get(place)


def kept_files(pages: Pages) -> list[str]:
    folder = pages.desk.node.private / "arriving"
    return [each.name for each in folder.rglob("*")] if folder.exists() else []


@pytest.fixture(scope="module")
def vcf() -> str:
    return genome_of(ANNA, bootstrap.knowledge_bundle().definitions)


def test_a_record_is_taken_in_once_and_told_with_its_receipt(pages: Pages) -> None:
    client, data = clinician(pages), record_of(ANNA).replace("Body weight", HOSTILE.replace("'", "\\u0027")).encode()
    page = sent(client, ANNA.subject, data, "record.json")
    assert "It is taken in." in text(page)
    assert re.search(r"Added 1 Unchanged \d+", text(page))
    assert "/receipt" in page.content.decode()
    assert kept_files(pages) == []
    assert_text(opened(client, ANNA.subject, "vital-signs"))


def test_a_genome_is_taken_in_and_its_sample_is_shown_as_text(pages: Pages, vcf: str) -> None:
    lines = vcf.splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("#CHROM"))
    lines[head] = lines[head].rpartition("\t")[0] + "\t" + HOSTILE
    client = clinician(pages)
    answer = sent(client, BORIS.subject, "\n".join([*lines, ""]).encode(), "<b>.vcf")
    assert_text(answer)
    assert_text(opened(client, BORIS.subject, "pharmacogenes"))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.vcf"),
        (b"{" * 5000, "deep.json"),
        (b'{"resourceType": "Bundle", "entry": []}', "nobody.json"),
        (b"##fileformat=VCFv4.2\n#CHROM\tPOS\n", "short.vcf"),
        (b"\x1f\x8b" + bytes(64), "bomb.vcf.gz"),
        (b"<html>", "../../page.html"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line_and_leaves_nothing(pages: Pages, data: bytes, name: str) -> None:
    client = clinician(pages)
    if not data:
        answer = client.post(f"/patients/{ANNA.subject}/upload", {"file": SimpleUploadedFile(name, data)})
        assert "wrong" in answer.content.decode()
        return
    page = text(sent(client, ANNA.subject, data, name))
    assert "It was not done." in page
    assert "Traceback" not in page
    assert kept_files(pages) == []


def test_what_waits_is_sealed_and_outlasts_a_fault_and_is_gone_at_the_end(
    pages: Pages, vcf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autonome.web.work.models import Work  # noqa: PLC0415 - Django is set up by now
    from autonome.web.work.running import work  # noqa: PLC0415

    client, folder = clinician(pages), pages.desk.node.private / "arriving"
    long = vcf + "".join(f"chr22\t{40_000_000 + each}\t.\tA\tG\t.\tPASS\t.\tGT\t0/1\n" for each in range(90_000))
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", _refuse)
    answer = client.post(f"/patients/{ANNA.subject}/upload", {"file": SimpleUploadedFile("a.vcf", long.encode())})
    number = int(answer.headers["Location"].rpartition("/")[2])
    (path,) = (each for each in folder.rglob("*") if each.is_file())
    assert path.stat().st_size > len(long) > 3_000_000
    assert b"#CHROM" not in path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("autonome.bootstrap.desk_clinic.taken_in_genome", _refuse)
        with pytest.raises(RuntimeError):
            work(number=number)
    assert path.is_file(), "a fault is tried again, and needs the file for it"
    assert "waits for its turn" in text(client.get(answer.headers["Location"]))
    work(number=number)
    page = text(client.get(answer.headers["Location"]))
    assert "It is taken in." in page
    assert kept_files(pages) == []
    done = Work.objects.get(pk=number)
    assert done.done == done.of == len(long)
    assert done.lines == long.count("\n") + 1
    assert bytes(done.sealed) == b""


def _refuse(*_: object, **__: object) -> None:
    raise RuntimeError


def test_who_sent_what_cannot_be_used_is_told_where_and_what_to_do(pages: Pages, vcf: str) -> None:
    head, _, _ = vcf.partition("#CHROM")
    broken = head + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\nchr10\tx\t.\tA\tG\t.\t.\t.\tGT\t0/1\n"
    page = text(sent(clinician(pages), ANNA.subject, broken.encode(), "anna-secret.vcf"))
    assert re.search(r"It was not done\. The file, line \d+: .+ What to do: .+ Nothing of it is kept\.", page), page
    assert "anna-secret" not in page
    assert kept_files(pages) == []


def test_a_home_says_how_much_waits_to_those_who_deal_with_it_and_about_whom_to_nobody(pages: Pages) -> None:
    client, laboratory = clinician(pages), clinician(pages, Role.LABORATORY)
    before = text(client.get("/"))
    now, asked = (
        SystemClock().now(),
        PostgresEnquiries(pages.desk.node.log, pages.desk.node.names, entropy=SystemEntropy()),
    )
    asked.begin(Enquiry(id="ab" * 16, subject=SubjectId(BORIS.subject), about="", words="Why?", asked_at=now))
    client.post(f"/patients/{ANNA.subject}/order", {"gene": "CYP2D6"})
    said = text(client.get("/"))
    assert "Patients' questions that wait: 1" not in before
    assert "Patients' questions that wait: 1" in said
    assert "Tests that were ordered: 1" in said
    assert ANNA.subject not in said
    assert "Tests that were ordered: 1" in text(laboratory.get("/"))
    assert "questions" not in text(laboratory.get("/"))
    assert "What waits" not in text(clinician(pages, Role.PHARMACIST).get("/"))
    client.post("/questions", {"number": "ab" * 16, "words": "Because."})
    number = re.findall(r'name="number" value="(\d+)"', laboratory.get("/orders").content.decode())[0]
    laboratory.post("/orders", {"number": number})
    assert "What waits" not in text(client.get("/"))


def test_work_that_ended_the_process_each_time_is_not_begun_for_ever(pages: Pages) -> None:
    from autonome.web.work.models import Work  # noqa: PLC0415 - Django is set up by now
    from autonome.web.work.running import MOST_BEGUN, work  # noqa: PLC0415

    client, data = clinician(pages), record_of(BORIS).encode()
    place = client.post(f"/patients/{BORIS.subject}/upload", {"file": SimpleUploadedFile("r.json", data)}).headers[
        "Location"
    ]
    number = int(place.rpartition("/")[2])
    Work.objects.filter(pk=number).update(attempts=MOST_BEGUN, state="running")
    work(number=number)
    assert "by a fault of ours" in text(client.get(place))
    assert kept_files(pages) == []


def test_the_record_of_somebody_else_is_refused(pages: Pages) -> None:
    assert "another patient" in text(sent(clinician(pages), ANNA.subject, record_of(BORIS).encode(), "b.json"))


def test_nothing_is_taken_in_for_who_is_not_here_and_nobody_sees_anothers_upload(pages: Pages) -> None:
    client, data = clinician(pages), record_of(BORIS).encode()
    answer = client.post("/patients/p-nobody/upload", {"file": SimpleUploadedFile("r.json", data)})
    assert answer.status_code == 400
    made = client.post(f"/patients/{BORIS.subject}/upload", {"file": SimpleUploadedFile("r.json", data)})
    place = made.headers["Location"]
    assert client.get(place).status_code == 200
    assert clinician(pages, Role.PHARMACIST).get(place).status_code == 404


def test_a_patients_question_is_answered_and_shown_as_text(pages: Pages) -> None:
    from autonome.adapters.postgres_gate import PostgresEnquiries  # noqa: PLC0415 - an extra

    node = pages.desk.node
    enquiries = PostgresEnquiries(node.log, node.names, entropy=SystemEntropy())
    asked = ask_and_answer.ask(
        SubjectId(ANNA.subject), "treatment", f"May I? {HOSTILE}", enquiries=enquiries, clock=SystemClock(),
        entropy=SystemEntropy(),
    )  # fmt: skip
    client = clinician(pages)
    listed = client.get("/questions")
    assert "about a form" in text(listed)
    assert "May I?" not in text(listed)
    assert ANNA.subject not in listed.content.decode()
    assert_text(client.post("/questions/one", {"number": asked.id}))
    again, size = client.post("/questions", {"number": asked.id, "words": " "}), pages.size()
    assert "May I?" in text(again), "an answer that cannot be taken is sent back below its question"
    assert "About: Using my data for my own treatment" in text(again)
    assert pages.size() == size
    assert read_by(pages, ANNA.subject)[-2:] == [{"read": {"id": asked.id, "by": NAMES[Role.CLINICIAN]}}] * 2
    assert client.post("/questions", {"number": "0" * 32, "words": "yes"}).status_code == 400
    assert client.post("/questions", {"number": asked.id, "words": "Yes, you may."}).status_code == 303
    assert "No question waits." in text(client.get("/questions"))
    (answered,) = enquiries.of(SubjectId(ANNA.subject))
    assert (answered.answer, answered.answered_by) == ("Yes, you may.", "clinician-one")


def test_of_two_who_answer_at_once_one_does_and_no_answer_is_replaced(pages: Pages) -> None:
    node, whose = pages.desk.node, SubjectId(ANNA.subject)
    enquiries = PostgresEnquiries(node.log, node.names, entropy=SystemEntropy())
    asked = ask_and_answer.ask(whose, "", "Both?", enquiries=enquiries, clock=SystemClock(), entropy=SystemEntropy())
    first, second = (asked.answering(words, ActorId(by)) for words, by in (("No.", "one"), ("Yes.", "two")))
    enquiries.close(asked, first)
    size = pages.size()
    with pytest.raises(RequestError, match="somebody else has answered this question meanwhile"):
        enquiries.close(asked, second)
    assert pages.size() == size
    (answered,) = (each for each in enquiries.of(whose) if each.id == asked.id)
    assert (answered.answer, answered.answered_by) == ("No.", "one")


def test_an_order_waits_for_the_laboratory_until_it_is_dealt_with(pages: Pages) -> None:
    client, laboratory = clinician(pages), clinician(pages, Role.LABORATORY)
    client.post(f"/patients/{BORIS.subject}/order", {"gene": "CYP2D6"})
    page = laboratory.get("/orders").content.decode()
    number = re.findall(r'name="number" value="(\d+)"', page)[0]
    assert "CYP2D6" not in page
    assert BORIS.subject not in page
    shown = laboratory.post("/orders/one", {"number": number})
    assert "Genotyping of CYP2D6" in text(shown)
    assert BORIS.subject in shown.content.decode()
    assert read_by(pages, BORIS.subject) == [{"looked": {"order": int(number), "by": NAMES[Role.LABORATORY]}}]
    assert laboratory.post("/orders", {"number": number}).status_code == 303
    assert "No test waits." in text(laboratory.get("/orders"))
    for wrong in (number, "", "x", "9" * 30):
        assert laboratory.post("/orders", {"number": wrong}).status_code == 400
        assert laboratory.post("/orders/one", {"number": wrong}).status_code == 400
    assert len(read_by(pages, BORIS.subject)) == 1, "and nothing is recorded of a look that shows nothing"
    assert clinician(pages, Role.PHARMACIST).post("/orders/one", {"number": number}).status_code == 403
    assert clinician(pages, Role.PHARMACIST).get("/orders").status_code == 403


def test_who_is_shown_a_question_or_an_order_is_on_record_and_the_person_sees_it(pages: Pages) -> None:
    client, laboratory, patient = clinician(pages), clinician(pages, Role.LABORATORY), pages.client("patient-one")
    waits, before = waiting(pages), pages.size()
    for who, lists in ((client, ("/questions", "/orders")), (laboratory, ("/orders",))):
        for page in (who.get(each).content.decode() for each in lists):
            assert [part for part in (ANNA.subject, ANNA.name, "Why?", "CYP2D6") if part in page] == []
    assert pages.size() == before, "a list names nobody, and leaves nothing"
    assert "Why?" in text(client.post("/questions/one", {"number": waits["read-question"]}))
    assert pages.size() == before + 1
    assert "CYP2D6" in text(laboratory.post("/orders/one", {"number": waits["look-at-order"]}))
    assert pages.size() == before + 2
    told = text(patient.get("/my/timeline"))
    assert re.search(r"Your question was read[^.]*Shown clinician \(clinician\)", told), told
    assert re.search(r"Somebody looked at the order of a test for you[^.]*Shown laboratory \(laboratory\)", told), told
    assert client.post("/questions/one", {"number": "0" * 32}).status_code == 400
    assert pages.size() == before + 2


def test_a_record_that_is_open_shows_what_waits_of_the_person_on_the_same_entry(pages: Pages) -> None:
    client, before = clinician(pages), len(read_by(pages, ANNA.subject))
    waiting(pages)
    whole, part = opened(client, ANNA.subject, "laboratory"), opened(client, ANNA.subject, "medications")
    assert "Why?" in text(whole)
    assert "Tests that were ordered Genotyping of CYP2D6" in text(whole)
    assert "Why?" in text(part)
    assert "Tests that were ordered Genotyping" not in text(part), "laboratory data were not opened"
    assert "Why?" not in text(opened(client, BORIS.subject, "laboratory"))
    seen = ward_of(pages, Role.CLINICIAN).open(SubjectId(ANNA.subject), "TREAT", ["laboratory"])
    assert isinstance(seen, SeenRecord)
    assert ward_of(pages, Role.CLINICIAN).beside(seen).questions
    assert ward_of(pages, Role.LABORATORY).beside(seen) == Beside(), "for who has the list of both alone"
    elsewhere = replace(seen, stands=replace(seen.stands, purposes=("HQUALIMP",)))
    assert ward_of(pages, Role.CLINICIAN).beside(elsewhere) == Beside(), "for who treats alone"
    assert len(read_by(pages, ANNA.subject)) == before


def read_by(pages: Pages, patient: str) -> list[Any]:
    """What stands on somebody's log of who was shown what waits."""
    bodies = [each.payload.body for each in pages.desk.node.log.entries_of(SubjectId(patient))]
    return [body for body in bodies if {"read", "looked"} & set(body)]


def test_no_pharmacist_reads_a_question(pages: Pages) -> None:
    assert clinician(pages, Role.PHARMACIST).post("/questions/one", {"number": "0" * 32}).status_code == 403


def test_a_list_asks_the_database_no_more_for_more_people(pages: Pages) -> None:
    from django.db import connections  # noqa: PLC0415 - Django is set up by now
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client, counts = clinician(pages), []
    for _ in range(2):
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get("/orders").status_code == 200
            assert client.get("/questions").status_code == 200
        counts.append(len(asked))
        client.post(f"/patients/{BORIS.subject}/order", {"gene": "CYP2D6"})
    assert counts[0] == counts[1]


def test_nothing_waits_where_the_node_exchanges_with_nobody(pages: Pages) -> None:
    client = clinician(pages, Role.PHARMACIST)
    assert "Nothing waits." in text(client.get("/arrived"))
    for place in ("/arrived/one", "/arrived/take"):
        assert client.post(place, {"number": "1", "patient": "p-1"}).status_code == 400, place


def test_two_who_order_the_same_test_at_once_make_one_order(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    whose, barrier, read = SubjectId(BORIS.subject), Barrier(2), order_test.orders

    def together(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - as the list has it
        found = read(*given, **more)
        with suppress(BrokenBarrierError):
            barrier.wait(5)  # both have read that none waits
        return found

    def order(_: int) -> Order:
        from django.db import connections  # noqa: PLC0415 - Django is set up by now

        found = ward_of(pages, Role.CLINICIAN).order_test(whose, "TPMT")
        connections.close_all()
        assert isinstance(found, Order)
        return found

    monkeypatch.setattr(order_test, "orders", together)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(order, range(2)))
    monkeypatch.undo()
    assert (found[0].number, sorted(each.earlier for each in found)) == (found[1].number, [False, True])
    told = text(clinician(pages).post(f"/patients/{BORIS.subject}/order", {"gene": "TPMT"}))
    assert f"A test of TPMT waits already: entry {found[0].number} of the log." in told
    node = pages.desk.node
    assert sum(each.gene == "TPMT" for each in order_test.orders(node.log, {})) == 1
    order_test.close_order(node.log, found[0].number, ActorId("laboratory-one"))
    again = ward_of(pages, Role.CLINICIAN).order_test(whose, "TPMT")
    assert isinstance(again, Order)
    assert not again.earlier, "one that was dealt with is no reason not to order"
    order_test.close_order(node.log, again.number, ActorId("laboratory-one"))


def test_an_order_that_fails_in_the_middle_is_on_no_list_and_in_no_record(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, whose = pages.desk.node, SubjectId(BORIS.subject)
    before = len(node.log.entries_of(whose, EntryKind.USE)), len(order_test.orders(node.log, {}))

    def fails(*_: object) -> None:
        raise InputError("the disk is full", mend="make room.")

    monkeypatch.setattr(type(node.records), "add", fails)
    with pytest.raises(InputError, match="the disk is full"):
        ward_of(pages, Role.CLINICIAN).order_test(whose, "SLCO1B1")
    assert (len(node.log.entries_of(whose, EntryKind.USE)), len(order_test.orders(node.log, {}))) == before
