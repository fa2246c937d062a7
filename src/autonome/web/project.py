"""Settings made from what a node says, and Django set up with them.

Invariants:

- The app's connection serves all daily work; the owner's is there for migrations alone, and may be missing.
- Secrets of second factors are sealed under a key that is not in the database (`accounts.sealing`).
- No secret is in a ``repr``, a message or a log.

Django keeps its settings once for a process. A process that goes from one node to another (tests, two nodes in one
tutorial) has its connections changed; all else is the same for every node.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import django
from django.conf import settings
from django.db import connections

SCHEMA: Final = "accounts"
"""Django's own."""

APP, OWNER = "default", "owner"
"""Names of Django's two connections."""

SHORTEST_PASSWORD: Final = 12
"""Characters (NIST SP 800-63B-4, section 3.1.1.2: at least 8 beside a second factor, 15 without one)."""

KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Project:
    """What a node says to Django.

    Args:
        institution: name of it, which authenticator apps show.
        app: libpq's parameters of the app.
        owner: those of the owner; None where this process must not migrate.
        key: 32 bytes, kept outside of the database: seals and signs.
        hosts: names under which the node is served.
    """

    institution: str
    app: Mapping[str, str] = field(repr=False)
    owner: Mapping[str, str] | None = field(repr=False)
    key: bytes = field(repr=False)
    hosts: tuple[str, ...] = ()

    def derived(self, use: str) -> bytes:
        """A key for one use (HMAC-SHA-256 as an extractor, RFC 5869, section 2.2, one block)."""
        return hmac.digest(self.key, f"autonome accounts {use}".encode(), hashlib.sha256)


_current: list[Project] = []


def current() -> Project:
    """The project that Django works for."""
    return _current[-1]


def use(project: Project) -> None:
    """Have Django work for a project, from now on."""
    if not settings.configured:
        settings.configure(**_settings(project))
        django.setup()
    elif _current[-1:] != [project]:
        _change(project)
    _current[:] = [project]


def _change(project: Project) -> None:
    connections.close_all()
    databases = {**connections.configure_settings(_databases(project))}
    for alias in (APP, OWNER):
        if hasattr(connections._connections, alias):  # noqa: SLF001 - what this thread keeps open of the node before
            del connections[alias]
    connections.settings.clear()
    connections.settings.update(databases)
    made = _settings(project)
    for name in ("SECRET_KEY", "MFA_TOTP_ISSUER", "ALLOWED_HOSTS"):
        setattr(settings, name, made[name])


def _databases(project: Project) -> dict[str, dict[str, Any]]:
    told = {APP: _database(project.app)}
    return told if project.owner is None else {**told, OWNER: _database(project.owner)}


def _database(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Libpq's parameters as Django takes them."""
    search = f"-c search_path={SCHEMA},pg_temp -c client_min_messages=warning -c synchronous_commit=on"
    given = {name: value for name, value in parameters.items() if name not in {"dbname", "user", "password"}}
    options = f"{given.get('options', '')} {search}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parameters["dbname"],
        "USER": parameters.get("user", ""),
        "PASSWORD": parameters.get("password", ""),
        "OPTIONS": {**given, "options": options, "application_name": "autonome accounts"},
        "CONN_HEALTH_CHECKS": True,
    }


def _settings(project: Project) -> dict[str, Any]:
    validation = "django.contrib.auth.password_validation"
    return {
        "DATABASES": _databases(project),
        "SECRET_KEY": project.derived("signing").hex(),
        "ALLOWED_HOSTS": list(project.hosts),
        "DEBUG": False,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LOGGING_CONFIG": None,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "ROOT_URLCONF": "autonome.web.urls",
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "autonome.web.accounts",
            "allauth",
            "allauth.account",
            "allauth.mfa",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        # Shared by all processes of a node: a code that one of them has taken, no other takes again.
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "cache",
                "OPTIONS": {"MAX_ENTRIES": 100_000},
            }
        },
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "AUTH_USER_MODEL": "accounts.Person",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{validation}.MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST_PASSWORD}},
            {"NAME": f"{validation}.CommonPasswordValidator"},
            {"NAME": f"{validation}.NumericPasswordValidator"},
            {
                "NAME": f"{validation}.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ("name", "shown", "email")},
            },
        ],
        **_allauth(project),
    }


def _allauth(project: Project) -> dict[str, Any]:
    return {
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": "name",
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": "email",
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
        "MFA_ADAPTER": "autonome.web.accounts.sealing.SealingAdapter",
        "MFA_TOTP_ISSUER": project.institution,
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
    }
