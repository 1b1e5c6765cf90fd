"""Templates and published paths: words, drawing, route card, file, walking along, the 1,000 days."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.offer import vocabulary
from kansrijk.paths import drawing, queries, shipped, timeline
from kansrijk.paths.definition import Definition, Step
from kansrijk.paths.journey import Journey, choices, journey, kind_of
from kansrijk.paths.layout import branch_words, limit_words
from kansrijk.paths.words import say
from kansrijk.trust.actors import Actor


def language() -> str:
    return "en" if get_language() == "en" else "nl"


@dataclass(frozen=True)
class StepWords:
    """A step as a page tells it: the drawing in words."""

    step: Step
    party: str
    limit: str
    ways: list[tuple[str, str]]
    receiver: str
    told: str


def step_words(path: Definition) -> list[StepWords]:
    """Every step, in the order of the file."""
    names = {step.id: step.name for step in path.steps}
    found = []
    for step in path.steps:
        ways = [(branch_words(branch, language()), names.get(branch.to, branch.to)) for branch in step.next]
        receiver = path.party_name(step.handover.to) if step.handover else ""
        told = ", ".join(path.party_name(code) for code in step.feedback.to) if step.feedback else ""
        found.append(StepWords(step, path.party_name(step.party), limit_words(step, language()), ways, receiver, told))
    return found


def factor_names(codes: tuple[str, ...]) -> list[str]:
    """What codes mean; the code itself for one that a coalition added."""
    known = vocabulary.factors()
    return [known[code].name(language()) if code in known else code for code in codes]


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - our own drawing, every text in it escaped


def told(path: Definition) -> dict[str, Any]:
    """What every page about a path draws with."""
    return {
        "path": path,
        "factors": factor_names(tuple(one.code for one in path.trigger.factors)),
        "also": factor_names(path.trigger.also),
        "phases": [(phase, path.phase_notes.get(phase, "")) for phase in path.trigger.phases],
        "steps": step_words(path),
        "wide": _drawn(drawing.draw(path, language=language(), prefix="wide")),
        "narrow": _drawn(drawing.draw(path, language=language(), narrow=True, prefix="narrow")),
    }


def paths(request: HttpRequest) -> HttpResponse:
    """All templates, and what coalitions published."""
    phase = request.GET.get("fase", "")
    shown = [one for one in shipped.templates().values() if not phase or phase in one.trigger.phases]
    cards = [card for card in queries.paths_of(request.actor) if card.is_published]  # type: ignore[attr-defined]
    return render(
        request,
        "paths/paths.html",
        {"templates": shown, "published": cards, "phase": phase, "phases": ("before", "during", "after")},
    )


def find(actor: Actor, name: str, coalition: str = "") -> Definition:
    """A template, or with a coalition its published path."""
    if coalition:
        return queries.path(actor, coalition, name).definition
    found = shipped.templates().get(name)
    if found is None:
        raise Http404
    return found


def template(request: HttpRequest, path: str) -> HttpResponse:
    """One template: words, drawing, steps."""
    return render(request, "paths/template.html", told(find(request.actor, path)))  # type: ignore[attr-defined]


def card(request: HttpRequest, path: str, slug: str = "") -> HttpResponse:
    """The route card: one sheet to print."""
    found = find(request.actor, path, slug)  # type: ignore[attr-defined]
    return render(request, "paths/card.html", {**told(found), "slug": slug})


def picture(request: HttpRequest, path: str, slug: str = "") -> HttpResponse:
    """The drawing as a file."""
    found = find(request.actor, path, slug)  # type: ignore[attr-defined]
    return _file(drawing.alone(found, language=language()), "image/svg+xml", f"{path}.svg")


def text(request: HttpRequest, path: str, slug: str = "") -> HttpResponse:
    """The path as a file."""
    if slug:
        written = queries.path(request.actor, slug, path).text  # type: ignore[attr-defined]
    else:
        written = shipped.texts().get(path, "")
    if not written:
        raise Http404
    return _file(written, "application/yaml; charset=utf-8", f"{path}.yaml")


def _file(body: str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return HttpResponse(body, content_type=kind, headers=headers)


def _question(name: str) -> str:
    return {
        "consent": _("Do the parents agree?"),
        "reached": _("Are the parents reached?"),
        "fits": _("Does the help fit?"),
        "more_help": _("Is more help needed?"),
        "phase": _("When does it begin?"),
        "level": _("What do parents and professional say of the situation?"),
    }[name]


@dataclass(frozen=True)
class Variant:
    """One of the two walks on the page."""

    code: str
    name: str
    questions: list[tuple[str, str, list[tuple[str, str, bool]]]]
    journey: Journey
    answers: list[str]


def _variant(path: Definition, code: str, name: str, chosen: list[str]) -> Variant:
    kind = kind_of(path, chosen)
    asked = [
        (question, _question(question), [(a, say("answers", a, language()), a in kind) for a in answers])
        for question, answers in choices(path)
    ]
    answers = [say("answers", answer, language()) for answer in sorted(kind)]
    return Variant(code, name, asked, journey(path, kind), answers)


def walk(request: HttpRequest, path: str, slug: str = "") -> HttpResponse:
    """Walk along as a made-up family; two variants side by side, or one moment at a time for a projector."""
    found = find(request.actor, path, slug)  # type: ignore[attr-defined]
    variants = [_variant(found, "a", _("First family"), request.GET.getlist("a"))]
    if "b" in request.GET:
        variants.append(_variant(found, "b", _("Second family"), request.GET.getlist("b")))
    context: dict[str, Any] = {"path": found, "slug": slug, "variants": variants, "names": found.parties}
    step = request.GET.get("stap", "")
    asked = request.GET.copy()
    asked.pop("stap", None)
    context["query"] = asked.urlencode()
    if step.isascii() and step.isdigit() and variants[0].journey.moments:
        number = min(max(int(step[:4]), 1), len(variants[0].journey.moments))
        context |= {"moment": variants[0].journey.moments[number - 1], "number": number}
        return render(request, "paths/projector.html", context)
    return render(request, "paths/walk.html", context)


def days(request: HttpRequest) -> HttpResponse:
    """The 1,000 days with contact moments, handovers and the templates that can begin in each phase."""
    every = list(shipped.templates().values())
    title = _("The first 1,000 days: contact moments, handovers and care paths")
    options = {"language": language(), "title": title}
    return render(
        request,
        "paths/days.html",
        {
            "wide": _drawn(timeline.draw(every, narrow=False, prefix="wide", **options)),
            "narrow": _drawn(timeline.draw(every, narrow=True, prefix="narrow", **options)),
            "phases": list(timeline.listed(every, language())),
            "lanes": timeline.lanes(language()),
        },
    )
