"""`kansrijk areas import`: one file of boundaries or one table, into one edition."""

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
) -> ImportResult:
    """Stores the areas of a file: GeoJSON or TopoJSON with shapes, CSV (regions, names, postcodes) without.

    All or nothing, and doing it twice changes nothing. Raises BadFile when the file is not understood. A row whose
    geometry cannot be repaired is rejected by itself and stands in `counts.errors`; where more than one in twenty
    rows is so, the whole file is refused.
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
        )
    audit.record(
        by=by,
        event="areas imported",
        action="C",
        kind="area",
        reference=f"{path.name} {result.level}@{edition}",
        data_class="D0",
        detail=result.as_json(),
    )
    return result
