"""A weighing in three steps, each kept on the server as it is sent: enough or not, which level, with whom."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.core.levels import LEVELS
from kansrijk.families import commands_weighing, queries_balance, queries_weighing, words
from kansrijk.families.balance import Balance
from kansrijk.families.forms_weighing import EnoughForm, HeldForm, LevelForm
from kansrijk.families.queries_weighing import WeighingRead
from kansrijk.families.views import coalition_of
from kansrijk.families.views_balance import drawn, left_open_in_words
from kansrijk.families.weighing import Choice, Held
from kansrijk.offer import vocabulary
from kansrijk.trust.queries import CoalitionCard


def begin(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """Step 1 of a new one, with the balance on the table."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    read = queries_balance.balance(actor, coalition.id, file)
    form = EnoughForm(request.POST or None, initial={"key": uuid4()})
    if form.is_valid() and form.cleaned_data["key"]:
        key = form.cleaned_data["key"]
        try:
            commands_weighing.begin_weighing(
                by=actor, coalition=coalition.id, file=file, key=key, sufficiency=form.cleaned_data["sufficiency"]
            )
        except BadInput as fault:
            form.add_error(fault.field if fault.field in form.fields else None, words.FAULTS[fault.field])
        else:
            return redirect("weighing_level", slug=slug, weighing=key)
    elif form.is_bound and not form.errors:
        form.add_error(None, words.FAULTS["key"])
    is_sound = "key" not in form.errors and form["key"].value()
    key = form["key"].value() if is_sound else uuid4()  # a form without a sound one gets another
    if form.is_bound and not is_sound:
        form.data = form.data.copy()  # type: ignore[misc]
        form.data["key"] = str(key)  # type: ignore[index]
    then = reverse("weighing_level", args=[slug, key])
    return _enough(request, coalition, form, then, (read.file, read.name), read.balance)


def enough(request: HttpRequest, slug: str, weighing: UUID) -> HttpResponse:
    """Step 1 again."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    read = queries_weighing.weighing(actor, coalition.id, weighing)
    form = EnoughForm(request.POST or None, initial={"version": read.version, "sufficiency": read.sufficiency})
    answer = _kept(
        form,
        read,
        lambda sent: commands_weighing.say_whether_enough(by=actor, coalition=coalition.id, weighing=weighing, **sent),
        {"version", "sufficiency"},
    )
    then = reverse("weighing_level", args=[slug, weighing])
    if answer:
        return redirect(then)
    return _enough(request, coalition, form, then, (read.file, read.name), read.balance, read)


def level(request: HttpRequest, slug: str, weighing: UUID) -> HttpResponse:
    """Step 2: what the definition leaves open, and what is chosen; nothing is chosen beforehand."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    read = queries_weighing.weighing(actor, coalition.id, weighing)
    has_chosen = read.step >= 2
    first = {"version": read.version, "reason": read.choice.reason}
    if has_chosen:
        first["level"] = read.choice.level or words.NO_LEVEL
    form = LevelForm(request.POST or None, initial=first)

    def keep(sent: dict[str, Any]) -> None:
        choice = Choice(sent.pop("level"), sent.pop("reason"))
        commands_weighing.choose_level(by=actor, coalition=coalition.id, weighing=weighing, choice=choice, **sent)

    then = reverse("weighing_together", args=[slug, weighing])
    if _kept(form, read, keep):
        return redirect(then)
    found = read.balance.open_when(read.sufficiency)
    chosen = str(form["level"].value() or "")
    context = {
        "found": left_open_in_words(found),
        "open": [_option(code, chosen) for code in found.levels],
        "others": [_option(code, chosen) for code in LEVELS if code not in found.levels and not found.conversation],
        "none": {"code": words.NO_LEVEL, "is_chosen": chosen == words.NO_LEVEL},
        "is_other": chosen in LEVELS and chosen not in found.levels,
        "back": reverse("weighing_enough", args=[slug, weighing]),
    }
    return _step(
        request, coalition, 2, form, then, "families/weighing_level.html", (read.file, read.name), read, context
    )


def together(request: HttpRequest, slug: str, weighing: UUID) -> HttpResponse:
    """Step 3: with whom, the parent's own view, and the day on which it is weighed again."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    read = queries_weighing.weighing(actor, coalition.id, weighing)
    if read.step < 2:
        return redirect("weighing_level", slug=slug, weighing=weighing)
    first: dict[str, Any] = {"version": read.version}
    if read.step >= 3:
        first |= {key: getattr(read.held, key) for key in ("present", "view", "weighed_on", "reweigh_on")}
    form = HeldForm(request.POST or None, initial=first)

    def keep(sent: dict[str, Any]) -> None:
        version = sent.pop("version")
        commands_weighing.close_weighing(
            by=actor, coalition=coalition.id, weighing=weighing, version=version, held=Held(**sent)
        )

    then = reverse("family_weighing", args=[slug, weighing])
    if _kept(form, read, keep):
        return redirect(then)
    context = {"back": reverse("weighing_level", args=[slug, weighing])}
    return _step(
        request, coalition, 3, form, then, "families/weighing_together.html", (read.file, read.name), read, context
    )


def weighing(request: HttpRequest, slug: str, weighing: UUID) -> HttpResponse:
    """What was weighed; after its day grey, and in words."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    read = queries_weighing.weighing(actor, coalition.id, weighing)
    sides: dict[str, list[str]] = {"protective": [], "risk": []}
    for code, state in read.seen.factors:
        factor = vocabulary.factors()[code]
        sides[factor.side].append(f"{factor.name(words.language())} ({words.STATES[state]})")
    earlier = queries_weighing.history(actor, coalition.id, weighing) if read.is_mine and read.version > 1 else []
    context = {
        "coalition": coalition,
        "read": read,
        "part": words.PARTS[read.part],
        "level": words.level(read.choice.level),
        "sufficiency": words.SUFFICIENCIES[read.sufficiency],
        "present": [words.PRESENT[one] for one in read.held.present],
        "sides": [(words.SIDES[side], names) for side, names in sides.items()],
        "left_open": [words.level(code) for code in read.seen.levels],
        "earlier": [(one, words.level(one.choice.level), words.SUFFICIENCIES[one.sufficiency]) for one in earlier],
    }
    return render(request, "families/weighing.html", context)


def drop(request: HttpRequest, slug: str, weighing: UUID) -> HttpResponse:
    """Takes a weighing away; the file stays."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    commands_weighing.drop_weighing(by=actor, coalition=coalition.id, weighing=weighing)
    messages.success(request, _("Taken away. What stood in this weighing is gone."))
    return redirect("family_files", slug=slug)


def _enough(
    request: HttpRequest,
    coalition: CoalitionCard,
    form: EnoughForm,
    then: str,
    person: tuple[UUID, str],
    balance: Balance,
    read: WeighingRead | None = None,
) -> HttpResponse:
    return _step(request, coalition, 1, form, then, "families/weighing_enough.html", person, read, drawn(balance))


def _kept(
    form: Any, read: WeighingRead, keep: Callable[[dict[str, Any]], object], keys: set[str] | None = None
) -> bool:
    """Whether what was sent is kept now; else the form says why not. After a change elsewhere it takes that version."""
    if not form.is_valid():
        if form.is_bound and "version" in form.errors:
            _overtake(form, read)
        return False
    sent = {key: value for key, value in form.cleaned_data.items() if keys is None or key in keys}
    if sent["version"] is None:
        sent["version"] = 0
    try:
        keep(sent)
    except BadInput as fault:
        if fault.field == "version":
            _overtake(form, read)
        else:
            form.add_error(fault.field if fault.field in form.fields else None, words.FAULTS[fault.field])
        return False
    return True


def _overtake(form: Any, read: WeighingRead) -> None:
    """It was changed elsewhere: the form carries the version that is there now, and the page shows both."""
    form.add_error(None, words.FAULTS["version"])
    form.data = form.data.copy()
    form.data["version"] = str(read.version)
    form.is_overtaken = True


def _step(
    request: HttpRequest,
    coalition: CoalitionCard,
    number: int,
    form: Any,
    then: str,
    template: str,
    person: tuple[UUID, str],
    read: WeighingRead | None,
    context: dict[str, Any],
) -> HttpResponse:
    """The page of one step. `then`: where a script goes when the answer is kept."""
    is_refused = form.is_bound and bool(form.errors)
    values = {
        "coalition": coalition,
        "number": number,
        "form": form,
        "then": then,
        "file": person[0],
        "name": person[1],
        "weighing": read,
        "title": words.WEIGHING_STEPS[number],
        "stands": _stands(read) if read and getattr(form, "is_overtaken", False) else [],
        **context,
    }
    return render(request, template, values, status=400 if is_refused else 200)


def _stands(read: WeighingRead) -> list[tuple[Any, Any]]:
    """What stands there now, beside what was typed."""
    told: list[tuple[Any, Any]] = [(_("Is what carries enough?"), words.SUFFICIENCIES[read.sufficiency])]
    if read.step >= 2:
        told.append((_("Chosen together"), words.level(read.choice.level)))
        told.append((_("Why another level"), read.choice.reason))
    if read.step >= 3:
        told.append((_("The parent says"), read.held.view))
    return [(name, text) for name, text in told if text]


def _option(code: str, chosen: str) -> dict[str, Any]:
    return {"code": code, "name": words.level(code), "is_chosen": code == chosen}
