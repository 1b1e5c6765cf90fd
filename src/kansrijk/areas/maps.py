"""Areas drawn as one SVG: a function of shapes, classes and texts. Pure; the same drawing in page, PDF and slide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

# One hue from light to dark, told apart by colour-blind eyes and in grey print (ColorBrewer Blues, five classes).
CLASS_FILLS = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
TEXTURES = ("hidden", "no_data", "empty_at_source", "too_uncertain")
CONTEXT = "context"  # neighbours in grey, for orientation only
_INK = "#4a4a4a"
# Four patterns in a square of 10 by 10: dense hatching, nothing but a dashed outline's grey, dots, crosses.
_PATTERNS = {
    "hidden": '<path d="M0 10L10 0M-2 2L2 -2M8 12L12 8" stroke="{ink}" stroke-width="2"/>',
    "no_data": '<path d="M0 5H10" stroke="{ink}" stroke-width="1" stroke-dasharray="3 2"/>',
    "empty_at_source": '<circle cx="5" cy="5" r="1.8" fill="{ink}"/>',
    "too_uncertain": '<path d="M2 2L8 8M8 2L2 8" stroke="{ink}" stroke-width="1"/>',
}


@dataclass(frozen=True)
class MapArea:
    """One area to draw. `fill` is a class 1 to 5, one of TEXTURES, or CONTEXT; `label` is what is read aloud and shown
    on hover, such as "Leiden: 7,1 %"; without `href` the area is no link."""

    code: str
    label: str
    path: str
    box: tuple[int, int, int, int]
    fill: int | str
    href: str = ""


def svg_outline(
    areas: Sequence[MapArea],
    *,
    title: str,
    description: str = "",
    prefix: str = "map",
    fills: Mapping[int, str] | None = None,
    margin: float = 0.02,
) -> str:
    """The areas as an SVG document fragment, in the given order, links in reading order.

    `prefix` keeps identifiers apart when a page holds more than one map. Fills are attributes, so that the drawing
    stands alone; the classes `map-class-1` to `-5`, `map-hidden` and so on let a style sheet override them.
    """
    if not areas:
        return ""
    palette = fills or dict(enumerate(CLASS_FILLS, start=1))
    min_x, min_y = min(area.box[0] for area in areas), min(area.box[1] for area in areas)
    width = max(max(area.box[2] for area in areas) - min_x, 1)
    height = max(max(area.box[3] for area in areas) - min_y, 1)
    edge = round(max(width, height) * margin)
    box = f"{min_x - edge} {min_y - edge} {width + 2 * edge} {height + 2 * edge}"
    identifier = escape(prefix, {'"': ""})
    labels = f"{identifier}-title {identifier}-description" if description else f"{identifier}-title"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="{box}" role="group" aria-labelledby="{labels}">',
        f'<title id="{identifier}-title">{escape(title)}</title>',
        f'<desc id="{identifier}-description">{escape(description)}</desc>' if description else "",
        _definitions(areas, identifier, max(width, height) / 600),
        '<g stroke="#ffffff" stroke-width="0.7" stroke-linejoin="round" fill-rule="evenodd">',
        *(_area(area, palette, identifier) for area in areas),
        "</g></svg>",
    ]
    return "".join(parts)


def _definitions(areas: Sequence[MapArea], prefix: str, unit: float) -> str:
    """The textures in use, sized by the map so that they look the same at every scale."""
    used = [texture for texture in TEXTURES if any(area.fill == texture for area in areas)]
    return "<defs>" + "".join(_pattern(texture, prefix, unit) for texture in used) + "</defs>" if used else ""


def _pattern(texture: str, prefix: str, unit: float) -> str:
    return (
        f'<pattern id="{prefix}-{texture}" width="10" height="10" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({unit:.6g})"><rect width="10" height="10" fill="#f4f2ee"/>'
        f"{_PATTERNS[texture].format(ink=_INK)}</pattern>"
    )


def _area(area: MapArea, palette: Mapping[int, str], prefix: str) -> str:
    name = f"class-{area.fill}" if isinstance(area.fill, int) else area.fill
    fill = _fill(area.fill, palette, prefix)
    stroke = f' stroke="{_INK}"' if area.fill in TEXTURES else ""
    drawn = (
        f'<path class="map-{name}" data-code={quoteattr(area.code)} fill="{fill}"{stroke} '
        f'vector-effect="non-scaling-stroke" d="{area.path}"><title>{escape(area.label)}</title></path>'
    )
    if not area.href:
        return drawn
    return f"<a href={quoteattr(area.href)} aria-label={quoteattr(area.label)}>{drawn}</a>"


def _fill(fill: int | str, palette: Mapping[int, str], prefix: str) -> str:
    if isinstance(fill, int):
        return palette[fill]
    if fill == CONTEXT:
        return "#dcdcdc"
    if fill not in TEXTURES:
        raise ValueError(f"a map has no fill {fill!r}")
    return f"url(#{prefix}-{fill})"


def legend_swatch(
    fill: int | str, *, label: str, prefix: str = "legend", fills: Mapping[int, str] | None = None
) -> str:
    """A small drawing of one fill for the legend beside a map, its meaning as title."""
    palette = fills or dict(enumerate(CLASS_FILLS, start=1))
    texture = _pattern(fill, prefix, 1) if isinstance(fill, str) and fill in TEXTURES else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="swatch" viewBox="0 0 24 16" width="24" height="16" role="img" '
        f"aria-label={quoteattr(label)}>{'<defs>' + texture + '</defs>' if texture else ''}"
        f'<rect x="0.5" y="0.5" width="23" height="15" fill="{_fill(fill, palette, prefix)}" stroke="{_INK}"/></svg>'
    )
