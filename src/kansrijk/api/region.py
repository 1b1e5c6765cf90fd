"""`/coalitions/{slug}/region`: what hosts offer a coalition, and how its own stands beside it."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from kansrijk.api.coalitions import coalition_of
from kansrijk.api.values import require_known
from kansrijk.coalition.queries.region import region as regions
from kansrijk.paths.queries import host_paths
from kansrijk.trust.rules import require_may

router = Router(tags=["coalitions"])


class TieOut(Schema):
    """A host that serves this coalition, or a coalition that it serves, since when."""

    name: str
    since: date


class OfferedOut(Schema):
    """Something that a host offers. `kind`: agreement, goal, action or point. `version` is its newest, `taken_version`
    the one that is ours (0: none). `state`: new, changed (nothing decided about it yet), taken or left."""

    host: str
    kind: str
    title: str
    version: int
    taken_version: int
    state: Literal["new", "changed", "taken", "left"]


class HostPathOut(Schema):
    """A care path that a host published; `state` own: the coalition has a path of that name that does not follow it."""

    host: str
    id: str
    name: str
    version: int
    taken_version: int
    state: Literal["new", "changed", "taken", "left", "own"]


class RegionOut(Schema):
    """Both sides: by whom it is offered what, and whom it serves itself."""

    hosts: list[TieOut]
    members: list[TieOut]
    templates: list[OfferedOut]
    paths: list[HostPathOut]


@router.get("/coalitions/{slug}/region", response=RegionOut, url_name="region", summary="What hosts of a region offer")
def region(request: HttpRequest, slug: str) -> Any:
    """Agreements, goals, actions, points and care paths, without the names of people."""
    require_known(request)
    actor, key = request.actor, coalition_of(request, slug).id  # type: ignore[attr-defined]
    require_may(actor, "read", "path_draft", coalition=key)
    found = regions(actor, key)
    return {
        "hosts": [{"name": one.name, "since": one.joined_on} for one in found.hosts],
        "members": [{"name": one.name, "since": one.joined_on} for one in found.members],
        "templates": [
            {
                "host": one.template.host,
                "kind": one.template.kind,
                "title": one.template.title,
                "version": one.template.number,
                "taken_version": one.taken_number,
                "state": one.state,
            }
            for one in found.offers
        ],
        "paths": [
            {
                "host": one.host_name,
                "id": one.slug,
                "name": one.name,
                "version": one.number,
                "taken_version": one.taken_number,
                "state": one.state,
            }
            for one in host_paths(actor, key)
        ],
    }
