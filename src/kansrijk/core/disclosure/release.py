"""From true counts to what may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kansrijk.core.disclosure.cells import Cell, Sum, with_rests
from kansrijk.core.disclosure.network import Network
from kansrijk.core.disclosure.policy import Policy
from kansrijk.core.disclosure.primary import Reason, primary_reasons
from kansrijk.core.disclosure.rounding import rounded
from kansrijk.core.disclosure.secondary import hide_with
from kansrijk.core.disclosure.utility import Utility, utility


@dataclass(frozen=True)
class Protection:
    """A protected release set. Everything but `shown`, `sums` and `policy` stays inside the house.

    `shown`: every name to the count at the rounding base, None where hidden; cells that were public before
    keep their exact count. `reasons`: why each hidden cell is. `needs`: width each hidden cell keeps.
    `insiders`: hidden cells of one contributor, who knows the count; not totals, whose contributor does not.
    `unprotected`: cells that stay recomputable because too much is public already; a set with any may not
    be published. `exposed`: cells that no pattern keeps from an insider, such as a total of nothing but the
    insider's own cell; outsiders cannot narrow them.
    """

    shown: dict[str, int | None]
    sums: tuple[Sum, ...]
    policy: Policy
    reasons: dict[str, Reason]
    needs: dict[str, int]
    insiders: dict[str, int]
    unprotected: tuple[str, ...]
    exposed: tuple[str, ...]
    utility: Utility
    exact: frozenset[str]
    unseen: tuple[str, ...] = ()

    def public(self) -> dict[str, int | None]:
        """What leaves the house: one look for every hidden cell, whatever the reason (SDC-06)."""
        return dict(self.shown)

    def secret(self) -> frozenset[str]:
        """The cells hidden for their own sake that no insider may narrow either."""
        own = {key for key, reason in self.reasons.items() if reason is not Reason.SECONDARY}
        return frozenset(own - set(self.exposed))

    def facts(self) -> dict[str, Any]:
        """What an audit has to be told beside the figures: the threshold, widths and rounding of one policy.

        Always together: an audit that takes the widths and guesses the threshold judges by two policies.
        """
        return {
            "k": self.policy.k,
            "at_least": self.policy.k,
            "needs": dict(self.needs),
            "rounded": self.rounding_bases(),
            "within": dict.fromkeys(self.unseen, (0, None)),
        }

    def rounding_bases(self) -> dict[str, int]:
        """Rounding base by name of the shown cells, for the audit."""
        shown = (key for key, value in self.shown.items() if value is not None)
        return {key: 1 if key in self.exact else self.policy.rounding_base for key in shown}


def needed(cell: Cell, reason: Reason, policy: Policy) -> int:
    """Width the interval of a hidden cell keeps: half the value counts only where the value is the secret."""
    return policy.needed_width(cell.count if reason is Reason.DOMINANCE else 0)


def protect(cells: Iterable[Cell], sums: Iterable[Sum], policy: Policy | None = None) -> Protection:
    """Hides what the policy asks and what must go with it; the rest rounded. Row order does not matter.

    Earlier releases and other publishers take part as public cells with sums that tie them to the new ones.
    Raises BadCells for counts that cannot be true.
    """
    rules = policy or Policy()
    all_cells, all_sums = with_rests(cells, sums)
    reasons = primary_reasons(all_cells, rules)
    network = Network.of(all_cells, all_sums, rules)
    named = {cell.key: cell for cell in all_cells}
    needs = {key: needed(named[key], reason, rules) for key, reason in reasons.items()}
    primary = frozenset(reasons)
    pattern = hide_with(network, needs, rules)
    for key in pattern.extra:
        reasons[key] = Reason.SECONDARY
        needs[key] = rules.k
    exact = frozenset(cell.key for cell in all_cells if cell.is_public and not cell.is_rounded)
    shown: dict[str, int | None] = {}
    for cell in all_cells:
        if cell.is_unseen:
            continue
        value = cell.count if cell.key in exact else rounded(cell.count, rules)
        shown[cell.key] = None if cell.key in reasons else value
    return Protection(
        shown,
        all_sums,
        rules,
        reasons,
        needs,
        {key: 1 for key in sorted(primary - {one.total for one in all_sums}) if named[key].count == 1},
        pattern.unprotected,
        pattern.exposed,
        utility(all_cells, primary, frozenset(reasons), rules),
        exact,
        tuple(cell.key for cell in all_cells if cell.is_unseen),
    )
