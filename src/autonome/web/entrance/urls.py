"""Pages of the entrance."""

from __future__ import annotations

from typing import Final

from autonome.web.entrance import account, elsewhere, enrolling, home, passkeys, signing_in
from autonome.web.pages import ANYBODY, EVERY_ROLE, Page, Shows

PAGES: Final = (
    Page("", home.show, "home", EVERY_ROLE, Shows.OWN_LOG),
    Page("sign-in", signing_in.sign_in, "sign-in", ANYBODY, posts=True),
    Page("sign-in/again", signing_in.prove_again, "prove-again", EVERY_ROLE, posts=True),
    Page("sign-in/passkey", passkeys.sign_in, "passkey-sign-in", ANYBODY, acts=True),
    Page("sign-in/passkey/begin", passkeys.begin_sign_in, "passkey-begin", ANYBODY, acts=True),
    Page("sign-out", signing_in.sign_out, "sign-out", ANYBODY, acts=True),
    Page("enrol", enrolling.enrol, "enrol", ANYBODY, posts=True),
    Page("enrol/app", enrolling.finish, "enrol-app", ANYBODY, acts=True),
    Page("choose", account.choose, "choose", ANYBODY, acts=True),
    Page("account", account.show, "account", EVERY_ROLE),
    Page("account/password", account.password, "password", EVERY_ROLE, fresh=True, posts=True),
    Page("account/sessions/end", account.end_others, "end-other-sessions", EVERY_ROLE, acts=True),
    Page(
        "account/sessions/<int:number>/end",
        account.end_session,
        "end-session",
        EVERY_ROLE,
        sample={"number": "1"},
        acts=True,
    ),
    Page(
        "account/passkeys/begin",
        passkeys.begin_adding,
        "passkey-begin-adding",
        EVERY_ROLE,
        fresh=True,
        acts=True,
        form="account",
    ),
    Page("account/passkeys/add", passkeys.add, "passkey-add", EVERY_ROLE, fresh=True, acts=True, form="account"),
    Page(
        "account/passkeys/<int:number>/remove",
        passkeys.remove,
        "passkey-remove",
        EVERY_ROLE,
        fresh=True,
        form="account",
        sample={"number": "1"},
        acts=True,
    ),
    Page(
        "account/login/<slug:provider_id>/link",
        elsewhere.begin_link,
        "login-link",
        EVERY_ROLE,
        fresh=True,
        form="account",
        sample={"provider_id": "none"},
        acts=True,
    ),
    Page(
        "account/login/<slug:provider_id>/unlink",
        elsewhere.end_link,
        "login-unlink",
        EVERY_ROLE,
        fresh=True,
        form="account",
        sample={"provider_id": "none"},
        acts=True,
    ),
    # Their names are allauth's: it asks Django for their addresses.
    Page(
        "login/<slug:provider_id>",
        elsewhere.begin,
        "openid_connect_login",
        ANYBODY,
        sample={"provider_id": "none"},
        acts=True,
    ),
    Page(
        "login/<slug:provider_id>/back",
        elsewhere.come_back,
        "openid_connect_callback",
        ANYBODY,
        sample={"provider_id": "none"},
    ),
    Page("login/cancelled", elsewhere.cancelled, "socialaccount_login_cancelled", ANYBODY),
)
