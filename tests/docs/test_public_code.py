"""The papers of public code are there, the description is complete, and the code belongs to no place or machine."""

import ast
import csv
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kansrijk"
NAMES = ROOT.parent / "shared" / "data" / "crosswalk" / "gemeenten_2023.csv"
PAPERS = {
    "README.md": ("make demo", "make test", "README.nl.md"),
    "README.nl.md": ("make demo", "make test", "README.md"),
    "CONTRIBUTING.md": ("make test", "review", "EUPL-1.2"),
    "GOVERNANCE.md": ("maintainer", "release"),
    "CODE_OF_CONDUCT.md": ("accept", "report"),
    "SECURITY.md": ("working days", "failing test is welcome", "privately"),
    "CHANGELOG.md": ("Unreleased", "Upgrade notes"),
    "docs/policy/red-lines.md": ("Nobody is scored",),
    "docs/policy/disclosure.md": ("attacker", "thresholds"),
    "docs/roadmap.md": ("not begun",),
    "docs/glossary.md": ("denominator",),
    "docs/status.md": ("shown by",),
    "docs/en/architecture.md": ("staircase",),
}
# Words of the licence that a shortened copy would miss: the beginning, the appendix and its last line.
LICENCE_WORDS = (
    "EUROPEAN UNION PUBLIC LICENCE v. 1.2",
    "‘Compatible Licences’ according to Article 5 EUPL are:",
    "All other changes or additions to this Appendix require the production of a new EUPL version.",
)
# Parts of longer words that are no place: the time zone, and the name of a set of components.
NO_PLACE = re.compile(r"Europe/Amsterdam|Utrecht (?:CSS|components?|design)", re.I)
SHORT = 5


@pytest.mark.req("OSS-01", "papers of public code")
@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_is_there_and_says_something(name):
    text = (ROOT / name).read_text("utf-8")
    assert len(text.split()) > 100
    assert [word for word in PAPERS[name] if word.lower() not in text.lower()] == []


@pytest.mark.req("OSS-01", "open licence")
def test_the_licence_is_the_whole_text():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert [words for words in LICENCE_WORDS if words not in text] == []
    assert re.findall(r"^(\d+)\.[A-Z]", text, re.M) == [str(number) for number in range(1, 16)]
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["license"] == "EUPL-1.2"


@pytest.mark.req("OSS-07", "private channel and response times")
def test_a_weakness_can_be_reported_in_private():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "never in a public issue" in text
    assert len(re.findall(r"within \d+ (?:working )?days", text)) >= 3
    assert "## Supported versions" in text


def described() -> dict:
    return yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))


@pytest.mark.req("OSS-03", "publiccode.yml")
def test_the_description_for_catalogues_is_complete():
    card = described()
    assert card["publiccodeYmlVersion"] in {"0.2", "0.3", "0.4", "0.5"}
    assert card["url"].startswith("https://")
    assert card["platforms"]
    assert card["categories"]
    assert card["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert card["softwareType"] in {"standalone/web", "standalone/backend", "standalone/other"}
    assert card["legal"]["license"] == "EUPL-1.2"
    assert card["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert all(person["name"] for person in card["maintenance"]["contacts"])
    assert card["localisation"]["localisationReady"] is True
    assert {"nl", "en"} <= set(card["localisation"]["availableLanguages"])


@pytest.mark.req("OSS-03", "publiccode.yml in two languages")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_description_keeps_to_the_lengths_of_the_schema(language):
    text = described()["description"][language]
    assert len(text["genericName"]) <= 35
    assert len(text["shortDescription"].strip()) <= 150
    assert 150 <= len(text["longDescription"].strip()) <= 10000
    assert text["features"]


@pytest.mark.req("OSS-08", "one version everywhere")
def test_the_version_is_the_same_everywhere():
    import kansrijk

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == kansrijk.__version__ == described()["softwareVersion"]


def test_the_readme_shows_no_picture_that_is_not_there():
    for name in ("README.md", "README.nl.md"):
        pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (ROOT / name).read_text("utf-8"))
        assert [picture for picture in pictures if not (ROOT / picture).exists()] == []


def places() -> tuple[frozenset[str], re.Pattern[str]]:
    """Names of municipalities that are also short words, and a pattern for the others."""
    lines = csv.DictReader(NAMES.read_text("cp1252").splitlines(), delimiter="\t")
    names = {line["GM_NAAM"] for line in lines}
    long = sorted((name for name in names if len(name) > SHORT), key=len, reverse=True)
    return frozenset(names), re.compile(rf"(?<!\w)({'|'.join(map(re.escape, long))})(?!\w)")


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, text) of every string that the program uses; docstrings explain and are left out."""
    explain = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            explain.add(id(body[0].value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explain:
            yield node.lineno, node.value


def named_places(text: str, names: frozenset[str], long: re.Pattern[str]) -> list[str]:
    """Municipalities in a string: short names only when they are the whole string."""
    clean = NO_PLACE.sub("", text)
    return [clean] if clean in names else long.findall(clean)


@pytest.mark.req("OSS-05", "no municipality in the code")
@pytest.mark.req("OSS-06", "real places are data")
def test_no_municipality_is_named_in_the_code():
    if not NAMES.exists():
        pytest.skip("the list of municipalities is not beside this checkout (shared/data/crosswalk)")
    names, long = places()
    found = [
        f"{path.relative_to(ROOT)}:{line} {place}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, text in strings(ast.parse(path.read_text("utf-8")))
        for place in named_places(text, names, long)
    ]
    assert found == []


def test_the_rule_for_places_sees_a_place_and_not_a_word():
    names = frozenset({"Best", "Voorstad"})
    long = re.compile(r"(?<!\w)(Voorstad)(?!\w)")
    assert named_places("in Voorstad.", names, long) == ["Voorstad"]
    assert named_places("Best", names, long) == ["Best"]
    assert named_places("Best of all, Voorstaden", names, long) == []
    assert named_places("Europe/Amsterdam", frozenset({"Amsterdam"}), re.compile("Amsterdam")) == []


def tracked() -> list[Path]:
    """Files in git; skips where this is no checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of tracked files")
    out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in out.decode().split("\0") if name]


# Written in pieces, so that this file does not hold what it looks for.
MACHINES = ("pypi.org" + "/simple", "registry." + "npmjs.org", "/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/")


def test_no_file_holds_an_index_address_or_a_path_of_a_machine():
    files = [path for path in tracked() if path.is_file()]
    assert len(files) > 50
    found = []
    for path in files:
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            text = content.decode("utf-8")
            found += [
                f"{path.relative_to(ROOT)}: {bad}"
                for bad in MACHINES
                if re.search(rf"(?<![\w.]){re.escape(bad)}", text)
            ]
    assert found == []


def test_nothing_that_others_made_and_nothing_that_is_built_is_tracked():
    """Packages come by the lock files; what is no text is a picture of the documentation."""
    binary = [path for path in tracked() if path.is_file() and b"\0" in path.read_bytes()[:8000]]
    assert {path.suffix for path in binary} <= {".png"}, binary
    assert {path.parent.relative_to(ROOT).as_posix() for path in binary} <= {"docs/images"}


@pytest.mark.req("OSS-06", "no real address of a person")
def test_mail_addresses_in_the_repository_are_reserved_ones():
    mail = re.compile(r"[\w.+-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?![\w.])", re.I)
    reserved = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|example\.(?:org|com|net))$")
    found = []
    for path in tracked():
        if path.suffix in {".py", ".md", ".yaml", ".yml", ".csv", ".html", ".toml"} and path.is_file():
            for match in mail.finditer(path.read_text("utf-8")):
                if not reserved.search(match[1].lower()):
                    found.append(f"{path.relative_to(ROOT)}: {match[0]}")
    assert found == []
