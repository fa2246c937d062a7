"""The HTTP API: for programs, with the same accounts, roles and desk as the pages. A guided tour.

- `operations`: what an operation is; `table` lists all of them; `serving` has django-ninja serve them, and makes the
  OpenAPI document.
- `door`: who comes, by which token, in which role; how large a body may be.
- `values`: what is sent and told. `paging`: lists in parts.
- `proofs`: a fresh code for what signs. `repeats`: a request that is sent again is done once.
- `everyone`, `ward`, `ward_lists`, `mine`, `mine_timeline`, `mine_rights`, `stewards`, `stewards_node`: the
  operations.

Nothing here opens anything by itself: each operation calls the `Desk` that pages call.
"""

__all__ = ()
