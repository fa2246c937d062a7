"""The entrance in a real browser: with and without scripts, with a passkey, in three languages, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from autonome.access.roles import Role
from tests.integration.chromium import NEEDED, PICTURES
from tests.integration.web.browsers import Visitor
from tests.integration.web.sites import NAMES

pytestmark = NEEDED

STEWARD, PATIENT = NAMES[Role.STEWARD], NAMES[Role.PATIENT]
WIDTHS = {"desktop": 1280, "phone": 390}

# Every pair of (page, theme), (page, language), (page, width) and (theme, language) is met (pairwise).
LOOKS = [
    ("sign-in", None, "light", "en", "desktop"),
    ("sign-in", None, "dark", "zh-hans", "phone"),
    ("sign-in", None, "light", "id", "phone"),
    ("", Role.PATIENT, "dark", "en", "phone"),
    ("", Role.PATIENT, "light", "zh-hans", "desktop"),
    ("", Role.PATIENT, "dark", "id", "desktop"),
    ("", Role.CLINICIAN, "light", "en", "phone"),
    ("", Role.CLINICIAN, "dark", "zh-hans", "desktop"),
    ("", Role.CLINICIAN, "light", "id", "phone"),
    ("", Role.STEWARD, "dark", "en", "desktop"),
    ("people", Role.STEWARD, "light", "zh-hans", "phone"),
    ("account", Role.STEWARD, "dark", "id", "phone"),
    ("account", Role.PATIENT, "light", "en", "desktop"),
    ("enrol", None, "dark", "zh-hans", "desktop"),
]


@pytest.mark.parametrize(
    ("path", "role", "theme", "tag", "width"), LOOKS, ids=["-".join(map(str, each)) for each in LOOKS]
)
def test_axe_finds_nothing_to_mend_and_nothing_scrolls_sideways(  # noqa: PLR0913, PLR0917 - what a look consists of
    visitor: Visitor, path: str, role: Role | None, theme: str, tag: str, width: str
) -> None:
    look = {"viewport": {"width": WIDTHS[width], "height": 844}, "color_scheme": theme, "locale": tag}
    page = visitor.signed_in(NAMES[role], **look) if role else visitor.page(visitor.context(**look))
    page.goto(f"{visitor.url}/{path}")
    named = f"{path or 'home'}-{role or 'anybody'}"
    page.screenshot(path=PICTURES / f"portal-{named}-{theme}-{tag}-{width}.png", full_page=True)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
    assert page.evaluate("document.documentElement.lang").lower() == {"zh-hans": "zh-hans"}.get(tag, tag)
    assert visitor.said == []
    page.context.close()


def test_nothing_scrolls_sideways_on_the_narrowest_phone(visitor: Visitor) -> None:
    page = visitor.signed_in(PATIENT, viewport={"width": 320, "height": 640})
    for path in ("", "account", "my/timeline", "my/choices"):
        page.goto(f"{visitor.url}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_name_password_and_code_sign_in(visitor: Visitor, scripts: bool) -> None:  # noqa: FBT001 - a parameter
    page = visitor.page(visitor.context(java_script_enabled=scripts))
    visitor.sign_in(page, STEWARD)
    assert page.get_by_role("heading", name="The node").is_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{visitor.url}/sign-in")
    page.goto(f"{visitor.url}/people")
    assert page.get_by_role("heading", name="Sign in").is_visible()
    page.context.close()


def test_the_keyboard_alone_signs_in_and_is_seen_where_it_is(visitor: Visitor) -> None:
    page = visitor.page(visitor.context())
    page.goto(f"{visitor.url}/sign-in")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    assert page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(STEWARD)
    page.keyboard.press("Tab")
    page.keyboard.type("eleven herons cross the lake")
    page.keyboard.press("Tab")
    page.keyboard.type(visitor.pages.code(STEWARD))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The node").wait_for()
    page.context.close()


def test_a_passkey_is_added_signs_in_and_is_removed(visitor: Visitor) -> None:
    page = visitor.page(visitor.context())
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    visitor.sign_in(page, STEWARD)
    page.goto(f"{visitor.url}/account")
    page.get_by_label("What you call it").fill("test phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("rowheader", name="test phone").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{visitor.url}/")
    assert page.get_by_role("heading", name="The node").is_visible()
    page.goto(f"{visitor.url}/account")
    page.locator("#passkeys").get_by_role("button", name="Remove").click()
    page.get_by_role("rowheader", name="test phone").wait_for(state="detached")
    page.goto(f"{visitor.url}/sign-in/again")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("does not sign anybody in").wait_for()
    visitor.said.clear()  # that the browser told of the refusal
    page.context.close()


def test_language_and_colours_stay_as_they_were_chosen(visitor: Visitor) -> None:
    page = visitor.page(visitor.context())
    page.goto(f"{visitor.url}/sign-in")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    page.get_by_role("button", name="Gelap").click()
    page.goto(f"{visitor.url}/enrol")
    assert page.get_by_role("heading", name="Siapkan akun Anda").is_visible()
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert sum(int(part) for part in background.removeprefix("rgb(").removesuffix(")").split(",")) < 120
    page.context.close()
