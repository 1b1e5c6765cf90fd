"""What the Makefile asks of Debian: installed by root, told in one line to others, and never in the way outside CI."""

import subprocess
from pathlib import Path

import pytest
from tests.journeys.conftest import NAMES

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "install-debian.sh"
LINE = "Not installed: chromium. On Debian: sudo apt-get install chromium"


@pytest.fixture
def machine(tmp_path):
    """machine(user, apt, *programs) → what asks there: a machine with nothing on it but these."""

    def _machine(user: int, apt: str | None = None, *programs: str):
        stubs = {"id": f"echo {user}", **dict.fromkeys(programs, "exit 1")}
        if apt is not None:
            stubs["apt-get"] = f'echo "$@" >> {tmp_path}/asked; {apt}'
        for name, body in stubs.items():
            file = tmp_path / name
            file.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
            file.chmod(0o755)

        def _ask(*arguments: str, **environment: str):
            command = ["/bin/sh", str(SCRIPT), *arguments]
            done = subprocess.run(
                command, env={"PATH": str(tmp_path), **environment}, capture_output=True, text=True, check=False
            )
            asked = tmp_path / "asked"
            return done.returncode, done.stderr.strip(), asked.read_text("utf-8") if asked.exists() else ""

        return _ask

    return _machine


@pytest.mark.parametrize("name", NAMES)
def test_a_browser_under_any_name_that_the_tests_know_is_enough(machine, name):
    assert machine(0, "exit 0", name)("--if-root", "chromium", CI="true") == (0, "", "")


def test_a_browser_that_is_named_is_enough(machine):
    assert machine(1000)("--if-root", "chromium", CHROMIUM="/opt/browser") == (0, "", "")


def test_root_gets_it_from_debian(machine):
    code, said, asked = machine(0, "exit 0")("--if-root", "chromium")
    assert (code, said) == (0, "")
    assert asked.splitlines() == ["update -qq", "install -y -qq --no-install-recommends chromium"]


@pytest.mark.parametrize(("user", "apt"), [(1000, "exit 0"), (0, None), (0, "exit 100")])
def test_where_it_cannot_be_had_one_line_says_how_and_only_ci_stops(machine, user, apt):
    ask = machine(user, apt)
    assert ask("--if-root", "chromium")[:2] == (0, LINE)
    assert ask("--if-root", "chromium", CI="true")[:2] == (3, LINE)


def test_without_venv_there_is_nothing_to_go_on_with(machine):
    code, said, _asked = machine(1000, None, "python3")("python3-venv")
    assert (code, said) == (3, "Not installed: python3-venv. On Debian: sudo apt-get install python3-venv")
