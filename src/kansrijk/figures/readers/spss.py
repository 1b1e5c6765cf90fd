"""SPSS: variables become columns, values with a label become the label."""

from pathlib import Path
from typing import Any

from kansrijk.core.faults import BadInput
from kansrijk.figures.readers.table import MOST_ROWS, Table, require_titles


def read_sav(path: Path) -> Table:
    """The file as a table of text. Raises BadInput."""
    import pyreadstat

    try:
        frame, meta = pyreadstat.read_sav(str(path), output_format="dict")
    except Exception:  # the C reader raises its own kinds; whatever it is, the file cannot be read
        raise BadInput("the SPSS file is damaged or cut off", file=path.name) from None
    titles = require_titles(list(meta.column_names), path.name)
    columns = [_labelled(frame[name], meta.variable_value_labels.get(name, {})) for name in meta.column_names]
    count = len(columns[0]) if columns else 0
    if count == 0 or count > MOST_ROWS:
        raise BadInput(f"the file has {count} rows", file=path.name)
    rows = [[column[index] for column in columns] for index in range(count)]
    return Table(path.name, "sav", titles, rows, range(1, count + 1))


def _labelled(values: list[object], labels: Any) -> list[str]:
    return [labels[value].strip() if value in labels else _text(value) for value in values]


def _text(value: object) -> str:
    if value is None or value != value:  # NaN is SPSS's system-missing
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()
