"""The tests of the four levels notice nearly everything that could be changed in them (long: make test-long)."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
@pytest.mark.req("AI-02", "core/levels.py")
def test_of_a_hundred_changes_in_the_levels_at_least_ninety_five_are_noticed():
    command = [sys.executable, "scripts/mutants.py", "core/levels.py", "tests/core/test_levels.py", "--at-least", "95"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1800)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "mutants died" in run.stdout
