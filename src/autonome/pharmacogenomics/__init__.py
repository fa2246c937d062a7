"""pharmacogenomics."""
