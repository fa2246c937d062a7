"""Every page as every role: who is let in, and that whoever saw a patient's data left an entry on the log.

The pages are those of the table: one that is added is visited without a change here. Sending is tried where a page does
nothing else: with `ASKED` in it where the page shows a record, so that there is something to show; with the number of
what waits where it is looked at; else with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

from autonome.access.roles import Role
from autonome.kernel import SubjectId
from tests.integration.web.sites import ANNA, NAMES, Pages, waiting

if TYPE_CHECKING:
    from autonome.web.pages import Page

NOBODY = "nobody"
ASKERS = (NOBODY, *Role)
ASKED = {"purpose": "TREAT", "items": "medications"}
"""What the pages that show a record want to know first."""

BREAKS_THE_GLASS = "break-glass"
"""Asked without a reason here, and so refused: the patient's next look at it would leave an entry of its own."""

NOT_FOR_THE_ROLE = 403
FAULT = 500
ESCAPED_MARKUP = b"&lt;time"
NO_PROSE = re.compile(r"<(code|pre|details)\b.*?</\1>|<[^>]*>", re.DOTALL)
"""What is shown as it was written: names, digests, and what is folded, such as an item of a record."""

OUR_FRAME = 'class="foot"'
"""A plan that is a document in itself names versions of its sources by the names that these have: dates in figures."""

IN_FIGURES = re.compile(r"\b\d{4}-\d\d(?:-\d\d)?\b|\b\d{1,2}/\d{1,2}/\d{4}\b")


def table() -> Mapping[str, Page]:
    from autonome.web.table import TABLE  # noqa: PLC0415 - Django is set up by now

    return TABLE


def asked(pages: Pages, page: Page, asker: str, waits: Mapping[str, str]) -> Any:  # noqa: ANN401 - the client's answer
    from django.urls import reverse  # noqa: PLC0415

    from autonome.web.pages import Shows  # noqa: PLC0415 - Django is set up by now

    entry = pages.desk.node.log.entries_of(SubjectId(ANNA.subject))[0].index
    known = {"patient": ANNA.subject, "entry": str(entry)}
    address = reverse(page.name, kwargs={name: value.format(**known) for name, value in page.sample.items()})
    client = pages.client(None if asker == NOBODY else NAMES[Role(asker)], raise_request_exception=True)
    sent = {Shows.RECORD: ASKED, Shows.LOOK: {"number": waits.get(page.name, "")}}.get(page.shows, {})
    return client.post(address, sent) if page.acts else client.get(address)


def expected(page: Page, asker: str) -> bool:
    return page.roles is None or (asker != NOBODY and Role(asker) in page.roles)


@pytest.mark.parametrize("asker", ASKERS)
def test_each_role_comes_to_its_pages_and_no_other_and_leaves_an_entry_where_it_saw_data(
    pages: Pages, asker: str
) -> None:
    from autonome.web.pages import Shows  # noqa: PLC0415 - Django is set up by now

    wrong, waits = [], waiting(pages)
    for page in table().values():
        before = pages.size()
        answer = asked(pages, page, asker, waits)
        left = pages.size() > before
        let_in = expected(page, asker)
        records = let_in and page.shows in {Shows.LOOK, Shows.RECORD} and page.name != BREAKS_THE_GLASS
        if (
            turned_away(page, answer) is let_in
            or answer.status_code >= FAULT
            or (left is not records and (records or not page.acts))
            or ESCAPED_MARKUP in getattr(answer, "content", b"")
            or dates_in_figures(answer)
        ):
            wrong.append(
                (
                    page.name,
                    answer.status_code,
                    answer.headers.get("Location"),
                    page.shows,
                    left,
                    dates_in_figures(answer),
                )
            )
    assert wrong == []


def dates_in_figures(answer: Any) -> list[str]:  # noqa: ANN401 - the client's answer
    """Days that a page of ours says in figures alone, which people of two countries read as two days."""
    whole = getattr(answer, "content", b"").decode(errors="ignore")
    main = whole.partition("<main")[2].partition("</main>")[0] if OUR_FRAME in whole else ""
    return IN_FIGURES.findall(NO_PROSE.sub(" ", main))


def turned_away(page: Page, answer: Any) -> bool:  # noqa: ANN401 - the client's answer
    place = answer.headers.get("Location", "")
    to_the_door = place.startswith("/sign-in?") or (place == "/sign-in" and page.name != "sign-out")
    return bool(answer.status_code == NOT_FOR_THE_ROLE or to_the_door)


def test_a_page_for_nobody_is_no_page_and_a_page_of_acts_is_no_link(pages: Pages) -> None:
    client = pages.client(NAMES[Role.PATIENT])
    assert client.get("/nothing-here").status_code == 404
    assert client.get("/sign-out").status_code == 405
    assert client.get("/account/passkeys/1/remove").status_code == 405
    assert client.put("/sign-in").status_code == 405


def test_django_serves_the_pages_of_the_table_and_nothing_else(pages: Pages) -> None:
    del pages
    from django.urls import get_resolver  # noqa: PLC0415 - Django is set up by now

    served = [pattern.name for pattern in get_resolver().url_patterns if hasattr(pattern, "name")]
    assert sorted(served) == sorted(table())
    (api,) = (each for each in get_resolver().url_patterns if not hasattr(each, "name"))
    assert api.namespace == "api", "its operations are crawled by test_api"


def test_no_address_holds_what_a_form_can_carry(pages: Pages) -> None:
    """Ids may be in an address; a name or a number of a patient is sent, and stands in no history and no log."""
    answer = pages.client(NAMES[Role.CLINICIAN]).get("/")
    assert answer.status_code == 200
    forms = re.findall(r"<form[^>]*>", answer.content.decode())
    assert forms
    assert all('method="post"' in form for form in forms)
