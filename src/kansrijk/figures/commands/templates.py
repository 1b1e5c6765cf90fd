"""The table that a coalition fills in: as CSV, and as a workbook with a sheet that says what may stand where."""

import io

from kansrijk.figures.catalogue import indicators

COLUMNS = ("gebied", "periode", "indicator", "waarde", "teller", "noemer", "status", "eenheid", "toelichting")


def tidy_template() -> str:
    """A CSV with only the header: what may stand where is in the how-to."""
    return ";".join(COLUMNS) + "\r\n"


def tidy_workbook() -> bytes:
    """An XLSX: the first sheet is the empty table, the second lists every indicator with its unit."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "cijfers"
    sheet.append(COLUMNS)
    sheet.freeze_panes = "A2"
    known = book.create_sheet("indicatoren")
    known.append(("indicator", "naam", "eenheid", "teller", "noemer"))
    for one in indicators().values():
        known.append(
            (
                one.id,
                one.name.nl,
                one.unit,
                one.numerator.nl if one.numerator else "",
                one.denominator.nl if one.denominator else "",
            )
        )
    for page, widths in ((sheet, (16, 12, 28, 10, 10, 10, 14, 12, 40)), (known, (32, 48, 12, 48, 48))):
        for at, width in enumerate(widths):
            page.column_dimensions["ABCDEFGHI"[at]].width = width
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
