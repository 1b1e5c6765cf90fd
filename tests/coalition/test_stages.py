"""The stage checklist: people choose the stage, evidence carries it, and nothing is ever computed from it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_parties import HTML

from kansrijk.coalition import commands, queries
from kansrijk.coalition.commands import Proof, Task
from kansrijk.coalition.models import Evidence
from kansrijk.coalition.queries.stages import stage_item, stage_list
from kansrijk.coalition.rules import STAGES
from kansrijk.coalition.staging import points
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import Denied

PATH = f"/coalitie/{SLUG}/fasen"
ITEM = f"{PATH}/S3-path"


def test_each_stage_has_points_in_two_languages():
    assert {one.stage for one in points().values()} == set(STAGES)
    assert all(one.code.startswith(f"S{one.stage}-") and one.nl and one.en for one in points().values())


@pytest.fixture
def action(db, coordinator, coalition):
    return commands.make_action(by=coordinator, coalition=coalition.pk, task=Task(title="Zorgpad geld beginnen"))


@pytest.mark.django_db
def test_an_action_an_agreement_a_link_and_words_carry_a_point(coordinator, coalition, action):
    browser = client_of(coordinator)
    assert browser.post(ITEM, {"thing": f"action:{action}", "text": "Loopt sinds mei."})["Location"] == PATH
    browser.post(ITEM, {"link": "https://voorbeeld.invalid/pad"})
    browser.post(ITEM, {"text": "Besproken met alle partijen."})
    page = browser.get(PATH).content.decode()
    for words in ("Zorgpad geld beginnen", "Loopt sinds mei.", "https://voorbeeld.invalid/pad", coordinator.name):
        assert words in page
    assert f'href="/coalitie/{SLUG}/acties/{action}"' in page
    kinds = [one.kind for one in stage_item(coordinator, coalition.pk, "S3-path").evidence]
    assert kinds == ["text", "link", "action"]
    text = browser.get(f"{PATH}.csv").content.decode("utf-8-sig")
    assert "3 uitvoeren;Er loopt ten minste één zorgpad.;actie;Zorgpad geld beginnen;Loopt sinds mei." in text
    found = browser.get(f"/api/v1/coalitions/{SLUG}/stages").json()["stages"][3]
    assert [one["kind"] for item in found["items"] for one in item["evidence"]] == kinds


@pytest.mark.django_db
def test_evidence_never_moves_the_stage_and_no_number_is_made_of_it(coordinator, coalition):
    for code in points():
        commands.add_evidence(by=coordinator, coalition=coalition.pk, item=code, proof=Proof("text", text="Ja."))
    assert queries.profile(coordinator, coalition.pk).stage == "0"
    here = [one.code for one in stage_list(coordinator, coalition.pk) if one.is_here]
    assert here == ["0"]
    page = client_of(coordinator).get(PATH).content.decode()
    assert "%" not in page[page.index("<main") : page.index("</main")]
    commands.move_stage(by=coordinator, coalition=coalition.pk, event="forward")
    assert "U koos fase 1 bouwen." in client_of(coordinator).get(PATH).content.decode()


@pytest.mark.django_db
def test_pressing_twice_is_once_and_taking_back_keeps_the_history(coordinator, coalition):
    browser = client_of(coordinator)
    for _ in range(2):
        browser.post(ITEM, {"text": "Besproken."})
    row = Evidence.objects.get()
    back = f"{PATH}/bewijs/{row.pk}/intrekken"
    for _ in range(2):
        assert browser.post(back)["Location"] == PATH
    assert "Besproken." not in browser.get(PATH).content.decode()
    assert Evidence.objects.get().taken_back_at is not None
    browser.post(ITEM, {"text": "Besproken."})
    assert Evidence.objects.count() == 2


@pytest.mark.django_db
def test_an_agreement_that_expired_says_so(coordinator, coalition):
    from datetime import date

    from tests.coalition.test_agreements import make

    key = make(coordinator, coalition, valid_from=date(2020, 1, 1), valid_until=date(2021, 1, 1))
    commands.add_evidence(by=coordinator, coalition=coalition.pk, item="S4-levels", proof=Proof("agreement", key))
    assert "verlopen" in client_of(coordinator).get(PATH).content.decode()


@pytest.mark.django_db
def test_a_point_of_its_own_is_asked_for_and_closed(coordinator, coalition):
    browser = client_of(coordinator)
    for _ in range(2):
        assert browser.post(PATH, {"stage": "1", "text": "Er is een naam en een logo."}).status_code == 302
    own = [item for stage in stage_list(coordinator, coalition.pk) for item in stage.items if item.is_own]
    assert [one.text for one in own] == ["Er is een naam en een logo."]
    browser.post(f"{PATH}/{own[0].code}", {"text": "Zie de folder."})
    assert "Zie de folder." in browser.get(PATH).content.decode()
    browser.post(f"{PATH}/punt/{own[0].code}/sluiten")
    assert "Er is een naam en een logo." not in browser.get(PATH).content.decode()
    assert browser.get(f"{PATH}/{own[0].code}").status_code == 404


@pytest.mark.django_db
def test_what_cannot_be_is_refused(coordinator, coalition, other, person, action):
    stranger = person("coordinator", other)
    theirs = commands.make_action(by=stranger, coalition=other.pk, task=Task(title="Van een ander"))
    for wrong in (
        Proof("text"),
        Proof("link"),
        Proof("link", link="javascript:alert(1)"),
        Proof("action", theirs),
        Proof("action"),
        Proof("belofte", text="x"),
    ):
        with pytest.raises(BadInput):
            commands.add_evidence(by=coordinator, coalition=coalition.pk, item="S3-path", proof=wrong)
    with pytest.raises(Denied):
        commands.add_evidence(by=coordinator, coalition=coalition.pk, item="S9-x", proof=Proof("text", text="x"))
    browser = client_of(coordinator)
    assert browser.post(ITEM, {"link": "javascript:alert(1)"}).status_code == 422
    browser.post(ITEM, {"text": HTML})
    assert HTML not in browser.get(PATH).content.decode()


@pytest.mark.django_db
def test_another_coalition_sees_nothing_and_a_board_member_only_reads(coordinator, coalition, other, person):
    commands.add_evidence(by=coordinator, coalition=coalition.pk, item="S3-path", proof=Proof("text", text="Geheim."))
    key = Evidence.objects.get().pk
    stranger = client_of(person("coordinator", other))
    for path in (PATH, ITEM, f"{PATH}.csv", f"/api/v1/coalitions/{SLUG}/stages"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post(f"{PATH}/bewijs/{key}/intrekken").status_code == 404
    # Under an address of their own the key of another coalition does nothing.
    stranger.post(f"/coalitie/andere/fasen/bewijs/{key}/intrekken")
    assert Evidence.objects.get().taken_back_at is None
    reader = client_of(person("wethouder", coalition))
    assert "Geheim." in reader.get(PATH).content.decode()
    assert reader.get(ITEM).status_code == 404


@pytest.mark.django_db
def test_the_number_of_queries_is_fixed(coordinator, coalition):
    browser = client_of(coordinator)
    browser.get(PATH)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(PATH)
        return len(captured)

    commands.add_evidence(by=coordinator, coalition=coalition.pk, item="S3-path", proof=Proof("text", text="Een."))
    few = count()
    for number in range(49):
        proof = Proof("text", text=f"Stuk {number}.")
        commands.add_evidence(by=coordinator, coalition=coalition.pk, item="S3-path", proof=proof)
    assert count() == few
