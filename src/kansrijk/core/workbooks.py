"""Whether a packed file is a workbook that may be opened: looked at from outside, before anything is unpacked."""

import zipfile
from pathlib import Path
from typing import IO, Final, Literal

# damaged: cut off or no zip; many, large: more parts or bytes than the reader takes; bomb: packed far too tightly;
# other: a zip of something else; macros: a workbook that brings code along.
Refusal = Literal["", "damaged", "many", "large", "bomb", "other", "macros"]
MOST_PARTS: Final = 2_000
MOST_RATIO: Final = 100  # unpacked against packed, of what is large enough to matter
MATTERS: Final = 10 * 1024**2  # bytes unpacked


def why_not(file: Path | IO[bytes], *, most_unpacked: int, most_parts: int = MOST_PARTS) -> Refusal:
    """Why this is not opened as a workbook; "" where it may be. `most_unpacked` in bytes."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return "damaged"
    unpacked = sum(part.file_size for part in parts)
    names = {part.filename for part in parts}
    if len(parts) > most_parts:
        return "many"
    if unpacked > most_unpacked:
        return "large"
    if unpacked > MATTERS and unpacked > MOST_RATIO * (sum(part.compress_size for part in parts) or 1):
        return "bomb"
    if "xl/workbook.xml" not in names:
        return "other"
    return "macros" if any("vbaproject" in name.lower() for name in names) else ""
