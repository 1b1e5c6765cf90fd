"""Every write of figures: importing, pulling, proposing, publishing, withdrawing.

import_delivery(*, by, source, file, period=None, dry_run=False, coalition=None, progress=None, delivery=None,
    modified="", retrieved_at=None) -> Receipt             raises core.faults.BadInput for a file that is wrong whole
pull(*, by, source, year, base=None, dry_run=False, progress=None) -> Receipt
propose_release(*, by, release) / publish_release(*, by, release) / withdraw_release(*, by, release, because)
    -> queries.ReleaseCard                                 raises core.faults.BadInput with the reason
tidy_template() -> str                                     the CSV that a coalition fills in
"""

from kansrijk.figures.commands.announcements import ReleasePublished, ReleaseWithdrawn
from kansrijk.figures.commands.imports import import_delivery
from kansrijk.figures.commands.pulls import pull
from kansrijk.figures.commands.receipts import Receipt
from kansrijk.figures.commands.releases import propose_release, publish_release, withdraw_release
from kansrijk.figures.commands.templates import tidy_template

__all__ = [
    "Receipt",
    "ReleasePublished",
    "ReleaseWithdrawn",
    "import_delivery",
    "propose_release",
    "publish_release",
    "pull",
    "tidy_template",
    "withdraw_release",
]
