"""Maps: the drawing of all gemeenten, a gemeente by buurt, and the tiles of the zoom map, on the real boundaries."""

from bench import national
from bench.tasks import Task
from bench.timing import Measured, measured, seconds

FOLDER = national.DATA / "boundaries"
FILES = ("gemeente_2024_rd_dissolved.geojson", "wijk_2024_wgs84_georef.geojson", "buurt_2024_wgs84_georef.geojson")


def _ready() -> None:
    """Ten years of the national table, and the boundaries of all levels of 2024."""
    national.loaded()
    from kansrijk.areas.commands import import_areas
    from kansrijk.trust.commands import installation_actor

    for name in FILES:
        import_areas(by=installation_actor(), file=FOLDER / name, edition=2024)


def drawings() -> list[Measured]:
    """Uncached: every request draws anew."""
    _ready()
    from django.test import Client

    client = Client()

    def get(address: str) -> None:
        response = client.get(address)
        assert response.status_code == 200, address
        assert b"k-map__drawing" in response.content, address

    rows = []
    for name, address, must in (
        ("SVG map of all gemeenten, p95, uncached", "/kaart?indicator=koopwoningen", 100.0),
        (
            "SVG map of Amsterdam by buurt with its neighbours, p95",
            "/kaart?indicator=koopwoningen&gebied=GM0363@2024&niveau=buurt",
            None,
        ),
    ):  # fmt: skip
        times = [1000 * one for one in seconds(lambda a=address: get(a), 40, warm=3)]
        rows.append(measured(name, times, "ms", must, by_p95=True))
    return rows


def tiles() -> list[Measured]:
    """From the shapes in the register to the archive on disk."""
    _ready()
    from kansrijk.areas.commands import make_tiles
    from kansrijk.trust.commands import installation_actor

    by = installation_actor()
    size = make_tiles(by=by, edition=2024).bytes / 1e6
    took = seconds(lambda: make_tiles(by=by, edition=2024), 20, warm=0)
    return [
        measured("tiles for all gemeenten, wijken, buurten (zoom 4-12)", took, "s", 5.0),
        measured("tiles: size of the archive", [size], "MB", 12.0),
    ]


ALL = [Task("SVG map", drawings), Task("tiles", tiles)]
TASKS = ALL if (FOLDER / FILES[-1]).exists() else []
