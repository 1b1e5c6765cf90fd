"""Statistical disclosure control for small-area counts: what may be shown, and what must be hidden with it.

Owns the policy, the primary and secondary suppression, rounding and the share of cells that costs. The
attacker in `attacker/` audits the outcome and shares no code with this side. Refuses to guess: a set that
cannot be protected says which cells remain open.
"""

from kansrijk.core.disclosure.cells import BadCells, Cell, Sum
from kansrijk.core.disclosure.filling import fill
from kansrijk.core.disclosure.policy import Policy
from kansrijk.core.disclosure.primary import Reason, primary_reasons, reason_for
from kansrijk.core.disclosure.release import Protection, protect
from kansrijk.core.disclosure.rounding import percent, rounded
from kansrijk.core.disclosure.utility import TooMuchHidden, Utility, utility

__all__ = [
    "BadCells",
    "Cell",
    "Policy",
    "Protection",
    "Reason",
    "Sum",
    "TooMuchHidden",
    "Utility",
    "fill",
    "percent",
    "primary_reasons",
    "protect",
    "reason_for",
    "rounded",
    "utility",
]
