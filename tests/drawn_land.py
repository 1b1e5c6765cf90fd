"""A small made-up land for tests of maps: three gemeenten in a row, four wijken in each, two buurten in each wijk.

Squares in the country XX, edition 2023, with a share per gemeente and wijk, released as a publisher's own.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pgtrigger
from tests.figures.files import show_as_delivered
from tests.prepared import Prepared

from kansrijk.areas import commands as areas
from kansrijk.areas.commands import AreaRecord
from kansrijk.figures.commands import import_delivery
from kansrijk.figures.models import Release

EDITION, SIDE = 2023, 1000
GEMEENTEN = ("GM9901", "GM9902", "GM9903")


def _box(left: int, bottom: int, width: int, height: int) -> list[list[int]]:
    x, y = 100_000 + left, 500_000 + bottom
    return [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]


def _land() -> Iterator[tuple[str, str, str, list[list[int]]]]:
    """(level, code, name, outline)."""
    for m, gemeente in enumerate(GEMEENTEN):
        yield "gemeente", gemeente, f"Verzonnen gemeente {m + 1}", _box(2 * m * SIDE, 0, 2 * SIDE, 2 * SIDE)
        for w in range(4):
            left, bottom = (2 * m + w % 2) * SIDE, w // 2 * SIDE
            wijk = f"{gemeente[2:]}{w:02d}"
            yield "wijk", f"WK{wijk}", f"Verzonnen wijk {m + 1}{w}", _box(left, bottom, SIDE, SIDE)
            for b in range(2):
                outline = _box(left, bottom + b * SIDE // 2, SIDE, SIDE // 2)
                yield "buurt", f"BU{wijk}{b:02d}", f"Verzonnen buurt {m + 1}{w}{b}", outline


def load(*, by, epidemiologist, coalition, folder: Path) -> None:
    """Areas, outlines, tiles and figures."""
    parts = list(_land())
    records = [AreaRecord("XX00", "Fictief land", "country", country="XX", is_fictional=True)]
    records += [AreaRecord(code, name, level, country="XX", is_fictional=True) for level, code, name, _ in parts]
    areas.register(by=by, edition=EDITION, areas=records)
    for level in ("gemeente", "wijk", "buurt"):
        file = folder / f"{level}.geojson"
        features = [
            {
                "type": "Feature",
                "properties": {"statcode": code, "statnaam": name},
                "geometry": {"type": "Polygon", "coordinates": [outline]},
            }
            for one, code, name, outline in parts
            if one == level
        ]
        crs = {"type": "name", "properties": {"name": "EPSG:28992"}}
        file.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), "utf-8")
        areas.import_areas(by=by, file=file, edition=EDITION, country="XX")
    areas.make_tiles(by=by, edition=EDITION, country="XX")
    lines = ["gebied;periode;indicator;waarde;teller;noemer;status;eenheid"]
    told = [code for level, code, *_ in parts if level in {"gemeente", "wijk"}]
    for n, code in enumerate(["XX00", *told]):
        cases = 40 + 3 * n
        share = f"{100 * cases / 400:.2f}".replace(".", ",")
        lines.append(f"{code};2023;big2;{share};{cases};400;measured;%")
    file = folder / "big2.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    receipt = import_delivery(by=epidemiologist, source="tidy", file=file, coalition=coalition)
    assert receipt.release is not None, receipt.as_json()
    show_as_delivered(receipt.release, epidemiologist)
    with pgtrigger.ignore("figures.Release:stays_whose_it_is"):  # made up as if a publisher had delivered it
        Release.objects.filter(pk=receipt.release).update(
            status="published",
            policy="published_at_source",
            published_at=datetime(2024, 1, 1, tzinfo=UTC),
            coalition=None,
        )


def prepare() -> None:
    """The land with the demo's people beside it."""
    from kansrijk.demo.people import account_of, load_people
    from kansrijk.trust.commands import installation_actor
    from kansrijk.trust.queries import actor_for

    by = installation_actor()
    coalition = load_people(by=by)
    with TemporaryDirectory() as folder:
        load(by=by, epidemiologist=actor_for(account_of("epidemioloog")), coalition=coalition, folder=Path(folder))


LAND = Prepared("drawn_land", prepare)
