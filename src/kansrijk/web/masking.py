"""Links that open something by themselves stand in no log: their word is left out of every address that is logged."""

import logging
import re

# A part of a path that only a machine would make: of a signed link, or of a parent's own page. A key of a row (UUID)
# opens nothing by itself and stays, so that a failure can be looked for.
WORD = re.compile(r"(?<=/)(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:[/?]|$))[\w.:=\-]{24,}")
LEFT_OUT = "(link)"


def masked(text: str) -> str:
    """The text with such words left out."""
    return WORD.sub(LEFT_OUT, text)


class Masked(logging.Filter):
    """On every handler of ours: it changes what is written, and lets every line through."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = masked(record.msg) if isinstance(record.msg, str) else record.msg
        if isinstance(record.args, tuple):
            record.args = tuple(masked(one) if isinstance(one, str) else one for one in record.args)
        return True
