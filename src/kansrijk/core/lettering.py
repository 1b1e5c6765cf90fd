"""How much room a text takes in Noto Sans, and where its lines break: for drawings that we lay out ourselves.

Widths are those of groups of letters, each as wide as the widest of its group: a text is never wider than told. A
character outside the groups counts as the widest there is.
"""

from unicodedata import normalize

# Width in ems of regular letters → those that are at most that wide. Measured in the typeface that ships with us.
_GROUPS = (
    (0.27, "ijl'‚‘’"),
    (0.33, ".,:;()![] -·\u00a0"),
    (0.35, "I"),
    (0.43, 'tfrJ/"“”„'),
    (0.54, "sczvxy?_k–"),
    (0.57, "aeLFTE*|"),
    (0.68, "bdghnopquSXYZPKACRBV0123456789+=<>€$#~^"),
    (0.8, "wUGDHNOQ&…™"),
    (0.95, "mMW%@œæ"),
)
_WIDTHS = {character: width for width, group in _GROUPS for character in group}
_WIDEST = 1.35
_BOLD = 1.2  # the bold face against the regular one, at most


def text_width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Units that the text takes at this size, never too few."""
    ems = sum(_WIDTHS[c] if c in _WIDTHS else _accented(c) for c in text)
    return ems * size * (_BOLD if is_bold else 1.0)


def _accented(character: str) -> float:
    """A letter with a mark on it is about as wide as without."""
    apart = normalize("NFD", character)
    return max(_WIDTHS.get(apart[0], _WIDEST), 0.33) if len(apart) > 1 else _WIDEST


def wrap(text: str, width: float, size: float, *, is_bold: bool = False) -> list[str]:
    """The lines of a text of which none is wider than `width`; a word that is too long is broken with a hyphen."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        rest = word
        joined = f"{line} {rest}".strip()
        if text_width(joined, size, is_bold=is_bold) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        while text_width(rest, size, is_bold=is_bold) > width and len(rest) > 2:
            cut = _fitting(rest, width, size, is_bold=is_bold)
            lines.append(rest[:cut] + "-")
            rest = rest[cut:]
        line = rest
    return [*lines, line] if line else lines


def _fitting(word: str, width: float, size: float, *, is_bold: bool) -> int:
    """How many letters of a word fit with a hyphen behind them; at least one."""
    cut = len(word) - 1
    while cut > 1 and text_width(word[:cut] + "-", size, is_bold=is_bold) > width:
        cut -= 1
    return cut
