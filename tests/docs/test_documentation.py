"""The documentation builds, its links hold, and it says what the code says."""

import csv
import os
import re
import subprocess
import sys
from urllib.parse import unquote, urlsplit

import docs_catalogue
import docs_sections
import pytest

import docs

ROOT = docs_sections.ROOT
STATUS = (ROOT / "docs" / "status.md").read_text("utf-8")
NOT_OUR_WORDS = ("kwetsbaar gezin", "kwetsbare gezinnen", "screening", "cliënt")


def headings(name: str) -> list[str]:
    return list(docs.parsed(ROOT / name)[1].values())


def test_the_generated_sections_are_current():
    # In a process of its own: other tests fill the registers of slots and announcements in this one.
    command = [sys.executable, str(ROOT / "scripts" / "docs.py")]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "kansrijk.config.settings", "KANSRIJK_MODE": "test"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"stale; run `make docs`\n{done.stdout}{done.stderr}"


def test_every_link_points_to_something():
    assert list(docs.broken()) == []


def test_a_broken_link_is_found(monkeypatch, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One\n\n[a](#one) [b](#two) [c](gone.md) [d](https://example.org/)\n", "utf-8")
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    assert [line.split(": ")[1].split()[0] for line in docs.broken()] == ["#two", "gone.md"]


def test_the_built_pages_lead_to_each_other(monkeypatch, tmp_path):
    monkeypatch.setattr(docs, "TARGET", tmp_path)
    pages = docs.build()
    assert len(pages) == len(docs.sources()) + 1
    for page in pages:
        text = page.read_text("utf-8")
        assert re.search(r'<html lang="(nl|en)">', text)
        for address in re.findall(r'(?:href|src)="([^"]+)"', text):
            parts = urlsplit(address)
            if not parts.scheme and parts.path:
                assert (page.parent / unquote(parts.path)).exists(), f"{page.name}: {address}"


def test_every_setting_has_a_section():
    read = docs_sections.environment_variables()
    assert "KANSRIJK_MODE" in read
    described = " ".join(headings("docs/en/settings.md")) + " " + system_variables()
    missing = sorted(name for name in read if not re.search(rf"\b{name}\b", described))
    assert not missing, "describe in docs/en/settings.md"


def system_variables() -> str:
    page = (ROOT / "docs" / "en" / "settings.md").read_text("utf-8")
    return page.split("## Variables of the system")[1]


def test_no_section_describes_a_setting_that_nothing_reads():
    folders = (docs_sections.SOURCE, ROOT / "tests", ROOT / "scripts")
    read = docs_sections.environment_variables(folders)
    named = re.findall(r"\b[A-Z][A-Z_]{4,}\b", " ".join(headings("docs/en/settings.md")))
    assert sorted(set(named) - set(read)) == []


def test_every_command_has_a_section_and_says_what_it_does():
    known = headings("docs/en/commands.md")
    verbs = docs_sections.verbs()
    assert verbs
    assert [name for name in verbs if f"kansrijk {name}" not in known] == []
    assert [name for name, command in verbs.items() if not (command.help or "").strip()] == []


def test_every_permission_has_a_place():
    files = (docs_sections.SOURCE / "trust" / "data").glob("authz_matrix*.csv")
    lines = [line for file in files for line in csv.DictReader(file.read_text("utf-8").splitlines())]
    page = (ROOT / "docs" / "en" / "permissions.md").read_text("utf-8")
    assert {line["object"] for line in lines} <= set(headings("docs/en/permissions.md"))
    assert [x for x in lines if f"| {x['verb']} ({x['relation']}) |" not in page] == []


@pytest.mark.parametrize(("folder", "key"), [("indicators", "id"), ("sources", "code")])
def test_every_indicator_and_source_has_a_place(folder, key):
    names = [entry[key] for _, entry in docs_catalogue.entries(folder)]
    if not names:
        pytest.skip(f"there is no file in figures/data/{folder} yet")
    page = (ROOT / "docs" / "en" / "indicators.md").read_text("utf-8")
    assert [name for name in names if f"| `{name}` |" not in page] == []


def test_every_page_is_reached_from_the_index():
    index = ROOT / "docs" / "README.md"
    reached = {found[0] for _, _, address in docs.links(index) if (found := docs.target(index, address))}
    assert sorted({*(ROOT / "docs").rglob("*.md")} - reached - {index}) == []


def test_the_status_names_only_what_exists():
    files = re.findall(r"`((?:tests|scripts|src|bench)/[^`\s]+)`", STATUS)
    assert files
    assert [name for name in files if not (ROOT / name).exists()] == []
    tasks = re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert [name for name in re.findall(r"`make ([a-z-]+)`", STATUS) if name not in tasks] == []
    named = re.findall(r"`kansrijk ([^`]+)`", STATUS)
    assert [name for name in named if name not in docs_sections.verbs()] == []


def test_every_row_of_the_status_has_a_known_state_and_what_works_is_shown():
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in STATUS.splitlines() if line.startswith("|")]
    rows = [row for row in rows if not set(row[0]) <= {"-", " "} and row[1] != "state"]
    assert {row[1] for row in rows} <= {"works", "partly", "nog niet", "not begun"}
    assert [row[0] for row in rows if row[1] in {"works", "partly"} and "`" not in row[2]] == []


@pytest.mark.parametrize("page", [p for p in docs.sources() if docs.language(p) == "nl"], ids=lambda p: p.name)
def test_dutch_pages_use_our_words(page):
    text = page.read_text("utf-8").replace("![", "[").replace("<!--", "")
    assert "!" not in text
    assert [word for word in NOT_OUR_WORDS if word in text.lower()] == []


def test_a_new_setting_would_be_seen(tmp_path, monkeypatch):
    (tmp_path / "new.py").write_text(
        'import os\nos.environ["NEW_ONE"]\nos.environ.get("NEW_TWO" if 1 else "NEW_THREE", "x")\n'
        'os.getenv("NEW_FOUR")\n"NEW_FIVE" in os.environ\nOption(envvar="NEW_SIX")\n',
        "utf-8",
    )
    monkeypatch.setattr(docs_sections, "ROOT", tmp_path)
    found = docs_sections.environment_variables((tmp_path,))
    assert sorted(found) == sorted(f"NEW_{n}" for n in ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX"))
