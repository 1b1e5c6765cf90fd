"""A joint weighing: people choose, the parent is there, it ends; twice is once, and two who write keep both texts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.families import people
from tests.families.screens import client_of
from tests.families.test_signals import begin, is_denied, written

from kansrijk.core.faults import BadInput
from kansrijk.core.levels import LEVELS, SUFFICIENCIES, Recorded, left_open
from kansrijk.families import commands, commands_signal, commands_weighing, queries_signal, queries_weighing, weighing
from kansrijk.families.models import Weighing
from kansrijk.families.signals import Chosen
from kansrijk.families.weighing import Choice, Held
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord, Tombstone

CANARIES = ("Kanarie-visie", "Kanarie-reden-lang", "self_reliant", "potentially_vulnerable", "insufficient")


def held(**fields) -> Held:
    today = timezone.localdate()
    told = {"present": ("parent",), "view": CANARIES[0], "weighed_on": today, "reweigh_on": today + timedelta(days=60)}
    return Held(**{**told, **fields})


def a_file(who: people.Somebody, where, factors=None):
    """The file of a signal with these factors, confirmed unless said otherwise."""
    key = begin(who, where)
    chosen = Chosen(factors or {"RMa02": "confirmed", "RS06": "confirmed", "BS02": "confirmed"})
    commands_signal.choose_factors(by=who.actor, coalition=where, signal=key, version=1, chosen=chosen)
    return queries_signal.signal(who.actor, where, key).file


def begun(who: people.Somebody, where, sufficiency: str = "insufficient", file=None):
    return commands_weighing.begin_weighing(
        by=who.actor, coalition=where, file=file or a_file(who, where), key=uuid4(), sufficiency=sufficiency
    )


def weighed(who: people.Somebody, where, level: str = "vulnerable", file=None, **fields):
    """All three steps."""
    key = begun(who, where, file=file)
    at = {"by": who.actor, "coalition": where, "weighing": key}
    commands_weighing.choose_level(**at, version=1, choice=Choice(level))
    commands_weighing.close_weighing(**at, version=2, held=held(**fields))
    return key


def refused(call, *arguments, **named) -> str:
    with pytest.raises(BadInput) as fault, transaction.atomic():
        call(*arguments, **named)
    return str(fault.value.field)


# What may be chosen


@given(st.sampled_from([*LEVELS, ""]), st.sampled_from(SUFFICIENCIES), st.integers(0, 3), st.booleans())
def test_a_level_is_chosen_when_it_is_open_or_with_a_reason_and_never_before_the_conversation(
    level, sufficiency, weighs, has_reason
):
    found = left_open([Recorded(f"R{n}", "risk", "confirmed") for n in range(weighs)], sufficiency)
    choice = Choice(level, "omdat wij het samen anders zien" if has_reason else " ")
    may_be = not level or (not found.conversation and (level in found.levels or has_reason))
    if may_be:
        checked = weighing.checked_choice(found, choice)
        assert checked.level == level
        assert bool(checked.reason) == (bool(level) and level not in found.levels)
    else:
        with pytest.raises(BadInput) as fault:
            weighing.checked_choice(found, choice)
        assert fault.value.field == ("level" if found.conversation else "reason")


@pytest.mark.req("AI-02", "a level needs the parent and an end")
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"present": ()}, "present"),
        ({"present": ("colleague",)}, "present"),
        ({"present": ("parent", "neighbour")}, "present"),
        ({"view": "x" * 1001}, "view"),
        ({"view": "bsn 999990019"}, "view"),
        ({"weighed_on": None}, "weighed_on"),
        ({"weighed_on": timezone.localdate() + timedelta(days=1)}, "weighed_on"),
        ({"weighed_on": timezone.localdate() - timedelta(days=32)}, "weighed_on"),
        ({"reweigh_on": None}, "reweigh_on"),
        ({"reweigh_on": timezone.localdate()}, "reweigh_on"),
        ({"reweigh_on": timezone.localdate() + timedelta(days=367)}, "reweigh_on"),
    ],
)
def test_a_weighing_without_the_parent_or_an_end_is_refused(fields, field):
    with pytest.raises(BadInput) as fault:
        weighing.checked_held(held(**fields), timezone.localdate())
    assert fault.value.field == field


def test_a_level_ends_on_its_day():
    today = timezone.localdate()
    ends = [(today + timedelta(days=1), False), (today, True), (today - timedelta(days=9), True), (None, False)]
    assert [weighing.is_expired(day, today) for day, _ in ends] == [expired for _, expired in ends]


def test_what_lay_on_the_table_comes_back_as_it_was_written():
    found = weighing.Seen((("RMa02", "confirmed"), ("BS02", "suspected")), ("vulnerable",))
    assert weighing.read(weighing.written(found)) == found
    assert weighing.read("") == weighing.Seen()


pytestmark = pytest.mark.django_db


def test_three_steps_are_read_back(here, midwife):
    read = queries_weighing.weighing(midwife.actor, here, weighed(midwife, here))
    assert (read.step, read.version, read.sufficiency, read.author) == (3, 3, "insufficient", "anne")
    assert read.choice == Choice("vulnerable")
    assert read.held == held()
    assert set(read.seen.factors) == {("RMa02", "confirmed"), ("RS06", "confirmed"), ("BS02", "confirmed")}
    assert read.seen.levels == ("vulnerable", "very_vulnerable")
    assert not read.is_expired


def test_another_level_than_is_left_open_needs_a_reason(here, midwife):
    key = begun(midwife, here, "sufficient")
    at = {"by": midwife.actor, "coalition": here, "weighing": key, "version": 1}
    assert refused(commands_weighing.choose_level, **at, choice=Choice("vulnerable")) == "reason"
    assert refused(commands_weighing.choose_level, **at, choice=Choice("heavy")) == "level"
    commands_weighing.choose_level(**at, choice=Choice("vulnerable", CANARIES[1]))
    assert queries_weighing.weighing(midwife.actor, here, key).choice == Choice("vulnerable", CANARIES[1])


@pytest.mark.req("AI-02", "undefined stays undefined")
@pytest.mark.parametrize("sufficiency", ["unknown", "insufficient"])
def test_where_a_conversation_comes_first_no_level_is_written_down(here, midwife, sufficiency):
    key = begun(midwife, here, sufficiency, a_file(midwife, here, {"RMa02": "suspected", "BS02": "confirmed"}))
    at = {"by": midwife.actor, "coalition": here, "weighing": key}
    for level in LEVELS:
        choice = Choice(level, "wij weten genoeg samen")
        assert refused(commands_weighing.choose_level, **at, version=1, choice=choice) == "level"
    commands_weighing.choose_level(**at, version=1, choice=Choice())
    commands_weighing.close_weighing(**at, version=2, held=held())
    assert queries_weighing.weighing(midwife.actor, here, key).choice.level == ""


def test_another_answer_to_enough_takes_the_level_out(here, midwife):
    key = weighed(midwife, here)
    at = {"by": midwife.actor, "coalition": here, "weighing": key}
    commands_weighing.say_whether_enough(**at, version=3, sufficiency="sufficient")
    read = queries_weighing.weighing(midwife.actor, here, key)
    assert (read.step, read.choice, read.seen.levels) == (1, Choice(), ())
    assert refused(commands_weighing.close_weighing, **at, version=4, held=held()) == "level"
    told = [(one.sufficiency, one.choice.level) for one in queries_weighing.history(midwife.actor, here, key)]
    assert told == [("insufficient", "vulnerable"), ("insufficient", "vulnerable"), ("insufficient", "")]


@pytest.mark.req("SEC-05", "sealed fields")
def test_level_and_words_are_ciphertext_here_in_what_was_and_in_no_record(here, midwife):
    key = begun(midwife, here)
    at = {"by": midwife.actor, "coalition": here, "weighing": key}
    commands_weighing.choose_level(**at, version=1, choice=Choice("self_reliant", CANARIES[1]))
    commands_weighing.close_weighing(**at, version=2, held=held())
    commands_weighing.close_weighing(**at, version=3, held=held(view="anders"))
    with within(midwife.actor, here, verb="read", kind="weighing"), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(w)::text from families.weighing w")
        rows = cursor.fetchall()
        cursor.execute("select was::text from families.weighing_history")
        rows += cursor.fetchall()
    assert len(rows) == 4
    records = str(list(AuditRecord.objects.values("detail", "object_reference", "event")))
    for canary in (*CANARIES, "RMa02", "vulnerable"):
        assert all(canary not in text for (text,) in rows), canary
        assert canary not in records, canary
    assert [one.held.view for one in queries_weighing.history(midwife.actor, here, key)] == [CANARIES[0], "", ""]


@pytest.mark.req("SEC-05", "guarded stays in its signal")
def test_what_is_guarded_is_not_kept_with_a_weighing(here, midwife):
    """When the parent takes the agreement back and it leaves the signal, it is nowhere."""
    file = queries_signal.signal(midwife.actor, here, written(midwife, here)).file
    read = queries_weighing.weighing(midwife.actor, here, weighed(midwife, here, file=file))
    assert "RS01" in {one.code for one in read.balance.lines}
    assert "RS01" not in {code for code, _ in read.seen.factors}


def test_a_weighing_goes_with_its_file_and_leaves_a_tombstone(here, midwife):
    file = a_file(midwife, here)
    key, other = weighed(midwife, here, file=file), weighed(midwife, here, file=file)
    commands_weighing.drop_weighing(by=midwife.actor, coalition=here, weighing=other)
    assert is_denied(queries_weighing.weighing, midwife.actor, here, other)
    commands.forget_file(by=midwife.actor, coalition=here, file=file)
    assert is_denied(queries_weighing.weighing, midwife.actor, here, key)
    with within(midwife.actor, here, verb="read", kind="weighing"), connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from families.weighing), (select count(*) from families.weighing_history)"
        )
        assert cursor.fetchone() == (0, 0)
    assert {one.pk for one in Tombstone.objects.filter(kind="weighing")} == {key, other}


# Who


@pytest.mark.req("SEC-02", "unknown and foreign are one")
def test_a_weighing_is_seen_by_who_made_it_and_once_finished_by_who_cares_for_the_person(
    here, midwife, colleague, nurse
):
    file = a_file(midwife, here)
    key, draft = weighed(midwife, here, file=file), begun(midwife, here, file=file)
    for other in (colleague, nurse, people.somebody("coordinator", here)):
        assert is_denied(queries_weighing.weighing, other.actor, here, key)
        assert is_denied(queries_weighing.weighings_of, other.actor, here, file)
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    part = commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    assert queries_weighing.weighing(colleague.actor, here, key).choice.level == "vulnerable"
    assert is_denied(queries_weighing.weighing, colleague.actor, here, draft)
    assert [one.id for one in queries_weighing.weighings_of(colleague.actor, here, file)] == [key]
    at = {"by": colleague.actor, "coalition": here, "weighing": key}
    assert is_denied(commands_weighing.choose_level, **at, version=3, choice=Choice())
    assert is_denied(commands_weighing.drop_weighing, **at)
    assert is_denied(queries_weighing.history, colleague.actor, here, key)
    own = weighed(colleague, here, file=file)
    assert queries_weighing.weighing(midwife.actor, here, own).author == "bo"
    commands.let_go(by=midwife.actor, coalition=here, involvement=part)
    assert is_denied(queries_weighing.weighing, colleague.actor, here, key)
    assert is_denied(begun, colleague, here, file=file)


@pytest.mark.req("SEC-02", "row security of a weighing")
def test_the_database_shows_an_unfinished_weighing_to_its_author_alone(here, midwife, colleague):
    """Asked past every query of ours."""
    file = a_file(midwife, here)
    key = weighed(midwife, here, file=file)
    begun(midwife, here, file=file)
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    with within(colleague.actor, here, verb="read", kind="weighing"):
        assert list(Weighing.objects.values_list("pk", flat=True)) == [key]
        assert Weighing.objects.update(changed_at=timezone.now()) == 0
        assert Weighing.objects.all().delete() == (0, {})


def test_the_database_refuses_a_weighing_alone_or_without_an_end(here, midwife):
    key = begun(midwife, here)
    today = timezone.localdate()
    day = {"weighed_on": today, "reweigh_on": today + timedelta(days=60), "sealed_seen": "gAAAA", "step": 3}
    wrong = [
        {**day, "present": ["colleague"]},
        {**day, "present": ["parent"], "reweigh_on": None},
        {**day, "present": ["parent"], "reweigh_on": today + timedelta(days=400)},
        {**day, "present": ["parent", "neighbour"]},
        {"sealed_level": "vulnerable"},
        {"sealed_view": "zo zie ik het"},
    ]
    for fields in wrong:
        with pytest.raises(DatabaseError), within(midwife.actor, here, verb="update", kind="weighing"):
            Weighing.objects.filter(pk=key).update(**fields)
    assert queries_weighing.weighing(midwife.actor, here, key).step == 1


@pytest.mark.req("AUD-01", "every look at a weighing")
def test_every_step_and_every_look_is_one_record(here, midwife):
    file = a_file(midwife, here)
    before = AuditRecord.objects.count()
    key = weighed(midwife, here, file=file)
    queries_weighing.weighing(midwife.actor, here, key)
    queries_weighing.weighings_of(midwife.actor, here, file)
    queries_weighing.history(midwife.actor, here, key)
    commands_weighing.drop_weighing(by=midwife.actor, coalition=here, weighing=key)
    told = list(AuditRecord.objects.order_by("occurred_at", "pk").values_list("event", "action", "data_class"))
    assert told[before:] == [
        ("weighing begun", "C", "D4"),
        ("level chosen", "U", "D4"),
        ("weighing closed", "U", "D4"),
        ("weighing read", "R", "D4"),
        ("weighings listed", "R", "D4"),
        ("weighing history read", "R", "D4"),
        ("weighing removed", "D", "D4"),
    ]


# Twice, and two at once


@pytest.mark.req("RES-08", "a step sent twice")
def test_a_step_sent_twice_is_one_step(here, midwife, nurse):
    file, key = a_file(midwife, here), uuid4()
    at = {"by": midwife.actor, "coalition": here}
    for _ in range(2):
        commands_weighing.begin_weighing(**at, file=file, key=key, sufficiency="insufficient")
    at["weighing"] = key
    for _ in range(2):
        assert commands_weighing.choose_level(**at, version=1, choice=Choice("vulnerable")) == 2
    for _ in range(2):
        assert commands_weighing.close_weighing(**at, version=2, held=held()) == 3
    assert len(queries_weighing.history(midwife.actor, here, key)) == 2
    with within(midwife.actor, here, verb="read", kind="weighing"):
        assert Weighing.objects.count() == 1
    other = a_file(nurse, here)
    named = {"by": nurse.actor, "coalition": here, "file": other, "key": key, "sufficiency": "unknown"}
    assert refused(commands_weighing.begin_weighing, **named) == "key"


@pytest.mark.req("RES-07", "two who write")
def test_two_who_write_keep_both_texts(here, midwife):
    key = weighed(midwife, here)
    address = f"/gezinnen/hier/weging/{key}/samen"
    first, second = client_of(midwife), client_of(midwife)
    today = timezone.localdate()
    form = {"present": "parent", "weighed_on": today, "reweigh_on": today + timedelta(days=30), "version": 3}
    assert first.post(address, {**form, "view": "de eerste tekst"}).status_code == 302
    answer = second.post(address, {**form, "view": "de tweede tekst"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "de eerste tekst" in page.split("<form")[-2] + page.split("Wat er nu staat")[1].split("<form")[0]
    assert "de tweede tekst" in page.split('name="view"')[1]
    assert 'name="version" value="4"' in page
    assert queries_weighing.weighing(midwife.actor, here, key).held.view == "de eerste tekst"
    assert second.post(address, {**form, "version": 4, "view": "samen één tekst"}).status_code == 302
    assert queries_weighing.history(midwife.actor, here, key)[0].held.view == "de eerste tekst"


# On screen


def test_three_steps_on_screen_with_nothing_chosen_beforehand(here, midwife):
    client, file = client_of(midwife), a_file(midwife, here)
    address = f"/gezinnen/hier/{file}/wegen"
    page = client.get(address).content.decode()
    assert "checked" not in page
    assert page.index("Wat draagt") < page.index("Wat weegt")
    key = page.split('name="key" value="')[1].split('"')[0]
    base = f"/gezinnen/hier/weging/{key}"
    assert client.post(address, {"key": key, "sufficiency": "insufficient"})["Location"] == f"{base}/keuze"
    page = client.get(f"{base}/keuze").content.decode()
    assert "checked" not in page
    for text in ("zeer kwetsbare situatie", "en ondanks: Steunend netwerk", "nu geen niveau", "zeg waarom"):
        assert text in page, text
    assert client.post(f"{base}/keuze", {"version": 1, "level": "vulnerable"})["Location"] == f"{base}/samen"
    assert "checked" not in client.get(f"{base}/samen").content.decode()
    today = timezone.localdate()
    form = {
        "version": 2,
        "present": ["parent", "interpreter"],
        "view": CANARIES[0],
        "weighed_on": today,
        "reweigh_on": today + timedelta(days=60),
    }
    assert client.post(f"{base}/samen", form)["Location"] == base
    page = client.get(base).content.decode()
    for text in (
        "Kwetsbare situatie",
        CANARIES[0],
        "de ouder, een tolk",
        "anne",
        "Schulden (bevestigd)",
        "Opnieuw wegen",
    ):
        assert text in page, text
    assert "k-expired" not in page
    assert "kwetsbare situatie" in client.get(f"/gezinnen/hier/{file}").content.decode()
    assert "kwetsbare situatie" not in client.get("/gezinnen/hier").content.decode(), "no list tells a level"


def test_an_expired_weighing_is_grey_and_says_so(here, midwife):
    today = timezone.localdate()
    file = a_file(midwife, here)
    key = weighed(midwife, here, file=file, weighed_on=today - timedelta(days=20), reweigh_on=today - timedelta(days=1))
    client = client_of(midwife)
    page = client.get(f"/gezinnen/hier/weging/{key}").content.decode()
    assert '<div class="k-expired">' in page
    assert "Wat toen is gekozen, geldt niet meer" in page
    page = client.get(f"/gezinnen/hier/{file}").content.decode()
    assert '<li class="k-expired">' in page
    assert "verlopen, opnieuw wegen sinds" in page


def test_where_the_conversation_comes_first_the_page_offers_no_level(here, midwife):
    key = begun(midwife, here, "unknown")
    page = client_of(midwife).get(f"/gezinnen/hier/weging/{key}/keuze").content.decode()
    assert "Eerst het gesprek" in page
    assert page.count('name="level"') == 1
    assert 'value="none"' in page


@pytest.mark.parametrize(
    ("step", "sent", "told"),
    [
        ("genoeg", {"version": 1}, "k-error"),
        ("genoeg", {"version": 9, "sufficiency": "unknown"}, "intussen ergens anders veranderd"),
        ("genoeg", {"sufficiency": "unknown"}, "intussen ergens anders veranderd"),
        ("keuze", {"version": 1}, "k-error"),
        ("keuze", {"version": 1, "level": "self_reliant"}, "Zeg waarom"),
        ("keuze", {"version": 1, "level": "self_reliant", "reason": "bsn 999990019"}, "Zeg waarom"),
        ("keuze", {"version": 1, "level": "<b>"}, "Kies een niveau"),
        ("keuze", {"version": "x", "level": "none"}, "intussen ergens anders veranderd"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(here, midwife, step, sent, told):
    key = begun(midwife, here)
    answer = client_of(midwife).post(f"/gezinnen/hier/weging/{key}/{step}", sent)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    read = queries_weighing.weighing(midwife.actor, here, key)
    assert (read.version, read.sufficiency) == (1, "insufficient")


def test_a_third_step_before_the_second_leads_back(here, midwife):
    key = begun(midwife, here)
    answer = client_of(midwife).get(f"/gezinnen/hier/weging/{key}/samen")
    assert answer["Location"] == f"/gezinnen/hier/weging/{key}/keuze"


def test_a_form_to_begin_without_its_key_is_one_sentence(here, midwife):
    file = a_file(midwife, here)
    for sent in ({"sufficiency": "unknown"}, {"sufficiency": "unknown", "key": "x"}, {"key": uuid4()}):
        answer = client_of(midwife).post(f"/gezinnen/hier/{file}/wegen", sent)
        assert answer.status_code == 400, sent
    assert queries_weighing.weighings_of(midwife.actor, here, file) == []


@pytest.mark.req("SEC-02", "unknown and foreign are one")
def test_each_address_of_a_weighing_of_another_is_not_found(here, midwife, nurse):
    file = a_file(midwife, here)
    key, client = weighed(midwife, here, file=file), client_of(nurse)
    for asked in (key, uuid4()):
        base = f"/gezinnen/hier/weging/{asked}"
        for page in (base, f"{base}/genoeg", f"{base}/keuze", f"{base}/samen"):
            assert client.get(page).status_code == 404, page
        for page in (f"{base}/genoeg", f"{base}/keuze", f"{base}/samen", f"{base}/weghalen"):
            assert client.post(page, {"version": 3, "sufficiency": "unknown", "level": "none"}).status_code == 404, page
    for asked in (file, uuid4()):
        assert client.get(f"/gezinnen/hier/{asked}/wegen").status_code == 404
        sent = {"key": uuid4(), "sufficiency": "unknown"}
        assert client.post(f"/gezinnen/hier/{asked}/wegen", sent).status_code == 404
    assert queries_weighing.weighing(midwife.actor, here, key).version == 3
