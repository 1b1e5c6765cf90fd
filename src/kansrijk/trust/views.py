"""Screens of trust: one's own account, who takes part, and who looked at what."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.trust import commands, commands_invitations, commands_sessions, factor, factor_asked, queries
from kansrijk.trust.commands_invitations import MailNotSent
from kansrijk.trust.forms import EndForm, InvitationForm, values
from kansrijk.trust.queries import CoalitionCard, mark_of
from kansrijk.trust.rules import Denied, may, require_may
from kansrijk.trust.sign_in import Adapter


def coalition_of_people(request: HttpRequest, slug: str) -> CoalitionCard:
    """The coalition of this address; one of others is denied as one that does not exist is."""
    cards = queries.coalitions(request.actor)  # type: ignore[attr-defined]
    found = next((card for card in cards if card.slug == slug), None)
    if found is None:
        raise Denied("read", "coalition")
    return found


def ready(request: HttpRequest) -> HttpResponse:
    """For what watches the installation: 200 where it may answer, 503 where it may not; how comes from doctor."""
    is_ready = not queries.database_is_older()
    return JsonResponse({"ready": is_ready}, status=200 if is_ready else 503, headers={"Cache-Control": "no-store"})


def own_account(request: HttpRequest) -> HttpResponse:
    """Name, roles, security and sessions of the person who asks."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "roles": queries.role_names(actor, get_language() or "nl"),
        "coalitions": queries.coalitions(actor),
        "sessions": queries.own_sessions(actor, request.session.session_key or ""),
    }
    return render(request, "trust/account.html", context)


def end_sessions(request: HttpRequest) -> HttpResponse:
    """Ends the session with the mark that was sent, all others, or (nothing sent) every one of the person."""
    actor, mark, here = request.actor, request.POST.get("mark"), mark_of(request.session.session_key or "")  # type: ignore[attr-defined]
    if request.POST.get("others"):
        commands_sessions.end_sessions(by=actor, but=here)
    else:
        commands_sessions.end_sessions(by=actor, mark=mark or None)
    if request.POST.get("others") or (mark and mark != here):
        messages.success(request, _("Signed out there."))
        return redirect("own_account")
    logout(request)
    return redirect("account_login")


def show_factor(request: HttpRequest) -> HttpResponse:
    """Asks for a code or passkey in this session, and goes back to where somebody was."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = request.POST.get("next") or request.GET.get("next") or ""
    then = asked if Adapter(request).is_safe_url(asked) else reverse("today")
    if factor_asked.is_answered(request) and factor_asked.take(request, actor):
        return redirect(then)
    status = 403 if request.method == "POST" else 200
    return factor_asked.ask(request, actor, action=reverse("show_factor"), then=then, status=status)


def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """Being asked is enough: the session was seen; with `case` what concerns a family stays open too, if it is."""
    if request.POST.get("case") and request.actor.has_shown_factor:  # type: ignore[attr-defined]
        factor.note_use(request)
    return HttpResponse(status=204)


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes part in a coalition, for those who do."""
    coalition = coalition_of_people(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    rights = {
        f"may_{word}": may(actor, verb, kind, coalition=coalition.id) == "allow"
        for word, verb, kind in (
            ("read_log", "read", "audit"),
            ("invite", "create", "membership"),
            ("end", "end", "membership"),
        )
    }
    members = queries.members(actor, coalition.id, get_language() or "nl")
    return render(request, "trust/people.html", {"coalition": coalition, "members": members, **rights})


def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks whom to invite, and invites."""
    coalition = coalition_of_people(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    require_may(actor, "create", "membership", coalition=coalition.id)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            commands_invitations.invite(
                by=actor, coalition=coalition.id, site=f"{request.scheme}://{request.get_host()}", **values(form)
            )
        except BadInput as fault:
            form.add_error(fault.field, _("This cannot be used."))
        except MailNotSent:
            form.add_error(None, _("The message could not be sent, so nothing was stored. Try again later."))
        else:
            messages.success(request, _("The invitation is on its way. The link in it works once, for three days."))
            return redirect("people", slug=slug)
    return render(request, "trust/invite.html", {"coalition": coalition, "form": form})


def end_membership(request: HttpRequest, slug: str, membership: UUID) -> HttpResponse:
    """Asks for the last day of a membership, and ends it."""
    coalition = coalition_of_people(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    require_may(actor, "end", "membership", coalition=coalition.id)
    member = next((one for one in queries.members(actor, coalition.id, "nl") if one.id == membership), None)
    if member is None:
        raise Denied("end", "membership")
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            commands.end_membership(by=actor, membership=membership, **values(form))
        except BadInput:
            form.refuse(_("The last day is before the first day."))
        else:
            messages.success(request, _("The membership has an end. Rights end with it."))
            return redirect("people", slug=slug)
    return render(request, "trust/end_membership.html", {"coalition": coalition, "member": member, "form": form})


def audit_log(request: HttpRequest, slug: str) -> HttpResponse:
    """Who looked at what in a coalition, for its coordinator."""
    coalition = coalition_of_people(request, slug)
    lines = queries.audit_lines(request.actor, coalition.id)  # type: ignore[attr-defined]
    return render(request, "trust/audit.html", {"coalition": coalition, "lines": lines})
