"""One complete audit record for each read and write of a file, in the transaction of `within`."""

from collections.abc import Iterable
from uuid import UUID

from kansrijk.trust import audit
from kansrijk.trust.compartment import Within

PURPOSE = "support"
OWN = "own data"
"""Of a parent on her own page: she uses her rights over what is kept of her."""
IDS_IN_ONE = 13  # keys that fit in one detail of a record


def write_down(
    inside: Within,
    event: str,
    action: str,
    *,
    kind: str = "file",
    reference: object = "",
    fields: Iterable[str] = (),
    hits: Iterable[UUID] = (),
) -> None:
    """Names of fields, never what they hold; keys of what was found, in as many details as they need."""
    found = [str(hit) for hit in hits]
    detail = {"fields": " ".join(fields)} if fields else {}
    for start in range(0, len(found), IDS_IN_ONE):
        detail[f"hits from {start + 1}"] = " ".join(found[start : start + IDS_IN_ONE])
    audit.record(
        by=inside.actor,
        event=event,
        action=action,
        kind=kind,
        reference=reference,
        data_class="D4",
        coalition=inside.coalition,
        purpose=OWN if inside.subject else PURPOSE,
        detail=detail,
    )
