"""Full text search in Dutch over what a coalition wrote: agreements, actions, minutes, goals."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F

from kansrijk.coalition.models import Action, AgreementText, Goal, Meeting
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where


@dataclass(frozen=True)
class Found:
    """A hit: of which coalition, what kind, and its key."""

    slug: str
    what: str
    key: UUID
    title: str


def search(actor: Actor, text: str, limit: int = 10) -> list[Found]:
    """What fits best first, in the coalitions of the actor only; inflected words fit too."""
    where = coalitions_where(actor, "read", "agreement")
    if not where or not text.strip():
        return []
    query = SearchQuery(text, config="dutch", search_type="websearch")
    texts = AgreementText.objects.filter(agreement__coalition__in=where, state="current")
    found: list[tuple[float, Found]] = []

    def add(what: str, rows: Any, fields: tuple[str, ...], key: str, title: str, slug: str) -> None:
        vector = SearchVector(*fields, config="dutch")
        hits = rows.annotate(words=vector, rank=SearchRank(vector, query)).filter(words=query).order_by("-rank")
        for rank, of, pk, name in hits.values_list("rank", F(slug), F(key), F(title))[:limit]:
            found.append((rank, Found(of, what, pk, name)))

    fields = ("agreement__title", "agreement__measure", "text")
    add("agreement", texts, fields, "agreement", "agreement__title", "agreement__coalition__slug")
    for what, table, named, title in (
        ("action", Action, ("title", "note"), "title"),
        ("meeting", Meeting, ("title", "points", "minutes"), "title"),
        ("goal", Goal, ("text",), "text"),
    ):
        rows: Any = table.objects.filter(coalition__in=where)
        add(what, rows, named, "pk", title, "coalition__slug")
    found.sort(key=lambda hit: (-hit[0], hit[1].title))
    return [hit for _, hit in found[:limit]]
