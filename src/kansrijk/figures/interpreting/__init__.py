"""Tables of text as deliveries: which layout, which area, period and indicator, and what each cell says.

Pure: no database, no clock; what is known of areas and today's year are given.
"""

from kansrijk.figures.interpreting.birth_summaries import as_rows, chart_of, standards_of, versions
from kansrijk.figures.interpreting.checking import check
from kansrijk.figures.interpreting.delivery import AreaGiven, Delivery, Fault, KnownAreas, Placed
from kansrijk.figures.interpreting.layouts import choose_layout
from kansrijk.figures.interpreting.long_files import interpret_long
from kansrijk.figures.interpreting.summed_rows import as_sums
from kansrijk.figures.interpreting.wide_files import interpret_wide

__all__ = [
    "AreaGiven",
    "Delivery",
    "Fault",
    "KnownAreas",
    "Placed",
    "as_rows",
    "as_sums",
    "chart_of",
    "check",
    "choose_layout",
    "interpret_long",
    "interpret_wide",
    "standards_of",
    "versions",
]
