"""Figures as files: CSV described as CSVW and Data Package, XLSX with a cover sheet, drawings. Values as on screen.

Every cell carries its status, interval, method, source and release, and is harmless in a spreadsheet.
"""

from kansrijk.figures.downloads.csvw import metadata
from kansrijk.figures.downloads.package import package
from kansrijk.figures.downloads.tables import (
    NotJudged,
    Table,
    harmless,
    of_area,
    of_comparison,
    of_indicator,
    of_years,
    text,
)
from kansrijk.figures.downloads.xlsx import workbook

__all__ = [
    "NotJudged",
    "Table",
    "harmless",
    "metadata",
    "of_area",
    "of_comparison",
    "of_indicator",
    "of_years",
    "package",
    "text",
    "workbook",
]
