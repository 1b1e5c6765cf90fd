"""Switches the guards off one by one, in a copy of the sources, and says whether the named test notices.

Prints guard, requirement, test, red or not; exit 1 when a guard goes unnoticed. The guards stand in sabotage.toml.
`--only TEXT` takes those whose name, requirement or test holds the text.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "build" / "sabotage" / "src"


def sabotage(guard: dict[str, str]) -> None:
    """Writes a fresh copy of the sources with this one guard switched off."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT / "src", COPY, ignore=shutil.ignore_patterns("__pycache__"))
    file = COPY / "kansrijk" / guard["file"]
    text = file.read_text("utf-8")
    if text.count(guard["off"]) + text.count(guard["on"]) == 0 or guard["on"] not in text:
        sys.exit(f"sabotage.toml: {guard['guard']}: the text to switch off is not in {guard['file']}")
    file.write_text(text.replace(guard["on"], guard["off"]), "utf-8")


def is_red(test: str) -> bool:
    """Runs one test on the copy; True when it fails as a test (1), not for want of one."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-o",
        f"pythonpath={COPY} {ROOT}",
        test,
    ]
    environment = {**os.environ, "PYTHONPATH": str(COPY), "KANSRIJK_TEST_SLOT": "sabotage"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        sys.exit(f"{test} did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 1


def main() -> int:
    parser = ArgumentParser(description="Switch the guards off one by one.")
    parser.add_argument("--only", default="", help="name, requirement or test holds this text")
    only = parser.parse_args().only
    every = tomllib.loads((ROOT / "scripts" / "sabotage.toml").read_text("utf-8"))["guards"]
    guards = [one for one in every if only in f"{one['guard']} {one['requirement']} {one['test']}"]
    unnoticed = 0
    for guard in guards:
        sabotage(guard)
        red = is_red(guard["test"])
        unnoticed += not red
        print(
            f"{guard['guard']:45} {guard['requirement']:8} {guard['test']:90} {'red' if red else 'NOT RED'}", flush=True
        )
    shutil.rmtree(COPY.parent, ignore_errors=True)
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
