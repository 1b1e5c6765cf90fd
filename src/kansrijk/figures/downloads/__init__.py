"""Figures as files: CSV with its CSVW metadata, XLSX with a cover sheet, drawings. The same values as the screen.

Every cell carries its status, interval, method, source and release, and is harmless in a spreadsheet.
"""

from kansrijk.figures.downloads.csvw import metadata
from kansrijk.figures.downloads.tables import Table, harmless, of_area, of_comparison, of_indicator, text
from kansrijk.figures.downloads.xlsx import workbook

__all__ = ["Table", "harmless", "metadata", "of_area", "of_comparison", "of_indicator", "text", "workbook"]
