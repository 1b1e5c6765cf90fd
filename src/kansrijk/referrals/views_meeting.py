"""Screens of case meetings: a list, planning one, and its page with who takes part and what was agreed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import queries as family_queries
from kansrijk.referrals import commands_meeting, queries_meeting, words_meeting
from kansrijk.referrals.forms_meeting import FeedbackForm, ParentsForm, ParticipantForm, PlanForm, TaskForm
from kansrijk.referrals.queries_meeting import KIND, MeetingRead
from kansrijk.trust.queries import CoalitionCard


def coalition_of(request: HttpRequest, slug: str) -> CoalitionCard:
    return family_queries.place(request.actor, slug, KIND)  # type: ignore[attr-defined]


def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that the actor organises or takes part in."""
    coalition = coalition_of(request, slug)
    lines = queries_meeting.meetings(request.actor, coalition.id)  # type: ignore[attr-defined]
    return render(request, "referrals/meeting/list.html", {"coalition": coalition, "lines": lines})


def plan(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """A day and an agenda, under a consent for a meeting."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    planning = queries_meeting.planning(actor, coalition.id, file)
    form = PlanForm(request.POST or None, planning=planning, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "consent": UUID(form.cleaned_data["consent"])}
        try:
            made = commands_meeting.plan_meeting(by=actor, coalition=coalition.id, file=file, **said)
        except BadInput as fault:
            _refuse(form, fault)
        else:
            messages.success(request, _("Planned. Now say who takes part, each with the parent's yes."))
            return redirect("case_meeting", slug=slug, meeting=made)
    context = {"coalition": coalition, "planning": planning, "form": form}
    return render(request, "referrals/meeting/plan.html", context, status=400 if form.errors else 200)


def meeting(request: HttpRequest, slug: str, meeting: UUID) -> HttpResponse:
    """Agenda, who is there, what was agreed, and what can be written down."""
    coalition = coalition_of(request, slug)
    read = queries_meeting.meeting(request.actor, coalition.id, meeting)  # type: ignore[attr-defined]
    return render(request, "referrals/meeting/meeting.html", _page(coalition, read))


def take_part(request: HttpRequest, slug: str, meeting: UUID) -> HttpResponse:
    """One more at the table."""

    def done(actor: Any, at: dict[str, UUID], said: dict[str, Any]) -> None:
        commands_meeting.add_participant(by=actor, **at, **{**said, "service": UUID(said["service"])})

    return _change(request, slug, meeting, "part", lambda read: ParticipantForm(request.POST, meeting=read), done)


def parents(request: HttpRequest, slug: str, meeting: UUID) -> HttpResponse:
    """Whether the parents are there."""

    def done(actor: Any, at: dict[str, UUID], said: dict[str, Any]) -> None:
        commands_meeting.say_parents(by=actor, **at, **said)

    return _change(request, slug, meeting, "parents", lambda read: ParentsForm(request.POST), done)


def agree(request: HttpRequest, slug: str, meeting: UUID) -> HttpResponse:
    """What was agreed becomes a task."""

    def done(actor: Any, at: dict[str, UUID], said: dict[str, Any]) -> None:
        commands_meeting.agree_task(by=actor, **at, **said)

    return _change(request, slug, meeting, "task", lambda read: TaskForm(request.POST, meeting=read), done)


def finish(request: HttpRequest, slug: str, meeting: UUID, task: UUID) -> HttpResponse:
    """A task is done, with word back."""

    def done(actor: Any, at: dict[str, UUID], said: dict[str, Any]) -> None:
        commands_meeting.finish_task(by=actor, **at, task=task, **said)

    return _change(
        request, slug, meeting, str(task), lambda read: FeedbackForm(request.POST, auto_id=f"{task}_%s"), done
    )


def let_go(request: HttpRequest, slug: str, meeting: UUID, participant: UUID) -> HttpResponse:
    """Somebody takes part no more."""
    coalition = coalition_of(request, slug)
    at = {"coalition": coalition.id, "meeting": meeting, "participant": participant}
    commands_meeting.let_participant_go(by=request.actor, **at)  # type: ignore[attr-defined]
    return redirect("case_meeting", slug=slug, meeting=meeting)


def _change(
    request: HttpRequest,
    slug: str,
    meeting: UUID,
    name: str,
    form_of: Callable[[MeetingRead], forms.Form],
    done: Callable[[Any, dict[str, UUID], dict[str, Any]], None],
) -> HttpResponse:
    """One form of the page: done and back to it, or the page again with what was typed and what is wrong."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    read = queries_meeting.meeting(actor, coalition.id, meeting)
    form = form_of(read)
    if form.is_valid():
        try:
            done(actor, {"coalition": coalition.id, "meeting": meeting}, form.cleaned_data)
        except BadInput as fault:
            _refuse(form, fault)
        else:
            return redirect("case_meeting", slug=slug, meeting=meeting)
    return render(request, "referrals/meeting/meeting.html", _page(coalition, read, {name: form}), status=400)


def _refuse(form: forms.Form, fault: BadInput) -> None:
    """The sentence at its field; a form that was sent before carries a new key."""
    field = fault.field if fault.field in form.fields and fault.field != "key" else None
    form.add_error(field, words_meeting.FAULTS[fault.field or "key"])
    if "key" in form.fields:
        form.data = form.data.copy()
        form.data["key"] = str(uuid4())


def _page(coalition: CoalitionCard, read: MeetingRead, refused: dict[str, forms.Form] | None = None) -> dict[str, Any]:
    refused = refused or {}
    context: dict[str, Any] = {
        "coalition": coalition,
        "meeting": read,
        "parents": words_meeting.PARENTS[read.parents],
        "absence": words_meeting.ABSENCE.get(read.absence, ""),
        "tasks": [
            {
                "task": one,
                "who": one.name or words_meeting.WHO[one.who],
                "form": refused.get(str(one.id)) or FeedbackForm(auto_id=f"{one.id}_%s"),
                "is_refused": str(one.id) in refused,
            }
            for one in read.tasks
        ],
    }
    if read.is_mine and not read.has_ended:
        context["part_form"] = refused.get("part") or ParticipantForm(meeting=read, initial={"key": uuid4()})
        context["task_form"] = refused.get("task") or TaskForm(meeting=read, initial={"key": uuid4()})
        now = {"parents": read.parents, "absence": read.absence}
        context["parents_form"] = refused.get("parents") or ParentsForm(initial=now)
    return context
