"""The stewards' side: people and their roles, the log, and what works in the background. No way to a patient's data.

What they may do at the node stands in `web.desk`. `urls` lists the pages: one module for each, with templates of the
same name in ``templates/steward/``.
"""

__all__ = ()
