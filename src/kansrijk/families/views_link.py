"""The link to a parent's own page, for who keeps the file: shown once, withdrawn; and what she asked, answered."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_link, queries_link, words, words_own
from kansrijk.families.commands_link import Made
from kansrijk.families.forms_own import AnswerForm, LinkForm
from kansrijk.families.views import coalition_of
from kansrijk.trust import handed
from kansrijk.trust.own_page import private


def make(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """The form, and the two secrets on the answer to it: they are shown now and never again."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    making = queries_link.making(actor, coalition.id, file)
    form = LinkForm(request.POST or None, making=making, initial={"key": uuid4()})
    context = {"coalition": coalition, "making": making, "part": words.PARTS[making.part], "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            made = commands_link.make_link(
                by=actor,
                coalition=coalition.id,
                file=file,
                key=form.cleaned_data["key"],
                agreed=tuple(form.cleaned_data["agreed"]),
                is_seen=form.cleaned_data["is_seen"],
                said_age=form.cleaned_data["said_age"],
            )
        except BadInput as fault:
            form.add_error(fault.field if fault.field in {"said_age", "agreed", "is_seen"} else None, _fault(fault))
            form.data = form.data.copy()
            form.data["key"] = str(uuid4())
        else:
            return private(render(request, "families/link_made.html", context | shown(request, made)))
    return render(request, "families/link.html", context, status=400 if form.errors else 200)


def shown(request: HttpRequest, made: Made) -> dict[str, object]:
    """What a page shows of a link that was just made: address, drawing and code."""
    address = f"{request.scheme}://{request.get_host()}{reverse('own_page_door', kwargs={'key': made.token})}"
    return {
        "address": address,
        "drawing": handed.drawn(address),
        "code": handed.spaced(made.code) if made.code else "",
        "ends_on": made.ends_on,
    }


def withdraw(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """The link and all its papers end, and what is open by them."""
    coalition = coalition_of(request, slug)
    commands_link.withdraw_link(by=request.actor, coalition=coalition.id, file=file)  # type: ignore[attr-defined]
    messages.success(request, _("Withdrawn. The link and its papers open nothing any more."))
    return redirect("family_file", slug=slug, file=file)


def answer(request: HttpRequest, slug: str, asked: UUID) -> HttpResponse:
    """What a parent asked, and the answer that she reads on her page."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    found = queries_link.request(actor, coalition.id, asked)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = commands_link.answer_request(by=actor, coalition=coalition.id, request=asked, **form.cleaned_data)
        except BadInput as fault:
            form.add_error(fault.field if fault.field in form.fields else None, _fault(fault))
        else:
            messages.success(request, _("Answered. The parent reads it on the own page."))
            return redirect("family_file", slug=slug, file=file)
    context = {"coalition": coalition, "asked": found, "kind": words_own.ASKED[found.kind], "form": form}
    context |= {"outcome": words_own.OUTCOMES.get(found.outcome, "")}
    return render(request, "families/parent_request.html", context, status=400 if form.errors else 200)


def _fault(fault: BadInput) -> str:
    return str(words_own.FAULTS[fault.field or "key"])
