"""The page of a balance: the drawing, the same in a table, and what the definition leaves open."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kansrijk.core.levels import Openness, sentence
from kansrijk.families import balance, queries_balance, words
from kansrijk.families.balance import Balance, Line
from kansrijk.families.balance_drawing import Words, draw
from kansrijk.families.views import coalition_of
from kansrijk.offer import vocabulary


def family_balance(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """What carries and what weighs about one person, side by side."""
    coalition = coalition_of(request, slug)
    read = queries_balance.balance(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    context = {
        "coalition": coalition,
        "read": read,
        "part": words.PARTS[read.part],
        **drawn(read.balance),
        "answers": [
            (words.SUFFICIENCIES[answer], left_open_in_words(read.balance.open_when(answer)))
            for answer in ("sufficient", "insufficient", "unknown")
        ],
    }
    return render(request, "families/balance.html", context)


def drawn(found: Balance) -> dict[str, Any]:
    """The drawing for a phone, for a wide screen and, where something may not be printed, for paper; and the table."""
    return {
        "balance": found,
        "narrow": _drawing(found, "smal", is_narrow=True),
        "wide": _drawing(found, "breed"),
        "paper": _drawing(found.for_paper(), "papier") if found.has_guarded else "",
        "has_guarded": found.has_guarded,
        "rows": [
            (words.LAYERS[layer], [_cell(found, layer, side) for side in balance.SIDES]) for layer in balance.LAYERS
        ],
        "heads": [words.SIDES[side] for side in balance.SIDES],
        "gone": [_told(one) for one in found.gone],
    }


def left_open_in_words(found: Openness) -> dict[str, Any]:
    """The levels that stay open, the sentence that says why, and why the others do not."""
    names = vocabulary.levels()

    def name(code: str) -> str:
        return names[code].name(words.language())

    named = {one.code: one.name(words.language()) for one in vocabulary.factors().values()}
    closed = [] if found.conversation else [(name(v.level), _(v.reason)) for v in found.verdicts if not v.is_open]
    return {
        "open": [(name(v.level), _(v.reason)) for v in found.verdicts if v.is_open],
        "closed": closed,
        "why": sentence(found, named, _),
    }


def _drawing(found: Balance, prefix: str, *, is_narrow: bool = False) -> SafeString:
    told = Words(
        title=_("Balance: what carries and what weighs"),
        described=_("Two sides, as wide. The beam is always level: a drawing does not weigh. The table says the same."),
        nothing=_("nothing written down"),
        sides={side: str(name) for side, name in words.SIDES.items()},
        layers={layer: str(name) for layer, name in words.LAYERS.items()},
        states={state: str(name) for state, name in words.STATES.items()},
        named=lambda code: vocabulary.factors()[code].name(words.language()),
    )
    return mark_safe(draw(found, told, is_narrow=is_narrow, prefix=f"balans-{prefix}"))  # noqa: S308 - escaped there


def _cell(found: Balance, layer: str, side: str) -> tuple[Any, list[dict[str, Any]]]:
    return words.SIDES[side], [_told(one) for one in found.cell(layer, side)]


def _told(one: Line) -> dict[str, Any]:
    name = vocabulary.factors()[one.code].name(words.language())
    return {"name": name, "state": words.STATES[one.state], "is_guarded": one.is_guarded, "told_on": one.told_on}
