"""The years of one indicator as one line in the borders of the page: what changed is re-expressed and says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.figures import words
from kansrijk.figures.queries.reexpressed import ToldFigure
from kansrijk.figures.queries.told import Told
from kansrijk.figures.queries.types import Figure

MOST_NAMED = 12
# What was done to a figure of other borders; one that only got another code was not touched.
HOW = {
    "summed": gettext_lazy("sum of merged areas"),
    "pooled": gettext_lazy("mean, weighted by the number of births or people"),
    "weighted": gettext_lazy("estimate, divided by addresses"),
}


@dataclass(frozen=True)
class Continued:
    """One figure per period, oldest first; those that hold within the borders of the page carry its edition.

    `told`, by period, are those that came from other borders.
    """

    figures: tuple[Figure, ...]
    told: Mapping[str, ToldFigure] = field(default_factory=dict)

    def of(self, figure: Figure) -> ToldFigure | None:
        """How this figure was told, None where it is as published."""
        return self.told.get(figure.period or "")

    def is_touched(self, figure: Figure) -> bool:
        """Whether it is a sum, mean or estimate of ours."""
        one = self.of(figure)
        return one is not None and one.how in HOW


def continued(history: Sequence[Figure], told: Sequence[ToldFigure], same: frozenset[int], edition: int) -> Continued:
    """Own borders first, then years in which the area was what it is now, then what could be told from other borders.

    A year that cannot be told stays in the borders of then, where the page had it so: the line breaks there.
    """
    held = {one.period or "": replace(one, edition=edition) if one.edition in same else one for one in history}
    used: dict[str, ToldFigure] = {}
    for one in told:
        period = one.figure.period or ""
        here = held.get(period)
        if here is not None and (here.edition == edition or one.figure.status == "no_data"):
            continue
        held[period] = one.figure
        used[period] = one
    return Continued(tuple(sorted(held.values(), key=lambda one: words_order(one.period))), used)


def continued_of(name: str, history: Sequence[Figure], newest: Figure, told: Told, edition: int) -> Continued:
    """The line of one indicator on the page of an area. A figure that stands there within other borders keeps its own
    line: the page tells it apart (pages/told.py)."""
    if newest.edition != edition and newest.edition not in told.same:
        return Continued(tuple(history))
    return continued(history, told.series.get(name, ()), told.same, edition)


def words_order(period: str | None) -> tuple[int, int]:
    """The later end, then the shorter window."""
    first, _dash, last = (period or "0").partition("-")
    end = int((last or first)[:4])
    return end, int(first[:4]) - end


def remark(one: ToldFigure, edition: int) -> str:
    """“Re-expressed to the borders of 2024: sum of merged areas (Weesp, Amsterdam)”."""
    if one.how == "renamed":
        return str(words.TOLD_WORDS["renamed"])
    if one.how in HOW:
        values = {"year": edition, "how": HOW[one.how], "parts": made_of(one)}
        return _("re-expressed to the borders of %(year)s: %(how)s (%(parts)s)") % values
    return "" if one.how == "same" else f"{how_words(one)} ({made_of(one)})"


def how_words(one: ToldFigure, *, of_parts: bool = False) -> str:
    """How the figure came here, or why it could not. `of_parts`: an area that is made of others, and nothing merged."""
    if of_parts and one.how in words.PARTS_WORDS:
        return str(words.PARTS_WORDS[one.how])
    if one.how in words.TOLD_WORDS:
        return str(words.TOLD_WORDS[one.how])
    if one.figure.has_value:
        return ""
    if one.figure.status == "no_data":
        return _("cannot be told here: a part is missing, or this figure does not add up")
    return _("cannot be told here: a part has no figure")


def value_words(figure: Figure, one: ToldFigure | None) -> str:
    """The value, or the word for why there is none, with what the hidden parts leave over."""
    said = words.value_words(figure)
    if one is None or one.telling_bounds is None or figure.has_value:
        return said
    between = words.outside(*one.telling_bounds, figure.indicator)
    return _("%(word)s, somewhere from %(between)s") % {"word": said, "between": between}


def summary(line: Continued, edition: int) -> str:
    """One sentence for beside the trend: which years were re-expressed, and which of them are estimates."""
    touched = [one.figure.period or "" for one in line.told.values() if one.how in HOW]
    if not touched:
        return ""
    values = {"year": edition, "periods": words.periods_words(touched)}
    said = _("%(periods)s re-expressed to the borders of %(year)s") % values
    guessed = [one.figure.period or "" for one in line.told.values() if one.how in {"weighted", "pooled"}]
    return f"{said} ({_('estimated')}: {words.periods_words(guessed)})" if guessed else said


def made_of(one: ToldFigure) -> str:
    """The old areas by name, with the share of each where it is not whole."""
    named = [name if share >= 1.0 else f"{name} ({words.number(100 * share, 0)}%)" for _code, name, share in one.parts]
    rest = len(named) - MOST_NAMED
    text = ", ".join(named[:MOST_NAMED])
    return text if rest <= 0 else _("%(names)s and %(count)s more") % {"names": text, "count": rest}
