"""A coalition's own paths: the list, the page of one, editing with the check beside it, comparing, agreeing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kansrijk.core.faults import BadInput
from kansrijk.paths import commands, comparing, queries, shipped
from kansrijk.paths.checking import Finding
from kansrijk.paths.definition import LOCAL, LOCAL_WORDS, Definition
from kansrijk.paths.reading import read
from kansrijk.paths.views.shown import language, told
from kansrijk.paths.writing import Own, days, lay_over, write
from kansrijk.trust.rules import Denied, may, require_may

LONGEST = 200_000


def paths(request: HttpRequest, slug: str) -> HttpResponse:
    """The coalition's paths, and the templates that it has not taken yet."""
    actor = request.actor  # type: ignore[attr-defined]
    card = queries.coalition_card(actor, slug)
    require_may(actor, "read", "path_draft", coalition=card.id)
    may_write = may(actor, "write", "path_draft", coalition=card.id) == "allow"
    if request.method == "POST":
        chosen = request.POST.get("sjabloon", "")
        try:
            name = commands.start_path(by=actor, coalition=card.id, template=chosen)
        except BadInput:
            messages.error(request, _("This path is there already, or there is no such template. Nothing was stored."))
            return redirect("own_paths", slug=slug)
        messages.success(request, _("The path is begun as a concept. Fill in names and time limits."))
        return redirect("own_path_edit", slug=slug, path=name)
    own = queries.paths_of(actor, slug)
    taken = {one.slug for one in own}
    free = [one for one in shipped.templates().values() if one.id not in taken]
    offers = queries.host_paths(actor, card.id)
    context = {"coalition": card, "own": own, "free": free, "may_write": may_write, "offers": offers}
    return render(request, "paths/own_paths.html", context)


def path(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """A version of a path. A visitor sees the published one."""
    asked = request.GET.get("versie", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    page = queries.path(request.actor, slug, path, number)  # type: ignore[attr-defined]
    hangs_on = queries.agreements_of(request.actor, page)  # type: ignore[attr-defined]
    news = queries.news_from_host(request.actor, page)  # type: ignore[attr-defined]
    may_offer = may(request.actor, "offer", "voice", coalition=page.coalition) == "allow"  # type: ignore[attr-defined]
    texts = queries.texts_of(request.actor, page)  # type: ignore[attr-defined]
    context = {**told(page.definition), "page": page, "slug": slug, "hangs_on": hangs_on, "news": news}
    context |= {"texts": texts, "may_offer": may_offer}
    return render(request, "paths/own_path.html", context)


@dataclass(frozen=True)
class Line:
    """A field of the form: what it is called in the request, for people, and what stands in it."""

    key: str
    words: str
    value: str
    is_long: bool = False


@dataclass(frozen=True)
class StepLines:
    """The fields of one step."""

    name: str
    lines: tuple[Line, ...]


def _general(path: Definition) -> list[Line]:
    found = [
        Line("owner", _("Owner of this path"), path.owner),
        Line("checked_on", _("Checked on (year-month-day)"), path.checked_on),
        Line("first_talk", _("First talk"), path.first_talk),
    ]
    if path.urgent:
        found.append(Line("act", _("What to do today"), path.urgent.act))
    return found


def _parties(path: Definition) -> list[Line]:
    return [Line(f"partij-{code}", code, name) for code, name in path.parties.items()]


def _limit(within: int | str | None) -> str:
    """A limit as people type it."""
    return LOCAL_WORDS[language()] if within == LOCAL else "" if within is None else str(within)


def _steps(path: Definition) -> list[StepLines]:
    return [
        StepLines(
            step.name,
            (
                Line(f"naam-{step.id}", _("Name"), step.name),
                Line(f"doet-{step.id}", _("Does what"), step.does, is_long=True),
                Line(f"binnen-{step.id}", _("Working days"), _limit(step.within)),
            ),
        )
        for step in path.steps
    ]


def _own_words(request: HttpRequest, path: Definition) -> Own:
    """What was typed in the form. Raises `BadInput` for a limit that is none."""

    def typed(prefix: str, codes: list[str]) -> dict[str, str]:
        return {code: request.POST[f"{prefix}-{code}"].strip() for code in codes if f"{prefix}-{code}" in request.POST}

    steps = [step.id for step in path.steps]
    limits: dict[str, int | str | None] = {}
    for code, value in typed("binnen", steps).items():
        try:
            limits[code] = days(value)
        except ValueError as error:
            name = next(step.name for step in path.steps if step.id == code)
            words = _("“%(name)s”: give a number of working days up to 260, or leave it empty.") % {"name": name}
            raise BadInput(words, field=f"binnen-{code}") from error
    return Own(
        owner=request.POST.get("owner", path.owner).strip(),
        checked_on=request.POST.get("checked_on", path.checked_on).strip(),
        first_talk=request.POST.get("first_talk", "").strip(),
        act=request.POST.get("act", "").strip(),
        parties=typed("partij", list(path.parties)),
        names=typed("naam", steps),
        does=typed("doet", steps),
        limits=limits,
    )


@dataclass
class _Draft:
    """What stands in the editor: the text, the path that it is (None: no path), what is wrong."""

    text: str
    definition: Definition | None = None
    fault: str = ""


def _drafted(request: HttpRequest, page: queries.PathPage) -> _Draft:
    """By the form of names and limits, or by the text, whichever was sent."""
    if request.method != "POST":
        return _Draft(page.text, page.definition)
    is_text = request.POST.get("vorm") == "tekst"
    text = request.POST.get("tekst", "").replace("\r\n", "\n")[: LONGEST + 1] if is_text else page.text
    try:
        if is_text:
            return _Draft(text, read(text, ""))
        definition = lay_over(page.definition, _own_words(request, page.definition))
        text = write(definition)
        return _Draft(text, read(text, ""))
    except BadInput as error:
        where = _("Line %(row)s: ") % {"row": error.row} if error.row else ""
        return _Draft(text, None if is_text else page.definition, f"{where}{error.message}")


def edit(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """Names and limits in a form, or the whole path as text; the check and the drawing stand beside it."""
    actor = request.actor  # type: ignore[attr-defined]
    page = queries.path(actor, slug, path)
    require_may(actor, "write", "path_draft", coalition=page.coalition)
    draft = _drafted(request, page)
    theirs: commands.SomebodyElse | None = None
    if request.method == "POST" and request.POST.get("doen") == "bewaren" and not draft.fault:
        try:
            base = request.POST.get("basis", "")
            commands.save_draft(by=actor, coalition=page.coalition, slug=path, text=draft.text, base=base)
            messages.success(request, _("The concept is stored."))
            return redirect("own_path", slug=slug, path=path)
        except BadInput as error:
            draft.fault = _saving_fault(error)
        except commands.SomebodyElse as found:
            theirs = found
    points: list[Finding] = []
    if draft.definition is not None and not draft.fault:
        points = queries.findings(actor, page.coalition, draft.text, language())
    context = {
        "page": page,
        "slug": slug,
        "draft": draft,
        "points": points,
        "theirs": theirs,
        "base": page.base if theirs or request.method != "POST" else request.POST.get("basis", ""),
        "as_text": request.POST.get("vorm") == "tekst" or request.GET.get("vorm") == "tekst",
        **_shown(draft.definition or page.definition, request.POST if draft.fault else {}),
    }
    status = 409 if theirs else 400 if draft.fault else 200
    return render(request, "paths/edit.html", context, status=status)


def _saving_fault(error: BadInput) -> str:
    if error.field == "state":
        return _("This version lies before the parties. Take it back first, then change it.")
    return _("The id of a path cannot be changed.")


def _shown(path: Definition, sent: Mapping[str, str]) -> dict[str, Any]:
    """The path and the fields of its form; a field that was `sent` and not accepted shows what was typed in it."""

    def kept(lines: Iterable[Line]) -> list[Line]:
        return [replace(one, value=sent.get(one.key, one.value)) for one in lines]

    steps = [replace(one, lines=tuple(kept(one.lines))) for one in _steps(path)]
    return {**told(path), "general": kept(_general(path)), "parties": kept(_parties(path)), "step_lines": steps}


EVENTS = {
    "voorleggen": commands.offer_version,
    "terughalen": commands.revise_version,
    "publiceren": commands.publish_version,
    "intrekken": commands.withdraw_version,
}


def _done(event: str) -> str:
    return {
        "voorleggen": _("The path lies before the parties. Each ticks it."),
        "terughalen": _("The path is a concept again. What was ticked is void."),
        "publiceren": _("The path is published. It shows in the door finder."),
        "intrekken": _("The path is withdrawn. It can still be read here."),
    }[event]


@require_POST
def act(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """One step in the life of a version: offer, take back, tick, publish, withdraw."""
    actor = request.actor  # type: ignore[attr-defined]
    page = queries.path(actor, slug, path)
    event = request.POST.get("doen", "")
    try:
        if event in EVENTS:
            EVENTS[event](by=actor, coalition=page.coalition, slug=path)
            messages.success(request, _done(event))
        elif event == "instemmen":
            party, name = request.POST.get("partij", ""), request.POST.get("naam", "")
            commands.tick(by=actor, coalition=page.coalition, slug=path, party=party, name=name)
            messages.success(request, _("The agreement is written down."))
        else:
            raise Denied("write", "path_draft")
    except BadInput as error:
        messages.error(request, _unsound(page.text) if error.field == "check" else _refused(error))
    return redirect("own_path", slug=slug, path=path)


def _unsound(text: str) -> str:
    """Which points keep a path from being laid before the parties, the first three in words."""
    found = queries.findings_in_itself(text, language())
    said = " ".join(one.message for one in found[:3])
    return _("Not every family can walk this path to an end. The check finds %(count)s: %(said)s") % {
        "count": len(found),
        "said": said,
    }


def _refused(error: BadInput) -> str:
    return {
        "ticks": _("Not every party agreed yet, so nothing was published."),
        "name": _("Write down who of that party agreed."),
        "party": _("That party does nothing in this path."),
    }.get(error.field or "", _("That is not possible in this state. Nothing was changed."))


def field_word(field: str) -> str:
    """What a field of a path is called (see `comparing` and `merging`)."""
    return {
        "start": _("Begins with"),
        "by_phase": _("Words per phase"),
        "source": _("Source"),
        "name": _("Name"),
        "trigger": _("When"),
        "first_talk": _("First talk"),
        "act_today": _("Act today if"),
        "doors": _("Doors"),
        "parties": _("Parties"),
        "stays_responsible": _("What stays your task"),
        "informal_support": _("Support of people nearby"),
        "for_parents": _("For parents"),
        "owner": _("Owner"),
        "checked_on": _("Checked on"),
        "party": _("Who"),
        "does": _("Does what"),
        "within": _("Within"),
        "service": _("Kind of help"),
        "ask_consent": _("Asks consent for"),
        "hand_over": _("Hands over to"),
        "feedback": _("Tells back to"),
        "next": _("After that"),
        "step": _("Whole step"),
    }[field]


def compare(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """Two versions; with `met=COALITIE/PAD` the path of another coalition; with `met=sjabloon` the template."""
    actor = request.actor  # type: ignore[attr-defined]
    page = queries.path(actor, slug, path, _number(request, "naar"))
    other = request.GET.get("met", "")
    change = None
    if other == "sjabloon" and page.template:
        old, old_name = shipped.templates()[page.template], _("Template")
        change = queries.template_change(actor, page) if page.has_news else None
        if change:
            old = read(change[0], "")
            new, new_name = read(change[1], ""), _("Template as it is now")
        else:
            new, new_name = page.definition, _("Version %(number)s") % {"number": page.number}
    else:
        there, _slash, name = other.partition("/")
        if name:
            found = queries.path(actor, there, name)
            old, old_name = found.definition, found.coalition_name
        else:
            before = queries.path(actor, slug, path, _number(request, "van") or max(page.number - 1, 1))
            old, old_name = before.definition, _("Version %(number)s") % {"number": before.number}
        new, new_name = page.definition, _("Version %(number)s") % {"number": page.number}
    found_changes = comparing.differences(old, new, language())
    others = [one for one in queries.paths_of(actor) if one.is_published and one.coalition_slug != slug]
    context = {
        "page": page,
        "slug": slug,
        "old_name": old_name,
        "new_name": new_name,
        "changes": [(one.where, field_word(one.field), one.before, one.after) for one in found_changes],
        "others": others,
        "is_news": bool(change),
    }
    return render(request, "paths/compare.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else None
