"""Fetching a source's open data and importing it."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from kansrijk.core.faults import BadInput
from kansrijk.figures import descriptions
from kansrijk.figures.commands.imports import import_delivery
from kansrijk.figures.commands.receipts import Receipt
from kansrijk.figures.pulling import Client, fetch_table
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

V3 = "https://opendata.cbs.nl/ODataFeed/odata"
V4 = "https://datasets.cbs.nl/odata/v1/CBS"


def pull(
    *,
    by: Actor,
    source: str,
    year: int,
    version: int = 3,
    client: Client | None = None,
    dry_run: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Receipt:
    """Fetches the table of a year and imports it under `cbs-odata`; a table that did not change is not fetched again.

    Raises BadInput: no table of that year, or the source did not answer well. What was published stays.
    """
    require_may(by, "import", "delivery")
    known = descriptions.source(source)
    tables = {period: table for table, period in known.tables.items()} if known else {}
    table = tables.get(str(year))
    if table is None:
        years = ", ".join(sorted(tables)) or "none"
        raise BadInput(f"{source} has no table of {year} (known: {years})", field="year")
    asked = client or Client(V3 if version == 3 else V4)
    folder = Path(settings.DATA_DIR) / "pulled"
    folder.mkdir(parents=True, exist_ok=True)
    fetched = fetch_table(asked, table, folder, version=version, tell=progress or (lambda _: None))
    return import_delivery(
        by=by,
        source="cbs-odata",
        file=fetched.path,
        period=str(year),
        modified=fetched.modified,
        dry_run=dry_run,
        progress=progress,
    )
