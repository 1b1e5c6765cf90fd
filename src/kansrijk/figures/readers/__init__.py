"""Files as tables of text: whatever the format, titles and rows of strings, with the row numbers people see.

A reader refuses what it cannot read whole, in one sentence that names file, row and column. It decides nothing about
meaning; `interpreting` does.
"""

from pathlib import Path

from kansrijk.core.faults import BadInput
from kansrijk.figures.readers.guard import Kind, kind_of
from kansrijk.figures.readers.odata import read_odata
from kansrijk.figures.readers.spreadsheet import read_xlsx
from kansrijk.figures.readers.spss import read_sav
from kansrijk.figures.readers.table import Table
from kansrijk.figures.readers.text import read_text

__all__ = ["Kind", "Table", "read"]


def read(path: Path, separators: str = ",;\t") -> Table:
    """The file as a table; for text the first separator that gives the header more than one field, or the best.

    Raises BadInput: empty, cut off, not text, a bomb, too wide, formulas, or another kind of file.
    """
    kind = kind_of(path)
    if kind is Kind.TEXT:
        return read_text(path, separators)
    if kind is Kind.XLSX:
        return read_xlsx(path)
    if kind is Kind.SAV:
        return read_sav(path)
    if kind is Kind.JSON:
        return read_odata(path)
    raise BadInput("this kind of file cannot be read", file=path.name)
