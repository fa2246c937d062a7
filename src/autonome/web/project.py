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
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

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
class Provider:
    """An institution's own login (OpenID Connect), beside password and code.

    Args:
        id: a word for addresses.
        name: as the button has it.
        issuer: URL whose ``/.well-known/openid-configuration`` says the rest.
        client: id of this node there.
        secret: of this node there.
    """

    id: str
    name: str
    issuer: str
    client: str
    secret: str = field(repr=False)

    @property
    def origin(self) -> str:
        """Scheme and host."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class Served:
    """How a node's pages are served.

    Args:
        encrypted: whether browsers come over TLS alone, which a proxy ends; plain HTTP is for this machine alone.
        providers: of logins.
        metrics_token: who gives it sees the numbers, from wherever; "" where nobody does.
    """

    encrypted: bool = True
    providers: tuple[Provider, ...] = ()
    metrics_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Project:
    """What a node says to Django.

    Args:
        institution: name of it, which authenticator apps show.
        app: libpq's parameters of the app.
        owner: those of the owner; None where this process must not migrate.
        key: 32 bytes, kept outside of the database: seals and signs.
        hosts: names under which the node is served.
        served: how its pages are served; None in a process that serves none.
    """

    institution: str
    app: Mapping[str, str] = field(repr=False)
    owner: Mapping[str, str] | None = field(repr=False)
    key: bytes = field(repr=False)
    hosts: tuple[str, ...] = ()
    served: Served | None = None

    def is_of_node(self, other: Project) -> bool:
        """Whether both are of one node."""
        return (self.app, self.key) == (other.app, other.key)

    @property
    def encrypted(self) -> bool:
        """Whether browsers come over TLS alone."""
        return self.served is None or self.served.encrypted

    @property
    def login_origins(self) -> tuple[str, ...]:
        """Origins of institutions' login providers, to which a form may lead."""
        return () if self.served is None else tuple(each.origin for each in self.served.providers)

    def derived(self, use: str) -> bytes:
        """A key for one use (HMAC-SHA-256 as an extractor, RFC 5869, section 2.2, one block)."""
        return hmac.digest(self.key, f"autonome accounts {use}".encode(), hashlib.sha256)


OF_A_NODE: Final = (
    "SECRET_KEY",
    "MFA_TOTP_ISSUER",
    "ALLOWED_HOSTS",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SOCIALACCOUNT_PROVIDERS",
)
"""Settings in which one node differs from another."""

FOLDER: Final = Path(__file__).parent

YEAR_SECONDS: Final = 365 * 24 * 3600

KEPT_SECONDS: Final = 600
"""How long a thread of the server keeps its connection to the database."""

CONNECT_SECONDS: Final = 5
"""How long a database is waited for that does not answer at all (our own judgement)."""

STEP_SECONDS: Final = 15 * 60
"""How long what was begun at the entrance (a passkey's challenge, a login elsewhere) may take."""

MAIL_SERVER, MAIL_FROM = "AUTONOME_MAIL_SERVER", "AUTONOME_MAIL_FROM"
MAIL_USER, MAIL_PASSWORD = "AUTONOME_MAIL_USER", "AUTONOME_MAIL_PASSWORD"
"""Of the environment: ``host:port`` of a server that takes mail over STARTTLS, whom it comes from, and who sends it."""

MAIL_SECONDS: Final = 10
"""How long a mail server is waited for."""

MOST_FIELDS: Final = 500
MOST_FORM_BYTES: Final = 256 * 1024
"""Of a form without its files; consent forms have some dozens of fields."""

_current: list[Project] = []


def current() -> Project:
    """The project that Django works for."""
    return _current[-1]


def use(project: Project) -> None:
    """Have Django work for a project, from now on; a process that serves a node goes on serving it."""
    if _current and _current[-1].served is not None and project.served is None and _current[-1].is_of_node(project):
        return
    if not settings.configured:
        settings.configure(**_settings(project))
        django.setup()
    elif _current[-1:] != [project]:
        _change(project)
    _current[:] = [project]


def _change(project: Project) -> None:
    let_go()
    databases = {**connections.configure_settings(_databases(project))}
    connections.settings.clear()
    connections.settings.update(databases)
    made = _settings(project)
    for name in OF_A_NODE:
        setattr(settings, name, made[name])


def let_go() -> None:
    """Close what this thread has open to databases, and forget whose they were: another project may come."""
    connections.close_all()
    for alias in (APP, OWNER):
        if hasattr(connections._connections, alias):  # noqa: SLF001 - of this thread alone
            del connections[alias]


def _databases(project: Project) -> dict[str, dict[str, Any]]:
    told = {APP: _database(project.app, served=project.served is not None)}
    return told if project.owner is None else {**told, OWNER: _database(project.owner, served=False)}


def _database(parameters: Mapping[str, str], *, served: bool) -> dict[str, Any]:
    """Libpq's parameters as Django takes them."""
    search = f"-c search_path={SCHEMA},pg_temp -c client_min_messages=warning -c synchronous_commit=on"
    given = {name: value for name, value in parameters.items() if name not in {"dbname", "user", "password"}}
    options = f"{given.get('options', '')} {search}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parameters["dbname"],
        "USER": parameters.get("user", ""),
        "PASSWORD": parameters.get("password", ""),
        "OPTIONS": {
            "connect_timeout": CONNECT_SECONDS,
            **given,
            "options": options,
            "application_name": "autonome accounts",
        },
        "CONN_MAX_AGE": KEPT_SECONDS if served else 0,
        "CONN_HEALTH_CHECKS": True,
    }


def _settings(project: Project) -> dict[str, Any]:
    return {**_of_a_node(project), **_always(), **_mail(project), **_passwords(), **_allauth(project)}


def _of_a_node(project: Project) -> dict[str, Any]:
    """In which one node differs from another (`OF_A_NODE`)."""
    encrypted = project.encrypted
    return {
        "DATABASES": _databases(project),
        "SECRET_KEY": project.derived("signing").hex(),
        "ALLOWED_HOSTS": list(project.hosts),
        # What was begun at the entrance can be put into a browser by no other host (see `entrance.cookies`).
        "SESSION_COOKIE_NAME": "__Host-autonome-step" if encrypted else "autonome-step",
        "SESSION_COOKIE_SECURE": encrypted,
        "CSRF_COOKIE_SECURE": encrypted,
        "CSRF_COOKIE_NAME": "__Host-autonome-form" if encrypted else "autonome-form",
        "SECURE_HSTS_SECONDS": YEAR_SECONDS if encrypted else 0,
        # The proxy that ends TLS sets it, and takes away what a browser sent under that name (docs/portals.md).
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if encrypted else None,
        "SOCIALACCOUNT_PROVIDERS": _providers(project),
    }


def _always() -> dict[str, Any]:
    return {
        "DEBUG": False,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "USE_I18N": True,
        "LANGUAGE_CODE": "en",
        "LANGUAGES": [("en", "English"), ("zh-hans", "Chinese"), ("id", "Indonesian")],
        "LOGGING_CONFIG": None,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "ROOT_URLCONF": "autonome.web.urls",
        "INSTALLED_APPS": list(APPS),
        "MIDDLEWARE": list(MIDDLEWARE),
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [FOLDER / "templates"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                    ],
                    "libraries": {"words": "autonome.web.templatetags.words"},
                    "builtins": ["autonome.web.templatetags.words"],
                },
            }
        ],
        # Shared by all processes of a node: what one of them was told to do once, no other does again.
        "CACHES": {
            "default": {
                "BACKEND": "autonome.web.accounts.caching.SealedCache",
                "LOCATION": "cache",
            }
        },
        # Django's session holds what was begun at the entrance, and signs nobody in (`entrance.cookies` does).
        "SESSION_COOKIE_AGE": STEP_SECONDS,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "autonome.web.errors.not_ours",
        "MESSAGE_STORAGE": "autonome.web.flashing.TextStorage",
        "FILE_UPLOAD_HANDLERS": ["autonome.web.arriving.Arriving"],
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MOST_FORM_BYTES,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": MOST_FIELDS,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 4,
        "SILENCED_SYSTEM_CHECKS": [],
    }


APPS: Final = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "autonome.web.accounts",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "autonome.web.work",
)

MIDDLEWARE: Final = (
    "autonome.web.middleware.observing.Observing",
    "autonome.web.middleware.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "autonome.web.middleware.wards.Wards",
    "autonome.web.middleware.people.People",
    "autonome.web.middleware.limits.Limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "autonome.web.middleware.doors.Doors",
)
"""From the outside in; see `middleware`."""


def _mail(project: Project) -> dict[str, Any]:
    """Mail goes through the server that the environment names (`web.notices`); without one, nowhere."""
    host, _, port = os.environ.get(MAIL_SERVER, "").rpartition(":")
    backend = "smtp" if host and port.isdigit() else "dummy"
    return {
        "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": int(port) if port.isdigit() else 0,
        "EMAIL_HOST_USER": os.environ.get(MAIL_USER, ""),
        "EMAIL_HOST_PASSWORD": os.environ.get(MAIL_PASSWORD, ""),
        "EMAIL_USE_TLS": True,
        "EMAIL_TIMEOUT": MAIL_SECONDS,
        "DEFAULT_FROM_EMAIL": os.environ.get(MAIL_FROM, "") or f"portal@{project.institution}",
    }


def _passwords() -> dict[str, Any]:
    validation = "django.contrib.auth.password_validation"
    return {
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
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "SOCIALACCOUNT_ADAPTER": "autonome.web.entrance.elsewhere.LinkedOnly",
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
    }


def _providers(project: Project) -> dict[str, Any]:
    """Logins elsewhere, as allauth takes them."""
    providers = () if project.served is None else project.served.providers
    apps = [
        {
            "provider_id": each.id,
            "name": each.name,
            "client_id": each.client,
            "secret": each.secret,
            "settings": {"server_url": each.issuer, "oauth_pkce_enabled": True},
        }
        for each in providers
    ]
    return {"openid_connect": {"APPS": apps}}
