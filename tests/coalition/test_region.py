"""Regional mode: templates flow down, local changes stay, an upstream change is offered and taken over or left."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_parties import HTML

from kansrijk.coalition import commands, queries
from kansrijk.coalition.commands import ChangedMeanwhile, Offer
from kansrijk.coalition.models import RegionTie, Taken
from kansrijk.coalition.queries.region import region
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
PATH = f"/coalitie/{SLUG}/regio"
HOST = "/coalitie/andere/regio"
FIRST = "Wij bellen binnen een week.\nWij schrijven een brief."
SECOND = "Wij bellen binnen drie dagen.\nWij schrijven een brief."
OWN = "Wij bellen binnen een week.\nWij schrijven een korte brief."


@pytest.fixture
def host(person, other):
    """The coordinator of the other coalition: the host."""
    return person("coordinator", other)


@pytest.fixture
def tied(coordinator, coalition, host, other):
    code = commands.make_join_code(by=host, coalition=other.pk)
    return commands.join_region(by=coordinator, coalition=coalition.pk, code=code)


@pytest.fixture
def agreement(host, other, tied):
    """A template on offer."""
    offer = Offer("Warme overdracht", FIRST, "execution")
    return commands.publish_template(by=host, coalition=other.pk, kind="agreement", offer=offer)


def states(by, coalition) -> dict[str, str]:
    return {one.template.title: one.state for one in region(by, coalition.pk).offers}


def test_a_coalition_joins_by_a_code_that_is_shown_once(coordinator, coalition, host):
    theirs, ours = client_of(host), client_of(coordinator)
    page = theirs.post(f"{HOST}/code").content.decode()
    code = re.search(r"<code>(\w+)</code>", page).group(1)
    assert code not in theirs.get(HOST).content.decode()
    assert ours.post(PATH, {"code": "verzonnen"}).status_code == 422
    for _ in range(2):
        assert ours.post(PATH, {"code": f" {code} "})["Location"] == PATH
    assert RegionTie.objects.count() == 1
    assert "Andere, sinds" in ours.get(PATH).content.decode()
    assert "Testcoalitie, sinds" in theirs.get(HOST).content.decode()
    theirs.post(f"{HOST}/code")
    assert ours.post(PATH, {"code": code}).status_code == 422, "the old code stopped"
    assert theirs.post(HOST, {"code": code}).status_code == 422


def test_what_is_taken_over_is_ones_own_and_local_changes_stay(coordinator, coalition, host, agreement):
    ours, offer = client_of(coordinator), f"{PATH}/aanbod/{agreement}"
    assert FIRST.splitlines()[0] in ours.get(offer).content.decode()
    for _ in range(2):
        assert ours.post(offer, {"number": 1, "event": "take"})["Location"] == PATH
    (card,) = queries.agreements(coordinator, coalition.pk)
    assert queries.agreement(coordinator, coalition.pk, card.id).current.text == FIRST
    commands.write_text(by=coordinator, agreement=card.id, text=OWN, based_on=1)
    commands.change_template(
        by=host, template=agreement, offer=Offer("Warme overdracht", SECOND, "execution"), based_on=1
    )
    assert queries.agreement(coordinator, coalition.pk, card.id).current.text == OWN, "nothing is pushed"
    assert states(coordinator, coalition) == {"Warme overdracht": "changed"}
    page = ours.get(offer).content.decode()
    assert "<del>Wij bellen binnen een week.</del>" in page
    assert "<ins>Wij bellen binnen drie dagen.</ins>" in page
    assert "<del>Wij schrijven een korte brief.</del>" in page, "one's own words beside it"
    assert "U paste dit hier zelf aan" in page
    ours.post(offer, {"number": 2, "event": "leave"})
    assert queries.agreement(coordinator, coalition.pk, card.id).current.text == OWN
    assert states(coordinator, coalition) == {"Warme overdracht": "left"}
    third = Offer("Warme overdracht", SECOND + "\nOok in het weekend.", "execution")
    commands.change_template(by=host, template=agreement, offer=third, based_on=2)
    assert states(coordinator, coalition) == {"Warme overdracht": "changed"}, "a next version is offered again"
    ours.post(offer, {"number": 3, "event": "take"})
    now = queries.agreement(coordinator, coalition.pk, card.id)
    assert now.current.text == third.text
    assert OWN in [one.text for one in now.history], "one's own version stays to be read"


def test_who_wrote_and_who_decided_is_told_where_one_looks(coordinator, coalition, host, agreement):
    ours, theirs = client_of(coordinator), client_of(host)
    assert "beslist door" not in ours.get(PATH).content.decode()
    ours.post(f"{PATH}/aanbod/{agreement}", {"number": 1, "event": "take"})
    assert f"beslist door {coordinator.name} op " in ours.get(PATH).content.decode()
    assert f"{coordinator.name} besliste op " in ours.get(f"{PATH}/aanbod/{agreement}").content.decode()
    assert f"versie 1 · {host.name}" in theirs.get(HOST).content.decode()


@pytest.mark.parametrize(
    ("kind", "place", "text"), [("goal", "during", ""), ("action", "during", "Samen."), ("point", "2", "")]
)
def test_goals_actions_and_points_flow_down_too(coordinator, coalition, host, other, tied, kind, place, text):
    offer = Offer("Eerder in beeld", text, place)
    key = commands.publish_template(by=host, coalition=other.pk, kind=kind, offer=offer)
    made = commands.take_template(by=coordinator, coalition=coalition.pk, template=key, number=1)
    assert commands.take_template(by=coordinator, coalition=coalition.pk, template=key, number=1) == made
    commands.change_template(by=host, template=key, offer=Offer("Veel eerder in beeld", text, place), based_on=1)
    assert commands.take_template(by=coordinator, coalition=coalition.pk, template=key, number=2) == made
    page = {"goal": "doelen", "action": "acties", "point": "fasen"}[kind]
    shown = client_of(coordinator).get(f"/coalitie/{SLUG}/{page}").content.decode()
    assert "Veel eerder in beeld" in shown


def test_an_old_page_decides_nothing(coordinator, coalition, host, agreement):
    commands.change_template(
        by=host, template=agreement, offer=Offer("Warme overdracht", SECOND, "execution"), based_on=1
    )
    late = client_of(coordinator).post(f"{PATH}/aanbod/{agreement}", {"number": 1, "event": "take"})
    assert late.status_code == 422
    assert 'name="number" value="2"' in late.content.decode()
    assert not Taken.objects.exists()


def test_two_people_change_one_template_and_both_see_both(host, person, other, agreement):
    hers = client_of(host)
    his = client_of(person("coordinator", other, email="tweede@voorbeeld.invalid"))
    path = f"{HOST}/sjabloon/{agreement}"
    sent = {"title": "Warme overdracht", "place": "execution", "based_on": 1}
    assert hers.post(path, {**sent, "text": SECOND}).status_code == 302
    late = his.post(path, {**sent, "text": OWN})
    assert late.status_code == 422
    page = late.content.decode()
    assert "Wij bellen binnen drie dagen." in page
    assert "Wij schrijven een korte brief." in page
    assert 'name="based_on" value="2"' in page
    with pytest.raises(ChangedMeanwhile):
        commands.change_template(by=host, template=agreement, offer=Offer("x", "y", "board"), based_on=1)


def test_who_stops_keeps_what_was_taken_and_sees_no_more(coordinator, coalition, host, tied, agreement):
    commands.take_template(by=coordinator, coalition=coalition.pk, template=agreement, number=1)
    ours = client_of(coordinator)
    for _ in range(2):
        assert ours.post(f"{PATH}/{tied}/stoppen").status_code == 302
    assert ours.get(f"{PATH}/aanbod/{agreement}").status_code == 404
    assert len(queries.agreements(coordinator, coalition.pk)) == 1
    assert states(coordinator, coalition) == {}
    with pytest.raises(Denied):
        commands.take_template(by=coordinator, coalition=coalition.pk, template=agreement, number=1)


def test_what_is_withdrawn_is_offered_no_longer(coordinator, coalition, host, agreement):
    theirs = client_of(host)
    for _ in range(2):
        assert theirs.post(f"{HOST}/sjabloon/{agreement}/intrekken")["Location"] == HOST
    assert states(coordinator, coalition) == {}
    assert client_of(coordinator).get(f"{PATH}/aanbod/{agreement}").status_code == 404


def test_strangers_see_nothing_and_a_member_cannot_change_the_hosts_text(
    coordinator, coalition, host, person, agreement
):
    from tests.coalition.conftest import _coalition

    third = client_of(person("coordinator", _coalition("Derde", "derde")))
    for path in (
        PATH,
        HOST,
        f"/coalitie/derde/regio/aanbod/{agreement}",
        f"/coalitie/derde/regio/sjabloon/{agreement}",
    ):
        answer = third.get(path)
        assert answer.status_code == 404, path
    ours = client_of(coordinator)
    assert ours.get(f"{PATH}/sjabloon/{agreement}").status_code == 404
    ours.post(f"{PATH}/sjabloon/{agreement}/intrekken")
    assert states(coordinator, coalition) == {"Warme overdracht": "new"}
    with pytest.raises(Denied):
        commands.change_template(by=coordinator, template=agreement, offer=Offer("x", "y", "board"), based_on=1)
    tie = RegionTie.objects.get().pk
    assert third.post(f"/coalitie/derde/regio/{tie}/stoppen").status_code == 404
    reader = client_of(person("jgz", coalition))
    assert "Warme overdracht" in reader.get(PATH).content.decode()
    assert reader.get(f"{PATH}/aanbod/{agreement}").status_code == 404


def test_html_in_each_field_is_text_and_what_cannot_be_is_refused(coordinator, coalition, host, other, tied):
    theirs = client_of(host)
    sent = {"kind": "agreement", "title": HTML, "text": HTML, "place": "board", "based_on": 0}
    for _ in range(2):
        assert theirs.post(f"{HOST}/sjabloon", sent).status_code == 302
    (offer,) = region(coordinator, coalition.pk).offers
    for client, path in (
        (theirs, HOST),
        (client_of(coordinator), PATH),
        (client_of(coordinator), f"{PATH}/aanbod/{offer.template.id}"),
    ):
        assert HTML not in client.get(path).content.decode(), path
    assert theirs.post(f"{HOST}/sjabloon", {**sent, "title": "x", "place": "during"}).status_code == 422
    for wrong in (Offer("", "x", "board"), Offer("x", "", "board"), Offer("x", "y", "after")):
        with pytest.raises(BadInput):
            commands.publish_template(by=host, coalition=other.pk, kind="agreement", offer=wrong)


def test_the_number_of_queries_is_fixed(coordinator, coalition, host, other, agreement):
    browser = client_of(coordinator)
    browser.get(PATH)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(PATH)
        return len(captured)

    few = count()
    for number in range(30):
        offer = Offer(f"Doel {number}", place="during")
        commands.publish_template(by=host, coalition=other.pk, kind="goal", offer=offer)
    assert count() == few
