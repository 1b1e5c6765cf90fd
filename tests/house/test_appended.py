"""Tables that everybody appends to: git merges them by union, so that a row that two people add stands there twice."""

import csv
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "addresses.csv": ("name", "method"),
    "aliases.csv": ("alias",),
    "authz_matrix.csv": ("role", "relation", "object", "verb"),
    "authz_matrix_families.csv": ("role", "relation", "object", "verb"),
    "faults.csv": ("en",),
    "nl.csv": ("msgid",),
    "requirements.csv": ("id",),
    "succession_dates.csv": ("from_code", "to_code", "year"),
}
"""By the name of the file: what may stand in it once. A table of a new name says here what its key is."""
TABLES = sorted(file for folder in ("src", "tests") for file in (ROOT / folder).rglob("*.csv"))


def twice(file: Path) -> list[tuple[str, ...]]:
    """The keys that more than one row of this table has; the second row is read by nobody, or wins unseen."""
    with file.open(encoding="utf-8", newline="") as text:
        found = Counter(tuple(row[column] for column in KEYS[file.name]) for row in csv.DictReader(text))
    return [key for key, times in found.items() if times > 1]


@pytest.mark.parametrize("file", TABLES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_key_stands_twice(file):
    assert file.name in KEYS, "say in KEYS what the key of this table is"
    assert twice(file) == []


def test_every_kind_of_table_is_looked_at():
    assert {file.name for file in TABLES} == set(KEYS)


def test_a_key_that_stands_twice_is_found_whatever_else_its_row_says(tmp_path):
    file = tmp_path / "nl.csv"
    file.write_text("msgid,nl\nclosed,gesloten\nopen,open\nclosed,afgesloten\n", "utf-8")
    assert twice(file) == [("closed",)]
