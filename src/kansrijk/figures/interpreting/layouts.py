"""Which layout a file has, told by its header; and the difference in words where it has none."""

from collections.abc import Sequence
from dataclasses import dataclass

from kansrijk.core.faults import BadInput
from kansrijk.figures.descriptions import ColumnRule, Layout, Source, stem
from kansrijk.figures.readers import Table


@dataclass(eq=False)
class ShapeChanged(BadInput):
    """The file has other columns than the description of its source: which are missing, which are new."""

    layout: str = ""
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        names = ("message", "file", "row", "column", "field")
        return {name: getattr(self, name) for name in names}


def _stems(titles: Sequence[str]) -> set[str]:
    return {stem(title) for title in titles}


def choose_layout(source: Source, table: Table) -> Layout:
    """The first layout whose tell-tale titles are all there. Raises BadInput with the difference."""
    found = _stems(table.titles)
    for layout in source.layouts:
        if table.format in layout.formats and {stem(title) for title in layout.recognise} <= found:
            _require_separator(layout, table)
            return layout
    raise _difference(source, table)


_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def _require_separator(layout: Layout, table: Table) -> None:
    if table.format == "csv" and len(table.titles) > 1 and table.separator not in layout.separators:
        wanted = " or ".join(_SEPARATORS[one] for one in sorted(layout.separators))
        found = _SEPARATORS[table.separator]
        raise BadInput(f"the fields are separated by {found}, expected {wanted}", file=table.file, row=1)


def _difference(source: Source, table: Table) -> BadInput:
    found = _stems(table.titles)
    fitting = [layout for layout in source.layouts if table.format in layout.formats] or list(source.layouts)

    def missing(layout: Layout) -> list[str]:
        return [title for title in layout.recognise if stem(title) not in found]

    nearest = min(fitting, key=lambda layout: (len(missing(layout)), -len(layout.recognise)))
    seen = ", ".join(title[:40] for title in table.titles[:8])
    if table.format not in {one for layout in source.layouts for one in layout.formats}:
        return BadInput(f"a delivery of {source.code} is not {table.format}", file=table.file)
    return ShapeChanged(
        f"this is no delivery of {source.code}: for the layout {nearest.id} the columns "
        f"{', '.join(missing(nearest))} are missing; the header has {seen}",
        file=table.file,
        row=1,
        layout=nearest.id,
        missing=tuple(missing(nearest)),
        new=tuple(title[:60] for title in table.titles[:20]),
    )


def find(table: Table, title: str) -> int | None:
    """The position of a title by its stem; None where it is not there."""
    wanted = stem(title)
    for index, own in enumerate(table.titles):
        if stem(own) == wanted:
            return index
    return None


def matched(layout: Layout, table: Table) -> list[tuple[ColumnRule, int]]:
    """Each rule with the position of its column, in the order of the file.

    Raises BadInput when the shape changed: a column missing, one that nobody described, or two that fit one rule.
    """
    stems = [stem(title) for title in table.titles]
    pairs: list[tuple[ColumnRule, int]] = []
    missing: list[str] = []
    for rule in layout.columns:
        places = [index for index, own in enumerate(stems) if own in rule.stems]
        if len(places) > 1:
            names = " and ".join(table.titles[index] for index in places)
            raise BadInput(f"two columns fit one indicator: {names}", file=table.file, row=1, column=names)
        if places:
            pairs.append((rule, places[0]))
        elif not rule.optional:
            missing.append(rule.title)
    new = _not_described(layout, table, {index for _, index in pairs})
    if missing or (new and layout.others == "refused"):
        parts = []
        if missing:
            parts.append(f"missing: {', '.join(missing)}")
        if new and layout.others == "refused":
            parts.append(f"new: {', '.join(title[:60] for title in new[:20])}")
        raise ShapeChanged(
            f"the source changed shape ({'; '.join(parts)}); nothing was stored, what was published stays",
            file=table.file,
            row=1,
            column=(missing or new)[0][:60],
            layout=layout.id,
            missing=tuple(missing),
            new=tuple(title[:60] for title in new[:20]),
        )
    return sorted(pairs, key=lambda pair: pair[1])


def _not_described(layout: Layout, table: Table, used: set[int]) -> list[str]:
    known = {stem(title) for title in (*layout.ignored, *layout.left_out, *layout.recognise, *layout.keep)}
    known |= {stem(title) for title in (layout.area, layout.level, layout.name, layout.period.column) if title}
    if layout.long is not None:
        long = layout.long
        named = (
            long.indicator,
            long.value,
            long.numerator,
            long.denominator,
            long.status,
            long.unit,
            long.organisations,
        )
        known |= {stem(title) for title in named if title}
    return [
        title for index, title in enumerate(table.titles) if title and index not in used and stem(title) not in known
    ]
