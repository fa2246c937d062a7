"""Makes the pages known to the tests of this folder."""

from tests.integration.web.browsers import visitor
from tests.integration.web.sites import pages

__all__ = ["pages", "visitor"]
