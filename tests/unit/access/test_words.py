"""Words of decisions, matters and roles as they stand on the log and in files, and each role's door, written twice."""

from __future__ import annotations

from enum import StrEnum

import pytest

from autonome.access import PERMIT_SECONDS, ReasonCode
from autonome.access.facts import FactKind
from autonome.access.passports import CLOCK_SECONDS
from autonome.access.permits import OPENING
from autonome.access.requests import EVERYBODY
from autonome.access.rights import ACTIONS, ANSWERS, CLOSES, MAX_WORDS, OWN_PROMISE, PROMPT, Deed, Right
from autonome.access.roles import DOORS, Role
from autonome.access.simulation import Turn
from autonome.access.visas import ACCESS_TOKEN_SECONDS, MAX_CLAUSES, MAX_PATTERN, MAX_URL, MAX_VALUE, TokenForm
from autonome.consent import Action
from autonome.law.clocks import Moment, Unit

WORDS: dict[type[StrEnum], str] = {
    Deed: "asked extended held released exported corrected disagreed restricted lifted erasing refused",
    FactKind: (
        "covered suited lacks owes against-terms refused objected withdrawn expired not-yet authority-ended "
        "authority-missing under-age too-early held-back restricted ended-by-death open-after-death"
    ),
    ReasonCode: (
        "unknown-code unknown-disease empty-request consent-of-another needs-review forbidden-by-law "
        "forbidden-by-platform permitted-by-law permitted-by-consent refused-by-patient never-consented against-terms "
        "withdrawn expired not-yet-valid authority-ended authority-missing under-age too-early restricted "
        "ended-by-death open-after-death concerns-relatives outside-window partly-covered consent-kind-missing "
        "document-missing fact-not-stated"
    ),
    Right: "export correct restrict erase",
    Role: "clinician pharmacist clinic laboratory patient representative researcher insurer auditor committee steward",
    TokenForm: "document-token access-token",
    Turn: "opens closes other",
}


@pytest.mark.parametrize("words", WORDS, ids=lambda each: str(each.__name__))
def test_a_word_on_the_log_stays_the_word_that_it_was(words: type[StrEnum]) -> None:
    assert [str(each) for each in words] == WORDS[words].split()


def test_the_door_of_each_role() -> None:
    assert {
        str(role): " ".join([door.recipient, *([f"({door.branch})"] if door.branch else []), *door.purposes])
        for role, door in DOORS.items()
    } == {
        "clinician": "care-team (care) TREAT HQUALIMP PATSFTY RECORDMGT",
        "pharmacist": "pharmacy TREAT",
        "clinic": "clinic TREAT",
        "laboratory": "clinical-laboratory TREAT",
        "patient": "subject PATRQT",
        "representative": "representative PATRQT",
        "researcher": "researcher (researcher) GRU",
        "insurer": "insurer (insurer) HPAYMT UNDERWRITING",
        "auditor": "regulator HCOMPL",
        "committee": "steward",
        "steward": "steward",
    }


def test_what_opens_data_and_for_how_long() -> None:
    assert {"collect", "use", "disclose", "publish", "export", "train", "port"} == OPENING
    assert (PERMIT_SECONDS, EVERYBODY) == (900, "*")


def test_what_closes_a_matter_and_what_answers_it() -> None:
    assert {"exported", "corrected", "disagreed", "lifted", "refused"} == CLOSES
    assert {*CLOSES, "restricted", "erasing"} == ANSWERS
    assert {right.value: action for right, action in ACTIONS.items()} == {
        "export": Action.USE, "correct": Action.CORRECT, "restrict": Action.RESTRICT, "erase": Action.ERASE,
    }  # fmt: skip


def test_our_own_promises_and_bounds() -> None:
    assert [(each.starts, each.unit, each.amount) for each in (PROMPT, OWN_PROMISE)] == [
        (Moment.REQUEST, Unit.DAYS, 15), (Moment.REQUEST, Unit.MONTHS, 1),
    ]  # fmt: skip
    assert (MAX_WORDS, MAX_URL, MAX_VALUE, MAX_PATTERN, MAX_CLAUSES) == (2000, 255, 8192, 1024, 64)
    assert (ACCESS_TOKEN_SECONDS, CLOCK_SECONDS) == (3600, 60)
