"""The log of a site among others: who used what, when, here and there. A guided tour.

1. `opening`: the lines that a log opens, entry by entry.
2. `followed`: what is known of the logs of other sites, kept with the lines that were noted of them.
3. `site`: the whole: asked, held against its index, sent, and following (`SiteLog`).
"""

from autonome.adapters.site_log.site import SiteLog

__all__ = ["SiteLog"]
