"""A drawing (SVG) as a picture (PNG), in our own typeface. The one place that does this.

The renderer leaves a text out, without an error, when it finds no face for it: so only our own family is used, it must
be there, and a character that it lacks is replaced before drawing.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "dist" / "fonts"
FAMILY = "Noto Sans"
LARGEST_PIXELS = 40_000_000
# What would make the renderer fetch, read or run something; our drawings hold none of it, only marks within themselves.
_ELSEWHERE = re.compile(
    r"<\s*(?:image|script|foreignObject|iframe|use\b(?![^>]*href=\"#))|<!(?:DOCTYPE|ENTITY)|<\?|@import"
    r"|href\s*=\s*[\"'](?!#|/)|url\(\s*[\"']?(?!#)",
    re.IGNORECASE,
)
_SAID = re.compile(r"(<(?:text|title|desc)\b[^<>]*>)[^<>]*")  # words, in which anything may be written
_TEXT = re.compile(r">([^<>]+)<")
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')


class NoPicture(Exception):
    """The drawing cannot be made into a picture; the message says why."""


@cache
def _characters() -> frozenset[str]:
    """Registers our typeface, once in a process; what it can write."""
    import vl_convert

    if not (FONTS / "NotoSans-Regular.ttf").exists():
        raise NoPicture("the typeface is not built; run `python -m kansrijk.web.build`")
    vl_convert.register_font_directory(str(FONTS))
    return frozenset((FONTS / "characters.txt").read_text("utf-8"))


def drawable(text: str) -> str:
    """The text in characters that our typeface has: a letter without its accent where need be, else a question mark."""
    known = _characters()

    def one(character: str) -> str:
        if character in known or character in "\n\r\t":
            return character
        plain = unicodedata.normalize("NFKD", character)[0]
        return plain if plain in known else "?"

    return "".join(map(one, text))


def png(svg: str, *, scale: float = 2.0) -> bytes:
    """The drawing as PNG, `scale` pixels to a unit. It carries its own fills and sizes and names our typeface only.

    Raises NoPicture for a drawing without a size, too large a one, one that names another face, or one that refers to
    something outside itself.
    """
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(written(svg, scale), scale=scale)
    return picture


def written(drawing: str, scale: float = 1.0) -> str:
    """The drawing in characters that our typeface has, fit to be drawn or set into a document. Raises NoPicture.

    What stands between the marks of a text says what it says.
    """
    svg = _SAID.sub(r"\1", drawing)
    if _ELSEWHERE.search(svg):
        raise NoPicture("the drawing refers to something outside itself")
    size = _SIZE.search(svg)
    if size is None or float(size[1]) * float(size[2]) * scale**2 > LARGEST_PIXELS:
        raise NoPicture("the drawing has no width and height, or is too large")
    faces = set(re.findall(r'font-family="([^"]*)"', svg))
    if faces - {FAMILY}:
        raise NoPicture(f"only {FAMILY} may be used in a picture, not {', '.join(sorted(faces - {FAMILY}))}")
    return _TEXT.sub(lambda found: f">{drawable(found[1])}<", drawing)
