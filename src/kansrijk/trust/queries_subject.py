"""The records of the audit that concern one key: who looked at it, who changed it, who was refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connections

from kansrijk.trust import words
from kansrijk.trust.roles import ROLES
from kansrijk.trust.words import event_words

MOST = 5_000
RECORDS = """
select r.occurred_at, r.account, r.account_name, r.roles, coalesce(o.name, ''), r.event, r.action, r.outcome,
  coalesce(r.detail ->> 'name of that one', ''), coalesce(r.detail ->> 'roles', '')
from trust_auditrecord r left join trust_organisation o on o.id = r.organisation
where public.audit_subjects(r.object_reference, r.detail) @> array[%s]::uuid[]
  and r.data_class in ('D3', 'D4', 'D5') and (r.coalition = %s or (r.coalition is null and r.outcome <> 0))
  and r.occurred_at >= %s and r.occurred_at < %s
order by r.occurred_at desc, r.id desc limit %s
"""


@dataclass(frozen=True)
class AboutOne:
    """One record: who, in which roles (words), for which organisation, did what: as stored, and in words.

    `action` is C, R, U, D or E (NEN 7513). What was done in a colleague's place says so in name and roles.
    """

    at: datetime
    account: UUID | None
    name: str
    roles: tuple[str, ...]
    organisation: str
    event: str
    what: str
    action: str
    is_refused: bool
    is_subject: bool = False  # the person herself, on her own page


def records_about(
    subject: UUID, coalition: UUID, since: datetime, until: datetime, language: str = "nl"
) -> list[AboutOne]:
    """The newest MOST records about `subject` in this coalition from `since` up to `until`, and refusals from anywhere.

    A refusal names no coalition: who is refused has none there. Whether the asker may see this is for the caller, who
    opened compartment B for it.
    """
    names = {role.code: role.en if language == "en" else role.nl for role in ROLES} | words.WITHOUT_ACCOUNT
    with connections["default"].cursor() as cursor:
        cursor.execute(RECORDS, [subject, coalition, since, until, MOST])
        rows = cursor.fetchall()
    return [
        AboutOne(
            at=at,
            account=account,
            name=words.on_behalf(in_place_of, name),
            roles=tuple(  # to be a member at all is no role
                [str(names[code]) for code in roles.split() if code in names]
                + [words.in_place_of(str(names[code])) for code in their_roles.split() if in_place_of and code in names]
            ),
            organisation=organisation,
            event=event,
            what=event_words(event),
            action=action,
            is_refused=outcome != 0,
            is_subject=roles == "parent",
        )
        for at, account, name, roles, organisation, event, action, outcome, in_place_of, their_roles in rows
    ]
