"""`kansrijk bench workspace` has a row for each promise of speed that it says it measures."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_promise_of_the_workspace_that_is_measured_has_its_row(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from bench import workspace

    names = " | ".join(task.name for task in workspace.tasks())
    promises = ("check of 1,000 paths", "drawing of the largest", "door finder", "coalition home", "gap table")
    for promise in (*promises, "import of 5,000 services"):
        assert promise in names
