"""Agenda and minutes of one meeting as a document: the words that `coalition/typst/minutes.typ` sets."""

from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.coalition.pages.meetings import DecisionLine, MeetingPage
from kansrijk.web.typesetting import typeset


def pdf(page: MeetingPage, coalition: str) -> bytes:
    """Tagged, on A4."""
    return typeset("coalition/typst/minutes.typ", document(page, coalition))


def document(page: MeetingPage, coalition: str) -> dict[str, Any]:
    """Everything that the page of the meeting says, but what may be done there."""
    meeting = page.meeting
    when = [capfirst(date_format(meeting.held_on, "l j F Y"))]
    if meeting.begins_at:
        when.append(f"{meeting.begins_at:%H:%M}")
    version = _("version %(number)s of the minutes") % {"number": meeting.minutes_version}
    return {
        "title": meeting.title,
        "lang": get_language() or "nl",
        "coalition": coalition,
        "foot": f"{coalition} · {meeting.title}" + (f" · {version}" if meeting.minutes else ""),
        "when": ", ".join(part for part in [*when, meeting.place] if part),
        "present": page.present,
        "absent": page.absent,
        "points": list(meeting.points),
        "due": [
            [
                line.card.title,
                line.card.owner or line.card.party or "–",
                date_format(line.card.due_on, "j F Y") if line.card.due_on else "–",
            ]
            for line in page.due
        ],
        "expiring": [[one.title, one.standing] for one in page.expiring],
        "decisions": [{"text": one.text, "action": _action(one)} for one in page.decisions],
        "minutes": [part.splitlines() for part in meeting.minutes.replace("\r\n", "\n").split("\n\n") if part.strip()],
        "words": {
            "page": _("page"),
            "agenda": _("Agenda"),
            "present": _("There"),
            "absent": _("Not there"),
            "nothing_due": _("Nothing is due. Time to get to know each other."),
            "due": _("Actions that are due"),
            "due_heads": [_("What"), _("Who does it"), _("At the latest")],
            "expiring": _("Agreements that ask attention"),
            "decisions": _("Decisions"),
            "no_decisions": _("Nothing is decided yet."),
            "minutes": _("Minutes"),
            "no_minutes": _("No minutes yet."),
        },
    }


def _action(one: DecisionLine) -> str:
    if not one.action:
        return ""
    day = date_format(one.due_on, "j F Y") if one.due_on else ""
    return ", ".join(part for part in (f"{_('action')}: {one.state}", one.owner, day) if part)
