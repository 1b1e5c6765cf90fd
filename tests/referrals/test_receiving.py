"""What the database itself keeps from everybody but the two organisations of a referral."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests.families import people
from tests.referrals.sending import send, step

from kansrijk.offer.models import Desk
from kansrijk.referrals.models import Event, Part, Referral, Word
from kansrijk.trust.compartment import within

pytestmark = pytest.mark.django_db
TABLES = (Referral, Part, Event, Word)


def seen(who: people.Somebody, where) -> dict[str, int]:
    """Rows of each table, asked past every query of ours."""
    with within(who.actor, where, verb="read", kind="referral"):
        return {table.__name__: table.objects.count() for table in TABLES}


@pytest.mark.req("SEC-03", "referrals")
def test_the_database_shows_a_referral_to_two_organisations_only(scene, here, colleague):
    made = send(scene)
    step(scene, scene.receiver, made, "receive")
    step(scene, scene.receiver, made, "ask", words="wanneer?")
    nothing = dict.fromkeys(("Referral", "Part", "Event", "Word"), 0)
    assert seen(scene.sender, here) == {"Referral": 1, "Part": 4, "Event": 3, "Word": 1}
    assert seen(scene.receiver, here) == {"Referral": 1, "Part": 4, "Event": 3, "Word": 1}
    for role in ("jgz", "sociaal-team", "verloskundige", "huisarts", "kraamverzorgende"):
        assert seen(people.somebody(role, here, name=f"derde-{role}"), here) == nothing, role
    assert seen(colleague, here) == nothing, "of the sender's practice, and not who sent"
    elsewhere = people.coalition("daar")
    assert (
        seen(people.somebody("jgz", elsewhere, organisation=scene.receiver.organisation, name="daar"), elsewhere)
        == nothing
    )


@pytest.mark.req("SEC-03", "referrals")
@pytest.mark.parametrize("setting", ["coalition", "account", "organisations", "rights"])
def test_what_the_database_is_not_told_it_does_not_show_of_referrals(scene, here, setting):
    send(scene)
    with within(scene.sender.actor, here, verb="read", kind="referral"), connection.cursor() as cursor:
        assert Part.objects.count() == 4
        cursor.execute("select set_config(%s, '', true)", [f"kansrijk.{setting}"])
        assert [table.objects.count() for table in TABLES] == [0, 0, 0, 0]


@pytest.mark.req("LAW-01", "whose consent")
def test_a_receiver_sends_nothing_on_under_the_consent_that_was_received(scene, here):
    """The receiver may ask whether the consent holds, and so could name it in a referral of its own."""
    made = send(scene)
    Desk.objects.filter(service=scene.door).update(organisation=scene.sender.organisation)
    with within(scene.receiver.actor, here, verb="create", kind="referral"):
        row = Referral.objects.get(pk=made)
        row.pk, row.sender, row.sender_organisation = uuid4(), scene.receiver.account, scene.receiver.organisation
        row.receiver_organisation = scene.sender.organisation
        with pytest.raises(DatabaseError, match="no consent holds"), transaction.atomic():
            row.save(force_insert=True)


def test_nobody_writes_a_step_in_the_name_of_the_other_side(scene, here):
    made = send(scene)
    with within(scene.receiver.actor, here, verb="update", kind="referral"):
        for who, account in (("sender", scene.receiver.account), ("receiver", scene.sender.account), ("clock", None)):
            wild = Event(
                id=uuid4(),
                coalition=here,
                referral_id=made,
                number=9,
                event="x",
                who=who,
                state="sent",
                account=account,
            )
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                wild.save(force_insert=True)
