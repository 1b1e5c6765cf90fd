"""An entry of the directory in words: for whom, where, how fast, what it costs, and whether it was checked."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.offer import vocabulary
from kansrijk.offer.queries import ServiceCard


def language() -> str:
    """`nl` or `en`."""
    return "en" if get_language() == "en" else "nl"


def kind(code: str) -> str:
    found = vocabulary.kinds().get(code)
    return found.name(language()) if found else code


def names(codes: Iterable[str], terms: Mapping[str, object]) -> str:
    """Names of codes, parted by commas; a code without a name (a factor of one's own) stays a code."""
    return ", ".join(terms[code].name(language()) if code in terms else code for code in codes)  # type: ignore[attr-defined]


def day(on: date) -> str:
    return date_format(on, "j F Y")


def checked(card: ServiceCard) -> str:
    """When somebody last said that this is right."""
    if card.checked_on is None:
        return _("Nobody checked this yet.")
    if card.freshness == "stale":
        return _("Last checked on %(day)s. Ask whether this is still right.") % {"day": day(card.checked_on)}
    return _("Checked on %(day)s.") % {"day": day(card.checked_on)}


def answer(card: ServiceCard) -> str:
    """How fast they promise to answer; empty where they promise nothing."""
    if card.response_days is None:
        return ""
    if card.response_days == 0:
        return _("answer on the same day")
    if card.response_days == 1:
        return _("answer within one working day")
    return _("answer within %(count)d working days") % {"count": card.response_days}


def room(card: ServiceCard) -> str:
    """Whether there is room, and how long one waits."""
    if not card.takes_new:
        return _("full at the moment")
    if card.waiting_weeks is None:
        return ""
    if card.waiting_weeks == 0:
        return _("no waiting time")
    if card.waiting_weeks == 1:
        return _("waiting time one week")
    return _("waiting time %(count)d weeks") % {"count": card.waiting_weeks}


def cost(card: ServiceCard) -> str:
    """What it costs the family."""
    if card.cost_cents is None:
        return card.cost_note
    euros = _("free of charge") if card.cost_cents == 0 else f"€ {card.cost_cents // 100},{card.cost_cents % 100:02d}"
    return f"{euros} ({card.cost_note})" if card.cost_note else euros


def _ages(first: int | None, last: int | None, unit: str) -> str:
    if first is not None and last is not None:
        return f"{first}–{last} {unit}"
    if first is not None:
        return _("from %(age)s") % {"age": f"{first} {unit}"}
    return _("up to %(age)s") % {"age": f"{last} {unit}"} if last is not None else ""


def ages(card: ServiceCard) -> str:
    """Of the parents and of the child, where the entry is for some ages only."""
    parents = _ages(card.parent_from_years, card.parent_until_years, _("years"))
    child = _ages(card.child_from_months, card.child_until_months, _("months"))
    found = [_("parents: %(ages)s") % {"ages": parents} if parents else ""]
    found.append(_("child: %(ages)s") % {"ages": child} if child else "")
    return "; ".join(part for part in found if part)
