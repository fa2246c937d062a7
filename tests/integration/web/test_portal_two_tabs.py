"""One person in two windows: a page that lay open grants nothing anew, and a double click is one act."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from autonome.access.roles import Role
from autonome.consent import QuestionKey, State
from autonome.kernel import SubjectId
from autonome.ledger import EntryKind
from autonome.workflows.answer_consent import EVER, answers_of
from tests.integration.web.sites import ANNA, NAMES, Pages

if TYPE_CHECKING:
    from django.test import Client

PATIENT = NAMES[Role.PATIENT]
MOVED = "Something changed since this page was shown. Nothing was done. Here is what holds now."
DONE = "Your answer is signed and holds from now on."


@pytest.fixture
def tabs(pages: Pages) -> tuple[Client, Client]:
    return pages.client(PATIENT), pages.client(PATIENT)


def place(question: str) -> str:
    return f"/my/choices/care-sharing/q/{question}"


def fields(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of a page of signatures, as a browser would send them."""
    page = client.get(address).content.decode()
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def open_page(client: Client, question: str, answer: str, **more: str) -> dict[str, str]:
    asked = "&".join(f"{name}={value}" for name, value in {"answer": answer, "days": "365", **more}.items())
    return {**fields(client, f"{place(question)}/sign?{asked}"), "signed": "yes"}


def post(client: Client, question: str, sent: dict[str, str]) -> str:
    """What the next page says."""
    answer = client.post(f"{place(question)}/sign", sent, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def state(pages: Pages, question: str) -> State | None:
    found = answers_of(SubjectId(ANNA.subject), pages.desk.node.log, EVER)
    answer = found.get(QuestionKey(f"care-sharing/{question}"))
    return None if answer is None else answer.state


def acts(pages: Pages) -> int:
    return len(pages.desk.node.log.entries_of(SubjectId(ANNA.subject), EntryKind.CONSENT))


def test_a_page_that_lay_open_says_no_yes_after_it_was_taken_back_elsewhere(
    pages: Pages, tabs: tuple[Client, Client]
) -> None:
    old, new = tabs
    lay_open = open_page(old, "medications", "yes")
    assert DONE in post(new, "medications", open_page(new, "medications", "yes"))
    assert new.post(f"{place('medications')}/take-back").status_code == 303
    before = acts(pages)
    page = post(old, "medications", lay_open)
    assert MOVED in page
    assert DONE not in page
    assert "taken back" in page
    assert (state(pages, "medications"), acts(pages)) == (State.WITHDRAWN, before)
    assert MOVED in post(old, "medications", {**lay_open, "stood": ""}), "a page without it is no way round"
    assert DONE in post(old, "medications", open_page(old, "medications", "yes")), "the page made anew is"
    assert state(pages, "medications") is State.GRANTED


def test_a_double_click_is_one_act_and_is_told_that_it_is_done(pages: Pages, tabs: tuple[Client, Client]) -> None:
    sent, before, barrier = open_page(tabs[0], "allergies", "yes"), acts(pages), Barrier(3)

    def click(client: Client) -> str:
        from django.db import connections  # noqa: PLC0415 - Django is set up by now

        barrier.wait(30)
        told = post(client, "allergies", sent)
        connections.close_all()
        return told

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(click, (*tabs, pages.client(PATIENT))))
    assert all(DONE in each and MOVED not in each for each in told)
    assert acts(pages) == before + 1
    longer = {**sent, "days": "90"}
    assert MOVED in post(tabs[1], "allergies", longer), "another answer is no second click"
    assert acts(pages) == before + 1


def test_what_takes_away_is_never_stopped_by_an_old_page(pages: Pages, tabs: tuple[Client, Client]) -> None:
    old, new = tabs
    refusing = open_page(old, "diagnoses", "no")
    assert DONE in post(new, "diagnoses", open_page(new, "diagnoses", "yes"))
    assert DONE in post(old, "diagnoses", refusing)
    assert state(pages, "diagnoses") is State.DENIED
    before = acts(pages)
    assert DONE in post(old, "diagnoses", refusing)
    assert acts(pages) == before, "said twice by one page, it is one act too"
    for client in tabs:
        assert client.post(f"{place('diagnoses')}/take-back").status_code == 303
    assert state(pages, "diagnoses") is State.WITHDRAWN


def test_several_signatures_are_given_all_or_none(pages: Pages, tabs: tuple[Client, Client]) -> None:
    old, new = tabs
    address = "/my/choices/care-sharing/several/sign"
    sent = fields(old, f"{address}?days=365&q-laboratory=yes&q-pharmacy-medications=yes")
    marked = {**sent, "sign-laboratory": "yes", "sign-pharmacy-medications": "yes"}
    post(new, "laboratory", open_page(new, "laboratory", "yes"))
    new.post(f"{place('laboratory')}/take-back")
    before = acts(pages)
    assert MOVED in old.post(address, marked, follow=True).content.decode()
    assert (acts(pages), state(pages, "pharmacy-medications")) == (before, None)
    anew = {**marked, **fields(old, f"{address}?days=365&q-laboratory=yes&q-pharmacy-medications=yes")}
    for _ in range(2):
        assert DONE in old.post(address, anew, follow=True).content.decode()
    assert acts(pages) == before + 2
    assert state(pages, "laboratory") is state(pages, "pharmacy-medications") is State.GRANTED
