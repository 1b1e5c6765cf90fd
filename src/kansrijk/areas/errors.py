"""What is wrong with a file, in one English sentence that names the file and, where known, row, column and field."""

from kansrijk.core.faults import BadInput


class BadFile(BadInput):
    """The input is wrong: nothing was stored. `row` counts from 1 at the first line (CSV) or first feature."""

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        row: int | None = None,
        column: str | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(message, file=file or None, row=row, column=column, field=field)
