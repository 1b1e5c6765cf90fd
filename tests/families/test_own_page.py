"""A parent's own page: link and code, one person, nothing else; it ends by time, by hand and by the switch."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.families import own, people
from tests.families.screens import client_of
from tests.families.test_consents import MONEY, give

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_link, commands_own, links, queries_consent, queries_own, words_own
from kansrijk.families.grounds import Giver
from kansrijk.families.models import ConsentStop, ParentLink
from kansrijk.trust import compartment, handed
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.compartment import OWN_PAGE_COOKIE, within
from kansrijk.trust.models import AuditRecord, Coalition
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
CLOSED = "Deze pagina is dicht"
WRONG = "Dit gaat niet open"


@pytest.fixture
def given(here, midwife):
    return own.given(midwife, here)


@pytest.fixture
def shared(here, midwife, offered, given):
    return give(midwife, here, given.file, offered["debt_help"], MONEY)


def row(midwife, here, file):
    with within(midwife.actor, here, verb="read", kind="parent_link"):
        return ParentLink.objects.filter(person=file).order_by("-made_at").first()


def change(midwife, here, file, **fields):
    """As time or a colleague would: the columns that may change, over the road of who made it."""
    with within(midwife.actor, here, verb="update", kind="parent_link"):
        ParentLink.objects.filter(person=file).update(**fields)


def visit(client, assignment: str, wanted: str = "1"):
    """Behind the back of the page that is open in this browser; gives what is read of its row."""
    from django.db import connection

    with connection.cursor() as cursor:
        told = compartment.hash_of(client.cookies[OWN_PAGE_COOKIE].value)
        cursor.execute("select set_config('kansrijk.visit', %s, true)", [told])
        cursor.execute(f"update families.parent_visit set {assignment} returning {wanted}")
        (found,) = cursor.fetchone()
        cursor.execute("select set_config('kansrijk.visit', '', true)")
    return found


def refused(call, *arguments, **named) -> str:
    with pytest.raises(BadInput) as found:
        call(*arguments, **named)
    assert str(words_own.FAULTS[found.value.field])
    return found.value.field


# --- the link -------------------------------------------------------------------------------------------------------


@pytest.mark.req("RGT-10", "families.commands_link.make_link")
def test_a_link_is_made_for_a_kept_file_and_handed_over_in_person(here, midwife):
    proposal = commands.propose_file(
        by=midwife.actor, coalition=here, organisation=midwife.organisation, part="mother", name="Proef"
    )
    assert refused(own.link, midwife, here, proposal) == "state"
    file = own.kept(midwife, here)
    assert refused(own.link, midwife, here, file, is_seen=False) == "is_seen"
    assert refused(own.link, midwife, here, file, agreed=()) == "agreed"
    made = own.link(midwife, here, file)
    found = row(midwife, here, file)
    assert (found.seen, found.age, found.agreed) == ("in_person", "from_16", ["self"])
    assert made.ends_on == TODAY() + timedelta(links.number("days"))


@pytest.mark.req("WEB-44", "trust.handed.new_token")
def test_only_hashes_are_kept_and_a_form_sent_twice_tells_nothing_twice(here, midwife, given):
    from django.db import connection

    made = given.made
    assert len(made.token) == 32
    assert re.fullmatch(r"\d{8}", made.code)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('kansrijk.token', %s, true)", [compartment.hash_of(made.token)])
        cursor.execute("select t::text || l::text from families.parent_token t, families.parent_link l")
        text = " ".join(one for (one,) in cursor.fetchall())
        cursor.execute("select set_config('kansrijk.token', '', true)")
    assert compartment.hash_of(made.token) in text, "this row is looked at"
    assert made.token not in text
    assert made.code not in text
    key = uuid4()
    other = own.kept(midwife, here)
    own.link(midwife, here, other, key=key)
    assert refused(own.link, midwife, here, other, key=key) == "key"


@pytest.mark.req("CON-04", "families.links.allowed")
@pytest.mark.parametrize(
    ("born_on", "said", "agreed", "expected"),
    [
        (date(2010, 11, 27), "", ("self",), ("from_16", 90)),  # sixteen today
        (date(2010, 11, 28), "", ("self",), "agreed"),  # tomorrow
        (date(2010, 11, 28), "", ("self", "holders"), ("from_12", 0)),  # ends the day before
        (date(2011, 2, 1), "", ("self", "holders"), ("from_12", 65)),
        (date(2013, 1, 1), "", ("holders",), "agreed"),
        (date(2014, 11, 27), "", ("self", "holders"), ("from_12", 90)),  # twelve today
        (date(2014, 11, 28), "", ("self", "holders"), "age"),  # tomorrow
        (date(2020, 1, 1), "", ("holders",), "age"),
        (None, "", ("self",), "said_age"),
        (None, "from_16", ("self",), ("from_16", 90)),
        (None, "under_12", ("holders",), "age"),
        (date(2020, 1, 1), "from_16", ("self",), "age"),  # a day of birth counts, whatever is said
    ],
)
def test_who_may_have_a_link_follows_from_the_ages_of_consents(born_on, said, agreed, expected):
    today = date(2026, 11, 27)
    if isinstance(expected, str):
        assert refused(links.allowed, Giver(born_on, said), agreed, today) == expected
    else:
        found = links.allowed(Giver(born_on, said), agreed, today)
        assert (found.age, (found.until - today).days) == expected


def test_the_page_says_why_a_small_child_has_no_own_page(here, midwife):
    child = own.kept(midwife, here, part="child", born_on=TODAY() - timedelta(400))
    page = client_of(midwife).get(f"/gezinnen/hier/{child}/eigen-pagina").content.decode()
    assert "Geen eigen pagina voor een kind jonger dan 12" in page
    assert "Link maken</button>" not in page


@pytest.mark.req("WEB-18", "families.commands_link.make_link")
def test_the_secrets_are_shown_once_with_a_drawing_and_nothing_is_kept_by_a_browser(here, midwife):
    file = own.kept(midwife, here)
    client, path = client_of(midwife), f"/gezinnen/hier/{file}/eigen-pagina"
    key = re.search(r'name="key" value="([0-9a-f-]+)"', client.get(path).content.decode())[1]
    sent = {"key": key, "agreed": ["self"], "is_seen": "on"}
    page = client.post(path, sent)
    text = page.content.decode()
    token = re.search(r"/mijn/([\w-]{32})<", text)[1]
    code = re.search(r"data-code>(\d{4} \d{4})<", text)[1]
    assert 'class="k-qr"' in text
    assert page["Cache-Control"] == "private, no-store"
    assert own.NAME not in text
    again = client.post(path, sent)
    assert again.status_code == 400
    assert "al verstuurd" in again.content.decode()
    assert Client().post(f"/mijn/{token}", {"code": code}).status_code == 302
    assert token not in client.get(f"/gezinnen/hier/{file}").content.decode()
    wrong = client.post(path, {"key": str(uuid4())})
    assert wrong.status_code == 400
    assert "Vink aan dat u weet wie dit is" in wrong.content.decode()


def test_what_the_drawing_holds_is_the_address_and_nothing_else():
    address = "https://voorbeeld.invalid/mijn/" + "A" * 32
    assert handed.drawn(address) == handed.drawn(address)
    assert handed.drawn(address) != handed.drawn(address[:-1] + "B")
    assert "voorbeeld" not in handed.drawn(address)


@pytest.mark.req("RGT-10", "families.commands_link.make_link")
def test_a_new_link_ends_the_one_before_and_another_paper_does_not(here, midwife, given):
    paper = commands_link.add_paper(by=midwife.actor, coalition=here, file=given.file)
    assert paper.code == ""
    for token in (given.made.token, paper.token):
        assert commands_own.open_page(by=VISITOR, token=token, code=given.made.code)
    newer = own.link(midwife, here, given.file)
    for token in (given.made.token, paper.token):
        for code in (given.made.code, newer.code):
            assert commands_own.open_page(by=VISITOR, token=token, code=code) is None
    assert commands_own.open_page(by=VISITOR, token=newer.token, code=newer.code)


# --- the door -------------------------------------------------------------------------------------------------------


@pytest.mark.req("RGT-10", "families.commands_own.open_page")
def test_link_and_code_open_one_page_and_the_address_is_gone(given):
    client = Client()
    first = client.get(given.path)
    assert own.NAME not in first.content.decode()
    answer = client.post(given.path, {"code": f" {handed.spaced(given.made.code)} "})
    assert (answer.status_code, answer["Location"]) == (302, "/mijn")
    cookie = answer.cookies[OWN_PAGE_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")
    page = client.get("/mijn")
    assert page.status_code == 200
    assert "Partij van anne" in page.content.decode()
    assert given.made.token not in page.content.decode()


@pytest.mark.req("WEB-42", "families.commands_own.open_page")
def test_every_way_not_to_come_in_gets_the_same_answer(here, midwife, given):
    """Unknown, wrong, withdrawn, over, closed: the same page and headers, and the same work."""
    unknown = Client().post(f"/mijn/{'x' * 32}", {"code": given.made.code})
    pages = {"unknown": unknown, "wrong": Client().post(given.path, {"code": "00000000"})}
    pages["empty"] = Client().post(given.path, {})
    change(midwife, here, given.file, tries=5)
    pages["closed"] = Client().post(given.path, {"code": given.made.code})
    commands_link.withdraw_link(by=midwife.actor, coalition=here, file=given.file)
    pages["withdrawn"] = Client().post(given.path, {"code": given.made.code})
    text = {name: own.words(page) for name, page in pages.items()}
    assert WRONG in text["unknown"]
    assert set(text.values()) == {text["unknown"]}
    assert {page.status_code for page in pages.values()} == {404}
    assert {tuple(sorted(set(page.headers) - {"Content-Length"})) for page in pages.values()} == {
        tuple(sorted(set(unknown.headers) - {"Content-Length"}))
    }


@pytest.mark.req("WEB-42", "families.commands_own.open_page")
def test_an_unknown_link_costs_as_much_as_a_wrong_code(given, monkeypatch):
    """One slow hash, one row (or none by that key) changed, one record: counted, since a clock proves nothing here."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hashed = []
    monkeypatch.setattr(
        commands_own, "check_password", lambda said, held: hashed.append((len(held) > 20, bool(said))) or False
    )
    counts = []
    for token in (given.made.token, "x" * 32):
        with CaptureQueriesContext(connection) as asked:
            assert commands_own.open_page(by=VISITOR, token=token, code="00000000") is None
        kinds = [one["sql"].split()[0] for one in asked]
        counts.append((kinds.count("UPDATE"), kinds.count("INSERT")))
    assert hashed == [(True, True)] * 2
    assert counts[0] == counts[1] == (1, 1)


@pytest.mark.req("WEB-43", "families.commands_own.open_page")
def test_five_wrong_codes_close_a_link_over_all_its_papers_and_a_right_one_begins_anew(here, midwife, given):
    paper = commands_link.add_paper(by=midwife.actor, coalition=here, file=given.file)

    def tried(token, code) -> bool:
        return commands_own.open_page(by=VISITOR, token=token, code=code) is not None

    for _ in range(4):
        assert not tried(given.made.token, "00000000")
    assert tried(paper.token, given.made.code)
    for token in (given.made.token, paper.token) * 2:
        assert not tried(token, "00000000")
    assert not tried(paper.token, "00000000")
    assert not tried(given.made.token, given.made.code), "closed, for the right code too"
    assert row(midwife, here, given.file).tries == 5
    assert "te vaak een verkeerde code" in client_of(midwife).get(f"/gezinnen/hier/{given.file}").content.decode()


@pytest.mark.req("WEB-43", "families.commands_own.open_page")
def test_the_code_of_one_does_not_open_the_link_of_another(here, midwife, given):
    other = own.given(midwife, here, name="Ander Proef")
    there = people.coalition("daar")
    far = own.given(people.somebody("verloskundige", there, name="dana"), there)
    for one in (other, far):
        assert commands_own.open_page(by=VISITOR, token=one.made.token, code=given.made.code) is None
        assert commands_own.open_page(by=VISITOR, token=given.made.token, code=one.made.code) is None


@pytest.mark.req("WEB-07", "csrf")
def test_the_code_and_every_form_need_the_token_of_the_form(given, shared):
    client = Client(enforce_csrf_checks=True)
    assert client.post(given.path, {"code": given.made.code}).status_code == 403
    inside = Client(enforce_csrf_checks=True)
    inside.cookies = own.browser(given).cookies
    for path in (f"/mijn/delen/{shared}/stoppen", "/mijn/zeggen", "/mijn/sluiten"):
        assert inside.post(path, {}).status_code == 403
    assert inside.get("/mijn").status_code == 200


# --- how it ends ----------------------------------------------------------------------------------------------------


def is_closed(client) -> bool:
    found = client.get("/mijn")
    return found.status_code == 404 and CLOSED in found.content.decode()


@pytest.mark.req("SEC-08", "families.parent_coalition")
def test_a_link_that_was_withdrawn_closes_what_is_open_at_once(here, midwife, given):
    client = own.browser(given)
    assert not is_closed(client)
    page = client_of(midwife).post(f"/gezinnen/hier/{given.file}/eigen-pagina/intrekken")
    assert page.status_code == 302
    assert is_closed(client)
    assert Client().post(given.path, {"code": given.made.code}).status_code == 404
    commands_link.withdraw_link(by=midwife.actor, coalition=here, file=given.file)
    events = AuditRecord.objects.filter(event="own page link withdrawn")
    assert events.count() == 1, "twice is once"


@pytest.mark.req("WEB-44", "families.commands_own._why_not")
def test_after_its_last_day_a_link_opens_nothing(here, midwife, given, monkeypatch):
    """Made ninety-one days ago; the page that is open by then: tests/families/test_own_page_rows.py."""
    today = TODAY()
    monkeypatch.setattr("kansrijk.families.commands_own.timezone.localdate", lambda *_: today + timedelta(90))
    assert commands_own._why_not(row(midwife, here, given.file), is_right=True) == ""
    monkeypatch.setattr("kansrijk.families.commands_own.timezone.localdate", lambda *_: today + timedelta(91))
    assert Client().post(given.path, {"code": given.made.code}).status_code == 404
    assert AuditRecord.objects.filter(event="own page refused").last().detail["why"] == "over"


@pytest.mark.req("WEB-03", "families.keep_open")
def test_a_page_that_rests_closes_and_one_that_is_used_stays_open_for_two_hours_at_most(given):
    client = own.browser(given)
    visit(client, "rests_at = now() + interval '1 minute'")
    assert not is_closed(client)
    left = visit(client, "ended_at = ended_at", "extract(epoch from rests_at - now()) / 60")
    assert 29 < left <= 30, "each page begins the rest anew"
    longest = visit(client, "ended_at = ended_at", "extract(epoch from ends_at - began_at) / 60")
    assert round(longest) == links.number("longest_minutes") == 120
    visit(client, "rests_at = now() - interval '1 second'")
    assert is_closed(client)


@pytest.mark.req("WEB-02", "families.commands_own.close_page")
def test_stopping_ends_it_on_the_server_and_clears_the_browser(given):
    client = own.browser(given)
    key = client.cookies[OWN_PAGE_COOKIE].value
    answer = client.post("/mijn/sluiten")
    assert answer.status_code == 200
    assert "De pagina is dicht in deze telefoon" in answer.content.decode()
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies[OWN_PAGE_COOKIE].value == ""
    client.cookies[OWN_PAGE_COOKIE] = key
    assert is_closed(client), "what the browser held opens nothing any more"


@pytest.mark.req("SEC-03", "the switch of a coalition")
def test_a_coalition_that_is_switched_off_closes_it(here, given):
    client = own.browser(given)
    Coalition.objects.filter(pk=here).update(has_families=False)
    assert is_closed(client)
    assert Client().post(given.path, {"code": given.made.code}).status_code == 404


def test_a_file_that_is_taken_away_takes_link_and_page_along(here, midwife, given):
    client = own.browser(given)
    commands.forget_file(by=midwife.actor, coalition=here, file=given.file)
    assert is_closed(client)
    assert Client().post(given.path, {"code": given.made.code}).status_code == 404


# --- who it is not for ----------------------------------------------------------------------------------------------

INSIDE = ("/mijn", "/mijn/gekeken", "/mijn/zeggen", f"/mijn/gezegd/{uuid4()}")


@pytest.mark.req("SEC-01", "gate._open_own_page")
@pytest.mark.parametrize("cookie", ["", "x", "x" * 32, "\u00e9", "'; drop table"])
def test_without_a_page_that_is_open_every_address_is_the_same_closed_page(given, cookie):
    client = Client()
    if cookie:
        client.cookies[OWN_PAGE_COOKIE] = cookie
    for path in INSIDE:
        found = client.get(path)
        assert found.status_code == 404
        assert CLOSED in found.content.decode()
        assert found["Cache-Control"] == "private, no-store"
    assert client.post(f"/mijn/delen/{uuid4()}/stoppen").status_code == 404


@pytest.mark.req("SEC-01", "gate._open_own_page")
def test_a_session_of_a_professional_is_no_key_to_it_and_the_other_way_round(here, midwife, given, shared):
    """In one browser: each address knows one of the two only, and a record names whoever acted."""
    both = client_of(midwife)
    assert is_closed(both)
    both.post(given.path, {"code": given.made.code})
    assert both.get("/mijn").status_code == 200
    assert "anne" not in re.sub(r"<main.*</main>", "", both.get("/mijn").content.decode(), flags=re.S)
    assert both.get(f"/gezinnen/hier/{given.file}").status_code == 200
    both.post(f"/mijn/delen/{shared}/stoppen")
    stopped = AuditRecord.objects.get(event="consent withdrawn")
    assert (stopped.roles, stopped.account, stopped.purpose) == ("parent", None, "own data")
    opened = AuditRecord.objects.get(event="own page opened")
    assert (opened.roles, opened.account) == ("visitor", None)
    parent = own.browser(given)
    for path in ("/gezinnen", "/gezinnen/hier", f"/gezinnen/hier/{given.file}", "/vandaag", "/account"):
        assert parent.get(path).status_code in {302, 404}, path


@pytest.mark.req("SEC-02", "families.commands_own.stop_sharing")
def test_what_is_anothers_is_not_found(here, midwife, offered, given, shared):
    other = own.given(midwife, here, name="Ander Proef")
    client = own.browser(other)
    assert client.post(f"/mijn/delen/{shared}/stoppen").status_code == 404
    assert client.post(f"/mijn/delen/{uuid4()}/stoppen").status_code == 404
    assert queries_consent.consent(midwife.actor, here, shared).is_in_force
    hers = own.opened(given)
    asked = commands_own.ask(by=hers, key=uuid4(), kind="correction", text="Kanarie klopt niet")
    assert client.get(f"/mijn/gezegd/{asked}").status_code == 404
    assert own.browser(given).get(f"/mijn/gezegd/{asked}").status_code == 200
    assert "Partij Proef" not in client.get("/mijn").content.decode()
    there = people.coalition("daar")
    far = people.somebody("verloskundige", there, name="dana")
    far_away = own.browser(own.given(far, there))
    assert far_away.post(f"/mijn/delen/{shared}/stoppen").status_code == 404


@pytest.mark.req("SEC-02", "families.queries_link")
def test_the_link_is_for_who_keeps_the_file(here, midwife, colleague, nurse, given):
    commands.take_in(by=midwife.actor, coalition=here, file=given.file, account=colleague.account)
    asked = commands_own.ask(by=own.opened(given), key=uuid4(), kind="objection", text="liever niet")
    path = f"/gezinnen/hier/{given.file}"
    for who in (colleague, nurse):
        client = client_of(who)
        assert client.get(f"{path}/eigen-pagina").status_code == 404
        assert client.post(f"{path}/eigen-pagina").status_code == 404
        assert client.post(f"{path}/eigen-pagina/intrekken").status_code == 404
        assert client.get(f"/gezinnen/hier/vraag/{asked}").status_code == 404
    seen = client_of(colleague).get(path).content.decode()
    assert "De link werkt" in seen
    assert "Nog niet beantwoord" in seen
    assert "Link intrekken" not in seen
    assert client_of(midwife).get(f"/gezinnen/hier/vraag/{uuid4()}").status_code == 404


@pytest.mark.req("SEC-04", "trust.compartment.within_own")
def test_who_has_no_page_open_is_refused_by_the_door_itself(here, midwife, given):
    hers = own.opened(given)
    stranger = replace(hers, subject=replace(hers.subject, visit="ab" * 32))
    elsewhere = replace(hers, subject=replace(hers.subject, coalition=people.coalition("daar")))
    for one in (VISITOR, midwife.actor, stranger, elsewhere, Actor()):
        with pytest.raises(Denied):
            queries_own.own_page(one)
    with pytest.raises(Denied), within(hers, here, verb="read", kind="file"):
        pass
    assert queries_own.own_page(hers)


# --- what she sees and does -----------------------------------------------------------------------------------------


@pytest.mark.req("CON-02", "families.views_own.stop")
def test_she_stops_in_one_tap_at_once_and_the_professional_sees_by_whom(here, midwife, given, shared):
    client = own.browser(given)
    page = own.words(client.get("/mijn"))
    assert "Proef debt_help, Partij Proef" in page
    assert "naam, en hoe u bereikbaar bent" in page
    part = client.post(f"/mijn/delen/{shared}/stoppen", {"wat": "question"})
    assert part["Location"] == "/mijn?gestopt=1"
    assert queries_consent.consent(midwife.actor, here, shared).categories == ("contact",)
    client.post(f"/mijn/delen/{shared}/stoppen", {"wat": "nonsense"})
    assert queries_consent.consent(midwife.actor, here, shared).is_in_force
    for _ in range(2):
        assert client.post(f"/mijn/delen/{shared}/stoppen").status_code == 302
    found = queries_consent.consent(midwife.actor, here, shared)
    assert (found.is_in_force, found.how_ended) == (False, "parent")
    with within(midwife.actor, here, verb="read", kind="consent"):
        assert {(one.how, one.account) for one in ConsentStop.objects.all()} == {("parent", None)}
    after = own.words(client.get("/mijn?gestopt=1"))
    assert "Het is gestopt" in after
    assert "Niets. U hebt niet afgesproken om iets te delen." in after
    assert "gestopt door de ouder" in client_of(midwife).get(f"/gezinnen/hier/{given.file}").content.decode()


@pytest.mark.req("RGT-01", "families.queries_own.own_page")
def test_she_sees_who_helps_her_and_a_colleague_who_was_let_go_no_more(here, midwife, colleague, given):
    part = commands.take_in(by=midwife.actor, coalition=here, file=given.file, account=colleague.account)
    client = own.browser(given)
    page = own.words(client.get("/mijn"))
    for text in ("anne", "verloskundige", "Partij van anne", "bo", "werkt mee"):
        assert text in page, text
    commands.let_go(by=midwife.actor, coalition=here, involvement=part)
    assert "werkt mee" not in own.words(client.get("/mijn"))


@pytest.mark.req("AUD-07", "families.queries_own.own_looked")
def test_she_sees_who_looked_by_role_and_organisation_and_nobodys_name(here, midwife, colleague, nurse, given):
    commands.take_in(by=midwife.actor, coalition=here, file=given.file, account=colleague.account)
    for who in (colleague, nurse):
        client_of(who).get(f"/gezinnen/hier/{given.file}")
    Client().post(given.path, {"code": "00000000"})
    client = own.browser(given)
    client.get("/mijn")
    page = own.words(client.get("/mijn/gekeken"))
    for text in ("Verloskundige, Partij van anne", "opende een dossier", "Uzelf", "Iemand zonder account"):
        assert text in page, text
    assert "probeerde de pagina van de ouder te openen" in page
    assert "vroeg en kreeg niets" in page
    for party in ("Partij van anne", "Partij van chris"):  # that is what these organisations are called
        page = page.replace(party, "")
    for name in ("anne", " bo ", "chris"):
        assert name not in page, name


@pytest.mark.req("AUD-01", "every page of a parent")
def test_each_act_is_one_record_of_a_parent_and_each_page_one_for_each_thing_it_shows(here, midwife, given, shared):
    client = own.browser(given)
    key = uuid4()
    steps = [
        (lambda: client.get("/mijn"), "own page read", "referrals listed", "case meetings listed"),
        (lambda: client.get("/mijn/gekeken"), "who looked read"),
        (lambda: client.post(f"/mijn/delen/{shared}/stoppen"), "consent withdrawn"),
        (lambda: client.post("/mijn/zeggen", {"key": str(key), "kind": "correction", "text": "x"}), "parent asked"),
        (lambda: client.get(f"/mijn/gezegd/{key}"), "parent request read"),
        (lambda: client.post("/mijn/sluiten"), "own page left"),
    ]
    for step, *events in steps:
        before = set(AuditRecord.objects.values_list("pk", flat=True))
        assert step().status_code in {200, 302}
        records = list(AuditRecord.objects.exclude(pk__in=before).order_by("occurred_at"))
        assert [one.event for one in records] == events
        for found in records:
            assert (found.roles, found.account, found.data_class) == ("parent", None, "D4")
            assert found.coalition == here
            assert str(given.file) in found.object_reference + str(found.detail)


@pytest.mark.req("AUD-01", "families.commands_own.open_page")
def test_every_try_is_a_record_with_why_and_without_the_secrets(here, midwife, given):
    paper = commands_link.add_paper(by=midwife.actor, coalition=here, file=given.file)
    for token, code in (("x" * 32, "1"), (paper.token, "2"), (paper.token, given.made.code)):
        Client().post(f"/mijn/{token}", {"code": code})
    commands_link.withdraw_link(by=midwife.actor, coalition=here, file=given.file)
    Client().post(given.path, {"code": given.made.code})
    tried = AuditRecord.objects.filter(event__in=["own page opened", "own page refused"]).order_by("occurred_at")
    assert [(one.event, one.outcome, one.detail["why"]) for one in tried] == [
        ("own page refused", 4, "unknown"),
        ("own page refused", 4, "wrong code"),
        ("own page opened", 0, ""),
        ("own page refused", 4, "withdrawn"),
    ]
    made = AuditRecord.objects.filter(event__startswith="own page")
    assert {"own page link made", "own page paper made", "own page link withdrawn"} <= {one.event for one in made}
    everything = " ".join(str(vars(one)) for one in AuditRecord.objects.all())
    for secret in (given.made.token, paper.token, given.made.code, "x" * 32):
        assert secret not in everything


@pytest.mark.req("AUD-02", "families.recording")
def test_without_a_record_nothing_of_her_is_shown(given, shared, monkeypatch):
    from kansrijk.trust import audit

    client = own.browser(given)

    def broken(**_):
        raise audit.AuditUnavailable

    monkeypatch.setattr("kansrijk.trust.audit.record", broken)
    found = client.get("/mijn")
    assert found.status_code == 503
    assert "Partij" not in found.content.decode()
    assert client.post(f"/mijn/delen/{shared}/stoppen").status_code == 503


# --- what she says --------------------------------------------------------------------------------------------------


@pytest.mark.req("RGT-04", "families.commands_own.ask")
def test_what_is_wrong_is_kept_as_she_said_it_answered_once_and_read_by_her(here, midwife, given):
    client, key = own.browser(given), str(uuid4())
    said = "Kanariewoord: mijn telefoon is anders"
    answer = client.post("/mijn/zeggen", {"key": key, "kind": "correction", "text": said})
    assert answer["Location"] == f"/mijn/gezegd/{key}"
    client.post("/mijn/zeggen", {"key": key, "kind": "correction", "text": "twee keer"})
    receipt = own.words(client.get(answer["Location"]))
    assert said in receipt
    assert "twee keer" not in receipt
    assert key in receipt
    assert "Het is aangekomen" in receipt
    desk = client_of(midwife)
    page = desk.get(f"/gezinnen/hier/{given.file}").content.decode()
    assert "zegt dat iets niet klopt" in page
    assert "Antwoord vóór" in page
    assert "Kanariewoord" not in page, "her words are one tap away, not on an open page"
    path = f"/gezinnen/hier/vraag/{key}"
    assert said in desk.get(path).content.decode()
    empty = desk.post(path, {"outcome": "done", "answer": " "})
    assert empty.status_code == 400
    assert desk.post(path, {"outcome": "done", "answer": "Het nummer is veranderd."}).status_code == 302
    assert desk.post(path, {"outcome": "not_done", "answer": "toch niet"}).status_code == 400
    read = own.words(client.get(answer["Location"]))
    assert "Gedaan: het is veranderd" in read
    assert "Het nummer is veranderd." in read
    assert "toch niet" not in read
    assert "Beantwoord" in desk.get(f"/gezinnen/hier/{given.file}").content.decode()


@pytest.mark.req("RGT-07", "families.commands_own.ask")
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": "", "text": "x"}, "Kies wat u wilt zeggen"),
        ({"kind": "complaint", "text": "x"}, "Selecteer een geldige keuze"),
        ({"kind": "objection", "text": ""}, "Schrijf op wat het is"),
        ({"kind": "objection", "text": "mijn nummer is 999990019"}, "Schrijf op wat het is"),
    ],
)
def test_what_cannot_be_sent_is_one_clear_sentence(given, sent, words):
    page = own.browser(given).post("/mijn/zeggen", {"key": str(uuid4()), **sent})
    assert page.status_code == 400
    assert words in page.content.decode()


@pytest.mark.req("LAW-06", "families.models.ParentRequest")
def test_her_words_are_ciphertext_and_the_database_never_changes_them(given):
    from django.db import DatabaseError, connection, transaction

    commands_own.ask(by=own.opened(given), key=uuid4(), kind="objection", text="Kanariewoord")
    page = Client()
    page.cookies = own.browser(given).cookies
    key = page.cookies[OWN_PAGE_COOKIE].value
    hers = Actor(subject=compartment.subject_of(key))
    with compartment.within_own(hers, verb="read", kind="parent_request"), connection.cursor() as cursor:
        cursor.execute("select sealed_text from families.parent_request")
        (text,) = cursor.fetchone()
        assert text.startswith("gAAAA")
        assert "Kanariewoord" not in text
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("update families.parent_request set sealed_text = 'gAAAA'")


@pytest.mark.req("CON-02", "families.views_consent.receipt")
def test_the_receipt_carries_the_link_on_paper_and_not_the_code(here, midwife, colleague, given, shared):
    commands.take_in(by=midwife.actor, coalition=here, file=given.file, account=colleague.account)
    path = f"/gezinnen/hier/toestemming/{shared}/briefje"
    client = client_of(midwife)
    assert "Link naar de eigen pagina erop zetten" in client.get(path).content.decode()
    assert "erop zetten" not in client_of(colleague).get(path).content.decode()
    assert client_of(colleague).post(path).status_code == 404
    page = client.post(path)
    text = page.content.decode()
    token = re.search(r"/mijn/([\w-]{32})<", text)[1]
    assert 'class="k-qr"' in text
    assert handed.spaced(given.made.code) not in text
    assert own.NAME not in text
    assert Client().post(f"/mijn/{token}", {"code": given.made.code}).status_code == 302
    commands_link.withdraw_link(by=midwife.actor, coalition=here, file=given.file)
    assert client.post(path)["Location"] == f"/gezinnen/hier/{given.file}/eigen-pagina"
    assert "erop zetten" not in client.get(path).content.decode()


def test_pages_of_a_parent_are_kept_by_nobody_and_tell_no_address(given):
    client = own.browser(given)
    for path in ("/mijn", "/mijn/gekeken", "/mijn/zeggen", given.path):
        found = client.get(path)
        assert found["Cache-Control"] == "private, no-store"
        assert found["Referrer-Policy"] == "strict-origin"
        page = found.content.decode()
        assert "<title>Mijn pagina</title>" in page
        assert "data-quick-exit" in page
        assert own.NAME not in page
        assert "Kansrijk" not in re.sub(r"<(link|script)[^>]*>", "", page)
