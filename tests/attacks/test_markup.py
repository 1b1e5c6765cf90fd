"""Markup in every text of offer, coalition and paths is text: on every page, in every file, mail and feed.

What holds text is found by looking: every text column of every model, every field of every form on every page. A field
that is added later is tried without anybody adding it here; one that no page shows must be named, with the reason.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django import forms
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse
from tests import prepared
from tests.attacks import markup
from tests.attacks.roads import _filled
from tests.coalition.conftest import client_of
from tests.coalition.test_attachments import PDF

import kansrijk
from kansrijk.coalition import commands as coalition
from kansrijk.coalition import models
from kansrijk.demo.people import account_of
from kansrijk.offer import commands as offer
from kansrijk.offer.models import OfferedFile, OwnFactor, Service
from kansrijk.paths.models import HungPath
from kansrijk.trust.addresses import addresses
from kansrijk.trust.queries import actor_for, coalitions

region = prepared.fixture(prepared.REGION)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
SLUGS = ("kansrijk-waterdam", "kansrijk-zilvermeent")
SITE = "http://testserver"
LIST = b"organisatie;hulp;soort;fase\nProef;Praten;parent_group;na\n"
NOT_SHOWN: dict[str, str] = {}
"""A text that no page, file or feed shows, and why. There is none."""


@pytest.fixture(autouse=True)
def unhurried(settings):
    settings.RATE_FACTOR = 100_000


def person(code: str):
    return actor_for(account_of(code))


def own() -> UUID:
    return coalitions(person("coordinator"))[0].id


def readers() -> Iterator[tuple[str, Client]]:
    yield "visitor", Client()
    for code in ("coordinator", "coordinator-zilvermeent", "ervaringsdeskundige"):
        yield code, client_of(person(code))


def seeds() -> list[str]:
    """Every address that a slug alone leads to, with what links cannot say beside it."""
    found = ["/vandaag", "/zoeken?q=zq"]
    found += [f"/coalitie/{slug}/doelen/uit-cijfer?gebied=GM9901" for slug in SLUGS]
    for (name, method), _address in sorted(addresses().items()):
        if method == "GET":
            found += _filled(name, {"slug": list(SLUGS), "coalition": list(SLUGS)})
    for row in models.Attachment.objects.select_related("coalition"):
        item = f"afspraken/{row.agreement_id}" if row.agreement_id else f"overleg/{row.meeting_id}"
        found.insert(0, f"/coalitie/{row.coalition.slug}/{item}")
    for row in HungPath.objects.select_related("agreement__coalition"):
        found.insert(0, f"/coalitie/{row.agreement.coalition.slug}/afspraken/{row.agreement_id}")
    for row in models.Intake.objects.all():
        found.append(f"/coalitie/{row.coalition.slug}/werkmap/{row.pk}")
    for row in OfferedFile.objects.all():
        found.append(reverse("offer_list", kwargs={"slug": row.coalition.slug, "number": row.pk}))
    return [path for path in found if not path.startswith("/demo")]


@pytest.fixture
def whole_region(region):
    """The region with a row of what its plan does not have: a field without a row would be tried by nobody."""
    by, key = person("coordinator"), own()
    agreement = models.Agreement.objects.filter(coalition=key).first()
    coalition.attach(by=by, item="agreement", key=agreement.pk, link="https://voorbeeld.invalid/x")
    meeting = models.Meeting.objects.filter(coalition=key).first()
    coalition.attach(by=by, item="meeting", key=meeting.pk, name="verslag.pdf", content=PDF)
    coalition.add_stage_item(by=by, coalition=key, stage="1", text="Er is een logo.")
    models.Intake.objects.create(coalition_id=key, file_name="x.xlsx", state="checked", account_id=by.account)
    OwnFactor.objects.create(
        coalition_id=key, code="E01", nl="Eigen", en="Own", side="risk", domain="social", phases=["during"]
    )
    OfferedFile.objects.create(coalition_id=key, name="lijst.csv", account=by.account, content=LIST)
    gone = Service.objects.filter(coalition=key).first()
    offer.withdraw_service(by=by, coalition=key, service=gone.slug, because="Gestopt")


def test_every_code_that_is_left_out_is_a_field_that_exists():
    named = {f"{room}.{code}" for room in markup.ROOMS for code in markup.CODES[room].split()}
    assert named - markup.known_codes() == set()


@pytest.mark.req("WEB-11", "escaping of everything that is stored")
def test_markup_that_is_stored_is_text_wherever_it_is_shown(whole_region):
    fields = [one for one in markup.text_fields() if str(one) != "paths.pathversion.text"]
    written, refused = markup.put(fields)
    inside_paths = markup.put_into_paths(900)
    assert refused == []
    shown: set[int] = set()
    faults: list[str] = []
    for code, client in readers():
        for path, response in markup.walk(client, seeds()):
            assert response.status_code < 500, (code, path)
            wrong, texts = markup.said(response)
            faults += [f"{code} {path}: {one}" for one in wrong]
            whole = "\n".join(texts)
            shown |= {number for number in (*written, *inside_paths) if f"<zq{number}" in whole}
    assert faults == []
    missing = {str(written[number]) for number in written if number not in shown}
    assert missing - set(NOT_SHOWN) == set(), "lost, or shown nowhere: say why in NOT_SHOWN"
    assert set(NOT_SHOWN) - missing == set(), "shown after all"
    assert set(inside_paths) <= shown


def test_markup_that_is_stored_is_text_in_every_mail(whole_region):
    """Mails are plain text, so nothing in them can run; what is said in them is said whole."""
    markup.put([one for one in markup.text_fields() if str(one) != "paths.pathversion.text"])
    by, key = person("coordinator"), own()
    models.Person.objects.filter(coalition=key).update(asked_at=None, confirmed_at=None)
    coalition.ask_people(by=by, coalition=key, site=SITE)
    coalition.nudge_people(by=by, coalition=key, site=SITE)
    offer.ask_reviews(by=by, coalition=key, site=SITE)
    assert len(mail.outbox) > 2
    for one in mail.outbox:
        assert (one.content_subtype, getattr(one, "alternatives", [])) == ("plain", [])
        assert "\n" not in one.subject
    assert "<zq" in "".join(one.body for one in mail.outbox), "and nothing of it is lost"


# -- forms --

NOT_SENT = {
    "coalition.forms_public.SubscribeForm": "an address, shown nowhere again: tests/coalition/test_newsletter.py",
    "coalition.forms.PillarForm": "drawn only; what is sent is judged by the command, and tried all the same",
    "coalition.forms.ConfirmForm": "asked by a signed link in a mail: it has no field to type in",
    "coalition.forms.WorkbookForm": "a file only: tests/coalition/test_workbook.py",
    "offer.forms.ListForm": "a file only: tests/offer/test_lists.py",
}


def form_classes() -> dict[str, type[forms.BaseForm]]:
    """Every form of the three rooms by its module and name."""
    found: dict[str, type[forms.BaseForm]] = {}
    for room in markup.ROOMS:
        package = Path(kansrijk.__file__).parent / room
        for file in sorted(package.glob("forms*.py")):
            module = import_module(f"kansrijk.{room}.{file.stem}")
            for name, one in vars(module).items():
                if isinstance(one, type) and issubclass(one, forms.BaseForm) and one.__module__ == module.__name__:
                    found[f"{room}.{file.stem}.{name}"] = one
    return found


@pytest.fixture
def bound(monkeypatch) -> dict[str, set[str]]:
    """Form → the fields that were sent with markup in them, of every form that was judged."""
    met: dict[str, set[str]] = {}
    judge = forms.BaseForm.full_clean

    def watched(form: forms.BaseForm) -> None:
        if form.is_bound:
            for kind in type(form).__mro__:
                fields = {name for name in form.fields if "<zq" in str(form.data.get(form.add_prefix(name), ""))}
                met.setdefault(f"{kind.__module__}.{kind.__name__}".removeprefix("kansrijk."), set()).update(fields)
        judge(form)

    monkeypatch.setattr(forms.BaseForm, "full_clean", watched)
    return met


def stored(number: int) -> bool:
    """Whether the text of that number stands anywhere in the tables of the three rooms."""
    with connection.cursor() as cursor:
        for table in {"trust_organisation", *(one.model._meta.db_table for one in markup.text_fields())}:
            cursor.execute(f'select 1 from "{table}" t where t::text like %s limit 1', [f"%<zq{number}%"])
            if cursor.fetchone():
                return True
    return False


@pytest.mark.long  # every field of every form: minutes; what is stored is walked in the short run
def test_markup_that_is_typed_in_any_form_is_text_or_refused_and_never_lost(bound):
    """Each form of each page as a coordinator meets it, every text of it at once; undone after each."""
    faults, sent_forms, number = [], set(), 2000
    for code in ("coordinator", "coordinator-zilvermeent", "ervaringsdeskundige"):
        client = client_of(person(code))
        for path, response in list(markup.walk(client, seeds(), each=2)):
            if "text/html" not in response.get("Content-Type", "") or response.status_code >= 400:
                continue
            for form in markup.Reading(response.content.decode()).forms:
                at = form.action if form.action.startswith("/") else path + form.action
                typed = form.typed()
                key = (at.partition("?")[0], form.method, tuple(one.name for one in typed))
                if not typed or key in sent_forms or not is_ours(at):
                    continue
                sent_forms.add(key)
                texts = {one.name: markup.marked(number + turn, one.most) for turn, one in enumerate(typed)}
                number += len(typed)
                with transaction.atomic():
                    faults += [f"{code} {path}: {one}" for one in send(client, form, at, texts)]
                    transaction.set_rollback(True)
    assert faults == [], "\n".join(faults)
    known = form_classes()
    for name, kind in known.items():
        if name in NOT_SENT or kind.__subclasses__():
            continue
        typed = {key for key, one in kind.base_fields.items() if is_text(one)}
        assert typed <= bound.get(name, set()), f"{name}: never typed into {typed - bound.get(name, set())}"
    assert set(NOT_SENT) <= set(known)


def is_text(one: forms.Field) -> bool:
    """Whether markup can be typed in it: a code of three characters holds none."""
    if (getattr(one, "max_length", None) or 10_000) <= len(markup.marked(9999, 0)):
        return False
    return type(one).__name__ == "CharField" and not isinstance(one.widget, forms.HiddenInput)


def is_ours(path: str) -> bool:
    """Whether the address belongs to one of the three rooms."""
    return resolve(urlsplit(path).path).func.__module__.startswith(tuple(f"kansrijk.{room}" for room in markup.ROOMS))


def send(client: Client, form: markup.Form, at: str, texts: dict[str, str]) -> Iterator[str]:
    """What is wrong with the answer to one form full of markup."""
    sent = form.filled(texts)
    response = getattr(client, form.method)(at, sent)
    if response.status_code in {302, 303}:
        kept = [name for name, text in texts.items() if stored(number_of(text))]
        if not kept:
            yield f"took {sorted(texts)} and kept nothing of it"
        response = client.get(response["Location"], follow=True)
        wrong, _texts = markup.said(response)
        yield from wrong
        return
    if response.status_code >= 500:
        yield f"status {response.status_code} for {sorted(texts)}"
        return
    wrong, shown = markup.said(response)
    yield from wrong
    whole = "\n".join(shown)
    if form.method == "post":
        yield from (f"{name} was lost on the way back" for name, text in texts.items() if text not in whole)


def number_of(text: str) -> int:
    return int(text.partition("<zq")[2].partition(" ")[0].partition(">")[0])
