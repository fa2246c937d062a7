"""The side of those who work with patients: find somebody, open what consent and law allow, and act on it.

What they may do at the node stands in `web.desk`. `urls` lists the pages: one module for each, with templates of the
same name in ``templates/clinic/``.
"""

__all__ = ()
