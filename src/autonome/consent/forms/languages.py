"""Languages of the forms, as tags of BCP 47 in the spelling of the pages."""

from typing import Final

ENGLISH: Final = "en"
CHINESE: Final = "zh-hans"
INDONESIAN: Final = "id"

LANGUAGES: Final = (ENGLISH, CHINESE, INDONESIAN)
"""Of every form with a module of its own; the first is the one that was written first."""
