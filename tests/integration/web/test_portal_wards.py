"""Acting for somebody else: who holds a mandate sees, answers and takes back for them; who holds none gets nothing."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.consent import FORMS, JURISDICTIONS, Authority, Birth, Comprehension, Ground, Mandate, QuestionKey, State
from autonome.consent.attestations import Attested, MandateEnd
from autonome.kernel import ActorId, Instant, Period, Sha256, SubjectId
from autonome.ledger import EntryKind
from autonome.workflows.answer_consent import EVER, answers_of
from autonome.workflows.speak_for import Seen, attest
from tests.integration.web.sites import ANNA, BORIS, NAMES, Pages, stood
from tests.integration.web.test_portal import asker
from tests.integration.web.test_reminders import box

if TYPE_CHECKING:
    from django.test import Client

GUARDIAN = NAMES[Role.REPRESENTATIVE]
BELOW = f"/for/{BORIS.subject}"
DAY = 86_400
TREATMENT = FORMS["treatment/3/en"]
UNKNOWN = "p-nobody"


def years_ago(years: float) -> Instant:
    day = SystemClock().now().seconds - round(years * 365.25) * DAY
    return Instant(day - day % DAY)


def stated(pages: Pages, fact: Attested, subject: str = BORIS.subject) -> str:
    seen = Seen(ActorId("dr-b"), Sha256(sha256(b"paper").hexdigest()))
    gate, now = pages.desk.node.gate, SystemClock().now()
    name, _ = attest(fact, SubjectId(subject), seen, gate=gate, now=now, entropy=SystemEntropy())
    return str(name)


def mandate(**more: Any) -> Mandate:  # noqa: ANN401 - parts of a mandate
    given = {"valid": Period(SystemClock().now()), **more}
    return Mandate(ActorId(GUARDIAN), Authority.GUARDIAN, Ground.PARENT, **given)


@pytest.fixture(scope="module", autouse=True)
def child(pages: Pages) -> Iterator[str]:
    """Boris is nine, and has an account; the representative is his mother."""
    acts = pages.site.accounts.steward(NAMES[Role.STEWARD])
    acts.add(NewPerson("boris", (Role.PATIENT,), "Boris", subject=SubjectId(BORIS.subject)))
    stated(pages, Birth(years_ago(9), JURISDICTIONS.code("DE")))
    yield stated(pages, mandate())
    assert pages.entries(BORIS.subject)


@pytest.fixture
def mother(pages: Pages) -> Client:
    return pages.client(GUARDIAN)


def text(answer: Any) -> str:  # noqa: ANN401 - the client's answer
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return str(answer.content.decode())


def sign(client: Client, question: str, answer: str, below: str = BELOW) -> Any:  # noqa: ANN401
    sent = {"answer": answer, "days": "365", "signed": "yes", "shown": TREATMENT.text_sha256}
    place = f"{below}/my/choices/treatment/q/{question}/sign"
    return client.post(place, {"stood": stood(client, f"{place}?answer={answer}&days=365"), **sent})


def standing(pages: Pages, question: str, subject: str = BORIS.subject) -> Any:  # noqa: ANN401
    return answers_of(SubjectId(subject), pages.desk.node.log, EVER).get(QuestionKey(f"treatment/{question}"))


def test_a_ward_is_found_once_by_number_and_listed_from_then_on(pages: Pages, mother: Client) -> None:
    assert "Nobody is on your list yet." in text(mother.get("/"))
    unknown = mother.post("/wards", {"number": UNKNOWN})
    other = mother.post("/wards", {"number": ANNA.subject})
    assert unknown.status_code == other.status_code == 400
    assert ANNA.name not in other.content.decode()
    before = len(pages.entries(ANNA.subject))
    mother.post("/wards", {"number": ANNA.subject})
    assert len(pages.entries(ANNA.subject)) > before, "the patient is told who tried"
    assert mother.post("/wards", {"number": f" {BORIS.subject} "}).headers["Location"] == f"{BELOW}/"
    shown = text(mother.get("/"))
    assert f'href="{BELOW}/"' in shown
    assert BORIS.name in shown


def test_every_screen_says_for_whom_and_leads_nowhere_else(pages: Pages, mother: Client) -> None:
    from autonome.web.table import TABLE  # noqa: PLC0415 - Django is set up by now

    entry = pages.desk.node.log.entries_of(SubjectId(BORIS.subject))[0].index
    for each in TABLE.values():
        if not each.wards or each.acts or each.name in {"receipt", "policy", "consent-text-file", "plan-page"}:
            continue
        path = each.path
        for name, value in each.sample.items():
            for kind in ("slug", "int", "str"):
                path = path.replace(f"<{kind}:{name}>", value.format(entry=entry))
        answer = mother.get(f"{BELOW}/{path}", follow=True)
        shown = answer.content.decode()
        assert answer.status_code == 200, (each.name, answer.status_code)
        assert f"You are acting for {BORIS.name}." in shown, each.name
        assert 'href="/my/' not in shown, each.name
        assert 'action="/my/' not in shown, each.name
    assert f"You are acting for {BORIS.name}." in text(mother.get(f"{BELOW}/"))


def test_she_answers_and_takes_back_and_the_act_carries_her_authority(pages: Pages, mother: Client) -> None:
    page = text(mother.get(f"{BELOW}/my/choices/treatment/q/hiv/sign?answer=yes&days=365"))
    assert f"I answer for {BORIS.name}" in page
    answer = sign(mother, "hiv", "yes")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{BELOW}/my/choices/treatment/q/hiv")
    act = standing(pages, "hiv").act
    assert (act.actor, act.authority, act.subject) == (GUARDIAN, Authority.GUARDIAN, BORIS.subject)
    receipt = mother.get(f"{BELOW}/my/timeline/{act.leaf}/receipt")
    assert receipt.status_code == 200
    shown = text(mother.get(f"{BELOW}/my/timeline?what=said"))
    assert "Shown representative (representative) said yes for you" in shown
    assert mother.post(f"{BELOW}/my/choices/treatment/q/hiv/take-back").status_code == 303
    assert standing(pages, "hiv").state is State.WITHDRAWN
    assert standing(pages, "hiv").act.actor == GUARDIAN


def test_what_she_understood_is_not_taken_for_the_childs(pages: Pages, mother: Client) -> None:
    from autonome.web.portal.quizzes import quiz_for  # noqa: PLC0415 - Django is set up by now

    right = {each.id: each.right.id for each in quiz_for("treatment")}
    assert mother.post(f"{BELOW}/my/choices/treatment/check", right).status_code == 200
    assert sign(mother, "goals", "yes").status_code == 303
    assert standing(pages, "goals").act.comprehension is Comprehension.PASSED
    assert sign(pages.client("boris"), "goals", "no", below="").status_code == 303
    assert standing(pages, "goals").act.comprehension is Comprehension.NOT_ASKED


def test_her_question_stands_under_her_name_and_a_right_is_asked_by_her(pages: Pages, mother: Client) -> None:
    assert mother.post(f"{BELOW}/my/questions", {"words": "When is his next visit?"}).status_code == 303
    assert f"asked for you by {GUARDIAN}" in text(pages.client("boris").get("/my/questions"))
    assert mother.post(f"{BELOW}/my/rights/correct", {"words": "He is taller."}).status_code == 303
    body = pages.desk.node.log.entries_of(SubjectId(BORIS.subject), EntryKind.RIGHT)[-1].payload.body
    assert GUARDIAN in str(body)


def test_the_child_sees_what_was_decided_and_says_no_and_no_yes_yet(pages: Pages, mother: Client) -> None:
    assert sign(mother, "family-history", "yes").status_code == 303
    boris = pages.client("boris")
    shown = text(boris.get("/my/family"))
    assert "What others answered for you" in shown
    assert TREATMENT.question("family-history").text in shown
    page = text(boris.get("/my/choices/treatment/q/family-history"))
    assert f"{GUARDIAN} answered this for you." in page
    assert "Your own yes counts from" in page
    assert 'value="yes" required disabled' in page
    assert sign(boris, "family-history", "yes", below="").status_code == 400
    assert sign(boris, "family-history", "no", below="").status_code == 303
    assert sign(mother, "family-history", "yes").status_code == 400, "the child's own no goes before"


def test_that_she_looked_stands_on_his_timeline_once(pages: Pages, mother: Client) -> None:
    text(mother.get(f"{BELOW}/my/timeline"))
    before = pages.entries(BORIS.subject)
    text(mother.get(f"{BELOW}/my/choices"))
    text(mother.get(f"{BELOW}/my/family"))
    assert pages.entries(BORIS.subject) == before
    his = text(pages.client("boris").get("/my/timeline?what=allowed"))
    assert "Shown representative (representative), for hospital.example" in his


def test_an_emergency_that_she_was_shown_is_still_told_to_him(pages: Pages, mother: Client) -> None:
    desk = pages.site.desk.clinic(asker(pages, NAMES[Role.CLINICIAN], Role.CLINICIAN))
    desk.break_glass(SubjectId(BORIS.subject), ("medications",), "unconscious in the emergency room")
    told, him = "In an emergency your record was opened without asking you.", pages.client("boris")
    for client, address in ((mother, f"{BELOW}/my/timeline"), (mother, f"{BELOW}/"), (him, "/"), (him, "/my/timeline")):
        assert told in text(client.get(address)), address
    assert told not in text(him.get("/"))
    assert told not in text(mother.get(f"{BELOW}/"))


@pytest.mark.parametrize("name", [Role.PATIENT, Role.CLINICIAN, Role.REPRESENTATIVE])
def test_nobody_reaches_a_ward_without_a_mandate(pages: Pages, name: Role) -> None:
    """Anna is nobody's ward: every page of hers, asked for and sent to, by everybody, herself included."""
    from autonome.web.table import TABLE  # noqa: PLC0415 - Django is set up by now

    client, entry = pages.client(NAMES[name]), pages.desk.node.log.entries_of(SubjectId(ANNA.subject))[0].index
    acts = [each for each in pages.entries(ANNA.subject) if each in {EntryKind.CONSENT, EntryKind.RIGHT}]
    own = name is Role.PATIENT
    for each in TABLE.values():
        if not each.wards:
            continue
        path = each.path
        for part, value in each.sample.items():
            for kind in ("slug", "int", "str"):
                path = path.replace(f"<{kind}:{part}>", value.format(entry=entry))
        for ward in (ANNA.subject, UNKNOWN):
            sent = {"words": "x", "sure": "yes", "answer": "no", "days": "1", "signed": "yes"}
            answers = [client.post(f"/for/{ward}/{path}", sent)] if each.posts or each.acts else []
            answers += [] if each.acts else [client.get(f"/for/{ward}/{path}")]
            for answer in answers:
                assert answer.status_code == 403, (each.name, ward, answer.status_code)
                assert ANNA.name not in answer.content.decode() or own
                assert 'href="/for/' not in answer.content.decode(), each.name
    assert client.get(f"/for/{ANNA.subject}/").status_code == 403
    assert [each for each in pages.entries(ANNA.subject) if each in {EntryKind.CONSENT, EntryKind.RIGHT}] == acts


def test_pages_that_are_no_patients_are_not_below_a_ward(mother: Client) -> None:
    for path in (
        "/patients",
        f"/patients/{ANNA.subject}/plan",
        "/people",
        "/my/messages",
        "/wards",
        f"{BELOW}/my/plan",
    ):
        assert mother.get(f"{BELOW}{path}").status_code == 404, path


def test_a_mandate_for_one_question_opens_no_pages(pages: Pages) -> None:
    narrow = mandate(questions=frozenset({QuestionKey("treatment/hiv")}))
    stated(pages, narrow, ANNA.subject)
    stated(pages, Birth(years_ago(9), JURISDICTIONS.code("DE")), ANNA.subject)
    assert pages.client(GUARDIAN).get(f"/for/{ANNA.subject}/my/choices").status_code == 403
    assert pages.site.desk.representatives(SubjectId(ANNA.subject)) == (), "nor is she told by mail"


def mailed_to_her(pages: Pages) -> list[str]:
    """What his mother is told when the glass is broken for him: at once, or by the look through all accounts."""
    from autonome.web.accounts.models import Person  # noqa: PLC0415 - Django is set up by now
    from autonome.web.reminders import remind  # noqa: PLC0415

    Person.objects.filter(name=GUARDIAN).update(email="mother@example.org")
    desk = pages.site.desk.clinic(asker(pages, NAMES[Role.CLINICIAN], Role.CLINICIAN))
    with box() as sent:
        desk.break_glass(SubjectId(BORIS.subject), ("medications",), "he fell")
        remind()
    assert all(each.to == ["mother@example.org"] for each in sent)
    return [f"{each.subject} {each.body}" for each in sent]


def test_she_is_told_by_the_mail_that_he_would_get_and_once(pages: Pages, mother: Client) -> None:
    from autonome.web.accounts.models import Person, Reminder  # noqa: PLC0415 - Django is set up by now
    from autonome.web.notices import choose  # noqa: PLC0415

    first = mailed_to_her(pages)  # at once, and what waited before by the look through all
    assert first
    (said,) = mailed_to_her(pages)
    for each in (BORIS.name, BORIS.subject, BORIS.record_number, "emergency", "fell", "/for/"):
        assert each.casefold() not in said.casefold()
    assert "Something new waits for you" in said
    Reminder.objects.filter(person__name=GUARDIAN).delete()
    choose(Person.objects.get(name=GUARDIAN), wanted=False)
    assert mailed_to_her(pages) == []
    assert "as long as you may act for them" in text(mother.get("/my/messages"))
    choose(Person.objects.get(name=GUARDIAN), wanted=True)
    assert len(mailed_to_her(pages)) == 2, "what waited goes out with the next look"


def test_the_end_of_the_mandate_and_coming_of_age_close_the_pages(pages: Pages, mother: Client, child: str) -> None:
    """The last of the module: Boris grows up, and is asked himself."""
    assert sign(mother, "way-of-life", "yes").status_code == 303
    grown = stated(pages, Birth(years_ago(19), JURISDICTIONS.code("DE")))
    assert grown
    assert mother.get(f"{BELOW}/my/choices").status_code == 403
    assert sign(mother, "way-of-life", "yes").status_code == 403
    assert "Nobody is on your list yet." in text(mother.get("/"))
    assert mailed_to_her(pages) == [], "who has come of age is told alone"
    stated(pages, Birth(years_ago(9), JURISDICTIONS.code("DE")))
    assert mother.get(f"{BELOW}/my/choices").status_code == 200
    said = standing(pages, "way-of-life").act.recorded_at
    while SystemClock().now() <= said:  # a mandate that ends in the second of an answer never covered it
        sleep(0.05)
    stated(pages, MandateEnd(child, SystemClock().now()))  # type: ignore[arg-type]  # an id
    assert mother.get(f"{BELOW}/my/choices").status_code == 403
    assert mailed_to_her(pages) == [], "mail ends with the mandate"
    his = text(pages.client("boris").get("/"))
    assert "Somebody answered for you, and may not any more." in his
