"""What kind of change a transfer of addresses from an old area to a new one is. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Below this share of the old area's addresses a transfer is an error or correction in the address register (in the
# transfers 2016-2024: one to ten addresses), not a change of what the area is.
STRAY_SHARE = 0.001
# An old area that keeps at least this share together lost a border strip; below it, it was split.
KEEPS_TOGETHER = 0.9


@dataclass(frozen=True)
class Transfer:
    """`weight` addresses of `from_code` (old edition) lie in `to_code` (new edition)."""

    from_code: str
    to_code: str
    weight: float


def significant(transfers: Sequence[Transfer]) -> tuple[Transfer, ...]:
    """Without the stray addresses; what is left of an area still counts as the whole of it."""
    totals = _totals(transfers)
    return tuple(t for t in transfers if t.weight >= STRAY_SHARE * totals[t.from_code])


def classify(
    transfers: Sequence[Transfer], moved_province: Mapping[tuple[str, str], bool] | None = None
) -> tuple[str, ...]:
    """The kind of each transfer of one pair of editions and one basis, in order.

    same, rename (another code, all of it), merge (whole, into one that takes in others too), split (in parts), border
    (a strip, or stray addresses), province (whole, and into another province; `moved_province` says for which
    pairs of codes, where both are known).
    """
    kept = set(significant(transfers))
    outgoing: dict[str, list[Transfer]] = defaultdict(list)
    incoming: dict[str, list[Transfer]] = defaultdict(list)
    for transfer in kept:
        outgoing[transfer.from_code].append(transfer)
        incoming[transfer.to_code].append(transfer)
    totals = _totals(sorted(kept, key=lambda t: (t.from_code, t.to_code)))
    kinds = []
    for transfer in transfers:
        if transfer not in kept:
            kinds.append("border")
            continue
        share = transfer.weight / totals[transfer.from_code]
        if len(outgoing[transfer.from_code]) > 1:
            most = max(other.weight for other in outgoing[transfer.from_code]) / totals[transfer.from_code]
            if most < KEEPS_TOGETHER:
                kinds.append("split")
                continue
            if share < KEEPS_TOGETHER:
                kinds.append("border")
                continue
        kinds.append(_whole(transfer, incoming[transfer.to_code], totals, moved_province or {}))
    return tuple(kinds)


def _whole(
    transfer: Transfer,
    incoming: Sequence[Transfer],
    totals: Mapping[str, float],
    moved_province: Mapping[tuple[str, str], bool],
) -> str:
    """The kind of a transfer that takes (nearly) all of the old area along."""
    if moved_province.get((transfer.from_code, transfer.to_code)):
        return "province"
    others = [t for t in incoming if t != transfer and t.weight >= KEEPS_TOGETHER * totals[t.from_code]]
    if others:
        return "merge"
    return "same" if transfer.from_code == transfer.to_code else "rename"


def _totals(transfers: Sequence[Transfer]) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for transfer in transfers:
        totals[transfer.from_code] += transfer.weight
    return totals
