"""What templates say: the project's own catalogue, in place of Django's."""

__all__ = ()
