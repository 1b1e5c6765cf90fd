"""The check of the rooms notices what it is there for; the import contracts have no exceptions."""

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAIRCASE = [
    {"config", "cli", "demo"},
    {"api"},
    {"story"},
    {"results"},
    {"referrals"},
    {"families"},
    {"paths"},
    {"coalition"},
    {"offer"},
    {"atlas"},
    {"figures"},
    {"areas"},
    {"trust"},
    {"web"},
    {"core"},
]


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The check, looking at an empty house in which a test plants one module."""
    spec = importlib.util.spec_from_file_location("check_rooms", ROOT / "scripts" / "check_rooms.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)

    def planted(path: str, text: str) -> list[str]:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return list(module.faults())

    return planted


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("figures/views.py", "from kansrijk.figures.models import Row\n"),
        ("figures/views_desk.py", "from kansrijk.figures.models import Row\n"),
        ("figures/pages/area.py", "def rows(queries):\n    return queries.Row.objects.all()\n"),
        ("figures/forms.py", "from django.db import models\n"),
        ("coalition/queries/actions.py", "from kansrijk.coalition.commands.meetings import digest_of\n"),
        ("paths/queries.py", "from kansrijk.coalition import commands\n"),
        ("api/figures.py", "from django.db import transaction\n"),
        ("figures/views.py", "def keep(row):\n    row.save()\n"),
        ("trust/views.py", "def names(coalition):\n    return coalition.memberships.filter(role='x')\n"),
        ("trust/views.py", "def names(coalition):\n    return list(coalition.membership_set.all())\n"),
        ("trust/forms_x.py", "def is_known(relation):\n    return relation.exists()\n"),
        ("trust/views.py", "from django.apps import apps\ndef late():\n    return apps.get_model('trust', 'A')\n"),
        ("trust/views.py", "import importlib\ndef late():\n    return importlib.import_module('a.models')\n"),
        ("trust/views.py", "import kansrijk.trust.models as m\n"),
        ("trust/templates/trust/a.html", "{% for one in coalition.memberships.all %}{{ one }}{% endfor %}\n"),
        ("trust/templates/trust/a.html", "{{ coalition.membership_set.count }}\n"),
        ("trust/templates/trust/a.html", "{% if account.memberships.exists %}x{% endif %}\n"),
        ("figures/rules.py", "from django.conf import settings\n"),
        ("core/births.py", "import django\n"),
        ("core/births.py", "def late():\n    import psycopg\n"),
        ("figures/commands.py", "from kansrijk.areas.geo.reading import read\n"),
        ("figures/commands.py", "from kansrijk.areas import geo\n"),
        ("figures/utils.py", ""),
        ("figures/helpers/__init__.py", ""),
    ],
)
def test_a_planted_fault_is_found(rooms, path: str, text: str) -> None:
    assert rooms(path, text), f"nothing noticed in {path}: {text}"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("figures/views.py", "from kansrijk.figures import queries\n"),
        ("figures/commands.py", "from kansrijk.areas.models import Area\nfrom kansrijk.trust.rules import may\n"),
        ("figures/commands.py", "from kansrijk.core.disclosure import protect\n"),
        ("figures/rules.py", "from kansrijk.core.intervals import wilson\n"),
        ("figures/views.py", "def those(page):\n    return [one for one in page.lines if one.is_shown]\n"),
        ("figures/templates/figures/a.html", "{% if all_is_well %}{{ page.all_words }}{{ now.may_set }}{% endif %}\n"),
    ],
)
def test_what_the_house_allows_passes(rooms, path: str, text: str) -> None:
    assert rooms(path, text) == []


WITHOUT_DJANGO = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "psycopg", "ninja", "allauth"}:
            raise ImportError(f"blocked: {name}")
sys.meta_path.insert(0, Blocked())
import importlib
for name in sys.argv[1:]:
    importlib.import_module(name)
print(len(sys.argv) - 1)
"""


def test_every_rule_is_read_where_django_is_not_there() -> None:
    """Not its own imports alone: nothing that these lead to either."""
    source = ROOT / "src"
    files = sorted(source.glob("kansrijk/*/rules.py"))
    names = [".".join(file.relative_to(source).with_suffix("").parts) for file in files]
    command = [sys.executable, "-c", WITHOUT_DJANGO, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) >= 8


def test_what_concerns_a_family_may_not_meet_a_figure() -> None:
    """Red line 2: each room of B that is there stands in the contract."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    contract = next(one for one in linter["contracts"] if "kansrijk.figures" in one.get("forbidden_modules", []))
    there = {f"kansrijk.{room}" for room in ("families", "referrals") if (ROOT / "src" / "kansrijk" / room).exists()}
    assert set(contract["source_modules"]) == there
    assert {"kansrijk.figures", "kansrijk.atlas"} <= set(contract["forbidden_modules"])


def test_the_contracts_are_the_staircase_and_have_no_exceptions() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert all(contract["ignore_imports"] == [] for contract in linter["contracts"])
    layers = next(contract["layers"] for contract in linter["contracts"] if contract["type"] == "layers")
    names = [{name.strip("() ").removeprefix("kansrijk.") for name in layer.split(":")} for layer in layers]
    assert names == STAIRCASE
