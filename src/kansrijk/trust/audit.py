"""The one way into the audit: a complete record, in the transaction of what it records."""

import unicodedata
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import kansrijk
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import AuditRecord

SUCCESS, REFUSED, FAILED = 0, 4, 8


def plain(text: str) -> str:
    """Text that cannot break a log line: control, bidi and separator characters are written as escapes."""
    return "".join(
        character
        if unicodedata.category(character)[0] != "C" and unicodedata.category(character) not in {"Zl", "Zp"}
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def record(
    *,
    by: Actor,
    event: str,
    action: str,
    kind: str,
    reference: object = "",
    data_class: str = "D1",
    coalition: UUID | None = None,
    outcome: int = SUCCESS,
    policy: str = "authz_matrix.csv",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Writes one record. `action` is C, R, U, D or E; `outcome` follows RFC 3881: 0, 4, 8 or 12."""
    AuditRecord.objects.create(
        event=event,
        action=action,
        outcome=outcome,
        account=by.account,
        account_name=plain(by.name)[:254],
        roles=" ".join(sorted(by.roles))[:300],
        coalition=coalition,
        network_address=plain(by.address)[:64],
        object_kind=kind,
        object_reference=plain(str(reference))[:120],
        data_class=data_class,
        policy=policy,
        detail={key: plain(str(value))[:500] for key, value in (detail or {}).items()},
        source=f"kansrijk {kansrijk.__version__}",
    )
