"""Screens of referrals: what asks something of somebody, one referral, and each step."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.core.paging import part_of
from kansrijk.families import queries as family_queries
from kansrijk.families import words_consent
from kansrijk.referrals import commands, queries, rules, words
from kansrijk.referrals.forms import StepForm, TellForm
from kansrijk.referrals.queries import Line, ReferralRead, Step
from kansrijk.trust.own_page import private
from kansrijk.trust.queries import CoalitionCard
from kansrijk.trust.queries_absence import own_absence
from kansrijk.trust.rules import Denied

LINES_ON_A_PAGE = 50


def coalition_of(request: HttpRequest, slug: str) -> CoalitionCard:
    """The coalition of this address where the actor has a task in families; any other is denied alike."""
    return family_queries.place(request.actor, slug, "referral")  # type: ignore[attr-defined]


def places(request: HttpRequest) -> HttpResponse:
    """To the list of the one coalition that the actor works for, or the choice of which."""
    cards = family_queries.places(request.actor)  # type: ignore[attr-defined]
    if not cards:
        raise Denied("list", "referral")
    if len(cards) == 1:
        return redirect("referrals", slug=cards[0].slug)
    return render(request, "referrals/places.html", {"coalitions": cards})


def working_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What asks something of the actor today, and what others are at."""
    coalition = coalition_of(request, slug)
    found = queries.working_list(request.actor, coalition.id)  # type: ignore[attr-defined]
    today = timezone.localdate()
    shown, page = part_of(found, request.GET.get("bladzijde", ""), LINES_ON_A_PAGE)
    lines = [_line(one, today) for one in shown]
    context = {
        "coalition": coalition,
        "page": page,
        "mine": [line for line in lines if line["line"].is_mine_to_do],
        "others": [line for line in lines if not line["line"].is_mine_to_do],
        "period": own_absence(request.actor, coalition.id),  # type: ignore[attr-defined]
    }
    return render(request, "referrals/list.html", context)


def referral(request: HttpRequest, slug: str, referral: UUID) -> HttpResponse:
    """One referral: what was sent, what happened, and what may be done now."""
    coalition = coalition_of(request, slug)
    read = queries.referral(request.actor, coalition.id, referral)  # type: ignore[attr-defined]
    return render(request, "referrals/referral.html", page_of(coalition, read, None))


def lines(request: HttpRequest, slug: str, referral: UUID) -> HttpResponse:
    """Five lines for one's own record, to copy or print: no second file comes about."""
    coalition = coalition_of(request, slug)
    read = queries.referral(request.actor, coalition.id, referral)  # type: ignore[attr-defined]
    context = {"coalition": coalition, "referral": read, "summary": _summary(read)}
    return private(render(request, "referrals/lines.html", context))


def step(request: HttpRequest, slug: str, referral: UUID) -> HttpResponse:
    """Takes one step and goes back to the referral; what was typed stays where it cannot be done."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    event = request.POST.get("event", "")
    form = StepForm(request.POST, event=event) if event in words.BUTTONS else None
    if form is not None and form.is_valid():
        try:
            commands.take_step(
                by=actor,
                coalition=coalition.id,
                referral=referral,
                event=event,
                key=form.cleaned_data["key"],
                version=form.cleaned_data["version"],
                reason=form.cleaned_data.get("reason", ""),
                words=form.cleaned_data["words"],
            )
        except BadInput as fault:
            form.add_error(fault.field if fault.field in {"reason", "words"} else None, words.FAULTS[fault.field])
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": words.STEPS[event]})
            return redirect("referral", slug=slug, referral=referral)
    read = queries.referral(actor, coalition.id, referral)
    return render(request, "referrals/referral.html", page_of(coalition, read, form), status=400)


def page_of(
    coalition: CoalitionCard, read: ReferralRead, refused: StepForm | None, told: TellForm | None = None
) -> dict[str, Any]:
    """The page of a referral for who has an account. `told`: what was heard and refused."""
    is_sender = rules.SENDER in read.sides
    if told is not None:
        told.data = told.data.copy()
        told.data |= {"key": str(uuid4()), "version": str(read.version)}
    elif read.can_tell:
        told = TellForm(events=read.can_tell, initial={"key": uuid4(), "version": read.version})
    return steps_page(read, refused) | {
        "coalition": coalition,
        "action": reverse("referral_step", kwargs={"slug": coalition.slug, "referral": read.id}),
        "told": told,
        "lines_page": reverse("referral_lines", kwargs={"slug": coalition.slug, "referral": read.id}),
        "roads": words.HOW_BUTTONS.items(),
        "hands_over": is_sender and rules.is_open_by_link(read.state),
        "link_state": words.LINKS[read.link.state] if read.link else "",
    }


def steps_page(read: ReferralRead, refused: StepForm | None) -> dict[str, Any]:
    """A form for each step that can be taken; the one that was refused keeps what was typed, with a new key."""
    forms = [
        StepForm(event=event, initial={"key": uuid4(), "version": read.version})
        for event in read.can
        if event in words.BUTTONS
    ]
    sent = refused["event"].value() if refused is not None else ""
    if refused is not None:
        refused.data = refused.data.copy()
        refused.data |= {"key": str(uuid4()), "version": str(read.version)}
    first, *more = [refused if form.initial["event"] == sent else form for form in forms] or [None]
    state = rules.STATES[read.state]
    parties = {rules.SENDER: read.sender_organisation, rules.RECEIVER: read.receiver_name}
    if read.by_parent:
        parties[rules.RECEIVER] = read.sender_organisation
    return {
        "referral": read,
        "name": read.parts[0][1].partition("\n")[0] if read.parts and read.parts[0][0] == "contact" else "",
        "purpose": words_consent.purpose(read.purpose),
        "state": words.STATES[read.state],
        "turn": parties.get(state.waits_for, ""),
        "carried_by": parties.get(state.responsible, ""),
        "parts": [(words_consent.category(code), text) for code, text in read.parts],
        "steps": [_step(one) for one in read.steps],
        "first": first,
        "more": more,
        "refused": refused,
        "is_late": read.due_on is not None and read.due_on < timezone.localdate(),
        "is_sender": rules.SENDER in read.sides,
        "is_receiver": rules.RECEIVER in read.sides,
        "summary": _summary(read),
    }


def _step(one: Step) -> dict[str, Any]:
    return {
        "step": one,
        "what": words.STEPS[one.event],
        "who": one.name or words.WHO[one.who],
        "how": words.HOW.get(one.how, ""),
        "reason": words.REASONS.get(one.reason) or words.ASKED_OF.get(one.reason, ""),
    }


def _summary(read: ReferralRead) -> list[str]:
    """Five lines for one's own record: without what the family said, so that no second file comes about."""
    last = read.steps[-1] if read.steps else None
    return [
        str(_("Referred to: %(name)s") % {"name": read.receiver_name}),
        str(_("By: the parent herself"))
        if read.by_parent
        else str(_("By: %(name)s, %(party)s") % {"name": read.sender_name, "party": read.sender_organisation}),
        str(_("On: %(day)s") % {"day": timezone.localdate(read.sent_at).strftime("%d-%m-%Y")}),
        str(_("Now: %(state)s") % {"state": words.STATES[read.state]}),
        str(
            _("Last step: %(step)s, %(day)s")
            % {"step": words.STEPS[last.event], "day": timezone.localdate(last.at).strftime("%d-%m-%Y")}
        )
        if last
        else "",
    ]


def _line(one: Line, today: Any) -> dict[str, Any]:
    return {
        "line": one,
        "state": words.STATES[one.state],
        "is_late": one.due_on is not None and one.due_on < today,
        "is_today": one.due_on == today,
    }
