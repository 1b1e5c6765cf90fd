"""Areas drawn as one SVG: a function of shapes, classes and texts. Pure; the same drawing in page, PDF and slide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

# The light theme of web/frontend/tokens.css, so that a drawing that stands alone looks like the page (a test compares).
CLASS_FILLS = ("#f2f5e2", "#a8d5c6", "#6bb5bd", "#2b7ba5", "#1b3a6d")
TEXTURES = ("hidden", "no_data", "empty_at_source", "too_uncertain")
CONTEXT = "context"  # neighbours in grey, for orientation only
NEIGHBOUR, LINE, GROUND, TEXTURE_LINE = "#e7e3db", "#5d574e", "#ffffff", "#67615a"
# Four patterns, as in web/textures.html: width, height, and what is drawn on the ground.
_HATCH = '<path class="k-texture-line" fill="none" stroke="{ink}" stroke-width="1.5" d="{d}"/>'
_PATTERNS = {
    "hidden": (7, 7, _HATCH.replace("{d}", "M-1 1 1-1M0 7 7 0M6 8 8 6")),
    "no_data": (7, 7, '<circle class="k-texture-dot" cx="3.5" cy="3.5" r="1.3" fill="{ink}"/>'),
    "empty_at_source": (7, 6, _HATCH.replace("{d}", "M0 3H7")),
    "too_uncertain": (8, 8, _HATCH.replace("{d}", "M0 4H8M4 0V8")),
}
# What lies over a class where its figure may also belong to another: ticks where to the next one, waves where further.
OVERLAYS = ("less_sure", "unsure")
_MARKS = {"less_sure": (14, 14, "M4 1V6M11 8V13"), "unsure": (14, 11, "M0 5 3.5 2 10.5 8 14 5")}
_OVER = (
    '<path class="k-over-edge" fill="none" stroke="{ground}" stroke-width="2.8" d="{d}"/>'
    '<path class="k-over-line" fill="none" stroke="{ink}" stroke-width="1.3" d="{d}"/>'
)
WIDE = 600  # pixels that a drawing is about wide; textures and lines are sized by it


@dataclass(frozen=True)
class MapArea:
    """One area to draw. `fill` is a class 1 to 5, one of TEXTURES, or CONTEXT; `label` is what is read aloud and shown
    on hover, such as "Leiden: 7,1 %"; without `href` the area is no link. `over` is one of OVERLAYS, or nothing."""

    code: str
    label: str
    path: str
    box: tuple[int, int, int, int]
    fill: int | str
    href: str = ""
    over: str = ""


@dataclass(frozen=True)
class Frame:
    """What a drawing shows, in drawn metres: left, top, width and height; `unit` is about a pixel of it."""

    left: int
    top: int
    width: int
    height: int

    @property
    def view_box(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"

    @property
    def unit(self) -> float:
        return max(self.width, self.height) / WIDE


def frame_of(areas: Sequence[MapArea], margin: float = 0.02) -> Frame:
    """The frame around the areas that are told; of their neighbours an edge is seen."""
    told = [area for area in areas if area.fill != CONTEXT] or list(areas)
    margin = max(margin, 0.06) if len(told) < len(areas) else margin
    left, top = min(area.box[0] for area in told), min(area.box[1] for area in told)
    width = max(max(area.box[2] for area in told) - left, 1)
    height = max(max(area.box[3] for area in told) - top, 1)
    edge = round(max(width, height) * margin)
    return Frame(left - edge, top - edge, width + 2 * edge, height + 2 * edge)


def svg_outline(
    areas: Sequence[MapArea],
    *,
    title: str,
    description: str = "",
    prefix: str = "map",
    fills: Mapping[int, str] | None = None,
    margin: float = 0.02,
) -> str:
    """The areas as an SVG document fragment, neighbours first, the rest in the given order, links in reading order.

    `prefix` keeps identifiers apart when a page holds more than one map. Fills are attributes, so that the drawing
    stands alone; the classes `k-class-1` to `-5` and `k-neighbour` let a style sheet follow the reader's theme.
    """
    if not areas:
        return ""
    frame = frame_of(areas, margin)
    identifier = escape(prefix, {'"': ""})
    labels = f"{identifier}-title {identifier}-description" if description else f"{identifier}-title"
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" class="k-map__drawing" '
        f'viewBox="{frame.view_box}" role="group" aria-labelledby="{labels}">',
        f'<title id="{identifier}-title">{escape(title)}</title>',
        f'<desc id="{identifier}-description">{escape(description)}</desc>' if description else "",
        drawn(areas, frame, prefix=identifier, fills=fills),
        "</svg>",
    ]
    return "".join(parts)


def drawn(
    areas: Sequence[MapArea], frame: Frame, *, prefix: str = "map", fills: Mapping[int, str] | None = None
) -> str:
    """What stands inside an SVG of this frame: textures in use and the areas, lines as wide as the frame asks."""
    palette = fills or dict(enumerate(CLASS_FILLS, start=1))
    used = [texture for texture in TEXTURES if any(area.fill == texture for area in areas)]
    over = [overlay for overlay in OVERLAYS if any(area.over == overlay for area in areas)]
    patterns = [_pattern(one, prefix, frame.unit) for one in used] + [_overlay(one, prefix, frame.unit) for one in over]
    textures = f"<defs>{''.join(patterns)}</defs>" if patterns else ""
    ordered = sorted(areas, key=lambda area: area.fill != CONTEXT)
    return (
        f'{textures}<g stroke="{LINE}" stroke-width="{0.5 * frame.unit:.3g}" stroke-linejoin="round" '
        f'fill-rule="evenodd">{"".join(_area(area, palette, prefix) for area in ordered)}</g>'
    )


def _pattern(texture: str, prefix: str, unit: float) -> str:
    width, height, marks = _PATTERNS[texture]
    return (
        f'<pattern id="{prefix}-{texture}" width="{width}" height="{height}" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({unit:.6g})">'
        f'<rect class="k-texture-ground" width="{width}" height="{height}" fill="{GROUND}"/>'
        f"{marks.replace('{ink}', TEXTURE_LINE)}</pattern>"
    )


def _overlay(overlay: str, prefix: str, unit: float) -> str:
    """Marks without a ground, so that the class under them stays seen; edged, so that they show on each class."""
    width, height, marks = _MARKS[overlay]
    return (
        f'<pattern id="{prefix}-{overlay}" width="{width}" height="{height}" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({unit:.6g})">{_OVER.format(ground=GROUND, ink=LINE, d=marks)}</pattern>'
    )


def _area(area: MapArea, palette: Mapping[int, str], prefix: str) -> str:
    shape = f'<path {_look(area.fill, palette, prefix)} d="{area.path}">'
    # A link says its own name; a title besides would be read twice, but shows the name on hover.
    shape += f"<title>{escape(area.label)}</title></path>"
    if area.over:
        shape += f'<path class="k-over" fill="url(#{prefix}-{area.over})" stroke="none" d="{area.path}"/>'
    code = quoteattr(area.code)
    if not area.href:
        return f"<g data-code={code}>{shape}</g>"
    return f"<a href={quoteattr(area.href)} data-code={code} aria-label={quoteattr(area.label)}>{shape}</a>"


def _look(fill: int | str, palette: Mapping[int, str], prefix: str) -> str:
    """The class and fill of a shape."""
    if isinstance(fill, int):
        return f'class="k-class-{fill}" fill="{palette[fill]}"'
    if fill == CONTEXT:
        return f'class="k-neighbour" fill="{NEIGHBOUR}"'
    if fill not in TEXTURES:
        raise ValueError(f"a map has no fill {fill!r}")
    return f'fill="url(#{prefix}-{fill})"'


def legend_swatch(
    fill: int | str, *, label: str, prefix: str = "legend", fills: Mapping[int, str] | None = None, over: str = ""
) -> str:
    """A small drawing of one fill for the legend beside a map, its meaning as title; `over` as in `MapArea`."""
    palette = fills or dict(enumerate(CLASS_FILLS, start=1))
    texture = _pattern(fill, prefix, 1) if isinstance(fill, str) and fill in TEXTURES else ""
    texture += _overlay(over, prefix, 1) if over else ""
    marks = f'<rect x="0.5" y="0.5" width="23" height="15" fill="url(#{prefix}-{over})"/>' if over else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="swatch" viewBox="0 0 24 16" width="24" height="16" role="img" '
        f"aria-label={quoteattr(label)}>{'<defs>' + texture + '</defs>' if texture else ''}"
        f'<rect x="0.5" y="0.5" width="23" height="15" {_look(fill, palette, prefix)} stroke="{LINE}"/>{marks}</svg>'
    )
