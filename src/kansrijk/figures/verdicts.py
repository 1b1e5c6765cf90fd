"""Whether figures differ from a reference, over everything that is compared at once. Pure: values in, words out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kansrijk.core.benchmarks import Polarity, benchmark_p_value, benjamini_hochberg, compare, ratio_p_value
from kansrijk.core.intervals import Interval

RATE = 0.05
PER = {"share": 100.0, "per_1000": 1000.0}


@dataclass(frozen=True)
class Claim:
    """One figure beside its reference, in the unit of the figure; a share is in percent.

    `polarity` is higher_is_better, lower_is_better or no_judgement. Cases and totals may be missing: then only the
    interval judges. Of a standardised ratio the total is the expected number.
    """

    lower: float | None
    upper: float | None
    reference: float | None
    unit: str
    polarity: str
    cases: float | None
    total: float | None
    is_ratio: bool = False


@dataclass(frozen=True)
class Verdict:
    """`word`: better, worse, higher, lower, similar or not_compared; `side`: higher, lower, similar, not_compared.

    `is_corrected` says that it took part in the control of false discoveries, `was_chance` that the interval alone
    would have called it different and the control did not.
    """

    word: str
    side: str
    is_corrected: bool
    was_chance: bool


def verdicts(claims: Sequence[Claim]) -> list[Verdict]:
    """One verdict per claim, in their order; those with counts are corrected together (Benjamini-Hochberg, 5 %)."""
    sides = [_side(claim, None) for claim in claims]
    p_values = np.array([_p_value(claim) for claim in claims], dtype=np.float64)
    flagged = benjamini_hochberg(p_values, RATE).flagged if claims else np.zeros(0, dtype=bool)
    found = []
    for claim, side, p_value, is_flagged in zip(claims, sides, p_values, flagged, strict=True):
        is_corrected = bool(np.isfinite(p_value)) and side != "not_compared"
        was_chance = is_corrected and side in {"higher", "lower"} and not is_flagged
        if was_chance:
            found.append(Verdict("similar", "similar", True, True))
        else:
            polarity = claim.polarity if claim.polarity != "no_judgement" else None
            found.append(Verdict(_side(claim, polarity), side, is_corrected, False))
    return found


def _side(claim: Claim, polarity: str | None) -> str:
    if claim.lower is None or claim.upper is None or claim.reference is None:
        return "not_compared"
    middle = np.array((claim.lower + claim.upper) / 2)
    interval = Interval(middle, np.array(claim.lower), np.array(claim.upper), 0.95, "")
    known: Polarity | None = polarity  # type: ignore[assignment]
    return str(compare(interval, claim.reference, known).label)


def _p_value(claim: Claim) -> float:
    """NaN where the source gives no counts, or what it gives is no share of a group."""
    per = PER.get(claim.unit)
    if claim.is_ratio and claim.cases is not None and claim.total:
        return float(ratio_p_value(round(claim.cases), claim.total))
    if per is None or claim.cases is None or not claim.total or claim.reference is None:
        return float("nan")
    share = claim.reference / per
    if claim.cases > claim.total or not 0 <= share <= 1:
        return float("nan")
    return float(benchmark_p_value(claim.cases, claim.total, share))


def overlapping(limits: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """(pairs whose intervals overlap, all pairs)."""
    pairs = [(a, b) for i, a in enumerate(limits) for b in limits[i + 1 :]]
    return sum(a[0] <= b[1] and b[0] <= a[1] for a, b in pairs), len(pairs)
