"""The entrance: signing in, proving it again, enrolling, one's own account; and the choice of language and colours.

1. `cookies`: the session in a browser.
2. `urls`: the pages.
"""

__all__ = ()
