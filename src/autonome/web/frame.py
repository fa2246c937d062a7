"""The frame of all pages: who is signed in, where they may go, in which language and colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from autonome.access.actors import SignedIn
from autonome.access.roles import Role
from autonome.kernel import Text
from autonome.report.language import Language
from autonome.web.languages import TAGS
from autonome.web.pages import WITH_A_PART
from autonome.web.roles import ROLES
from autonome.web.site import site

THEME_COOKIE: Final = "autonome-theme"
THEMES: Final = {"auto": Text("As the device"), "light": Text("Light"), "dark": Text("Dark")}


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the menu.

    Args:
        name: of the page.
        label: as it is read.
        here: whether it is the page, or the part of the site, that is shown.
    """

    name: str
    label: Text
    here: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around each page.

    Args:
        institution: whose node it is.
        person: who is signed in, as people read it; "" for nobody.
        roles: that they hold, to be read.
        menu: where they may go.
        theme: colours that were chosen.
        themes: to be chosen.
        languages: tag and what its speakers call it.
        is_demo: whether all people are synthetic.
        acting_for: name of the ward for whom somebody acts; "" for whoever acts for themselves.
    """

    institution: str
    person: str
    roles: tuple[Text, ...]
    menu: tuple[Link, ...]
    theme: str
    themes: tuple[tuple[str, Text], ...]
    languages: tuple[tuple[str, str], ...]
    is_demo: bool
    acting_for: str = ""


MENUS: Final[tuple[tuple[frozenset[Role], tuple[tuple[str, Text], ...]], ...]] = (
    (
        frozenset({Role.PATIENT}),
        (
            ("home", Text("Home")),
            ("consent", Text("My choices")),
            ("timeline", Text("Who used my data")),
            ("plan", Text("My plan")),
            ("questions", Text("My questions")),
            ("rights", Text("My rights")),
            ("family", Text("Family")),
        ),
    ),
    (
        frozenset({Role.CLINICIAN}),
        (
            ("home", Text("Home")),
            ("patients", Text("Patients")),
            ("waiting-questions", Text("Questions")),
            ("orders", Text("Orders")),
            ("arrived", Text("From partners")),
        ),
    ),
    (
        frozenset({Role.LABORATORY}),
        (
            ("home", Text("Home")),
            ("patients", Text("Patients")),
            ("orders", Text("Orders")),
            ("arrived", Text("From partners")),
        ),
    ),
    (
        WITH_A_PART,
        (("home", Text("Home")), ("patients", Text("Patients")), ("arrived", Text("From partners"))),
    ),
    (
        frozenset({Role.STEWARD}),
        (
            ("home", Text("Home")),
            ("people", Text("People")),
            ("partners", Text("Partners")),
            ("reviews", Text("Reviews")),
            ("node-log", Text("Log")),
        ),
    ),
    (
        frozenset({Role.AUDITOR}),
        (("home", Text("Home")), ("reviews", Text("Reviews")), ("node-log", Text("Log")), ("forms", Text("Forms"))),
    ),
    (frozenset({Role.REPRESENTATIVE}), (("home", Text("Home")), ("wards", Text("People I act for")))),
    (frozenset(Role), (("home", Text("Home")),)),
)
"""Who → pages of the menu, by name; the first that fits. A page is added here by a line."""


def frame_of(request: HttpRequest, person: SignedIn | None, language: Language) -> Frame:
    """The frame for who asks."""
    del language
    whom = str(getattr(request, "acting_for", ""))
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return Frame(
        institution=site().desk.institution,
        person="" if person is None else person.shown or str(person.name),
        roles=() if person is None else tuple(ROLES[role] for role in Role if role in person.roles),
        menu=() if person is None else _menu(request, _FOR_A_WARD if whom else person.roles),
        theme=theme if theme in THEMES else "auto",
        themes=tuple(THEMES.items()),
        languages=tuple((tag, site().language(tag).name) for tag in TAGS),
        is_demo=site().demo is not None,
        acting_for=whom,
    )


def acts_for(request: Any, name: str) -> None:  # noqa: ANN401 - a request
    """Have a page say for whom somebody acts."""
    request.acting_for = name


_FOR_A_WARD: Final = frozenset({Role.PATIENT})
"""Who acts for a ward goes where the ward would."""


def _menu(request: HttpRequest, held: frozenset[Role]) -> tuple[Link, ...]:
    found = request.resolver_match.url_name if request.resolver_match else ""
    entries = next((entries for roles, entries in MENUS if roles & held), ())
    return tuple(Link(name, label, here=found == name) for name, label in entries)
