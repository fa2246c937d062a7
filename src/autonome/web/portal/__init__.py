"""The patient's side: decide who may use one's data, see who did, read one's plan.

What they may do at the node stands in `web.desk`. `urls` lists the pages: one module for each, with templates of the
same name in ``templates/portal/``.
"""

__all__ = ()
