"""One complete audit record for each read and write of what concerns a family, in the transaction of `within`."""

from collections.abc import Iterable
from uuid import UUID

from kansrijk.trust import audit
from kansrijk.trust.compartment import Within

OWN = "own data"
"""The purpose of a parent on her own page: she uses her rights over what is kept of her."""
IDS_IN_ONE = 13  # keys that fit in one detail of a record


def write_down(
    inside: Within,
    event: str,
    action: str,
    *,
    kind: str,
    purpose: str,
    reference: object = "",
    fields: Iterable[str] = (),
    hits: Iterable[UUID | None] = (),
) -> None:
    """Names of fields, never what they hold; keys of what was found, in as many details as they need.

    A hit that is None is the file of a person that is gone.
    """
    found = [str(hit) for hit in hits if hit is not None]
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
        purpose=OWN if inside.subject else purpose,
        detail=detail,
    )
