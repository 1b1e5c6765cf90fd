"""Two secrets that are handed over apart, to whoever has no account: an address that says nothing, and a code. Pure.

The address holds 192 random bits; the code is said or written elsewhere. Neither opens anything alone, and of both only
hashes are kept.
"""

import re
import secrets
from typing import Final

import segno

DIGITS: Final = 8
"""Of a code: they can be said, and typed on every telephone."""


def new_token() -> str:
    """What stands in the address: 32 characters."""
    return secrets.token_urlsafe(24)


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def spaced(code: str) -> str:
    """In two halves, as it is read aloud."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def typed(text: str) -> str:
    """A code as somebody types it, without what stands between the digits."""
    return re.sub(r"[\s.\-]", "", text)[:40]


def drawn(address: str) -> str:
    """A code for the camera of a telephone, as SVG to stand in a page. It holds the address and nothing else."""
    return segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, svgclass="k-qr", omitsize=True)
