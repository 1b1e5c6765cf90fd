"""Consent: one receiver, one purpose, named data; the word of who decides; stopped at once, and never undone."""

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.families import doors, people
from tests.families.screens import client_of

from kansrijk.core import announce
from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_consent, consents, queries_consent, words_consent
from kansrijk.families.consents import Given
from kansrijk.families.models import Consent, ConsentStop
from kansrijk.trust import audit
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord, Membership, Organisation
from kansrijk.trust.queries import actor_for
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
ADULT, TODAY = date(1994, 2, 28), date(2026, 11, 26)
MONEY = Given("money", ("contact", "question"), ("self",), True, "spoken", "yes")


def begin(who: people.Somebody, where, part="mother", born_on: date | None = ADULT, **more):
    return commands.propose_file(
        by=who.actor,
        coalition=where,
        organisation=who.organisation,
        part=part,
        name="Kanarie Proef",
        born_on=born_on,
        **more,
    )


def keep(who: people.Somebody, where, file):
    commands.keep_file(by=who.actor, coalition=where, file=file, agreed_on=timezone.localdate())
    return file


def give(who: people.Somebody, where, file, receiver, given: Given = MONEY, **more):
    asking = queries_consent.asking(who.actor, where, file)
    name = next((one.name for one in asking.receivers if one.id == receiver), "")
    arguments = {"key": uuid4(), "mark": consents.mark_of(name, asking.organisation), **more}
    return commands_consent.give_consent(
        by=who.actor, coalition=where, file=file, receiver=receiver, given=given, **arguments
    )


def read(who: people.Somebody, where, consent):
    return queries_consent.consent(who.actor, where, consent)


def may_go(who: people.Somebody, where, consent, receiver, category="contact", purpose="money"):
    """What whatever sends will ask, by the query and by the database's own function."""
    with within(who.actor, where, verb="read", kind="consent") as inside:
        now = timezone.now()
        asked = queries_consent.holds(
            inside, consent=consent, receiver=receiver, purpose=purpose, category=category, at=now
        )
        with connection.cursor() as cursor:
            cursor.execute("select families.consent_holds(%s, %s, %s)", [consent, category, now])
            told = cursor.fetchone()[0]
    return asked, told


def is_denied(call, *arguments, **named) -> bool:
    with pytest.raises(Denied), transaction.atomic():
        call(*arguments, **named)
    return True


def refused(call, *arguments, **named) -> str:
    with pytest.raises(BadInput) as found, transaction.atomic():
        call(*arguments, **named)
    assert str(words_consent.FAULTS[found.value.field])
    return found.value.field


@pytest.mark.req("CON-01", "families.commands_consent.give_consent")
def test_a_consent_is_for_one_receiver_one_purpose_and_the_data_that_were_named(here, midwife, offered):
    file = begin(midwife, here)
    key = give(midwife, here, file, offered["debt_help"])
    found = read(midwife, here, key)
    assert found.categories == ("contact", "question")
    assert may_go(midwife, here, key, offered["debt_help"]) == (True, True)
    assert may_go(midwife, here, key, offered["debt_help"], "social") == (False, False)
    assert may_go(midwife, here, key, offered["social_team"])[0] is False
    assert may_go(midwife, here, key, offered["debt_help"], purpose="support")[0] is False


@pytest.mark.req("CON-01", "families.commands_consent.give_consent")
@pytest.mark.parametrize("wild", ["none", "elsewhere", "withdrawn", "without a rule"])
def test_there_is_no_consent_for_everybody_or_for_a_door_that_is_not_there(here, midwife, offered, wild):
    file = begin(midwife, here)
    receiver = {
        "none": uuid4(),
        "elsewhere": doors.door(people.coalition("daar"), "debt_help"),
        "withdrawn": offered["debt_help"],
        "without a rule": offered["library"],
    }[wild]
    if wild == "withdrawn":
        from kansrijk.offer.models import Service

        Service.objects.filter(pk=receiver).update(withdrawn_on=TODAY)
    assert refused(give, midwife, here, file, receiver) == "receiver"
    assert queries_consent.consents_of(midwife.actor, here, file) == []


@pytest.mark.req("CON-01", "constraints of families.consent")
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"categories": []}, "consent_categories"),
        ({"receiver_kind": "anyone"}, "consent_receiver_one"),
        ({"avg_basis": ""}, "consent_basis"),
        ({"secrecy_release": "presumed"}, "consent_release"),
        ({"exchange_consent": ""}, "consent_exchange"),
        ({"agreed": ["self", "holders"]}, "consent_others_named"),
        ({"agreed": ["holders"], "sealed_by_whom": "gAAAAx"}, "consent_age_rules"),
        ({"exception": "represented"}, "consent_exception_has_reason"),
        ({"sealed_by_whom": "Jan"}, "consent_by_whom_sealed"),
        ({"told": "iets anders"}, "consent_told_as_hashed"),
        ({"sender": "sociaal-team", "avg_basis": "6-1-a"}, "consent_of_a_municipality"),
        ({"expires_on": date(2020, 1, 1)}, "consent_ends"),
    ],
)
def test_the_database_refuses_what_is_no_consent(here, midwife, offered, change, constraint):
    key = give(midwife, here, begin(midwife, here), offered["debt_help"])
    with within(midwife.actor, here, verb="create", kind="consent"):
        row = Consent.objects.get(pk=key)
        row.pk = uuid4()
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.req("LAW-02", "families.models.Consent")
def test_the_four_facts_are_four_and_none_is_a_tick_called_consent(here, midwife, offered):
    key = give(midwife, here, begin(midwife, here), offered["debt_help"])
    with within(midwife.actor, here, verb="read", kind="consent"):
        row = Consent.objects.get(pk=key)
    assert (row.rule, row.rule_version, row.secrecy_release) == ("R5", 1, "explicit_consent")
    assert row.avg_basis.startswith("receiver: 6-1-e")
    assert row.exchange_consent == "not_applicable"
    assert row.informed_at is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname, attnotnull, atttypid::regtype::text from pg_attribute"
            " where attrelid = 'families.consent'::regclass and attnum > 0"
        )
        columns = {name: (needed, kind) for name, needed, kind in cursor.fetchall()}
    for name in ("avg_basis", "secrecy_release", "exchange_consent", "informed_at"):
        assert columns[name][0], f"{name} may not be left out"
    ticks = [name for name, (_, kind) in columns.items() if kind == "boolean"]
    assert ticks == ["with_interpreter"]
    assert not {"consent", "toestemming"} & {*columns, *(one.name for one in fields(Given))}


@pytest.mark.req("CON-02", "families.commands_consent.withdraw_consent")
def test_stopping_bites_at_once_and_twice_is_once(here, midwife, offered):
    heard = []
    file = begin(midwife, here)
    key = give(midwife, here, file, offered["debt_help"])
    handlers = announce._handlers[commands_consent.ConsentWithdrawn]
    handlers.append(heard.append)
    try:
        for _ in range(2):
            commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=key)
    finally:
        handlers.remove(heard.append)
    assert heard == [commands_consent.ConsentWithdrawn(key, here, "", midwife.account)]
    assert may_go(midwife, here, key, offered["debt_help"]) == (False, False)
    found = read(midwife, here, key)
    assert (found.is_in_force, found.how_ended) == (False, "professional")


@pytest.mark.req("CON-02", "one kind of data")
def test_one_kind_of_data_is_stopped_and_the_rest_holds(here, midwife, offered):
    key = give(midwife, here, begin(midwife, here), offered["debt_help"])
    commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=key, category="question")
    assert read(midwife, here, key).categories == ("contact",)
    assert may_go(midwife, here, key, offered["debt_help"], "question") == (False, False)
    assert may_go(midwife, here, key, offered["debt_help"], "contact") == (True, True)
    assert refused(
        commands_consent.withdraw_consent, by=midwife.actor, coalition=here, consent=key, category="health"
    ) == ("category")
    commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=key, category="contact")
    assert not read(midwife, here, key).is_in_force


@pytest.mark.req("CON-03", "families.only_grows")
def test_stopping_takes_nothing_away_and_cannot_be_undone(here, midwife, offered):
    file = begin(midwife, here)
    key = give(midwife, here, file, offered["debt_help"])
    commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=key)
    later = give(midwife, here, file, offered["debt_help"])
    found = {one.id: one for one in queries_consent.consents_of(midwife.actor, here, file)}
    assert set(found) == {key, later}
    assert found[key].given == ("contact", "question")
    assert found[key].ended_at is not None
    for statement in (
        "update families.consent_stop set stopped_at = now() + interval '1 day'",
        "delete from families.consent_stop",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            with within(midwife.actor, here, verb="update", kind="consent"), connection.cursor() as cursor:
                cursor.execute(statement)
    with within(midwife.actor, here, verb="update", kind="consent"), connection.cursor() as cursor:
        cursor.execute("delete from families.consent")
        assert cursor.rowcount == 0, "as long as the file is there"


@pytest.mark.req("CON-03", "replaced")
def test_a_newer_consent_for_the_same_door_and_purpose_takes_the_place_of_the_older(here, midwife, offered):
    file = begin(midwife, here)
    older = give(midwife, here, file, offered["debt_help"])
    newer = give(midwife, here, file, offered["debt_help"], replace(MONEY, categories=("contact",)))
    assert read(midwife, here, older).how_ended == "replaced"
    assert may_go(midwife, here, older, offered["debt_help"]) == (False, False)
    assert read(midwife, here, newer).categories == ("contact",)
    commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=newer)
    assert not any(one.is_in_force for one in queries_consent.consents_of(midwife.actor, here, file))


@pytest.mark.req("CON-04", "families.consents.accepted")
@pytest.mark.parametrize(
    ("years", "agreed", "field"),
    [
        (11, ("self",), "agreed"),
        (11, ("holders",), ""),
        (12, ("self",), "agreed"),
        (12, ("holders",), "agreed"),
        (12, ("self", "holders"), ""),
        (15, ("self",), "agreed"),
        (16, ("self",), ""),
        (16, ("holders",), "agreed"),
        (16, (), "agreed"),
    ],
)
def test_who_decides_follows_from_age_also_for_a_pregnant_minor(here, midwife, offered, years, agreed, field):
    today = timezone.localdate()
    file = begin(midwife, here, born_on=date(today.year - years, today.month, min(today.day, 28)))
    given = replace(MONEY, agreed=agreed, by_whom="de ouders" if "holders" in agreed else "")
    if field:
        assert refused(give, midwife, here, file, offered["debt_help"], given) == field
    else:
        assert read(midwife, here, give(midwife, here, file, offered["debt_help"], given)).agreed == agreed


@pytest.mark.req("CON-04", "families.consents.accepted")
def test_without_an_age_nobody_knows_who_decides(here, midwife, offered):
    file = begin(midwife, here, born_on=None)
    assert refused(give, midwife, here, file, offered["debt_help"]) == "said_age"
    give(midwife, here, file, offered["debt_help"], replace(MONEY, said_age="from_16"))


@pytest.mark.req("CON-04", "exceptions")
def test_an_exception_keeps_its_reason_and_who_decided(here, midwife, offered):
    file = begin(midwife, here)
    given = replace(MONEY, exception="represented", agreed=("representative",))
    assert refused(give, midwife, here, file, offered["debt_help"], given) == "reason"
    given = replace(given, reason="Kanarie-reden")
    assert refused(give, midwife, here, file, offered["debt_help"], given) == "by_whom"
    key = give(midwife, here, file, offered["debt_help"], replace(given, by_whom="Kanarie-mentor"))
    with within(midwife.actor, here, verb="read", kind="consent") as inside, connection.cursor() as cursor:
        row = Consent.objects.get(pk=key)
        assert inside.cipher.unseal(row.sealed_reason) == "Kanarie-reden"
        assert inside.cipher.unseal(row.sealed_by_whom) == "Kanarie-mentor"
        cursor.execute("select to_jsonb(c)::text from families.consent c")
        assert "Kanarie" not in cursor.fetchone()[0], "what names somebody is ciphertext"
    wrong = replace(given, exception="holders_aside", by_whom="x")
    assert refused(give, midwife, here, file, offered["debt_help"], wrong) == "exception"


@pytest.mark.req("CON-05", "per person")
def test_what_a_mother_agreed_is_no_consent_for_her_child(here, midwife, offered):
    mother = keep(midwife, here, begin(midwife, here))
    from kansrijk.families import queries

    give(midwife, here, mother, offered["debt_help"])
    family = queries.file(midwife.actor, here, mother).family
    child = begin(midwife, here, "child", timezone.localdate(), family=family)
    assert queries_consent.consents_of(midwife.actor, here, child) == []
    assert refused(give, midwife, here, child, offered["debt_help"]) == "agreed"


@pytest.mark.req("CON-06", "families.only_lets_go")
@pytest.mark.parametrize("column", ["told", "categories", "receiver", "expires_on"])
def test_the_text_that_was_told_stays_as_it_was(here, midwife, offered, column, database_server):
    key = give(midwife, here, begin(midwife, here), offered["debt_help"])
    found = read(midwife, here, key)
    assert found.is_as_told
    for part in ("Partij van anne", "Proef debt_help, Partij Proef", "waar u hulp bij wilt", "stoppen"):
        assert part in found.told, part
    assert "Kanarie" not in found.told
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with within(midwife.actor, here, verb="update", kind="consent"), connection.cursor() as cursor:
            cursor.execute(f"update families.consent set {column} = {column}")
    with database_server.connect(database=connection.settings_dict["NAME"]) as raw:
        triggers = raw.execute(
            "select tgname, tgrelid::regclass::text from pg_trigger"
            " where tgrelid::regclass::text like 'families.consent%' and not tgisinternal and tgenabled = 'O'"
            " order by 2, 1"
        ).fetchall()
    guards = [
        ("note_who_did_it", "families.consent"),
        ("only_lets_go", "families.consent"),
        ("note_who_did_it", "families.consent_stop"),
        ("only_grows", "families.consent_stop"),
    ]
    assert triggers == guards, "for the owner too"


@pytest.mark.req("CON-06", "families.consents.mark_of")
def test_a_form_made_from_another_text_is_shown_again(here, midwife, offered):
    file = begin(midwife, here)
    assert refused(give, midwife, here, file, offered["debt_help"], mark="0" * 16) == "version"


@pytest.mark.req("CON-10", "families.consents.accepted")
def test_the_three_kinds_of_yes_are_asked_apart(here, midwife, offered):
    """That secrecy is lifted, that the receiver may use it, and that the help is wanted: none stands for another."""
    file = begin(midwife, here)
    company = Given("company", ("contact",), ("self",), True, "spoken", "not_yet")
    volunteers = offered["volunteer_family_support"]
    assert refused(give, midwife, here, file, volunteers, company) == "use_agreed"
    assert refused(give, midwife, here, file, volunteers, replace(company, use_agreed=True, agreed=())) == "agreed"
    no_help = replace(company, use_agreed=True, help_wanted="")
    assert refused(give, midwife, here, file, volunteers, no_help) == "help_wanted"
    give(midwife, here, file, volunteers, replace(company, use_agreed=True))


@pytest.mark.req("CON-10", "families.consents.accepted")
def test_a_municipality_that_leans_on_consent_says_why_it_is_free(here, offered):
    worker = people.somebody("sociaal-team", here)
    file = begin(worker, here)
    volunteers = offered["volunteer_family_support"]
    given = Given("company", ("contact",), ("self",), True, "spoken", "yes", use_agreed=True)
    assert refused(give, worker, here, file, volunteers, given) == "indications"
    assert (
        refused(give, worker, here, file, volunteers, replace(given, own_question="Wie past er op?")) == "indications"
    )
    two = replace(given, indications=consents.INDICATIONS[:2], own_question="Wie past er op?")
    assert refused(give, worker, here, file, volunteers, two) == "indications"
    give(worker, here, file, volunteers, replace(two, indications=consents.INDICATIONS))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"categories": ()}, "categories"),
        ({"categories": ("contact", "everything")}, "categories"),
        ({"categories": ("contact", "health")}, "categories"),
        ({"purpose": "support"}, "purpose"),
        ({"purpose": ""}, "purpose"),
        ({"is_informed": False}, "is_informed"),
        ({"channel": "thought"}, "channel"),
        ({"help_wanted": "maybe"}, "help_wanted"),
        ({"by_whom": "BSN 123456782"}, "by_whom"),
        ({"own_question": "x" * 501}, "own_question"),
    ],
)
def test_what_is_not_said_is_one_sentence_at_its_field(here, midwife, offered, change, field):
    file = begin(midwife, here)
    assert refused(give, midwife, here, file, offered["debt_help"], replace(MONEY, **change)) == field
    assert queries_consent.consents_of(midwife.actor, here, file) == []


@pytest.mark.req("RES-08", "families.commands_consent.give_consent")
def test_a_form_that_is_sent_twice_gives_one_consent(here, midwife, nurse, offered):
    file, key = begin(midwife, here), uuid4()
    for _ in range(2):
        assert give(midwife, here, file, offered["debt_help"], key=key) == key
    assert len(queries_consent.consents_of(midwife.actor, here, file)) == 1
    theirs = begin(nurse, here)
    assert refused(give, nurse, here, theirs, offered["debt_help"], key=key) == "key"


def test_a_consent_ends_by_itself(here, midwife, offered):
    key = give(midwife, here, begin(midwife, here), offered["debt_help"])
    found = read(midwife, here, key)
    given_on = timezone.localdate(found.given_at)
    assert found.expires_on == date(given_on.year + 1, given_on.month, given_on.day)
    with within(midwife.actor, here, verb="read", kind="consent"):
        row = Consent.objects.get(pk=key)
        later = queries_consent.read([row], found.expires_on + timedelta(days=1))[0]
        with connection.cursor() as cursor:
            cursor.execute(
                "select families.consent_holds(%s, 'contact', %s), families.consent_holds(%s, 'contact', %s)",
                [
                    key,
                    f"{found.expires_on} 23:59:59 Europe/Amsterdam",
                    key,
                    f"{found.expires_on + timedelta(days=1)} 00:00:00 Europe/Amsterdam",
                ],
            )
            assert cursor.fetchone() == (True, False)
    assert (later.is_in_force, later.how_ended) == (False, "expired")


@pytest.mark.parametrize(
    ("on", "months", "until"),
    [
        (date(2026, 11, 26), 12, date(2027, 11, 26)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_are_counted_in_the_calendar(on, months, until):
    assert consents._months_later(on, months) == until


@pytest.mark.req("SEC-03", "consents")
def test_only_who_is_in_the_file_sees_its_consents(here, midwife, colleague, nurse, offered):
    file = keep(midwife, here, begin(midwife, here))
    key = give(midwife, here, file, offered["debt_help"])
    for who in (colleague, nurse, people.somebody("coordinator", here)):
        assert is_denied(queries_consent.consents_of, who.actor, here, file)
        assert is_denied(queries_consent.consent, who.actor, here, key)
        assert is_denied(commands_consent.withdraw_consent, by=who.actor, coalition=here, consent=key)
    with within(nurse.actor, here, verb="read", kind="file"):
        assert not Consent.objects.exists(), "the second lock: row security"
    commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    assert read(colleague, here, key).is_in_force
    assert is_denied(give, colleague, here, file, offered["debt_help"]), "who began the file asks"
    commands_consent.withdraw_consent(by=colleague.actor, coalition=here, consent=key)
    with within(nurse.actor, here, verb="read", kind="file"):
        assert not ConsentStop.objects.exists()
    assert not read(midwife, here, key).is_in_force


@pytest.mark.req("SEC-08", "membership ends")
def test_who_left_the_organisation_sees_and_stops_nothing(here, midwife, offered):
    file = keep(midwife, here, begin(midwife, here))
    key = give(midwife, here, file, offered["debt_help"])
    Membership.objects.filter(account=midwife.account).update(ends_on=timezone.localdate() - timedelta(days=1))
    gone = actor_for(people.Account.objects.get(pk=midwife.account), has_shown_factor=True)
    assert is_denied(queries_consent.consent, gone, here, key)


@pytest.mark.req("AUD-01", "consents")
def test_every_look_at_a_consent_and_every_change_is_one_complete_record(here, midwife, offered):
    file = begin(midwife, here)
    asking = queries_consent.asking(midwife.actor, here, file)
    door = next(one for one in asking.receivers if one.id == offered["debt_help"])
    key = uuid4()
    steps = [
        ("consent begun", "R", lambda: queries_consent.asking(midwife.actor, here, file)),
        (
            "consent given",
            "C",
            lambda: commands_consent.give_consent(
                by=midwife.actor,
                coalition=here,
                file=file,
                key=key,
                receiver=door.id,
                mark=consents.mark_of(door.name, asking.organisation),
                given=MONEY,
            ),
        ),
        ("consent read", "R", lambda: read(midwife, here, key)),
        ("consents listed", "R", lambda: queries_consent.consents_of(midwife.actor, here, file)),
        (
            "consent withdrawn",
            "U",
            lambda: commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=key),
        ),
    ]
    for event, action, step in steps:
        before = AuditRecord.objects.count()
        step()
        newest = AuditRecord.objects.latest("id")
        assert (AuditRecord.objects.count(), newest.event, newest.action) == (before + 1, event, action)
        assert (newest.data_class, newest.account, newest.coalition) == ("D4", midwife.account, here)
        assert "Kanarie" not in str(newest.detail)


@pytest.mark.req("AUD-02", "no record, no consent")
def test_without_a_record_no_consent_is_given_or_stopped(here, midwife, offered, monkeypatch):
    file = begin(midwife, here)
    key = give(midwife, here, file, offered["debt_help"])

    def refuse(**_fields):
        raise audit.AuditUnavailable

    monkeypatch.setattr(audit, "record", refuse)
    with pytest.raises(audit.AuditUnavailable), transaction.atomic():
        commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=key)
    monkeypatch.undo()
    assert read(midwife, here, key).is_in_force


def test_a_file_that_is_taken_away_takes_its_consents_along(here, midwife, offered):
    file = begin(midwife, here)
    give(midwife, here, file, offered["debt_help"])
    commands.forget_file(by=midwife.actor, coalition=here, file=file)
    with within(midwife.actor, here, verb="read", kind="file"):
        assert not Consent.objects.exists()


# On screen


@pytest.fixture
def screen(here, midwife, offered):
    return client_of(midwife), begin(midwife, here), offered["debt_help"]


def ask_path(file, door="") -> str:
    return f"/gezinnen/hier/{file}/toestemming" + (f"?bij={door}" if door else "")


def sent(page, **more):
    hidden = dict(re.findall(r'name="(key|mark|purpose)" value="([^"]+)"', page.content.decode()))
    return {
        **hidden,
        "categories": ["contact", "question"],
        "is_informed": "on",
        "agreed": "self",
        "help_wanted": "yes",
        "channel": "spoken",
        **more,
    }


@pytest.mark.req("CON-01", "templates/families/consent.html")
def test_nothing_is_ticked_or_chosen_beforehand(screen):
    client, file, door = screen
    page = client.get(ask_path(file, door)).content.decode()
    assert page.count('type="checkbox"') >= 6
    assert "checked" not in page
    assert 'name="purpose" value="money"' in page, "the one purpose of this receiver is no choice"


@pytest.mark.req("CON-02", "templates/families/_consents.html")
def test_stopping_is_one_tap_on_the_page_of_the_file_and_giving_takes_more(screen):
    client, file, door = screen
    client.post(ask_path(file, door), sent(client.get(ask_path(file, door))))
    page = client.get(f"/gezinnen/hier/{file}").content.decode()
    assert "Proef debt_help" in page
    address = re.search(r'action="(/gezinnen/hier/toestemming/[^"]+/stoppen)"', page)[1]
    answer = client.post(address, follow=True)
    assert answer.redirect_chain[-1][0] == f"/gezinnen/hier/{file}"
    assert address not in answer.content.decode()
    assert "Gestopt" in answer.content.decode()


def test_one_part_is_stopped_on_the_page_and_a_part_that_is_not_there_is_said(screen):
    client, file, door = screen
    client.post(ask_path(file, door), sent(client.get(ask_path(file, door))))
    page = client.get(f"/gezinnen/hier/{file}").content.decode()
    address = re.search(r'action="(/gezinnen/hier/toestemming/[^"]+/stoppen)"', page)[1]
    assert "Er is niets veranderd" in client.post(address, {"wat": "health"}, follow=True).content.decode()
    client.post(address, {"wat": "question"})
    page = client.get(f"/gezinnen/hier/{file}").content.decode()
    assert address in page
    assert "waar u hulp bij wilt" not in page


def test_a_form_that_is_not_complete_comes_back_with_what_was_said(screen):
    client, file, door = screen
    page = client.get(ask_path(file, door))
    answer = client.post(ask_path(file, door), sent(page, agreed=[]))
    assert answer.status_code == 400
    told = answer.content.decode()
    assert str(words_consent.FAULTS["agreed"]) in told
    assert re.search(r'value="question"[^>]*checked', told), "what was ticked stays"


def test_a_door_that_is_not_in_the_list_is_one_sentence(screen):
    client, file, _ = screen
    for wrong in (str(uuid4()), "overal", "*"):
        answer = client.get(ask_path(file, wrong))
        assert answer.status_code == 400
        assert str(words_consent.FAULTS["receiver"]) in answer.content.decode()
    page = client.get(ask_path(file)).content.decode()
    assert "Proef debt_help" in page
    assert "Proef library" not in page, "no rule speaks of it"
    assert "Veilig Thuis" in page, "what goes by telephone is told"


@pytest.mark.req("LAW-06", "addresses of consents")
def test_no_address_of_a_consent_names_a_person_a_door_or_a_kind_of_data(screen):
    client, file, door = screen
    client.post(ask_path(file, door), sent(client.get(ask_path(file, door))))
    page = client.get(f"/gezinnen/hier/{file}").content.decode()
    addresses = re.findall(r'(?:href|action)="(/gezinnen[^"]*)"', page)
    assert len(addresses) > 3
    for address in addresses:
        assert not re.search(r"kanarie|proef|debt|schuld|question|health", address, re.IGNORECASE), address


@pytest.mark.req("SEC-02", "unknown and foreign are one")
def test_a_stranger_finds_no_consent(screen, here, nurse):
    client, file, door = screen
    client.post(ask_path(file, door), sent(client.get(ask_path(file, door))))
    page = client.get(f"/gezinnen/hier/{file}").content.decode()
    address = re.search(r'action="(/gezinnen/hier/toestemming/[^"]+/stoppen)"', page)[1]
    stranger = client_of(nurse)
    unknown = re.sub(r"[0-9a-f-]{36}", str(uuid4()), address)
    answers = [stranger.post(path) for path in (address, unknown)]
    assert [one.status_code for one in answers] == [404, 404]
    assert stranger.get(ask_path(file, door)).status_code == 404
    assert "Stop" in client.get(f"/gezinnen/hier/{file}").content.decode()


def test_the_party_of_the_sender_is_named_as_it_is_called(here, midwife, offered):
    assert Organisation.objects.get(pk=midwife.organisation).name == "Partij van anne"
    assert queries_consent.asking(midwife.actor, here, begin(midwife, here)).organisation == "Partij van anne"
