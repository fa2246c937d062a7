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
from autonome.consent.forms import ABOUT, CHINESE, ENGLISH, INDONESIAN, LANGUAGES, VERSIONS, Shelf, form
from autonome.kernel import Period, read_json
from tests.unit.report.patient.readability import HIGHEST_GRADE, MOST_WORDS, measure, words

DIGESTS = {
    "treatment/1/en": "cf3faa0ed40ccc4308002488647e974869a2d920cffc370e589a121f67264ca2",
    "treatment/2/en": "42dee828eaa224919505c0b9678cf74bc7d364608c1b340730806c2a97109800",
    "findings/1/en": "8975e79e002ce916a029dacfe9119324062fa89c539adf09f9a1b4acc5b9ce79",
    "treatment/3/en": "6ad3db20008462e4b3a9c0c7b9d58c1d661056349a95b5b349daf48f3f7fd91f",
    "treatment/3/zh-hans": "bd2eacebbe98c5a8affdf563bfa616f44d30f963617222ee4a407091ee446abb",
    "treatment/3/id": "64cf5669fe3865d6a7ad9d0ed4a4c18f7883e8a9d368ef1a24a36d823ea8044b",
    "findings/2/en": "db5ccaba7818b141a137ec0bd9d5757be3147994a2e50cfb78cf68f0af01626b",
    "findings/2/zh-hans": "0ed5b703dddc3ee852cb43c34d8e92d275f6a1ce7bdb03b809a063f4244531f1",
    "findings/2/id": "9851f5fac9f2797463be27d8f2ce768343af425f2745e17d3ff00fc1134edee1",
    "care-sharing/1/en": "80ee92775f6ab610e7d826ecb5f5558380691c52d2427d51e137ad13279d4202",
    "care-sharing/1/zh-hans": "4a77aa76c6ce7d758f027e42d6085e958acea37783dd44e2ea86183d02d62222",
    "care-sharing/1/id": "efd3799c9e13e529384547bca322d9073e11998e5098b06376314b508c0b52c7",
    "research-broad/1/en": "8d64dfa6a3559a26769871dff85e28af80ae7e5f55ceb752dfdd03e47696f375",
    "research-broad/1/zh-hans": "56887329e243916dfb5feb2e7e9de40256d89c6e478bb5d28175bf928db1aad7",
    "research-broad/1/id": "97d7473a9b5d048d3041064ccf77c1fd256eb7b377eec6d815d4db2a8faa9cd5",
    "research-tiered/1/en": "28cbe44092043da4c002b1b0ff6a76b8da439dd7abcec5a5f8bb3f02d8e6e375",
    "research-tiered/1/zh-hans": "b2eb8ef5ba34c96aa217a2e8affc0cb4a674c629083807cd3ce9ca93d9b60842",
    "research-tiered/1/id": "2f32fa195af2d9f67d989717e0dbe4f470777ca748d79b235f747bce176f594c",
    "research-disease/1/en": "4a9d44aed0ad2ed9b90263adf2ab443dcd00d2d1b5b0c17a6112e8dee88923b4",
    "research-disease/1/zh-hans": "f5950d426a69e11941801aebd64f3dac479d12cc74f65ce6c3ff4e6dc656da5c",
    "research-disease/1/id": "02de840f9c759055bb4e39325327323f6955bbd0b21d36d19faf0c65d8398296",
    "biobank/1/en": "491fb5a4fa6dc93fd14efbb4d98522b57e6a104d7cb3caaf6e2ba183a8fa227f",
    "biobank/1/zh-hans": "a70f5a096abaa23479bd3da04a024ff8f4eb1ce2c8d9e39dcb0eae08b03e8303",
    "biobank/1/id": "6dd3a951cb670a540772c0d1c499552e6dd1853c8f0feb77ed7fa292477bcbe6",
    "trial-contact/1/en": "4815f3c5c8fbd6ef0b0293ec832aa8e94802e31ef34d5b69258de78ef32fcf7d",
    "trial-contact/1/zh-hans": "7f716a0e94a331327faecc4afff31a2d47c3bec8558b7529e80f78101c27942f",
    "trial-contact/1/id": "5f0cc12a80e535f247207b47d2263ca1435303695ee6be318c6c09926b5ec681",
    "family-disclosure/1/en": "f4f9717ece9db14ce186bb4b5e7d02b89a63834f54261783a3e8942bbaffce9f",
    "family-disclosure/1/zh-hans": "7d413348541cdb4456f6a9412d69f6a2a9aafc0a9f6a788f6e0c62d432b98685",
    "family-disclosure/1/id": "47878a652860148e5786e391b1046d126f2f13e2fab6a01d270effffdb4c80c2",
}
"""A changed word or scope is a new version: make one, and add its digest."""

WRITTEN_IN_ENGLISH = [name for name in FORMS if name.endswith(f"/{ENGLISH}")]


def test_every_form_is_the_one_that_was_published() -> None:
    assert {each.name: each.digest for each in SHIPPED} == DIGESTS


def test_the_shelf_lists_every_form_in_every_language_and_nothing_else() -> None:
    assert [each.name for each in SHIPPED] == list(FORMS)
    assert len(FORMS) == len(SHIPPED) == 3 + 3 * len(VERSIONS)
    for version in VERSIONS:
        found = form(version)
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
    found = form("trial-contact/1")
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
