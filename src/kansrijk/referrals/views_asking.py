"""A parent asks to be called, without an account: the form, what she keeps of it, how it stands, and stopping.

What she types goes in bodies only, and no page shows it again. No page of these is kept by a browser.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import readable_telephone
from kansrijk.referrals import asking, commands_asking, queries_asking
from kansrijk.referrals.queries_asking import Door
from kansrijk.trust import own_page
from kansrijk.trust.own_page import private
from kansrijk.trust.rules import Denied

RIGHT_TO_LEFT = ("ar",)
UNREAD = ("ar", "tr", "pl", "uk")


def ask(request: HttpRequest, door: UUID) -> HttpResponse:
    """The form for one door; sent, the code that she keeps. A page that is sent twice sends once."""
    actor = own_page.stranger(request)
    found = queries_asking.door(actor, door)
    if found is None:
        raise Http404
    language = asking.spoken(request.GET.get("taal", "nl"))
    if request.method != "POST":
        return _form(request, found, language, asking.new_code(), {}, "")
    typed = {field: request.POST.get(field, "").replace("\x00", "") for field in asking.LONGEST}
    code = asking.typed(request.POST.get("code", ""))
    try:
        told = commands_asking.ask_for_help(
            by=actor,
            door=door,
            code=code,
            said=asking.checked(**typed),
            is_agreed="agreed" in request.POST,
            mark=request.POST.get("mark", ""),
            language=language,
        )
    except BadInput as fault:
        if fault.field == "again":  # the first stays: she is told so, and gets the code with which she can stop it
            context = {**_words(language), "code": asking.readable(code), "told": "", "door": found, "is_again": True}
            return private(render(request, "referrals/asking/done.html", context, status=409))
        return _form(request, found, language, code or asking.new_code(), typed, fault.field or "key")
    context = {**_words(language), "code": asking.readable(code), "told": told, "door": found}
    return private(render(request, "referrals/asking/done.html", context))


def look(request: HttpRequest) -> HttpResponse:
    """Asks for the code; shows how it stands, or stops it. One answer for every code that is none."""
    language = asking.spoken(request.GET.get("taal", "nl"))
    if request.method != "POST":
        return private(render(request, "referrals/asking/look.html", _words(language)))
    actor, code = own_page.stranger(request), request.POST.get("code", "")[:60]
    if "stop" in request.POST:
        try:
            commands_asking.take_back(by=actor, code=code)
        except Denied:
            code = ""
    found = queries_asking.asked(actor, code)
    if found is None:
        context = {**_words(language), "is_wrong": True}
        return private(render(request, "referrals/asking/look.html", context, status=404))
    language = asking.spoken(found.language)
    context = {
        **_words(language),
        "found": found,
        "status": asking.status(found.state, language),
        "code": asking.typed(code),
    }
    return private(render(request, "referrals/asking/standing.html", context))


def _form(
    request: HttpRequest, door: Door, language: str, code: str, typed: dict[str, str], wrong: str
) -> HttpResponse:
    words = asking.texts(language)
    until = queries_asking.until(door).strftime("%d-%m-%Y")
    context = {
        **_words(language),
        "door": door,
        "phone_words": readable_telephone(door.phone),
        "code": code,
        "mark": queries_asking.mark_of(door, language),
        "told": asking.told(language, door.name, until),
        "fields": [
            {
                "name": field,
                "label": words[field],
                "hint": words[f"{field}_hint"],
                "value": typed.get(field, ""),
                "error": words[f"wrong_{field}"] if wrong == field else "",
                "longest": longest,
            }
            for field, longest in asking.LONGEST.items()
        ],
        "wrong": words[f"wrong_{wrong}"] if wrong and wrong not in asking.LONGEST else "",
        "is_wrong": bool(wrong),
    }
    return private(render(request, "referrals/asking/ask.html", context, status=422 if wrong else 200))


def _words(language: str) -> dict[str, object]:
    return {
        "t": asking.texts(language),
        "language": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "is_unread": language in UNREAD,
    }
