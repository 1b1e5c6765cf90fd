"""How a figure ran through the years, as a drawing: on the page of an indicator and in the block of another site."""

from collections.abc import Sequence

from kansrijk.figures import charts
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.charts import Drawing
from kansrijk.figures.pages import wording
from kansrijk.figures.pages.continued import Continued, remark, value_words
from kansrijk.figures.queries.types import Figure


def course(known: Indicator, run: Continued | Sequence[Figure], *, borders: bool) -> Drawing:
    """Another definition is another line; where an area has `borders` that move (not a country), so are other ones.

    What was re-expressed is an open dot, and the limits that hidden parts leave are a dashed stroke without one.
    """
    whole = run if isinstance(run, Continued) else Continued(tuple(run))
    figures = whole.figures

    def line(figure: Figure) -> str:
        passed = charts.breaks_passed(figure.period or "0", known)
        return f"{figure.edition if borders else ''}/{figure.definition_version}/{passed}"

    def step(figure: Figure) -> charts.Step:
        one = whole.of(figure)
        low, high = (
            one.telling_bounds if one is not None and one.telling_bounds is not None else (figure.lower, figure.upper)
        )
        when = charts.year_of(figure.period or "0")
        shape = "ring" if whole.is_touched(figure) else "circle"
        return charts.Step(when, period_words(figure), figure.value, low, high, line(figure), shape)

    steps = [step(figure) for figure in figures]
    told = "; ".join(f"{period_words(one)}: {said(whole, one)}" for one in figures)
    return charts.series(charts.Series(wording.name(known), told, steps, numbered(known), wording.on_axis(known)))


def numbered(known: Indicator) -> list[tuple[float, str]]:
    """The breaks to draw, each with its number in the list beside the drawing."""
    return [(charts.year_of(one.from_period), str(number)) for number, one in enumerate(known.breaks_of_line, start=1)]


def said(whole: Continued, figure: Figure) -> str:
    """The value in words, and how it came into these borders."""
    one = whole.of(figure)
    value = value_words(figure, one)
    return f"{value} ({mark})" if one is not None and (mark := remark(one, figure.edition)) else value


def period_words(figure: Figure) -> str:
    """`2019–2021`, with a dash as in print."""
    return (figure.period or "").replace("-", "–")
