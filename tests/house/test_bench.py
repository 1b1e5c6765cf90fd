"""`kansrijk bench`: chooses what to measure, says what must be met, and fails when it is not."""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bench(monkeypatch):
    """The measurements of the checkout, with two quick ones in place of the real ones."""
    monkeypatch.syspath_prepend(str(ROOT))
    from bench import figures
    from bench.tasks import Task
    from bench.timing import measured

    ran = []

    def task(name, value, must):
        def run():
            ran.append(name)
            return [measured(name, [value, value], "s", must)]

        return Task(name, run)

    monkeypatch.setattr(figures, "tasks", lambda: [task("quick", 0.1, 1.0), task("Slow", 2.0, 1.0)])
    return ran


def _bench(*arguments):
    from kansrijk.cli.main import app

    return CliRunner().invoke(app, ["bench", "figures", *arguments])


def test_only_what_is_asked_for_is_measured(bench):
    answer = _bench("--only", "quick", "--json")
    report = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert bench == ["quick"]
    assert report["rows"] == [
        {"name": "quick", "median": 0.1, "p95": 0.1, "unit": "s", "must": 1.0, "met": True, "runs": 2}
    ]
    assert {"cores", "processor", "system", "python", "load"} <= set(report["machine"])


def test_a_bound_that_is_not_met_fails_the_run(bench):
    answer = _bench("--json")
    assert answer.exit_code == 1
    assert [row["met"] for row in json.loads(answer.stdout)["rows"]] == [True, False]
    assert bench == ["quick", "Slow"]
    assert _bench("--only", "bestaat niet").exit_code == 1


def test_each_row_is_told_as_it_is_measured(bench, monkeypatch):
    """A run that is broken off halfway has told what it measured till then; what machines read stays apart."""
    from bench import figures
    from bench.tasks import Task

    def broken_off():
        raise KeyboardInterrupt

    quick, slow = figures.tasks()
    whole = _bench("--json")
    assert whole.stderr.splitlines() == [
        "quick: median 0.1, p95 0.1 s, runs: 2; must 1, met: yes",
        "Slow: median 2, p95 2 s, runs: 2; must 1, met: NO",
    ]
    assert json.loads(whole.stdout)
    monkeypatch.setattr(figures, "tasks", lambda: [quick, Task("endless", broken_off), slow])
    answer = _bench()
    assert answer.exit_code != 0
    assert [line for line in answer.stderr.splitlines() if line.startswith(("quick:", "Slow:"))] == [
        "quick: median 0.1, p95 0.1 s, runs: 2; must 1, met: yes"
    ]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured on Linux only")
def test_the_memory_of_an_import_is_its_own_and_not_of_who_started_it():
    child = "from bench.importing import peak_megabytes as peak; a = peak(); b = bytearray(64 << 20); print(a, peak())"
    parent = f"import subprocess, sys; large = bytearray(200 << 20); subprocess.run([sys.executable, '-c', {child!r}])"
    done = subprocess.run([sys.executable, "-c", parent], cwd=ROOT, check=True, capture_output=True, text=True)
    before, after = map(float, done.stdout.split())
    assert before < 100, "the 200 MB of the parent are not counted"
    assert after - before > 50


def test_every_promise_of_speed_has_a_measurement(monkeypatch):
    """Every row of the table of speeds, by the words of its name; maps are measured where there are boundaries."""
    monkeypatch.syspath_prepend(str(ROOT))
    from bench import calculating, disclosure_audit, figures, maps, serving, starting

    groups = (calculating.TASKS, starting.TASKS, serving.TASKS, disclosure_audit.TASKS, maps.ALL)
    names = " | ".join(task.name for group in groups for task in group)
    for promise in ("import of the national table", "area page", "all buurten: JSON", "Big 2", "Wilson", "make demo"):
        assert promise in names
    for promise in ("attacker audit", "SVG map", "tiles"):
        assert promise in names
    assert set(figures.OTHERS) == {"maps", "disclosure_audit"}
    assert "import: ten years stored against five" in inspect.getsource(serving)


def test_the_made_years_follow_from_the_real_one_and_stay_out_of_the_repository(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT))
    from bench import national

    if not national.is_here():
        pytest.skip("the folder with real public data is not beside the checkout")
    assert "build" in national.MADE.parts
    monkeypatch.setattr(national, "MADE", tmp_path / "made")
    first, year = national.delivery(2020), national.delivery(2024)
    assert year == national.NATIONAL
    text = first.read_text("utf-8")
    first.unlink()
    assert national.delivery(2020).read_text("utf-8") == text, "the same every time"
    assert len(text.splitlines()) == len(year.read_text("utf-8").splitlines()) == 18_311
    assert text != year.read_text("utf-8")


def test_the_births_that_are_measured_are_made_without_django():
    """The command measures before Django is set up; once an import of the demo's constants broke the whole run."""
    code = "import sys, kansrijk.demo.records; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nothing_of_the_measurements_is_in_the_product():
    assert not [name for name in sys.modules if name.startswith("kansrijk.bench")]
    assert not (ROOT / "src" / "kansrijk" / "bench").exists()
