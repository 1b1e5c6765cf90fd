"""Screens of questionnaires: which there are, loading one of one's own, filling one in together, reading it again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_response, queries, queries_response, responses, words, words_response
from kansrijk.families.forms_response import AnswersForm, BeginForm, GuardedForm, LoadForm
from kansrijk.families.queries_response import ResponseRead
from kansrijk.families.questionnaire import ASKING, Answer, Questionnaire, guarded
from kansrijk.families.views import coalition_of
from kansrijk.trust.queries import CoalitionCard


def questionnaires(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that can be filled in here; one of one's own is loaded here."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    form = LoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            key = commands_response.load_questionnaire(
                by=actor, coalition=coalition.id, content=sent.read(), may_use=form.cleaned_data["may_use"]
            )
        except BadInput as fault:
            form.add_error("file", words_response.fault_of_file(fault))
        else:
            messages.success(
                request, _("Loaded. Read it once as it will be asked, and say which questions are guarded.")
            )
            return redirect("family_questionnaire", slug=slug, questionnaire=key)
    found = queries_response.questionnaires(actor, coalition.id)
    context = {"coalition": coalition, "form": form, "found": found}
    return render(request, "families/questionnaires.html", context, status=400 if form.errors else 200)


def questionnaire(request: HttpRequest, slug: str, questionnaire: str) -> HttpResponse:
    """One as it will be asked, every question and when."""
    coalition = coalition_of(request, slug)
    card, asked = queries_response.questionnaire(request.actor, coalition.id, str(questionnaire))  # type: ignore[attr-defined]
    links = guarded(asked, card.guarded)
    context = {
        "coalition": coalition,
        "card": card,
        "lines": words_response.every_line(asked, links),
        "asked": asked,
        "form": _guarded_form(None, asked, {"guarded": list(card.guarded or ())}) if card.origin == "loaded" else None,
        "nobody_said": card.guarded is None and any(one.is_guarded is None for one in asked.every()),
        "has_guarded": bool(links),
    }
    return render(request, "families/questionnaire.html", context)


def say_guarded(request: HttpRequest, slug: str, questionnaire: UUID) -> HttpResponse:
    """Which questions of a loaded one are kept only with the parent's agreement."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    there = redirect("family_questionnaire", slug=slug, questionnaire=questionnaire)
    _card, asked = queries_response.questionnaire(actor, coalition.id, str(questionnaire))
    form = _guarded_form(request.POST, asked, {})
    if not form.is_valid():
        messages.error(request, _("Choose from the questions of this questionnaire."))
        return there
    commands_response.say_guarded(
        by=actor, coalition=coalition.id, questionnaire=questionnaire, links=form.cleaned_data["guarded"]
    )
    messages.success(request, _("Kept. What was already written down as guarded stays guarded."))
    return there


def _guarded_form(sent: Any, asked: Questionnaire, initial: dict[str, Any]) -> GuardedForm:
    """Of what its file says already nothing is asked."""
    questions = [(one.link, one.text) for one in asked.every() if one.kind in ASKING and not one.is_guarded]
    return GuardedForm(sent, questions=questions, initial=initial)


def retire(request: HttpRequest, slug: str, questionnaire: UUID) -> HttpResponse:
    """It is not offered any more; what was answered stays."""
    coalition = coalition_of(request, slug)
    commands_response.retire_questionnaire(
        by=request.actor,  # type: ignore[attr-defined]
        coalition=coalition.id,
        questionnaire=questionnaire,
    )
    messages.success(request, _("Not offered any more. What was filled in stays, with its text."))
    return redirect("family_questionnaires", slug=slug)


def begin(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """Which one is filled in about this person."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    read = queries.file(actor, coalition.id, file)
    offered = [one for one in queries_response.questionnaires(actor, coalition.id) if one.is_offered]
    choices = [(one.key, f"{one.title} ({one.version})") for one in offered]
    form = BeginForm(request.POST or None, initial={"key": uuid4()}, choices=choices)
    if form.is_valid():
        key = form.cleaned_data["key"]
        try:
            commands_response.begin_response(
                by=actor,
                coalition=coalition.id,
                file=file,
                key=key,
                questionnaire=form.cleaned_data["questionnaire"],
            )
        except BadInput as fault:
            form.add_error(None, words_response.FAULTS.get(fault.field or "", words.FAULTS["key"]))
        else:
            return redirect("fill_in", slug=slug, response=key)
    context = {"coalition": coalition, "form": form, "file": read}
    return render(request, "families/response_begin.html", context, status=400 if form.errors else 200)


def fill_in(request: HttpRequest, slug: str, response: UUID) -> HttpResponse:
    """The questions that are asked with what is answered so far; finished when no new question comes of it."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    read = queries_response.response(actor, coalition.id, response)
    if not read.is_mine or read.status == responses.STOPPED:
        return redirect("family_response", slug=slug, response=response)
    sent = _answered(request, read) if request.method == "POST" else read.answers
    lines = responses.lines(read.questionnaire, sent)
    form = _form(request.POST or None, read, lines)
    new: set[str] = set()
    then = _kept(request, coalition, read, form) if form.is_valid() else None
    if isinstance(then, HttpResponse):
        return then
    if then:  # what is asked anew tells an answer: it stands on the page that answers, in no address
        new = {form.names[link] for link in then}
        read = queries_response.response(actor, coalition.id, response)
        lines = responses.lines(read.questionnaire, read.answers)
        form = _form(None, read, lines)
    context = {
        "coalition": coalition,
        "read": read,
        "form": form,
        "lines": [_line(form, line, read) for line in lines],
        "asks_agreed": any(line.item.kind in ASKING and line.item.link in read.guarded for line in lines),
        "new": new,
        "has_total": read.origin == "loaded",
        "stands": _told(read, read.answers) if form.is_overtaken else [],
        "then": reverse("family_response", args=[slug, response]),
    }
    return render(request, "families/response_fill.html", context, status=400 if form.errors else 200)


def _form(sent: Any, read: ResponseRead, lines: list[responses.Line]) -> AnswersForm:
    initial = {"version": read.version, "total": read.total, "agreed": read.agreed_on is not None}
    return AnswersForm(sent, initial=initial, questionnaire=read.questionnaire, lines=lines)


def _answered(request: HttpRequest, read: ResponseRead) -> Mapping[str, Answer]:
    """What the page says, of every question that it can hold: that decides which are asked now."""
    every = [responses.Line(one, 0, None) for one in read.questionnaire.every()]
    form = AnswersForm(request.POST, questionnaire=read.questionnaire, lines=every)
    form.is_valid()  # what is no answer is said by the form of the page; here it counts for nothing
    return form.answers()


def _line(form: AnswersForm, line: responses.Line, read: ResponseRead) -> dict[str, Any]:
    item = line.item
    is_asked = item.kind in ASKING
    return {
        "kind": item.kind,
        "text": item.text,
        "depth": line.depth,
        "is_guarded": item.link in read.guarded,
        "is_required": item.is_required,
        "is_choice": item.kind in {"boolean", "choice"},
        "name": form.names[item.link] if is_asked else "",
        "field": form[form.names[item.link]] if is_asked else None,
    }


def _kept(
    request: HttpRequest, coalition: CoalitionCard, read: ResponseRead, form: AnswersForm
) -> HttpResponse | list[str] | None:
    """Where to go when it is kept, or the links of what is asked anew; None where the form says why not."""
    new = responses.news(read.questionnaire, form.shown_links(), form.answers())
    is_later = "later" in request.POST
    sent = form.cleaned_data
    try:
        commands_response.answer(
            by=request.actor,  # type: ignore[attr-defined]
            coalition=coalition.id,
            response=read.id,
            version=sent["version"],
            answers=form.answers(),
            total=sent["total"],
            agreed=sent["agreed"],
            is_finished=not new and not is_later,
        )
    except BadInput as fault:
        link = fault.field or ""
        form.refuse(link, words_response.FAULTS.get(link, words_response.fault_of_answer(fault)))
        if link == "version":
            form.is_overtaken = True
            form.data = form.data.copy()  # type: ignore[misc]
            form.data["version"] = str(read.version)  # type: ignore[index]
        return None
    if is_later:
        messages.success(request, _("Kept so far. You alone see it."))
        return redirect("family_file", slug=coalition.slug, file=read.file)
    if not new:
        return redirect("family_response", slug=coalition.slug, response=read.id)
    messages.info(request, _("Kept so far. There is more to ask now: the new questions are marked."))
    return new


def response(request: HttpRequest, slug: str, response: UUID) -> HttpResponse:
    """What was answered, in the order of the page; what was not asked is not there."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    read = queries_response.response(actor, coalition.id, response)
    if read.status == responses.BEGUN:  # its author's alone: it goes on
        return redirect("fill_in", slug=slug, response=response)
    earlier = (
        queries_response.history(actor, coalition.id, response) if read.is_mine and read.status == "amended" else []
    )
    context = {
        "coalition": coalition,
        "read": read,
        "has_stopped": read.status == responses.STOPPED,
        "lines": _told(read, read.answers),
        "is_total_guarded": responses.is_total_guarded(read.questionnaire, read.guarded),
        "earlier": [(one, words_response.answered(read.questionnaire, one.answers, read.guarded)) for one in earlier],
    }
    return render(request, "families/response.html", context)


def _told(read: ResponseRead, answers: Mapping[str, Answer]) -> list[words_response.Told]:
    return words_response.answered(read.questionnaire, answers, read.guarded, is_whole=read.is_whole)


def drop(request: HttpRequest, slug: str, response: UUID) -> HttpResponse:
    """Takes one away; the file stays."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    commands_response.drop_response(by=actor, coalition=coalition.id, response=response)
    messages.success(request, _("Taken away. What was answered is gone."))
    return redirect("family_files", slug=slug)
