"""`/paths`: the templates of care paths and what coalitions published, as values."""

from dataclasses import asdict
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from kansrijk.api.values import NO_NUL, require_known
from kansrijk.paths import queries, shipped
from kansrijk.paths.definition import Definition

router = Router(tags=["paths"])


class PathLine(Schema):
    """A path in a list. `coalition` is null for a template."""

    id: str
    name: str
    coalition: str | None
    phases: list[str]
    factors: list[str]


class PathsOut(Schema):
    """The paths that one may see, by name."""

    paths: list[PathLine]


class PathOut(Schema):
    """One path, as its file has it."""

    id: str
    name: str
    coalition: str | None
    version: int
    source: str
    date: str
    trigger: dict[str, Any]
    first_talk: str
    act_today: dict[str, Any] | None
    parties: dict[str, str]
    start: str
    steps: list[dict[str, Any]]
    doors: list[dict[str, Any]]
    stays_responsible: str


def _line(path: Definition, coalition: str | None) -> dict[str, Any]:
    return {
        "id": path.id,
        "name": path.name,
        "coalition": coalition,
        "phases": list(path.trigger.phases),
        "factors": [factor.code for factor in path.trigger.factors],
    }


def _bare(value: Any) -> Any:
    """Without the line in the file, which says nothing of the path."""
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key != "line"}
    if isinstance(value, list | tuple):
        return [_bare(inner) for inner in value]
    return value


def _out(path: Definition, coalition: str | None, version: int) -> dict[str, Any]:
    told: dict[str, Any] = _bare(asdict(path))
    return {**told, "coalition": coalition, "version": version, "act_today": told["urgent"]}


@router.get("/paths", response=PathsOut, url_name="paths", summary="Care paths: templates and what is published")
def paths(request: HttpRequest, coalition: Annotated[str, Query(max_length=60, pattern=NO_NUL)] = "") -> dict[str, Any]:
    """The templates, or with `coalition` the paths that this coalition published."""
    require_known(request, "coalition")
    if not coalition:
        return {"paths": [_line(path, None) for path in shipped.templates().values()]}
    found = queries.published_by(request.actor, coalition)  # type: ignore[attr-defined]
    return {"paths": [_line(path, coalition) for _, path in found]}


@router.get("/paths/{path}", response=PathOut, url_name="path", summary="One care path")
def path(
    request: HttpRequest, path: str, coalition: Annotated[str, Query(max_length=60, pattern=NO_NUL)] = ""
) -> dict[str, Any]:
    """A template, or with `coalition` the version that this coalition published."""
    require_known(request, "coalition")
    if coalition:
        found = queries.published_by(request.actor, coalition)  # type: ignore[attr-defined]
        numbered = next(((number, one) for number, one in found if one.id == path), None)
        if numbered is None:
            raise Http404
        return _out(numbered[1], coalition, numbered[0])
    template = shipped.templates().get(path)
    if template is None:
        raise Http404
    return _out(template, None, template.version)
