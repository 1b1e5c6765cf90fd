"""A receiver without an account: a sealed link with a code, one referral, and nothing once it is over."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from tests.families import own, people
from tests.families.screens import client_of
from tests.referrals import by_link
from tests.referrals.sending import TEXTS, Scene, file_of, read, send, step

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_consent, commands_event
from kansrijk.referrals import commands_receiver, queries, queries_doors, queries_receiver
from kansrijk.referrals.models import Event, Part, ReceiverLink, ReceiverVisit, Referral, Word
from kansrijk.trust import handed
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.compartment import LINK_COOKIE, at_the_link, hash_of, within, within_link
from kansrijk.trust.models import AuditRecord, Coalition, Membership
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
WRONG = "Dit gaat niet open"
CLOSED = "Deze pagina is dicht"


@pytest.fixture
def alone(scene):
    """A door at which nobody receives on screen."""
    return by_link.without_desk(scene)


@pytest.fixture
def sent(alone):
    return by_link.handed_over(alone)


@pytest.fixture
def made(alone, sent):
    return by_link.link(alone, sent)


def tried(made, code: str = "") -> bool:
    return commands_receiver.open_receiver_link(by=VISITOR, token=made.token, code=code or made.code) is not None


def by(actor: Actor, event: str, **more) -> bool:
    version = queries_receiver.referral_by_link(actor).version
    return commands_receiver.step_by_link(by=actor, event=event, **{"key": uuid4(), "version": version, **more})


def test_no_link_is_made_under_a_consent_that_lapsed(alone, sent, monkeypatch):
    in_a_year = timezone.localdate() + timedelta(400)
    monkeypatch.setattr(commands_receiver.timezone, "localdate", lambda *told: in_a_year)
    with pytest.raises(BadInput, match="nothing more"):
        by_link.link(alone, sent)


# --- what is sent to a door without a desk --------------------------------------------------------------------------


@pytest.mark.req("LAW-01", "no desk needed, consent is")
def test_what_nobody_receives_on_screen_is_sent_all_the_same_and_its_sender_is_told_what_to_do(alone):
    with pytest.raises(BadInput):
        send(alone)
    made = by_link.handed_over(alone)
    found = read(alone, alone.sender, made)
    assert (found.state, found.has_desk, found.sides) == ("sent", False, ("sender",))
    assert [one.has_nobody for one in queries.working_list(alone.sender.actor, alone.here)] == [True]
    page = client_of(alone.sender).get(f"/verwijzingen/hier/{made}").content.decode()
    for text in ("Niemand ontvangt dit op het scherm", "Link maken", "Brief maken", "Per telefoon"):
        assert text in page, text
    assert "niemand ontvangt dit op het scherm" in client_of(alone.sender).get("/verwijzingen/hier").content.decode()
    by_link.link(alone, made)
    assert [one.has_nobody for one in queries.working_list(alone.sender.actor, alone.here)] == [False]


def test_a_desk_whose_people_left_is_told_too(scene):
    made = send(scene)
    assert read(scene, scene.sender, made).has_desk
    Membership.objects.filter(account=scene.receiver.account).update(ends_on=timezone.localdate() - timedelta(1))
    assert not read(scene, scene.sender, made).has_desk
    assert [one.has_nobody for one in queries.working_list(scene.sender.actor, scene.here)] == [True]
    doors = queries_doors.sending(scene.sender.actor, scene.here, scene.file).doors
    assert [door.is_on_screen for door in doors] == [False]


def test_on_screen_a_door_without_a_desk_can_be_chosen(alone, scene):
    client = client_of(scene.sender)
    address = f"/gezinnen/hier/{scene.file}/verwijzen"
    assert "Versturen, en een link of brief overdragen" in client.get(address).content.decode()
    page = client.get(f"{address}?deur={alone.door}").content.decode()
    assert "Na het versturen draagt u een link of brief over" in page


# --- the link -------------------------------------------------------------------------------------------------------


@pytest.mark.req("WEB-44", "referrals.commands_receiver.make_receiver_link")
def test_only_hashes_are_kept_and_a_form_sent_twice_tells_nothing_twice(alone, sent):
    key = uuid4()
    made = by_link.link(alone, sent, key)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('kansrijk.link_token', %s, true)", [hash_of(made.token)])
        cursor.execute("select l::text from referrals.receiver_link l")
        text = " ".join(one for (one,) in cursor.fetchall())
        cursor.execute("select set_config('kansrijk.link_token', '', true)")
    assert hash_of(made.token) in text, "this row is looked at"
    assert made.token not in text
    assert made.code not in text
    with pytest.raises(BadInput):
        by_link.link(alone, sent, key)
    assert tried(made), "the first still works"


@pytest.mark.req("SEC-08", "referrals.commands_receiver.make_receiver_link")
def test_a_newer_link_ends_the_one_before_and_withdrawing_ends_it_in_an_open_page(alone, sent, made):
    client = by_link.browser(made)
    assert client.get("/ontvangen").status_code == 200
    newer = by_link.link(alone, sent)
    assert client.get("/ontvangen").status_code == 404
    assert not tried(made)
    client = by_link.browser(newer)
    answer = client_of(alone.sender).post(f"/verwijzingen/hier/{sent}/link/intrekken")
    assert answer.status_code == 302
    assert CLOSED in client.get("/ontvangen").content.decode()
    assert not tried(newer)


@pytest.mark.req("WEB-42", "referrals.commands_receiver.open_receiver_link")
def test_every_way_not_to_come_in_gets_the_same_answer(alone, sent, made):
    path = f"/ontvangen/{made.token}"
    unknown = Client().post(f"/ontvangen/{'x' * 32}", {"code": made.code})
    pages = {"unknown": unknown, "wrong": Client().post(path, {"code": "00000000"}), "empty": Client().post(path, {})}
    commands_receiver.withdraw_receiver_link(by=alone.sender.actor, coalition=alone.here, referral=sent)
    pages["withdrawn"] = Client().post(path, {"code": made.code})
    text = {name: own.words(page) for name, page in pages.items()}
    assert WRONG in text["unknown"]
    assert set(text.values()) == {text["unknown"]}
    assert {page.status_code for page in pages.values()} == {404}
    assert {tuple(sorted(set(page.headers) - {"Content-Length"})) for page in pages.values()} == {
        tuple(sorted(set(unknown.headers) - {"Content-Length"}))
    }


@pytest.mark.req("WEB-42", "referrals.commands_receiver.open_receiver_link")
def test_an_unknown_link_costs_as_much_as_a_wrong_code(made, monkeypatch):
    from django.test.utils import CaptureQueriesContext

    hashed = []
    monkeypatch.setattr(
        commands_receiver, "check_password", lambda said, held: hashed.append((len(held) > 20, bool(said))) or False
    )
    counts = []
    for token in (made.token, "x" * 32):
        with CaptureQueriesContext(connection) as asked:
            assert commands_receiver.open_receiver_link(by=VISITOR, token=token, code="00000000") is None
        kinds = [one["sql"].split()[0] for one in asked]
        counts.append((kinds.count("UPDATE"), kinds.count("INSERT")))
    assert hashed == [(True, True)] * 2
    assert counts[0] == counts[1] == (1, 1)


@pytest.mark.req("WEB-43", "referrals.commands_receiver.open_receiver_link")
def test_five_wrong_codes_close_a_link_and_a_right_one_begins_anew(alone, sent, made):
    for _ in range(4):
        assert not tried(made, "00000000")
    assert tried(made)
    for _ in range(5):
        assert not tried(made, "00000000")
    assert not tried(made), "closed, for the right code too"
    assert read(alone, alone.sender, sent).link.state == "closed"


@pytest.mark.req("WEB-43", "referrals.sealed.said")
def test_the_code_of_one_does_not_open_the_link_of_another(alone, made):
    other = Scene(alone.here, alone.sender, alone.receiver, alone.door, file_of(alone.here, alone.sender))
    theirs = by_link.link(other, by_link.handed_over(other))
    assert not tried(theirs, made.code)
    assert tried(theirs)


@pytest.mark.req("WEB-44", "referrals.commands_receiver.open_receiver_link")
def test_after_its_time_a_link_opens_nothing_and_the_database_begins_no_visit(alone, sent, monkeypatch):
    ago = timezone.now() - timedelta(14, minutes=30)  # this test is one transaction: it began some seconds ago
    with monkeypatch.context() as patch:
        patch.setattr(commands_receiver.timezone, "now", lambda: ago)
        made = by_link.link(alone, sent)
    with within(alone.sender.actor, alone.here, verb="update", kind="receiver_link"):
        row = ReceiverLink.objects.get()
        assert row.ends_at - row.made_at == timedelta(14)
    assert not tried(made)
    assert read(alone, alone.sender, sent).link.state == "over"
    monkeypatch.setattr(commands_receiver, "_why_not", lambda link, now, is_right: "")
    with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
        tried(made)


# --- what it opens --------------------------------------------------------------------------------------------------


@pytest.mark.req("SEC-03", "referral_select_link")
def test_it_opens_one_referral_as_far_as_consent_holds_and_nothing_of_anybody_else(alone, scene, sent, made):
    other = Scene(alone.here, alone.sender, alone.receiver, alone.door, file_of(alone.here, alone.sender))
    by_link.handed_over(other)
    actor = by_link.opened(made)
    found = queries_receiver.referral_by_link(actor)
    assert dict(found.parts) == {key: TEXTS[key] for key in ("contact", "question", "language", "social")}
    with within_link(actor, verb="read", kind="referral"):
        counted = {table.__name__: table.objects.count() for table in (Referral, Part, Event, Word)}
        with connection.cursor() as cursor:
            for table in ("person", "signal", "factor", "involvement", "weighing", "parent_link"):
                cursor.execute(f"select count(*) from families.{table}")
                assert cursor.fetchone() == (0,), table
    assert counted == {"Referral": 1, "Part": 4, "Event": 1, "Word": 0}, "asked past every query of ours"


@pytest.mark.req("CON-02", "shown_by_link")
def test_one_kind_of_data_that_is_stopped_disappears_and_all_of_it_closes_the_page(alone, sent, made):
    client, actor = by_link.browser(made), by_link.opened(made)
    with within(alone.sender.actor, alone.here, verb="read", kind="referral"):
        consent = Referral.objects.get(pk=sent).consent_id
    where = {"by": alone.sender.actor, "coalition": alone.here, "consent": consent}
    commands_consent.withdraw_consent(category="social", **where)
    assert set(dict(queries_receiver.referral_by_link(actor).parts)) == {"contact", "question", "language"}
    assert client.get("/ontvangen").status_code == 200
    commands_consent.withdraw_consent(**where)
    assert CLOSED in client.get("/ontvangen").content.decode()
    assert not tried(made), "nor does it open again"


def _recall(at, sent):
    step(at, at.sender, sent, "recall")


def _loss(at, sent):
    commands_event.record_event(by=at.sender.actor, coalition=at.here, file=at.file, key=uuid4(), kind="pregnancy_lost")


def _switched_off(at, sent):
    Coalition.objects.filter(pk=at.here).update(has_families=False)


@pytest.mark.req("SEC-08", "referrals.moving.end_link")
@pytest.mark.parametrize("ends", [_recall, _loss, _switched_off])
def test_what_ends_it_closes_an_open_page_at_once(alone, sent, made, ends):
    client = by_link.browser(made)
    assert client.get("/ontvangen").status_code == 200
    ends(alone, sent)
    assert CLOSED in client.get("/ontvangen").content.decode()
    assert client.post("/ontvangen/stap", {"event": "receive", "key": str(uuid4()), "version": "1"}).status_code == 404
    assert not tried(made)


@pytest.mark.req("SEC-01", "by a sealed link")
def test_a_session_of_a_professional_is_no_key_to_it_and_the_other_way_round(alone, sent, made):
    inside = client_of(alone.sender)
    assert inside.get("/ontvangen").status_code == 404
    client = by_link.browser(made)
    assert client.get(f"/verwijzingen/hier/{sent}").status_code in {302, 404}
    assert client.get("/mijn").status_code == 404
    actor = by_link.opened(made)
    with pytest.raises(Denied):
        queries.referral(actor, alone.here, sent)
    with pytest.raises(Denied):
        queries_receiver.referral_by_link(alone.sender.actor)


@pytest.mark.req("WEB-18", "nothing is kept by a browser")
def test_the_address_is_gone_after_the_code_and_leaving_ends_it_on_the_server(alone, made):
    client = Client()
    first = client.get(f"/ontvangen/{made.token}")
    assert "Kanarie" not in first.content.decode()
    answer = client.post(f"/ontvangen/{made.token}", {"code": f" {handed.spaced(made.code)} "})
    assert (answer.status_code, answer["Location"]) == (302, "/ontvangen")
    cookie = answer.cookies[LINK_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")
    page = client.get("/ontvangen")
    assert page["Cache-Control"] == "private, no-store"
    assert made.token not in page.content.decode()
    held = client.cookies[LINK_COOKIE].value
    left = client.post("/ontvangen/sluiten")
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies[LINK_COOKIE] = held
    assert client.get("/ontvangen").status_code == 404


# --- what is done by it ---------------------------------------------------------------------------------------------


@pytest.mark.req("AUD-01", "referrals.commands_receiver.step_by_link")
def test_the_receiver_takes_every_step_by_link_and_stands_there_as_such(alone, sent, made):
    actor = by_link.opened(made)
    for event in ("receive", "accept", "try", "contact", "start"):
        assert by(actor, event)
    assert by(actor, "feed_back", words="het gaat beter")
    assert by(actor, "evaluate")
    assert not by(actor, "end", reason="done")
    found = read(alone, alone.sender, sent)
    assert found.state == "ended"
    theirs = [one for one in found.steps if one.who == "receiver"]
    assert {(one.how, one.name) for one in theirs} == {("link", "")}
    assert [one.words for one in theirs if one.event == "feed_back"] == ["het gaat beter"]
    records = AuditRecord.objects.filter(event="referral moved", roles="guest")
    assert records.count() == 8
    assert {one.account for one in records} == {None}
    assert all(str(alone.file) in str(one.detail) for one in records), "the parent reads it in who looked"
    assert not tried(made), "what is over opens nothing"
    with pytest.raises(Denied):
        queries_receiver.referral_by_link(actor)


def test_a_question_goes_to_and_fro_and_declining_closes_the_page(alone, sent, made):
    client = by_link.browser(made)
    actor = by_link.opened(made)
    by(actor, "receive")
    by(actor, "ask", words="wanneer past het?")
    step(alone, alone.sender, sent, "answer", words="na de middag")
    assert "na de middag" in own.words(client.get("/ontvangen"))
    version = str(queries_receiver.referral_by_link(actor).version)
    said = {"event": "decline", "key": str(uuid4()), "version": version}
    refused = client.post("/ontvangen/stap", said)
    assert refused.status_code == 400
    assert "Kies waarom" in own.words(refused)
    done = client.post("/ontvangen/stap", {**said, "reason": "full"})
    assert "De link opent niets meer" in own.words(done)
    assert read(alone, alone.sender, sent).state == "declined"
    assert client.get("/ontvangen").status_code == 404


def test_a_step_sent_twice_is_one_and_of_two_the_second_is_told(made):
    actor = by_link.opened(made)
    said = {"by": actor, "event": "receive", "key": uuid4(), "version": 1}
    assert commands_receiver.step_by_link(**said)
    assert commands_receiver.step_by_link(**said)
    with pytest.raises(BadInput) as refused:
        commands_receiver.step_by_link(**{**said, "key": uuid4()})
    assert refused.value.field == "version"


@pytest.mark.req("SEC-03", "event_insert_link")
def test_the_database_takes_no_step_of_a_link_for_anybody_else_or_another_side(alone, scene, sent, made):
    other = Scene(alone.here, alone.sender, alone.receiver, alone.door, file_of(alone.here, alone.sender))
    theirs = by_link.handed_over(other)
    actor = by_link.opened(made)
    right = {"coalition_id": alone.here, "who": "receiver", "how": "link", "event": "receive", "state": "received"}
    with within_link(actor, verb="update", kind="referral"):
        for wrong in ({"referral": theirs}, {"who": "sender"}, {"how": ""}, {"account": alone.sender.account}):
            said = {"referral": sent, "coalition": alone.here, **right, **wrong}
            said.pop("coalition_id")
            referral = said.pop("referral")
            with pytest.raises(DatabaseError), transaction.atomic():
                Event(id=uuid4(), number=9, referral_id=referral, **said).save(force_insert=True)
        assert Referral.objects.filter(pk=theirs).update(state="received") == 0


# --- what is told past the screen -----------------------------------------------------------------------------------


@pytest.mark.req("IOP-07", "referrals.commands_receiver.tell_step")
def test_what_was_heard_is_written_down_in_three_taps_and_stands_there_as_heard(alone, sent):
    client = client_of(alone.sender)
    page = client.get(f"/verwijzingen/hier/{sent}").content.decode()
    assert 'value="receive"' in page
    said = {"event": "receive", "how": "telephone", "key": str(uuid4()), "version": "1", "words": ""}
    assert client.post(f"/verwijzingen/hier/{sent}/gehoord", said).status_code == 302
    found = read(alone, alone.sender, sent)
    last = found.steps[-1]
    assert (found.state, last.who, last.how, last.name) == ("received", "receiver", "telephone", "anne")
    assert last.organisation == "Partij van anne"
    page = own.words(client.get(f"/verwijzingen/hier/{sent}"))
    assert "gehoord per telefoon" in page


def test_who_did_not_take_it_on_says_why_and_a_road_is_named(alone, sent):
    client = client_of(alone.sender)
    tell = {"by": alone.sender.actor, "coalition": alone.here, "referral": sent}
    commands_receiver.tell_step(event="receive", how="letter", key=uuid4(), version=1, **tell)
    said = {"event": "decline", "how": "secure_mail", "key": str(uuid4()), "version": "2", "words": ""}
    refused = client.post(f"/verwijzingen/hier/{sent}/gehoord", said)
    assert refused.status_code == 400
    assert "Kies waarom" in own.words(refused)
    for wild in ("", "pigeon", "link"):
        with pytest.raises(BadInput) as fault:
            commands_receiver.tell_step(event="accept", how=wild, key=uuid4(), version=2, **tell)
        assert fault.value.field == "how"
    assert client.post(f"/verwijzingen/hier/{sent}/gehoord", {**said, "reason": "full"}).status_code == 302
    assert read(alone, alone.sender, sent).state == "declined"


@pytest.mark.req("IOP-07", "referrals.rules.can_be_told")
def test_without_word_back_the_sender_writes_down_who_carries_it_and_no_more(alone):
    made = by_link.handed_over(alone, "contact", "question")
    tell = {"by": alone.sender.actor, "coalition": alone.here, "referral": made, "how": "telephone"}
    for number, event in enumerate(("receive", "accept"), start=1):
        commands_receiver.tell_step(event=event, key=uuid4(), version=number, **tell)
    assert read(alone, alone.sender, made).can_tell == ("miss", "return")
    with pytest.raises(BadInput):
        commands_receiver.tell_step(event="contact", key=uuid4(), version=3, **tell)


def test_the_desk_writes_down_what_reached_it_by_telephone_too(scene):
    made = send(scene)
    commands_receiver.tell_step(
        by=scene.receiver.actor, coalition=scene.here, referral=made, event="receive", how="telephone", key=uuid4(),
        version=1,
    )  # fmt: skip
    last = read(scene, scene.receiver, made).steps[-1]
    assert (last.how, last.name, last.organisation) == ("telephone", "chris", "Partij van chris")


def test_five_lines_for_ones_own_record_say_nothing_of_what_the_family_told(alone, sent, made):
    client = client_of(alone.sender)
    page = client.get(f"/verwijzingen/hier/{sent}").content.decode()
    assert f"/verwijzingen/hier/{sent}/regels" in page
    for text in (client.get(f"/verwijzingen/hier/{sent}/regels"), by_link.browser(made).get("/ontvangen")):
        lines = re.search(r'<pre class="k-copy"[^>]*>(.*?)</pre>', text.content.decode(), re.S)[1].strip().splitlines()
        assert len(lines) == 5
        assert not any(told in " ".join(lines) for told in ("Kanarie", "0600000001", "brieven", "Pools"))


def test_a_stranger_finds_nothing_of_it(alone, sent):
    third = client_of(people.somebody("jgz", alone.here, name="derde"))
    base = f"/verwijzingen/hier/{sent}"
    for path in (f"{base}/link", f"{base}/brief", f"{base}/brief.pdf", f"{base}/regels"):
        assert third.get(path).status_code == 404, path
    for path in (f"{base}/link", f"{base}/link/intrekken", f"{base}/gehoord"):
        assert third.post(path, {"key": str(uuid4())}).status_code == 404, path


@pytest.mark.req("SEC-03", "receiver_link_insert")
def test_who_receives_makes_no_link_and_prints_no_letter(scene):
    made = send(scene)
    client = client_of(scene.receiver)
    assert client.get(f"/verwijzingen/hier/{made}/link").status_code == 404
    assert client.get(f"/verwijzingen/hier/{made}/brief").status_code == 404
    assert "Link maken" not in client.get(f"/verwijzingen/hier/{made}").content.decode()


def test_the_parent_reads_that_it_was_opened_by_a_link(alone, sent, made):
    commands.keep_file(by=alone.sender.actor, coalition=alone.here, file=alone.file, agreed_on=timezone.localdate())
    by_link.browser(made).get("/ontvangen")
    hers = own.browser(own.Given(alone.file, own.link(alone.sender, alone.here, alone.file)))
    assert "Wie ontvangt, met een verzegelde link" in own.words(hers.get("/mijn/gekeken"))


def test_a_link_shows_nothing_after_the_last_day_of_its_consent(alone, made, monkeypatch):
    actor = by_link.opened(made)
    assert queries_receiver.referral_by_link(actor).parts
    in_a_year = timezone.localdate() + timedelta(400)
    monkeypatch.setattr(queries_receiver.timezone, "localdate", lambda *told: in_a_year)
    with pytest.raises(Denied):
        queries_receiver.referral_by_link(actor)


def test_visits_by_a_link_that_are_over_are_cleared_when_it_is_opened_again(made, monkeypatch):
    def over() -> int:
        with at_the_link(made.token, "x" * 32):
            return ReceiverVisit.objects.count()

    with monkeypatch.context() as patch:
        patch.setattr(commands_receiver.sealed, "LONGEST_OPEN", timedelta(hours=-1))
        assert tried(made)
    assert over() == 1
    assert tried(made)
    assert over() == 0


def test_who_sent_it_writes_down_no_answer_of_a_desk_with_people_on_screen(scene):
    made = send(scene)
    assert read(scene, scene.sender, made).can_tell == ()
    with pytest.raises(BadInput):
        commands_receiver.tell_step(
            by=scene.sender.actor, coalition=scene.here, referral=made, event="receive", how="telephone", key=uuid4(),
            version=1,
        )  # fmt: skip
