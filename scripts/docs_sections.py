"""The parts of the documentation that are made from the code: name of a section → Markdown.

Each stands in its page between `<!-- generated: NAME -->` and `<!-- end of generated -->`.
"""

import ast
import csv
import dataclasses
import importlib
import importlib.util
import os
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kansrijk"
SLOT = re.compile(r"""{%-?\s*slot\s+["']([^"']+)["']""")
EFFECT_WORDS = {"allow": "yes", "mask": "masked", "deny": "–"}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; bars and line ends in a cell are made harmless."""
    cells = [list(head), *(list(row) for row in rows)]
    lines = ["| " + " | ".join(" ".join(c.replace("|", "\\|").split()) for c in row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * len(cells[0]), *lines[1:]])


def set_up() -> None:
    """Django with the rooms of the demo and of B, so that announcements and slots are registered. No database."""
    os.environ.setdefault("KANSRIJK_MODE", "test")
    os.environ.setdefault("DATABASE_FAMILIES_URL", "postgresql://kansrijk_b@/kansrijk")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijk.config.settings")
    sys.path[:0] = [] if str(SOURCE.parent) in sys.path else [str(SOURCE.parent)]
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def python_files(folder: Path = SOURCE, holding: str = "") -> list[Path]:
    """Every Python file of a folder that holds a text, in a fixed order, generated migrations left out."""
    found = sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)
    return [path for path in found if holding in path.read_text("utf-8")]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a name or attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def texts(call: ast.Call) -> list[str]:
    """The string literals among the positional arguments."""
    return [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def contracts() -> list[dict[str, Any]]:
    """The import-linter contracts of pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(settings["tool"]["importlinter"]["contracts"])


def layers() -> list[list[tuple[str, bool]]]:
    """The staircase from the top: per step its rooms and whether each is there."""
    steps = next(contract["layers"] for contract in contracts() if contract["type"] == "layers")
    names = [[name.strip(" ()").removeprefix("kansrijk.") for name in re.split(r"[:|]", step)] for step in steps]
    return [[(name, (SOURCE / name / "__init__.py").exists()) for name in step] for step in names]


def purpose(room: str) -> str:
    """The docstring of a room on one line, or that the room does not exist."""
    file = SOURCE / room / "__init__.py"
    return " ".join((ast.get_docstring(tree(file)) or "").split()) if file.exists() else "*nog niet* (not begun)"


def staircase_svg() -> str:
    """The staircase as a drawing: one step per layer, a broken edge for a room that does not exist yet."""
    steps, width, height = layers(), 190, 34
    total = f"{width + 26 * (len(steps) - 1) + 16} {height * len(steps) + 16}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total}" font-family="sans-serif" font-size="13">',
        "<title>The staircase: a room may import what stands lower, never what stands higher</title>",
    ]
    for number, step in enumerate(reversed(steps)):
        x, y = 8 + 26 * number, 8 + height * (len(steps) - 1 - number)
        there = all(exists for _, exists in step)
        edge = "" if there else ' stroke-dasharray="4 4"'
        fill, ink = ("#e8f1f5", "#154273") if there else ("#ffffff", "#595959")
        label = escape(", ".join(name for name, _ in step))
        parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height - 6}" rx="4" fill="{fill}" stroke="{ink}"{edge}/>'
        )
        parts.append(f'<text x="{x + 10}" y="{y + 19}" fill="{ink}">{label}</text>')
    return "\n".join([*parts, "</svg>", ""])


def staircase() -> str:
    """The rooms from top to bottom, then the contracts in words."""
    rows = [(f"`{name}`", purpose(name)) for step in layers() for name, _ in step]
    lines = [
        table(("room", "what it owns, what it refuses"), rows),
        "",
        "The contracts:",
        "",
    ]
    for contract in contracts():
        exceptions = contract.get("ignore_imports", [])
        note = f"{len(exceptions)} exceptions" if exceptions else "no exceptions"
        lines.append(f"- *{contract['name']}* ({contract['type']}; {note}).")
    return "\n".join(lines)


def announced() -> dict[str, list[str]]:
    """Announced value → the modules that announce it, by the calls in the code."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in python_files(holding="announce("):
        for call in calls(path):
            value = call.args[0] if dotted(call.func).split(".")[-1] == "announce" and call.args else None
            if isinstance(value, ast.Call):
                module = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
                found[dotted(value.func).split(".")[-1]].append(module)
    return found


def announcements() -> str:
    """Every announcement with who hands it over and who listens."""
    set_up()
    from kansrijk.core.announce import subscriptions

    listeners: dict[str, list[str]] = defaultdict(list)
    for kind, handler in subscriptions():
        if kind.__module__.startswith("kansrijk."):
            listeners[kind.__name__].append(f"`{handler.__module__}.{handler.__qualname__}`")
    givers = announced()
    rows = [
        (
            f"`{name}`",
            ", ".join(f"`{m}`" for m in sorted(set(givers[name]))) or "–",
            ", ".join(listeners[name]) or "–",
        )
        for name in sorted({*givers, *listeners})
    ]
    return table(("announcement", "handed over by", "listened to by"), rows)


def slots() -> str:
    """Every slot with the templates that name it and the fillings."""
    set_up()
    from kansrijk.web.slots import register

    places: dict[str, set[str]] = defaultdict(set)
    for template in sorted(SOURCE.rglob("templates/**/*.html")):
        for name in SLOT.findall(template.read_text("utf-8")):
            places[name].add(f"`{template.relative_to(SOURCE).as_posix()}`")
    fillings: dict[str, list[str]] = defaultdict(list)
    for slot, filler in register():
        if filler.startswith("kansrijk."):
            fillings[slot].append(f"`{filler}`")
    rows = [
        (f"`{name}`", ", ".join(sorted(places[name])) or "–", ", ".join(fillings[name]) or "–")
        for name in sorted({*places, *fillings})
    ]
    return table(("slot", "named in", "filled by"), rows) if rows else "No template names a slot yet."


def permissions() -> str:
    """Per object, verb and relation: what each role may."""
    folder = SOURCE / "trust" / "data"
    files = [folder / "authz_matrix.csv", folder / "authz_matrix_families.csv"]
    lines = [line for file in files for line in csv.DictReader(file.read_text("utf-8").splitlines())]
    roles = list(dict.fromkeys(line["role"] for line in lines))
    cells = {(x["object"], x["verb"], x["relation"], x["role"]): EFFECT_WORDS[x["effect"]] for x in lines}
    parts = []
    for kind in sorted({line["object"] for line in lines}):
        keys = sorted({(x["verb"], x["relation"]) for x in lines if x["object"] == kind})
        rows = (
            (f"{verb} ({relation})", *(cells.get((kind, verb, relation, role), "–") for role in roles))
            for verb, relation in keys
        )
        parts += [f"### `{kind}`", "", table(("verb (relation)", *roles), rows), ""]
    return "\n".join(parts).rstrip()


def addresses() -> str:
    """Every address of the gate, per room."""
    rows = []
    for file in sorted(SOURCE.glob("*/data/addresses.csv")):
        for line in csv.DictReader(file.read_text("utf-8").splitlines()):
            right = f"{line['verb']} {line['object']}"
            rows.append(
                (
                    file.parent.parent.name,
                    f"`{line['name']}`",
                    line["method"],
                    right,
                    line["scope"],
                    line["data_class"],
                    line["limit"],
                )
            )
    return table(("room", "address", "method", "right", "judged", "class", "limit"), rows)


def requirements() -> str:
    """Requirement → guard and test, by the marker `req` in the tests."""
    found = set()
    for path in python_files(ROOT / "tests", holding="mark.req("):
        for test in ast.walk(tree(path)):
            body = [test] if isinstance(test, ast.FunctionDef | ast.ClassDef | ast.Assign) else []
            for node in body:
                marks = node.value if isinstance(node, ast.Assign) else ast.List(elts=node.decorator_list)
                name = "the whole file" if isinstance(node, ast.Assign) else node.name
                for call in (c for c in ast.walk(marks) if isinstance(c, ast.Call)):
                    if dotted(call.func).endswith("mark.req") and len(texts(call)) == 2:
                        place = f"`{path.relative_to(ROOT).as_posix()}` {name}"
                        found.add((*texts(call), place))
    if not found:
        return "No test carries a requirement yet."
    return table(("requirement", "guard it protects", "test"), sorted(found))


def verbs() -> dict[str, Any]:
    """`figures import` → its click command; empty while there is no command line."""
    set_up()
    if importlib.util.find_spec("kansrijk.cli.main") is None:
        return {}
    app = importlib.import_module("kansrijk.cli.main").app
    import typer

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        below = getattr(command, "commands", {})
        for name in sorted(below):
            if not below[name].hidden:
                yield from walk(below[name], (*path, name))
        if not below:
            yield " ".join(path), command

    return dict(walk(typer.main.get_command(app), ()))


def _usage(name: str, command: Any) -> str:
    words = [f"kansrijk {name}"]
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            word = str(parameter.metavar or parameter.name).upper()
            words.append(word if parameter.required else f"[{word}]")
    return " ".join(words)


def commands() -> str:
    """Every verb of the command line with its help and options."""
    parts = []
    for name, command in verbs().items():
        if not name:
            continue
        said = " ".join((command.help or "").split())
        parts += [f"### `kansrijk {name}`", "", said, "", f"    {_usage(name, command)}", ""]
        options = [
            (f"`{' / '.join(p.opts)}`", getattr(p, "help", None) or "")
            for p in command.params
            if p.param_type_name == "option" and not getattr(p, "hidden", False)
        ]
        if options:
            parts += [table(("option", "what it does"), options), ""]
    return "\n".join(parts).rstrip() or "The command line does not exist yet (*nog niet*)."


def grants() -> str:
    """What the application's role may, as the statements that the embedded server runs."""
    set_up()
    from kansrijk.config.embedded import grants as statements

    return "\n".join(["```sql", *(f"{statement};" for statement in statements()), "```"])


def disclosure_policy() -> str:
    """The default thresholds, from `core.disclosure.Policy`."""
    set_up()
    from kansrijk.core.disclosure.policy import Policy

    return table(("parameter", "default"), [(f"`{f.name}`", str(f.default)) for f in dataclasses.fields(Policy)])


def grounds() -> str:
    """What may be shared on which ground, from the table of families."""
    set_up()
    module = importlib.import_module("kansrijk.families.grounds")
    rows = [
        (
            f"{rule.id} ({rule.begins.isoformat() if rule.begins else 'off'})",
            ", ".join(rule.senders) or "anyone",
            ", ".join(rule.receivers),
            ", ".join(rule.purposes),
            ", ".join(rule.categories) or "–",
            rule.en,
            rule.source,
        )
        for rule in module.rules()
    ]
    head = ("rule (from)", "from", "to", "what for", "may go along", "why", "source")
    return table(head, rows)


def environment_variables(folders: Iterable[Path] = (SOURCE,)) -> dict[str, set[str]]:
    """Environment variable → the files that read it (os.environ, os.getenv and the command line's envvar)."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (path for folder in folders for path in python_files(folder)):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Subscript) and dotted(node.value).endswith("environ"):
                if isinstance(node.slice, ast.Constant):
                    found[str(node.slice.value)].add(place)
            elif isinstance(node, ast.Compare) and dotted(node.comparators[0]).endswith("environ"):
                if isinstance(node.left, ast.Constant):
                    found[str(node.left.value)].add(place)
            elif isinstance(node, ast.Call):
                reader = dotted(node.func)
                if reader.endswith(("environ.get", "environ.setdefault", "environ.pop", "getenv")) and node.args:
                    for part in ast.walk(node.args[0]):
                        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isupper():
                            found[part.value].add(place)
                for keyword in node.keywords:
                    if keyword.arg == "envvar" and isinstance(keyword.value, ast.Constant):
                        found[str(keyword.value.value)].add(place)
    return dict(found)


SECTIONS: dict[str, Callable[[], str]] = {
    "grounds": grounds,
    "staircase": staircase,
    "announcements": announcements,
    "slots": slots,
    "permissions": permissions,
    "addresses": addresses,
    "requirements": requirements,
    "commands": commands,
    "disclosure-policy": disclosure_policy,
    "grants": grants,
}
DRAWINGS: dict[str, Callable[[], str]] = {"docs/images/staircase.svg": staircase_svg}
