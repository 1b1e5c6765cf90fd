"""`{{ one.name|told }}`: a text of the catalogue in the reader's language."""

from django import template

from kansrijk.figures import words
from kansrijk.figures.catalogue import Text
from kansrijk.figures.queries.types import Figure

register = template.Library()


@register.filter
def told(text: Text | None) -> str:
    """Nothing for no text."""
    return text.in_language(words.language()) if text else ""


@register.filter
def value_words(figure: Figure) -> str:
    """The value with its unit, or the word for why there is none."""
    return words.value_words(figure)
