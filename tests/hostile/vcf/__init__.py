"""Hostile and broken genomes."""
