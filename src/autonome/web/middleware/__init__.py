"""What every request passes through, from the outside in.

1. `observing`: a line for each request, and numbers, of nobody.
2. `headers`: what browsers are told to refuse.
3. `wards`: for whom somebody acts, where it is not for themselves.
4. `people`: who is signed in, in which language they read.
5. `doors`: whether their role may come to the page; what stops a view becomes a page in plain words.
"""

__all__ = ()
