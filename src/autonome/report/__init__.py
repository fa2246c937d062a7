"""The report: what is shown and written of calls and plans. Translation alone; nothing about a patient is decided here.

- `calls_json`: gene calls, a line of JSON each
- `plan_json`: the plan as the value that ``plan.json`` holds
- `words`: every word, icon and date format of the page, in one place
- `grounds`: what one source says of one medicine, arranged for reading
- `pages`: the plan arranged for reading: page 1, details, genes
- `plan_html`: the page itself, from the templates beside it
- `page_tree`, `margin_boxes`, `printable`: that page read back, for forms other than a browser's
- `plan_pdf`: its sheets, as data for a typesetter; `ports`, `errors`: what that is asked, and why it may refuse

Text of a record is untrusted here: markup escapes it, and the style sheet takes it as code points only. The modules are
imported one by one, so that a command that prints calls does not pay for the templates.
"""

__all__ = [
    "calls_json",
    "errors",
    "grounds",
    "margin_boxes",
    "page_tree",
    "pages",
    "plan_html",
    "plan_json",
    "plan_pdf",
    "ports",
    "printable",
    "words",
]
