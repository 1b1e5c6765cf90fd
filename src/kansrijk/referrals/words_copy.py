"""Referrals in a copy of one's own data, in words for whoever reads it on paper."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kansrijk.families import words_consent, words_copy
from kansrijk.referrals import words, words_meeting

TITLES = {
    "referral": _("Help that was asked for you"),
    "part": _("What was sent along"),
    "event": _("What happened with it"),
    "word": _("What was written with it"),
    "case_meeting": _("Meetings about your help"),
    "participant": _("Who took part in them"),
    "meeting_task": _("What was agreed in them"),
}
LABELS = {
    "referral": {
        "purpose": _("What for?"),
        "sender_organisation": _("Who asked"),
        "receiver_organisation": _("Who was asked"),
        "state": _("How it stands"),
        "sent_at": _("Asked on"),
        "changed_at": _("Changed on"),
    },
    "part": {"category": _("What"), "text": _("The text")},
    "event": {
        "at": _("When"),
        "event": _("What happened"),
        "reason": _("Why?"),
        "organisation": _("Organisation"),
        "how": _("How"),
    },
    "word": {"who": _("By whom"), "text": _("The text")},
    "case_meeting": {
        "held_on": _("When"),
        "organisation": _("Organisation"),
        "parents": _("The parents"),
        "absence": _("Why not?"),
        "agenda": _("Agenda"),
    },
    "participant": {"name": _("Who takes part"), "for_date": _("When"), "agreed_on": _("Yes was said on")},
    "meeting_task": {
        "text": _("What was agreed"),
        "due_on": _("By when"),
        "done_on": _("Done on"),
        "feedback": _("What came of it"),
    },
}
"""Columns without a label stand in the file for computers only."""


def lines(table: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, value in words) of what a row says."""
    labels = LABELS[table]
    found = [(str(labels[name]), said(name, value)) for name, value in row.items() if name in labels and value]
    if table == "part" and row["text"] is None:
        found.append((str(labels["text"]), _now("Not on paper, for your safety. Ask to look at it together.")))
    return found


def said(name: str, value: Any) -> str:
    """One value in words."""
    words_of: dict[str, Any] = {
        "state": words.FOR_PARENTS,
        "event": words.STEPS,
        "who": words.WHO,
        "how": words.HOW,
        "parents": words_meeting.PARENTS,
        "absence": words_meeting.ABSENCE,
        "reason": {**words.REASONS, **words.ASKED_OF},
    }
    if name in words_of:
        return str(words_of[name].get(value, value))
    if name == "purpose":
        return str(words_consent.purpose(value))
    if name == "category":
        return str(words_consent.category(value))
    return words_copy.said("made_at" if name == "at" else name, value)
