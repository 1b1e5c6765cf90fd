"""What experts by experience read of a path, and what they would read."""

from kansrijk.coalition.queries.voices import TextCard, TextDetail, texts_about
from kansrijk.paths.models import PathVersion
from kansrijk.paths.queries.paths import PathPage
from kansrijk.paths.rules import READERS
from kansrijk.paths.telling import path_in_words
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where


def texts_of(actor: Actor, page: PathPage) -> list[TextCard]:
    """Those of this path that lie or lay before readers; nothing for who reads no voices here."""
    return texts_about(actor, page.coalition, f"{READERS}{page.definition.id}")


def in_words(page: PathPage) -> str:
    """The path as readers would see it."""
    return path_in_words(page.definition)


def path_behind(actor: Actor, coalition_slug: str, text: TextDetail) -> str:
    """The slug of the path that a text is of, where the actor can open that path; else ''."""
    slug = text.about.removeprefix(READERS)
    if slug == text.about:
        return ""
    rows = PathVersion.objects.filter(path__coalition__slug=coalition_slug, path__slug=slug)
    own = coalitions_where(actor, "read", "path_draft")
    seen = any(state == "published" or key in own for state, key in rows.values_list("state", "path__coalition"))
    return slug if seen else ""
