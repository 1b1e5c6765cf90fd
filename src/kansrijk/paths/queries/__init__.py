"""Every read of paths, by subject."""

from kansrijk.paths.queries.agreements import Hanging, HangsOn, agreements_of, paths_on
from kansrijk.paths.queries.doors import Answer, FoundPath, find_doors, is_question, opens_card
from kansrijk.paths.queries.local import findings, local, local_by_slug
from kansrijk.paths.queries.paths import (
    PathCard,
    PathPage,
    Tick,
    VersionCard,
    coalition_card,
    path,
    paths_of,
    published,
    published_by,
    template_change,
    waiting_for,
)

__all__ = [
    "Answer",
    "FoundPath",
    "Hanging",
    "HangsOn",
    "PathCard",
    "PathPage",
    "Tick",
    "VersionCard",
    "agreements_of",
    "coalition_card",
    "find_doors",
    "findings",
    "is_question",
    "local",
    "local_by_slug",
    "opens_card",
    "path",
    "paths_of",
    "paths_on",
    "published",
    "published_by",
    "template_change",
    "waiting_for",
]
