"""A fresh proof for what signs: a code of the authenticator app, with the very request.

Pages ask for password and code, and take that for a quarter of an hour. A program would have to keep the password for
that; so here each signature takes a code of its own, which counts once, beside the session that password and code
began. Failures count as those of signing in do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest

from autonome.access.errors import SignInError
from autonome.web.asking import source, token
from autonome.web.problems import problem
from autonome.web.site import site

HEADER: Final = "Autonome-Code"


def proven(view: Callable[..., Any]) -> Callable[..., Any]:
    """Have a view done for who sends a code that counts."""

    @wraps(view)
    def proving(request: HttpRequest, **values: Any) -> Any:  # noqa: ANN401 - as the view has it
        code = str(request.headers.get(HEADER, ""))
        if not code:
            return problem(401, f"this signs: send a code of the authenticator app as {HEADER}", "code-wanted")
        try:
            site().accounts.prove_by_code(token(request), code, source(request))
        except SignInError as error:
            if type(error) is not SignInError:
                raise
            return problem(401, str(error), "code-wanted")
        return view(request, **values)

    return proving
