"""A referral as a letter: the words that `referrals/typst/letter.typ` sets, and that the page shows the same."""

from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.families import words_consent
from kansrijk.referrals.queries_receiver import Letter
from kansrijk.web.typesetting import typeset


def pdf(letter: Letter) -> bytes:
    """Tagged, on A4."""
    return typeset("referrals/typst/letter.typ", document(letter))


def document(letter: Letter) -> dict[str, Any]:
    """Everything that stands on paper. Its title names nobody."""
    day, title = date_format(localdate(), "j F Y"), _("Referral")
    return {
        "title": title,
        "lang": get_language() or "nl",
        "foot": f"{title} · {letter.sender_organisation}",
        "day": day,
        "to": letter.receiver_name,
        "from": f"{letter.sender_name}, {letter.sender_organisation}",
        "purpose": capfirst(str(words_consent.purpose(letter.purpose))),
        "parts": [[capfirst(str(words_consent.category(code))), text.splitlines()] for code, text in letter.parts],
        "agreed": _(
            "The parent agreed on %(day)s that you get this, for this purpose. That holds until %(until)s, and can be "
            "stopped on any day. You then hear so, and destroy this letter."
        )
        % {"day": date_format(letter.agreed_on, "j F Y"), "until": date_format(letter.agreed_until, "j F Y")},
        "answer": _answer(letter),
        "words": {
            "page": _("page"),
            "to": _("To"),
            "from": _("From"),
            "day": _("Date"),
            "purpose": _("What for"),
            "sent": _("What we ask of you"),
            "agreed": _("What was agreed"),
            "answer": _("Let us know"),
        },
    }


def _answer(letter: Letter) -> str:
    asked = _("Call who sent this: say that you have it, and whether you take it on.")
    back = _("You may tell later how it goes.")
    if not letter.hears_back:
        back = _("Do not tell how it goes after that: the parent did not agree to it.")
    return f"{asked} {back}"
