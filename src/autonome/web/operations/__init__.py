"""For who operates the node: whether it lives, whether it is ready, and its numbers."""

__all__ = ()
