"""Screens of the menu of interventions: choose, read one, lay some side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.offer import menu, pages, vocabulary, words
from kansrijk.offer.menu import Fact, Intervention

MOST = 4
LEVELS = {
    "well": gettext_lazy("well substantiated"),
    "first": gettext_lazy("first indications that it works"),
    "good": gettext_lazy("good indications that it works"),
    "strong": gettext_lazy("strong indications that it works"),
    "none": gettext_lazy("no recognition known"),
}


@dataclass(frozen=True)
class Line:
    """One fact of an intervention: what, the words, and where they come from."""

    what: str
    said: str
    source: str
    on: date | None


def level_words(one: Intervention, today: date) -> str:
    """The level with its date, and the question whether it still holds."""
    found = one.recognition
    if found is None:
        return _("legal task, needs no recognition") if one.is_legal_task else str(LEVELS["none"])
    level = str(LEVELS[found.level])
    state = found.state(today)
    if state == "undated":
        return _("%(level)s; we did not find since when") % {"level": level}
    since = "-".join(reversed(found.since.split("-")))
    if state == "expired":
        return _("%(level)s since %(since)s; expired?") % {"level": level, "since": since}
    return _("%(level)s since %(since)s") % {"level": level, "since": since}


def _lines(one: Intervention, today: date) -> Iterator[Line]:
    tongue = words.language()

    def fact(what: str, found: Fact | None) -> Line:
        if found is None:
            return Line(what, "", "", None)
        return Line(what, found.text(tongue), menu.sources()[found.source], found.looked_up)

    yield fact(_("For whom"), one.target)
    groups = words.names(one.groups, menu.target_groups())
    yield Line(_("Target group"), groups, menu.sources()["own"], one.target.looked_up)
    yield fact(_("What for"), one.purpose)
    phases = words.names(one.phases, vocabulary.phases())
    yield Line(_("When"), phases, menu.sources()[one.target.source], one.target.looked_up)
    yield fact(_("Who gives it"), one.provider)
    known = one.recognition
    source = menu.sources()[known.source] if known else ""
    yield Line(_("Does it work"), level_words(one, today), source, known.looked_up if known else None)
    yield fact(_("How often"), one.format)
    yield fact(_("What it costs"), one.cost)
    yield fact(_("Good to know"), one.note)
    factors = words.names(one.factors, vocabulary.factors())
    yield Line(_("Factors"), factors, menu.sources()["own"], one.target.looked_up)
    yield Line(_("Kind of help"), words.kind(one.kind), menu.sources()["own"], one.target.looked_up)


def _group_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, its groups as code and name): who somebody is, and in which situation."""
    tongue, every = words.language(), menu.target_groups().values()
    return [
        (said, [(one.code, one.name(tongue)) for one in every if one.about == about])
        for about, said in (("who", _("Who it is")), ("situation", _("In which situation")))
    ]


def menu_list(request: HttpRequest) -> HttpResponse:
    """All interventions, or those that fit what is asked."""
    today = timezone.localdate()
    given = request.GET
    phase = pages.PHASES.get(given.get("fase", ""), "")
    group = given.get("doelgroep", "") if given.get("doelgroep") in menu.target_groups() else ""
    factor = given.get("factor", "") if given.get("factor") in vocabulary.factors() else ""
    evidence = given.get("bewijs", "") if given.get("bewijs") in LEVELS else ""
    text = given.get("q", "").replace("\x00", "")[:80]
    found = menu.chosen(text=text, phase=phase, group=group, factor=factor, evidence=evidence)
    tongue = words.language()
    used = {code for one in menu.interventions().values() for code in one.factors}
    values = {
        "lines": [(one, one.target.text(tongue), level_words(one, today)) for one in found],
        "total": len(menu.interventions()),
        "text": text,
        "phase": pages.WORDS.get(phase, ""),
        "group": group,
        "factor": factor,
        "evidence": evidence,
        "is_filtered": bool(text or phase or group or factor or evidence),
        "found": len(found),
        "groups": _group_choices(),
        "phases": pages.phase_choices(),
        "factors": [(code, one.name(tongue)) for code, one in vocabulary.factors().items() if code in used],
        "levels": list(LEVELS.items()),
    }
    return render(request, "offer/menu/menu.html", values)


def intervention(request: HttpRequest, intervention: str) -> HttpResponse:
    """One intervention, each fact with its source one tap away."""
    one = menu.interventions().get(intervention)
    if one is None:
        raise Http404
    today = timezone.localdate()
    beside = vocabulary.kinds()[one.goes_with].name(words.language()) if one.goes_with else ""
    values = {"one": one, "lines": list(_lines(one, today)), "level": level_words(one, today), "beside": beside}
    return render(request, "offer/menu/intervention.html", values)


def compare(request: HttpRequest) -> HttpResponse:
    """Up to four interventions side by side; what no source says stays empty."""
    asked = [name for name in dict.fromkeys(request.GET.getlist("i")) if name in menu.interventions()]
    chosen = [menu.interventions()[name] for name in asked[:MOST]]
    today = timezone.localdate()
    columns = [list(_lines(one, today)) for one in chosen]
    rows = [
        (lines[0].what, list(zip(chosen, [line.said for line in lines], strict=True)))
        for lines in zip(*columns, strict=True)
    ]
    values = {"chosen": chosen, "rows": rows, "left_out": len(asked) - len(chosen), "most": MOST}
    return render(request, "offer/menu/compare.html", values)
