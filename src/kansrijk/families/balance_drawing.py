"""The balance as a drawing (SVG): two sides of the same width, three layers, and a beam that is always level. Pure.

No side is heavier on screen than the other, nothing is added up, and both sides have the same colour: a factor is a
card with its name; how sure it is stands in words and in its outline. The page gives the same in a table.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from kansrijk.core.lettering import wrap
from kansrijk.families.balance import LAYERS, SIDES, Balance, Line

WIDE, NARROW = 760, 328  # units: a page, and what is left of 360 pixels beside the page's own margins
GAP, PAD, ROW, SMALL_ROW = 12, 8, 17, 15
SIZE, SMALL = 13, 12
BEAM, HEAD = 40, 70  # where the beam lies, and where the first layer begins
OUTLINES = {"confirmed": "", "discussed": "8 3", "suspected": "2 4"}


@dataclass(frozen=True)
class Words:
    """Every text of the drawing, in the reader's language. `named`: code → name."""

    title: str
    described: str
    nothing: str
    sides: Mapping[str, str]
    layers: Mapping[str, str]
    states: Mapping[str, str]
    named: Callable[[str], str]


def draw(balance: Balance, words: Words, *, is_narrow: bool, prefix: str) -> str:
    """For in a page; `prefix` keeps the identifiers of two drawings apart."""
    width = NARROW if is_narrow else WIDE
    body, height = _layers(balance, words, width)
    look = "k-weigh k-weigh--narrow" if is_narrow else "k-weigh"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="{prefix}-title {prefix}-desc">'
        f'<title id="{prefix}-title">{escape(words.title)}</title>'
        f'<desc id="{prefix}-desc">{escape(words.described)}</desc>'
        f"{''.join(_beam(words, width))}{''.join(body)}</svg>"
    )


def column(width: int) -> float:
    """How wide each side is: both the same."""
    return (width - GAP) / 2


def _beam(words: Words, width: int) -> Iterator[str]:
    """The two names above a level beam on its foot."""
    middle, side = width / 2, column(width)
    for number, name in enumerate(words.sides[one] for one in SIDES):
        centre = side / 2 if number == 0 else width - side / 2
        yield _text(centre, BEAM - 14, name, SIZE + 2, "k-weigh__side", anchor="middle")
    yield f'<path class="k-weigh__beam" d="M4 {BEAM}H{width - 4}" fill="none"/>'
    yield f'<path class="k-weigh__foot" d="M{middle:.0f} {BEAM}l9 16h-18Z"/>'


def _layers(balance: Balance, words: Words, width: int) -> tuple[list[str], int]:
    parts: list[str] = []
    y = float(HEAD)
    for layer in LAYERS:
        for text in wrap(words.layers[layer], width - 2 * PAD, SIZE, is_bold=True):
            y += ROW
            parts.append(_text(0, y, text, SIZE, "k-weigh__layer"))
        y += PAD
        ends = []
        for number, side in enumerate(SIDES):
            x = 0 if number == 0 else column(width) + GAP
            drawn, end = _cell(balance.cell(layer, side), words, x, y, column(width))
            parts += drawn
            ends.append(end)
        y = max(ends) + PAD
    return parts, round(y)


def _cell(lines: tuple[Line, ...], words: Words, x: float, y: float, width: float) -> tuple[list[str], float]:
    if not lines:
        return [_text(x + PAD, y + ROW, words.nothing, SMALL, "k-weigh__soft")], y + ROW + PAD
    parts = []
    for one in lines:
        card, y = _card(one, words, x, y, width)
        parts.append(card)
    return parts, y


def _card(one: Line, words: Words, x: float, y: float, width: float) -> tuple[str, float]:
    """One factor, as wide as every other; the outline and the words say how sure it is."""
    name = wrap(words.named(one.code), width - 2 * PAD, SIZE)
    height = 2 * PAD + ROW * len(name) + SMALL_ROW
    dashes = f' stroke-dasharray="{OUTLINES[one.state]}"' if OUTLINES[one.state] else ""
    told = [_text(x + PAD, y + PAD + ROW * n - 4, text, SIZE, "k-weigh__name") for n, text in enumerate(name, start=1)]
    state = _text(x + PAD, y + height - PAD - 1, words.states[one.state], SMALL, "k-weigh__soft")
    outline = (
        f'<rect class="k-weigh__card" x="{x + 1:.1f}" y="{y:.1f}" width="{width - 2:.1f}" height="{height:.1f}" '
        f'rx="6"{dashes}/>'
    )
    return outline + "".join(told) + state, y + height + PAD


def _text(x: float, y: float, text: str, size: int, look: str, *, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text class="{look}" {place}>{escape(text)}</text>'
