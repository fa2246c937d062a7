"""Prevention: what genes and record advise before any medicine is chosen, and what cannot be said.

`values` are what the report shows.
"""
