"""The roles of a coalition, as data: code, names and the task that somebody in the role has."""

from dataclasses import dataclass
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Role:
    """A role. `code` is what the matrix and the addresses use; `scope` is coalition or installation."""

    code: str
    nl: str
    en: str
    task_nl: str
    task_en: str
    scope: str


def _load() -> tuple[Role, ...]:
    text = files("kansrijk.trust").joinpath("data/roles.yaml").read_text("utf-8")
    return tuple(Role(**entry) for entry in yaml.safe_load(text)["roles"])


ROLES = _load()
ROLE_CODES = tuple(role.code for role in ROLES if role.scope == "coalition")
