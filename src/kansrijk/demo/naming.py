"""What the fictional region is called. Without Django: the records it is made of are also measured alone."""

EDITION = 2023
COUNTRY, REGION = "XX00", "GGD-FICTIEF"
BIRTHS, SURROUNDINGS = "fictief-geboorten", "fictief"
"""Sources of their own, so that every page and every file that names the source says that it is made up."""
