"""The same wrong files by the command line: one English line with file, row and field, nothing stored, exit 1."""

import json

import pytest
from tests.areas.test_bad_files import BOUNDARIES, BOW_TIE, TABLES, collection, squares
from tests.figures.conftest import beheer as beheer
from typer.testing import CliRunner

from kansrijk.areas.models import Area, PostcodeLink
from kansrijk.cli.main import app

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, beheer, monkeypatch):
    """run(content, name, *options) → what the command did."""
    monkeypatch.setattr("kansrijk.cli.areas.prepare", lambda: None)

    def _run(content, name, *options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return CliRunner().invoke(app, ["areas", "import", str(path), "--year", "2024", *options])

    return _run


@pytest.mark.req("DAT-05", "cli.areas.import_file")
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("grenzen.geojson", *case) for case in BOUNDARIES] + [("tabel.csv", *case) for case in TABLES],
)
def test_a_wrong_file_is_one_line(run, name, content, sentence):
    done = run(content, name)
    assert done.exit_code == 1, done.output
    (line,) = [line for line in done.stderr.splitlines() if line.strip()]
    assert line.startswith(name)
    assert sentence in line
    told = run(content, name, "--json")
    error = json.loads(told.stdout)["error"]
    assert set(error) == {"message", "file", "row", "column", "field"}
    for place in ("row", "column"):
        assert error[place] is None or f"{place} {error[place]}" in line
    assert not (error["row"] and error["field"]) or error["column"] or f"field {error['field']}" in line
    assert not Area.objects.exists()
    assert not PostcodeLink.objects.exists()


@pytest.mark.req("DAT-05", "an outline that cannot be used refuses its file")
def test_a_row_is_left_out_and_told_where_that_was_asked(run):
    rings, codes = squares(40)
    content = collection(*rings, BOW_TIE, codes=[*codes, "GM9991"])
    refused = run(content, "grenzen.geojson")
    assert refused.exit_code == 1
    assert "or leave these areas out with --leave-out-broken" in refused.stderr
    assert not Area.objects.exists()
    done = run(content, "grenzen.geojson", "--leave-out-broken")
    assert done.exit_code == 0
    assert "40 stored, 0 unchanged, 1 rejected" in done.stdout
    assert "grenzen.geojson, row 41, field geometry: the outline of GM9991 crosses itself" in done.stderr
