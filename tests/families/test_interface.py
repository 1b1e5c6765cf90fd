"""Weighing, events and emergencies over the REST interface and the command line: as on screen, by the same commands."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from tests.families import own, people
from tests.families.screens import client_of, code_now, with_app
from tests.families.test_weighing import a_file, weighed
from typer.testing import CliRunner

from kansrijk.cli import acting
from kansrijk.cli.main import app
from kansrijk.families import queries, queries_event, queries_weighing
from kansrijk.families.models import Weighing
from kansrijk.trust.compartment import within
from kansrijk.trust.models import Account, AuditRecord, Coalition

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(here):
    return f"/api/v1/coalitions/{Coalition.objects.get(pk=here).slug}"


@pytest.fixture
def judge(here):
    return people.somebody("privacyfunctionaris", here, name="pien")


@pytest.fixture
def ask(here, monkeypatch):
    """Runs a verb as somebody who types a code, with this body; (exit code, what was told)."""
    monkeypatch.setattr(acting, "prepare", lambda: None)
    slug = Coalition.objects.get(pk=here).slug

    def run(who, verb: str, *keys, body=None):
        monkeypatch.setenv("KANSRIJK_CODE", code_now())
        cache.clear()  # a code counts once, and a test has no time for the next
        email = Account.objects.get(pk=who.account).email
        words = ["families", verb, slug, *map(str, keys), "--json", "--as", email]
        done = CliRunner().invoke(app, words, input=None if body is None else json.dumps(body))
        return done.exit_code, json.loads(done.stdout) if done.stdout.startswith("{") else done.output

    return run


def post(client, address, body=None):
    return client.post(address, json.dumps(body or {}), content_type="application/json")


def held(version: int) -> dict:
    today = timezone.localdate()
    days = {"weighed_on": today.isoformat(), "reweigh_on": (today + timedelta(60)).isoformat()}
    return {"version": version, "present": ["parent"], "view": "het gaat wel", **days}


def opening(**more) -> dict:
    said = {"name": own.NAME, "born_on": own.ADULT.isoformat(), "because": "parent", "hours": 1}
    return {"key": str(uuid4()), **said, **more}


@pytest.mark.req("API-01", "weighings")
def test_weighing_in_its_three_steps_over_the_interface(here, base, midwife):
    client, file, key = client_of(midwife), a_file(midwife, here), str(uuid4())
    begun = {"key": key, "sufficiency": "insufficient"}
    for _ in range(2):
        assert post(client, f"{base}/files/{file}/weighings", begun).json() == {"weighing": key}, "twice is once"
    at = f"{base}/weighings/{key}"
    read = client.get(at).json()
    assert (read["level"], read["open_levels"]) == ("", ["vulnerable", "very_vulnerable"])
    assert post(client, f"{at}/level", {"version": 1, "level": "self_reliant"}).status_code == 400, "without a reason"
    assert post(client, f"{at}/level", {"version": 1, "level": "vulnerable"}).json() == {"version": 2}
    assert post(client, f"{at}/level", {"version": 9, "level": "vulnerable"}).status_code == 409
    assert post(client, f"{at}/held", {**held(2), "present": ["colleague"]}).status_code == 400, "without the parent"
    assert post(client, f"{at}/held", held(2)).json() == {"version": 3}
    (line,) = client.get(f"{base}/files/{file}/weighings").json()["weighings"]
    assert (line["level"], line["is_finished"], line["is_mine"]) == ("vulnerable", True, True)
    assert post(client, f"{at}/sufficiency", {"version": 3, "sufficiency": "sufficient"}).json() == {"version": 4}
    assert client.get(at).json()["level"] == "", "chosen with another answer"
    assert post(client, f"{at}/removal").json() == {"removed": True}
    assert client.get(at).status_code == 404


@pytest.mark.req("API-01", "events")
def test_what_happened_over_the_interface(here, base, midwife):
    client, file = client_of(midwife), own.kept(midwife, here)
    at = f"{base}/files/{file}/events"
    effects = post(client, f"{at}/effects", {"kind": "pregnancy_lost"}).json()
    assert (effects["stops"], effects["begins"]) == ("stop", False)
    assert queries_event.recorded(midwife.actor, here, file) == [], "asking changes nothing"
    assert post(client, f"{at}/effects", {"kind": "lottery_won"}).status_code == 400
    said = {"key": str(uuid4()), "kind": "birth", "children": ["Sam Proef"]}
    (child,) = post(client, at, said).json()["children"]
    assert queries.file(midwife.actor, here, child).name == "Sam Proef"
    assert post(client, at, said).json() == {"children": []}, "twice is once"
    (event,) = client.get(at).json()["events"]
    assert event["kind"] == "birth"
    assert post(client, f"{base}/events/{event['event']}/undoing").json() == {"file": str(file)}
    assert client.get(at).json()["events"][0]["undone_at"]


@pytest.mark.req("API-01", "emergencies")
def test_a_file_in_an_emergency_over_the_interface(here, base, midwife, colleague, judge):
    own.kept(midwife, here)
    client, theirs = client_of(colleague), client_of(judge)
    assert post(client, f"{base}/emergencies", opening(because="")).status_code == 400
    assert post(client, f"{base}/emergencies", opening(name="Niemand")).json() == {"opening": None}
    said = opening()
    made = post(client, f"{base}/emergencies", said).json()["opening"]
    assert made == said["key"]
    assert client.get(f"{base}/emergencies/{made}").json()["name"] == own.NAME
    assert AuditRecord.objects.filter(event="break-glass read").count() == 1
    (one,) = theirs.get(f"{base}/emergencies").json()["openings"]
    assert (one["name"], one["because"], one["outcome"]) == ("bo", "parent", "")
    assert own.NAME not in json.dumps(one)
    assert post(client, f"{base}/emergencies/{made}/closing").json() == {"done": True}
    assert client.get(f"{base}/emergencies/{made}").status_code == 404
    judged = {"outcome": "right", "note": "zij was niet te bereiken"}
    assert post(theirs, f"{base}/emergencies/{made}/judgement", judged).json() == {"done": True}
    assert post(theirs, f"{base}/emergencies/{made}/judgement", judged).status_code == 409


@pytest.mark.req("SEC-02", "weighings, events and emergencies over the interface")
def test_to_others_it_is_not_there(here, base, midwife, colleague, nurse, judge):
    file = own.kept(midwife, here)
    weighing = weighed(midwife, here)
    client = client_of(midwife)
    happened = {"key": str(uuid4()), "kind": "moved"}
    assert post(client, f"{base}/files/{file}/events", happened).status_code == 200
    made = post(client_of(colleague), f"{base}/emergencies", opening()).json()["opening"]
    far = people.somebody("jgz", people.coalition("daar"), name="ver")
    asks = (
        lambda who: who.get(f"{base}/files/{file}/weighings"),
        lambda who: post(who, f"{base}/files/{file}/weighings", {"key": str(uuid4()), "sufficiency": "unknown"}),
        lambda who: who.get(f"{base}/weighings/{weighing}"),
        lambda who: post(who, f"{base}/weighings/{weighing}/sufficiency", {"version": 3, "sufficiency": "unknown"}),
        lambda who: post(who, f"{base}/weighings/{weighing}/level", {"version": 3}),
        lambda who: post(who, f"{base}/weighings/{weighing}/held", held(3)),
        lambda who: post(who, f"{base}/weighings/{weighing}/removal"),
        lambda who: who.get(f"{base}/files/{file}/events"),
        lambda who: post(who, f"{base}/files/{file}/events", {"key": str(uuid4()), "kind": "moved"}),
        lambda who: post(who, f"{base}/files/{file}/events/effects", {"kind": "moved"}),
        lambda who: post(who, f"{base}/events/{happened['key']}/undoing"),
        lambda who: who.get(f"{base}/emergencies/{made}"),
        lambda who: post(who, f"{base}/emergencies/{made}/closing"),
        lambda who: post(who, f"{base}/emergencies/{made}/judgement", {"outcome": "right", "note": "goed"}),
        lambda who: who.get(f"{base}/emergencies"),
    )
    for who in (nurse, far, people.somebody("coordinator", here, name="coor")):
        answers = [ask(client_of(who)) for ask in asks]
        assert [one.status_code for one in answers] == [404] * len(asks), who
        assert b"Kanarie" not in b"".join(one.content for one in answers)
    assert {ask(Client()).status_code for ask in asks} <= {401, 403, 404}
    assert {ask(client_of(midwife, shown=False)).status_code for ask in asks} <= {403, 404}
    assert queries_weighing.weighing(midwife.actor, here, weighing).version == 3


@pytest.mark.req("SEC-08", "the command line")
def test_the_same_on_the_command_line(here, ask, midwife, colleague, judge):
    for who in (midwife, colleague, judge):
        with_app(who)
    file, key = a_file(midwife, here), str(uuid4())
    assert ask(midwife, "weigh", file, body={"key": key, "sufficiency": "sufficient"}) == (0, {"weighing": key})
    assert ask(midwife, "enough", key, body={"version": 1, "sufficiency": "insufficient"}) == (0, {"version": 2})
    assert ask(midwife, "level", key, body={"version": 2, "level": "vulnerable"}) == (0, {"version": 3})
    assert ask(midwife, "held", key, body=held(3)) == (0, {"version": 4})
    status, told = ask(midwife, "weighing", key)
    assert (status, told["level"], told["view"]) == (0, "vulnerable", "het gaat wel")
    assert ask(midwife, "weighings", file)[1]["weighings"][0]["weighing"] == key
    status, told = ask(colleague, "weighing", key)
    assert (status, told["error"]["field"]) == (1, "--as")
    assert ask(midwife, "unweigh", key) == (0, {"removed": True})
    with within(midwife.actor, here, verb="read", kind="file"):
        assert not Weighing.objects.exists()

    assert ask(midwife, "effects", file, body={"kind": "moved"})[1]["stops"] == "move"
    event = str(uuid4())
    assert ask(midwife, "happened", file, body={"key": event, "kind": "moved"}) == (0, {"children": []})
    assert [one["event"] for one in ask(midwife, "events", file)[1]["events"]] == [event]
    assert ask(midwife, "undo", event) == (0, {"file": str(file)})

    own.kept(midwife, here)
    status, told = ask(colleague, "open-in-emergency", body=opening(hours=9))
    assert (status, told["error"]["field"]) == (1, "hours")
    said = opening()
    assert ask(colleague, "open-in-emergency", body=said) == (0, {"opening": said["key"]})
    assert ask(colleague, "emergency", said["key"])[1]["name"] == own.NAME
    assert ask(judge, "emergency", said["key"])[0] == 1
    assert ask(colleague, "close-emergency", said["key"]) == (0, {"done": True})
    assert [one["opening"] for one in ask(judge, "emergencies")[1]["openings"]] == [said["key"]]
    judged = {"outcome": "wrong", "note": "anne was te bereiken"}
    assert ask(judge, "judge", said["key"], body=judged) == (0, {"done": True})
    assert ask(colleague, "judge", said["key"], body=judged)[0] == 1
