"""``autonome consent templates``: what is listed, shown and compared, and what is refused in one line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autonome.consent import FORMS, SHIPPED, Members, read_template
from autonome.consent.forms import ABOUT, COMMITTEE, UNREVIEWED
from autonome.kernel import read_json
from tests.integration.in_process import autonome


def templates(*words: str) -> str:
    done = autonome("consent", "templates", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def as_json(*words: str) -> Any:  # noqa: ANN401 - parsed JSON
    return json.loads(templates(*words, "--json"))


def test_the_list_names_every_form_with_its_digest_and_says_who_must_review() -> None:
    said = templates("list")
    for form in SHIPPED:
        assert f"\n{form.name.rpartition('/')[0]}: {ABOUT[form.id]}\n" in f"\n{said}"
        assert f"  {form.language:10}  {form.digest}\n" in said
    assert said.endswith(f"{UNREVIEWED}\n{COMMITTEE}\n")
    assert "  terms       7 days to think, at most 3652 days, after death a yes stands\n" in said
    listed = as_json("list")
    assert [(each["name"], each["digest"]) for each in listed["forms"]] == [(e.name, e.digest) for e in SHIPPED]
    assert (listed["translations"], listed["review"]) == (UNREVIEWED, COMMITTEE)


@pytest.mark.parametrize(
    "name", [*(each for each in FORMS if each.endswith("/en")), "biobank/1/zh-hans", "biobank/1/id"]
)
def test_every_form_is_shown_with_its_exact_text_and_every_question_with_its_meaning(name: str) -> None:
    form, said = FORMS[name], templates("show", name)
    assert said.startswith(form.text)
    for question in form.questions:
        assert f"\n{question.id}: {question.text}\n" in said
        for atom in question.atoms:
            assert all(f"({code})" in said for code in (atom.purpose, atom.category, atom.recipient, *atom.obligations))
            assert not atom.diseases or f"on {min(atom.diseases)} alone" in said
    assert form.digest in said
    assert form.text_sha256 in said
    assert (UNREVIEWED in said) is (form.language != "en")
    assert COMMITTEE in said


def test_a_form_in_json_can_stand_in_a_consent_file() -> None:
    printed = templates("show", "research-disease/1/id", "--json")
    again = read_template(Members(read_json(printed.encode(), where="form"), "form"))
    assert again == FORMS["research-disease/1/id"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("treatment", "treatment/3/en"), ("treatment/1", "treatment/1/en"), ("treatment//id", "treatment/3/id"),
        ("findings/2/zh-hans", "findings/2/zh-hans"),
    ],
)  # fmt: skip
def test_what_is_left_out_of_a_name_is_the_newest_and_english(given: str, name: str) -> None:
    assert as_json("show", given) == json.loads(json.dumps(FORMS[name].to_json()))


def test_versions_are_compared_by_sentence_and_by_meaning() -> None:
    said = templates("diff", "treatment/2", "treatment/3")
    assert "  - You can say no to any question.\n" in said
    assert "  + No: you can say no to any question, and to all of them.\n" in said
    assert "  health-record: same, in other words\n" in said
    assert said.count("an old yes still covers it; an old no still covers it") == 12
    assert said.endswith("to be asked of whoever said yes to treatment/2/en: none\n")
    found = as_json("diff", "treatment/1", "treatment/2")
    scopes = {each["id"]: each["scope"] for each in found["questions"]}
    assert scopes["medications"] == "same"
    assert [name for name, scope in scopes.items() if scope == "added"] == found["to_ask"]
    assert {each["in"] for each in found["text"]} == {"both"}
    added = next(each for each in found["questions"] if each["id"] == "hiv")
    assert (added["old"], added["yes_covers"], added["gained"][0]["category"]) == (None, False, "hiv")
    back = templates("diff", "treatment/2", "treatment/1")
    assert "  hiv: removed\n" in back


def test_languages_of_a_version_are_the_same_in_every_question() -> None:
    found = as_json("diff", "biobank/1/en", "biobank/1/zh-hans")
    assert {(each["scope"], each["yes_covers"], each["no_covers"]) for each in found["questions"]} == {
        ("same", True, True)
    }
    assert found["to_ask"] == []


@pytest.mark.parametrize(
    "words",
    [
        ("show", "nothing"), ("show", "treatment/9"), ("show", "treatment/1/id"), ("show", ""), ("show", "/"),
        ("show", "treatment/1/en/more"), ("show", "../../etc/passwd"), ("show", "\x1b[31mred"), ("show", "x" * 10_000),
        ("diff", "treatment/1", "nothing"), ("diff", "treatment", "biobank"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_one_line(words: tuple[str, ...]) -> None:
    done = autonome("consent", "templates", *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "\x1b" not in done.stderr
    assert len(done.stderr) < 300
    assert "Mend: " in done.stderr
