"""Tables of the work in the background."""

__all__ = ()
