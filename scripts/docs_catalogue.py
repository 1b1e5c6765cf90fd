"""The generated sections about figures: the indicators and the sources, from their own reviewed files."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from docs_sections import SOURCE, set_up, table

DATA = SOURCE / "figures" / "data"
PHASES = {"before": "Before pregnancy", "during": "During", "after": "After birth", "context": "Context"}


def entries(folder: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """(file, content) of each reviewed file, by name."""
    for path in sorted((DATA / folder).glob("*.yaml")):
        yield path, yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def text(value: Any) -> str:
    """The English of a text that is kept in two languages; a plain value as it is."""
    if isinstance(value, dict):
        value = value.get("en", "")
    return "" if value is None else str(value).strip()


def indicators() -> str:
    """Per phase a table: what an indicator means, who delivers it, or who has the data."""
    found = [entry for _, entry in entries("indicators")]
    parts = []
    for phase, title in PHASES.items():
        rows = []
        for entry in (entry for entry in found if entry["phase"] == phase):
            origin = f"`{entry['source']}`" if entry["source"] else f"*no source*: {text(entry['who_has_the_data'])}"
            meaning = f"**{text(entry['name'])}** ({entry['name']['nl']}). {text(entry['definition'])}"
            sets = ", ".join(f"{name}: {polarity}" for name, polarity in entry["sets"].items())
            checked = f"{entry['definition_version']}; {entry['reviewed_on']}, next {entry['next_review']}"
            rows.append((f"`{entry['id']}`", meaning, entry["unit"], origin, sets, checked))
        if rows:
            head = ("id", "what it means", "unit", "source", "sets and polarity", "definition; reviewed")
            parts += [f"### {title}", "", table(head, sorted(rows)), ""]
    return "\n".join(parts).rstrip() or "The catalogue holds no indicator yet (*nog niet*)."


def sources() -> str:
    """Each source with publisher, licence and policy."""
    rows = [
        (f"`{entry['code']}`", text(entry["name"]), entry["publisher"], entry["licence"], f"`{entry['policy']}`")
        for _, entry in entries("sources")
    ]
    if not rows:
        return "No source is described yet (*nog niet*)."
    return table(("source", "name", "publisher", "licence", "policy"), rows)


def interface() -> str:
    """Every address of the REST interface with its parameters, from its own OpenAPI description."""
    set_up()
    from kansrijk.api.urls import urlpatterns

    if not urlpatterns:
        return "The interface has no address yet (*nog niet*)."
    from kansrijk.api.interface import api

    rows = []
    for path, methods in sorted(api.get_openapi_schema(path_prefix="/api/v1")["paths"].items()):
        for method, operation in methods.items():
            parameters = ", ".join(f"`{one['name']}`" for one in operation.get("parameters", []))
            rows.append((f"`{method.upper()} {path}`", operation.get("summary", ""), parameters or "–"))
    return table(("address", "gives", "parameters"), rows)


SECTIONS: dict[str, Callable[[], str]] = {"indicators": indicators, "sources": sources, "interface": interface}
