"""What every command asks first: may this actor, and can this text, date or address be stored."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kansrijk.coalition import rules
from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number, telephone
from kansrijk.core.web_addresses import is_web_address
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor


def sound(text: str, field: str, *, most: int, is_needed: bool = True) -> str:
    """The text without blanks around it. Raises BadInput with a sentence for the reader."""
    plain = text.replace("\r\n", "\n").strip()
    if is_needed and not plain:
        raise BadInput(_("Fill this in."), field=field)
    if len(plain) > most:
        raise BadInput(_("This is too long; at most %(most)s characters.") % {"most": most}, field=field)
    if not rules.is_sound_text(plain):
        raise BadInput(_("There is a character in this text that cannot be shown."), field=field)
    if holds_service_number(plain):
        raise BadInput(_("This looks like a citizen service number. Leave it out."), field=field)
    return plain


def sound_email(text: str, field: str = "email") -> str:
    """The address in small letters, '' for none."""
    plain = text.strip().lower()
    if plain:
        try:
            validate_email(plain)
        except ValidationError as error:
            raise BadInput(_("This is not an e-mail address."), field=field) from error
    return plain


def sound_phone(text: str, field: str = "phone") -> str:
    """The number as it is dialled, '' for none."""
    found = telephone(text)
    if found is None:
        raise BadInput(_("This is not a telephone number. Write 010 123 45 67, or +32 and so on."), field=field)
    return found


def sound_link(text: str, field: str = "link") -> str:
    """An address on the web, '' for none."""
    plain = sound(text, field, most=300, is_needed=False)
    if plain and not is_web_address(plain):
        raise BadInput(_("This is no address on the web. It begins with https://."), field=field)
    return plain


def known(code: str, codes: Mapping[str, Any], field: str) -> str:
    """A code of a list."""
    if code not in codes:
        raise BadInput(_("Choose one of the list."), field=field)
    return code


def write_down(
    by: Actor, coalition: UUID, event: str, action: str, kind: str, reference: object, /, **detail: object
) -> None:
    """The audit record of what a command did."""
    audit.record(
        by=by, event=event, action=action, kind=kind, reference=reference, coalition=coalition, detail=detail or None
    )
