"""A coalition's own working areas: what there is, and making one by picking areas. Parse, ask, render."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.areas import commands, queries
from kansrijk.areas.codes import parse
from kansrijk.trust.queries import CoalitionCard, coalitions
from kansrijk.trust.rules import Denied, may, require_may

LEVELS = (
    ("wijk", gettext_lazy("wijken")),
    ("buurt", gettext_lazy("buurten")),
    ("pc4", gettext_lazy("postcode areas")),
    ("gemeente", gettext_lazy("the whole municipality")),
)
MOST = 200  # areas that one working area can be made of
# What is said of a working area that cannot be made; the command tells which.
SENTENCES = {
    "name": gettext_lazy("Give the working area a name of at most 200 characters."),
    "none": gettext_lazy("Choose at least one area."),
    "many": gettext_lazy("Choose at most 200 areas."),
    "unknown": gettext_lazy("One of the areas is not in this year. Choose again."),
    "mixed": gettext_lazy("Real and fictional areas do not go together."),
    "postcodes": gettext_lazy("Postcode areas lie across wijken and buurten. Choose one kind."),
    "overlap": gettext_lazy("One of the areas lies in another one that you chose. Leave one of the two out."),
}


def _coalition(request: HttpRequest, slug: str) -> CoalitionCard:
    cards = coalitions(request.actor)  # type: ignore[attr-defined]
    found = next((card for card in cards if card.slug == slug), None)
    if found is None:
        raise Denied("read", "coalition")
    return found


def working_areas(request: HttpRequest, slug: str) -> HttpResponse:
    """The working areas of a coalition, and for those who may make one the areas to pick from."""
    coalition = _coalition(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    require_may(actor, "read", "working_area", coalition=coalition.id)
    is_maker = may(actor, "create", "working_area", coalition=coalition.id) == "allow"
    fault = ""
    if request.method == "POST":
        require_may(actor, "create", "working_area", coalition=coalition.id)
        fault = _make(request, coalition)
        if not fault:
            messages.success(request, _("The working area is made. Only your coalition sees it."))
            return redirect("working_areas", slug=slug)
    sent = request.POST if request.method == "POST" else request.GET
    context = {
        "coalition": coalition,
        "areas": queries.working_areas(actor, coalition.id),
        "is_maker": is_maker,
        "fault": fault,
        "name": sent.get("naam", ""),
        "levels": LEVELS,
        **(_choices(request, sent) if is_maker else {}),
    }
    return render(request, "areas/working_areas.html", context, status=400 if fault else 200)


def _chosen(sent) -> list[str]:  # type: ignore[no-untyped-def]
    """`GM0546@2024` and so on, as sent; what is no code is left out."""
    found = [at for at in map(parse, sent.getlist("deel")[: MOST + 1]) if at is not None and at.edition is not None]
    return list(dict.fromkeys(str(at) for at in found))


def _choices(request: HttpRequest, sent) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """What is picked already, and the areas of the place that was looked for."""
    actor = request.actor  # type: ignore[attr-defined]
    text, level = sent.get("plaats", "").strip()[:80], sent.get("niveau", "wijk")
    country = "XX" if sent.get("land") == "XX" else "NL"
    found = queries.find(actor, text, level="gemeente", country=country) if text else []
    if text and not found:
        found = queries.find(actor, text, level="gemeente", country="XX")
    place = found[0] if found else None
    parts = []
    if place is not None and level in dict(LEVELS):
        parts = [place] if level == "gemeente" else queries.children(actor, place, level)
    codes = _chosen(sent)
    picked = [ref for ref in (queries.area(actor, code) for code in codes) if ref is not None]
    known = {str(ref) for ref in picked}
    return {
        "text": text,
        "level": level,
        "place": place,
        "picked": picked,
        "parts": [ref for ref in parts if str(ref) not in known],
    }


def _make(request: HttpRequest, coalition: CoalitionCard) -> str:
    """The sentence that says why it could not be made; empty when it was."""
    chosen = [parse(code) for code in _chosen(request.POST)]
    editions = {at.edition for at in chosen if at is not None}
    if len(chosen) > MOST:
        return str(SENTENCES["many"])
    if not chosen:
        return str(SENTENCES["none"])
    if len(editions) > 1:
        return _("Areas of different years do not go together. Choose areas of one year.")
    try:
        commands.make_working_area(
            by=request.actor,  # type: ignore[attr-defined]
            coalition=coalition.id,
            name=request.POST.get("naam", ""),
            edition=editions.pop() or 0,
            part_codes=[at.code for at in chosen if at is not None],
        )
    except commands.BadWorkingArea as error:
        return str(SENTENCES[error.kind])
    return ""
