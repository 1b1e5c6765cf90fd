"""Every requirement that must hold now carries a test, and every guard that can be switched off still stands there."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REGISTER = Path(__file__).with_name("requirements.csv")
FACTS = ROOT.parent / "shared" / "domain" / "security.md"
# now: holds and carries a test; owed: belongs to the first step and carries none yet; else the wing that brings it.
WINGS = {"now", "owed", "coalition", "families", "referrals", "atlas", "story", "open"}
MARK = re.compile(r'mark\.req\(\s*"([A-Z0-9]+-\d+)"')


def wanted() -> dict[str, str]:
    return {row["id"]: row["wing"] for row in csv.DictReader(REGISTER.read_text("utf-8").splitlines())}


def carried() -> set[str]:
    return {found for file in (ROOT / "tests").rglob("*.py") for found in MARK.findall(file.read_text("utf-8"))}


def guards() -> list[dict[str, str]]:
    return tomllib.loads((ROOT / "scripts" / "sabotage.toml").read_text("utf-8"))["guards"]


def test_each_wing_is_a_known_one():
    assert set(wanted().values()) <= WINGS


@pytest.mark.parametrize("identifier", [name for name, wing in wanted().items() if wing == "now"])
def test_a_requirement_of_now_carries_a_test(identifier):
    assert identifier in carried(), f"no test is marked with {identifier}"


def test_the_register_knows_every_requirement_that_comes_first():
    """Compared with the list of requirements itself, where it lies beside the checkout."""
    if not FACTS.exists():
        pytest.skip("the list of requirements (../shared/domain/security.md) is not here")
    rows = (line.split("|") for line in FACTS.read_text("utf-8").splitlines() if re.match(r"\| [A-Z0-9]+-\d+ \|", line))
    first = {cells[1].strip() for cells in rows if cells[-2].strip() == "P0"}
    assert first == set(wanted())


@pytest.mark.parametrize("guard", guards(), ids=lambda guard: guard["guard"])
def test_a_guard_still_stands_where_sabotage_looks(guard):
    text = (ROOT / "src" / "kansrijk" / guard["file"]).read_text("utf-8")
    assert guard["on"] in text, "the text that sabotage switches off is gone; renew scripts/sabotage.toml"
    assert guard["off"] != guard["on"]
    assert re.fullmatch(r"[A-Z0-9]+-\d+", guard["requirement"])


@pytest.mark.parametrize("guard", guards(), ids=lambda guard: guard["guard"])
def test_the_test_of_a_guard_is_there(guard):
    file, _, name = guard["test"].partition("::")
    assert f"def {name.split('[')[0]}(" in (ROOT / file).read_text("utf-8")
