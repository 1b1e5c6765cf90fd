"""The whole country from an empty database, by the commands of the how-to only; then seen through every door.

The how-to `docs/nl/cijfers-inlezen.md` is the script: what it says is what runs here.
"""

import csv
import json
import os
import random
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest

from kansrijk.cli.application import DATABASE
from kansrijk.config import embedded

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
HOW_TO = ROOT / "docs" / "nl" / "cijfers-inlezen.md"
FOLDER = ROOT / "build" / "whole-country"
KANSRIJK = Path(sys.executable).with_name("kansrijk")
# What each file holds, in the order of the script; None where the file repeats its areas.
READ = [342, 342, 3393, 14566, 12270, 20546, 4068, 403, 761, 1090, 27579, 403, 352, 579, 574, 18310, 60121]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not DATA.exists(), reason="the folder with real public data is not beside the checkout"),
]


def script() -> list[list[str]]:
    """The commands of the how-to, with the data folder filled in."""
    found = re.search(r"<!-- script: heel-nederland -->\n\n```sh\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)
    lines = [line for line in found.group(1).splitlines() if not line.startswith("#")]
    return [shlex.split(line.replace("$DATA", str(DATA))) for line in lines]


def environment() -> dict[str, str]:
    outside = {"DATABASE_URL", "DATABASE_OWNER_URL", "KANSRIJK_MODE", "DJANGO_SETTINGS_MODULE", "KANSRIJK_AS"}
    return {key: value for key, value in os.environ.items() if key not in outside} | {"KANSRIJK_DATA": str(FOLDER)}


def run(command: list[str]) -> dict:
    """One command with --json; its one object."""
    done = subprocess.run(
        [str(KANSRIJK), *command[1:], "--json"], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def receipts() -> list[dict]:
    """Everything loaded into an empty database, in a folder of its own."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    server = embedded.start(embedded.folder("postgres", FOLDER))
    with server.connect() as connection:
        connection.execute(f"drop database if exists {DATABASE} with (force)")
    return [run(command) for command in script()]


@pytest.fixture(scope="module")
def served(receipts) -> Iterator[str]:
    """The address of the product on that data, with the fictional region beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [str(KANSRIJK), "demo", "--port", str(port)],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    base, until = f"http://127.0.0.1:{port}", time.monotonic() + 300
    while True:
        try:
            urllib.request.urlopen(f"{base}/over", timeout=30).close()
            break
        except URLError:
            assert time.monotonic() < until, "the server did not start"
            assert server.poll() is None, "the server stopped"
            time.sleep(0.2)
    yield base
    os.killpg(server.pid, 15)
    server.wait(60)


def get(base: str, path: str) -> str:
    with urllib.request.urlopen(base + path, timeout=60) as answer:
        return answer.read().decode()


def test_every_file_reconciles_and_a_second_time_nothing_changes(receipts):
    assert [one["read"] for one in receipts] == READ
    for command, one in zip(script(), receipts, strict=True):
        assert one["read"] == one["stored"] + one["unchanged"] + one["rejected"], command
    for command, one in zip(script(), receipts, strict=True):
        if command[1] == "figures":
            again = run(command)
            assert again["stored"] == 0, command
            assert again["release"] == one["release"]


@dataclass(frozen=True)
class Published:
    """One cell of a raw file: where it belongs and what it says; None where the publisher left it empty."""

    area: str
    edition: int
    indicator: str
    period: str
    value: float | None


def _rows(path: str, delimiter: str = ",") -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def _number(text: str) -> float | None:
    return float(text) if text.strip() not in {"", "."} else None


def _kwb_2024(level: str) -> Iterator[Published]:
    columns = {
        "inwoners": ("inwoners", "2024"),
        "huishoudens": ("huishoudens", "2024"),
        "koopwoningen": ("koopwoningen", "2024"),
        "wozWaarde": ("woz_waarde", "2024"),
        "afstandSchool": ("afstand_school", "2024"),
        "misdrijven_2022": ("misdrijven", "2022"),
    }
    for row in _rows("kwb/kwb2024_gemeente_wijk_buurt_85984NED_subset.csv"):
        if row["niveau"] == level:
            code = "NL00" if level == "land" else row["code"]
            for column, (indicator, period) in columns.items():
                yield Published(code, 2024, indicator, period, _number(row[column]))


def _kwb_2021() -> Iterator[Published]:
    columns = {"Youth welfare (%)": "jeugdhulp", "Birth rate (per 1000)": "geboorte_per_1000", "inwoners": "inwoners"}
    for row in _rows("kwb/kwb2021_gemeente_85039NED_nlstat.csv"):
        for column, indicator in columns.items():
            yield Published(row["statcode"], 2021, indicator, "2021", _number(row[column]))


def _kwb_2014() -> Iterator[Published]:
    for row in _rows("kwb/kerncijfers2014_gemeente_tmap3.csv"):
        yield Published(f"GM{row['code']}", 2014, "inwoners", "2014", _number(row["population"]))
        yield Published(f"GM{row['code']}", 2014, "aandeel_0_14", "2014", _number(row["pop_0_14"]))


def _health(level: str) -> Iterator[Published]:
    for row in _rows("health/ervaren_gezondheid_50150NED_gemeente_buurt_2012_2024.csv"):
        if row["niveau"] == level:
            value = _number(row["goed_ervaren_gezondheid_pct"])
            yield Published(row["code"], 2024, "ervaren_gezondheid_goed", row["jaar"], value)


def _ses(prefix: str) -> Iterator[Published]:
    for row in _rows("health/ses_woa_2019_amsterdam_85163NED.csv", ";"):
        code = row["Regiocode (gemeente, wijk, buurt) (code)"].strip()
        if code.startswith(prefix):
            yield Published(code, 2021, "ses_woa", "2019", _number(row["SES-WOA/Totaalscore/Gemiddelde score (Getal)"]))


def _perinatal() -> Iterator[Published]:
    places = {"Nederland": "NL00", "Amsterdam": "GM0363", "Almere": "GM0034", "Amstelveen": "GM0362"}
    names = {"c00_preterm_birth": "vroeggeboorte", "c00_sga": "sga"}
    rows = _rows("perinatal/kco_perinatal_totals_by_area.csv")
    once = [(row["geografie"], row["uitkomst"]) for row in rows]
    for row in rows:
        place = row["geografie"]
        code = places.get(place) or (f"WK{place}" if re.fullmatch(r"0363\d\d", place) else "")
        if code and row["uitkomst"] in names and once.count((place, row["uitkomst"])) == 1:
            yield Published(code, 2017, names[row["uitkomst"]], "2011-2020", _number(row["mean"]))


def chosen() -> list[Published]:
    """Fifty cells over every source and level, the same ones each time."""
    pick = random.Random(50)
    wanted = [(_kwb_2024(level), number) for level, number in (("land", 2), ("gemeente", 6), ("wijk", 6), ("buurt", 6))]
    wanted += [(_kwb_2021(), 6), (_kwb_2014(), 4), (_health("gemeente"), 4), (_health("buurt"), 4)]
    wanted += [(_ses("GM"), 1), (_ses("WK"), 2), (_ses("BU"), 3), (_perinatal(), 6)]
    return [cell for source, number in wanted for cell in pick.sample(list(source), number)]


def written(cell: Published) -> set[str]:
    """How a page may write the value: Dutch notation, rounded to what is shown of such a figure."""
    if cell.indicator == "woz_waarde":
        return {f"{cell.value * 1000:,.0f}".translate(str.maketrans(",.", ".,"))}
    texts = {f"{round(cell.value, decimals):,.{decimals}f}" for decimals in range(4)}
    return {text.translate(str.maketrans(",.", ".,")).replace("-", "\N{MINUS SIGN}") for text in texts}


def test_fifty_published_values_are_the_same_in_page_interface_and_download(served):
    cells = chosen()
    assert len(cells) == 50
    assert sum(cell.value is not None for cell in cells) > 35
    for cell in cells:
        at = f"{cell.area}@{cell.edition}"
        told = json.loads(get(served, f"/api/v1/observations?area={at}&indicator={cell.indicator}"))["observations"]
        (one,) = [figure for figure in told if figure["period"] == cell.period]
        assert one["value"] == cell.value, cell
        lines = list(csv.DictReader(get(served, f"/gebied/{at}/cijfers.csv").splitlines()))
        (line,) = [row for row in lines if (row["indicator"], row["period"]) == (cell.indicator, cell.period)]
        assert (float(line["value"]) if line["value"] else None) == cell.value, cell
        page = get(served, f"/gebied/{at}")
        block = re.search(rf'<li class="k-figure" id="{cell.indicator}">(.*?)</li>', page, re.DOTALL).group(1)
        if cell.value is None:
            assert "leeg bij de bron" in block, cell
        else:
            numbers = set(re.findall(r"\N{MINUS SIGN}?\d[\d.]*(?:,\d+)?", block))
            assert written(cell) & numbers, (cell, numbers)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("GM0546-leiden", ["<h1>Leiden</h1>", "130.108", "Voor Leiden staan hier geen cijfers", "Perined"]),
        (
            "GM0363-amsterdam",
            ["van elke 100 kinderen er 7,0 te vroeg", "In Nederland zijn dat er 7,0", "grenzen van 2017"],
        ),
        ("GM0184-urk", ["<h1>Urk</h1>", "Vergelijkbare gemeenten", "Adressen in de omgeving"]),
        ("GM0088-schiermonnikoog", ["<h1>Schiermonnikoog</h1>", "leeg bij de bron"]),
        ("WK0363AF", ["<h1>Nieuwmarkt/Lastage</h1>", "wijk"]),
        ("NL00", ["<h1>Nederland</h1>", "17.942.942", "De gemeenten in dit gebied"]),
        ("GM0370", ["<h1>Beemster</h1>", "opgegaan in", "Purmerend"]),
        ("2311", ["postcodegebied", "Nog geen cijfers voor dit gebied"]),
        ("GGD-HOLLMIDD", ["GGD-regio", "De gemeenten in dit gebied", "Leiden"]),
        ("GM9901-waterdam", ["fictief voorbeeld", "Fictief land"]),
    ],
)
def test_a_page_of_each_kind_reads_well_on_real_data(served, reference, said):
    page = get(served, f"/gebied/{reference}")
    for words in said:
        assert words in page, (reference, words)
    assert "None" not in page
    assert "nan" not in re.sub(r"<[^>]+>|[a-z]+nan[a-z]*|nan[a-z]+", "", page)


def test_nothing_is_borrowed_where_nothing_was_delivered(served):
    page = get(served, "/gebied/GM0546-leiden")
    assert "van elke 100 kinderen" not in page
    story = page[page.index('id="begin"') : page.index("k-phases")]
    assert "7,0" not in story
    assert "11,6" not in story
