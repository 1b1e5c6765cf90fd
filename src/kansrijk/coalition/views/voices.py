"""Screens of reading along: texts that lie before experts by experience, comments, answers, what changed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms_voices import AnswerForm, CommentForm, OfferTextForm
from kansrijk.coalition.queries import voices as voice_queries
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may, require_may


def _rights(actor: Actor, coalition: UUID) -> dict[str, bool]:
    verbs = ("offer", "comment", "answer")
    return {f"may_{verb}": may(actor, verb, "voice", coalition=coalition) == "allow" for verb in verbs}


def voices(request: HttpRequest, slug: str) -> HttpResponse:
    """What lies before readers, and what changed because of them."""
    coalition = coalition_of(request, slug, "voice")
    actor = actor_of(request)
    values = {
        "texts": voice_queries.texts_to_read(actor, coalition.id),
        "changes": voice_queries.changes(actor, coalition.id),
        **_rights(actor, coalition.id),
    }
    return page(request, "voices.html", coalition, **values)


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Lays a text before readers; `afspraak` names the agreement whose text it is, or says `plan`."""
    coalition = coalition_of(request, slug, "voice")
    actor = actor_of(request)
    require_may(actor, "offer", "voice", coalition=coalition.id)
    known = [(one.id, one.title) for one in queries.agreements(actor, coalition.id) if one.standing != "ended"]
    asked = request.GET.get("afspraak", "")[:40]
    titles = {commands.PLAN: _("Our plan"), **{str(key): title for key, title in known}}
    initial = {"agreement": asked, "title": titles[asked]} if asked in titles else {}
    form = OfferTextForm(request.POST or None, agreements=known, initial=initial)
    if form.is_valid():
        try:
            key = commands.offer_text(by=actor, coalition=coalition.id, to_read=form.to_read())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("The text lies before the readers."))
            return redirect("coalition_voice", slug=slug, number=key)
    return page(request, "voice_new.html", coalition, form=form)


def voice(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """One text with what was said of it; a POST is a comment."""
    coalition = coalition_of(request, slug, "voice")
    actor = actor_of(request)
    now = voice_queries.text_to_read(actor, coalition.id, number)
    form = CommentForm(request.POST or None)
    if form.is_valid():
        try:
            commands.comment_on(by=actor, text=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Thank you. Your comment is kept."))
            return redirect("coalition_voice", slug=slug, number=number)
    return page(request, "voice.html", coalition, text=now, form=form, **_rights(actor, coalition.id))


def answer(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """The answer to one comment, and what changed."""
    coalition = coalition_of(request, slug, "voice")
    actor = actor_of(request)
    require_may(actor, "answer", "voice", coalition=coalition.id)
    text = voice_queries.text_to_read(actor, coalition.id, voice_queries.text_of_comment(actor, coalition.id, number))
    said = next(one for one in text.comments if one.id == number)
    initial = {"answer": said.answer, "changed": said.changed, "is_public": said.is_public}
    form = AnswerForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            commands.answer_comment(by=actor, comment=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_voice", slug=slug, number=text.id)
    return page(request, "voice_answer.html", coalition, form=form, said=said, text=text)


def take_back(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """One's own comment is gone."""
    coalition = coalition_of(request, slug, "voice")
    actor = actor_of(request)
    text = voice_queries.text_of_comment(actor, coalition.id, number)
    try:
        commands.take_back_comment(by=actor, comment=number)
    except BadInput as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("Your comment is gone."))
    return redirect("coalition_voice", slug=slug, number=text)


def close(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Nobody comments on it any more."""
    coalition = coalition_of(request, slug, "voice")
    actor = actor_of(request)
    voice_queries.text_to_read(actor, coalition.id, number)
    commands.close_text(by=actor, text=number)
    messages.success(request, _("The text is closed. It stays to be read."))
    return redirect("coalition_voice", slug=slug, number=number)
