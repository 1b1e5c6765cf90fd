"""`{% slot 'name' key=value %}` draws what higher rooms put at this place."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kansrijk.web import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, **values: Any) -> SafeString:
    """The fillings of a slot, one after another; nothing when no room fills it."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    parts = (
        (render_to_string(filling.template, {**filling.values, **values}, request=request),)
        for filling in slots.fillings(name, actor, values)
    )
    return format_html_join("", "{}", parts)
