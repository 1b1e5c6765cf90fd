"""A copy of what is kept of a parent, on her own page: to read and print, or as a file for a computer."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kansrijk.families import copies, looking, queries_copy, words_copy
from kansrijk.families.queries_copy import Copy
from kansrijk.families.views_looking import told
from kansrijk.families.words import language
from kansrijk.trust.own_page import private

Section = tuple[Any, list[list[tuple[str, str]]]]
"""(title, rows), each row as (label, value in words)."""


def choose(request: HttpRequest) -> HttpResponse:
    """What a copy holds, and whether it is safe to have one. Nothing is read for it."""
    return private(render(request, "families/own/copy.html"))


def read(request: HttpRequest) -> HttpResponse:
    """Everything in words, to read and to print."""
    copy = queries_copy.own_copy(request.actor)  # type: ignore[attr-defined]
    context = {
        "copy": copy,
        "sections": [*_sections(copy), *_sections_beside(copy)],
        "looked": [(line, ", ".join(line.roles), told(line)) for line in looking.by_day(copy.looked)],
        "why": [copies.why(code, language()) for code in copies.held_back()],
    }
    return private(render(request, "families/own/copy_read.html", context))


def _sections(copy: Copy) -> list[Section]:
    return [
        (words_copy.SECTIONS[table], [words_copy.lines(row) for row in rows])
        for table, rows in copy.tables.items()
        if rows and table in words_copy.SECTIONS
    ]


def _sections_beside(copy: Copy) -> list[Section]:
    """What higher rooms keep of her, in their words."""
    return [
        (title, [room.lines(table, row) for row in copy.tables[table]])
        for room in copies.beside()
        for table, title in room.titles.items()
        if copy.tables.get(table)
    ]


def as_file(request: HttpRequest) -> HttpResponse:
    """The same as JSON: codes and all columns, with what is held back and why."""
    copy = queries_copy.own_copy(request.actor)  # type: ignore[attr-defined]
    response = JsonResponse(_machine(copy), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return private(response)


def _machine(copy: Copy) -> dict[str, Any]:
    return {
        "made_at": copy.made_at,
        "organisation": copy.organisation,
        "kept": copy.tables,
        "who_looked": [_plain(asdict(one)) for one in copy.looked],
        "held_back": [
            {"what": list(what), "why": code, "words": copies.why(code, language())}
            for code, what in copies.held_back().items()
        ],
        "scores": "none: no score, rank or chance is computed of a person",
    }


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    kept = ("at", "roles", "organisation", "event", "what", "is_refused")
    return {name: value for name, value in record.items() if name in kept and isinstance(value, _WRITTEN)}


_WRITTEN = (str, bool, tuple, date, datetime, UUID)
