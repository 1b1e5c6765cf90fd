"""How a figure ran through the years, as a drawing: on the page of an indicator and in the block of another site."""

from collections.abc import Sequence

from kansrijk.figures import charts, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.charts import Drawing
from kansrijk.figures.pages import wording
from kansrijk.figures.queries.types import Figure


def course(known: Indicator, figures: Sequence[Figure], *, borders: bool) -> Drawing:
    """Another definition is another line; where an area has `borders` that move (not a country), so are other ones."""

    def line(figure: Figure) -> str:
        passed = charts.breaks_passed(figure.period or "0", known)
        return f"{figure.edition if borders else ''}/{figure.definition_version}/{passed}"

    steps = [
        charts.Step(
            charts.year_of(figure.period or "0"),
            period_words(figure),
            figure.value,
            figure.lower,
            figure.upper,
            line(figure),
        )
        for figure in figures
    ]
    told = "; ".join(f"{period_words(figure)}: {words.value_words(figure)}" for figure in figures)
    breaks = [(charts.year_of(one.from_period), str(number)) for number, one in enumerate(known.breaks, start=1)]
    return charts.series(charts.Series(wording.name(known), told, steps, breaks, words.number))


def period_words(figure: Figure) -> str:
    """`2019–2021`, with a dash as in print."""
    return (figure.period or "").replace("-", "–")
