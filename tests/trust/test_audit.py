"""The audit can be added to and read, and nothing else; without it nothing is served."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kansrijk.demo.people import COALITION_SLUG, load_people
from kansrijk.trust import audit, commands
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Account, AuditRecord, Coalition, Membership
from kansrijk.trust.queries import actor_for

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LOG = f"/coalitie/{COALITION_SLUG}/logboek"


def _write(**fields):
    audit.record(by=Actor(name="Test"), event="test", action="R", kind="page", **fields)


@pytest.fixture
def coalition():
    return load_people(by=commands.installation_actor())


def account_of(role: str) -> Account:
    return Account.objects.get(email=f"{role}@demo.invalid")


def enter(client, role: str) -> Account:
    account = account_of(role)
    client.force_login(account, backend=BACKEND)
    client.get("/vandaag")
    return account


@pytest.fixture
def no_inserts(database_server):
    """The database refuses new records, as a full disk or a wrong grant would make it."""
    from django.db import connection

    from kansrijk.config import embedded

    def grant(word: str, preposition: str) -> None:
        with database_server.connect(database=connection.settings_dict["NAME"]) as server:
            server.execute(f"{word} insert on trust_auditrecord {preposition} {embedded.APPLICATION}")

    yield lambda: grant("revoke", "from")
    grant("grant", "to")


@pytest.mark.req("AUD-03", "audit grants")
@pytest.mark.parametrize(
    "statement",
    [
        "update trust_auditrecord set event = 'x'",
        "delete from trust_auditrecord",
        "truncate trust_auditrecord",
        "alter table trust_auditrecord disable trigger all",
        "drop table trust_auditrecord",
    ],
)
def test_the_application_cannot_change_the_audit(statement):
    """Its role may not: the trigger, which would refuse most of these too, is not even asked."""
    import psycopg
    from django.db import connection

    _write()
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
    assert AuditRecord.objects.count() == 1


@pytest.mark.req("AUD-03", "audit trigger")
@pytest.mark.parametrize("role", ["kansrijk_owner", "postgres"])
@pytest.mark.parametrize(
    "statement",
    ["update trust_auditrecord set event = 'x'", "delete from trust_auditrecord", "truncate trust_auditrecord"],
)
def test_the_owner_cannot_change_the_audit_either(database_server, role, statement):
    """On a database of its own, because a record that is written cannot be taken away again."""
    import psycopg
    from django.db import connection

    from kansrijk.config import embedded

    name = f"{connection.settings_dict['NAME']}_audit"
    with database_server.connect() as server:
        server.execute(f'drop database if exists "{name}" with (force)')
    embedded.make_database(database_server, name, template="kansrijk_template")
    insert = (
        "insert into trust_auditrecord (event, action, outcome, account_name, roles, purpose, network_address,"
        " object_kind, object_reference, data_class, policy, detail, source, trace)"
        " values ('test', 'R', 0, '', '', '', '', 'page', '', 'D1', '', '{}', '', '')"
    )
    try:
        with database_server.connect(role=role, database=name) as own:
            own.execute(insert)
            with pytest.raises(psycopg.errors.RaiseException):
                own.execute(statement)
            assert own.execute("select count(*) from trust_auditrecord where event = 'test'").fetchone() == (1,)
    finally:
        with database_server.connect() as server:
            server.execute(f'drop database if exists "{name}" with (force)')


@pytest.mark.req("AUD-10", "audit.plain")
@pytest.mark.parametrize("evil", ["a\r\nb", "\x1b[31m", "\u202egnp", "a\x00b", "a\u2028b", "\u2066x", "\ufeff", "\x85"])
def test_a_name_cannot_break_a_log_line(evil):
    _write(reference=evil, detail={"field": evil})
    written = AuditRecord.objects.get()
    for text in (written.object_reference, written.detail["field"]):
        assert evil not in text
        assert text.isprintable()


@pytest.mark.req("AUD-10", "audit.plain")
@given(st.text(st.characters(exclude_categories=[]), max_size=80))
@example("\ud800")
@example("\\u202e")
def test_no_text_breaks_a_log_line(text):
    written = audit.plain(text)
    assert len(written.splitlines()) <= 1
    assert all(character.isprintable() for character in written)
    written.encode("utf-8")


@pytest.mark.req("AUD-10", "audit.plain")
@given(st.text(st.characters(exclude_categories=[]), max_size=40), st.text(max_size=40))
def test_two_texts_never_look_the_same_in_the_log(one, other):
    assert (audit.plain(one) == audit.plain(other)) == (one == other)


@pytest.mark.req("AUD-10", "audit viewer")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), min_size=1, max_size=30))
def test_the_screen_of_the_audit_shows_it_as_text(client, coalition, text):
    enter(client, "coordinator")
    audit.record(
        by=Actor(name=f"<script>{text}"), event="test", action="R", kind="page", reference=text, coalition=coalition
    )
    page = client.get(LOG).content.decode()
    assert "<script>" not in page.replace('<script src="', "")
    assert not set("\u202e\u2066\x00\x1b") & set(page)


@pytest.mark.req("AUD-01", "complete records")
def test_a_record_says_all_that_the_norm_asks(client, coalition):
    """NEN 7513: event, when, outcome; who, for whom, role, purpose; from where; on what; by which rule."""
    account = enter(client, "coordinator")
    client.get(f"{LOG}?pagina=1", REMOTE_ADDR="192.0.2.9", headers={"traceparent": f"00-{'a1' * 16}-{'b2' * 8}-01"})
    found = AuditRecord.objects.get(event="audit_log")
    held = Membership.objects.get(account=account)
    assert (found.action, found.outcome, found.data_class) == ("R", 0, "D2")
    assert (found.account, found.account_name, found.coalition) == (account.pk, account.name, coalition)
    assert (found.organisation, found.purpose) == (held.organisation_id, "coordination")
    assert found.roles.split() == ["coordinator", "member"]
    assert (found.object_kind, found.object_reference) == ("audit", f"{LOG}?pagina=1")
    assert (found.network_address, found.trace) == ("192.0.2.9", "a1" * 16)
    assert found.policy.startswith("authz_matrix.csv ")
    assert found.source.startswith("kansrijk ")
    assert found.occurred_at is not None


@pytest.mark.req("AUD-01", "the coalition that was asked")
def test_a_record_is_filed_under_the_coalition_that_was_asked(client, coalition):
    beheer = commands.installation_actor()
    account = enter(client, "coordinator")
    party = commands.create_organisation(by=beheer, name="Tweede partij")
    for number in range(4):
        other = commands.create_coalition(by=beheer, name=f"Andere {number}", slug=f"andere-{number}")
        commands.join(
            by=beheer,
            account=account.pk,
            organisation=party,
            coalition=other,
            role="coordinator",
            starts_on=date(2024, 1, 1),
        )
    for slug in (COALITION_SLUG, *(f"andere-{number}" for number in range(4))):
        client.get(f"/coalitie/{slug}/logboek")
        newest = AuditRecord.objects.filter(event="audit_log").latest("id")
        assert newest.coalition == Coalition.objects.get(slug=slug).pk


@pytest.mark.req("AUD-01", "one record per answer")
def test_each_look_at_the_log_writes_one_record(client, coalition):
    enter(client, "coordinator")
    for times in range(1, 4):
        assert client.get(LOG).status_code == 200
        assert AuditRecord.objects.filter(event="audit_log").count() == times


@pytest.mark.req("AUD-01", "figures that only some may see")
def test_an_open_page_that_shows_more_is_recorded(client, coalition):
    """The epidemiologist sees what is not released yet on the page that everybody sees."""
    enter(client, "huisarts")
    client.get("/indicatoren")
    assert not AuditRecord.objects.filter(event="indicators").exists()
    enter(client, "epidemioloog")
    client.get("/indicatoren")
    found = AuditRecord.objects.get(event="indicators")
    assert (found.data_class, found.coalition) == ("D2", coalition)


@pytest.mark.req("AUD-01", "denials are recorded")
@pytest.mark.parametrize("address", [LOG, "/coalitie/van-een-ander/logboek", "/coalitie/van-een-ander/mensen"])
def test_a_denial_is_recorded_with_its_class(client, coalition, address):
    account = enter(client, "huisarts")
    assert client.get(address).status_code == 404
    denial = AuditRecord.objects.get(event="denied")
    assert (denial.outcome, denial.account, denial.object_reference) == (4, account.pk, address)
    assert denial.data_class == ("D2" if address.endswith("logboek") else "D1")
    assert not AuditRecord.objects.filter(event="audit_log").exists()


@pytest.mark.req("AUD-02", "audit.AuditUnavailable")
@pytest.mark.parametrize(
    ("role", "address"), [("coordinator", LOG), ("huisarts", LOG), ("epidemioloog", "/indicatoren")]
)
def test_a_database_that_takes_no_record_gives_no_data(client, coalition, no_inserts, role, address):
    enter(client, role)
    normal = client.get(address)
    no_inserts()
    response = client.get(address)
    assert response.status_code == 503
    assert "Noor Dijksma" not in response.content.decode()
    assert len(response.content) < len(normal.content)


@pytest.mark.req("AUD-02", "audit.record")
def test_a_change_that_cannot_be_recorded_is_not_made(client, coalition, no_inserts):
    enter(client, "coordinator")
    member = Membership.objects.get(account=account_of("jgz"))
    no_inserts()
    address = f"/coalitie/{COALITION_SLUG}/mensen/{member.pk}/beeindigen"
    response = client.post(address, {"ends_on": date.today() - timedelta(days=1)})
    assert response.status_code == 503
    member.refresh_from_db()
    assert member.ends_on is None


@pytest.mark.req("AUD-01", "sign-in is recorded")
def test_coming_in_going_out_and_failing_are_recorded(client, db):
    account = Account.objects.create_user("noor@voorbeeld.invalid", "een heel lang wachtwoord", name="Noor")
    client.post("/aanmelden", {"login": account.email, "password": "een verkeerd wachtwoord"})
    client.post("/aanmelden", {"login": "een wachtwoord per ongeluk hier", "password": "x"})
    client.post("/aanmelden", {"login": account.email, "password": "een heel lang wachtwoord"})
    client.post("/afmelden")
    events = list(AuditRecord.objects.order_by("id").values_list("event", "outcome", "object_reference"))
    assert ("sign-in failed", 4, str(account.pk)) in events
    assert [event for event, _, _ in events][-2:] == ["signed in", "signed out"]
    everything = str(list(AuditRecord.objects.values()))
    assert "per ongeluk" not in everything
    assert "wachtwoord" not in everything


@pytest.mark.req("AUD-01", "the second lock is recorded")
def test_changes_of_the_second_lock_are_recorded(rf, db):
    from kansrijk.trust.sign_in import Locks

    account = Account.objects.create_user("noor@voorbeeld.invalid", None, name="Noor")
    Locks().send_notification_mail("mfa/email/totp_activated", account)
    found = AuditRecord.objects.get(event="totp activated")
    assert (found.action, found.object_reference) == ("U", str(account.pk))


def test_secrets_of_the_app_lie_encrypted(db):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    account = Account.objects.create_user("noor@voorbeeld.invalid", None, name="Noor")
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    assert secret not in str(Authenticator.objects.get().data)


def test_the_log_is_short_for_the_reader_and_asks_a_fixed_number_of_queries(
    client, coalition, django_assert_num_queries
):
    account = enter(client, "coordinator")
    who = actor_for(account)
    client.get(LOG)
    with django_assert_num_queries(8):
        client.get(LOG)
    for number in range(60):
        audit.record(by=who, event="test", action="R", kind="page", reference=number, coalition=coalition)
    with django_assert_num_queries(8):
        page = client.get(LOG).content.decode()
    assert page.count("<tr>") > 60
