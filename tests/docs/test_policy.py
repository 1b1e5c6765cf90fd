"""Policy and code say the same (OSS-02): every threshold and term that stands in a policy is the one that is used."""

import dataclasses
import importlib
import re
from datetime import timedelta
from pathlib import Path

import pytest

import kansrijk
from kansrijk.core.disclosure import Policy

ROOT = Path(__file__).resolve().parents[2]
SOURCES = Path(kansrijk.__file__).parent
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "hour": 3600, "day": 86400, "days": 86400}
KEEPING = re.findall(
    r"^\| (.+?) \| (\d+) (\w+) \| `([\w.]+):(\w+)` \|$",
    (ROOT / "docs" / "policy" / "keeping.md").read_text("utf-8"),
    re.M,
)
# Names of constants that say how long something is kept or counts.
TERMS = re.compile(r"^([A-Z_]*(?:_HOURS|_DAYS|KEPT|_AGE|_TIMEOUT|IDLE_SECONDS))\b(?:: Final)? = ", re.M)
NO_TERM = {"EMAIL_TIMEOUT"}  # how long we wait, not how long something is kept


def _in_seconds(name: str, value: object) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    assert isinstance(value, int)
    return value * (3600 if name.endswith("_HOURS") else 86400 if name.endswith("_DAYS") else 1)


@pytest.mark.req("OSS-02", "docs/policy/disclosure.md")
def test_the_thresholds_of_the_policy_are_those_that_protect_a_release():
    from kansrijk.figures.disclosing import POLICY

    page = (ROOT / "docs" / "policy" / "disclosure.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (\S+) \|$", page, re.M))
    used = {field.name: str(getattr(POLICY, field.name)) for field in dataclasses.fields(Policy)}
    assert told == used


@pytest.mark.req("OSS-02", "docs/policy/keeping.md")
@pytest.mark.parametrize(("what", "number", "unit", "module", "name"), KEEPING, ids=[row[0] for row in KEEPING])
def test_what_is_kept_is_kept_as_long_as_the_policy_says(what, number, unit, module, name):
    assert _in_seconds(name, getattr(importlib.import_module(module), name)) == int(number) * SECONDS[unit]


@pytest.mark.req("OSS-02", "docs/policy/keeping.md")
def test_every_term_in_the_code_stands_in_the_policy():
    told = {name for *_, name in KEEPING}
    assert len(KEEPING) >= 6
    rooms = [file for room in ("trust", "figures", "families", "config") for file in (SOURCES / room).rglob("*.py")]
    found = {name for file in rooms for name in TERMS.findall(file.read_text("utf-8"))} - NO_TERM
    assert found - told == set(), "say in docs/policy/keeping.md how long this is kept"


@pytest.mark.req("OSS-02", "docs/policy")
def test_every_policy_is_reached_and_names_its_tests():
    """A rule that no test holds is a wish: the rules of disclosure name the folder of theirs."""
    page = (ROOT / "docs" / "policy" / "disclosure.md").read_text("utf-8")
    for folder in re.findall(r"`(tests/[\w/]+)`", page):
        carried = {
            one
            for file in (ROOT / folder).rglob("test_*.py")
            for one in re.findall(r'req\("(SDC-\d\d)"', file.read_text("utf-8"))
        }
        assert carried, folder
    assert "](keeping.md)" in (ROOT / "docs" / "policy" / "red-lines.md").read_text("utf-8")
