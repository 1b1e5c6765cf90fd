"""A newer text beside a path of ours: what it changed, what they are together, and what the check says of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from kansrijk.core.faults import BadInput
from kansrijk.paths.checking import Finding, check
from kansrijk.paths.comparing import Change, differences
from kansrijk.paths.definition import Definition
from kansrijk.paths.merging import Merged, apart, merge
from kansrijk.paths.queries.local import local
from kansrijk.paths.reading import read
from kansrijk.paths.writing import write
from kansrijk.trust.actors import Actor


@dataclass(frozen=True)
class Beside:
    """`changes`: from the base to theirs, or from ours where there is no base; `comes`: what changes in ours.

    `findings` is what the check says of the two together, `fault` why they are no path at all.
    """

    merged: Merged
    changes: tuple[Change, ...]
    comes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    fault: str
    has_base: bool


def beside(
    actor: Actor,
    coalition: UUID,
    sides: tuple[Definition | None, Definition, Definition],
    chosen: Mapping[str, str],
    language: str,
) -> Beside:
    """`sides`: base (None: they come from nothing shared), ours, theirs."""
    base, ours, theirs = sides
    merged = merge(base or apart(ours), ours, theirs, chosen, language)
    findings: tuple[Finding, ...] = ()
    fault = ""
    try:
        findings = tuple(check([read(write(merged.path), "pad")], local(actor, coalition), language))
    except BadInput as error:
        fault = error.message
    changes, comes = differences(base or ours, theirs, language), differences(ours, merged.path, language)
    return Beside(merged, tuple(changes), tuple(comes), findings, fault, base is not None)
