"""Readings (duiding): written and signed, looked at before anybody else sees them, changed only by a next version."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kansrijk.areas import queries as places
from kansrijk.core.faults import BadInput
from kansrijk.core.personal import personal_data_in
from kansrijk.figures import catalogue
from kansrijk.figures.interpreting.places import period_of
from kansrijk.figures.models import Reading, ReadingArea, ReadingText
from kansrijk.figures.rules import (
    FEWEST_READING,
    MOST_READING,
    SUGGESTION_DAYS,
    CannotMove,
    has_control_characters,
    require_reading_can,
)
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.queries import role_names
from kansrijk.trust.queries_mandate import one
from kansrijk.trust.rules import coalitions_where, require_may

_PERSONAL = {
    "email": "there is an e-mail address in the text; leave out what points at one person",
    "number": "there is a number in the text that looks like a citizen service number; leave it out",
    "phone": "there is a telephone number in the text; leave out what points at one person",
}


@transaction.atomic
def take_readings(*, by: Actor, coalition: str, area: str) -> None:
    """Lets a coalition (its slug) take and moderate readings about a gemeente. Raises BadInput: unknown, or taken."""
    require_may(by, "open", "reading")
    found = Coalition.objects.filter(slug=coalition).first()
    if found is None:
        raise BadInput(f"there is no coalition {coalition!r}", field="coalition")
    place = places.area(by, area)
    if place is None or place.level != "gemeente":
        raise BadInput(f"{area!r} is not the code of a gemeente", field="area")
    row, _ = ReadingArea.objects.get_or_create(gemeente=place.code, defaults={"coalition": found})
    if row.coalition_id != found.pk:
        raise BadInput(f"another coalition takes the readings about {place.code}", field="area")
    audit.record(by=by, event="readings opened", action="C", kind="reading", reference=place.code, coalition=found.pk)


def write_reading(*, by: Actor, area: str, edition: int, indicator: str, text: str, period: str = "") -> UUID:
    """A reading by somebody who is signed in, under the name and role of the account. Shown after moderation.

    Raises BadInput: unknown area or indicator, nobody moderates there, a text that cannot be.
    """
    require_may(by, "write", "reading")
    roles = role_names(by, "nl")
    return _write(by, area, edition, indicator, text, period, name=by.name, role=", ".join(roles[:3]))


def suggest_reading(
    *, by: Actor, area: str, edition: int, indicator: str, text: str, name: str, role: str, email: str = ""
) -> UUID:
    """A reading by somebody without an account: name and role are shown, the address never and not for long.

    Raises BadInput as `write_reading`, and for a name or role that is missing.
    """
    require_may(by, "suggest", "reading")
    for field, told in (("name", name), ("role", role)):
        if not told.strip() or len(told) > 120 or has_control_characters(told) or personal_data_in(told):
            raise BadInput("give your name and what you are here, such as neighbour or mother", field=field)
    visitor = Actor(address=by.address)
    return _write(visitor, area, edition, indicator, text, "", name=name.strip(), role=role.strip(), email=email)


@transaction.atomic
def _write(
    by: Actor,
    area: str,
    edition: int,
    indicator: str,
    text: str,
    period: str,
    *,
    name: str,
    role: str,
    email: str = "",
) -> UUID:
    place = places.area(by, area, edition)
    if place is None or catalogue.indicator(indicator) is None:
        raise BadInput("there is no such area or indicator", field="indicator")
    if period and period_of(period) is None:
        raise BadInput(f"{period!r} is not a period such as 2024 or 2019-2021", field="period")
    above = [place, *places.ancestors(by, place)]
    moderates = ReadingArea.objects.filter(gemeente__in=[one.code for one in above if one.level == "gemeente"]).first()
    if moderates is None:
        raise BadInput("no coalition takes readings about this area yet", field="area")
    reading = Reading.objects.create(
        coalition_id=moderates.coalition_id,
        area_code=place.code,
        edition=place.edition,
        indicator=indicator,
        period=period_of(period) or "",
        account_id=by.account,
        name=name,
        role=role[:120],
        email=email[:254],
    )
    ReadingText.objects.create(reading=reading, number=1, text=_sound(text))
    _record(by, reading, "reading written", "C")
    return reading.pk


def _sound(text: str) -> str:
    """The text as it will be shown. Raises BadInput: too short or long, characters that are none, personal data."""
    plain = "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
    if not FEWEST_READING <= len(plain) <= MOST_READING:
        raise BadInput(f"write between {FEWEST_READING} and {MOST_READING} characters", field="text")
    if has_control_characters(plain):
        raise BadInput("there are characters in the text that cannot be shown", field="text")
    found = personal_data_in(plain)
    if found:
        raise BadInput(_PERSONAL[found], field="text")
    return plain


@transaction.atomic
def rewrite_reading(*, by: Actor, reading: UUID, text: str) -> int:
    """A next version by the author; what was shown stays until the new one is approved. Returns its number."""
    found = _own(by, reading)
    for older in found.texts.filter(state="waiting"):
        _move(older, "replace")
    number = (found.texts.aggregate(newest=Max("number"))["newest"] or 0) + 1
    ReadingText.objects.create(reading=found, number=number, text=_sound(text))
    _record(by, found, "reading rewritten", "U")
    return number


@transaction.atomic
def withdraw_reading(*, by: Actor, reading: UUID) -> None:
    """The author takes the reading back: it is shown no longer, and stays in the history. Twice is once."""
    found = _own(by, reading, withdrawn_too=True)
    if found.withdrawn_at is not None:
        return
    for text in found.texts.filter(state__in=["waiting", "shown"]):
        _move(text, "withdraw")
    found.withdrawn_at, found.email = timezone.now(), ""
    found.save(update_fields=["withdrawn_at", "email"])
    _record(by, found, "reading withdrawn", "U")


@transaction.atomic
def moderate_reading(*, by: Actor, text: UUID, approve: bool, because: str = "") -> str:
    """Approves or refuses one version; a shown one can still be refused. Returns its state.

    Nobody judges an own text. Raises BadInput: not found, one's own, judged already, no reason for a refusal.
    """
    allowed = coalitions_where(by, "moderate", "reading")
    found = ReadingText.objects.select_for_update().filter(pk=text, reading__coalition__in=allowed).first()
    if found is None:
        raise BadInput("there is no such reading", field="reading")
    reading = found.reading
    if reading.account_id in one(by.account):
        raise BadInput("somebody else looks at what you wrote yourself", field="reading")
    if not approve and not because.strip():
        raise BadInput("say why the reading is refused", field="because")
    if found.state == ("shown" if approve else "refused"):
        return found.state  # the second click
    found.moderated_by_id, found.moderated_at, found.because = by.account, timezone.now(), because.strip()[:500]
    if approve:
        for older in reading.texts.filter(state="shown"):
            _move(older, "replace")
    _move(found, "approve" if approve else "refuse")
    Reading.objects.filter(pk=reading.pk).update(email="")
    _record(by, reading, "reading approved" if approve else "reading refused", "U")
    return found.state


def forget_addresses() -> int:
    """Erases e-mail addresses beside suggestions that nobody decided about for long enough. Returns how many."""
    late = timezone.now() - timedelta(days=SUGGESTION_DAYS)
    return Reading.objects.exclude(email="").filter(created_at__lt=late).update(email="")


def _own(by: Actor, reading: UUID, *, withdrawn_too: bool = False) -> Reading:
    """The actor's own reading, locked; another's is not found."""
    require_may(by, "write", "reading")
    found = Reading.objects.select_for_update().filter(pk=reading, account=by.account).first()
    if found is None or (found.withdrawn_at is not None and not withdrawn_too):
        raise BadInput("there is no such reading", field="reading")
    return found


def _move(text: ReadingText, event: str) -> None:
    try:
        text.state = require_reading_can(text.state, event)
    except CannotMove as error:
        raise BadInput(str(error), field="reading") from None
    text.save()


def _record(by: Actor, reading: Reading, event: str, action: str) -> None:
    audit.record(
        by=by,
        event=event,
        action=action,
        kind="reading",
        reference=reading.pk,
        coalition=reading.coalition_id,
        detail={"area": reading.area_code, "indicator": reading.indicator},
    )
