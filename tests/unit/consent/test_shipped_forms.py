"""The shipped forms: their exact text by digest, one meaning in all languages, plain words, and nothing left out."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from autonome.consent import FORMS, SHIPPED, ConsentError, Kind, Members, read_template
from autonome.consent.differences import ScopeChange, differences, sentences
from autonome.consent.forms import ABOUT, CHINESE, ENGLISH, INDONESIAN, LANGUAGES, VERSIONS, Shelf, read_form
from autonome.kernel import Period, read_json
from tests.unit.report.patient.readability import HIGHEST_GRADE, MOST_WORDS, measure, words

DIGESTS = {
    "treatment/1/en": "cf3faa0ed40ccc4308002488647e974869a2d920cffc370e589a121f67264ca2",
    "treatment/2/en": "42dee828eaa224919505c0b9678cf74bc7d364608c1b340730806c2a97109800",
    "findings/1/en": "8975e79e002ce916a029dacfe9119324062fa89c539adf09f9a1b4acc5b9ce79",
    "treatment/3/en": "c458ea8555db86a9b79c3f39a4fb18941dace3934f05a0132ded8603b8f44948",
    "treatment/3/zh-hans": "c73a9074e15203ad84259da98b9578c04cf5b5ea235600d522febf314b76a94d",
    "treatment/3/id": "55b88a70e9c42da25a9128345e7e6aba8514b8c2146d1d6855ccdc6c7de598f5",
    "findings/2/en": "d7df58461af9d13f016120c8f80d0d211b36630239c6a5509c62e11e1a12fe01",
    "findings/2/zh-hans": "5effe4232d53791b62344d57865e978afe639f119785782d7a4129a1a22b1fe6",
    "findings/2/id": "b30013105b71074bc494e94b2d713fa17eec565828253b8df5321ff0afa5daa8",
    "care-sharing/1/en": "a0cc04e3aa5b56ec11293dacb8cbccdb35b525b8dfc51883ce9cca852408ab25",
    "care-sharing/1/zh-hans": "73319f42f0aa4ecef35cfc46893afbeba85a0b5e4c31991670ed3fe4385056d6",
    "care-sharing/1/id": "bd025ca859ca2a8e883f8dc21553bdbf371278f10ba8a554bd8cb383236fd657",
    "research-broad/1/en": "3337e332f7a46aed5586071c7acd2b61fc514edd9f128a9ae9c4c715e8c55918",
    "research-broad/1/zh-hans": "7c7d0862694ec37c1f34bbd32916b1b515b10515704b906fb9d8ad97e1f6fc42",
    "research-broad/1/id": "0e44bbf74203a801605a165690d8f827a48816dd869ebf8d6889e1ce4670a8b3",
    "research-tiered/1/en": "5853c9c7f20683a57b10736dd99b356914b5bec2c1b3548428c13d72712b0c14",
    "research-tiered/1/zh-hans": "6db6fbcf447d288937b6585dcba0a6feb073ada728bc9bd34a58bce4a99e3c51",
    "research-tiered/1/id": "efcdfb5f9b3f8f7c4b859083b0b5f7eb20c0bec6099fe22b6c3d897e05ea4827",
    "research-disease/1/en": "2b977ad878a256f93371ac346fee44ede1e6aad8544a85b1ba28127bd74ddb7e",
    "research-disease/1/zh-hans": "6c7133e818e03e027c07238b038045712f32806ded4f923876d609859a463a79",
    "research-disease/1/id": "6cae850b5c97de9f5a5e46fd8794947b1eed561e49fff257ef3c5ed15da93e97",
    "biobank/1/en": "8ac73bc97cb9490428adf0d2696b05d334a2ad480e2d8bf9902d9e401324b0a3",
    "biobank/1/zh-hans": "e5401a3205a5eda43a747c6bb2455b9753454582f756b504c171e7fc26385d86",
    "biobank/1/id": "a512e31a02e70dcea03ce138f0a4fbc04a0848b2bc28bd5a3ad5ded75f4a206c",
    "trial-contact/1/en": "53c192016670468331cbac668d6d79d4d58a68133b26fe4354779dfe26073c86",
    "trial-contact/1/zh-hans": "bedb3dd4539b6e5deb72788ae9e89e80777c232513fcb578d4f7bd90fad17f55",
    "trial-contact/1/id": "8baa7e16db2c506b72096feab898b79b39e6b4f03e4fef0f7d164c25c63fe341",
    "family-disclosure/1/en": "e003f4cee1ee5d5ee654f5c3993e87a2b5e6ea68d7b6956fb4fbbffdf1b963ec",
    "family-disclosure/1/zh-hans": "7756831f4b080695a7c85f78e5835fac57a2b5cf1b755378f8d5af3da0f273ce",
    "family-disclosure/1/id": "06328a2cdf1c574440434a3033d874c27705572772862fbd6457928d828b0739",
}
"""A changed word or scope is a new version: make one, and add its digest."""

WRITTEN_IN_ENGLISH = [name for name in FORMS if name.endswith(f"/{ENGLISH}")]


def test_every_form_is_the_one_that_was_published() -> None:
    assert {each.name: each.digest for each in SHIPPED} == DIGESTS


def test_the_shelf_lists_every_form_in_every_language_and_nothing_else() -> None:
    assert [each.name for each in SHIPPED] == list(FORMS)
    assert len(FORMS) == len(SHIPPED) == 3 + 3 * len(VERSIONS)
    for version in VERSIONS:
        found = read_form(version)
        assert f"{found.id}/{found.version}" == version
        assert tuple(found.wordings) == LANGUAGES
    assert {name.split("/")[0] for name in FORMS} == set(ABOUT)
    for nothing in ("treatment/3/fr", "treatment/9/en", "treatment", ""):
        assert nothing not in FORMS
        assert FORMS.get(nothing) is None


def test_somebodys_own_form_stands_beside_the_shipped_ones_and_does_not_reach_them() -> None:
    own = replace(FORMS["biobank/1/en"], id="own")
    shelf = FORMS.beside({own.name: own})
    assert (shelf["own/1/en"], shelf["biobank/1/id"]) == (own, FORMS["biobank/1/id"])
    assert "own/1/en" not in FORMS
    assert len(shelf) == len(FORMS) + 1
    assert next(iter(Shelf.of([own]))) == "own/1/en"


@pytest.mark.parametrize("version", VERSIONS)
def test_all_languages_of_a_version_mean_the_same(version: str) -> None:
    first, *others = (FORMS[f"{version}/{language}"] for language in LANGUAGES)
    for other in others:
        assert [(each.id, each.atoms, each.finding) for each in other.questions] == [
            (each.id, each.atoms, each.finding) for each in first.questions
        ]
        assert (other.terms, other.jurisdiction) == (first.terms, first.jurisdiction)
        assert {each.scope for each in differences(first, other).questions} == {ScopeChange.SAME}
        assert other.text_sha256 != first.text_sha256
        assert other.text.count("\n\n") == first.text.count("\n\n"), "paragraph by paragraph"


def test_a_wording_that_asks_something_else_is_refused() -> None:
    found = read_form("trial-contact/1")
    words_of = found.wordings[ENGLISH]
    less = dict(list(words_of.questions.items())[1:])
    for questions in (less, dict(reversed(list(words_of.questions.items()))), {**words_of.questions, "more": "?"}):
        wrong = replace(found, wordings={ENGLISH: replace(words_of, questions=questions)})
        with pytest.raises(ConsentError, match="asks other questions than it means"):
            wrong.template(ENGLISH)


@pytest.mark.parametrize("version", ["treatment/3", "findings/2"])
def test_a_newer_version_asks_the_same_so_that_every_old_answer_holds(version: str) -> None:
    old = {"treatment/3": "treatment/2/en", "findings/2": "findings/1/en"}[version]
    found = differences(FORMS[old], FORMS[f"{version}/en"])
    assert found.to_ask == ()
    assert {each.scope for each in found.questions} == {ScopeChange.SAME}


def test_a_form_is_read_back_from_its_file_form() -> None:
    for each in SHIPPED:
        again = read_template(Members(read_json(json.dumps(each.to_json()).encode(), where=each.name), each.name))
        assert (again, again.digest) == (each, each.digest)


def prose(name: str) -> Iterator[str]:
    """Paragraphs after the title, and questions."""
    found = FORMS[name]
    yield from (" ".join(part.split()) for part in found.text.split("\n\n")[1:])
    yield from (question.text for question in found.questions)


@pytest.mark.parametrize("name", WRITTEN_IN_ENGLISH)
def test_every_form_is_easy_to_read(name: str, record_property: Callable[[str, object], None]) -> None:
    found = measure(prose(name))
    questions = measure(question.text for question in FORMS[name].questions)
    record_property("grade", f"{name}: text {found.grade:.1f}, questions {questions.grade:.1f}")
    assert found.grade <= HIGHEST_GRADE
    assert questions.grade <= HIGHEST_GRADE
    assert [each for each in found.sentences if len(words(each)) > MOST_WORDS] == []


SAYS = {
    ENGLISH: (
        "What: ", "Why: ", "Where: ", "How long: ", "What cannot be undone: ", "Taking it back: ", "Your relatives: ",
        "Time to think: ", "Never, whatever you sign: no insurer", "No employer",
    ),
    CHINESE: (
        "谁", "什么：", "为什么：", "在哪里：", "多久：", "无法挽回的事：", "撤回：", "您的亲属：", "考虑的时间：",
        "以下永远不允许：保险公司", "雇主",
    ),
    INDONESIAN: (
        "Siapa", "Apa: ", "Di mana: ", "Berapa lama: ", "Yang tidak dapat dibatalkan: ", "Menarik kembali: ",
        "Keluarga Anda: ", "Waktu untuk berpikir: ",
        "Tidak pernah, apa pun yang Anda tanda tangani: perusahaan asuransi", "Pemberi kerja",
    ),
}  # fmt: skip
NO_MEANS = {ENGLISH: r"\nNo: ", CHINESE: r"\n不同意：", INDONESIAN: r"\nTidak: "}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_says_all_that_a_form_owes(version: str, language: str) -> None:
    text = FORMS[f"{version}/{language}"].text
    joined = " ".join(sentences(text))
    assert [each for each in SAYS[language] if each.strip() not in joined] == []
    assert re.search(NO_MEANS[language], text)


YEARS = {
    730: ("two years", "两年", "dua tahun"), 1826: ("five years", "五年", "lima tahun"),
    3652: ("ten years", "十年", "sepuluh tahun"),
}  # fmt: skip
DAYS = {
    1: ("one day must lie", "间隔一天", "harus ada satu hari"),
    7: ("seven days must lie", "间隔七天", "harus ada tujuh hari"),
}  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_the_words_say_the_terms_that_the_form_is_held_to(version: str) -> None:
    for number, language in enumerate(LANGUAGES):
        found = FORMS[f"{version}/{language}"]
        for value, named in ((found.terms.days_to_think, DAYS), (found.terms.longest_days or 0, YEARS)):
            said = {days for days, phrases in named.items() if phrases[number] in " ".join(sentences(found.text))}
            assert said == ({value} if value else set()), (found.name, named)


@pytest.mark.parametrize("version", VERSIONS)
def test_no_question_bundles_and_each_is_signed_by_itself(version: str) -> None:
    """One purpose and one way of giving for each; what China wants separate consent for has it."""
    for question in FORMS[f"{version}/en"].questions:
        atoms = question.atoms
        assert len({(each.purpose, each.actions, each.kinds, each.diseases) for each in atoms}) <= 1
        for each in atoms:
            assert {Kind.EXPLICIT, Kind.WRITTEN, Kind.SEPARATE_SENSITIVE} <= each.kinds
            given_away = bool({str(action) for action in each.actions} & {"disclose", "export", "train"})
            assert (Kind.SEPARATE_RECIPIENT in each.kinds) is given_away
            assert (Kind.SEPARATE_EXPORT in each.kinds) is ("export" in each.actions)
            assert "publish" not in each.actions
            assert each.window is None or isinstance(each.window, Period)


def test_no_form_opens_data_to_insurers_employers_authorities_or_the_market() -> None:
    for found in SHIPPED:
        for question in found.questions:
            for each in question.atoms:
                assert str(each.purpose) not in {"PurposeOfUse", "UNDERWRITING", "EMPLOYMENT", "HMARKT", "LAWENF"}
                assert str(each.recipient) not in {"anyone", "insurer", "employer", "authority"}
                assert str(each.category) not in {"record", "clinical", "genome", "violence"}


@pytest.mark.parametrize("name", [name for name in FORMS if not name.endswith(f"/{ENGLISH}")])
def test_a_translation_holds_no_english_and_no_form_has_an_empty_question(name: str) -> None:
    found = FORMS[name]
    english = FORMS[f"{name.rpartition('/')[0]}/en"]
    for question, original in zip(found.questions, english.questions, strict=True):
        assert question.text.strip()
        assert question.text != original.text
    assert re.search(r"\b(the|your|you|and|data are)\b", found.text) is None
