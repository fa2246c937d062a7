"""What pages say: in the language that was chosen, from the catalogues, plainly, and never as somebody's markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.kernel import SubjectId
from autonome.ledger import EntryKind
from tests.integration.web.sites import ANNA, NAMES, Pages
from tests.integration.web.test_portal import ADDRESSES
from tests.unit.report.patient.readability import HIGHEST_GRADE, MOST_WORDS, measure, prose_by_section, words

PATIENT, STEWARD = NAMES[Role.PATIENT], NAMES[Role.STEWARD]
MARKUP = "<script>alert('&')</script>"
OURS = frozenset({"Autonome", "UTC", "PDF", "FHIR", "VCF", "JSON", "PMID", "MiB"})
"""The same in every language."""

READ_OUT = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')


def templates() -> list[Path]:
    from autonome.web.project import FOLDER  # noqa: PLC0415 - loads Django

    return [each for each in sorted((FOLDER / "templates").rglob("*.html")) if not each.stem.endswith("_style")]


def fixed_words(text: str) -> set[str]:
    """Words of a template that no tag says: translators never see them."""
    text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"{% block width %}\w+{% endblock %}", "", text)  # names a class
    text = re.sub(r"\b[\w-]+\.(?:txt|json|html|pdf)\b", "", text)  # files are called the same everywhere
    without = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    read_out = " ".join(READ_OUT.findall(without))
    shown = re.sub(r"<(?:code|pre|svg)\b.*?</(?:code|pre|svg)>|<[^>]*>|&\w+;", " ", without, flags=re.DOTALL)
    return set(re.findall(r"[^\W\d_]{2,}", f"{shown} {read_out}")) - OURS


def test_every_fixed_word_of_a_template_is_one_that_translators_see() -> None:
    found = {path.name: words for path in templates() if (words := fixed_words(path.read_text(encoding="utf-8")))}
    assert found == {}, 'write {% say "…" %}, or within an attribute {% spoken "…" %}'


def test_a_word_outside_of_a_tag_is_found() -> None:
    assert fixed_words('<p>{% say "Good" %} left <b title="over">{{ name }}</b></p>') == {"left", "over"}


def language_of(pages: Pages, name: str | None, cookie: str, asked: str) -> str:
    client = pages.client(name, language=asked)
    if cookie:
        client.cookies["autonome-language"] = cookie
    return str(client.get("/sign-in" if name is None else "/account").headers["Content-Language"])


@pytest.mark.parametrize(
    ("cookie", "asked", "read"),
    [
        ("", "", "en"),
        ("", "id-ID,id;q=0.9", "id"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("", "fr, zh-hans;q=0.5, id;q=0.4", "zh-Hans"),
        ("", "ms", "en"),
        ("id", "zh-CN", "id"),
        ("xx", "zh-CN", "zh-Hans"),
        ("", "\x00;;q=q", "en"),
    ],
)
def test_who_is_not_signed_in_reads_what_was_chosen_here_or_what_the_browser_asks_for(
    pages: Pages, cookie: str, asked: str, read: str
) -> None:
    assert language_of(pages, None, cookie, asked) == read


def test_the_language_of_the_account_goes_before_that_of_the_browser(pages: Pages) -> None:
    client = pages.client(PATIENT)
    client.post("/choose", {"language": "id", "next": "/account"})
    assert language_of(pages, PATIENT, "zh-hans", "en") == "id"
    assert "Akun Anda" in client.get("/account").content.decode()
    client.post("/choose", {"language": "en"})
    assert language_of(pages, PATIENT, "zh-hans", "id") == "en"


@pytest.mark.parametrize(("tag", "said"), [("zh-hans", "您的选择已保存"), ("id", "Pilihan Anda disimpan")])
def test_what_was_done_is_said_on_the_next_page_in_the_readers_language(pages: Pages, tag: str, said: str) -> None:
    """What is kept from one page to the next is a sentence, and not its English."""
    client = pages.client(PATIENT)
    client.post("/choose", {"language": tag})
    assert client.post("/my/messages", {"mailed": "yes"}).status_code == 303
    shown = client.get("/my/messages").content.decode()
    assert said in shown
    assert "Your choice is saved." not in shown
    assert said not in client.get("/my/messages").content.decode(), "it is said once"
    client.post("/choose", {"language": "en"})


@pytest.mark.parametrize("tag", ["en", "zh-hans", "id"])
def test_what_somebody_typed_is_shown_and_is_no_markup(pages: Pages, tag: str) -> None:
    name = f"typed-{tag}"
    pages.site.accounts.steward(STEWARD).add(NewPerson(name, (Role.CLINICIAN,), MARKUP))
    for who, path in ((STEWARD, "/people"), (name, "/account")):
        client = pages.client(who, language=tag)
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(" in page
    wrong = pages.client(language=tag).post("/sign-in", {"name": MARKUP, "password": "x", "code": "1", "next": MARKUP})
    assert "<script>alert" not in wrong.content.decode()


MORE_OF_PATIENTS = (
    "/my/choices/treatment/q/hiv", "/my/choices/treatment/q/hiv/sign?answer=yes&days=365", "/my/choices/findings/check",
    "/my/choices/findings/several/sign?q-treatable-risk=yes&days=365", "/my/choices/research-broad/q/genes",
    "/my/rights/restrict", "/my/timeline/{entry}",
)  # fmt: skip


def test_every_page_of_patients_is_plain_english(pages: Pages, record_property: Callable[[str, object], None]) -> None:
    """By the measure of the plan's page. Explanations hold words of law: these may be longer."""
    log, client = pages.desk.node.log, pages.client(PATIENT)
    entry = log.entries_of(SubjectId(ANNA.subject), EntryKind.DECISION)[0].index
    grades, long = {}, []
    for address in (*ADDRESSES, *(each.format(entry=entry) for each in MORE_OF_PATIENTS)):
        main = client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
        sections = prose_by_section(re.sub(r'<article class="panel exact".*?</article>', "", main, flags=re.DOTALL))
        grades[address] = measure(each for texts in sections.values() for each in texts).grade
        ours = measure(each for name, texts in sections.items() if name != "why-so" for each in texts).sentences
        parts = (part for each in ours for part in each.split(";"))  # kinds of data are listed with semicolons
        long += [each for each in parts if len(words(each)) > MOST_WORDS]
    assert long == []
    assert {address: round(grade, 1) for address, grade in grades.items() if grade > HIGHEST_GRADE} == {}
    rows = [f"  {grade:4.1f}  {address}" for grade, address in sorted(zip(grades.values(), grades, strict=True))[-5:]]
    record_property("table", "\n".join(["portal of patients: Flesch-Kincaid grade, the highest five", *rows]))


def test_somebody_enrols_in_the_browser_and_changes_the_password(pages: Pages) -> None:
    code = pages.site.accounts.steward(STEWARD).add(NewPerson("newcomer", (Role.RESEARCHER,), "New Comer")).code
    client, words = pages.client(), "four plain words together"
    typed = {"name": "newcomer", "code": code, "password": words, "again": words}
    assert client.post("/enrol", {**typed, "again": "other words of that length"}).status_code == 400
    assert client.post("/enrol", {**typed, "code": "AAAA-BBBB"}).status_code == 403
    assert (
        "too common"
        in client.post("/enrol", {**typed, "password": "1234567890123", "again": "1234567890123"}).content.decode()
    )
    shown = client.post("/enrol", typed).content.decode()
    secret, sealed = re.search(r'class="code">([A-Z2-7]+)<', shown), re.search(r'name="sealed" value="([^"]+)"', shown)
    assert secret is not None
    assert sealed is not None
    assert words not in shown
    pages.secrets["newcomer"] = secret.group(1)
    assert client.post("/enrol/app", {"sealed": sealed.group(1), "digits": "000000"}).status_code == 403
    done = client.post("/enrol/app", {"sealed": sealed.group(1), "digits": pages.code("newcomer")})
    assert len(re.findall(r'class="code">\d{8}<', done.content.decode())) == 10
    assert client.post("/enrol/app", {"sealed": "forged", "digits": "000000"}).status_code == 400

    signed = client.post("/sign-in", {"name": "newcomer", "password": words, "code": pages.code("newcomer")})
    assert signed.status_code == 303
    other = pages.client("newcomer")
    assert client.post("/account/password", {"password": "short", "again": "short"}).status_code == 400
    newer = "another four words here"
    assert client.post("/account/password", {"password": newer, "again": newer}).status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302, "all other sessions have ended"


def test_a_fault_of_ours_is_a_page_that_tells_nothing(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    from autonome.web.steward import people  # noqa: PLC0415 - Django is set up by now

    monkeypatch.setattr(people, "page", lambda *_, **__: 1 / 0)
    answer = pages.client(STEWARD, raise_request_exception=False).get("/people")
    assert answer.status_code == 500
    assert b"It is our fault, not yours" in answer.content
    assert b"ZeroDivision" not in answer.content
