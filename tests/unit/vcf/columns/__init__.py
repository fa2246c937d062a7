"""Tests of the columns of a stored genome."""
