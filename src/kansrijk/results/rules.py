"""Which counts make which measure, and what of them may leave compartment B. Pure.

The measures are those of the handbook: P01 signals, P02 weighed together, P03 agreed, P11 prenatal home visits.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kansrijk.core.disclosure.cells import Cell, Sum
from kansrijk.core.disclosure.policy import Policy
from kansrijk.core.disclosure.release import protect
from kansrijk.core.disclosure.rounding import percent

POLICY: Final = Policy()
"""Nothing of fewer than ten, on either side of a share; multiples of five."""
WHOLE: Final = "all"
BASES: Final[Mapping[str, str]] = {"P02:weighed": "P01:all", "P03:yes": "P03:asked"}
"""A share: the count, and of what."""
PHASES: Final = ("before", "during", "after", "unknown")
STAGES: Final = ("referred", "offered", "accepted", "done", "not_done", "follow_up")
KEYS: Final = (
    "P01:all",
    *(f"P01:{phase}" for phase in PHASES),
    "P02:weighed",
    "P03:asked",
    "P03:yes",
    *(f"P11:{stage}" for stage in STAGES),
)


@dataclass(frozen=True)
class Ended:
    """Proposals that ended alike: `phase` "" without a signal, `said` what the parent said ("" where nobody asked)."""

    phase: str
    said: str
    proposals: int
    weighed: int


def counted(ended: Iterable[Ended], visits: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The true counts of one year by key; every key is there. `visits`: (stage, how many)."""
    counts: Counter[str] = Counter(dict.fromkeys(KEYS, 0))
    for one in ended:
        if one.phase:
            counts["P01:all"] += one.proposals
            counts[f"P01:{one.phase}"] += one.proposals
            counts["P02:weighed"] += one.weighed
        if one.said:
            counts["P03:asked"] += one.proposals
            counts["P03:yes"] += one.proposals if one.said == "yes" else 0
    for stage, many in visits:
        counts[f"P11:{stage}"] += many
    return dict(counts)


def released(counts: Mapping[str, int]) -> dict[str, int | None]:
    """What may leave: rounded, or None where it is hidden. Phases add up to the whole, so one hidden hides another."""
    cells = [Cell(key, counts[key], base=BASES.get(key)) for key in KEYS]
    sums = [Sum("P01:all", tuple(f"P01:{phase}" for phase in PHASES))]
    shown = protect(cells, sums, POLICY)
    return {key: None if key in shown.unprotected else shown.shown[key] for key in KEYS}


def share(key: str, shown: Mapping[str, int | None]) -> int | None:
    """Whole percent, where the key is a share of enough people; None where it is not shown or not a share."""
    base = BASES.get(key)
    return percent(shown.get(key), shown.get(base), POLICY) if base else None
