"""Training and embedding in words, and two years of embedding as a simple drawing beside them."""

import csv
import io
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.coalition import words
from kansrijk.coalition.queries import LineCard, TrainingCard
from kansrijk.coalition.rules_learning import STANDS, moved

LINES = {
    "agreements": gettext_lazy("agreements of the boards"),
    "funding": gettext_lazy("lasting money"),
    "rules": gettext_lazy("rules that fit"),
    "learning": gettext_lazy("learning and measuring"),
    "urgency": gettext_lazy("urgency and ties"),
}
STAND_WORDS = {
    "not_yet": gettext_lazy("not yet"),
    "begun": gettext_lazy("begun"),
    "for_now": gettext_lazy("arranged for now"),
    "lasting": gettext_lazy("arranged to last"),
}
MOVED = {
    "further": gettext_lazy("went further"),
    "back": gettext_lazy("went back"),
    "same": gettext_lazy("stayed the same"),
    "": gettext_lazy("cannot be compared"),
}
ROW, LEFT, STEP, TOP = 56, 190, 132, 44
_SHAPES = {"before": "k-embedding__before", "now": "k-embedding__now"}


@dataclass(frozen=True)
class ScanLine:
    """One line in two years."""

    code: str
    name: str
    now: LineCard
    now_words: str
    before_words: str
    moved: str


@dataclass(frozen=True)
class ScanPage:
    """What the template draws. `drawing` is SVG of our own making, every word escaped."""

    year: str
    before: str
    lines: list[ScanLine]
    drawing: str
    is_empty: bool


def scan_page(year: int, now: tuple[LineCard, ...], before: int | None, then: tuple[LineCard, ...]) -> ScanPage:
    """Two years side by side; the earlier one may be missing."""
    earlier = {one.line: one for one in then}
    lines = []
    for one in now:
        was = earlier[one.line].stands if one.line in earlier else ""
        went = str(MOVED[moved(was, one.stands)]) if before else ""
        lines.append(
            ScanLine(one.line, str(LINES[one.line]), one, _stand(one.stands), _stand(was) if before else "", went)
        )
    is_empty = not any(one.stands for one in (*now, *then))
    return ScanPage(
        str(year), str(before or ""), lines, "" if is_empty else _drawn(year, now, before, earlier), is_empty
    )


def _stand(code: str) -> str:
    return str(STAND_WORDS[code]) if code in STAND_WORDS else _("not filled in")


def _drawn(year: int, now: tuple[LineCard, ...], before: int | None, earlier: dict[str, LineCard]) -> str:
    """Rows for the lines, columns for how they stand: a ring is the earlier year, a full square this one."""
    width, height = LEFT + STEP * len(STANDS), TOP + ROW * len(now) + 30
    title = _("Five lines, %(year)s") % {"year": f"{before} → {year}" if before else year}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="k-embedding" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="borging-title"><title id="borging-title">{escape(title)}</title>'
    ]
    for column, code in enumerate(STANDS):
        x = LEFT + STEP * column + STEP / 2
        parts.append(f'<text x="{x:.0f}" y="24" text-anchor="middle">{escape(str(STAND_WORDS[code]))}</text>')
        parts.append(f'<line x1="{x:.0f}" y1="{TOP - 10}" x2="{x:.0f}" y2="{TOP + ROW * len(now) - 14}"/>')
    for row, one in enumerate(now):
        y = TOP + ROW * row + 18
        parts.append(f'<text x="0" y="{y + 5}">{escape(str(LINES[one.line]))}</text>')
        was = earlier[one.line].stands if one.line in earlier else ""
        if was:
            x = LEFT + STEP * STANDS.index(was) + STEP / 2
            parts.append(f'<circle class="{_SHAPES["before"]}" cx="{x:.0f}" cy="{y}" r="15"/>')
        if one.stands:
            x = LEFT + STEP * STANDS.index(one.stands) + STEP / 2
            parts.append(f'<rect class="{_SHAPES["now"]}" x="{x - 8:.0f}" y="{y - 8}" width="16" height="16"/>')
    return "".join(parts) + _legend(year, before, height) + "</svg>"


def _legend(year: int, before: int | None, height: int) -> str:
    y = height - 12
    parts = [
        f'<rect class="{_SHAPES["now"]}" x="0" y="{y - 12}" width="16" height="16"/><text x="24" y="{y}">{year}</text>'
    ]
    if before:
        parts.append(
            f'<circle class="{_SHAPES["before"]}" cx="110" cy="{y - 5}" r="12"/><text x="132" y="{y}">{before}</text>'
        )
    return "".join(parts)


@dataclass(frozen=True)
class DayLine:
    """A day in words: how many of which profession."""

    card: object
    counts: str


def counts_words(counts: tuple[tuple[str, int], ...]) -> str:
    """“verloskundigen: 3, kraamzorg: 2”."""
    return ", ".join(f"{words.word('party_kinds', code)}: {count}" for code, count in counts)


def training_csv(cards: list[TrainingCard]) -> str:
    """A line per training, day and profession; no names. What begins like a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["scholing", "gegeven_door", "dag", "plaats", "beroep", "aantal"])
    for card in cards:
        for day in card.days:
            for code, count in day.counts or (("", 0),):
                cells = [card.title, card.given_by, f"{day.held_on:%Y-%m-%d}", day.place]
                writer.writerow([*map(_as_text, cells), words.word("party_kinds", code) if code else "", count])
    return out.getvalue()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell
