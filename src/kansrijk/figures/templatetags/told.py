"""`{{ one.name|told }}`: a text of the catalogue in the reader's language."""

from django import template

from kansrijk.figures import descriptions, words
from kansrijk.figures.catalogue import Text
from kansrijk.figures.queries.types import Figure

register = template.Library()


@register.filter
def told(text: Text | None) -> str:
    """Nothing for no text."""
    return text.in_language(words.language()) if text else ""


@register.filter
def source_words(source: str) -> str:
    """The name of a source in the reader's language; its id where no description is left of it."""
    known = descriptions.source(source)
    return known.name.in_language(words.language()) if known else source


register.filter("periods_words", words.periods_words)
register.filter("licence_words", words.licence_words)


@register.filter
def value_words(figure: Figure) -> str:
    """The value with its unit, or the word for why there is none."""
    return words.value_words(figure)
