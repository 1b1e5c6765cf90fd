"""The attacker's report as a release carries it: with its hash, signed by this installation (SDC-01)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.signing import BadSignature, Signer

from kansrijk.core.faults import BadInput

if TYPE_CHECKING:
    from kansrijk.core.disclosure.attacker import Finding

_SALT = "figures.audit"
MOST_CELLS = 200  # are named; more of them say nothing more


@dataclass(eq=False)
class CanBeRecomputed(BadInput):
    """What is hidden can be worked out. `cells` are the names of the first of them, never how much they are."""

    cells: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        names = ("message", "file", "row", "column", "field")
        return {name: getattr(self, name) for name in names}


def require_safe(found: Sequence["Finding"]) -> None:
    """Raises CanBeRecomputed where the attacker found something."""
    cells = tuple(dict.fromkeys(f"{one.table}:{one.cell}" for one in found))
    if cells:
        message = f"{len(cells)} hidden cells can be recomputed, such as {cells[0]}"
        raise CanBeRecomputed(message, cells=cells[:MOST_CELLS])


def _hash(report: dict[str, Any]) -> str:
    plain = {key: value for key, value in report.items() if key not in {"sha256", "signature", "seconds"}}
    return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def signed(report: dict[str, Any]) -> dict[str, Any]:
    """The report with its hash and signature; how long the attack took is left out, so that it can be repeated."""
    plain = {key: value for key, value in report.items() if key != "seconds"}
    digest = _hash(plain)
    return {**plain, "sha256": digest, "signature": Signer(salt=_SALT).sign(digest)}


def is_signed(report: dict[str, Any] | None) -> bool:
    """Whether a report is there, says what it said when it was made, and was made here."""
    if not report:
        return False
    try:
        return Signer(salt=_SALT).unsign(str(report.get("signature", ""))) == _hash(report)
    except BadSignature:
        return False
