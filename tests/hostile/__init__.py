"""Hostile and broken inputs, one folder for each form of file; each input is named by its fault."""
