"""Who takes part: inviting, ending, and what another coalition learns of it (nothing)."""

import re
from datetime import date, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client

from kansrijk.core import announce
from kansrijk.core.faults import BadInput
from kansrijk.demo.people import COALITION_SLUG, load_people
from kansrijk.trust import commands
from kansrijk.trust.commands_invitations import invite
from kansrijk.trust.models import Account, AuditRecord, Membership, Organisation
from kansrijk.trust.queries import actor_for
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
PEOPLE = f"/coalitie/{COALITION_SLUG}/mensen"
INVITE = f"{PEOPLE}/uitnodigen"
NEW = {
    "name": "Femke Zijlstra",
    "email": "femke@voorbeeld.invalid",
    "organisation": "Praktijk Zuid (fictief)",
    "role": "verloskundige",
    "starts_on": date.today().isoformat(),
}


@pytest.fixture
def coalition():
    return load_people(by=commands.installation_actor())


@pytest.fixture
def other(coalition):
    """Another coalition, with a coordinator of its own: the client of that person."""
    beheer = commands.installation_actor()
    their = commands.create_coalition(by=beheer, name="Andere", slug="andere")
    account = commands.create_account(by=beheer, email="ander@voorbeeld.invalid", name="Ander")
    party = commands.create_organisation(by=beheer, name="Andere partij")
    commands.join(
        by=beheer, account=account, organisation=party, coalition=their, role="coordinator", starts_on=date(2024, 1, 1)
    )
    client = Client()
    client.force_login(Account.objects.get(pk=account), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def entered(role: str) -> Client:
    client = Client()
    client.post(f"/demo/aanmelden/{role}")
    return client


def coordinator():
    return actor_for(Account.objects.get(email="coordinator@demo.invalid"))


def link_of(message) -> str:
    return re.search(r"http://testserver(\S+)", message.body)[1]


@pytest.mark.req("WEB-44", "commands_invitations.invite")
def test_an_invitation_leads_to_a_password_once(coalition):
    assert entered("coordinator").post(INVITE, NEW).status_code == 302
    (message,) = mail.outbox
    assert message.to == ["femke@voorbeeld.invalid"]
    guest, link = Client(), link_of(message)
    for _ in range(2):  # a scanner of links opens it too, and nothing is used up
        form = guest.get(link, follow=True)
        assert form.status_code == 200
    chosen = {"password1": "vier losse woorden samen", "password2": "vier losse woorden samen"}
    assert guest.post(form.redirect_chain[-1][0], chosen).status_code == 302
    assert Client().get(link, follow=True).context["token_fail"]
    signed = Client()
    signed.post("/aanmelden", {"login": NEW["email"], "password": "vier losse woorden samen"})
    assert signed.get(PEOPLE).status_code == 200


@pytest.mark.req("WEB-44", "three days")
def test_an_invitation_lasts_three_days(coalition):
    import time_machine

    entered("coordinator").post(INVITE, NEW)
    link = link_of(mail.outbox[0])
    with time_machine.travel(date.today() + timedelta(days=5)):
        assert Client().get(link, follow=True).context["token_fail"]


@pytest.mark.req("WEB-49", "trust/mail/invitation.txt")
def test_an_invitation_names_nobody(coalition):
    entered("coordinator").post(INVITE, NEW)
    text = mail.outbox[0].subject + mail.outbox[0].body
    for word in ("Femke", "Zijlstra", "Praktijk Zuid", "verloskundige", "Noor"):
        assert word not in text
    assert "\n" not in mail.outbox[0].subject


@pytest.mark.req("RES-08", "commands_invitations.invite")
@pytest.mark.req("WEB-18", "commands_invitations.invite")
def test_inviting_twice_gives_one_membership(coalition):
    client = entered("coordinator")
    for _ in range(2):
        assert client.post(INVITE, NEW).status_code == 302
    assert Membership.objects.filter(account__email=NEW["email"]).count() == 1
    assert Organisation.objects.filter(name=NEW["organisation"]).count() == 1


@pytest.mark.req("WEB-42", "commands_invitations.invite")
def test_the_answer_does_not_tell_who_has_an_account(coalition):
    client = entered("coordinator")
    known = client.post(INVITE, {**NEW, "email": "landelijk@demo.invalid"}, follow=True)
    unknown = client.post(INVITE, NEW, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert Account.objects.get(email="landelijk@demo.invalid").name == "Eva Programma", "a name is not overwritten"


def test_a_mail_server_that_is_down_stores_nothing(coalition, monkeypatch):
    def down(self, *args, **kwargs):
        raise SMTPException

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    response = entered("coordinator").post(INVITE, NEW)
    assert response.status_code == 200
    assert "Er is daarom niets opgeslagen" in response.content.decode()
    assert not Account.objects.filter(email=NEW["email"]).exists()


@pytest.mark.parametrize(
    ("field", "value"), [("email", "geen adres"), ("role", "beheer"), ("role", ""), ("name", " "), ("organisation", "")]
)
def test_a_wrong_invitation_says_which_field(coalition, field, value):
    response = entered("coordinator").post(INVITE, {**NEW, field: value})
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    with pytest.raises(BadInput):
        invite(by=coordinator(), coalition=coalition, site=None, **{**NEW, "starts_on": date.today(), field: value})
    assert not mail.outbox


@pytest.mark.req("WEB-15", "forms.InvitationForm")
def test_fields_that_are_not_asked_change_nothing(coalition):
    extra = {"installation_role": "beheer", "is_staff": "1", "coalition": "x", "by": "x", "site": "http://evil.example"}
    entered("coordinator").post(INVITE, {**NEW, **extra})
    assert Account.objects.get(email=NEW["email"]).installation_role == ""
    assert "evil.example" not in mail.outbox[0].body


@pytest.mark.req("SEC-11", "commands_invitations.invite")
@pytest.mark.parametrize("role", ["verloskundige", "epidemioloog", "wethouder", "landelijk"])
def test_only_the_coordinator_invites_and_ends(coalition, role):
    client = entered(role)
    member = Membership.objects.get(account__email="jgz@demo.invalid")
    for address in (INVITE, f"{PEOPLE}/{member.pk}/beeindigen"):
        assert client.get(address).status_code == 404
        assert client.post(address, {**NEW, "ends_on": date.today()}).status_code == 404
    member.refresh_from_db()
    assert member.ends_on is None
    assert "/uitnodigen" not in client.get(PEOPLE, follow=True).content.decode()


@pytest.mark.req("SEC-02", "views.end_membership")
@pytest.mark.parametrize("slug", ["andere", COALITION_SLUG])
def test_a_coordinator_of_another_coalition_ends_nothing_here(coalition, other, slug):
    member = Membership.objects.get(account__email="jgz@demo.invalid")
    address = f"/coalitie/{slug}/mensen/{member.pk}/beeindigen"
    assert other.get(address).status_code == other.post(address, {"ends_on": date.today()}).status_code == 404
    member.refresh_from_db()
    assert member.ends_on is None
    with pytest.raises(Denied):
        commands.end_membership(
            by=actor_for(Account.objects.get(email="ander@voorbeeld.invalid")),
            membership=member.pk,
            ends_on=date.today(),
        )


def test_a_party_of_another_coalition_is_not_found_by_its_name(coalition, other):
    entered("coordinator").post(INVITE, {**NEW, "organisation": "Andere partij"})
    assert Organisation.objects.filter(name="Andere partij").count() == 2


def test_a_membership_is_ended_on_screen_and_announced(coalition):
    member = Membership.objects.get(account__email="jgz@demo.invalid")
    client, heard = entered("coordinator"), []
    announce.subscribe(commands.MembershipEnded, heard.append)
    try:
        yesterday = date.today() - timedelta(days=1)
        address = f"{PEOPLE}/{member.pk}/beeindigen"
        assert "Samira" in client.get(address).content.decode()
        assert client.post(address, {"ends_on": yesterday.isoformat()}).status_code == 302
    finally:
        announce._handlers[commands.MembershipEnded].remove(heard.append)
    assert [(value.membership, value.ends_on) for value in heard] == [(member.pk, yesterday)]
    assert "niet geldig" in client.get(PEOPLE).content.decode()
    record = AuditRecord.objects.get(event="membership ended")
    assert (record.coalition, record.detail["ends_on"]) == (coalition, str(yesterday))


def test_an_end_before_the_beginning_is_refused(coalition):
    member = Membership.objects.get(account__email="jgz@demo.invalid")
    response = entered("coordinator").post(f"{PEOPLE}/{member.pk}/beeindigen", {"ends_on": "1999-01-01"})
    assert "ligt voor de eerste dag" in response.content.decode()


def test_a_listener_that_fails_fails_the_command(coalition):
    """Announcements run in the transaction of the command (design.md §2)."""
    member = Membership.objects.get(account__email="jgz@demo.invalid")

    def fails(value) -> None:
        raise RuntimeError("no")

    announce.subscribe(commands.MembershipEnded, fails)
    try:
        with pytest.raises(RuntimeError):
            commands.end_membership(by=coordinator(), membership=member.pk, ends_on=date.today())
    finally:
        announce._handlers[commands.MembershipEnded].remove(fails)
    member.refresh_from_db()
    assert member.ends_on is None
    assert not AuditRecord.objects.filter(event="membership ended").exists()


@pytest.mark.req("RES-32", "queries.members")
def test_the_list_asks_a_fixed_number_of_queries(coalition, django_assert_num_queries):
    client = entered("huisarts")
    client.get(PEOPLE)
    with django_assert_num_queries(7):
        client.get(PEOPLE)
    party = Organisation.objects.first()
    for number in range(50):
        account = Account.objects.create(email=f"n{number}@voorbeeld.invalid", name=f"Naam {number}")
        Membership.objects.create(
            account=account, organisation=party, coalition_id=coalition, role="jgz", starts_on=date(2024, 1, 1)
        )
    with django_assert_num_queries(7):
        page = client.get(PEOPLE).content.decode()
    assert page.count("<tr>") > 55


def test_the_command_line_makes_the_first_coalition_and_its_coordinator(db, monkeypatch):
    """As the installation's own account; nobody signs in as that account, so somebody must be able to begin."""
    import json

    from typer.testing import CliRunner

    from kansrijk.cli.main import app

    monkeypatch.setattr("kansrijk.cli.people.prepare", lambda: None)
    run = lambda *words: CliRunner().invoke(app, ["people", *words])  # noqa: E731
    assert run("coalition", "Kansrijke Start Proef", "--slug", "proef").exit_code == 0
    assert run("coalition", "Nog een", "--slug", "proef").exit_code == 1
    assert run("coalition", "Nog een", "--slug", "Geen Slug").exit_code == 1
    words = ["--name", "Eerste Coördinator", "--organisation", "Gemeente (fictief)", "--role", "coordinator"]
    done = run("invite", "eerste@voorbeeld.invalid", *words, "--coalition", "proef", "--json")
    assert done.exit_code == 0, done.output
    path = json.loads(done.stdout)["path"]
    assert not Client().get(path, follow=True).context.get("token_fail")
    assert not mail.outbox
    unknown = run("invite", "tweede@voorbeeld.invalid", *words, "--coalition", "bestaat-niet")
    assert unknown.exit_code == 1
    as_visitor = run(
        "invite", "x@voorbeeld.invalid", *words, "--coalition", "proef", "--as", "eerste@voorbeeld.invalid"
    )
    assert as_visitor.exit_code == 0, "the coordinator may"
    assert run("coalition", "Derde", "--slug", "derde", "--as", "eerste@voorbeeld.invalid").exit_code == 1
