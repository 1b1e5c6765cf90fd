"""`kansrijk areas import`: one file of boundaries or one table, into one edition."""

import textwrap
from pathlib import Path

from django.db import transaction

from kansrijk.areas.commands.boundaries import import_boundaries
from kansrijk.areas.commands.registering import EDITIONS
from kansrijk.areas.commands.results import ImportResult
from kansrijk.areas.commands.tables import import_table
from kansrijk.areas.errors import BadFile
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


@transaction.atomic
def import_areas(
    *,
    by: Actor,
    file: Path | str,
    edition: int,
    level: str | None = None,
    object_name: str | None = None,
    code_field: str | None = None,
    name_field: str | None = None,
    country: str = "NL",
    leave_out_broken: bool = False,
) -> ImportResult:
    """Stores the areas of a file: GeoJSON or TopoJSON with shapes, CSV (regions, names, postcodes) without.

    All or nothing, and doing it twice changes nothing. Raises BadFile when the file is not understood or a row of it
    is wrong. With `leave_out_broken` outlines that enclose nothing or cross themselves beyond repair cost their own
    row only: they stand in `counts.errors` and `left_out`, and in the audit.
    """
    require_may(by, "import", "area")
    path = Path(file)
    if edition not in EDITIONS:
        raise BadFile(f"an edition is a year, not {edition}", file=path.name, field="edition")
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        result = import_table(path, edition, level=level, code_field=code_field, name_field=name_field, country=country)
    else:
        result = import_boundaries(
            path,
            edition,
            level=level,
            object_name=object_name,
            code_field=code_field,
            name_field=name_field,
            country=country,
            leave_out_broken=leave_out_broken,
        )
    audit.record(
        by=by,
        event="areas imported",
        action="C",
        kind="area",
        reference=f"{path.name} {result.level}@{edition}",
        data_class="D0",
        detail={**result.as_json(), **_left_out(result)},
    )
    return result


def _left_out(result: ImportResult) -> dict[str, str]:
    """Every code that was left out, in pieces: a value of a record holds 500 characters."""
    pieces = textwrap.wrap(", ".join(result.left_out), 500)
    return {f"left_out_{number}": piece for number, piece in enumerate(pieces, start=1)}
