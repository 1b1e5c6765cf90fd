"""One complete audit record for each read and write of a referral, in the transaction of `within`."""

from collections.abc import Iterable
from uuid import UUID

from kansrijk.trust import audit
from kansrijk.trust.compartment import Within

PURPOSE = "referral"
IDS_IN_ONE = 13  # keys that fit in one detail of a record


def write_down(
    inside: Within,
    event: str,
    action: str,
    *,
    reference: object = "",
    fields: Iterable[str] = (),
    hits: Iterable[UUID | None] = (),
) -> None:
    """Names of fields, never what they hold; keys of what was found: of the person too, as long as there is a file."""
    found = [str(hit) for hit in hits if hit is not None]
    detail = {"fields": " ".join(fields)} if fields else {}
    for start in range(0, len(found), IDS_IN_ONE):
        detail[f"hits from {start + 1}"] = " ".join(found[start : start + IDS_IN_ONE])
    audit.record(
        by=inside.actor,
        event=event,
        action=action,
        kind="referral",
        reference=reference,
        data_class="D4",
        coalition=inside.coalition,
        purpose=PURPOSE,
        detail=detail,
    )
