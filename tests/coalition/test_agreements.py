"""Agreements: what holds and what expires, two people who write at once, a party that left, and Dutch search."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_parties import HTML, add_party

from kansrijk.coalition import commands, queries, rules
from kansrijk.coalition.commands import Terms
from kansrijk.coalition.models import Agreement, AgreementText
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import Denied

HOME = f"/coalitie/{SLUG}"
TODAY = date.today()
OLD, HERS, HIS = "Wij bellen binnen een week.", "Wij bellen binnen drie dagen.", "Wij bellen en schrijven een brief."
DAYS = st.none() | st.integers(-400, 400).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


def make(by, coalition, title="Warme overdracht", level="execution", text=OLD, **more):
    about = Terms(title=title, **more)
    return commands.make_agreement(by=by, coalition=coalition.pk, level=level, text=text, about=about)


@given(DAYS, DAYS, DAYS, DAYS)
def test_an_agreement_stands_in_exactly_one_way_on_every_day(valid_from, valid_until, review_on, ended_on):
    on = date(2026, 1, 1)
    said = rules.standing(on, valid_from=valid_from, valid_until=valid_until, review_on=review_on, ended_on=ended_on)
    assert said in {"ended", "expired", "coming", "expiring", "review", "in_force"}
    assert (said == "ended") == (ended_on is not None and ended_on <= on)
    if said in {"in_force", "review", "expiring"}:
        assert valid_from is None or valid_from <= on
        assert valid_until is None or valid_until >= on
    if said == "in_force":
        assert valid_until is None or (valid_until - on).days > rules.EXPIRES_WITHIN_DAYS
        assert review_on is None or review_on > on


@pytest.mark.django_db
def test_what_expires_comes_forward_by_itself(coordinator, coalition):
    make(coordinator, coalition, title="Geldt nog lang", valid_until=TODAY + timedelta(days=400))
    make(coordinator, coalition, title="Loopt bijna af", valid_until=TODAY + timedelta(days=20))
    make(coordinator, coalition, title="Is afgelopen", valid_until=TODAY - timedelta(days=1))
    make(coordinator, coalition, title="Opnieuw bekijken", review_on=TODAY)
    standings = {one.title: one.standing for one in queries.agreements(coordinator, coalition.pk)}
    assert list(standings) == ["Is afgelopen", "Loopt bijna af", "Opnieuw bekijken", "Geldt nog lang"]
    browser = client_of(coordinator)
    for path in (f"{HOME}/afspraken", HOME, "/vandaag"):
        page = browser.get(path).content.decode()
        assert "Is afgelopen" in page, path
        assert "Loopt bijna af" in page, path
    assert "Geldt nog lang" not in browser.get("/vandaag").content.decode()
    with pytest.raises(BadInput):
        make(coordinator, coalition, title="Kan niet", valid_from=TODAY, valid_until=TODAY - timedelta(days=1))


@pytest.mark.django_db
def test_two_people_edit_one_agreement_and_nothing_is_lost(coordinator, coalition, person):
    key = make(coordinator, coalition)
    hers, his = client_of(coordinator), client_of(person("jgz", coalition))
    path = f"{HOME}/afspraken/{key}"
    assert hers.post(f"{path}/tekst", {"text": HERS, "based_on": 1})["Location"] == path
    moved = his.post(f"{path}/tekst", {"text": HIS, "based_on": 1})
    assert moved["Location"] == f"{path}/samenvoegen/3"
    assert his.post(f"{path}/tekst", {"text": HIS, "based_on": 1})["Location"] == moved["Location"], "pressed twice"
    page = his.get(moved["Location"]).content.decode()
    assert HERS in page
    assert HIS in page
    assert "schreef tegelijk een andere tekst" in hers.get(path).content.decode()
    # While he merges she writes again: his text of the field is kept, and he merges with the newest.
    hers.post(f"{path}/tekst", {"text": HERS + " Ook in het weekend.", "based_on": 2})
    late = his.post(moved["Location"], {"text": "Samen: bellen en een brief.", "based_on": 2})
    assert late.status_code == 422
    assert "Samen: bellen en een brief." in late.content.decode()
    assert 'name="based_on" value="4"' in late.content.decode()
    done = his.post(moved["Location"], {"text": "Samen: bellen en een brief.", "based_on": 4})
    assert done["Location"] == path
    states = dict(AgreementText.objects.order_by("number").values_list("number", "state"))
    assert states == {1: "earlier", 2: "earlier", 3: "merged", 4: "earlier", 5: "current"}
    shown = queries.agreement(coordinator, coalition.pk, key)
    assert shown.current.text == "Samen: bellen en een brief."
    assert {one.text for one in shown.history} == {OLD, HERS, HIS, HERS + " Ook in het weekend."}
    for again in (his.get(moved["Location"], follow=True), his.post(moved["Location"], {"text": "x"}, follow=True)):
        assert "Deze teksten zijn al één." in again.content.decode(), "pressed twice, or the back button"
        assert again.redirect_chain == [(path, 302)]
    assert AgreementText.objects.count() == 5
    assert his.get(f"{path}/samenvoegen/9").status_code == 404, "there never was such a text"


@pytest.mark.django_db
@given(writes=st.lists(st.tuples(st.integers(0, 2), st.sampled_from([OLD, HERS, HIS])), max_size=6))
def test_whoever_writes_from_whatever_version_every_text_is_kept(django_db_blocker, writes):
    from django.db import transaction
    from tests.coalition.conftest import _coalition

    from kansrijk.trust.actors import Actor, Tie

    with transaction.atomic():
        coalition = _coalition("Testcoalitie", SLUG)
        by = Actor(name="Anne", ties=(Tie("jgz", coalition.pk, coalition.pk),), account=_account())
        key = make(by, coalition)
        for behind, text in writes:
            current = AgreementText.objects.get(agreement=key, state="current").number
            commands.write_text(by=by, agreement=key, text=text, based_on=max(current - behind, 1))
        kept = list(AgreementText.objects.filter(agreement=key).values_list("text", "state"))
        assert {text for _, text in writes} <= {text for text, _ in kept}
        assert [state for _, state in kept].count("current") == 1
        transaction.set_rollback(True)


def _account():
    from kansrijk.trust.models import Account

    return Account.objects.create_user("anne@voorbeeld.invalid", None, name="Anne").pk


@pytest.mark.django_db
def test_a_signature_is_of_one_version_and_outlives_the_party(coordinator, coalition):
    key, party = make(coordinator, coalition), add_party(coordinator, coalition)
    browser = client_of(coordinator)
    path = f"{HOME}/afspraken/{key}"
    for _ in range(2):
        assert browser.post(path, {"party": str(party), "signed_on": TODAY.isoformat()}).status_code == 302
    commands.end_party(by=coordinator, party=party, left_on=TODAY)
    commands.write_text(by=coordinator, agreement=key, text=HERS, based_on=1)
    (signed,) = queries.agreement(coordinator, coalition.pk, key).signed
    assert (signed.number, signed.left_on) == (1, TODAY)
    page = browser.get(path).content.decode()
    assert "niet de nieuwste" in page
    assert "stopt op" in page
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    refused = browser.post(path, {"party": str(party), "signed_on": tomorrow})
    assert refused.status_code == 422
    assert "deed op die dag niet mee" in refused.content.decode()


@pytest.mark.django_db
def test_the_programme_shows_what_is_arranged_and_what_is_not(coordinator, coalition):
    make(coordinator, coalition, covers=["A8", "P6"])
    make(coordinator, coalition, title="Voorbij", covers=["A7"], valid_until=TODAY - timedelta(days=1))
    task = commands.Task(title="Scholing", covers=["A5"])
    commands.make_action(by=coordinator, coalition=coalition.pk, task=task)
    page = client_of(coordinator).get(f"{HOME}/dekking")
    shown = page.context["page"]
    assert (shown.actions_covered, shown.points_covered) == (2, 1)
    assert len(shown.actions) == 14
    assert len(shown.points) == 16
    assert "Van de 14 acties van het programma zijn er hier 2 geregeld" in page.content.decode()
    with pytest.raises(BadInput):
        make(coordinator, coalition, title="Onzin", covers=["A99"])


@pytest.mark.django_db
def test_search_knows_dutch_and_stays_inside(coordinator, coalition, other, person):
    text = "De verloskundige verwijst zwangere vrouwen naar het sociaal team."
    key = make(coordinator, coalition, text=text)
    theirs = person("coordinator", other)
    make(theirs, other, title="Van de buren", text=text)
    for asked in ("verloskundigen", "zwanger", '"sociaal team"'):
        assert [one.key for one in queries.search(coordinator, asked)] == [key], asked
    assert queries.search(coordinator, "huisarts") == []
    assert queries.search(coordinator, "' or 1=1 --") == []
    page = client_of(coordinator).get("/zoeken?q=zwangere+vrouw").content.decode()
    assert "Warme overdracht" in page
    assert "Van de buren" not in page


@pytest.mark.django_db
def test_html_in_an_agreement_is_text(coordinator, coalition):
    browser = client_of(coordinator)
    values = {"level": "board", "title": HTML, "text": HTML, "measure": HTML}
    key = browser.post(f"{HOME}/afspraken/nieuw", values)["Location"].rpartition("/")[2]
    browser.post(f"{HOME}/afspraken/{key}/tekst", {"text": HTML + HTML, "based_on": 1})
    moved = browser.post(f"{HOME}/afspraken/{key}/tekst", {"text": HTML * 3, "based_on": 1})["Location"]
    pages = (moved, f"{HOME}/afspraken", f"{HOME}/afspraken/{key}", f"{HOME}/afspraken/{key}/aanpassen")
    for path in (*pages, "/zoeken?q=zorg", HOME):
        text = browser.get(path).content.decode()
        assert "<b onmouseover" not in text, path


@pytest.mark.django_db
def test_an_agreement_of_another_coalition_is_not_found(coordinator, coalition, other, person):
    key = make(person("coordinator", other), other)
    browser = client_of(coordinator)
    for path in ("", "/aanpassen", "/tekst", "/samenvoegen/1"):
        assert browser.get(f"{HOME}/afspraken/{key}{path}").status_code == 404
    assert browser.post(f"{HOME}/afspraken/{key}/sluiten").status_code == 404
    with pytest.raises(Denied):
        commands.write_text(by=coordinator, agreement=key, text=HERS, based_on=1)
    assert Agreement.objects.get().ended_on is None


@pytest.mark.django_db
def test_making_one_twice_is_making_it_once(coordinator, coalition):
    assert make(coordinator, coalition) == make(coordinator, coalition)
    assert Agreement.objects.count() == 1
