"""Releases and sources as lists show them."""

from collections.abc import Collection
from uuid import UUID

from kansrijk.figures import descriptions
from kansrijk.figures.models import Release
from kansrijk.figures.queries.types import ReleaseCard
from kansrijk.figures.queries.visible import listed
from kansrijk.trust.actors import Actor


def card_of(release: Release) -> ReleaseCard:
    """The values of a release for lists and answers."""
    return ReleaseCard(
        id=release.pk,
        source=release.source,
        layout=release.layout,
        periods=tuple(release.periods),
        edition=release.edition,
        levels=tuple(release.levels),
        status=release.status,
        delivery=release.delivery,
        policy=release.policy,
        coalition=release.coalition_id,
        indicators=tuple(dict.fromkeys(release.columns)),
        rows=release.row_count,
        sha256=release.sha256,
        file_name=release.file_name,
        licence=release.licence,
        citation=release.citation,
        retrieved_at=release.retrieved_at,
        created_at=release.created_at,
        published_at=release.published_at,
        withdrawn_at=release.withdrawn_at,
        withdrawn_because=release.withdrawn_because,
        proposed_by=release.proposed_by.name if release.proposed_by else "",
        published_by=release.published_by.name if release.published_by else "",
        audit_report=release.audit_report,
        replaces=release.replaces_id,
    )


def releases(
    actor: Actor, *, source: str | None = None, status: str | None = None, limit: int = 200
) -> list[ReleaseCard]:
    """The newest releases the actor may know of; withdrawn and replaced ones say so. One query."""
    found = Release.objects.filter(listed(actor)).select_related("proposed_by", "published_by")
    if source is not None:
        found = found.filter(source=source)
    if status is not None:
        found = found.filter(status=status)
    return [card_of(release) for release in found.order_by("-created_at")[:limit]]


def release(actor: Actor, release_id: UUID) -> ReleaseCard | None:
    """One release, or None where the actor may not know of it."""
    return next(iter(cards(actor, [release_id]).values()), None)


def cards(actor: Actor, ids: Collection[UUID]) -> dict[UUID, ReleaseCard]:
    """Releases by id, such as those behind the figures of a page. One query."""
    found = Release.objects.filter(listed(actor), pk__in=list(ids)).select_related("proposed_by", "published_by")
    return {one.pk: card_of(one) for one in found}


def sources(actor: Actor) -> list[descriptions.Source]:
    """The sources that can be imported; the same for everybody."""
    return list(descriptions.sources().values())
