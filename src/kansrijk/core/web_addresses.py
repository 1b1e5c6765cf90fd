"""Whether a text is an address on the web that may stand behind a link. One place for every room."""

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_NEVER = frozenset('<>"\\^`{|}')
"""What no address holds as it is (RFC 3986), and browsers read in ways of their own."""


def is_web_address(text: str, schemes: Collection[str] = ("http", "https")) -> bool:
    """`https://naam.nl/…`: a name of two parts or more, no user in it, no blank and nothing that is not seen.

    Looks at the text itself: `urlsplit` drops line ends and tabs, and a browser would too.
    """
    if any(one in _NEVER or unicodedata.category(one)[0] in "CZ" for one in text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:  # a name with an empty part, a port that is none
        return False
    is_named = len(host) <= 253 and bool(_HOST.fullmatch(host))
    return parts.scheme in schemes and is_named and "@" not in parts.netloc
