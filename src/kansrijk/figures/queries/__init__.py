"""Every read of figures. The first argument is the actor: signed out sees what is released, and nothing else.

One area (1 query each, whatever the number of indicators; `compared` 2):
  figures_of(actor, area_code, edition, indicators=None) -> list[Figure]        newest per indicator, no_data included
  compared(actor, area_code, edition, indicators=None) -> list[Compared]        with gemeente and country beside it
  all_periods(actor, area_code, edition, indicators=None) -> dict[id, list[Figure]]      oldest first
  series(actor, area_code, edition, indicator) -> list[Figure]                  oldest first
  releases_of(actor, code, name) -> list[SeenRelease]                           of every edition of the place
  figures_through_time(releases, code, edition, country) -> AreaFigures         newest, history, country
  area_of(actor, text) -> AreaRef                 raises core.faults.BadInput
  newest_edition(actor, code) -> int | None
  show_json(actor, area, indicator=None) -> dict  the contract of `figures show --json`

Several areas over all their editions (2 queries):
  beside(actor, {code: name}, indicators=None, *, edition=None) -> list[Figure] oldest first
  frames(actor, indicator, level=None) -> list[(edition, period)]               newest first
  delivered(actor) -> frozenset[str] of indicators

Many areas (2 queries, 3 with `within`):
  column(actor, indicator, level, period=None, *, edition=None, country=None, within=None, codes=None)
    -> Column | None
  levels_of(actor, indicator, edition=None, country=None) -> frozenset[str]
  periods(actor, indicator, level=None, edition=None) -> list[str]              newest first
  newest_period(actor, indicator, level=None, edition=None) -> str | None

A whole level of a published release, kept in memory (no query when kept, otherwise 1):
  level_values(level, keys) -> dict[Key, Values]
  level_spreads(level, keys) -> dict[Key, tuple[Spread, ...]]                   lowest, quarters, highest per column

Figures of another edition in the borders of this one (None, or left out, where no list of changes connects them):
  told_column(actor, indicator, level, edition, period=None, *, country=None) -> ToldColumn | None

Releases, sources, the audit:
  releases(actor, *, source=None, status=None, limit=200) -> list[ReleaseCard]
  release(actor, id) -> ReleaseCard | None
  cards(actor, ids) -> dict[id, ReleaseCard];  sources(actor) -> list[descriptions.Source]
  audit_released(actor) -> attacker Report

The desk (kansrijk.figures.queries.desk: uploads, upload, desk_releases, desk_release, waiting_proposals, use_of,
hidden_cells, raw_file) and readings (duiding):
  readings_of(actor, area_code, indicators=None) -> list[ReadingCard]           approved ones, newest first

The catalogue itself (names, units, sets, themes) needs no actor: kansrijk.figures.catalogue.
"""

from kansrijk.figures.queries.area import (
    all_periods,
    ancestors,
    area_of,
    compared,
    figures_of,
    newest_edition,
    series,
    show_json,
)
from kansrijk.figures.queries.audits import audit_released
from kansrijk.figures.queries.beside import beside, delivered, frames
from kansrijk.figures.queries.columns import codes_within, column, levels_of, newest_period, periods
from kansrijk.figures.queries.levels import level_spreads, level_values
from kansrijk.figures.queries.place import AreaFigures, SeenRelease, figures_through_time, releases_of
from kansrijk.figures.queries.readings import ReadingCard, readings_of
from kansrijk.figures.queries.reexpressed import ToldColumn, ToldFigure, told_column
from kansrijk.figures.queries.releases import cards, release, releases, sources
from kansrijk.figures.queries.several import Table, older_editions, table
from kansrijk.figures.queries.types import AreaRef, Column, Compared, Figure, ReleaseCard

__all__ = [
    "AreaFigures",
    "AreaRef",
    "Column",
    "Compared",
    "Figure",
    "ReadingCard",
    "ReleaseCard",
    "SeenRelease",
    "Table",
    "ToldColumn",
    "ToldFigure",
    "all_periods",
    "ancestors",
    "area_of",
    "audit_released",
    "beside",
    "cards",
    "codes_within",
    "column",
    "compared",
    "delivered",
    "figures_of",
    "figures_through_time",
    "frames",
    "level_spreads",
    "level_values",
    "levels_of",
    "newest_edition",
    "newest_period",
    "older_editions",
    "periods",
    "readings_of",
    "release",
    "releases",
    "releases_of",
    "series",
    "show_json",
    "sources",
    "table",
    "told_column",
]
