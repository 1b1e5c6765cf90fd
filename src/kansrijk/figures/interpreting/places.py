"""Areas and periods of rows: codes as sources write them, and years in their several forms."""

import re
from collections.abc import Mapping

from kansrijk.areas.codes import is_code, level_of, normalise
from kansrijk.areas.names import search_key
from kansrijk.core.faults import BadInput
from kansrijk.figures.descriptions import Layout, Source
from kansrijk.figures.interpreting.delivery import KnownAreas
from kansrijk.figures.readers import Table

_PERIOD = re.compile(r"(\d{4})(?:JJ00|\*)?(?:\s*(?:-|–|t/m)\s*(\d{4}))?")


def period_of(text: str) -> str | None:
    """`2024`, `2022JJ00`, `2024*` and `2019-2021` as a period; None for anything else."""
    match = _PERIOD.fullmatch(text.strip())
    if not match:
        return None
    first, last = match[1], match[2]
    if last is None or last == first:
        return first
    return f"{first}-{last}" if first < last else None


def end_year(period: str) -> int:
    """The last year of a period."""
    return int(period[-4:])


def years_of(period: str) -> int:
    """How many years a period has: 1 for 2024, 3 for 2019-2021."""
    return end_year(period) - int(period[:4]) + 1


def file_period(source: Source, layout: Layout, table: Table, told: str | None) -> str | None:
    """The one period of a file without a period column: as told, by its name, or what the layout is of.

    Raises BadInput when it cannot be known, or the name says another year than was told.
    """
    if layout.period.column:
        return None
    said = period_of(told) if told else None
    if told and said is None:
        raise BadInput(f"{told!r} is not a period such as 2024 or 2019-2021", file=table.file, field="period")
    named = next((year for code, year in layout.period.tables.items() if code.lower() in table.file.lower()), None)
    if named is None and layout.period.in_file_name:
        match = re.search(layout.period.in_file_name, table.file)
        named = match[1] if match else None
    if said and named and said != named and not layout.period.default:
        raise BadInput(f"the name of the file says {named}, you said {said}", file=table.file, field="period")
    period = said or layout.period.default or named
    if not period:
        raise BadInput("the file does not say of which year it is; give the period", file=table.file, field="period")
    return period


def place(text: str, level_text: str | None, layout: Layout, known: KnownAreas | None) -> tuple[str, str] | str:
    """(code, level) of a row, or the sentence that says why it has none."""
    raw = text.strip()
    if not raw:
        return "the area is empty"
    if layout.area_names:
        code = layout.area_names.get(raw)
        if code is None:
            return "this place is not in the description of the source"
        return code, _level_of_record(layout).get(code) or level_of(code) or "region"
    if level_text is not None:
        return _with_level(raw, level_text, layout)
    code, _, edition = raw.upper().partition("@")
    if edition and known is not None and edition != str(known.edition):
        return f"an area of edition {edition} among areas of {known.edition}"
    level = level_of(code)
    if level is not None and (known is None or code in known.levels or not known.names):
        return code, level
    if known is not None:
        if code in known.levels:
            return code, known.levels[code]
        codes = known.names.get(search_key(raw), ())
        if len(codes) == 1:
            return codes[0], known.levels[codes[0]]
        if len(codes) > 1:
            return f"the name of {len(codes)} areas; write the code"
    return (code, level) if level is not None else "not a code or name of an area"


def _with_level(raw: str, level_text: str, layout: Layout) -> tuple[str, str] | str:
    level = layout.levels.get(level_text.strip().lower())
    if level is None:
        return f"{level_text.strip()[:30]!r} is not a level of this source"
    code = normalise(raw, level)
    if not is_code(code, level):
        return f"not a code of level {level}"
    return code, level


def _level_of_record(layout: Layout) -> Mapping[str, str]:
    return {record["code"]: record["level"] for record in layout.area_records}
