"""Break-glass: a file of a colleague in an emergency, one person, for hours, told and judged, by row security."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.families import own, people
from tests.families.screens import client_of

from kansrijk.core.faults import BadInput
from kansrijk.families import (
    commands,
    commands_event,
    commands_glass,
    commands_signal,
    commands_telling,
    glass,
    jobs,
    queries,
    queries_glass,
    queries_signal,
    telling_glass,
)
from kansrijk.families.models import BreakGlass, Factor, Person, PersonHistory, Signal, SignalHistory
from kansrijk.families.signals import Chosen, Moment, Said
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import seeking, within
from kansrijk.trust.models import Account, AuditRecord, EmergencyMark, Membership
from kansrijk.trust.queries import actor_for
from kansrijk.trust.rules import Denied, FactorNeeded

pytestmark = pytest.mark.django_db
REASON = "zij belt in paniek en anne is niet te bereiken"


@pytest.fixture
def judge(here):
    return people.somebody("privacyfunctionaris", here, name="pien")


@pytest.fixture
def kept(here, midwife):
    """A kept file with a finished signal."""
    file = own.kept(midwife, here)
    where = {"by": midwife.actor, "coalition": here}
    key = commands_signal.begin_signal(organisation=midwife.organisation, key=uuid4(), file=file, **where)
    due = timezone.localdate() + timedelta(days=140)
    commands_signal.say_when(signal=key, version=1, moment=Moment("during", due_on=due), **where)
    commands_signal.choose_factors(signal=key, version=2, chosen=Chosen({"RMa02": "confirmed"}), **where)
    said = Said("Hulp met brieven", "yes", "bel na drie uur", "pl", "yes")
    commands_signal.say_wish(signal=key, version=3, said=said, **where)
    return file


def broken(who, here, **more):
    said = {"key": uuid4(), "name": own.NAME, "born_on": own.ADULT, "reason": REASON, "hours": 1, **more}
    return commands_glass.break_glass(by=who.actor, coalition=here, **said)


def look(who, here, opening):
    return queries_glass.emergency(who.actor, here, opening)


def seen(who, here, file) -> list[int]:
    """What the database itself shows of the file, whatever a query asks."""
    with within(who.actor, here, verb="read", kind="file"):
        rows = (Person.objects.filter(pk=file), Signal.objects.filter(person=file), Factor.objects.all())
        return [one.count() for one in rows]


@pytest.mark.req("SEC-07", "families.commands_glass.break_glass")
def test_a_colleague_reads_what_helps_and_nothing_is_hidden_from_who_judges(here, midwife, colleague, judge, kept):
    assert seen(colleague, here, kept) == [0, 0, 0]
    opening = broken(colleague, here)
    found = look(colleague, here, opening)
    assert (found.name, found.telephone, found.keeper) == (own.NAME, "06 98765432", "anne")
    assert (found.contact, found.language, [one.code for one in found.factors]) == ("bel na drie uur", "pl", ["RMa02"])
    assert seen(colleague, here, kept) == [1, 1, 1]
    (told,) = queries_glass.openings(judge.actor, here)
    assert (told.name, told.reason, told.outcome, told.is_own) == ("bo", REASON, "", False)
    for asked in (queries.file, queries_signal.signals_of):
        with pytest.raises(Denied):
            asked(colleague.actor, here, kept)


@pytest.mark.req("SEC-07", "ends by itself")
def test_it_ends_by_itself_and_the_database_shows_nothing_any_more(here, midwife, colleague, judge, kept):
    """The clock of the database stands still in a test, so the opening is one of hours ago."""
    now = timezone.now()
    with within(colleague.actor, here, verb="create", kind="break_glass") as inside:
        mark = inside.cipher.mark("person", own.NAME.casefold(), own.ADULT.isoformat())
        with seeking(mark):
            row = BreakGlass(
                id=uuid4(), coalition=here, person_id=kept, account=inside.account, organisation=midwife.organisation,
                sealed_reason=inside.cipher.seal(REASON),
                opened_at=now - timedelta(hours=2), ends_at=now - timedelta(seconds=1),
            )  # fmt: skip
            row.save(force_insert=True)
    assert seen(colleague, here, kept) == [0, 0, 0]
    with pytest.raises(Denied):
        look(colleague, here, row.pk)
    opening = broken(colleague, here, hours=4)
    assert seen(colleague, here, kept) == [1, 1, 1]
    with time_machine.travel(now + timedelta(hours=4, seconds=5), tick=False):
        with pytest.raises(Denied):
            look(colleague, here, opening)
        assert client_of(colleague).get(f"/gezinnen/hier/nood/{opening}").status_code == 404


def test_it_is_closed_by_hand_at_once_and_twice_is_once(here, midwife, colleague, judge, kept):
    opening = broken(colleague, here)
    for _ in range(2):
        commands_glass.close_glass(by=colleague.actor, coalition=here, opening=opening)
    assert AuditRecord.objects.filter(event="break-glass closed").count() == 1
    assert seen(colleague, here, kept) == [0, 0, 0]
    with pytest.raises(Denied):
        look(colleague, here, opening)


@pytest.mark.req("SEC-07", "one person, at most four hours")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"hours": 5}, "hours"),
        ({"hours": 0}, "hours"),
        ({"because": ""}, "because"),
        ({"because": "zomaar"}, "because"),
        ({"reason": "nood"}, "reason"),
        ({"because": "reach", "reason": ""}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"reason": "zij heeft nummer 999990019 en belt in paniek"}, "reason"),
    ],
)
def test_without_a_reason_or_for_too_long_nothing_opens(here, midwife, colleague, judge, kept, wrong, field):
    with pytest.raises(BadInput) as refused:
        broken(colleague, here, **wrong)
    assert refused.value.field == field
    assert not queries_glass.openings(judge.actor, here)


def test_the_database_itself_knows_no_longer_opening(here, midwife, colleague, judge, kept):
    with within(colleague.actor, here, verb="create", kind="break_glass") as inside:
        mark = inside.cipher.mark("person", own.NAME.casefold(), own.ADULT.isoformat())
        fields = {"coalition": here, "person_id": kept, "account": inside.account, "organisation": midwife.organisation}
        for ends, marked in ((timedelta(hours=4, seconds=1), mark), (timedelta(hours=1), bytes(32))):
            row = BreakGlass(
                id=uuid4(), sealed_reason=inside.cipher.seal(REASON), ends_at=timezone.now() + ends, **fields
            )
            with seeking(marked), pytest.raises(DatabaseError), transaction.atomic():
                row.save(force_insert=True)
    assert timedelta(hours=max(glass.HOURS)) == glass.LONGEST


def test_one_file_at_a_time_and_a_form_sent_twice_is_one_opening(here, midwife, colleague, judge, kept):
    key = uuid4()
    assert broken(colleague, here, key=key) == broken(colleague, here, key=key) == key
    own.kept(midwife, here, name="Ander Proef")
    with pytest.raises(BadInput) as refused:
        broken(colleague, here, name="Ander Proef")
    assert refused.value.field == "one"
    commands_glass.close_glass(by=colleague.actor, coalition=here, opening=key)
    assert broken(colleague, here, name="Ander Proef")
    with pytest.raises(BadInput):
        broken(midwife, here, key=key)


@pytest.mark.req("SEC-07", "somebody judges it")
def test_where_nobody_can_judge_nothing_is_opened(here, midwife, colleague, kept):
    with pytest.raises(BadInput) as refused:
        broken(colleague, here)
    assert refused.value.field == "judge"
    judge = people.somebody("privacyfunctionaris", here, name="pien")
    Membership.objects.filter(account=judge.account).update(ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(BadInput):
        broken(colleague, here)


def test_only_exactly_this_person_of_the_own_organisation_is_found(here, midwife, colleague, nurse, judge, kept):
    for who, said in (
        (colleague, {"name": "Kanarie"}),
        (colleague, {"born_on": None}),
        (nurse, {}),
    ):
        assert broken(who, here, **said) is None
        newest = AuditRecord.objects.latest("id")
        assert (newest.event, newest.outcome, newest.purpose) == ("break-glass found nobody", 4, "emergency")
    proposal = own.commands.propose_file(
        by=midwife.actor, coalition=here, organisation=midwife.organisation, part="mother", name="Voorstel Proef"
    )
    assert broken(colleague, here, name="Voorstel Proef", born_on=None) is None
    assert seen(colleague, here, proposal)[0] == 0
    assert broken(colleague, here, name="  kanarie PROEF ")


@pytest.mark.req("SEC-02", "break_glass")
def test_no_coordinator_no_stranger_and_nobody_without_a_code_opens_anything(here, midwife, colleague, judge, kept):
    opening = broken(colleague, here)
    coordinator = people.somebody("coordinator", here, name="coor", organisation=midwife.organisation)
    far = people.somebody("verloskundige", people.coalition("daar"), name="ver")
    for who in (coordinator, far, judge):
        with pytest.raises(Denied):
            broken(who, here)
        with pytest.raises(Denied):
            look(who, here, opening)
        assert client_of(who).get("/gezinnen/hier/nood").status_code == 404
        with pytest.raises(Denied):
            commands_glass.close_glass(by=who.actor, coalition=here, opening=opening)
    for who in (colleague, midwife, coordinator, far):
        with pytest.raises(Denied):
            queries_glass.openings(who.actor, here)
        with pytest.raises(Denied):
            commands_glass.decide_glass(by=who.actor, coalition=here, opening=opening, outcome="right", note="goed")
    with pytest.raises(Denied):
        look(midwife, here, opening)
    bare = people.somebody("verloskundige", here, name="kaal", organisation=midwife.organisation, factor=False)
    with pytest.raises(FactorNeeded):
        broken(bare, here)
    assert client_of(colleague, shown=False).get("/gezinnen/hier/nood").status_code == 302


def test_a_parent_has_no_part_in_it(here, midwife, colleague, judge, kept):
    parent = own.opened(own.Given(kept, own.link(midwife, here, kept)))
    with pytest.raises(Denied):
        commands_glass.break_glass(
            by=parent, coalition=here, key=uuid4(), name=own.NAME, born_on=own.ADULT, reason=REASON, hours=1
        )


@pytest.mark.req("AUD-01", "break-glass")
@pytest.mark.req("AUD-07", "break-glass")
def test_each_look_is_a_record_and_stands_in_who_looked(here, midwife, colleague, judge, kept):
    opening = broken(colleague, here)
    assert AuditRecord.objects.latest("id").purpose == "emergency"
    before = AuditRecord.objects.count()
    look(colleague, here, opening)
    assert AuditRecord.objects.count() == before + 1
    newest = AuditRecord.objects.latest("id")
    assert (newest.event, newest.purpose, newest.data_class) == ("break-glass read", "emergency", "D4")
    assert REASON not in str(newest.detail)
    page = own.words(client_of(midwife).get(f"/gezinnen/hier/{kept}/gekeken"))
    assert "opende in nood een dossier" in page
    assert "las een dossier dat in nood was geopend" in page


@pytest.mark.req("WEB-49", "break-glass")
def test_who_judges_gets_a_mail_without_content(here, midwife, colleague, judge, kept):
    broken(colleague, here)
    waiting = list(ProcrastinateJob.objects.filter(task_name=telling_glass.JOB).values_list("args", flat=True))
    assert waiting == [{"coalition": str(here)}]
    assert not set(ProcrastinateJob.objects.values_list("task_name", flat=True)) - {
        telling_glass.JOB,
        telling_glass.JOB_OF_KEEPER,
    }
    jobs.tell_judges(coalition=str(here))
    (sent,) = mail.outbox
    assert sent.to == ["pien@voorbeeld.invalid"]
    told = sent.subject + sent.body
    assert "iets te beoordelen" in told
    for word in ("Kanarie", "anne", "bo ", "nood", "dossier", "hier", "verloskund"):
        assert word not in told, word
    with pytest.raises(Denied):
        commands_telling.tell_judges(by=colleague.actor, coalition=here)
    assert commands_telling.tell_judges(by=installation_actor(), coalition=uuid4()) == 0


@pytest.mark.req("SEC-07", "families.commands_glass.decide_glass")
def test_it_is_judged_once_by_somebody_else(here, midwife, colleague, judge, kept):
    opening = broken(colleague, here)
    client = client_of(judge)
    assert client.get("/gezinnen/hier")["Location"] == "/gezinnen/hier/nood/oordelen"
    assert "Nog niet beoordeeld" in client.get("/gezinnen/hier/nood/oordelen").content.decode()
    address = f"/gezinnen/hier/nood/{opening}/oordeel"
    assert REASON in client.get(address).content.decode()
    assert own.NAME not in client.get(address).content.decode()
    for said, sentence in (({}, "Kies of dit juist was"), ({"outcome": "right"}, "Schrijf waarom")):
        wrong = client.post(address, said)
        assert (wrong.status_code, sentence in wrong.content.decode()) == (422, True)
    assert client.post(address, {"outcome": "right", "note": "zij was niet te bereiken"}).status_code == 302
    again = client.post(address, {"outcome": "wrong", "note": "toch niet"})
    assert again.status_code == 422
    (told,) = queries_glass.openings(judge.actor, here)
    assert (told.outcome, told.note) == ("right", "zij was niet te bereiken")


@pytest.mark.req("SEC-07", "web.emergency")
def test_on_screen_every_page_says_that_it_is_open_until_it_is_not(here, midwife, colleague, judge, kept):
    client = client_of(colleague)
    assert "Een dossier openen in nood" in client.get("/gezinnen/hier").content.decode()
    form = client.get("/gezinnen/hier/nood")
    assert "checked" not in form.content.decode()
    said = {"key": uuid4(), "name": own.NAME, "born_on": own.ADULT.isoformat(), "because": "parent", "hours": "1"}
    nobody = client.post("/gezinnen/hier/nood", {**said, "name": "Niemand"})
    assert (nobody.status_code, "geen dossier met precies" in nobody.content.decode()) == (422, True)
    opened = client.post("/gezinnen/hier/nood", said)
    page = client.get(opened["Location"])
    assert own.NAME in page.content.decode()
    for address in ("/gezinnen/hier", "/hulp-vinden", "/verwijzingen/hier"):
        assert "Er staat in nood een dossier open" in client.get(address).content.decode(), address
    assert "Er staat in nood" not in client_of(midwife).get("/gezinnen/hier").content.decode()
    elsewhere = client_of(colleague, shown=False)
    banner = elsewhere.get("/hulp-vinden").content.decode()
    assert "Er staat in nood een dossier open" in banner, "in each browser of that account"
    assert opened["Location"] in banner
    closed = client.post(f"{opened['Location']}/sluiten")
    assert closed.status_code == 302
    for browser in (client, elsewhere):
        assert "Er staat in nood" not in browser.get("/hulp-vinden").content.decode()
    assert client.get(opened["Location"]).status_code == 404


def test_after_a_loss_no_week_is_told_in_an_emergency_either(here, midwife, colleague, judge, kept):
    assert look(colleague, here, broken(colleague, here)).moment.due_on
    commands_event.record_event(by=midwife.actor, coalition=here, file=kept, key=uuid4(), kind="pregnancy_lost")
    (opening,) = queries_glass.openings(judge.actor, here)
    found = look(colleague, here, opening.id)
    assert (found.moment, found.has_ended) == (None, True)


@pytest.mark.req("SEC-07", "families.is_broken")
def test_no_colleague_sees_along(here, midwife, colleague, judge, kept):
    broken(colleague, here)
    """Not even who is of the same practice and judges too: that one sees every opening, and no file by it."""
    other = people.somebody("verloskundige", here, name="cor", organisation=midwife.organisation)
    Membership.objects.create(
        account_id=other.account,
        organisation_id=midwife.organisation,
        coalition_id=here,
        role="privacyfunctionaris",
        starts_on=timezone.localdate(),
    )
    other = people.Somebody(actor_for(Account.objects.get(pk=other.account), has_shown_factor=True), other.organisation)
    assert queries_glass.openings(other.actor, here)
    assert seen(colleague, here, kept) == [1, 1, 1]
    assert seen(other, here, kept) == [0, 0, 0]


@pytest.mark.req("SEC-07", "what is guarded")
def test_what_is_guarded_stays_with_who_wrote_it_down(here, midwife, colleague, judge, kept):
    (signal,) = queries_signal.signals_of(midwife.actor, here, kept)
    chosen = Chosen({"RMa02": "confirmed", "RS01": "suspected"}, True)
    commands_signal.choose_factors(by=midwife.actor, coalition=here, signal=signal.id, version=4, chosen=chosen)
    found = look(colleague, here, broken(colleague, here))
    assert [one.code for one in found.factors] == ["RMa02"]
    assert seen(colleague, here, kept) == [1, 1, 1]
    with within(colleague.actor, here, verb="read", kind="file"):
        assert not PersonHistory.objects.exists()
        assert not SignalHistory.objects.exists()
    assert seen(midwife, here, kept) == [1, 1, 2], "who wrote it down sees it still"


@pytest.mark.req("WEB-49", "break-glass")
def test_who_keeps_the_file_gets_a_mail_without_content_and_sees_it_there(here, midwife, colleague, judge, kept):
    other = own.kept(midwife, here, name="Ander Proef")
    assert "In nood geopend" not in client_of(midwife).get(f"/gezinnen/hier/{kept}").content.decode()
    broken(colleague, here)
    (told,) = ProcrastinateJob.objects.filter(task_name=telling_glass.JOB_OF_KEEPER).values_list("args", flat=True)
    assert told == {"coalition": str(here), "account": str(midwife.account)}
    jobs.tell_keeper(**told)
    (sent,) = mail.outbox
    assert sent.to == ["anne@voorbeeld.invalid"]
    for word in ("Kanarie", "bo ", "nood", "dossier", "hier", "verloskund"):
        assert word not in sent.subject + sent.body, word
    client = client_of(midwife)
    assert "In nood geopend" in client.get(f"/gezinnen/hier/{kept}").content.decode()
    assert "in nood geopend" in client.get("/gezinnen/hier").content.decode()
    assert "In nood geopend" not in client.get(f"/gezinnen/hier/{other}").content.decode()
    commands.take_in(by=midwife.actor, coalition=here, file=kept, account=colleague.account)
    third = people.somebody("verloskundige", here, name="dirk", organisation=midwife.organisation)
    commands.take_in(by=midwife.actor, coalition=here, file=kept, account=third.account)
    for who in (colleague, third):
        assert queries.file(who.actor, here, kept).opened_in_emergency is None
    Membership.objects.filter(account=midwife.account).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert commands_telling.tell_keeper(by=installation_actor(), coalition=here, account=midwife.account) == 0
    with pytest.raises(Denied):
        commands_telling.tell_keeper(by=colleague.actor, coalition=here, account=midwife.account)


@pytest.mark.req("SEC-07", "EmergencyMark")
def test_who_judges_finds_it_on_the_page_of_today_until_it_was_judged(here, midwife, colleague, judge, kept):
    line = "Er is in nood een dossier geopend"
    for who in (judge, colleague):
        assert line not in client_of(who).get("/vandaag").content.decode()
    opening = broken(colleague, here)
    far = people.somebody("privacyfunctionaris", people.coalition("daar"), name="ver")
    page = client_of(judge).get("/vandaag").content.decode()
    assert line in page
    assert "/gezinnen/hier/nood/oordelen" in page
    for who in (colleague, midwife, far):
        assert line not in client_of(who).get("/vandaag").content.decode()
    commands_glass.decide_glass(by=judge.actor, coalition=here, opening=opening, outcome="right", note="goed")
    assert line not in client_of(judge).get("/vandaag").content.decode()
    assert EmergencyMark.objects.filter(is_judged=True).count() == 1, "open still, so every page says so"
    commands_glass.close_glass(by=colleague.actor, coalition=here, opening=opening)
    assert not EmergencyMark.objects.exists()


@pytest.mark.req("RET-02", "EmergencyMark")
def test_what_a_knows_of_it_names_nobody_and_goes_with_the_file(here, midwife, colleague, judge, kept):
    broken(colleague, here)
    (mark,) = EmergencyMark.objects.values()
    assert set(mark) == {"id", "account_id", "coalition_id", "ends_at", "is_judged"}
    assert str(kept) not in str(mark)
    commands.forget_file(by=midwife.actor, coalition=here, file=kept)
    assert not EmergencyMark.objects.exists()


def test_the_list_of_reasons_is_data_with_a_source_and_is_read_back_in_words(here, midwife, colleague, judge, kept):
    assert list(glass.reasons())[-1] == glass.OTHER
    for one in glass.reasons().values():
        assert one.nl
        assert one.en
    assert glass.said("zij belt in paniek\nen nu") == (glass.OTHER, "zij belt in paniek\nen nu")
    opening = broken(colleague, here, because="child", reason="")
    (told,) = queries_glass.openings(judge.actor, here)
    assert (told.because, told.reason) == ("child", "")
    page = client_of(judge).get(f"/gezinnen/hier/nood/{opening}/oordeel").content.decode()
    assert "gevaar voor een kind" in page


@pytest.mark.req("WEB-19", "own_code")
def test_nobody_tries_names_until_somebody_is_found(here, midwife, colleague, judge, kept, settings):
    """Each try says whether a person is known here."""
    settings.RATE_FACTOR = 1
    client = client_of(colleague)
    assert {client.post("/gezinnen/hier/nood", {}).status_code for _ in range(20)} == {422}
    assert client.post("/gezinnen/hier/nood", {}).status_code == 429


@pytest.mark.req("SEC-04", "families.one_emergency")
def test_the_database_opens_one_file_at_a_time_and_lets_no_opener_judge(here, midwife, colleague, judge, kept):
    opening = broken(colleague, here)
    with within(colleague.actor, here, verb="create", kind="break_glass") as inside:
        (row,) = BreakGlass.objects.filter(pk=opening)
        values = {name: getattr(row, name) for name in ("coalition", "person_id", "account", "organisation")}
        with pytest.raises(DatabaseError, match="one file at a time"), transaction.atomic():
            BreakGlass(
                id=uuid4(),
                sealed_reason=row.sealed_reason,
                opened_at=Now(),
                ends_at=Now() + timedelta(hours=1),
                **values,
            ).save(force_insert=True)
        told = {"outcome": "right", "sealed_note": row.sealed_reason, "decided_at": Now(), "decided_by": uuid4()}
        with pytest.raises(DatabaseError, match="does not judge"), transaction.atomic():
            BreakGlass.objects.filter(pk=opening).update(**told)
        assert BreakGlass.objects.filter(pk=opening, account=inside.account).update(closed_at=Now()) == 1


def test_who_judges_hears_how_often_nobody_was_found_and_no_name(here, midwife, colleague, judge, kept):
    assert queries_glass.tries_in_vain(judge.actor, here) == 0
    for _ in range(2):
        at = {"by": colleague.actor, "coalition": here, "born_on": None, "hours": 1, "reason": REASON}
        assert commands_glass.break_glass(key=uuid4(), name="Niemand Proef", **at) is None
    assert queries_glass.tries_in_vain(judge.actor, here) == 2
    with pytest.raises(Denied):
        queries_glass.tries_in_vain(colleague.actor, here)
