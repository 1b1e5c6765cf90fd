"""The door finder on a phone: what is the matter, when and where; then the doors. Factors only ever come by POST."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kansrijk.offer import vocabulary
from kansrijk.offer.queries import Door, OwnFactorCard, own_factors
from kansrijk.paths import queries, shipped
from kansrijk.paths.definition import PHASES
from kansrijk.paths.nodes import CODE
from kansrijk.paths.views.shown import language

OWN_KEY = re.compile(r"E[0-9]{2}@[a-z0-9-]{1,60}")


@dataclass(frozen=True)
class DoorLine:
    """A door with the reason in words."""

    door: Door
    because: str
    checked: str


def _themes(chosen: set[str]) -> list[tuple[str, str, bool]]:
    """(identifier, name, chosen) of each subject that a template is about."""
    return [(path.id, path.name, path.id in chosen) for path in shipped.templates().values()]


def _factors(chosen: set[str]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """(domain, its risk factors): for who wants to be exact."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for factor in vocabulary.factors().values():
        if factor.side == "risk":
            words = factor.name(language())
            found.setdefault(factor.domains[0], []).append((factor.code, words, factor.code in chosen))
    return [(vocabulary.domains()[code].name(language()), factors) for code, factors in found.items()]


def _own_factors(own: Mapping[str, OwnFactorCard], chosen: set[str]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """(coalition, what weighs by its own list): of coalitions that the reader belongs to."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for key, factor in own.items():
        if factor.side == "risk":
            found.setdefault(factor.coalition_name, []).append((key, factor.name(language()), key in chosen))
    return [(_("Added by %(name)s") % {"name": name}, factors) for name, factors in found.items()]


def _asked(request: HttpRequest) -> tuple[list[str], set[str], str, str]:
    """(factor codes, themes, phase, postcode) as sent; what cannot be is left out."""
    sent = request.POST if request.method == "POST" else request.GET
    themes = {one for one in request.POST.getlist("thema") if one in shipped.templates()}
    named = [code for code in request.POST.getlist("factor")[:40] if CODE.fullmatch(code) or OWN_KEY.fullmatch(code)]
    codes = queries.known_factors(request.actor, named)  # type: ignore[attr-defined]
    phase = sent.get("fase", "")
    postcode = "".join(sent.get("postcode", "").split())[:4]
    for name in sorted(themes):
        trigger = shipped.templates()[name].trigger
        here = [one.code for one in trigger.factors if phase in (one.phases or trigger.phases)]
        codes += here or [one.code for one in trigger.factors]
    return list(dict.fromkeys(codes)), themes, phase, postcode


@never_cache
def find_help(request: HttpRequest) -> HttpResponse:
    """GET: the questions, with phase and place from the address. POST: the doors."""
    codes, themes, phase, postcode = _asked(request)
    if request.method == "POST" and queries.is_question(codes, phase, postcode):
        exact = [code for code in codes if code in request.POST.getlist("factor")]
        called = _names(request, exact)
        names = [shipped.templates()[name].name for name in sorted(themes)] + [called[code] for code in exact]
        return _answer(request, codes, names, phase, postcode)
    sent = request.method == "POST"
    context = {
        "themes": _themes(themes),
        "domains": [
            *_factors(set(request.POST.getlist("factor"))),
            *_own_factors(own_factors(request.actor), set(codes)),  # type: ignore[attr-defined]
        ],
        "phases": PHASES,
        "phase": phase,
        "postcode": postcode,
        "no_subject": sent and not codes,
        "no_phase": sent and phase not in PHASES,
        "no_place": sent and not queries.is_question(["x"], "during", postcode),
    }
    return render(request, "paths/find.html", context, status=400 if sent else 200)


def _answer(request: HttpRequest, codes: list[str], names: list[str], phase: str, postcode: str) -> HttpResponse:
    found = queries.find_doors(request.actor, factors=codes, phase=phase, postcode=postcode)  # type: ignore[attr-defined]
    called = _names(request, found.factors)
    context: dict[str, Any] = {
        "answer": found,
        "lines": [_line(door, found, called) for door in found.doors],
        "names": names,
        "phase": phase,
        "postcode": postcode,
    }
    return render(request, "paths/doors.html", context)


def _names(request: HttpRequest, codes: Sequence[str]) -> dict[str, str]:
    """Code → what it is called; asks for the coalition's own only where one was chosen."""
    known = vocabulary.factors()
    own = own_factors(request.actor) if any("@" in code for code in codes) else {}  # type: ignore[attr-defined]
    found = {code: known.get(code) or own.get(code) for code in codes}
    return {code: one.name(language()) if one else code for code, one in found.items()}


def _line(door: Door, found: queries.Answer, called: Mapping[str, str]) -> DoorLine:
    """Why this door: what it is for, who named it, where it works; and how long ago it was checked."""
    reasons = [called[code].lower() for code in door.factors[:2]]
    if door.is_kind_asked:
        reasons.append(_("the care path names this door"))
    reasons.append(vocabulary.phases()[found.phase].name(language()))
    if door.works_at in found.around:
        reasons.append(_("works in all of %(region)s") % {"region": found.around[door.works_at]})
    else:
        reasons.append(_("works at %(postcode)s") % {"postcode": found.postcode})
    checked = door.service.checked_on
    if checked is None:
        told = _("never checked")
    else:
        ago = (found.today - checked).days
        near = _("checked today") if ago < 1 else _("checked yesterday") if ago == 1 else ""
        told = near or _("checked %(days)s days ago") % {"days": ago}
    return DoorLine(door, ", ".join(reasons), told)


def meldcode(request: HttpRequest) -> HttpResponse:
    """The card: acute numbers, the five steps, the considerations of step five. Shown, nothing stored."""
    return render(request, "paths/meldcode.html")


def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps public pages on a phone; it may do so below the root, hence its place."""
    text = files("kansrijk.paths").joinpath("data/offline.js").read_text("utf-8")
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
