"""The screens behind the public page: what stands on it, news, reports, newsletter, and one's own yes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries, words
from kansrijk.coalition.forms_public import LetterForm, NewsForm, PublicPageForm, ReportForm
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.attachments import MOST_BYTES
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import Denied, require_may


def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Which blocks, published or not, news and reports."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    now = queries.public_desk(actor, coalition.id)
    coming = [one for one in queries.meetings(actor, coalition.id) if not one.is_over]
    lists = {
        "contact": now.willing,
        "indicators": list(queries.indicator_names(actor, words.language()).items()),
        "meetings": [(one.id, f"{one.title}, {one.held_on:%d-%m-%Y}") for one in coming],
    }
    initial = {
        "about": now.about,
        "blocks": list(now.blocks),
        "indicators": list(now.indicators),
        "meetings": [str(one) for one in now.meetings],
        "contact": str(now.contact or ""),
    }
    form = PublicPageForm(request.POST or None, lists=lists, initial=initial)
    if form.is_valid():
        try:
            commands.set_public_page(by=actor, coalition=coalition.id, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_public", slug=slug)
    return page(request, "public_desk.html", coalition, form=form, desk=now)


def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """`withdraw` takes the page away, anything else shows it."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    if request.POST.get("withdraw"):
        commands.withdraw_page(by=actor, coalition=coalition.id)
        messages.success(request, _("The page is no longer public."))
    else:
        try:
            commands.publish_page(by=actor, coalition=coalition.id)
        except BadInput as fault:
            messages.error(request, fault.message)
        else:
            messages.success(request, _("Everybody can see the page now."))
    return redirect("coalition_public", slug=slug)


def write_news(request: HttpRequest, slug: str, number: UUID | None = None) -> HttpResponse:
    """A new message, or other words for one."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    now = queries.public_desk(actor, coalition.id)
    item = next((one for one in now.news if one.id == number), None)
    if number is not None and item is None:
        raise Denied("update", "public_page")
    initial = {"title": item.title, "text": item.text, "posted_on": item.posted_on} if item else None
    form = NewsForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            commands.write_news(by=actor, coalition=coalition.id, item=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_public", slug=slug)
    return page(request, "news_form.html", coalition, form=form, item=item)


def remove_news(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """A message goes."""
    coalition = coalition_of(request, slug)
    commands.remove_news(by=actor_of(request), coalition=coalition.id, item=number)
    messages.success(request, _("The message is removed."))
    return redirect("coalition_public", slug=slug)


def add_report(request: HttpRequest, slug: str) -> HttpResponse:
    """A link or a file."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "public_page", coalition=coalition.id)
    form = ReportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        values = form.values()
        file = values.pop("file")
        try:
            offered = {"name": file.name or "-", "content": file.read(MOST_BYTES + 1)} if file else {}
            commands.add_report(by=actor, coalition=coalition.id, **offered, **values)
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_public", slug=slug)
    return page(request, "report_form.html", coalition, form=form)


def remove_report(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """A report goes."""
    coalition = coalition_of(request, slug)
    commands.remove_report(by=actor_of(request), coalition=coalition.id, report=number)
    messages.success(request, _("The report is removed."))
    return redirect("coalition_public", slug=slug)


def letters(request: HttpRequest, slug: str, number: UUID | None = None) -> HttpResponse:
    """What was sent, to how many the next one goes, and a form to write it."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    found = queries.letters(actor, coalition.id)
    draft = next((one for one in found.letters if one.id == number and one.state == "draft"), None)
    if number is not None and draft is None:
        raise Denied("send", "newsletter")
    initial = {"subject": draft.subject, "text": draft.text} if draft else None
    form = LetterForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            key = commands.write_letter(by=actor, coalition=coalition.id, letter=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("The draft is stored. Nobody got it yet."))
            return redirect("coalition_letter", slug=slug, number=key)
    return page(request, "letters.html", coalition, form=form, found=found, draft=draft)


def send_letter(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """The letter goes on its way."""
    coalition = coalition_of(request, slug)
    site = f"{request.scheme}://{request.get_host()}"
    commands.send_letter(by=actor_of(request), coalition=coalition.id, letter=number, site=site)
    messages.success(request, _("The newsletter is on its way."))
    return redirect("coalition_letters", slug=slug)


def show_myself(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own yes, or its end."""
    coalition = coalition_of(request, slug)
    is_public = request.POST.get("show") == "yes"
    if commands.show_myself(by=actor_of(request), coalition=coalition.id, is_public=is_public):
        messages.success(request, _("You may be named on the page.") if is_public else _("You are not named any more."))
    return redirect("coalition_people", slug=slug)
