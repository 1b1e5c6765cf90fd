"""Entries of a directory: stored with their constraints, found, confirmed, withdrawn, and closed to others."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from tests.offer.conftest import draft

from kansrijk.core.faults import BadInput
from kansrijk.offer import commands, queries
from kansrijk.offer.commands import BadDraft, StaleEdit
from kansrijk.offer.models import Service
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db


def add(here, **own) -> str:
    return commands.add_service(by=here.coordinator, coalition=here.coalition, draft=draft(**own))


def test_an_entry_is_stored_checked_today_and_found_again(here):
    slug = add(here, phone="+31 (0)71-512 34 56", areas=("verzonnen", "Oost"))
    found = queries.service(VISITOR, here.coalition, slug)
    assert (slug, found.name, found.provider) == ("schuldhulp-gemeente-verzonnen", "Schuldhulp", "Gemeente Verzonnen")
    assert found.phone == "0715123456"
    assert found.areas == ("GM9901", "WK990101")
    assert found.freshness == "fresh"
    assert AuditRecord.objects.filter(event="service added", object_reference=slug, coalition=here.coalition).exists()


def test_without_a_place_an_entry_works_where_the_coalition_works(here):
    assert queries.service(VISITOR, here.coalition, add(here, areas=())).areas == ("GM9901",)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "missing"),
        ("name", "???", "no_word"),
        ("kind", "toverij", "unknown"),
        ("phases", (), "missing"),
        ("phases", ("later",), "unknown"),
        ("factors", ("RM99",), "unknown"),
        ("areas", ("GM9999",), "no_area"),
        ("areas", ("Nergenshuizen",), "no_area"),
        ("phone", "12345", "no_phone"),
        ("phone", "06-1234567", "no_phone"),
        ("phone", "bel ons", "no_phone"),
        ("email", "jan@", "no_email"),
        ("email", "jan de boer@voorbeeld.invalid", "no_email"),
        ("email", "jan..boer@voorbeeld.invalid", "no_email"),
        ("owner_email", "a@b", "no_email"),
        ("website", "javascript:alert(1)", "markup"),
        ("website", "www.voorbeeld.nl", "no_website"),
        ("website", "https://wie@voorbeeld.invalid", "no_website"),
        ("website", "https://a..b", "no_website"),
        ("website", "https://voorbeeld.invalid\n", "no_website"),
        ("provider_website", "https://voorbeeld.invalid/\u202egpj.exe", "no_website"),
        ("provider_website", "voorbeeld.invalid", "no_website"),
        ("summary", "<script>alert(1)</script>", "markup"),
        ("opening", "maandag\ndinsdag", "control"),
        ("inclusion", "x" * 2001, "too_long"),
        ("response_days", 91, "out_of_range"),
        ("languages", ("klingon",), "unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(here, field, value, code):
    with pytest.raises(BadDraft) as refused:
        add(here, **{field: value})
    assert (field, code) in {(fault.field, fault.code) for fault in refused.value.faults}
    assert not Service.objects.exists()


@pytest.mark.parametrize("text", ["<3 voor ouders", "leeftijd < 4 jaar & ouder > 18", "Van 't Hof"])
def test_signs_that_are_no_markup_stay(here, text):
    assert queries.service(VISITOR, here.coalition, add(here, summary=text)).summary == text


def test_the_same_name_of_the_same_organisation_is_one_entry(here):
    add(here)
    with pytest.raises(BadDraft, match="another entry"):
        add(here, name="SCHULDHULP!", provider="gemeente  verzonnen")
    assert add(here, provider="Stichting Elders") == "schuldhulp-stichting-elders"


def test_two_people_who_edit_do_not_wipe_out_each_other(here):
    slug = add(here)
    edit = {"by": here.coordinator, "coalition": here.coalition, "service": slug}
    commands.edit_service(**edit, draft=draft(opening="ma-vr"), version=1)
    with pytest.raises(StaleEdit) as stale:
        commands.edit_service(**edit, draft=draft(opening="ma-do"), version=1)
    assert stale.value.version == 2
    assert queries.service(VISITOR, here.coalition, slug).opening == "ma-vr"


def test_the_website_of_an_organisation_stands_with_all_its_help(here):
    first, second = add(here, provider_website="https://een.invalid"), add(here, name="Taal")

    def websites():
        return [queries.service(VISITOR, here.coalition, slug).provider_website for slug in (first, second)]

    assert websites() == ["https://een.invalid"] * 2, "an empty field of new help takes nothing away"
    edit = {"by": here.coordinator, "coalition": here.coalition}
    commands.edit_service(**edit, service=first, draft=draft(provider_website="https://twee.invalid"), version=1)
    assert websites() == ["https://twee.invalid"] * 2
    with pytest.raises(StaleEdit):  # who has the other entry open still sees the first website
        commands.edit_service(
            **edit, service=second, draft=draft(name="Taal", provider_website="https://een.invalid"), version=1
        )
    commands.edit_service(**edit, service=second, draft=draft(name="Taal"), version=2)
    assert websites() == ["", ""], "emptied in the form of what is there already"


def test_an_entry_that_goes_to_another_organisation_brings_no_website_along(here):
    slug = add(here, provider_website="https://een.invalid")
    add(here, name="Taal", provider="Stichting", provider_website="https://stichting.invalid")
    edit = {"by": here.coordinator, "coalition": here.coalition, "service": slug}
    moved = {"provider": "Stichting", "provider_website": "https://een.invalid"}
    commands.edit_service(**edit, draft=draft(**moved), version=1)
    assert queries.service(VISITOR, here.coalition, slug).provider_website == "https://stichting.invalid"
    renamed = {"provider": "Stichting Nieuw", "provider_website": "https://stichting.invalid"}
    commands.edit_service(**edit, draft=draft(**renamed), version=2)
    assert queries.service(VISITOR, here.coalition, slug).provider_website == "https://stichting.invalid"
    assert {one.name: (one.website, one.services) for one in queries.organisations(VISITOR, here.coalition)} == {
        "Stichting": ("https://stichting.invalid", 1),
        "Stichting Nieuw": ("https://stichting.invalid", 1),
    }


def test_an_entry_grows_old_and_one_word_makes_it_fresh(here):
    with time_machine.travel(date(2026, 1, 31)):
        slug = add(here)
    with time_machine.travel(date(2026, 7, 31)):
        assert queries.service(VISITOR, here.coalition, slug).freshness == "stale"
        assert queries.freshness(here.midwife, here.coalition).percent == 0
        commands.confirm_service(by=here.midwife, coalition=here.coalition, service=slug)
        found = queries.record(here.midwife, here.coalition, slug)
        assert (found.card.freshness, found.checked_by) == ("fresh", "Vera")
        assert queries.freshness(here.midwife, here.coalition).percent == 100


def test_what_is_withdrawn_is_gone_for_visitors_and_comes_back_by_an_edit(here):
    slug = add(here)
    give = {"by": here.coordinator, "coalition": here.coalition, "service": slug}
    with pytest.raises(BadInput):
        commands.withdraw_service(**give, because=" ")
    commands.withdraw_service(**give, because="Het loket is dicht.")
    assert queries.service(VISITOR, here.coalition, slug) is None
    assert queries.services(here.midwife, here.coalition).total == 0
    assert queries.record(here.midwife, here.coalition, slug).withdrawn_because == "Het loket is dicht."
    commands.edit_service(**give, draft=draft(), version=2)
    assert queries.services(VISITOR, here.coalition).total == 1


@pytest.mark.req("SEC-11", "offer.queries.visible_directories")
def test_a_directory_that_is_not_public_is_seen_by_its_own_people_alone(here):
    slug = commands.add_service(by=here.stranger, coalition=here.other, draft=draft(areas=()))
    for other in (VISITOR, here.coordinator, here.beheer):
        assert queries.service(other, here.other, slug) is None
        assert queries.services(other, here.other).total == 0
        assert queries.freshness(other, here.other).total == 0
        assert queries.directory(other, "elders") is None
        assert queries.doors(other, phase="during", postcode="9009") == []
        assert queries.capacity(other, here.other) == []
        with pytest.raises(Denied):
            queries.record(other, here.other, slug)
        with pytest.raises(Denied):
            queries.withdrawn(other, here.other)
    assert queries.service(here.stranger, here.other, slug)
    assert [door.service.slug for door in queries.doors(here.stranger, phase="during", postcode="9009")] == [slug]


def test_finding_by_word_phase_kind_factor_and_freshness(here):
    add(here)
    add(here, name="Groep voor moeders", kind="mothers_group", phases=("after",), parents_may_come=True)
    add(here, name="Taallessen", kind="language_house", factors=("RS10",), phases=("before",))

    def names(**asked):
        return [one.name for one in queries.services(VISITOR, here.coalition, **asked).services]

    assert names() == ["Groep voor moeders", "Schuldhulp", "Taallessen"]
    assert names(text="móeders") == ["Groep voor moeders"]
    assert names(text="gemeente schuld") == ["Schuldhulp"]
    assert names(phase="during") == ["Schuldhulp"]
    assert names(kinds=["language_house"]) == ["Taallessen"]
    assert names(factor="RS10") == ["Groep voor moeders", "Taallessen"]
    assert names(freshness="stale") == []
    assert names(parents_only=True) == ["Groep voor moeders"]
    assert queries.services(VISITOR, here.coalition, page=2, page_size=2).services[0].name == "Taallessen"


def test_the_number_of_queries_does_not_grow_with_the_directory(here, django_assert_num_queries):
    add(here)
    with django_assert_num_queries(2):
        queries.services(VISITOR, here.coalition)
    for number in range(20):
        add(here, name=f"Dienst {number}")
    with django_assert_num_queries(2):
        assert len(queries.services(VISITOR, here.coalition).services) == 21


def test_the_best_door_stands_first_and_a_stale_one_last(here):
    today = date(2026, 11, 25)
    with time_machine.travel(today - timedelta(days=400)):
        add(here, name="Oud", areas=("Oost",), factors=("RMa02", "RMa06"))
    with time_machine.travel(today):
        add(here, name="Ver", response_days=1)
        add(here, name="Dichtbij", areas=("Oost",))
        add(here, name="Andere wijk", areas=("West",))
        add(here, name="Vol", areas=("Oost",), takes_new=False)
        add(here, name="Anders", kind="mothers_group")
        found = queries.doors(VISITOR, phase="during", postcode="9001", factors=["RMa02"])
        assert [door.service.name for door in found] == ["Dichtbij", "Ver", "Vol", "Oud"]
        assert found[0].factors == ("RMa02",)
        both = queries.doors(VISITOR, phase="during", postcode="9001", factors=["RMa02"], kinds=["mothers_group"])
        assert both[0].service.name == "Anders"
        assert both[0].is_kind_asked
        assert queries.doors(VISITOR, phase="during", postcode="9999", factors=["RMa02"]) == []


def test_what_a_directory_can_take_on(here):
    add(here, families_a_year=40)
    add(here, name="Tweede", takes_new=False)
    found = {(one.kind, one.phase): one for one in queries.capacity(VISITOR, here.coalition)}
    one = found["debt_help", "during"]
    assert (one.services, one.takes_new, one.families_a_year, one.unknown, one.stale) == (2, 1, 40, 1, 0)


def test_a_coalition_adds_factors_and_redefines_none(here):
    give = {"by": here.coordinator, "coalition": here.coalition, "side": "risk", "domain": "social"}
    commands.add_own_factor(**give, code="E01", nl="Ver van een halte", phases=["during"])
    for code in ("E01", "RM01", "X1"):
        with pytest.raises(BadInput):
            commands.add_own_factor(**give, code=code, nl="Anders", phases=["during"])
    assert queries.factors(VISITOR, here.coalition)["E01"].nl == "Ver van een halte"
    assert "E01" not in queries.factors(VISITOR, here.other)
    assert add(here, factors=("E01", "RMa02"))


def test_the_database_refuses_what_a_command_would_not_write(here):
    add(here)
    for wrong in (
        {"phases": []},
        {"phases": ["later"]},
        {"areas": []},
        {"review_on": None},
        {"review_months": 0},
        {"withdrawn_because": "zomaar"},
        {"child_from_months": 9, "child_until_months": 3},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Service.objects.update(**wrong)


def test_a_draft_that_is_read_back_is_the_draft_that_was_stored(here):
    from kansrijk.offer.commands.storing import draft_of

    wanted = draft(cost_cents=0, languages=("nl", "ar"), levels=("vulnerable",), review_months=3)
    slug = commands.add_service(by=here.coordinator, coalition=here.coalition, draft=wanted)
    found = draft_of(Service.objects.get(slug=slug))
    assert replace(found, checked_on=None, checked_by="") == wanted
