"""Every read of paths, by subject."""

from kansrijk.paths.queries.agreements import Hanging, HangsOn, agreements_of, paths_on
from kansrijk.paths.queries.beside import Beside
from kansrijk.paths.queries.doors import Answer, FoundPath, find_doors, is_question, known_factors, opens_card
from kansrijk.paths.queries.local import findings, findings_in_itself, local, local_by_slug
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
from kansrijk.paths.queries.region import (
    HostNews,
    HostPath,
    Upstream,
    changed_by_hosts,
    host_paths,
    news_from_host,
    upstream,
)
from kansrijk.paths.queries.templates import Renewal, changed_templates, renewal
from kansrijk.paths.queries.voices import in_words, path_behind, texts_of

__all__ = [
    "Answer",
    "Beside",
    "FoundPath",
    "Hanging",
    "HangsOn",
    "HostNews",
    "HostPath",
    "PathCard",
    "PathPage",
    "Renewal",
    "Tick",
    "Upstream",
    "VersionCard",
    "agreements_of",
    "changed_by_hosts",
    "changed_templates",
    "coalition_card",
    "find_doors",
    "findings",
    "findings_in_itself",
    "host_paths",
    "in_words",
    "is_question",
    "known_factors",
    "local",
    "local_by_slug",
    "news_from_host",
    "opens_card",
    "path",
    "path_behind",
    "paths_of",
    "paths_on",
    "published",
    "published_by",
    "renewal",
    "template_change",
    "texts_of",
    "upstream",
    "waiting_for",
]
