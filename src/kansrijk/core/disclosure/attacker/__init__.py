"""The attacker: recomputes what a published set of tables hides.

Owns its own reader, its own representation of tables and sums, and its own solver calls, and shares no
code with the suppression beside it: what one forgets, the other must not forget with it (SDC-01, SDC-02).
It refuses to know true values, except those an insider or another publisher really has.
"""

from kansrijk.core.disclosure.attacker.audit import audit, audit_folder, bounds
from kansrijk.core.disclosure.attacker.published import BadTable, Published, published
from kansrijk.core.disclosure.attacker.reader import read_folder
from kansrijk.core.disclosure.attacker.report import Finding, Report
from kansrijk.core.disclosure.attacker.shares import counts_behind_share
from kansrijk.core.disclosure.attacker.together import audit_together

__all__ = [
    "BadTable",
    "Finding",
    "Published",
    "Report",
    "audit",
    "audit_folder",
    "audit_together",
    "bounds",
    "counts_behind_share",
    "published",
    "read_folder",
]
