"""The screens of the directory: found by anybody where it is public, kept by its own people, closed to others."""

from html import unescape

import pytest
from django.test import Client
from tests.access.test_hygiene import PAYLOADS
from tests.offer.conftest import draft

from kansrijk.offer import commands, queries
from kansrijk.offer.models import Directory, Service
from kansrijk.trust.models import Account

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(email=f"{name}@voorbeeld.invalid"), backend=BACKEND)
    return client


@pytest.fixture
def entry(here) -> str:
    return commands.add_service(
        by=here.coordinator, coalition=here.coalition, draft=draft(phone="0715123456", summary="Wij rekenen mee.")
    )


def filled(**own) -> dict:
    values = {
        "provider": "Stichting Maatje",
        "name": "Maatje aan huis",
        "kind": "volunteer_family_support",
        "phases": ["during", "after"],
        "areas": "Oost, 9002",
        "phone": "071 512 34 56",
        "takes_new": "on",
        "version": "0",
    }
    return values | own


def test_a_visitor_finds_a_door_and_whom_to_call(here, entry):
    page = Client().get("/sociale-kaart/verzonnen?q=schuld&fase=tijdens").content.decode()
    assert "Schuldhulp" in page
    assert 'href="tel:0715123456"' in page
    assert "antwoord binnen 3 werkdagen" in page
    page = Client().get(f"/sociale-kaart/verzonnen/{entry}").content.decode()
    assert "Wij rekenen mee." in page
    assert "ans@voorbeeld.invalid" not in page
    assert "Ans Verzonnen" not in page
    assert "Dit klopt nog" not in page


def test_what_does_not_fit_says_so_and_leads_back(here, entry):
    page = Client().get("/sociale-kaart/verzonnen?q=zeppelin").content.decode()
    assert "Hier past niets bij" in page
    assert Client().get("/sociale-kaart/verzonnen?bladzijde=zz&fase=x&soort=y&stand=z").status_code == 200


@pytest.mark.req("SEC-02", "offer.queries.visible_directories")
def test_a_closed_directory_answers_as_one_that_is_not_there(here, entry):
    Directory.objects.filter(pk=here.coalition).update(is_public=False)
    for client in (Client(), client_of("sam")):
        for path in ("/sociale-kaart/verzonnen", f"/sociale-kaart/verzonnen/{entry}"):
            other = path.replace("verzonnen", "zomaarwat", 1)
            assert client.get(path).status_code == client.get(other).status_code == 404
        assert "Verzonnen" not in client.get("/sociale-kaart").content.decode()
    assert client_of("vera").get(f"/sociale-kaart/verzonnen/{entry}").status_code == 200


def test_the_coordinator_adds_changes_and_takes_out(here):
    kim = client_of("kim")
    made = kim.post("/coalitie/verzonnen/sociale-kaart/nieuw", filled(cost="€ 12,50"))
    assert made["Location"] == "/sociale-kaart/verzonnen/maatje-aan-huis-stichting-maatje"
    row = Service.objects.get()
    assert (row.areas, row.phone, row.cost_cents) == (["WK990101", "9002"], "0715123456", 1250)
    edit = "/coalitie/verzonnen/sociale-kaart/hulp/maatje-aan-huis-stichting-maatje/wijzigen"
    page = kim.get(edit).content.decode()
    assert 'value="Maatje aan huis"' in page
    assert 'value="12,50"' in page
    assert kim.post(edit, filled(version="1", waiting_weeks="2")).status_code == 302
    row.refresh_from_db()
    assert (row.waiting_weeks, row.cost_cents, row.version) == (2, None, 2)
    out = edit.replace("wijzigen", "intrekken")
    assert kim.post(out, {"because": ""}).status_code == 302
    assert queries.services(here.coordinator, here.coalition).total == 1
    assert kim.post(out, {"because": "Gestopt."}).status_code == 302
    assert queries.services(here.coordinator, here.coalition).total == 0


def test_faults_stand_at_their_fields_and_what_was_typed_stays(here):
    wrong = filled(phone="12", email="jan@", kind="", cost="gratis", areas="Atlantis")
    kim = client_of("kim")
    page = kim.post("/coalitie/verzonnen/sociale-kaart/nieuw", wrong | {"kind": "debt_help", "cost": ""})
    assert page.status_code == 422
    text = unescape(page.content.decode())
    for said in (
        "“12” kan geen telefoonnummer zijn.",
        "“jan@” kan geen e-mailadres zijn.",
        "“Atlantis” is geen gebied.",
        'value="Maatje aan huis"',
    ):
        assert said in text, said
    assert kim.post("/coalitie/verzonnen/sociale-kaart/nieuw", wrong).status_code == 422
    assert not Service.objects.exists()


def test_of_two_who_edit_the_second_sees_both_texts(here, entry):
    kim = client_of("kim")
    edit = f"/coalitie/verzonnen/sociale-kaart/hulp/{entry}/wijzigen"
    base = {"provider": "Gemeente Verzonnen", "name": "Schuldhulp", "kind": "debt_help", "phases": ["during"]}
    kim.post(edit, base | {"version": "1", "opening": "maandag"})
    second = kim.post(edit, base | {"version": "1", "opening": "dinsdag"})
    text = unescape(second.content.decode())
    assert second.status_code == 422
    assert "Er staat nu: maandag" in text
    assert 'value="dinsdag"' in text
    assert 'name="version" value="2"' in text
    assert Service.objects.get().opening == "maandag"
    assert kim.post(edit, base | {"version": "2", "opening": "dinsdag"}).status_code == 302
    assert Service.objects.get().opening == "dinsdag"


def test_the_website_of_the_organisation_is_a_link_on_each_entry_of_it(here):
    kim, own = client_of("kim"), "https://maatje.invalid/"
    kim.post("/coalitie/verzonnen/sociale-kaart/nieuw", filled(provider_website=own, website=f"{own}aan-huis"))
    kim.post("/coalitie/verzonnen/sociale-kaart/nieuw", filled(name="Maatje buiten", website=own))
    one, other = Service.objects.order_by("name").values_list("slug", flat=True)
    page = Client().get(f"/sociale-kaart/verzonnen/{one}").content.decode()
    assert f'<a href="{own}" rel="noopener noreferrer external">Website van Stichting Maatje</a>' in page
    assert f'<a href="{own}aan-huis" rel="noopener noreferrer external">Website</a>' in page
    assert Client().get(f"/sociale-kaart/verzonnen/{other}").content.decode().count(f'href="{own}"') == 1, "said once"
    page = kim.get(f"/coalitie/verzonnen/sociale-kaart/hulp/{other}/wijzigen").content.decode()
    assert page.count(f'value="{own}"') == 2


def test_what_was_taken_out_stands_on_the_desk_with_why_and_comes_back(here, entry):
    kim, desk = client_of("kim"), "/coalitie/verzonnen/sociale-kaart"
    kim.post(f"{desk}/hulp/{entry}/intrekken", {"because": "Het loket is <b>dicht</b>."})
    page = kim.get(desk).content.decode()
    assert "Uit de sociale kaart gehaald (1)" in unescape(page)
    assert "Het loket is &lt;b&gt;dicht&lt;/b&gt;." in page
    assert f"{desk}/hulp/{entry}/wijzigen" in page
    assert "Het loket is" not in client_of("vera").get(desk).content.decode(), "for who may bring it back"
    kim.post(f"{desk}/hulp/{entry}/wijzigen", filled(version="2"))
    assert "Uit de sociale kaart gehaald" not in unescape(kim.get(desk).content.decode())


def test_one_click_makes_an_entry_fresh_and_the_desk_counts(here, entry):
    Service.objects.update(checked_on="2025-01-01", review_on="2025-07-01")
    vera = client_of("vera")
    assert (
        "0\N{NO-BREAK SPACE}% van de sociale kaart is nagekeken"
        in vera.get("/coalitie/verzonnen/sociale-kaart").content.decode()
    )
    page = vera.get(f"/sociale-kaart/verzonnen/{entry}").content.decode()
    assert "k-door--stale" in page
    assert "Dit klopt nog" in page
    assert "Wijzig" not in page
    vera.post(f"/coalitie/verzonnen/sociale-kaart/hulp/{entry}/bevestigen")
    assert (
        "100\N{NO-BREAK SPACE}% van de sociale kaart" in vera.get("/coalitie/verzonnen/sociale-kaart").content.decode()
    )


def test_who_may_not_write_finds_no_form(here, entry):
    vera = client_of("vera")
    for end in ("nieuw", "instellen", f"hulp/{entry}/wijzigen"):
        path = f"/coalitie/verzonnen/sociale-kaart/{end}"
        assert vera.get(path).status_code == vera.post(path, filled()).status_code == 404
    assert vera.post(f"/coalitie/verzonnen/sociale-kaart/hulp/{entry}/intrekken", {"because": "x"}).status_code == 404


def test_a_coalition_without_a_directory_is_told_how_to_begin(here):
    Directory.objects.all().delete()
    kim = client_of("kim")
    assert "Begin de sociale kaart" in kim.get("/coalitie/verzonnen/sociale-kaart").content.decode()
    assert kim.post("/coalitie/verzonnen/sociale-kaart/nieuw", filled()).status_code == 422
    settle = "/coalitie/verzonnen/sociale-kaart/instellen"
    assert kim.post(settle, {"areas": "GM0000", "review_months": 6}).status_code == 422
    assert kim.post(settle, {"areas": "gm9901", "review_months": 6, "is_public": "on"}).status_code == 302
    assert Directory.objects.get().is_public


@pytest.mark.req("WEB-11", "template escaping")
def test_text_of_an_entry_is_shown_and_never_run(here, entry):
    """Straight into the database, past the check that refuses markup: the page must not trust it either."""
    paths = ("/sociale-kaart/verzonnen", f"/sociale-kaart/verzonnen/{entry}", "/coalitie/verzonnen/sociale-kaart")
    kim = client_of("kim")
    for payload in PAYLOADS:
        Service.objects.update(name=payload, summary=payload, inclusion=payload, opening=payload, cost_note=payload)
        for path in (*paths, f"/coalitie/verzonnen/sociale-kaart/hulp/{entry}/wijzigen"):
            page = kim.get(path).content.decode()
            if any(sign in payload for sign in "<>\"'"):
                assert payload not in page, (path, payload)


def test_the_first_door_comes_before_the_choices_and_a_choice_that_was_made_is_in_sight(here):
    commands.add_service(by=here.coordinator, coalition=here.coalition, draft=draft())
    page = Client().get("/sociale-kaart/verzonnen").content.decode()
    assert page.index("1 keer hulp") < page.index("<details") < page.index('<select id="fase"') < page.index("k-doors")
    assert '<details class="k-filter__more"><summary>Meer om uit te kiezen</summary>' in page
    chosen = Client().get("/sociale-kaart/verzonnen?fase=tijdens&soort=debt_help").content.decode()
    assert '<details class="k-filter__more" open><summary>Meer om uit te kiezen, gekozen: 2</summary>' in chosen


@pytest.mark.parametrize("page", ["nieuw", "inlezen", "instellen", "hulp/{}/wijzigen"])
def test_the_coalition_above_a_page_of_the_desk_is_a_link(here, entry, page):
    shown = client_of("kim").get(f"/coalitie/verzonnen/sociale-kaart/{page.format(entry)}").content.decode()
    crumbs = shown.split('<nav class="k-crumbs', 1)[1].split("</nav>")[0]
    assert '<a href="/coalitie/verzonnen">' in crumbs
