"""Referrals on the command line: an account with a code, bodies on the standard input, the same rights as on screen."""

import json
from dataclasses import asdict
from uuid import uuid4

import pytest
from tests.families import people
from tests.families.screens import code_now, with_app
from tests.referrals import sending
from tests.referrals.sending import read, send
from typer.testing import CliRunner

from kansrijk.cli import acting
from kansrijk.cli.main import app
from kansrijk.trust.models import Account, AuditRecord, Coalition

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(here, monkeypatch):
    """Runs a verb as somebody who types a code, with this body; (exit code, what was told)."""
    monkeypatch.setattr(acting, "prepare", lambda: None)
    slug = Coalition.objects.get(pk=here).slug

    def run(who, verb: str, *keys, body=None, code: str | None = None):
        monkeypatch.setenv("KANSRIJK_CODE", code if code is not None else code_now())
        Account.objects.get(pk=who.account)
        from django.core.cache import cache

        cache.clear()  # a code counts once, and a test has no time for the next
        email = Account.objects.get(pk=who.account).email
        words = ["referrals", verb, slug, *map(str, keys), "--json", "--as", email]
        done = CliRunner().invoke(app, words, input=None if body is None else json.dumps(body))
        return done.exit_code, json.loads(done.stdout) if done.stdout.startswith("{") else done.output

    return run


@pytest.mark.req("SEC-08", "the command line")
def test_the_whole_way_on_the_command_line(scene, ask):
    with_app(scene.sender)
    with_app(scene.receiver)
    status, found = ask(scene.sender, "doors", scene.file)
    assert status == 0, found
    door = next(one for one in found["doors"] if one["receiver"] == str(scene.door))
    said = json.loads(json.dumps(asdict(sending.given("contact", "question"))))
    body = {
        "key": str(uuid4()),
        "receiver": door["receiver"],
        "texts": {"contact": "Kanarie Proef", "question": "nog een vraag"},
        "given": said,
        "mark": door["mark"],
    }
    assert ask(scene.sender, "send", scene.file, body=body) == (0, {"referral": body["key"]})
    status, listed = ask(scene.receiver, "waiting")
    assert [one["referral"] for one in listed["referrals"]] == [body["key"]]
    step = {"key": str(uuid4()), "version": 1, "event": "receive"}
    assert ask(scene.receiver, "step", body["key"], body=step) == (0, {"version": 2})
    status, shown = ask(scene.receiver, "show", body["key"])
    assert (shown["state"], shown["parts"]["question"]) == ("received", "nog een vraag")
    status, told = ask(scene.receiver, "step", body["key"], body={**step, "key": str(uuid4())})
    assert (status, told["error"]["field"]) == (1, "version")


@pytest.mark.req("WEB-03", "the command line")
def test_without_a_code_nothing_opens_and_what_is_not_ones_own_is_not_there(scene, ask, here):
    made = send(scene)
    with_app(scene.receiver)
    status, told = ask(scene.receiver, "show", made, code="000000")
    assert (status, told["error"]["message"]) == (1, "this account or code is not right")
    assert AuditRecord.objects.filter(event="second factor refused", account=scene.receiver.account).exists()
    status, told = ask(people.somebody("jgz", here, name="zonder", factor=False), "show", made)
    assert told["error"]["message"] == "this account or code is not right"
    third = with_app(people.somebody("jgz", here, name="derde"))
    stranger = with_app(people.somebody("jgz", people.coalition("daar"), name="ver"))
    for who in (third, stranger):
        status, told = ask(who, "show", made)
        assert (status, told["error"]["message"]) == (1, "there is nothing here that this account may see or do")
        status, told = ask(who, "step", made, body={"key": str(uuid4()), "version": 1, "event": "receive"})
        assert status == 1
    assert read(scene, scene.receiver, made).version == 1


def test_a_body_that_is_wrong_names_its_fields_and_repeats_nothing(scene, ask):
    made = send(scene)
    with_app(scene.receiver)
    status, told = ask(scene.receiver, "step", made, body={"version": "Kanarie", "event": "receive"})
    assert status == 1
    assert "version" in told["error"]["message"]
    assert "Kanarie" not in json.dumps(told)


def test_the_installations_own_account_asks_nothing(scene, monkeypatch):
    monkeypatch.setattr(acting, "prepare", lambda: None)
    done = CliRunner().invoke(app, ["referrals", "waiting", "hier", "--json"], env={"KANSRIJK_AS": ""})
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["field"] == "--as"
