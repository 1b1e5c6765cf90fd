"""A signal in four steps, each kept on the server as it is sent: who, when, what weighs and carries, what is wanted."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.core.levels import STATES
from kansrijk.families import commands_signal, queries, queries_signal, signals, words
from kansrijk.families.forms import MomentForm, WhoForm, WishForm
from kansrijk.families.queries_signal import SaidEarlier, SignalRead
from kansrijk.families.signals import Chosen, Kept, Moment, Said
from kansrijk.families.views import coalition_of
from kansrijk.offer import vocabulary
from kansrijk.trust.queries import CoalitionCard

FORM = "families/signal_step.html"
PREFIX = "f-"  # of a factor's state in the form


def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 1: about whom."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    form = WhoForm(
        request.POST or None,
        files=queries.own_files(actor, coalition.id),
        parties=queries.own_parties(actor, coalition.id),
        initial={"key": uuid4(), "file": request.GET.get("dossier", "")},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        fields = {} if sent["file"] else {key: sent[key] for key in ("part", "name", "born_on", "telephone")}
        try:
            commands_signal.begin_signal(
                by=actor,
                coalition=coalition.id,
                organisation=sent["organisation"],
                key=sent["key"],
                file=UUID(sent["file"]) if sent["file"] else None,
                **fields,
            )
        except BadInput as fault:
            _refuse(form, fault)
        else:
            return redirect("signal_when", slug=slug, signal=sent["key"])
    key = uuid4() if "key" in form.errors else form["key"].value()
    return _step(request, coalition, 1, form, reverse("signal_when", args=[slug, key]), "families/signal_who.html")


def when(request: HttpRequest, slug: str, signal: UUID) -> HttpResponse:
    """Step 2: phase, how far, and what the conversation was held with."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    read = queries_signal.signal(actor, coalition.id, signal)
    at = read.moment if read.step >= 2 else None
    first = {"version": read.version}
    if at:
        first |= {key: getattr(at, key) for key in ("phase", "situation", "due_on", "child_born_on", "instrument")}
    form = MomentForm(request.POST or None, initial=first)
    if form.is_valid():
        sent = dict(form.cleaned_data)
        version = sent.pop("version")
        try:
            commands_signal.say_when(
                by=actor, coalition=coalition.id, signal=signal, version=version, moment=Moment(**sent)
            )
        except BadInput as fault:
            _refuse(form, fault, read)
        else:
            return redirect("signal_factors", slug=slug, signal=signal)
    then = reverse("signal_factors", args=[slug, signal])
    return _step(request, coalition, 2, form, then, "families/signal_when.html", read)


def factors(request: HttpRequest, slug: str, signal: UUID) -> HttpResponse:
    """Step 3: what weighs and what carries, with equal weight on the page."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    read = queries_signal.signal(actor, coalition.id, signal)
    chosen, fault = _chosen(read), ""
    version = read.version
    if request.method == "POST":
        chosen = _sent(request)
        try:
            commands_signal.choose_factors(
                by=actor, coalition=coalition.id, signal=signal, version=_version(request), chosen=chosen
            )
            return redirect("signal_wish", slug=slug, signal=signal)
        except BadInput as refused:
            fault = str(words.FAULTS[refused.field])
    then = reverse("signal_wish", args=[slug, signal])
    context = {
        "sides": [_side(side, read.moment.phase, chosen.states) for side in ("protective", "risk")],
        "guarded": [_line(factor.code, chosen.states) for factor in signals.of_storage("guarded")],
        "never": [factor.name(words.language()) for factor in signals.of_storage("never")],
        "has_guarded": any(one.code in chosen.states for one in signals.of_storage("guarded")),
        "agreed": chosen.agreed,
        "needs": chosen.needs_stay_or_insurance,
        "states": words.STATES.items(),
        "fault": fault,
        "version": version,
    }
    return _step(request, coalition, 3, None, then, "families/signal_factors.html", read, context, bool(fault))


def wish(request: HttpRequest, slug: str, signal: UUID) -> HttpResponse:
    """Step 4: the parent's own words and wish, a safe way to reach her, language and interpreter."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    read = queries_signal.signal(actor, coalition.id, signal)
    keys = ("words", "wish", "contact", "language", "interpreter")
    first = {key: getattr(read.said, key) for key in keys if read.step >= 4 or key == "language"}
    form = WishForm(request.POST or None, initial={**first, "version": read.version})
    if form.is_valid():
        sent = dict(form.cleaned_data)
        version = sent.pop("version")
        try:
            commands_signal.say_wish(
                by=actor, coalition=coalition.id, signal=signal, version=version, said=Said(**sent)
            )
        except BadInput as fault:
            _refuse(form, fault, read)
        else:
            return redirect("family_signal", slug=slug, signal=signal)
    then = reverse("family_signal", args=[slug, signal])
    return _step(request, coalition, 4, form, then, "families/signal_wish.html", read)


def signal(request: HttpRequest, slug: str, signal: UUID) -> HttpResponse:
    """What was written down, with a way back to each step."""
    coalition = coalition_of(request, slug)
    read = queries_signal.signal(request.actor, coalition.id, signal)  # type: ignore[attr-defined]
    by_side = signals.by_side(read.factors)
    actor = request.actor  # type: ignore[attr-defined]
    earlier = queries_signal.history(actor, coalition.id, signal) if read.is_mine and read.version > 2 else []
    context = {
        "coalition": coalition,
        "signal": read,
        "part": words.PARTS[read.part],
        "moment": words.moment(read.moment, timezone.localdate()),
        "instrument": signals.instruments()[read.moment.instrument].name(words.language()),
        "sides": [(words.SIDES[side], _told(by_side[side])) for side in by_side],
        "needs": [words.NEEDS[one] for one in read.needs],
        "wish": words.WISHES[read.said.wish],
        "language": _language(read.said.language),
        "interpreter": words.INTERPRETER[read.said.interpreter],
        "earlier": [_earlier(one) for one in earlier],
    }
    return render(request, "families/signal.html", context)


def drop(request: HttpRequest, slug: str, signal: UUID) -> HttpResponse:
    """Takes a signal away; the file stays."""
    coalition = coalition_of(request, slug)
    commands_signal.drop_signal(by=request.actor, coalition=coalition.id, signal=signal)  # type: ignore[attr-defined]
    messages.success(request, _("Taken away. What stood in this signal is gone."))
    return redirect("family_files", slug=slug)


def _step(
    request: HttpRequest,
    coalition: CoalitionCard,
    number: int,
    form: Any,
    then: str,
    template: str,
    read: SignalRead | None = None,
    context: dict[str, Any] | None = None,
    is_refused: bool = False,
) -> HttpResponse:
    """The page of one step. `then`: where a script goes when the answer is kept."""
    is_refused = is_refused or bool(form is not None and form.is_bound and form.errors)
    values = {
        "coalition": coalition,
        "number": number,
        "form": form,
        "then": then,
        "signal": read,
        "title": words.STEPS[number],
        **(context or {}),
    }
    return render(request, template, values, status=400 if is_refused else 200)


def _refuse(form: Any, fault: BadInput, read: SignalRead | None = None) -> None:
    """The sentence at its field. After a change elsewhere the form carries the version that is there now."""
    field = fault.field if fault.field in form.fields and fault.field != "version" else None
    form.add_error(field, words.FAULTS[fault.field])
    if fault.field == "version" and read is not None:
        form.data = form.data.copy()
        form.data["version"] = str(read.version)


def _version(request: HttpRequest) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else 0


def _sent(request: HttpRequest) -> Chosen:
    states = {
        key.removeprefix(PREFIX): value for key, value in request.POST.items() if key.startswith(PREFIX) and value
    }
    return Chosen(states, "agreed" in request.POST, "needs" in request.POST)


def _chosen(read: SignalRead) -> Chosen:
    states = {one.code: one.state for one in read.factors}
    return Chosen(states, read.guarded_agreed_on is not None, signals.STAY_OR_INSURANCE in read.needs)


def _side(side: str, phase: str, states: Any) -> dict[str, Any]:
    """A side with its domains; what was chosen in another phase stays in sight."""
    domains = {code: [one.code for one in factors] for code, factors in signals.offered(side, phase).items()}
    for code in states:
        factor = vocabulary.factors().get(code)
        if factor and factor.side == side and factor.storage == "normal":
            listed = domains.setdefault(factor.domains[0], [])
            listed.extend([code] if code not in listed else [])
    groups = [
        {
            "name": vocabulary.domains()[domain].name(words.language()),
            "lines": [_line(code, states) for code in codes],
            "is_open": any(code in states for code in codes),
        }
        for domain, codes in domains.items()
    ]
    return {"side": side, "name": words.SIDES[side], "groups": groups}


def _line(code: str, states: Any) -> dict[str, Any]:
    state = states.get(code, "")
    name = vocabulary.factors()[code].name(words.language())
    return {"code": code, "field": f"{PREFIX}{code}", "name": name, "state": state if state in STATES else ""}


def _earlier(one: SaidEarlier) -> dict[str, Any]:
    """What stood there until a moment, told as of that day."""
    return {
        "until": one.until,
        "moment": words.moment(one.moment, timezone.localdate(one.until)),
        "factors": [f"{name} ({state})" for name, state, _is_guarded in _told(list(one.factors))],
        "wish": words.WISHES[one.said.wish],
        "said": one.said,
    }


def _told(factors: list[Kept]) -> list[tuple[str, Any, bool]]:
    """(name, state, whether it may never be printed)."""
    known = vocabulary.factors()
    return [
        (known[one.code].name(words.language()), words.STATES[one.state], one.storage == "guarded") for one in factors
    ]


def _language(code: str) -> str:
    return vocabulary.languages()[code].name(words.language()) if code else str(_("not known"))
