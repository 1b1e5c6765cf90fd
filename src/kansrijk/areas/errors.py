"""What is wrong with a file, in one English sentence that names the file and, where known, row, column and field."""


class BadFile(Exception):
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
        where = ", ".join(
            part for part in (file, f"row {row}" if row else "", f"column {column}" if column else "") if part
        )
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.file = file
        self.row = row
        self.column = column
        self.field = field

    def as_json(self) -> dict[str, dict[str, object]]:
        """The error object of the command-line contract."""
        return {
            "error": {
                "message": str(self),
                "file": self.file or None,
                "row": self.row,
                "column": self.column,
                "field": self.field,
            }
        }
