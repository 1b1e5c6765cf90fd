"""The attacker shares no code with the suppression: what one forgets, the other must not forget with it."""

import ast
import tomllib
from pathlib import Path

import pytest

import kansrijk

SOURCE = Path(kansrijk.__file__).parent
ATTACKER = "kansrijk.core.disclosure.attacker"
SUPPRESSION = "kansrijk.core.disclosure"


def _imports(path: Path) -> set[str]:
    """Every module a file names, `from package import module` as package.module too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _is_suppression(name: str) -> bool:
    return name.startswith(SUPPRESSION) and not name.startswith(ATTACKER)


@pytest.mark.req("SDC-01", "the attacker is separate code")
@pytest.mark.parametrize("path", sorted(SOURCE.glob("core/disclosure/attacker/*.py")), ids=lambda path: path.name)
def test_the_attacker_imports_nothing_of_the_suppression(path: Path) -> None:
    ours = {name for name in _imports(path) if name.startswith("kansrijk")}
    assert {name for name in ours if not name.startswith((ATTACKER, "kansrijk.core.faults"))} == set()


@pytest.mark.req("SDC-01", "the attacker is separate code")
@pytest.mark.parametrize("name", ["attacking", "places_attacked"])
def test_the_attack_on_rows_shares_nothing_with_what_hid_them(name: str) -> None:
    ours = _imports(SOURCE / "figures" / f"{name}.py")
    assert not {one for one in ours if _is_suppression(one) and one != SUPPRESSION}
    assert not {one for one in ours if one.startswith(("kansrijk.figures.disclosing", "kansrijk.figures.linking"))}


@pytest.mark.req("SDC-01", "the attacker is separate code")
def test_the_suppression_imports_nothing_of_the_attacker() -> None:
    files = [*SOURCE.glob("core/disclosure/*.py"), *(SOURCE / "figures" / f"{n}.py" for n in ("disclosing", "linking"))]
    assert len(files) > 10
    for path in files:
        ours = _imports(path)
        assert not {one for one in ours if one.startswith(ATTACKER) or "attack" in one.rpartition(".")[2]}, path


@pytest.mark.req("SDC-01", "the attacker is separate code")
def test_the_contracts_name_every_module_of_either_side() -> None:
    """import-linter follows detours through other modules, which the tests above do not; it must know both sides."""
    hides = {f"{SUPPRESSION}.{path.stem}" for path in SOURCE.glob("core/disclosure/*.py") if path.stem != "__init__"}
    hides |= {"kansrijk.figures.disclosing", "kansrijk.figures.linking"}
    attacks = {ATTACKER, "kansrijk.figures.attacking", "kansrijk.figures.places_attacked"}
    settings = tomllib.loads((SOURCE.parents[1] / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    held = [
        (set(one["source_modules"]), set(one["forbidden_modules"]), one.get("allow_indirect_imports", False))
        for one in settings["contracts"]
        if one["type"] == "forbidden"
    ]
    assert (attacks, hides, False) in held
    assert (hides, attacks, False) in held
