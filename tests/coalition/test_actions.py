"""Actions, meetings and the calendar link."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_agreements import make
from tests.coalition.test_parties import HTML, add_party, add_person

from kansrijk.coalition import commands, rules
from kansrijk.coalition.commands import Task
from kansrijk.coalition.models import Action, Decision, Meeting, Person
from kansrijk.coalition.pages.calendars import _folded, _text
from kansrijk.core.faults import BadInput
from kansrijk.trust.models import Account, Membership

HOME = f"/coalitie/{SLUG}"
TODAY = date.today()
YESTERDAY = TODAY - timedelta(days=1)
EVENTS = sorted({event for _, event in rules.ACTION_MOVES})


def act(by, coalition, title="Folder maken", **more):
    return commands.make_action(by=by, coalition=coalition.pk, task=Task(title=title, **more))


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_every_walk_over_an_action_stays_in_the_table(events):
    state = "open"
    for event in events:
        if event in rules.moves_from(rules.ACTION_MOVES, state):
            state = rules.require_move(rules.ACTION_MOVES, state, event)
        assert state in rules.ACTION_STATES
        assert not rules.is_overdue("done", YESTERDAY, TODAY)


def test_no_state_is_a_dead_end():
    reached = {"open"}
    for _ in rules.ACTION_STATES:
        reached |= {to for (state, _), to in rules.ACTION_MOVES.items() if state in reached}
    assert reached == set(rules.ACTION_STATES)
    assert all(rules.moves_from(rules.ACTION_MOVES, state) for state in rules.ACTION_STATES)


@pytest.mark.django_db
def test_an_action_of_who_left_comes_forward_until_somebody_else_does_it(coordinator, coalition):
    party, other = (add_party(coordinator, coalition, name=name) for name in ("Kraamzorg Proef", "Kraamzorg Nieuw"))
    anne = add_person(coordinator, coalition, party, "Anne Proef")
    key = act(coordinator, coalition, owner=anne)
    of_party = act(coordinator, coalition, title="Bellen", party=party)
    done = act(coordinator, coalition, title="Gedaan", party=party)
    commands.move_action(by=coordinator, action=done, event="finish")
    browser = client_of(coordinator)
    assert "doet niet meer mee" not in browser.get(f"{HOME}/acties").content.decode()
    commands.end_party(by=coordinator, party=party, left_on=YESTERDAY)
    page = browser.get(f"{HOME}/acties").content.decode()
    assert page.count("doet niet meer mee") == 2, "what is done is over"
    assert "Van wie niet meer meedoet: 2." in page
    assert "Van wie niet meer meedoet: 2." in browser.get(HOME).content.decode()
    assert (
        "Anne Proef doet niet meer mee. Kies wie dit nu doet." in browser.get(f"{HOME}/acties/{key}").content.decode()
    )
    for action, title in ((key, "Folder maken"), (of_party, "Bellen")):
        commands.change_action(by=coordinator, action=action, task=Task(title=title, party=other))
    assert "doet niet meer mee" not in browser.get(f"{HOME}/acties").content.decode()


@pytest.mark.django_db
def test_an_action_pressed_done_twice_is_done_once(coordinator, coalition):
    key = act(coordinator, coalition, due_on=YESTERDAY)
    assert act(coordinator, coalition, due_on=YESTERDAY) == key
    browser = client_of(coordinator)
    for _ in range(2):
        assert browser.post(f"{HOME}/acties/{key}/stap", {"event": "finish"}).status_code == 302
    row = Action.objects.get()
    assert (row.state, row.ended_on) == ("done", TODAY)
    browser.post(f"{HOME}/acties/{key}/stap", {"event": "reopen"})
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("open", None)
    browser.post(f"{HOME}/acties/{key}/stap", {"event": "explode"})
    row.refresh_from_db()
    assert row.state == "open"


@pytest.mark.django_db
def test_list_board_and_calendar_hold_the_same_actions(coordinator, coalition):
    party = add_party(coordinator, coalition)
    act(coordinator, coalition, title="Te late actie", due_on=YESTERDAY, party=party)
    act(coordinator, coalition, title="Latere actie", due_on=TODAY + timedelta(days=40))
    act(coordinator, coalition, title="Zonder dag")
    done = act(coordinator, coalition, title="Al klaar", due_on=TODAY)
    commands.move_action(by=coordinator, action=done, event="finish")
    browser = client_of(coordinator)
    for view in ("lijst", "bord", "agenda"):
        text = browser.get(f"{HOME}/acties?weergave={view}").content.decode()
        assert all(name in text for name in ("Te late actie", "Latere actie", "Zonder dag")), view
    page = browser.get(f"{HOME}/acties?partij=Kraamzorg+Proef")
    assert (page.context["page"].open, page.context["page"].late) == (1, 1)
    assert browser.get(f"{HOME}/acties?weergave=<script>").context["page"].view == "lijst"


@pytest.mark.django_db
def test_an_action_cannot_hang_on_what_is_not_the_coalitions(coordinator, coalition, other, person):
    theirs = person("coordinator", other)
    party = add_party(theirs, other)
    owner = add_person(theirs, other, party, "Van de buren")
    goal = commands.add_goal(by=theirs, coalition=other.pk, text="Hun doel", phase="after")
    agreement = make(theirs, other)
    for values in ({"party": party}, {"owner": owner}, {"goal": goal}, {"agreement": agreement}):
        with pytest.raises(BadInput) as fault:
            act(coordinator, coalition, **values)
        assert fault.value.field in values
    key = act(theirs, other)
    browser = client_of(coordinator)
    assert browser.get(f"{HOME}/acties/{key}").status_code == 404
    assert browser.post(f"{HOME}/acties/{key}/stap", {"event": "finish"}).status_code == 404


@pytest.mark.django_db
def test_who_is_late_gets_one_mail_a_week_that_names_nothing(coordinator, coalition):
    party = add_party(coordinator, coalition)
    anne = add_person(coordinator, coalition, party, "Anne Proef", "anne@voorbeeld.invalid")
    add_person(coordinator, coalition, party, "Bo Proef", "bo@voorbeeld.invalid")
    for number in range(3):
        act(coordinator, coalition, title=f"Geheim plan {number}", owner=anne, due_on=YESTERDAY)
    browser = client_of(coordinator)
    for _ in range(2):
        assert browser.post(f"{HOME}/acties/herinneren").status_code == 302
    (message,) = mail.outbox
    assert message.to == ["anne@voorbeeld.invalid"]
    assert "3" in message.body
    assert not [word for word in ("Geheim", "Anne", "Kraamzorg") if word in message.body + message.subject]
    Person.objects.filter(pk=anne).update(nudged_on=TODAY - timedelta(days=7))
    assert commands.nudge_people(by=coordinator, coalition=coalition.pk, site="http://testserver") == 1


@pytest.mark.django_db
def test_an_own_late_action_waits_on_the_start_page(coordinator, coalition):
    party = add_party(coordinator, coalition)
    email = Account.objects.get(pk=coordinator.account).email
    me = add_person(coordinator, coalition, party, "Ikzelf", email)
    act(coordinator, coalition, title="Van mij", owner=me, due_on=YESTERDAY)
    act(coordinator, coalition, title="Van niemand", due_on=YESTERDAY)
    page = client_of(coordinator).get("/vandaag").content.decode()
    assert "Van mij" in page
    assert "Van niemand" not in page


@pytest.mark.django_db
def test_an_agenda_is_made_from_what_is_due_and_a_decision_becomes_an_action(coordinator, coalition):
    party = add_party(coordinator, coalition)
    anne = add_person(coordinator, coalition, party, "Anne Proef")
    day = TODAY + timedelta(days=10)
    act(coordinator, coalition, title="Moet af", due_on=day)
    act(coordinator, coalition, title="Pas later", due_on=day + timedelta(days=1))
    make(coordinator, coalition, title="Loopt af", valid_until=day)
    browser = client_of(coordinator)
    values = {"title": "Kerngroep", "held_on": day.isoformat(), "begins_at": "13:30", "points": "Kennismaken\n\nRondje"}
    path = browser.post(f"{HOME}/overleg", values)["Location"]
    assert browser.post(f"{HOME}/overleg", values)["Location"] == path
    page = browser.get(path).content.decode()
    assert all(name in page for name in ("Moet af", "Loopt af", "Kennismaken", "Rondje"))
    assert "Pas later" not in page
    decision = {"text": "Anne maakt de kaart", "owner": str(anne), "due_on": (day + timedelta(days=30)).isoformat()}
    for _ in range(2):
        assert browser.post(f"{path}/besluit", decision).status_code == 302
    assert browser.post(f"{path}/besluit", {"text": "Wij gaan door"}).status_code == 302
    assert Decision.objects.count() == 2
    made = Action.objects.get(title="Anne maakt de kaart")
    assert (made.owner_id, made.party_id, made.meeting_id) == (anne, party, Meeting.objects.get().pk)
    assert browser.post(f"{path}/besluit", {"text": ""}).status_code == 422


@pytest.mark.django_db
def test_minutes_of_two_writers_are_both_kept_on_screen(coordinator, coalition):
    party = add_party(coordinator, coalition)
    key = commands.plan_meeting(by=coordinator, coalition=coalition.pk, title="Kerngroep", held_on=YESTERDAY)
    browser, path = client_of(coordinator), f"{HOME}/overleg/{key}"
    first = {"minutes": "Eerste verslag", "present": [str(party)], "version": "0"}
    assert browser.post(path, first).status_code == 302
    late = browser.post(path, {"minutes": "Tweede verslag", "version": "0"})
    assert late.status_code == 422
    text = late.content.decode()
    assert "Eerste verslag" in text
    assert "Tweede verslag" in text
    assert 'name="version" value="1"' in text
    assert Meeting.objects.get().minutes == "Eerste verslag"
    assert browser.post(path, {"minutes": "Samen", "version": "1"}).status_code == 302
    assert "Aanwezig" not in browser.get(path).content.decode()


@pytest.mark.django_db
def test_a_calendar_link_works_until_it_is_withdrawn(coordinator, coalition):
    act(coordinator, coalition, title="Komma, punt; en \\ streep", due_on=TODAY)
    day = date(2027, 7, 1)
    commands.plan_meeting(by=coordinator, coalition=coalition.pk, title="Zomer", held_on=day, begins_at=time(13, 30))
    browser, guest = client_of(coordinator), Client()
    page = browser.post(f"{HOME}/acties/agendalink").content.decode()
    path = page.partition("http://testserver")[2].partition("<")[0].strip()
    found = guest.get(path)
    assert found["Content-Type"].startswith("text/calendar")
    text = found.content.decode()
    assert "SUMMARY:Klaar: Komma\\, punt\\; en \\\\ streep" in text
    assert "DTSTART:20270701T113000Z" in text, "summer time"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert guest.get(path.replace(".ics", "x.ics")).status_code == 404
    newer = browser.post(f"{HOME}/acties/agendalink").content.decode()
    assert guest.get(path).status_code == 404, "a new link ends the old one"
    path = newer.partition("http://testserver")[2].partition("<")[0].strip()
    assert guest.get(path).status_code == 200
    Membership.objects.update(ends_on=YESTERDAY)
    assert guest.get(path).status_code == 404, "who left reads no more"
    Membership.objects.update(ends_on=None)
    browser.post(f"{HOME}/acties/agendalink", {"withdraw": "1"})
    assert guest.get(path).status_code == 404


@given(st.text(max_size=300))
def test_a_line_of_a_calendar_folds_and_unfolds(raw):
    line = f"SUMMARY:{_text(raw)}"
    pieces = list(_folded(line))
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert "\n" not in line


@pytest.mark.django_db
def test_html_in_actions_and_meetings_is_text(coordinator, coalition):
    browser = client_of(coordinator)
    assert browser.post(f"{HOME}/acties/nieuw", {"title": HTML, "note": HTML}).status_code == 302
    values = {"title": HTML, "held_on": TODAY.isoformat(), "place": HTML, "points": HTML}
    path = browser.post(f"{HOME}/overleg", values)["Location"]
    browser.post(f"{path}/besluit", {"text": HTML})
    browser.post(path, {"minutes": HTML, "version": "0"})
    for address in (path, f"{HOME}/overleg", f"{HOME}/acties", f"{HOME}/acties?weergave=bord", HOME):
        text = browser.get(address).content.decode()
        assert "<b onmouseover" not in text, address
        assert "&lt;b onmouseover" in text, address
