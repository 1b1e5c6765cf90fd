"""Screens of trust: one's own account, who takes part, and who looked at what."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from kansrijk.trust import commands_sessions, queries
from kansrijk.trust.queries import CoalitionCard
from kansrijk.trust.rules import may


def _coalition(request: HttpRequest, slug: str) -> CoalitionCard:
    cards = queries.coalitions(request.actor)  # type: ignore[attr-defined]
    found = next((card for card in cards if card.slug == slug), None)
    if found is None:
        raise Http404
    return found


def own_account(request: HttpRequest) -> HttpResponse:
    """Name, roles, security and sessions of the person who asks."""
    actor = request.actor  # type: ignore[attr-defined]
    values = {
        "roles": queries.role_names(actor, get_language() or "nl"),
        "coalitions": queries.coalitions(actor),
        "sessions": commands_sessions.count_sessions(actor),
    }
    return render(request, "trust/account.html", values)


def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Ends every session of the person, this one too; then sign in again."""
    commands_sessions.end_sessions(by=request.actor)  # type: ignore[attr-defined]
    return redirect("account_login")


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes part in a coalition, for those who do."""
    coalition = _coalition(request, slug)
    members = queries.members(request.actor, coalition.id)  # type: ignore[attr-defined]
    may_read_log = may(request.actor, "read", "audit", coalition=coalition.id) == "allow"  # type: ignore[attr-defined]
    values = {"coalition": coalition, "members": members, "may_read_log": may_read_log}
    return render(request, "trust/people.html", values)


def audit_log(request: HttpRequest, slug: str) -> HttpResponse:
    """Who looked at what in a coalition, for its coordinator."""
    coalition = _coalition(request, slug)
    lines = queries.audit_lines(request.actor, coalition.id)  # type: ignore[attr-defined]
    return render(request, "trust/audit.html", {"coalition": coalition, "lines": lines})
