"""The workbook of the first morning: its sheets as data, its template, and reading what somebody filled in."""
