"""Switches the guards off one by one, in a copy of the sources, and says whether the named test notices.

Prints guard, requirement, test, red or not; exit 1 when a guard goes unnoticed. The guards stand in sabotage.toml.
`--only TEXT` takes those whose name, requirement, file or test holds the text.

Red is a test that failed. One that could not begin, because what was switched off broke something else, is no proof.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "build" / "sabotage" / "src"


def sabotage(guard: dict[str, str]) -> None:
    """The copy of the sources with this one guard switched off, and the one before it on again."""
    if (changed := _tables.pop("changed", None)) is None:
        shutil.rmtree(COPY, ignore_errors=True)
        shutil.copytree(ROOT / "src", COPY, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(ROOT / "src" / "kansrijk" / changed, COPY / "kansrijk" / changed)
    file = COPY / "kansrijk" / guard["file"]
    text = file.read_text("utf-8")
    _tables["changed"] = guard["file"]
    if text.count(guard["off"]) + text.count(guard["on"]) == 0 or guard["on"] not in text:
        sys.exit(f"sabotage.toml: {guard['guard']}: the text to switch off is not in {guard['file']}")
    file.write_text(text.replace(guard["on"], guard["off"]), "utf-8")


def came_of(guard: dict[str, str]) -> str:
    """Runs the guard's test on the copy: "red", "NOT RED", or "ERROR" where it failed before it began."""
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
        guard["test"],
    ]
    # Tables are made anew only where the guard stands in what makes them.
    kept = "0" if "/migrations/" in guard["file"] else "1"
    environment = {
        **os.environ,
        "PYTHONPATH": str(COPY),
        "KANSRIJK_TEST_SLOT": "sabotage",
        "KANSRIJK_TEST_TABLES_KEPT": kept if _tables.get("of") == "the sources" else "0",
    }
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    _tables["of"] = "the sources" if kept == "1" else "a copy"
    if done.returncode not in {0, 1}:
        sys.exit(f"{guard['test']} did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    if done.returncode == 0:
        return "NOT RED"
    return "red" if re.search(r"^FAILED ", done.stdout, re.M) else "ERROR"


_tables: dict[str, str] = {}


def main() -> int:
    parser = ArgumentParser(description="Switch the guards off one by one.")
    parser.add_argument("--only", default="", help="name, requirement, file or test holds this text")
    only = parser.parse_args().only
    every = tomllib.loads((ROOT / "scripts" / "sabotage.toml").read_text("utf-8"))["guards"]
    guards = [one for one in every if only in " ".join(one[key] for key in ("guard", "requirement", "file", "test"))]
    started, unnoticed = time.monotonic(), 0
    for guard in guards:
        began = time.monotonic()
        sabotage(guard)
        found = came_of(guard)
        unnoticed += found != "red"
        seconds = time.monotonic() - began
        print(f"{guard['guard']:52} {guard['requirement']:8} {guard['test']:100} {found} {seconds:.0f} s", flush=True)
    minutes = (time.monotonic() - started) / 60
    print(f"{len(guards) - unnoticed} of {len(guards)} guards are noticed, in {minutes:.1f} minutes")
    shutil.rmtree(COPY.parent, ignore_errors=True)
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
