"""Fails when furniture holds what it must not: the ORM in a screen, Django in a rule, a database in core.

Checked on the syntax tree, so that a name in a comment does not count.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "src" / "kansrijk"
SCREENS = ("views", "forms", "urls", "api", "pages", "downloads", "fillings")
# A room's doors: its models, queries and commands (also as `queries_consent`), its permissions, and the modules of
# values that these hand out.
DOORS = {"models", "queries", "commands", "rules"}
VALUES = {
    "families.consents",
    "families.copies",
    "families.words_copy",
    "families.forms_consent",  # a referral asks consent and shows what is sent on one screen
    "families.grounds",
    "families.signals",
    "families.words",
    "families.words_consent",
    "trust.actors",
    "trust.audit",
    "trust.handed",
    "trust.keys",
    "trust.limits",
    "trust.recording",
    "trust.own_page",
    "trust.compartment",
    "areas.codes",
    "areas.names",
    "areas.maps",
    "areas.rd",
    "areas.reexpress",
    "figures.catalogue",
    "figures.words",
    "offer.menu",
    "offer.vocabulary",
    "web.emergency",
    "web.slots",
    "web.picture",
    "web.problems",
    "web.typesetting",
}
# What only managers, querysets, models and cursors have. A relation of an object has a manager too
# (`coalition.memberships.filter(…)`), so that not importing a model is not enough.
OF_THE_ORM = {
    "objects", "_meta", "_default_manager", "_base_manager", "save", "delete", "raw", "all", "filter", "exclude",
    "exists", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "select_related",
    "prefetch_related", "select_for_update", "values_list", "annotate", "aggregate", "refresh_from_db", "cursor",
    "get_model", "import_module",
}  # fmt: skip
IN_A_TEMPLATE = re.compile(r"\{[{%][^}]*?(\w+\.(?:all|exists|objects)(?![\w.])|\w+_set\.\w+)")
FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "business_logic"}


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted module) of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_screen(path: Path) -> bool:
    """views.py, forms.py, urls.py or api.py of a room, what these draw with, or a module in a package of that name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    named = any(part.split("_")[0] in SCREENS for part in parts[1:] if part != "api" or parts[0] != "api")
    return named or (parts[0] == "api" and parts[-1] != "apps")


def screen_faults(path: Path, tree: ast.AST) -> Iterator[str]:
    for line, module in imported(tree):
        if module.startswith("django.db") or ".models" in f".{module}":
            yield f"{path}:{line}: a screen imports {module}; call a command or a query"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in OF_THE_ORM:
            yield f"{path}:{node.lineno}: a screen touches the ORM (.{node.attr}); call a command or a query"


def template_faults(path: Path) -> Iterator[str]:
    """A template that walks a relation asks the database, past the queries that say what the actor may see."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        for found in IN_A_TEMPLATE.finditer(line):
            yield f"{path}:{number}: a template touches the ORM ({found[1]}); let a query hand it out"


def pure_faults(path: Path, tree: ast.AST) -> Iterator[str]:
    for line, module in imported(tree):
        if module.split(".")[0] in {"django", "psycopg", "ninja", "allauth"} or ".models" in f".{module}":
            yield f"{path}:{line}: pure code imports {module}"


def other_room_faults(path: Path, tree: ast.AST) -> Iterator[str]:
    """Of another room only its doors; `core` is open to all, and those who put the rooms together see more."""
    room = path.relative_to(ROOT).parts[0]
    if room in {"config", "cli", "demo", "api"}:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("kansrijk."):
            continue
        _, other, *inside = (node.module or "").split(".")
        inside = inside or [alias.name for alias in node.names]
        if other in {room, "core"} or inside[0].split("_")[0] in DOORS or f"{other}.{inside[0]}" in VALUES:
            continue
        yield f"{path}:{node.lineno}: {other}.{inside[0]} is the inside of another room; use {', '.join(sorted(DOORS))}"


def query_faults(path: Path, tree: ast.AST) -> Iterator[str]:
    """Who reads calls nobody who writes."""
    for line, module in imported(tree):
        if module.startswith("kansrijk.") and any(part.split("_")[0] == "commands" for part in module.split(".")):
            yield f"{path}:{line}: a query imports {module}; put what both need beside them"


def faults() -> Iterator[str]:
    """Every fault, one line each."""
    for path in sorted(ROOT.rglob("*.py")):
        relative = path.relative_to(ROOT)
        if path.stem in FORBIDDEN_NAMES or any(part in FORBIDDEN_NAMES for part in relative.parts):
            yield f"{path}: this name invites growth; name it for what it does"
        if relative.parts[0] in {"config"} or "migrations" in relative.parts:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        if is_screen(path):
            yield from screen_faults(path, tree)
        if path.name == "rules.py" or "rules" in relative.parts[1:-1] or relative.parts[0] == "core":
            yield from pure_faults(path, tree)
        if path.name == "queries.py" or "queries" in relative.parts[1:-1]:
            yield from query_faults(path, tree)
        yield from other_room_faults(path, tree)
    for path in sorted(ROOT.rglob("*.html")):
        yield from template_faults(path)


if __name__ == "__main__":
    found = list(faults())
    print("\n".join(found) if found else "rooms: every piece of furniture holds what it may hold")
    sys.exit(1 if found else 0)
