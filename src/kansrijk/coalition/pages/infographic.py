"""The infographic of a coalition: the same facts as drawing (SVG) and as words. Every text is escaped.

Inline in a page the style sheet colours it by class, light and dark; alone it carries its own fills, on white paper.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.coalition.pages.laying_out import BOLD, LINE, PAD, SIZES, Box, Sheet, Words, lay_out
from kansrijk.coalition.queries.infographic import Infographic
from kansrijk.web.picture import written

INK, SOFT, FRAME, ACCENT, PAPER, GROUND, ON_ACCENT = (
    "#21262c",
    "#555c64",
    "#7d766a",
    "#0a5c63",
    "#ffffff",
    "#f3efe8",
    "#ffffff",
)
FAMILY = "Noto Sans"
WIDE, PHONE = 1123.0, 344.0  # A4 lying down at 96 pixels an inch; what is left of 360 pixels
A4_HIGH = 794.0
MOST_COLUMNS = 4


@dataclass(frozen=True)
class InfographicPage:
    """What the template shows: two drawings and the same in words."""

    wide: str
    narrow: str
    facts: Infographic
    lead: str
    is_empty: bool


def infographic_page(facts: Infographic, on: date) -> InfographicPage:
    """Drawn for a wide screen and for a phone."""
    words = words_of(facts, on)
    return InfographicPage(
        _inline(_wide(facts, words)[0], facts, words, "wide"),
        _inline(lay_out(facts, words, width=PHONE, columns=1)[0], facts, words, "narrow"),
        facts,
        words.lead,
        is_empty=not facts.action_count and not facts.party_count,
    )


def sheets(facts: Infographic, on: date) -> list[str]:
    """Drawings of their own, each one A4 lying down."""
    words = words_of(facts, on)
    return [_alone(one, facts, words) for one in _wide(facts, words, most=A4_HIGH)]


def document(facts: Infographic, on: date) -> dict[str, Any]:
    """What `coalition/typst/infographic.typ` shows: the sheets, each with what it says, and all of it in words."""
    words = words_of(facts, on)
    drawn = sheets(facts, on)
    title = _title(facts)
    return {
        "title": title,
        "lang": get_language() or "nl",
        "foot": facts.coalition,
        "lead": words.lead,
        "sheets": [
            {
                "svg": written(one),
                "alt": _("%(title)s. Sheet %(number)s of %(sheets)s. The same stands below in words.")
                % {"title": title, "number": number, "sheets": len(drawn)},
            }
            for number, one in enumerate(drawn, start=1)
        ],
        "pillars": [
            {
                "name": one.name or words.loose,
                "actions": [f"{act.title} ({words.done})" if act.is_done else act.title for act in one.actions],
                "parties": list(one.parties),
            }
            for one in facts.pillars
        ],
        "others": list(facts.others),
        "words": {
            "doing": words.doing,
            "who": words.who,
            "others": words.others,
            "nothing": words.nothing,
            "page": _("page"),
        },
    }


def whole(facts: Infographic, on: date) -> str:
    """One drawing of its own, as high as it needs."""
    words = words_of(facts, on)
    return _alone(_wide(facts, words)[0], facts, words)


def words_of(facts: Infographic, on: date) -> Words:
    """The sentence under the title, and the words between."""
    told = {"actions": facts.action_count, "parties": facts.party_count, "on": date_format(on, "j F Y")}
    return Words(
        lead=_("Actions: %(actions)s. Parties: %(parties)s. By pillar, as it is on %(on)s.") % told,
        loose=_("Under no pillar"),
        others=_("Take part too"),
        doing=_("What we do"),
        who=_("Who does it"),
        nothing=_("no action yet"),
        done=_("done"),
        further=_("(further)"),
    )


def _wide(facts: Infographic, words: Words, most: float | None = None) -> list[Sheet]:
    columns = min(MOST_COLUMNS, max(2, len(facts.pillars)))
    return lay_out(facts, words, width=WIDE, columns=columns, most=most)


def _open(sheet: Sheet, look: str, prefix: str) -> str:
    size = f"{sheet.width:.0f}", f"{sheet.height:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{look} viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" '
        f'height="{size[1]}" role="img" aria-labelledby="{prefix}-title {prefix}-desc">'
    )


def _title(facts: Infographic) -> str:
    return _("Actions and parties of %(name)s, by pillar") % {"name": facts.coalition}


def _named(facts: Infographic, words: Words, prefix: str) -> str:
    doing, who = words.doing.lower(), words.who.lower()
    parts = [
        f"{one.name or words.loose}: {doing} ({len(one.actions)}), {who} ({len(one.parties)})." for one in facts.pillars
    ]
    told = " ".join([words.lead, *parts])
    return f'<title id="{prefix}-title">{escape(_title(facts))}</title><desc id="{prefix}-desc">{escape(told)}</desc>'


def _inline(sheet: Sheet, facts: Infographic, words: Words, look: str) -> str:
    prefix = f"infographic-{look}"
    body = "".join(_drawn(sheet))
    opened = _open(sheet, f' class="k-info k-info--{look}"', prefix)
    return f"{opened}{_named(facts, words, prefix)}{body}</svg>"


def _alone(sheet: Sheet, facts: Infographic, words: Words) -> str:
    ground = f'<rect width="{sheet.width:.0f}" height="{sheet.height:.0f}" fill="{PAPER}"/>'
    named = _named(facts, words, "infographic")
    return f"{_open(sheet, '', 'infographic')}{named}{ground}{''.join(_drawn(sheet))}</svg>"


_FRAMES = {
    "name": (ACCENT, ACCENT, 4.0),
    "again": (PAPER, ACCENT, 4.0),
    "action": (GROUND, GROUND, 3.0),
    "party": (PAPER, FRAME, 13.0),
}
_INKS = {"name": ON_ACCENT, "label": SOFT, "lead": SOFT, "nothing": SOFT}


def _drawn(sheet: Sheet) -> Iterator[str]:
    for one in sheet.boxes:
        yield _frame(one)
        yield from _lines(one)


def _frame(one: Box) -> str:
    if one.kind not in _FRAMES:
        return ""
    fill, stroke, radius = _FRAMES[one.kind]
    at = f'x="{one.x:.1f}" y="{one.y:.1f}" height="{one.height:.1f}"'
    drawn = (
        f'<rect class="k-info__{one.kind}" {at} width="{one.width:.1f}" rx="{radius:.0f}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="1.2"/>'
    )
    if one.kind == "action":
        drawn += f'<rect class="k-info__edge" {at} width="4" rx="2" fill="{SOFT if one.is_done else ACCENT}"/>'
    return drawn


def _lines(one: Box) -> Iterator[str]:
    kind = "name" if one.kind == "again" else one.kind
    size = SIZES[kind]
    inside = one.kind in _FRAMES
    x = one.x + (PAD + (6 if one.kind == "action" else 0) if inside else 0)
    room = one.height - len(one.lines) * size * LINE
    y = one.y + room / 2 + size * 1.05
    weight = ' font-weight="700"' if kind in BOLD else ""
    ink = INK if one.kind == "again" else _INKS.get(one.kind, INK)
    for number, line in enumerate(one.lines):
        yield (
            f'<text class="k-info__{one.kind}-text" x="{x:.1f}" y="{y + number * size * LINE:.1f}" '
            f'font-family="{FAMILY}" font-size="{size}"{weight} fill="{ink}">{escape(line)}</text>'
        )
