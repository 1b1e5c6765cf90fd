"""Asking for the second factor again, and checking it: one page, and one answer wherever somebody was."""

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kansrijk.core.faults import BadInput
from kansrijk.trust import audit, limits
from kansrijk.trust.actors import Actor
from kansrijk.trust.factor import REST_SECONDS, TYPES, note_shown
from kansrijk.trust.models import Account
from kansrijk.trust.queries import actor_for

CODE, CREDENTIAL = "factor_code", "factor_credential"


def is_answered(request: HttpRequest) -> bool:
    """Whether this request brings a code or passkey along, typed on the page that `ask` shows."""
    return request.method == "POST" and bool(request.POST.get(CODE) or request.POST.get(CREDENTIAL))


def seconds_to_wait(actor: Actor, factor: int, limit: tuple[int, int]) -> int:
    """Tries of one account are counted together with those of its sign-in (WEB-43)."""
    hits, seconds = limit
    return limits.take(f"codes {actor.account.hex}", hits=hits * factor, seconds=seconds) if actor.account else 0


def take(request: HttpRequest, actor: Actor) -> bool:
    """Checks what was typed or touched. Right: the session goes on under a new key (WEB-01) and it is written down."""
    found = _passkey(request) if request.POST.get(CREDENTIAL) else _by_code(request)
    outcome = audit.SUCCESS if found else audit.REFUSED
    event = "second factor shown" if found else "second factor refused"
    audit.record(by=actor, event=event, action="E", kind="sign_in", reference=actor.account, outcome=outcome)
    if found is None:
        return False
    post_authentication(request, found, reauthenticated=True)
    request.session.cycle_key()
    note_shown(request)
    if actor.account:
        limits.forget(f"codes {actor.account.hex}")
    return True


def _by_code(request: HttpRequest) -> Authenticator | None:
    """A code of the app; one of the recovery codes is not even tried, so that it stays unused."""
    code = request.POST.get(CODE, "").replace(" ", "")[:20]
    own = Authenticator.objects.filter(user=request.user, type="totp").first()
    return own if own and own.wrap().validate_code(code) else None


def actor_by_code(email: str, code: str, limit: tuple[int, int]) -> Actor:
    """Who works on the command line in compartment B: an account, and a code of its app. A code counts once.

    Raises `BadInput` for everything that is not right, alike; written down as on screen.
    """
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    own = Authenticator.objects.filter(user=account, type="totp").first() if account else None
    if account is None or own is None:
        raise BadInput("this account or code is not right", field="--as")
    actor = actor_for(account)
    if seconds_to_wait(actor, 1, limit):
        raise BadInput("too many codes were tried; wait a quarter of an hour", field="--as")
    is_right = bool(own.wrap().validate_code(code.replace(" ", "")[:20]))
    outcome = audit.SUCCESS if is_right else audit.REFUSED
    event = "second factor shown" if is_right else "second factor refused"
    audit.record(by=actor, event=event, action="E", kind="sign_in", reference=account.pk, outcome=outcome)
    if not is_right:
        raise BadInput("this account or code is not right", field="--as")
    limits.forget(f"codes {account.pk.hex}")
    return actor_for(account, has_shown_factor=True)


def _passkey(request: HttpRequest) -> Authenticator | None:
    form = ReauthenticateWebAuthnForm(user=request.user, data={"credential": request.POST[CREDENTIAL]})
    return form.cleaned_data["credential"] if form.is_valid() else None


def ask(request: HttpRequest, actor: Actor, *, action: str, then: str = "", status: int = 200) -> HttpResponse:
    """The page that asks for it. What somebody sent goes along in the form, so that nothing typed is lost."""
    own = set(Authenticator.objects.filter(user_id=actor.account, type__in=TYPES).values_list("type", flat=True))
    typed = () if then else [(key, one) for key, all_of_it in request.POST.lists() for one in all_of_it]
    options = webauthn.begin_authentication(request.user) if "webauthn" in own else None  # type: ignore[arg-type]
    values = {
        "action": action,
        "then": then,
        "typed": [pair for pair in typed if pair[0] not in {CODE, CREDENTIAL, "csrfmiddlewaretoken"}],
        "has_files": bool(request.method == "POST" and request.FILES),
        "has_app": "totp" in own,
        "js_data": {"request_options": options} if options else None,
        "is_wrong": is_answered(request),
        "minutes": REST_SECONDS // 60,
    }
    response = render(request, "trust/factor.html", values, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
