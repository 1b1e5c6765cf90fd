"""Measurements: fixed data and seeds, medians over runs, one module per name of `kansrijk bench`."""
