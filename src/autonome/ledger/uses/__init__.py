"""Who used what, when: the lines of uses on a log, and the questions that an auditor asks of them. A guided tour.

Read in this order: `lines` (seven columns, and how names are ordered), `bodies` (how a line stands in a sealed
entry), `queries` (an AND of conditions, an order, a limit), `reading` (from words and from tab-separated lines),
`following` (the lines of another site's log, checked before they are noted here), `ports` (an index that answers),
`agreement` (where an index and its log part).

A line on the log is proven as every entry is, by its index. The index over the lines is derived from the log: it can be
thrown away and made anew, and what it says can be held against the log.
"""

from autonome.ledger.uses.agreement import Difference, Part, differences
from autonome.ledger.uses.bodies import NotedUse, Source, line_in, line_of
from autonome.ledger.uses.following import Followed, Parcel, ReceivedUse, follow
from autonome.ledger.uses.lines import Column, Kind, UseLine, Value, name_of, order_of, rank
from autonome.ledger.uses.ports import UseIndex
from autonome.ledger.uses.queries import Bound, Condition, FoundUse, OneOf, Query, SortKey, Within
from autonome.ledger.uses.reading import read_condition, read_line, read_query, read_sort_key

__all__ = [
    "Bound",
    "Column",
    "Condition",
    "Difference",
    "Followed",
    "FoundUse",
    "Kind",
    "NotedUse",
    "OneOf",
    "Parcel",
    "Part",
    "Query",
    "ReceivedUse",
    "SortKey",
    "Source",
    "UseIndex",
    "UseLine",
    "Value",
    "Within",
    "differences",
    "follow",
    "line_in",
    "line_of",
    "name_of",
    "order_of",
    "rank",
    "read_condition",
    "read_line",
    "read_query",
    "read_sort_key",
]
