"""A path as a drawing (SVG), from its layout. Pure; every text is escaped.

Inline in a page the style sheet colours it by class, light and dark; alone it carries its own fills, on white paper.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from kansrijk.paths.definition import Definition
from kansrijk.paths.layout import AXIS, LINE_TITLE, MARGIN, SMALL, TITLE, Box, Edge, Layout, layout
from kansrijk.paths.words import say

INK, SOFT, LINE, ACCENT, PAPER, LANE, BOX = "#21262c", "#555c64", "#7d766a", "#0a5c63", "#ffffff", "#f3efe8", "#ffffff"
FAMILY = "Noto Sans"
PHONE = 344  # what is left of 360 pixels beside the page's own margins


def draw(path: Definition, *, language: str = "nl", narrow: bool = False, prefix: str = "pad") -> str:
    """For in a page, scaled by the style sheet; `prefix` keeps identifiers of two drawings apart."""
    found = layout(path, language=language, narrow=PHONE if narrow else None)
    look = "k-path k-path--narrow" if narrow else "k-path k-path--wide"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" viewBox="0 0 {found.width:.0f} {found.height:.0f}" '
        f'width="{found.width:.0f}" height="{found.height:.0f}" '
        f'role="img" aria-labelledby="{prefix}-title {prefix}-desc">{_named(path, found, language, prefix)}'
        f"{_body(path, found, language, prefix)}</svg>"
    )


def alone(path: Definition, *, language: str = "nl", narrow: bool = False) -> str:
    """A file of its own on white paper."""
    found = layout(path, language=language, narrow=PHONE if narrow else None)
    width, height = f"{found.width:.0f}", f"{found.height:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="pad-title pad-desc">{_named(path, found, language, "pad")}'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>{_body(path, found, language, "pad")}</svg>'
    )


def _named(path: Definition, found: Layout, language: str, prefix: str) -> str:
    parties = len({box.step.party for box in found.boxes})
    described = say("drawing", "described", language, steps=len(found.boxes), parties=parties)
    title = say("drawing", "title", language, name=path.name)
    return f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{escape(described)}</desc>'


def _body(path: Definition, found: Layout, language: str, prefix: str) -> str:
    return "".join(
        [
            f'<defs><marker id="{prefix}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto"><path class="k-path__point" d="M0 0 8 4 0 8Z" fill="{SOFT}"/></marker></defs>',
            *_lanes(found),
            *_time(found, language),
            *(_edge(edge, prefix) for edge in found.edges),
            *(_box(box, is_start=box.step.id == path.start) for box in found.boxes),
        ]
    )


def _lanes(found: Layout) -> Iterator[str]:
    for number, lane in enumerate(found.lanes):
        if not found.is_narrow:
            look = "k-path__lane" if number % 2 == 0 else "k-path__lane k-path__lane--other"
            fill = LANE if number % 2 == 0 else PAPER
            yield (
                f'<rect class="{look}" x="{lane.x - 6:.1f}" y="{MARGIN:.1f}" width="{lane.width:.1f}" '
                f'height="{found.height - 2 * MARGIN:.1f}" rx="6" fill="{fill}"/>'
            )
        for line, words in enumerate(lane.header):
            y = MARGIN + 20 + LINE_TITLE * line
            yield _text(lane.x + 3, y, words, "header", weight=700)


def _time(found: Layout, language: str) -> Iterator[str]:
    """The arrow of time along the left side."""
    x, top, bottom = MARGIN + AXIS / 2 - 2, found.top + 22, found.height - MARGIN - 6
    yield (
        f'<path class="k-path__time" d="M{x:.1f} {top + 34:.1f}V{bottom:.1f}m-4 -6 4 6 4-6" fill="none" '
        f'stroke="{LINE}" stroke-width="1.5"/>'
    )
    words = escape(say("drawing", "time", language))
    yield (
        f'<text class="k-path__soft" x="{x:.1f}" y="{top + 24:.1f}" text-anchor="middle" font-family="{FAMILY}" '
        f'font-size="{SMALL}" fill="{SOFT}">{words}</text>'
    )


def _edge(edge: Edge, prefix: str) -> str:
    start, *rest = edge.points
    way = f"M{start[0]:.1f} {start[1]:.1f}" + "".join(f"L{x:.1f} {y:.1f}" for x, y in rest)
    look = "k-path__edge k-path__edge--if" if edge.is_conditional else "k-path__edge"
    return (
        f'<path class="{look}" d="{way}" fill="none" stroke="{SOFT}" stroke-width="1.6" stroke-linejoin="round" '
        f'marker-end="url(#{prefix}-arrow)"/>'
    )


def _box(box: Box, *, is_start: bool) -> str:
    step = box.step
    kinds = [
        "k-path__box",
        *(["k-path__box--start"] if is_start else []),
        *(["k-path__box--end"] if step.is_end else []),
        *(["k-path__box--consent"] if step.consent else []),
    ]
    stroke, thick = (ACCENT, 2.4) if is_start or step.consent else (LINE, 1.4)
    round_ = min(16.0, box.height / 2) if step.is_end else 6.0
    parts = [
        f'<g><rect class="{" ".join(kinds)}" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="{round_:.1f}" fill="{BOX}" stroke="{stroke}" stroke-width="{thick}"/>'
    ]
    for text in box.texts:
        weight = 700 if text.kind == "title" else 400
        parts.append(_text(box.x + text.x, box.y + text.y, text.words, text.kind, weight=weight))
    return "".join(parts) + "</g>"


def _text(x: float, y: float, words: str, kind: str, *, weight: int) -> str:
    size = TITLE if kind in {"title", "header"} else SMALL
    fill = {"title": INK, "header": INK, "chip": ACCENT, "small": SOFT, "exit": INK}[kind]
    anchor = ' text-anchor="end"' if kind == "exit" else ""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    return (
        f'<text class="k-path__{kind}" x="{x:.1f}" y="{y:.1f}" font-family="{FAMILY}" font-size="{size}"{bold} '
        f'fill="{fill}"{anchor}>{escape(words)}</text>'
    )
