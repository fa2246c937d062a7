"""Logs and witnesses over HTTP: who serves, and who asks.

`limits` (what a stranger may ask for, and for how long), `doors` (how many connections an address may have), `serving`
(an address, a process, a clean end), `log_server` (a log's public side as C2SP ``tlog-tiles``, proofs, and what
concerns one reader alone), `challenges` (who shows a key may read what was enrolled for it), `witness_server`,
`asking` (one request, bounded), `witness_client`, `log_client` (a log as somebody elsewhere sees it),
`reading_client` and `authority_client` (an authority for time).

Heavy imports (`starlette`, `uvicorn`, `httpx`) stand here and nowhere else, and `bootstrap` imports this package only
where a command needs it: no other command starts more slowly for it. All of it is the extra ``autonome[node]``.
"""

__all__ = [
    "asking",
    "authority_client",
    "challenges",
    "doors",
    "limits",
    "log_client",
    "log_server",
    "reading_client",
    "serving",
    "witness_client",
    "witness_server",
]
