"""Makes a report on real public data again: `python scripts/report.py NAME [--data FOLDER] [--check]`.

NAME is published, amsterdam or health. Writes docs/en/report-NAME.md and its drawings in docs/images; with `--check`
nothing is written, and the exit is 1 when the page would say something else. The data folder is not in the repository.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

from reports.parts import filled, is_same_page
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("published", "amsterdam", "health")


def page_of(name: str) -> Path:
    """Where the report stands."""
    return ROOT / "docs" / "en" / f"report-{name}.md"


def made(name: str, data: Path) -> tuple[str, dict[str, str], dict[str, Any]]:
    """(page, drawings by name, numbers)."""
    report = importlib.import_module(f"reports.{name}")
    with threadpool_limits(limits=1):  # sums in one order, so that the page is the same every time
        numbers, drawings = report.made(data)
    template = Path(__file__).with_name("reports") / f"{name}.md"
    return filled(template.read_text("utf-8"), report.words(numbers)), drawings, numbers


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes a report on real public data again.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    if not asked.data.is_dir():
        print(f"there is no data folder {asked.data}; see docs/en/estimation.md", file=sys.stderr)
        return 1
    page, drawings, _ = made(asked.name, asked.data)
    if asked.check:
        kept = page_of(asked.name)
        return 0 if kept.is_file() and is_same_page(page, kept.read_text("utf-8")) else 1
    page_of(asked.name).write_text(page, "utf-8")
    for file, drawing in drawings.items():
        (ROOT / "docs" / "images" / file).write_text(drawing, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
