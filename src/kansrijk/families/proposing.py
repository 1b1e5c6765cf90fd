"""Beginning a file inside an opening of compartment B: shared by the commands that begin one."""

from datetime import date, datetime
from datetime import time as clock
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import rules
from kansrijk.families.models import Person
from kansrijk.families.recording import write_down
from kansrijk.trust.compartment import Within
from kansrijk.trust.rules import Denied, require_may


def propose(
    inside: Within,
    *,
    organisation: UUID,
    part: str,
    name: str,
    born_on: date | None = None,
    telephone: str = "",
    address: str = "",
    family: UUID | None = None,
) -> Person:
    """The new file, with its record; see `commands.propose_file`."""
    require_may(inside.actor, "create", "file", coalition=inside.coalition)
    if organisation not in inside.organisations:
        raise Denied("create", "file")
    if part not in rules.PARTS:
        raise BadInput("a file is of a mother, a partner or a child", field="part")
    if family is not None and not Person.objects.filter(family=family, author=inside.account).exists():
        raise Denied("create", "file")
    today = timezone.localdate()
    fields = sealed(inside, today, name=name, born_on=born_on, telephone=telephone, address=address)
    ends_at = datetime.combine(rules.proposal_ends(today), clock.min, timezone.get_current_timezone())
    made = Person.objects.create(
        coalition=inside.coalition,
        family=family or uuid4(),
        part=part,
        state="proposal",
        author=inside.account,
        organisation=organisation,
        ends_at=ends_at,
        **fields,
    )
    write_down(inside, "file begun", "C", reference=made.pk, fields=filled(fields))
    return made


def sealed(
    inside: Within, today: date, *, name: str, born_on: date | None, telephone: str, address: str
) -> dict[str, Any]:
    """What identifies somebody as ciphertext, and the mark for exact matches. Raises `BadInput`."""
    plain = {
        "name": rules.checked("name", name),
        "born_on": born.isoformat() if (born := rules.checked_birth(born_on, today)) else "",
        "telephone": rules.checked("telephone", telephone),
        "address": rules.checked("address", address),
    }
    if not plain["name"]:
        raise BadInput("a file needs the name of the person", field="name")
    hidden: dict[str, Any] = {f"sealed_{key}": inside.cipher.seal(text) if text else "" for key, text in plain.items()}
    return {**hidden, "match": inside.cipher.mark("person", rules.plain_name(plain["name"]), plain["born_on"])}


def filled(sealed: dict[str, Any]) -> list[str]:
    """Names of the fields that hold something, for the record."""
    return [key.removeprefix("sealed_") for key, text in sealed.items() if key.startswith("sealed_") and text]
