"""Components as tags: `{% load components %}`. The page /onderdelen shows each with the code that draws it.

Every tag takes words that are already translated; colour never says anything that a word or a shape does not.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

PHASES = {
    "before": gettext_lazy("before pregnancy"),
    "during": gettext_lazy("during pregnancy"),
    "after": gettext_lazy("after birth"),
}
SHAPES = {
    "before": '<circle cx="8" cy="8" r="7"/>',
    "during": '<path d="M8 1 15.5 15H.5Z"/>',
    "after": '<rect x="1.5" y="1.5" width="13" height="13"/>',
}
# Status of a figure → (word, why, class of its texture). Design.md, red line 5.
EMPTIES = {
    "hidden": (
        gettext_lazy("hidden"),
        gettext_lazy("We do not show this figure, so that nobody can be recognised in it."),
        "k-hidden",
    ),
    "no_data": (
        gettext_lazy("no data"),
        gettext_lazy("The source has not given a figure for this area and period."),
        "k-no-data",
    ),
    "empty_at_source": (
        gettext_lazy("empty at source"),
        gettext_lazy("The source leaves this cell empty and does not say whether it is zero or secret."),
        "k-empty",
    ),
    "too_uncertain": (
        gettext_lazy("too uncertain"),
        gettext_lazy("This figure was estimated, and the margin is too wide to say something useful."),
        "k-uncertain",
    ),
}
ICONS = {
    "info": '<circle cx="12" cy="12" r="9.5"/><path d="M12 11v6M12 7v.5"/>',
    "ok": '<circle cx="12" cy="12" r="9.5"/><path d="m7.5 12.5 3 3 6-6.5"/>',
    "warning": '<path d="M12 3 22 20.5H2Z"/><path d="M12 10v5M12 17.5v.5"/>',
    "error": '<path d="M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8Z"/><path d="M12 7v6M12 16.5v.5"/>',
}


def icon(name: str) -> SafeString:
    """A line drawing of 24 by 24 that says nothing by itself."""
    return format_html(
        '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"'
        ' stroke-linejoin="round" aria-hidden="true">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308 - our own drawing
    )


@register.simple_tag
def address(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a named address; '' when this installation does not have it."""
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


@register.simple_tag
def button(text: str, href: str = "", kind: str = "primary", name: str = "", value: str = "") -> SafeString:
    """A button (submits its form) or, with `href`, a link that looks like one. `kind`: primary, secondary, subtle."""
    look = {"primary": "primary-action", "secondary": "secondary-action", "subtle": "subtle"}[kind]
    classes = f"utrecht-button utrecht-button--{look}"
    if href:
        return format_html('<a class="{}" href="{}">{}</a>', classes, href, text)
    extra = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html('<button class="{}" type="submit"{}>{}</button>', classes, extra, text)


@register.simple_block_tag
def alert(content: str, kind: str = "info", title: str = "") -> SafeString:
    """What went well or wrong. `kind`: info, ok, warning, error (announced at once)."""
    heading = format_html("<p><strong>{}</strong></p>", title) if title else ""
    return format_html(
        '<div class="utrecht-alert utrecht-alert--{}" role="{}">{}<div class="utrecht-alert__content">'
        '<div class="utrecht-alert__message">{}{}</div></div></div>',
        kind,
        "alert" if kind == "error" else "status",
        icon(kind),
        heading,
        content,
    )


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """A page or list without contents: what it is for and what to do first."""
    return format_html('<div class="k-empty-state"><h2>{}</h2>{}</div>', title, content)


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, phase: str = "") -> SafeString:
    """A framed part of a page; with `phase` it carries the colour of that phase on top."""
    heading = format_html("<h{0}>{1}</h{0}>", level, title) if title else ""
    extra = f" k-phase-card k-phase-card--{phase}" if phase in PHASES else ""
    return format_html('<section class="k-card{}">{}{}</section>', extra, heading, content)


@register.simple_block_tag
def scroll_table(content: str, label: str) -> SafeString:
    """Around a wide table: it scrolls inside its own frame, with the keyboard too. `label` names the frame."""
    return format_html('<div class="k-scroll" role="region" tabindex="0" aria-label="{}">{}</div>', label, content)


@register.simple_block_tag
def page_heading(content: str) -> SafeString:
    """The page's H1: wraps bare words, leaves a page's own h1 as it is, draws nothing for nothing."""
    if not content.strip():
        return mark_safe("")
    if "<h1" in content:
        return mark_safe(content)  # noqa: S308 - rendered by the template engine, escaped there
    return format_html("<h1>{}</h1>", mark_safe(content.strip()))  # noqa: S308 - the same


@register.simple_tag
def breadcrumbs(*steps: str) -> SafeString:
    """`{% breadcrumbs "Cijfers" url "Leiden" "" %}`: words and paths in pairs; the last is where one is."""
    pairs = list(zip(steps[::2], steps[1::2], strict=True))
    last = len(pairs) - 1
    items = [
        format_html('<a href="{}">{}</a>', path, word)
        if path and index < last
        else format_html("<span{}>{}</span>", mark_safe(' aria-current="page"') if index == last else "", word)
        for index, (word, path) in enumerate(pairs)
    ]
    return format_html(
        '<nav class="k-crumbs k-no-print" aria-label="{}"><ol>{}</ol></nav>',
        _("You are here"),
        format_html_join("", "<li>{}</li>", ((item,) for item in items)),
    )


@register.simple_tag
def phase_mark(phase: str, word: bool = True, text: str = "") -> SafeString:
    """One of the three phases: always the same colour and shape; without `word` the name is for screen readers.

    `text` stands in place of the name, for headings.
    """
    name = format_html("<span{}>{}</span>", "" if word else mark_safe(' class="k-hide"'), text or PHASES[phase])
    return format_html(
        '<span class="k-phase k-phase--{}"><svg viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">{}</svg>'
        "{}</span>",
        phase,
        mark_safe(SHAPES[phase]),  # noqa: S308 - our own drawing
        name,
    )


# As on the map (areas/maps.py): ticks where the next class is possible, waves where more than that.
OVER = {
    "less_sure": "M6 2V7M13 9V14M20 2V7",
    "unsure": "M1 7 4.5 4 11.5 10 18.5 4 23 8M1 14 4.5 11 11.5 17 18.5 11 23 15",
}


@register.simple_tag
def swatch(name: str) -> SafeString:
    """A small sample of a map colour or texture: a status of EMPTIES, `1` to `5`, or `neighbour`."""
    look = EMPTIES[name][2] if name in EMPTIES else f"k-class-{name}" if str(name).isdigit() else "k-neighbour"
    return format_html(
        '<svg class="k-swatch" viewBox="0 0 24 18" aria-hidden="true">'
        '<rect class="{}" x=".5" y=".5" width="23" height="17"/></svg>',
        look,
    )


@register.simple_tag
def swatch_over(kind: str) -> SafeString:
    """A small sample of the marks over a class that is `less_sure` or `unsure`; of the class alone when it is sure."""
    marks = OVER.get(kind, "")
    drawn = (
        format_html('<path class="k-over-edge" d="{0}"/><path class="k-over-line" d="{0}"/>', marks) if marks else ""
    )
    return format_html(
        '<svg class="k-swatch" viewBox="0 0 24 18" aria-hidden="true">'
        '<rect class="k-class-2" x=".5" y=".5" width="23" height="17"/>{}</svg>',
        drawn,
    )


@register.simple_tag
def status_word(status: str, why: str = "") -> SafeString:
    """The word for a figure that is not shown, with the reason one tap away; '' for a figure that is."""
    if status not in EMPTIES:
        return mark_safe("")
    word, reason, _texture = EMPTIES[status]
    return format_html(
        '<details class="k-status"><summary>{}<span>{}</span></summary><p>{}</p></details>',
        swatch(status),
        word,
        why or reason,
    )


@register.inclusion_tag("web/textures.html")
def textures() -> dict[str, Any]:
    """The four patterns for what is not shown; once in each page that draws a map or a swatch of one."""
    return {}


@register.inclusion_tag("web/figure_line.html")
def figure_line(
    name: str,
    value: str = "",
    *,
    unit: str = "",
    interval: str = "",
    benchmark: str = "",
    status: str = "measured",
    href: str = "",
    phase: str = "",
) -> dict[str, Any]:
    """One figure on one line (inside `<ul class="k-figures">`); numbers come formatted, see the filters `numbers`."""
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "interval": interval,
        "benchmark": benchmark,
        "status": status,
        "href": href,
        "phase": phase,
        "is_shown": status not in EMPTIES,
        "is_modelled": status == "modelled",
    }


@register.inclusion_tag("web/facts.html")
def facts(rows: Sequence[Sequence[str]], source: str = "", source_href: str = "") -> dict[str, Any]:
    """A definition list of (term, words), with its source below."""
    return {"rows": rows, "source": source, "source_href": source_href}


@register.inclusion_tag("web/field.html")
def field(bound: BoundField, label: str = "", hint: bool = True) -> dict[str, Any]:
    """A form field with label, hint and error, tied together for screen readers."""
    has_hint = bool(hint and bound.help_text)
    parts = [part for part, is_there in (("hint", has_hint), ("error", bool(bound.errors))) if is_there]
    attributes: dict[str, Any] = {"placeholder": False}  # the label says it, and stays when one types
    if parts:
        attributes["aria-describedby"] = " ".join(f"{bound.auto_id}_{part}" for part in parts)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "label": label or bound.label,
        "has_hint": has_hint,
        "widget": bound.as_widget(attrs=attributes),
        "is_choice": isinstance(bound.field.widget, CheckboxInput),
    }


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, path: str, word: str) -> SafeString:
    """A line of the navigation; nothing when the address does not exist. Marks where one is."""
    if not path:
        return mark_safe("")
    request = context.get("request")
    here = getattr(request, "path", "")
    is_here = here == path or (path != "/" and here.startswith(f"{path}/"))
    return format_html(
        '<li><a href="{}"{}>{}</a></li>', path, mark_safe(' aria-current="page"') if is_here else "", word
    )


@register.filter
def alert_kind(level: str) -> str:
    """Django's message level → kind of alert."""
    return {"success": "ok", "warning": "warning", "error": "error"}.get(level, "info")
