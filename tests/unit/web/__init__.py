"""Pages, as far as they are values."""
