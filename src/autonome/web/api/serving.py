"""The operations as django-ninja serves them, and the OpenAPI document.

ninja reads what is sent, holds it against its types, and writes what is told. Who may come is the door's business
(`door`), before ninja is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from autonome.kernel import AutonomeError, read_json
from autonome.web.api.operations import JSON, ROOT, Operation
from autonome.web.api.proofs import HEADER as CODE
from autonome.web.api.proofs import proven
from autonome.web.api.repeats import HEADER as KEY
from autonome.web.api.repeats import LONGEST, repeated
from autonome.web.api.table import ALL
from autonome.web.api.values import Document, Problem
from autonome.web.pages import ANYBODY
from autonome.web.problems import MEDIA, TOLD, of_error, problem

NAME: Final = "api"
VERSION: Final = "1"

ABOUT: Final = (
    "What a hospital's own programs may do at a node, by the accounts, roles and rules of its pages. "
    "Every opening is decided by consent and law, and stands on the log before anything is told."
)
FIRST_FAULT: Final = 400


class StrictParser(Parser):
    """JSON as it is read everywhere here: no key twice, nothing too deep, no number that readers round."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - ninja's own signature is narrower than JSON
        """Read a body."""
        return read_json(request.body, where="the body")


def openapi(request: HttpRequest) -> HttpResponse:
    """This document."""
    del request
    return HttpResponse(written(), content_type=JSON)


SERVED: Final = (*ALL, Operation("GET", "openapi.json", openapi, "openapi", ANYBODY, Document))

TABLE: Final[Mapping[tuple[str, str], Operation]] = {(each.method, each.route): each for each in SERVED}
"""Method and address → operation: what the door knows."""

METHODS: Final[Mapping[str, tuple[str, ...]]] = {
    route: tuple(sorted(each.method for each in SERVED if each.route == route)) for _, route in TABLE
}
"""Address → methods."""

if len(TABLE) != len(SERVED) or len({each.name for each in SERVED}) != len(SERVED):
    raise AssertionError(sorted(each.name for each in SERVED))


@cache
def api() -> NinjaAPI:
    """All operations, served."""
    made = NinjaAPI(
        title="Autonome", version=VERSION, description=ABOUT, urls_namespace=NAME, openapi_url=None, docs_url=None,
        parser=StrictParser(),
    )  # fmt: skip
    for each in SERVED:
        made.default_router.add_api_operation(
            f"/{each.path}", [each.method], _view(each),
            response={204: None} if each.answer is None else {200: each.answer},
            operation_id=each.name, url_name=f"{NAME}-{each.name}",
            summary=_summary(each), description=_description(each),
        )  # fmt: skip
    for kind in (AutonomeError, Http404, HttpError, ValidationError):
        made.add_exception_handler(kind, _failed)
    return made


def pattern() -> URLResolver | URLPattern:
    """Where Django finds them."""
    found: URLResolver = path(f"{ROOT}/", api().urls)
    return found


@cache
def written() -> bytes:
    """The OpenAPI document, as it is served and kept in ``docs/openapi.json``."""
    return json.dumps(document(), indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def document() -> dict[str, Any]:
    """The OpenAPI document (3.1)."""
    made: dict[str, Any] = json.loads(json.dumps(api().get_openapi_schema(path_prefix=f"/{ROOT}/")))
    made["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["components"]["responses"] = {"Problem": _problem_response()}
    for each in SERVED:
        _describe(made["paths"][f"/{ROOT}/{each.path}"][each.method.lower()], each)
    return made


def _view(operation: Operation) -> Callable[..., Any]:
    """The view, asked for a code and kept from being done twice where that is its kind."""
    view = proven(operation.view) if operation.fresh else operation.view
    view = view if operation.repeats is None else repeated(view, operation.name, operation.repeats)
    # ninja reads the types where the function stands, which is another module once it is wrapped.
    setattr(view, "__signature__", signature(operation.view, eval_str=True))  # noqa: B010 - mypy knows no such member
    return view


def _summary(operation: Operation) -> str:
    return (operation.view.__doc__ or operation.name).strip().partition("\n")[0].rstrip(".")


def _description(operation: Operation) -> str:
    asked = "anybody" if operation.roles is None else ", ".join(sorted(operation.roles))
    return f"Asked by: {asked}. Of a patient: {operation.shows.value}."


def _describe(told: dict[str, Any], operation: Operation) -> None:
    """Say of an operation what ninja does not know: who asks, how it fails, in which type it answers."""
    told["security"] = [] if operation.roles is None else [{"token": []}]
    told.setdefault("parameters", []).extend(_headers(operation))
    for answer in told["responses"].values():
        content: dict[str, Any] = answer.get("content", {})
        if operation.media != JSON and JSON in content:
            content[operation.media] = content.pop(JSON)
    fault = {"$ref": "#/components/responses/Problem"}
    told["responses"] |= {"4XX": fault, "5XX": fault}


def _headers(operation: Operation) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    if operation.fresh:
        text = "a code of the authenticator app, which counts once"
        found.append(
            {"in": "header", "name": CODE, "required": True, "schema": {"type": "string"}, "description": text}
        )
    if operation.repeats is not None:
        text, held = (
            "a word for this act: sent again with it, it is done once",
            {"type": "string", "maxLength": LONGEST},
        )
        found.append({"in": "header", "name": KEY, "required": False, "schema": held, "description": text})
    return found


def _problem_response() -> Mapping[str, Any]:
    codes = "; ".join(f"{status} {code}: {line}" for status, (code, line) in TOLD.items() if status >= FIRST_FAULT)
    return {"description": codes, "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _failed(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401 - one hook for four kinds
    del request
    match error:
        case ValidationError():
            return problem(422, _where(error))
        case HttpError():
            return _unread(error)
        case Http404():
            return problem(404)
    return of_error(error)


def _unread(error: HttpError) -> HttpResponse:
    """A body that is no JSON, or none that is read here."""
    cause = error.__cause__
    return problem(400, str(cause) if isinstance(cause, AutonomeError) else "", "not-json")


def _where(error: ValidationError) -> str:
    """Where what was sent is not as described, and how; without what was sent, which may be a person's."""
    first = error.errors[0]
    place = ".".join(str(each) for each in first["loc"][:4] if isinstance(each, int) or each.isidentifier())
    return f"{place}: {first['type'].replace('_', ' ')}. Mend: see the document of the API."
