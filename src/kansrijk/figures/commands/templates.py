"""The table that a coalition fills in."""

COLUMNS = ("gebied", "periode", "indicator", "waarde", "teller", "noemer", "status", "eenheid", "toelichting")


def tidy_template() -> str:
    """A CSV with only the header: what may stand where is in the how-to."""
    return ";".join(COLUMNS) + "\r\n"
