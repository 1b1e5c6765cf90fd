"""A series in words and as points: definition breaks, other boundaries and gaps are shown, never bridged."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from kansrijk.core.trends import RECENT_POINTS, recent_trend
from kansrijk.figures import words
from kansrijk.figures.drawings import Point
from kansrijk.figures.pages.continued import Continued
from kansrijk.figures.queries.types import Figure

DIRECTIONS = {
    "increasing": lambda: _("rises"),
    "decreasing": lambda: _("falls"),
    "no_significant_change": lambda: _("no clear change"),
}


@dataclass(frozen=True)
class Trend:
    """`points` draw the whole series; `words` tell only the last part that can be compared; `method` when tested."""

    points: tuple[Point, ...]
    words: str
    method: str
    has_break: bool


def trend(line_of: Continued | Sequence[Figure]) -> Trend:
    """The series of one area, oldest first."""
    whole = line_of if isinstance(line_of, Continued) else Continued(tuple(line_of))
    history = whole.figures
    breaks = [i > 0 and is_break(history[i - 1], one) for i, one in enumerate(history)]
    points = tuple(Point(one.value, broken, whole.is_touched(one)) for one, broken in zip(history, breaks, strict=True))
    start = max((i for i, broken in enumerate(breaks) if broken), default=0)
    line = [one for one in history[start:] if one.has_value]
    if len(line) < 2:
        return Trend(points, "", "", any(breaks))
    tested, method = _tested(history[start:])
    return Trend(points, tested or _from_to(line[0], line[-1]), method, any(breaks))


def is_break(before: Figure, after: Figure) -> bool:
    """Whether two neighbours are not one line: another definition, other boundaries, another kind of window."""
    if before.definition_version != after.definition_version or before.edition != after.edition:
        return True
    if _length(before) != _length(after):
        return True
    first, last = _end(before), _end(after)
    return any(first < int(one.from_period[:4]) <= last for one in after.indicator.breaks_of_line)


def _end(figure: Figure) -> int:
    return int((figure.period or "0")[-4:])


def _length(figure: Figure) -> int:
    return _end(figure) - int((figure.period or "0")[:4])


def _tested(line: Sequence[Figure]) -> tuple[str, str]:
    """The last five points by Cochran-Armitage, where each has a numerator and a denominator."""
    last = line[-RECENT_POINTS:]
    counts = [(one.numerator, one.denominator) for one in last]
    if len(last) < RECENT_POINTS or any(above is None or not under for above, under in counts):
        return "", ""
    if any(one.status != "measured" for one in last):
        return "", ""  # an estimate is no count: whether its change is chance cannot be said this way
    if last[-1].indicator.unit not in {"share", "per_1000"} or not _are_equally_spaced(last):
        return "", ""
    found = recent_trend([above for above, _under in counts], [under for _above, under in counts])
    word = DIRECTIONS.get(str(found.direction))
    return (str(word()), found.method) if word else ("", "")


def _are_equally_spaced(line: Sequence[Figure]) -> bool:
    steps = {_end(after) - _end(before) for before, after in pairwise(line)}
    return len(steps) == 1


def _from_to(first: Figure, last: Figure) -> str:
    decimals = words.decimals_of(last)
    old, new = (words.bare(one.value or 0.0, last.indicator, decimals) for one in (first, last))
    values = {"old": old, "new": new, "then": words.period_words(first.period), "now": words.period_words(last.period)}
    if old == new:
        return _("%(new)s in %(then)s and in %(now)s") % values
    return _("from %(old)s in %(then)s to %(new)s in %(now)s") % values
