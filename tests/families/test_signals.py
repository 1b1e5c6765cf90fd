"""A signal in four steps: what is kept and what never, who sees it, and that nothing typed is lost."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.families import people
from tests.families.screens import client_of

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_signal, queries_signal, signals, words
from kansrijk.families.models import Factor, Person, Signal
from kansrijk.families.signals import Chosen, Moment, Said
from kansrijk.offer import vocabulary
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord, Membership, Organisation, Tombstone
from kansrijk.trust.queries import actor_for
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
NEW = "/gezinnen/hier/signaal/nieuw"
CANARIES = {"words": "Kanarie-woorden", "contact": "Kanarie-bereik", "name": "Kanarie-naam", "telephone": "0612345679"}


def begin(who: people.Somebody, where, **fields):
    given = {"part": "mother", "name": CANARIES["name"], "telephone": CANARIES["telephone"], **fields}
    return commands_signal.begin_signal(
        by=who.actor, coalition=where, organisation=who.organisation, key=uuid4(), **given
    )


def written(who: people.Somebody, where):
    """All four steps."""
    key = begin(who, where)
    where_and = {"by": who.actor, "coalition": where, "signal": key}
    moment = Moment("during", due_on=timezone.localdate() + timedelta(days=123), instrument="r4u")
    commands_signal.say_when(**where_and, version=1, moment=moment)
    commands_signal.choose_factors(
        **where_and, version=2, chosen=Chosen({"RMa02": "confirmed", "BS02": "discussed", "RS01": "suspected"}, True)
    )
    said = Said(CANARIES["words"], "yes", CANARIES["contact"], "pl", "yes")
    commands_signal.say_wish(**where_and, version=3, said=said)
    return key


def is_denied(call, *arguments, **named) -> bool:
    with pytest.raises(Denied), transaction.atomic():
        call(*arguments, **named)
    return True


def test_four_steps_are_read_back(here, midwife):
    read = queries_signal.signal(midwife.actor, here, written(midwife, here))
    assert (read.step, read.version, read.name, read.part) == (4, 4, CANARIES["name"], "mother")
    assert words.moment(read.moment, timezone.localdate()) == "tijdens de zwangerschap, 22+3 weken"
    assert {(one.code, one.side, one.state) for one in read.factors} == {
        ("RMa02", "risk", "confirmed"),
        ("BS02", "protective", "discussed"),
        ("RS01", "risk", "suspected"),
    }
    assert read.said == Said(CANARIES["words"], "yes", CANARIES["contact"], "pl", "yes")
    assert read.guarded_agreed_on == timezone.localdate()


@pytest.mark.parametrize(
    ("days", "told"), [(280, "0+0"), (123, "22+3"), (0, "40+0"), (-30, "44+2"), (-31, ""), (281, "")]
)
def test_weeks_come_from_the_due_date(days, told):
    assert signals.week_of(TODAY + timedelta(days=days), TODAY) == told


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (TODAY, (0, "days")),
        (TODAY - timedelta(days=13), (13, "days")),
        (TODAY - timedelta(days=14), (2, "weeks")),
        (date(2026, 5, 27), (26, "weeks")),
        (date(2026, 5, 26), (6, "months")),
        (date(2024, 11, 27), (23, "months")),
        (date(2024, 11, 26), (2, "years")),
        (date(2024, 2, 29), (2, "years")),
    ],
)
def test_an_age_is_told_in_the_unit_that_people_use(born, told):
    assert signals.age_of(born, TODAY) == told


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (Moment("before", "wish"), "vóór de zwangerschap, kinderwens"),
        (Moment("before", "between"), "vóór de zwangerschap, tussen twee zwangerschappen"),
        (Moment("before", "no_wish"), "vóór de zwangerschap, nu geen kinderwens"),
        (Moment("before", "unknown"), "vóór de zwangerschap, situatie niet bekend"),
        (Moment("during"), "tijdens de zwangerschap, uitgerekende datum niet bekend"),
        (Moment("after", child_born_on=TODAY - timedelta(days=1)), "na de geboorte, 1 dag oud"),
        (Moment("after"), "na de geboorte, leeftijd niet bekend"),
        (Moment(), "moment niet bekend"),
    ],
)
def test_each_part_of_the_moment_may_be_unknown(moment, told):
    assert words.moment(moment, TODAY) == told


def test_what_belongs_to_another_phase_is_not_kept():
    moment = Moment("after", "wish", TODAY, TODAY, "talk")
    assert signals.checked_moment(moment, TODAY) == Moment("after", "", None, TODAY, "talk")


@pytest.mark.parametrize(
    ("moment", "field"),
    [
        (Moment("soon"), "phase"),
        (Moment("before", "maybe"), "situation"),
        (Moment("during", due_on=TODAY - timedelta(days=31)), "due_on"),
        (Moment("after", child_born_on=TODAY + timedelta(days=1)), "child_born_on"),
        (Moment(instrument="kompas"), "instrument"),
    ],
)
def test_a_moment_that_cannot_be_is_one_sentence_at_its_field(moment, field):
    with pytest.raises(BadInput) as refused:
        signals.checked_moment(moment, TODAY)
    assert refused.value.field == field
    assert str(words.FAULTS[field])


# What may be kept of each factor (red line 3): one test per storage class, over every code of the list.


@pytest.mark.parametrize("code", [one.code for one in signals.of_storage("normal")])
def test_a_normal_factor_is_kept_in_each_state(code):
    for state in ("suspected", "discussed", "confirmed", "gone"):
        factors, needs = signals.kept(Chosen({code: state}))
        assert [(one.code, one.state, one.storage) for one in factors] == [(code, state, "normal")]
        assert needs == []


@pytest.mark.parametrize("code", ["RS02", "RS18"])
@pytest.mark.parametrize("agreed", [True, False])
def test_what_is_never_kept_is_refused_whatever_is_sent(here, midwife, code, agreed):
    assert {one.code for one in signals.of_storage("never")} == {"RS02", "RS18"}
    key = begin(midwife, here)
    with pytest.raises(BadInput), transaction.atomic():
        commands_signal.choose_factors(
            by=midwife.actor,
            coalition=here,
            signal=key,
            version=1,
            chosen=Chosen({code: "suspected", "BS02": "confirmed"}, agreed),
        )
    assert queries_signal.signal(midwife.actor, here, key).factors == (), "nothing of that form"


@pytest.mark.parametrize("code", ["RS01", "RS03", "RS07", "RS08"])
def test_what_is_guarded_is_kept_only_when_the_parent_agreed(code):
    assert {one.code for one in signals.of_storage("guarded")} == {"RS01", "RS03", "RS07", "RS08"}
    with pytest.raises(BadInput) as refused:
        signals.kept(Chosen({code: "suspected"}))
    assert refused.value.field == "agreed"
    factors, _ = signals.kept(Chosen({code: "suspected"}, True))
    assert factors[0].storage == "guarded"


@pytest.mark.parametrize("code", ["RS12", "RS13"])
def test_what_is_a_need_only_is_kept_as_the_help_that_is_wanted(code):
    assert {one.code for one in signals.of_storage("need_only")} == {"RS12", "RS13"}
    assert signals.kept(Chosen({code: "confirmed"})) == ([], ["stay_or_insurance"])
    assert signals.kept(Chosen({code: "gone"})) == ([], [])
    assert signals.kept(Chosen({}, needs_stay_or_insurance=True)) == ([], ["stay_or_insurance"])


@pytest.mark.parametrize(
    ("code", "storage", "agreed"),
    [
        ("RS02", "normal", None),
        ("RS18", "guarded", TODAY),
        ("RS12", "normal", None),
        ("RS13", "normal", None),
        ("RS01", "normal", None),
        ("RS01", "guarded", None),
        ("RMa02", "guarded", TODAY),
    ],
)
def test_the_database_refuses_a_factor_against_its_class(here, midwife, code, storage, agreed):
    key = begin(midwife, here)
    with pytest.raises(DatabaseError), within(midwife.actor, here, verb="create", kind="risk_factor"):
        Factor.objects.create(
            coalition=here, signal_id=key, code=code, side="risk", state="suspected", storage=storage, agreed_on=agreed
        )


def test_what_may_not_be_chosen_one_by_one_is_in_no_list():
    for phase in signals.PHASES:
        for side in ("risk", "protective"):
            offered = [one for factors in signals.offered(side, phase).values() for one in factors]
            assert offered
            assert {one.storage for one in offered} == {"normal"}
            assert all(phase == "unknown" or phase in one.phases for one in offered)


@pytest.mark.req("SEC-05", "sealed fields")
def test_what_points_at_somebody_is_ciphertext_and_stands_in_no_record(here, midwife):
    key = written(midwife, here)
    queries_signal.signal(midwife.actor, here, key)
    with within(midwife.actor, here, verb="read", kind="signal"), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(s)::text from families.signal s")
        rows = cursor.fetchall()
        cursor.execute("select to_jsonb(p)::text from families.person p")
        rows += cursor.fetchall()
    due = (timezone.localdate() + timedelta(days=123)).isoformat()
    records = str(list(AuditRecord.objects.values()))
    for canary in (*CANARIES.values(), due):
        assert all(canary not in text for (text,) in rows), canary
        assert canary not in records, canary
    assert len(rows) == 2


@pytest.mark.req("AUD-01", "every look at a signal")
def test_every_step_and_every_look_is_one_record(here, midwife):
    key = written(midwife, here)
    file = queries_signal.signal(midwife.actor, here, key).file
    queries_signal.signals_of(midwife.actor, here, file)
    commands_signal.drop_signal(by=midwife.actor, coalition=here, signal=key)
    told = list(AuditRecord.objects.order_by("occurred_at", "pk").values_list("event", "action", "data_class"))
    assert told == [
        ("file begun", "C", "D4"),
        ("signal begun", "C", "D4"),
        ("signal dated", "U", "D4"),
        ("factors chosen", "U", "D4"),
        ("wish written down", "U", "D4"),
        ("signal read", "R", "D4"),
        ("signals listed", "R", "D4"),
        ("signal removed", "D", "D4"),
    ]
    codes = str(list(AuditRecord.objects.values_list("detail", flat=True)))
    assert not [code for code in vocabulary.factors() if code in codes], (
        "which factor stands in the file, not in the log"
    )


def test_a_signal_is_its_authors_alone_until_it_is_kept_and_a_colleague_taken_in(here, midwife, colleague, nurse):
    key = written(midwife, here)
    file = queries_signal.signal(midwife.actor, here, key).file
    for other in (colleague, nurse, people.somebody("coordinator", here)):
        assert is_denied(queries_signal.signal, other.actor, here, key)
        assert is_denied(queries_signal.signals_of, other.actor, here, file)
        assert is_denied(commands_signal.drop_signal, by=other.actor, coalition=here, signal=key)
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    assert is_denied(queries_signal.signal, colleague.actor, here, key)
    part = commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    read = queries_signal.signal(colleague.actor, here, key)
    assert read.factors
    assert not read.is_mine
    assert is_denied(
        commands_signal.say_wish, by=colleague.actor, coalition=here, signal=key, version=4, said=Said("anders")
    )
    commands.let_go(by=midwife.actor, coalition=here, involvement=part)
    assert is_denied(queries_signal.signal, colleague.actor, here, key)


@pytest.mark.req("SEC-08", "membership ends")
def test_who_leaves_the_organisation_leaves_its_signals(here, midwife):
    key = written(midwife, here)
    Membership.objects.filter(account=midwife.account).update(ends_on=timezone.localdate() - timedelta(days=1))
    elsewhere = Organisation.objects.create(name="Andere praktijk")
    account = people.Account.objects.get(pk=midwife.account)
    Membership.objects.create(
        account=account, organisation=elsewhere, coalition_id=here, role="verloskundige", starts_on=date(2020, 1, 1)
    )
    assert is_denied(queries_signal.signal, actor_for(account, has_shown_factor=True), here, key)


def test_after_a_week_signal_and_factors_are_gone_with_the_file(here, midwife):
    from kansrijk.trust.commands import installation_actor

    key = written(midwife, here)
    everything = "file.read.author file.update.author file.expire.none"
    with within(midwife.actor, here, verb="update", kind="file"), connection.cursor() as cursor:
        cursor.execute("select set_config('kansrijk.rights', %s, true)", [everything])
        cursor.execute("update families.person set ends_at = now()")
    assert is_denied(queries_signal.signal, midwife.actor, here, key)
    assert commands.forget_expired(by=installation_actor()) == 1
    with connection.cursor() as cursor:  # what hangs on a file goes with it, and passes row security
        cursor.execute(
            "select conrelid::regclass::text, confdeltype from pg_constraint"
            " where contype = 'f' and conrelid::regclass::text in ('families.signal', 'families.factor')"
        )
        assert sorted(cursor.fetchall()) == [("families.factor", "c"), ("families.signal", "c")]


def test_a_step_sent_twice_is_one_step_and_a_key_of_another_tells_nothing(here, midwife, nurse):
    key = uuid4()
    step = {"coalition": here, "key": key, "part": "mother", "name": "Zoë Proef"}
    for _ in range(2):
        commands_signal.begin_signal(by=midwife.actor, organisation=midwife.organisation, **step)
    with within(midwife.actor, here, verb="read", kind="signal"):
        assert (Signal.objects.count(), Person.objects.count()) == (1, 1)
    with pytest.raises(BadInput) as refused, transaction.atomic():
        commands_signal.begin_signal(by=nurse.actor, organisation=nurse.organisation, **step)
    assert refused.value.field == "key"


def test_two_windows_do_not_write_over_one_another(here, midwife):
    key = begin(midwife, here)
    first = {"by": midwife.actor, "coalition": here, "signal": key, "version": 1}
    commands_signal.say_wish(**first, said=Said("een"))
    with pytest.raises(BadInput) as refused, transaction.atomic():
        commands_signal.say_wish(**first, said=Said("twee"))
    assert refused.value.field == "version"
    assert queries_signal.signal(midwife.actor, here, key).said.words == "een"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said("bsn 999990019"), "words"),
        (Said("x" * 1001), "words"),
        (Said(contact="bel 123456782"), "contact"),
        (Said(wish="maybe"), "wish"),
        (Said(language="xx"), "language"),
        (Said(interpreter="a bit"), "interpreter"),
    ],
)
def test_what_the_parent_says_is_checked(said, field):
    with pytest.raises(BadInput) as refused:
        signals.checked_said(said)
    assert refused.value.field == field
    assert str(words.FAULTS[field])


# On screen


def _key(page: str) -> str:
    return page.split('name="key" value="')[1].split('"')[0]


def test_four_steps_on_screen_each_kept_as_it_is_sent(here, midwife):
    client = client_of(midwife)
    key = _key(client.get(NEW).content.decode())
    who = {"key": key, "organisation": midwife.organisation, "part": "mother", "name": CANARIES["name"]}
    step = client.post(NEW, who)
    assert step["Location"] == f"/gezinnen/hier/signaal/{key}/moment"
    base = f"/gezinnen/hier/signaal/{key}"
    page = client.get(f"{base}/moment").content.decode()
    assert "checked" not in page.split('name="phase"')[1].split("</fieldset>")[0], "no phase is chosen beforehand"
    due = (timezone.localdate() + timedelta(days=123)).isoformat()
    step = client.post(f"{base}/moment", {"version": 1, "phase": "during", "due_on": due, "instrument": "talk"})
    assert step["Location"] == f"{base}/factoren"
    page = client.get(f"{base}/factoren").content.decode()
    assert page.index("Wat draagt") < page.index("Wat weegt")
    assert "Zorgen over veiligheid: de meldcode" in page
    assert 'name="f-RS02"' not in page
    assert 'name="f-RS12"' not in page
    step = client.post(f"{base}/factoren", {"version": 2, "f-RMa02": "confirmed", "f-BS02": "discussed", "needs": "1"})
    assert step["Location"] == f"{base}/wens"
    said = {"version": 3, "words": CANARIES["words"], "wish": "not_now", "language": "pl", "interpreter": "yes"}
    step = client.post(f"{base}/wens", said)
    assert step["Location"] == base
    page = client.get(base).content.decode()
    for text in (
        "22+3 weken",
        "Schulden",
        "Steunend netwerk",
        "nu niet",
        "Pools",
        CANARIES["words"],
        "verblijf of verz",
    ):
        assert text in page, text
    file = queries_signal.signal(midwife.actor, here, key).file
    assert key in client.get(f"/gezinnen/hier/{file}").content.decode()


@pytest.mark.req("SEC-05", "guarded is never printed")
def test_what_is_guarded_is_on_no_printed_page(here, midwife):
    """Red line 3: the line, and the part of the form that holds it, are of the class that print leaves out."""
    client, key = client_of(midwife), written(midwife, here)
    name = vocabulary.factors()["RS01"].nl
    page = client.get(f"/gezinnen/hier/signaal/{key}").content.decode()
    assert f'<li class="k-no-print">{name}' in page
    form = client.get(f"/gezinnen/hier/signaal/{key}/factoren").content.decode()
    assert form.count(name) == 1
    assert name in form.split('<details class="k-no-print"')[1].split("</details>")[0]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"f-RS02": "suspected"}, "schrijven we hier nooit op"),
        ({"f-RS01": "suspected"}, "alleen met een vinkje"),
        ({"f-RMa02": "perhaps"}, "schrijven we hier nooit op"),
        ({"f-zz": "gone"}, "schrijven we hier nooit op"),
        ({"version": "x"}, "intussen ergens anders veranderd"),
        ({"version": "9"}, "intussen ergens anders veranderd"),
    ],
)
def test_a_refused_step_is_one_sentence_with_what_was_chosen_still_there(here, midwife, sent, told):
    key = begin(midwife, here)
    client = client_of(midwife)
    address = f"/gezinnen/hier/signaal/{key}/factoren"
    response = client.post(address, {"version": 1, "f-RMa01": "confirmed", **sent})
    page = response.content.decode()
    assert response.status_code == 400
    assert told in page
    chosen = page.split('name="f-RMa01"')[1].split("</select>")[0]
    assert 'value="confirmed" selected' in chosen
    assert queries_signal.signal(midwife.actor, here, key).factors == ()
    again = page.split('name="version" value="')[1].split('"')[0]
    assert client.post(address, {"version": again, "f-RMa01": "confirmed"}).status_code == 302


def test_bad_input_in_each_step_is_told_at_its_field(here, midwife):
    client = client_of(midwife)
    key = str(begin(midwife, here))
    base = f"/gezinnen/hier/signaal/{key}"
    asked = [
        (NEW, {"key": uuid4(), "organisation": midwife.organisation, "name": "x" * 121}),
        (NEW, {"key": uuid4(), "organisation": midwife.organisation, "part": "mother", "name": "999990019"}),
        (NEW, {"key": "x", "organisation": uuid4(), "part": "aunt", "name": ""}),
        (f"{base}/moment", {"version": 1, "phase": "soon"}),
        (f"{base}/moment", {"version": 1, "phase": "after", "child_born_on": "2999-01-01", "instrument": "talk"}),
        (f"{base}/wens", {"version": 1, "wish": "yes", "interpreter": "no", "words": "bsn 999990019"}),
        (f"{base}/wens", {"version": 7, "wish": "yes", "interpreter": "no", "words": "mijn tekst"}),
    ]
    for address, sent in asked:
        response = client.post(address, sent)
        assert response.status_code == 400, (address, sent)
        assert "k-error" in response.content.decode() or "utrecht-alert--error" in response.content.decode()
    last = response.content.decode()
    assert "mijn tekst" in last
    assert 'name="version" value="1"' in last


@pytest.mark.req("SEC-05", "history holds ciphertext")
def test_what_a_signal_said_earlier_is_kept_as_ciphertext_without_what_is_guarded(here, midwife, colleague, nurse):
    key = written(midwife, here)
    at = {"by": midwife.actor, "coalition": here, "signal": key}
    commands_signal.choose_factors(**at, version=4, chosen=Chosen({"BS02": "confirmed"}))
    commands_signal.say_wish(**at, version=5, said=Said("anders", "no"))
    earlier = queries_signal.history(midwife.actor, here, key)
    assert [(one.said.words, one.said.wish) for one in earlier[:2]] == [(CANARIES["words"], "yes")] * 2
    assert {(one.code, one.state) for one in earlier[0].factors} == {("BS02", "confirmed")}
    assert {(one.code, one.state) for one in earlier[1].factors} == {("RMa02", "confirmed"), ("BS02", "discussed")}
    with within(midwife.actor, here, verb="read", kind="signal"), connection.cursor() as cursor:
        cursor.execute("select was::text from families.signal_history")
        rows = [text for (text,) in cursor.fetchall()]
    assert len(rows) == 5
    due = (timezone.localdate() + timedelta(days=123)).isoformat()
    for hidden in (*CANARIES.values(), due, "RS01"):
        assert all(hidden not in text for text in rows), hidden
    for other in (colleague, nurse):
        assert is_denied(queries_signal.history, other.actor, here, key)
    page = client_of(midwife).get(f"/gezinnen/hier/signaal/{key}").content.decode()
    assert CANARIES["words"] in page.split("Wat er eerder stond")[1]
    assert vocabulary.factors()["RS01"].nl not in page


@pytest.mark.req("SEC-05", "history is its author's")
def test_who_was_taken_in_reads_a_signal_and_not_what_it_said_before(here, midwife, colleague):
    key = written(midwife, here)
    file = queries_signal.signal(midwife.actor, here, key).file
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    assert queries_signal.signal(colleague.actor, here, key)
    assert is_denied(queries_signal.history, colleague.actor, here, key)
    assert "Wat er eerder stond" not in client_of(colleague).get(f"/gezinnen/hier/signaal/{key}").content.decode()


@pytest.mark.req("RET-04", "a signal leaves a tombstone")
def test_a_signal_that_is_taken_away_takes_its_history_along_and_leaves_a_tombstone(here, midwife):
    key = written(midwife, here)
    commands_signal.drop_signal(by=midwife.actor, coalition=here, signal=key)
    with within(midwife.actor, here, verb="read", kind="signal"), connection.cursor() as cursor:
        cursor.execute("select 1 from families.signal_history union all select 2 from families.signal")
        assert cursor.fetchall() == []
    assert [(one.pk, one.kind) for one in Tombstone.objects.all()] == [(key, "signal")]


@pytest.mark.req("SEC-02", "unknown and foreign are one")
def test_each_address_of_a_signal_of_another_is_not_found(here, midwife, nurse):
    key = written(midwife, here)
    client = client_of(nurse)
    for signal in (key, uuid4()):
        base = f"/gezinnen/hier/signaal/{signal}"
        for page in (base, f"{base}/moment", f"{base}/factoren", f"{base}/wens"):
            assert client.get(page).status_code == 404, page
        for page in (f"{base}/moment", f"{base}/factoren", f"{base}/wens", f"{base}/weghalen"):
            assert client.post(page, {"version": 4, "wish": "yes", "phase": "after"}).status_code == 404, page
    assert queries_signal.signal(midwife.actor, here, key).version == 4


def test_a_file_of_another_is_no_one_to_write_about(here, midwife, nurse):
    file = queries_signal.signal(midwife.actor, here, begin(midwife, here)).file
    assert is_denied(begin, nurse, here, file=file, part="", name="", telephone="")
    page = client_of(nurse).post(NEW, {"key": uuid4(), "organisation": nurse.organisation, "file": file})
    assert page.status_code == 400
    assert CANARIES["name"] not in page.content.decode()
