"""The 1,000 days as a drawing: contact moments of each carer, handovers, and the paths of each phase. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

import yaml

from kansrijk.paths.definition import PHASES, Definition
from kansrijk.paths.layout import LINE_SMALL, SMALL, wrap
from kansrijk.paths.words import say

FAMILY, INK, SOFT, ACCENT = "Noto Sans", "#21262c", "#555c64", "#0a5c63"
COLOURS = {"before": "#7b2565", "during": "#b0500c", "after": "#1459b0"}
WIDTH, NARROW = 900.0, 344.0


@dataclass(frozen=True)
class Moment:
    """When, who is there, what it is; `is_handover`: the family goes from one to another."""

    phase: str
    when: str
    lanes: tuple[str, ...]
    name: str
    note: str
    is_handover: bool


@cache
def _data() -> dict[str, Any]:
    text = files("kansrijk.paths").joinpath("data/timeline.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return found


def lanes(language: str) -> dict[str, str]:
    """Code → who."""
    key = "en" if language == "en" else "nl"
    return {lane["code"]: lane[key] for lane in _data()["lanes"]}


def moments(language: str) -> list[Moment]:
    """All moments, in the order of time."""
    key = "en" if language == "en" else "nl"
    return [
        Moment(
            one["phase"],
            one[f"when_{key}"],
            tuple(one["lanes"]),
            one[key],
            one[f"note_{key}"],
            bool(one.get("is_handover")),
        )
        for one in _data()["moments"]
    ]


def by_phase(paths: Sequence[Definition]) -> dict[str, list[Definition]]:
    """Phase → the paths that can begin in it."""
    return {phase: [one for one in paths if phase in one.trigger.phases] for phase in PHASES}


def draw(paths: Sequence[Definition], *, language: str, narrow: bool, prefix: str, title: str) -> str:
    """The drawing for in a page; the same moments stand below it in words."""
    width = NARROW if narrow else WIDTH
    body, height = _body(paths, language, narrow, width)
    look = "k-path k-path--narrow" if narrow else "k-path k-path--wide"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-labelledby="{prefix}-title">'
        f'<title id="{prefix}-title">{escape(title)}</title>{body}</svg>'
    )


def _body(paths: Sequence[Definition], language: str, narrow: bool, width: float) -> tuple[str, float]:
    """Rows from top to bottom, a band for each phase."""
    names = lanes(language)
    left, gap = (76.0, 20.0) if narrow else (104.0, 92.0)
    columns = {code: left + gap * (number + 0.5) for number, code in enumerate(names)}
    words_at = left + gap * len(names) + 12
    parts: list[str] = []
    y = 12.0
    if not narrow:
        heads = {code: wrap(names[code], gap - 10, SMALL) for code in columns}
        for code, x in columns.items():
            parts += [
                _text(x, y + 16 + LINE_SMALL * i, line, "soft", anchor="middle") for i, line in enumerate(heads[code])
            ]
        y += 14 + LINE_SMALL * max(map(len, heads.values()))
    known = by_phase(paths)
    for phase in PHASES:
        top = y
        inner: list[str] = []
        y += 26
        inner.append(_text(16, y, say("answers", phase, language), "header", fill=COLOURS[phase], phase=phase))
        listed = ", ".join(path.name for path in known[phase])
        if listed:
            for line in wrap(f"{_paths_word(language)}: {listed}", width - 40, SMALL):
                y += LINE_SMALL + 1
                inner.append(_text(16, y, line, "soft"))
        y += 10
        for moment in (one for one in moments(language) if one.phase == phase):
            row, height = _row(moment, y, columns, words_at, width - words_at - 14, phase, left)
            inner += row
            y += height
        y += 6
        parts.append(
            f'<rect class="k-path__band k-path__band--{phase}" x="4" y="{top + 4:.1f}" width="{width - 8:.1f}" '
            f'height="{y - top - 6:.1f}" rx="8" fill="none" stroke="{COLOURS[phase]}" stroke-width="1.5"/>'
        )
        parts += inner
    return "".join(parts), y + 8


def _paths_word(language: str) -> str:
    return "care paths" if language == "en" else "zorgpaden"


def _row(
    moment: Moment, y: float, columns: dict[str, float], at: float, width: float, phase: str, left: float
) -> tuple[list[str], float]:
    """One moment: when, a mark for each who is there (joined where there are more), what it is."""
    name = wrap(moment.name, width, SMALL + 0.5, bold=True)
    note = wrap(moment.note, width, SMALL) if moment.note else []
    when = wrap(moment.when, left - 22, SMALL)
    height = 12 + LINE_SMALL * max(len(name) + len(note), len(when))
    middle = y + height / 2
    parts = [_text(16, y + 14 + LINE_SMALL * i, line, "soft") for i, line in enumerate(when)]
    xs = sorted(columns[code] for code in moment.lanes)
    if len(xs) > 1:
        parts.append(
            f'<path class="k-path__join k-path__join--{phase}" d="M{xs[0]:.1f} {middle:.1f}H{xs[-1]:.1f}" '
            f'stroke="{COLOURS[phase]}" stroke-width="3" fill="none"/>'
        )
    for x in xs:
        parts.append(_mark(x, middle, phase, moment.is_handover))
    parts += [_text(at, y + 14 + LINE_SMALL * i, line, "title", weight=700) for i, line in enumerate(name)]
    below = y + 14 + LINE_SMALL * len(name)
    parts += [_text(at, below + LINE_SMALL * i, line, "soft") for i, line in enumerate(note)]
    return parts, height


def _mark(x: float, y: float, phase: str, is_handover: bool) -> str:
    """A circle; a handover is an arrow head, so that it is not told by colour alone."""
    colour = COLOURS[phase]
    if is_handover:
        shape = f"M{x - 7:.1f} {y - 7:.1f}h7l7 7-7 7h-7l5-7Z"
        return f'<path class="k-path__mark k-path__mark--{phase}" d="{shape}" fill="{colour}"/>'
    return f'<circle class="k-path__mark k-path__mark--{phase}" cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{colour}"/>'


def _text(
    x: float,
    y: float,
    words: str,
    kind: str,
    *,
    anchor: str = "start",
    weight: int = 400,
    fill: str = "",
    phase: str = "",
) -> str:
    colour = fill or (INK if kind in {"title", "header"} else SOFT)
    bold = 700 if kind == "header" else weight
    look = f"k-path__{kind}" + (f" k-path__phase--{phase}" if phase else "")
    size = 15 if kind == "header" else SMALL
    return (
        f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="{FAMILY}" '
        f'font-size="{size}" font-weight="{bold}" fill="{colour}">{escape(words)}</text>'
    )


def listed(paths: Sequence[Definition], language: str) -> Iterator[tuple[str, list[Definition], list[Moment]]]:
    """(phase, its paths, its moments): the drawing in words."""
    known = by_phase(paths)
    for phase in PHASES:
        yield phase, known[phase], [one for one in moments(language) if one.phase == phase]
