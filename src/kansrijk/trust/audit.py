"""The one way into the audit: a complete record, in the transaction of what it records."""

from collections.abc import Mapping
from platform import node
from typing import Any
from uuid import UUID

from django.db import DatabaseError

import kansrijk
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import matrix_version

SUCCESS, REFUSED, FAILED = 0, 4, 8
COORDINATION = "coordination"  # purpose of use; compartment B brings treatment, referral and the others


class AuditUnavailable(Exception):
    """The audit could not be written, so nothing is done and nothing is served."""


class OlderDatabase(AuditUnavailable):
    """The database is older than what stands outside it: it may hold what was destroyed since, so nothing is shown."""


def plain(text: str) -> str:
    """Text that cannot break a log line: control, bidi and separator characters are written as escapes.

    The backslash too, so that nobody can type an escape that looks like ours.
    """
    return "".join(
        character
        if character.isprintable() and character != "\\"
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
    purpose: str = COORDINATION,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Writes one record. `action` is C, R, U, D or E; `outcome` follows RFC 3881: 0, 4, 8 or 12.

    Raises `AuditUnavailable` when the database does not take it: the caller's transaction must not be kept.
    """
    try:
        AuditRecord.objects.create(
            event=event,
            action=action,
            outcome=outcome,
            account=by.account,
            account_name=plain(by.name)[:254],
            roles=" ".join(sorted(by.roles))[:300],
            organisation=by.organisation_in(coalition),
            purpose=purpose,
            coalition=coalition,
            network_address=plain(by.address)[:64],
            object_kind=kind,
            object_reference=plain(str(reference))[:120],
            data_class=data_class,
            policy=f"authz_matrix.csv {matrix_version()}",
            detail={key: plain(str(value))[:500] for key, value in {**(detail or {}), **_for(by, data_class)}.items()},
            source=f"kansrijk {kansrijk.__version__} {plain(node())}"[:60],
            trace=by.trace,
        )
    except DatabaseError as error:
        raise AuditUnavailable from error


def _for(by: Actor, data_class: str) -> dict[str, Any]:
    """In whose place it was done, beside who did it (NEN 7513): of what concerns a family."""
    acting = by.acting
    if acting is None or data_class < "D3":
        return {}
    return {"acting for": acting.account, "name of that one": acting.name, "roles": " ".join(sorted(acting.roles))}
