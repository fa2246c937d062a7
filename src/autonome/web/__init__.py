"""The web: a Django project inside the package, beside the adapters. A guided tour.

1. `project`: settings made from what a node says (`Project`), and Django set up with them; no module of settings.
2. `schema`: the tables of accounts brought to their state by the owner, and what the app may do with each.
3. `accounts`: people, roles by institution, second factors, enrolment, sessions' tokens, lock-out.

Django owns the schema ``accounts`` and nothing else. What is kept of patients is reached through the gateway, as from
the command line. Nothing here is imported by a command that does not sign anybody in: Django takes a while to load.
"""

__all__ = ()
