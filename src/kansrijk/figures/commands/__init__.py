"""Every write of figures: importing, pulling, proposing, publishing, withdrawing.

import_delivery(*, by, source, file, period=None, dry_run=False, coalition=None, progress=None, delivery=None,
    modified="", retrieved_at=None) -> Receipt             raises core.faults.BadInput for a file that is wrong whole
pull(*, by, source, year, base=None, dry_run=False, progress=None) -> Receipt
propose_release(*, by, release) / publish_release(*, by, release) / withdraw_release(*, by, release, because)
    -> queries.ReleaseCard                                 raises core.faults.BadInput with the reason
offer_delivery(*, by, coalition, source, name, content, period="", delivery="") -> UUID     kept aside and checked
confirm_delivery(*, by, upload) -> UUID / discard_delivery(*, by, upload)
offer_areas(*, by, kind, name, content, edition=None, **options) -> UUID / confirm_areas / discard_areas  the same
order_proposal(*, by, release) / order_publication(*, by, release)      the same two, as background work
order_judgement(*, by, area) -> UUID | None                 the attacker looks at a working area
run_work(*, work) -> state / is_lost(*, work) / fail_for_memory(*, work) -> state / sweep()
                                                           what `kansrijk worker` does; raises MemoryError once told
write_reading(…) / suggest_reading(…) / rewrite_reading(…) / withdraw_reading(…) / moderate_reading(…)
take_readings(*, by, coalition, area)                      which coalition moderates what is said about a gemeente
tidy_template() -> str / tidy_workbook() -> bytes          the table that a coalition fills in
"""

from kansrijk.figures.commands.announcements import ReleasePublished, ReleaseWithdrawn
from kansrijk.figures.commands.area_uploads import confirm_areas, discard_areas, offer_areas
from kansrijk.figures.commands.doing import run_work, sweep
from kansrijk.figures.commands.imports import import_delivery
from kansrijk.figures.commands.judging import order_judgement
from kansrijk.figures.commands.pulls import pull
from kansrijk.figures.commands.readings import (
    moderate_reading,
    rewrite_reading,
    suggest_reading,
    take_readings,
    withdraw_reading,
    write_reading,
)
from kansrijk.figures.commands.receipts import Receipt
from kansrijk.figures.commands.releases import (
    order_proposal,
    order_publication,
    propose_release,
    publish_release,
    withdraw_release,
)
from kansrijk.figures.commands.templates import tidy_template, tidy_workbook
from kansrijk.figures.commands.uploads import confirm_delivery, discard_delivery, offer_delivery
from kansrijk.figures.commands.working import fail_for_memory, is_lost

__all__ = [
    "Receipt",
    "ReleasePublished",
    "ReleaseWithdrawn",
    "confirm_areas",
    "confirm_delivery",
    "discard_areas",
    "discard_delivery",
    "fail_for_memory",
    "import_delivery",
    "is_lost",
    "moderate_reading",
    "offer_areas",
    "offer_delivery",
    "order_judgement",
    "order_proposal",
    "order_publication",
    "propose_release",
    "publish_release",
    "pull",
    "rewrite_reading",
    "run_work",
    "suggest_reading",
    "sweep",
    "take_readings",
    "tidy_template",
    "tidy_workbook",
    "withdraw_reading",
    "withdraw_release",
    "write_reading",
]
