"""The templates that ship with the room. Loads without Django."""

from functools import cache
from importlib.resources import files

from kansrijk.paths.definition import Definition
from kansrijk.paths.reading import read


@cache
def texts() -> dict[str, str]:
    """Identifier → the file as shipped."""
    folder = files("kansrijk.paths").joinpath("data/templates")
    found = sorted((one.name, one.read_text("utf-8")) for one in folder.iterdir() if one.name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): text for name, text in found}


@cache
def templates() -> dict[str, Definition]:
    """Identifier → the path, by name."""
    found = [read(text, f"{name}.yaml") for name, text in texts().items()]
    return {path.id: path for path in sorted(found, key=lambda one: one.name.casefold())}
