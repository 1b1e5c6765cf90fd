"""Charts as SVG, made on the server: dots with intervals, a scatter, a funnel, a series, several areas by year.

Pure functions. Fills are attributes, so that a drawing stands alone in a file; the classes `k-chart__…` let the style
sheet of a page put its own tokens over them (dark, print). What is told by colour is told by shape as well.
"""

from kansrijk.figures.charts.dots import Dot, Dots, dots, dots_shape
from kansrijk.figures.charts.funnel import Funnel, funnel
from kansrijk.figures.charts.lines import Lines, Run, lines
from kansrijk.figures.charts.paper import Drawing
from kansrijk.figures.charts.scatter import Scatter, scatter
from kansrijk.figures.charts.series import Series, Step, breaks_inside, breaks_passed, broken_inside, series, year_of

__all__ = [
    "Dot",
    "Dots",
    "Drawing",
    "Funnel",
    "Lines",
    "Run",
    "Scatter",
    "Series",
    "Step",
    "breaks_inside",
    "breaks_passed",
    "broken_inside",
    "dots",
    "dots_shape",
    "funnel",
    "lines",
    "scatter",
    "series",
    "year_of",
]
