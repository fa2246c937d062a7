"""The patient's pages, asked for one by one: what they show, what they leave on the log, and whom they refuse."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.consent import FORMS, Comprehension, QuestionKey, State
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.ledger import EntryKind
from autonome.workflows.answer_consent import EVER, answers_of
from autonome.workflows.prepare_consent import prepared_in
from tests.integration.in_process import autonome
from tests.integration.web.sites import ANNA, BORIS, NAMES, Pages, stood

if TYPE_CHECKING:
    from django.test import Client

PATIENT = NAMES[Role.PATIENT]
OTHER = "boris"
LANGUAGES = ("en", "zh-hans", "id")
SCRIPT = "<script>alert('x')</script>"
ADDRESSES = (
    "/", "/my/choices", "/my/choices/treatment", "/my/choices/treatment/text", "/my/choices/treatment/new",
    "/my/choices/treatment/check", "/my/choices/treatment/several", "/my/choices/treatment/several?preset=near",
    "/my/choices/treatment/q/medications", "/my/choices/treatment/q/medications/sign?answer=no&days=365",
    "/my/choices/treatment/q/medications/take-back", "/my/choices/research-broad", "/my/choices/research-broad/several",
    "/my/choices/findings/q/treatable-risk", "/my/choices/family-disclosure/several", "/my/questions",
    "/my/questions?about=treatment/medications", "/my/what-if",
    "/my/what-if?who=care-team&why=TREAT&what=medications&done=use&papers=yes", "/my/timeline", "/my/plan",
    "/my/rights", "/my/rights/copy", "/my/rights/correct", "/my/rights/restrict", "/my/rights/erase", "/my/family",
    "/my/messages",
)  # fmt: skip


@pytest.fixture(scope="module")
def other(pages: Pages) -> str:
    """Another patient with an account: Boris."""
    acts = pages.site.accounts.steward(NAMES[Role.STEWARD])
    acts.add(NewPerson(OTHER, (Role.PATIENT,), "Boris", "boris@example.org", SubjectId(BORIS.subject)))
    return OTHER


@pytest.fixture
def anna(pages: Pages) -> Client:
    return pages.client(PATIENT)


@pytest.fixture
def boris(pages: Pages, other: str) -> Client:
    return pages.client(other)


def text(answer: Any) -> str:  # noqa: ANN401 - the client's answer
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return str(answer.content.decode())


def state(pages: Pages, question: str, subject: str = BORIS.subject) -> State | None:
    found = answers_of(SubjectId(subject), pages.desk.node.log, EVER).get(QuestionKey(question))
    return None if found is None else found.state


def sign(client: Client, form: str, question: str, answer: str, **changed: str) -> Any:  # noqa: ANN401
    version = (
        next(each for each in FORMS if each.startswith(f"{form}/") and each.endswith("/en") and "1/" not in each)
        if form in {"treatment", "findings"}
        else f"{form}/1/en"
    )
    newest = {"treatment": "treatment/3/en", "findings": "findings/2/en"}.get(form, version)
    sent = {"answer": answer, "days": "365", "signed": "yes", "shown": FORMS[newest].text_sha256, **changed}
    place = f"/my/choices/{form}/q/{question}/sign"
    return client.post(place, {"stood": stood(client, f"{place}?answer={answer}&days=365"), **sent})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_every_language_and_nothing_of_it_is_left_in_english(
    pages: Pages, language: str
) -> None:
    client = pages.client(PATIENT, language=language)
    left = []
    for address in ADDRESSES:
        shown = text(client.get(address))
        assert f'lang="{ {"zh-hans": "zh-Hans"}.get(language, language) }"' in shown
        if language != "en":
            left += [(address, each) for each in re.findall(r'<span lang="en">([^<]*)</span>', shown)]
    assert left == []


def test_one_decision_on_a_screen_says_who_what_why_where_and_how_long(anna: Client) -> None:
    shown = text(anna.get("/my/choices/care-sharing/q/pharmacy-medications"))
    for each in ("a pharmacy", "medicines ordered, taken and stopped", "your treatment", "at most 2 years"):
        assert each in shown
    assert not re.search(r'<input[^>]*name="answer"[^>]*checked', shown)
    for each in ("If you say no", "If you do nothing", "If you change your mind", "Who sees your answer"):
        assert each in shown


def test_an_answer_is_signed_with_the_digest_of_the_text_and_a_mark_of_its_own(pages: Pages, boris: Client) -> None:
    page = text(boris.get("/my/choices/care-sharing/q/medications/sign?answer=yes&days=365"))
    assert FORMS["care-sharing/1/en"].text_sha256 in page
    assert not re.search(r"<input[^>]*signed[^>]*checked", page)
    assert sign(boris, "care-sharing", "medications", "yes", signed="").status_code == 400
    assert sign(boris, "care-sharing", "medications", "yes", shown="0" * 64).status_code == 400
    assert state(pages, "care-sharing/medications") is None
    answer = sign(boris, "care-sharing", "medications", "yes")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/my/choices/care-sharing/q/medications")
    assert state(pages, "care-sharing/medications") is State.GRANTED
    stopping = text(boris.get("/my/choices/care-sharing/q/medications/take-back"))
    assert re.search("another hospital could no longer [^:]*hand data to others", stopping)
    assert "medicines ordered, taken and stopped" in stopping


def test_no_answer_is_given_that_the_form_cannot_hold(pages: Pages, boris: Client) -> None:
    for changed in ({"days": "731"}, {"days": "0"}, {"days": "x"}, {"answer": "later"}, {"answer": "perhaps"}):
        answer = sign(boris, "care-sharing", "allergies", **{"answer": "yes", **changed})
        assert answer.status_code == 303
    assert state(pages, "care-sharing/allergies") is None
    assert boris.get("/my/choices/care-sharing/q/nothing").status_code == 404
    assert boris.get("/my/choices/nothing").status_code == 404


def test_who_signed_in_long_ago_proves_again_before_a_signature_and_not_before_a_withdrawal(
    pages: Pages, other: str
) -> None:
    client = pages.client(other)
    long_ago(pages, other)
    asked = client.get("/my/choices/treatment/q/goals/sign?answer=no&days=365")
    assert asked.headers["Location"].startswith("/sign-in/again?")
    assert sign(client, "treatment", "goals", "no").status_code == 302
    assert state(pages, "treatment/goals") is State.GRANTED
    several = {"q-goals": "no", "sign-goals": "yes", "days": "365", "shown": FORMS["treatment/3/en"].text_sha256}
    for address, sent in (("/my/choices/treatment/several/sign", several), ("/my/rights/erase", {"sure": "yes"})):
        assert client.post(address, sent).headers["Location"].startswith("/sign-in/again")
    assert state(pages, "treatment/goals") is State.GRANTED
    assert client.post("/my/choices/treatment/q/goals/take-back").status_code == 303
    assert state(pages, "treatment/goals") is State.WITHDRAWN


def long_ago(pages: Pages, name: str) -> None:
    """Let all sessions of somebody be proven half an hour ago."""
    from datetime import timedelta  # noqa: PLC0415

    from django.db.models import F  # noqa: PLC0415 - Django is set up by now

    from autonome.web.accounts.models import Token  # noqa: PLC0415

    Token.objects.filter(person=pages.person(name)).update(proven=F("proven") - timedelta(minutes=30))


def test_taking_back_says_first_what_stops_by_the_engine_that_decides(pages: Pages, boris: Client) -> None:
    before = len(pages.entries(BORIS.subject))
    shown = text(boris.get("/my/choices/treatment/q/medications/take-back"))
    assert (
        "the team that treats you could no longer collect data, use data: medicines ordered, taken and stopped" in shown
    )
    assert len(pages.entries(BORIS.subject)) == before
    assert boris.post("/my/choices/treatment/q/medications/take-back").status_code == 303
    assert state(pages, "treatment/medications") is State.WITHDRAWN
    assert boris.get("/my/choices/treatment/q/medications/take-back").status_code == 303
    assert sign(boris, "treatment", "medications", "yes").status_code == 303
    assert state(pages, "treatment/medications") is State.GRANTED


def test_taking_back_takes_no_more_clicks_than_granting(anna: Client) -> None:
    """From the page of the question: two pages with one button each, either way."""
    granting = text(anna.get("/my/choices/treatment/q/goals"))
    assert 'action="/my/choices/treatment/q/goals/sign"' in granting
    assert 'href="/my/choices/treatment/q/goals/take-back"' in granting
    page = text(anna.get("/my/choices/treatment/q/goals/take-back"))
    assert page.count("<input") - page.count('type="hidden"') == 0


def test_a_choice_for_all_marks_no_signature_and_only_what_is_marked_is_signed(pages: Pages, boris: Client) -> None:
    chosen = text(boris.get("/my/choices/trial-contact/several?preset=none"))
    assert chosen.count(" checked") == len(FORMS["trial-contact/1/en"].questions)
    sent = {"days": "365", **{f"q-{each.id}": "no" for each in FORMS["trial-contact/1/en"].questions}}
    page = text(boris.get("/my/choices/trial-contact/several/sign", sent))
    assert page.count('name="sign-') == len(FORMS["trial-contact/1/en"].questions)
    assert not re.search(r"<input[^>]*sign-[^>]*checked", page)
    shown = {"shown": FORMS["trial-contact/1/en"].text_sha256}
    assert boris.post("/my/choices/trial-contact/several/sign", {**sent, **shown}).status_code == 400
    marked = {**sent, **shown, "sign-look-genes": "yes"}
    assert boris.post("/my/choices/trial-contact/several/sign", marked).status_code == 303
    assert state(pages, "trial-contact/look-genes") is State.DENIED
    assert state(pages, "trial-contact/look-record") is None


def test_a_form_that_gives_time_to_think_takes_no_yes_before_and_a_no_at_once(pages: Pages, boris: Client) -> None:
    assert 'value="yes" required disabled' in text(boris.get("/my/choices/research-broad/q/genes"))
    assert sign(boris, "research-broad", "genes", "yes").status_code == 400
    assert boris.post("/my/choices/research-broad/think").status_code == 303
    assert "Your time to think runs" in text(boris.get("/my/choices/research-broad"))
    early = text(boris.get("/my/choices/research-broad/q/genes/sign?answer=yes&days=365"))
    assert "You can say yes from" in early
    assert 'name="signed"' not in early
    assert sign(boris, "research-broad", "genes", "yes").status_code == 400
    assert state(pages, "research-broad/genes") is None
    assert sign(boris, "research-broad", "genes", "no").status_code == 303
    assert state(pages, "research-broad/genes") is State.DENIED
    shown = [each for each in pages.desk.node.log.entries_of(SubjectId(BORIS.subject)) if "shown" in each.payload.body]
    boris.post("/my/choices/research-broad/think")
    assert len(shown) == 1
    assert prepared_in(shown)["research-broad/1"].shown_at == shown[0].payload.recorded_at


def test_whoever_errs_in_the_quiz_is_helped_before_a_yes_and_the_act_says_what_came_of_it(
    pages: Pages, boris: Client
) -> None:
    from autonome.web.portal.quizzes import quiz_for  # noqa: PLC0415 - Django is set up by now

    asked = quiz_for("findings")
    wrong = {each.id: next(one.id for one in each.options if one != each.right) for each in asked}
    shown = text(boris.post("/my/choices/findings/check", wrong))
    assert all(str(each.help) in shown for each in asked)
    assert sign(boris, "findings", "treatable-risk", "later").status_code == 303
    assert sign(boris, "findings", "carrier-status", "yes").headers["Location"] == "/my/choices/findings/check"
    several = {"q-carrier-status": "yes", "sign-carrier-status": "yes", "days": "365"}
    several["shown"] = FORMS["findings/2/en"].text_sha256
    answer = boris.post("/my/choices/findings/several/sign", several)
    assert answer.headers["Location"] == "/my/choices/findings/check"
    assert state(pages, "findings/carrier-status") is None
    right = {each.id: each.right.id for each in asked}
    assert "You have understood what this form asks" in text(boris.post("/my/choices/findings/check", right))
    assert sign(boris, "findings", "carrier-status", "yes").status_code == 303
    found = answers_of(SubjectId(BORIS.subject), pages.desk.node.log, EVER)
    assert found[QuestionKey("findings/treatable-risk")].act.comprehension is Comprehension.FAILED
    assert found[QuestionKey("findings/treatable-risk")].state is State.DEFERRED
    assert found[QuestionKey("findings/carrier-status")].act.comprehension is Comprehension.PASSED
    assert boris.post("/my/choices/findings/check", {asked[0].id: "x"}).status_code == 400


def test_every_form_has_a_quiz_of_its_own_with_one_right_answer() -> None:
    from autonome.consent.forms import ABOUT  # noqa: PLC0415
    from autonome.web.portal.quizzes import QUIZZES  # noqa: PLC0415 - Django is set up by now

    assert set(QUIZZES) == set(ABOUT)
    places = {each.options.index(each.right) for quiz in QUIZZES.values() for each in quiz}
    assert len(places) > 1, "the right answer always stands in one place"


def test_a_question_is_answered_by_a_clinician_and_stands_with_the_form(pages: Pages, boris: Client) -> None:
    sent = {"about": "treatment/hiv", "words": f"Who sees it? {SCRIPT}"}
    assert boris.post("/my/questions", sent).status_code == 303
    desk = pages.site.desk.clinic(asker(pages, NAMES[Role.CLINICIAN], Role.CLINICIAN))
    (listed,) = desk.questions()
    waiting = desk.read_question(listed.id)
    assert (waiting.subject, waiting.about, waiting.words) == (BORIS.subject, "treatment/hiv", sent["words"])
    told = mail_of(lambda: desk.answer(waiting.id, f"Your team. {SCRIPT}"))
    assert desk.questions() == ()
    (letter,) = told
    assert letter.to == ["boris@example.org"]
    assert "Your team" not in letter.body
    assert "hiv" not in f"{letter.subject} {letter.body}".casefold()
    for address in ("/my/questions", "/my/choices/treatment/q/hiv", "/my/choices/treatment"):
        shown = text(boris.get(address))
        assert "Your team." in shown
        assert SCRIPT not in shown
    assert "Your question was answered" in text(boris.get("/"))
    assert boris.post("/my/questions", {"words": "  "}).status_code == 400
    assert boris.post("/my/questions", {"words": "x" * 2001}).status_code == 400


def mail_of(act: Callable[[], object]) -> list[Any]:
    """What was sent by mail during an act."""
    from django.core import mail  # noqa: PLC0415 - Django is set up by now
    from django.test import override_settings  # noqa: PLC0415

    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        act()
    return list(mail.outbox)


def test_who_wants_no_mail_gets_none(pages: Pages, boris: Client) -> None:
    from autonome.web.reminders import tell  # noqa: PLC0415 - Django is set up by now
    from autonome.workflows.remind import Matter  # noqa: PLC0415

    assert boris.post("/my/messages", {}).status_code == 303
    assert mail_of(lambda: tell(SubjectId(BORIS.subject), Matter("one"))) == []
    assert boris.post("/my/messages", {"mailed": "yes"}).status_code == 303
    assert len(mail_of(lambda: tell(SubjectId(BORIS.subject), Matter("one")))) == 1
    assert mail_of(lambda: tell(SubjectId("nobody"), Matter("one"))) == []
    assert mail_of(lambda: tell(SubjectId(ANNA.subject), Matter("one"))) == []  # no address


def asker(pages: Pages, name: str, role: Role) -> Any:  # noqa: ANN401 - an asker
    from autonome.web.asking import Asker  # noqa: PLC0415 - Django is set up by now

    token = pages.site.accounts.begin_session(pages.person(name))
    person = pages.site.accounts.signed_in(token)
    assert person is not None
    return Asker(person, role)


def test_what_if_asks_the_engine_and_records_nothing(pages: Pages, anna: Client) -> None:
    before = pages.entries(ANNA.subject)
    yes = text(anna.get("/my/what-if?who=care-team&why=TREAT&what=medications&done=use&papers=yes"))
    assert "This would be allowed." in yes
    no = text(anna.get("/my/what-if?who=health-insurer&why=UNDERWRITING&what=pharmacogenes&done=use&papers=yes"))
    assert "This would be refused." in no
    text(anna.get("/my/what-if?who=nobody&why=TREAT&what=medications&done=use"))
    assert pages.entries(ANNA.subject) == before


def test_the_timeline_tells_who_what_and_why_in_pages_and_by_filter(pages: Pages, anna: Client) -> None:
    shown = text(anna.get("/my/timeline"))
    assert "A request was allowed" not in shown  # each was followed by a use
    assert "Data were taken into your record" in shown
    assert "A request was allowed" in text(anna.get("/my/timeline?what=allowed"))
    assert "dr-b, for hospital.example" in shown
    said = text(anna.get("/my/timeline?what=said"))
    assert "You said yes: May the team that treats you use" in said
    assert "A request was allowed" not in said
    assert "There is nothing of this kind" in text(anna.get("/my/timeline?who=nobody.example"))
    text(anna.get("/my/timeline?page=999999"))
    text(anna.get("/my/timeline?page=x"))
    index = next(each.index for each in pages.desk.node.log.entries_of(SubjectId(ANNA.subject), EntryKind.DECISION))
    one = text(anna.get(f"/my/timeline/{index}"))
    assert "Who asked, and what for" in one
    assert "your answer to: May the team that treats you" in one


def test_many_uses_of_one_day_are_one_line_that_opens_and_each_keeps_its_receipt(pages: Pages, boris: Client) -> None:
    desk = pages.site.desk.clinic(asker(pages, NAMES[Role.CLINICIAN], Role.CLINICIAN))
    for _ in range(3):
        desk.open(SubjectId(BORIS.subject), "TREAT", ("medications",))
    shown = text(boris.get("/my/timeline"))
    _, _, line = shown.partition("Your data were opened (3 times)")
    receipts = re.findall(r'href="(/my/timeline/\d+/receipt)"', line.partition("</details>")[0])
    assert len(set(receipts)) == 3
    assert all(boris.get(each).status_code == 200 for each in receipts)
    assert "Your data were opened (3 times)" in text(boris.get("/"))


def test_an_emergency_is_told_at_home_and_above_the_timeline_until_it_was_shown_there(
    pages: Pages, boris: Client
) -> None:
    desk = pages.site.desk.clinic(asker(pages, NAMES[Role.CLINICIAN], Role.CLINICIAN))
    desk.break_glass(SubjectId(BORIS.subject), ("medications",), f"unconscious in the emergency room {SCRIPT}")
    told = "In an emergency your record was opened without asking you."
    assert sign(boris, "findings", "other-medicines", "yes").status_code == 303  # and nothing else waits
    for address in ("/", "/", "/my/timeline"):
        shown = text(boris.get(address))
        assert told in shown
        assert "unconscious in the emergency room" in shown
        assert SCRIPT not in shown
        assert not re.search(r"</h2>\s*</section>", shown), "no heading stands above nothing"
    assert told not in text(boris.get("/"))
    assert told not in text(boris.get("/my/timeline"))


def test_the_receipt_of_each_entry_is_verified_by_the_command_against_the_policy_beside_it(
    pages: Pages, boris: Client, tmp_path: Path
) -> None:
    policy = tmp_path / "trust.txt"
    policy.write_bytes(boris.get("/my/timeline/trust.txt").content)
    kinds = set()
    for each in pages.desk.node.log.entries_of(SubjectId(BORIS.subject)):
        kinds.add((each.payload.kind, next(iter(each.payload.body))))
        receipt = tmp_path / "receipt.json"
        receipt.write_bytes(boris.get(f"/my/timeline/{each.index}/receipt").content)
        done = autonome("verify", receipt, "--policy", policy)
        assert done.returncode == 0, (each.index, each.payload.kind, done.stderr)
    assert len(kinds) >= 6


@pytest.mark.parametrize("address", ["/my/timeline/{}", "/my/timeline/{}/receipt"])
def test_nobody_reaches_an_entry_of_another_by_its_number(
    pages: Pages, anna: Client, boris: Client, address: str
) -> None:
    mine = {each.index for each in pages.desk.node.log.entries_of(SubjectId(ANNA.subject))}
    theirs = {each.index for each in pages.desk.node.log.entries_of(SubjectId(BORIS.subject))}
    assert not mine & theirs
    for index in sorted(theirs)[:2]:
        assert anna.get(address.format(index)).status_code == 404
        assert boris.get(address.format(index)).status_code == 200
    for index in sorted(mine)[:2]:
        assert boris.get(address.format(index)).status_code == 404
    assert anna.get(address.format(10**9)).status_code == 404


def test_the_plan_is_offered_with_a_talk_and_each_opening_stands_on_the_log(pages: Pages, anna: Client) -> None:
    door = text(anna.get("/my/plan"))
    assert "I want to talk first" in door
    assert "Not now" in door
    before = len(pages.entries(ANNA.subject))
    page = text(anna.get("/my/plan/page"))
    assert "Do not stop or change a medicine because of this page." in page
    assert 'class="portal-bar"' in page
    assert "Ask for a talk" in page
    assert len(pages.entries(ANNA.subject)) > before


def test_no_genome_or_several_are_said_as_that_and_not_as_a_log_that_fails(
    pages: Pages, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autonome.adapters.postgres_genomes import PostgresGenomes, WhichGenomeError  # noqa: PLC0415 - an extra

    def at_loci(*_: object, **__: object) -> None:
        raise WhichGenomeError(len(kept), kept)

    monkeypatch.setattr(PostgresGenomes, "at_loci", at_loci)
    kept: tuple[str, ...] = ()
    clinician = pages.client(NAMES[Role.CLINICIAN])
    for samples, said, status in (((), "They are not all there yet.", 400), (("A", "B"), "More than one gene", 409)):
        kept = samples
        answer = anna.get("/my/plan/page")
        assert (answer.status_code, said in text(answer)) == (200, True), text(answer)
        assert clinician.post(f"/patients/{ANNA.subject}/plan").status_code == status


def test_what_is_found_beside_is_told_after_a_yes_alone_and_not_now_is_none(pages: Pages, anna: Client) -> None:
    def genes() -> set[str]:
        return set(re.findall(r"<h3>([A-Z0-9-]+)</h3>", text(anna.get("/my/plan/page"))))

    unanswered = genes()
    assert sign(anna, "findings", "other-medicines", "yes").status_code == 303
    assert unanswered < genes()
    assert sign(anna, "findings", "other-medicines", "later").status_code == 303
    assert state(pages, "findings/other-medicines", ANNA.subject) is State.DEFERRED
    assert genes() == unanswered


def test_a_right_is_asked_for_with_its_deadline_and_not_erased_without_being_sure(pages: Pages, boris: Client) -> None:
    assert boris.post("/my/rights/correct", {"words": ""}).status_code == 400
    assert boris.post("/my/rights/correct", {"words": f"I am taller. {SCRIPT}"}).status_code == 303
    shown = text(boris.get("/my/rights"))
    assert "I am taller." in shown
    assert SCRIPT not in shown
    assert "you have an answer by" in shown
    assert boris.post("/my/rights/erase", {"words": ""}).status_code == 400
    assert "Erase me</h3>" not in text(boris.get("/my/rights"))
    assert boris.post("/my/rights/erase", {"words": "", "sure": "yes"}).status_code == 303
    assert "Erase me</h3>" in text(boris.get("/my/rights"))
    assert boris.get("/my/rights/export").status_code == 404
    assert "You asked for something that is yours" in text(boris.get("/"))


def test_a_copy_is_one_archive_of_ones_own_data_and_needs_a_fresh_proof(pages: Pages, other: str) -> None:
    client = pages.client(other)
    answer = client.post("/my/rights/copy")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert {"manifest.json", "record.json", "consents.json", "timeline.json", "receipt.json"} <= set(archive.namelist())
    assert BORIS.subject in archive.read("consents.json").decode()
    assert ANNA.subject not in "".join(archive.read(name).decode() for name in archive.namelist())
    long_ago(pages, other)
    assert client.post("/my/rights/copy").headers["Location"].startswith("/sign-in/again")


def test_the_family_page_shows_mandates_and_coming_of_age(pages: Pages, boris: Client) -> None:
    from hashlib import sha256  # noqa: PLC0415

    from autonome.consent import JURISDICTIONS, Authority, Birth, Ground, Mandate  # noqa: PLC0415
    from autonome.kernel import Period, Sha256  # noqa: PLC0415
    from autonome.workflows.speak_for import Seen, attest  # noqa: PLC0415

    assert "Nobody. You answer for yourself." in text(boris.get("/my/family"))
    seen = Seen(ActorId("dr-b"), Sha256(sha256(b"paper").hexdigest()))
    now, gate = SystemClock().now(), pages.desk.node.gate
    born = Birth(Instant.parse(f"{int(str(now)[:4]) - 10}-05-01"), JURISDICTIONS.code("DE"))
    mandate = Mandate(ActorId("mother"), Authority.GUARDIAN, Ground.PARENT, Period(now))
    for fact in (born, mandate):
        attest(fact, SubjectId(BORIS.subject), seen, gate=gate, now=SystemClock().now(), entropy=SystemEntropy())
    shown = text(boris.get("/my/family"))
    assert "mother" in shown
    assert "you come of age" in shown


def test_what_was_sent_from_elsewhere_is_refused(pages: Pages) -> None:
    client = pages.client(PATIENT, checks=True)
    for address in ("/my/choices/treatment/q/goals/take-back", "/my/questions", "/my/rights/erase", "/my/rights/copy"):
        assert client.post(address, {"words": "x", "sure": "yes"}).status_code == 400
    assert state(pages, "treatment/goals", ANNA.subject) is State.GRANTED


@pytest.fixture(scope="module", autouse=True)
def _nothing_left(pages: Pages) -> Iterator[None]:
    yield
    assert pages.entries(ANNA.subject)
