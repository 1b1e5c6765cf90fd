"""What is wrong with an input, said once and precisely enough to mend it."""

from dataclasses import asdict, dataclass
from errno import EDQUOT, EFBIG, ENOSPC


@dataclass(eq=False)
class BadInput(Exception):
    """One clear sentence and where: file, row (1 is the header), column, field. Nothing was stored."""

    message: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        places = [
            self.file,
            f"row {self.row}" if self.row else "",
            f"column {self.column}" if self.column else "",
            f"field {self.field}" if self.row and self.field and not self.column else "",
        ]
        where = ", ".join(place for place in places if place)
        return f"{where}: {self.message}" if where else self.message

    def as_json(self) -> dict[str, object]:
        """The `error` object of the command line's contract."""
        return asdict(self)


NO_ROOM = frozenset({ENOSPC, EDQUOT, EFBIG})  # of a disk, of a quota, of a limit


def is_without_room(error: BaseException | None) -> bool:
    """True where a file could not be written for want of room."""
    return isinstance(error, OSError) and error.errno in NO_ROOM
