"""A consent lets go of a file that is destroyed, changes in nothing else, and goes too where nothing was sent."""

import psycopg
import pytest
from django.db import connection, connections
from tests import prepared
from tests.families import people
from tests.families.test_consents import MONEY, begin, give
from tests.families.test_row_security import FIFTY
from tests.referrals import sending

from kansrijk.families import commands
from kansrijk.families.models import Consent
from kansrijk.referrals.models import Referral
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within
from kansrijk.trust.models import Account, Membership, Organisation
from kansrijk.trust.queries import actor_for

fifty = prepared.fixture_for_real(FIFTY)
CONSENT = (
    "insert into families.consent (id, coalition, person_id, receiver, receiver_name, receiver_kind, sender, purpose,"
    " categories, rule, rule_version, table_version, avg_basis, secrecy_release, exchange_consent, informed_at,"
    " help_wanted, age, agreed, channel, with_interpreter, told, told_version, told_language, told_hash, recorded_by,"
    " organisation, expires_on)"
    " select gen_random_uuid(), coalition, id, gen_random_uuid(), 'Proef', 'money_help', 'jgz', 'money', '{contact}',"
    " 'R5', 1, 'x', 'x', 'explicit_consent', 'given', now(), 'yes', 'from_16', '{self}', 'spoken', false, 'a', '1',"
    " 'nl', sha256('a'), author, organisation, current_date + 30 from families.person limit 1 returning id, person_id"
)


@pytest.mark.req("CON-06", "families.only_lets_go")
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
@pytest.mark.parametrize(
    "change",
    [
        "told = 'b', told_hash = sha256('b')",
        "person_id = null, expires_on = expires_on + 1",
        "person_id = null, categories = '{contact,health}'",
        "expires_on = expires_on",
    ],
)
def test_nobody_changes_a_consent_not_even_whom_nothing_else_stops(fifty, database_server, change):
    """As the superuser of the database: no grant and no policy stops that one, the trigger does."""
    name = connections["default"].settings_dict["NAME"]
    with database_server.connect(database=name) as raw, raw.transaction(force_rollback=True):
        consent, _ = raw.execute(CONSENT).fetchone()
        with pytest.raises(psycopg.errors.RaiseException, match="never changed"), raw.transaction():
            raw.execute(f"update families.consent set {change} where id = %s", [consent])


@pytest.mark.django_db(transaction=True, databases=["default", "families"])
def test_a_file_that_is_destroyed_is_let_go_of_with_all_else_as_it_was(fifty, database_server):
    name = connections["default"].settings_dict["NAME"]
    with database_server.connect(database=name) as raw, raw.transaction(force_rollback=True):
        consent, person = raw.execute(CONSENT).fetchone()
        before = raw.execute("select to_jsonb(c) - 'person_id' from families.consent c where id = %s", [consent])
        told = before.fetchone()
        raw.execute("delete from families.person where id = %s", [person])
        after = raw.execute(
            "select person_id, to_jsonb(c) - 'person_id' from families.consent c where id = %s", [consent]
        )
        assert after.fetchone() == (None, *told)


@pytest.mark.django_db
def test_where_nothing_was_sent_the_consent_goes_with_the_file(here, midwife, offered):
    kept = begin(midwife, here)
    give(midwife, here, kept, offered["debt_help"], MONEY)
    gone = begin(midwife, here)
    give(midwife, here, gone, offered["debt_help"], MONEY)
    commands.forget_file(by=midwife.actor, coalition=here, file=gone)
    with within(midwife.actor, here, verb="read", kind="consent"):
        assert list(Consent.objects.values_list("person", flat=True)) == [kept]


def run_out(who, where, file) -> None:
    """The week is over by the clock of the database: the row is written so under the same policies."""
    rights = "file.read.author file.update.author file.expire.none"
    with within(who.actor, where, verb="update", kind="file"), connection.cursor() as cursor:
        cursor.execute("select set_config('kansrijk.rights', %s, true)", [rights])
        cursor.execute("update families.person set ends_at = now() where id = %s", [file])
        assert cursor.rowcount == 1


@pytest.mark.django_db
def test_a_proposal_whose_week_is_over_takes_its_consents_along(here, midwife, offered):
    file = begin(midwife, here)
    give(midwife, here, file, offered["debt_help"], MONEY)
    run_out(midwife, here, file)
    assert commands.forget_expired(by=installation_actor()) == 1
    assert left(midwife, here) == 0


@pytest.mark.django_db
def test_a_proposal_whose_week_is_over_leaves_what_was_sent(here, midwife, nurse):
    at = sending.scene(here, midwife, nurse)
    made = sending.send(at)
    sending.give_again(at)
    run_out(midwife, here, at.file)
    assert commands.forget_expired(by=installation_actor()) == 1
    assert left(midwife, here) == 1, "the one on which the referral hangs, and not the one beside it"
    assert sending.texts_of(at, nurse, made)
    assert sending.texts_of(at, midwife, made), "who sent carries it without a file too"


@pytest.mark.django_db
def test_who_works_elsewhere_now_destroys_a_file_all_the_same(here, midwife, nurse):
    """What was sent from where one worked before is not shown any more, and hangs on its consent all the same."""
    at = sending.scene(here, midwife, nurse)
    made = sending.send(at)
    commands.forget_file(by=midwife.actor, coalition=here, file=at.file)
    party = Organisation.objects.create(name="Elders").pk
    Membership.objects.filter(account=midwife.actor.account).update(organisation=party)
    now = people.Somebody(actor_for(Account.objects.get(pk=midwife.actor.account), has_shown_factor=True), party)
    file = sending.file_of(here, now)
    commands.forget_file(by=now.actor, coalition=here, file=file)
    with within(nurse.actor, here, verb="read", kind="referral"):
        assert Referral.objects.filter(pk=made, consent__person=None).exists()


def left(who, where) -> int:
    """Consents that the superuser of the database would find: row security of one's own shows no more."""
    with within(who.actor, where, verb="read", kind="consent"), connection.cursor() as cursor:
        cursor.execute("select set_config('kansrijk.rights', 'file.expire.none referral.expire.none', true)")
        return Consent.objects.count()
