"""Referrals over the REST interface: the same commands, rights and records as on screen, and answers as described."""

import json
from dataclasses import asdict
from uuid import UUID, uuid4

import pytest
import schemathesis
from django.conf import settings as configured
from django.core import signals
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from tests.families import people
from tests.families.screens import client_of
from tests.families.test_responses import EVERY_KIND, begun
from tests.families.test_responses import OURS as OURS_TO_FILL_IN
from tests.referrals import sending
from tests.referrals.sending import read, send

from kansrijk.families import queries_signal
from kansrijk.offer.models import AgreedTime, Desk
from kansrijk.trust.models import AuditRecord, Coalition

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(here):
    return f"/api/v1/coalitions/{Coalition.objects.get(pk=here).slug}"


def post(client, address, body):
    return client.post(address, json.dumps(body), content_type="application/json")


def body_of(scene, client, base) -> dict:
    """What a program sends after it asked for the doors."""
    found = client.get(f"{base}/files/{scene.file}/doors").json()
    door = next(one for one in found["doors"] if one["receiver"] == str(scene.door))
    said = json.loads(json.dumps(asdict(sending.given("contact", "question", "feedback"))))
    texts = {"contact": found["proposed"]["contact"], "question": "nog een vraag"}
    return {"key": str(uuid4()), "receiver": door["receiver"], "texts": texts, "given": said, "mark": door["mark"]}


@pytest.mark.req("API-01", "referrals")
def test_the_whole_way_over_the_interface(scene, base):
    client, theirs = client_of(scene.sender), client_of(scene.receiver)
    body = body_of(scene, client, base)
    made = post(client, f"{base}/files/{scene.file}/referrals", body)
    assert made.status_code == 200, made.content
    referral = made.json()["referral"]
    assert post(client, f"{base}/files/{scene.file}/referrals", body).json() == made.json(), "twice is once"
    (line,) = theirs.get(f"{base}/referrals").json()["referrals"]
    assert (line["referral"], line["state"], line["waits_for_me"]) == (referral, "sent", True)
    one = theirs.get(f"{base}/referrals/{referral}").json()
    assert one["parts"]["question"] == "nog een vraag"
    assert one["can"] == ["receive"]
    key = str(uuid4())
    moved = post(theirs, f"{base}/referrals/{referral}/steps", {"key": key, "version": 1, "event": "receive"})
    assert moved.json() == {"version": 2}
    again = post(theirs, f"{base}/referrals/{referral}/steps", {"key": key, "version": 1, "event": "receive"})
    assert again.json() == {"version": 2}
    late = post(theirs, f"{base}/referrals/{referral}/steps", {"key": str(uuid4()), "version": 1, "event": "accept"})
    assert (late.status_code, late["Content-Type"]) == (409, "application/problem+json")
    wrong = post(theirs, f"{base}/referrals/{referral}/steps", {"key": str(uuid4()), "version": 2, "event": "decline"})
    assert wrong.status_code == 400
    assert client.get(f"{base}/referrals/{referral}").json()["state"] == "received"
    told = AuditRecord.objects.filter(account=scene.sender.account).values_list("event", flat=True)
    assert {"referral begun", "consent given", "referral sent", "referral read"} <= set(told)


@pytest.mark.req("SEC-08", "the interface")
def test_what_is_not_ones_own_is_not_found_and_without_a_code_it_is_refused(scene, base, here):
    made = send(scene)
    third = people.somebody("jgz", here, name="derde")
    stranger = people.somebody("jgz", people.coalition("daar"), name="ver")
    coordinator = people.somebody("coordinator", here, name="coor")
    reads = (f"{base}/referrals/{made}", f"{base}/files/{scene.file}/doors")
    writes = (f"{base}/referrals/{made}/steps", f"{base}/files/{scene.file}/referrals")
    step = {"key": str(uuid4()), "version": 1, "event": "receive"}
    whole = {"key": str(uuid4()), "receiver": str(scene.door), "texts": {"contact": "Kanarie"}}
    for who in (third, stranger, coordinator):
        client = client_of(who)
        answers = [client.get(one) for one in reads] + [post(client, writes[0], step), post(client, writes[1], whole)]
        assert [one.status_code for one in answers] == [404] * 4, who
        assert b"Kanarie" not in b"".join(one.content for one in answers)
    assert read(scene, scene.receiver, made).version == 1
    for answer in (Client().get(reads[0]), post(Client(), writes[0], step)):
        assert answer.status_code == 401
    for who in (scene.sender, scene.receiver):
        client = client_of(who, shown=False)
        assert [client.get(reads[0]).status_code, post(client, writes[0], step).status_code] == [403, 403]


@pytest.mark.req("WEB-07", "the interface")
def test_what_writes_carries_the_token_of_its_session(scene, base, here):
    made = send(scene)
    client = client_of(scene.receiver)
    client.handler.enforce_csrf_checks = True
    step = {"key": str(uuid4()), "version": 1, "event": "receive"}
    refused = post(client, f"{base}/referrals/{made}/steps", step)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert read(scene, scene.receiver, made).state == "sent"
    token = "a" * 32
    client.cookies[configured.CSRF_COOKIE_NAME] = token
    done = client.post(
        f"{base}/referrals/{made}/steps",
        json.dumps(step),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert done.status_code == 200, done.content


def test_desks_and_times_are_chosen_by_who_keeps_the_directory(scene, base, here):
    client = client_of(people.somebody("coordinator", here, name="coor"))
    found = client.get(f"{base}/desks").json()
    assert {"organisation": str(scene.receiver.organisation), "name": "Partij van chris"} in found["organisations"]
    (desk,) = [one for one in found["desks"] if one["service"] == str(scene.door)]
    assert desk["organisation"] == str(scene.receiver.organisation)
    nobody = {"desks": [{"service": str(scene.door), "organisation": None}]}
    assert post(client, f"{base}/desks", nobody).json() == {"changed": 1}
    assert not Desk.objects.exists()
    agreed = {"times": [{"kind": "debt_help", "opened": 1}]}
    assert post(client, f"{base}/times", agreed).json() == {"changed": 1}
    assert client.get(f"{base}/times").json()["times"][0]["opened"] == 1
    assert post(client, f"{base}/times", {"times": [{"kind": "debt_help", "opened": 0}]}).status_code == 400
    for who in (scene.sender, people.somebody("coordinator", people.coalition("daar"), name="ver")):
        for name, body in (("desks", nobody), ("times", {"times": []}), ("times", {"nonsense": 1})):
            assert client_of(who).get(f"{base}/{name}").status_code == 404
            assert post(client_of(who), f"{base}/{name}", body).status_code == 404
    assert AgreedTime.objects.count() == 1


@pytest.mark.req("API-01", "signals")
def test_a_signal_is_written_down_in_its_four_steps(base, midwife):
    client = client_of(midwife)
    key = str(uuid4())
    begun = {"key": key, "part": "mother", "name": "Kanarie Proef"}
    assert post(client, f"{base}/signals", begun).json() == {"signal": key}
    assert post(client, f"{base}/signals", begun).json() == {"signal": key}, "twice is once"
    at = f"{base}/signals/{key}"
    assert post(client, f"{at}/moment", {"version": 1, "phase": "during"}).json() == {"version": 2}
    assert post(client, f"{at}/moment", {"version": 1, "phase": "during"}).status_code == 409
    never = post(client, f"{at}/factors", {"version": 2, "states": {"RS02": "confirmed"}})
    assert never.status_code == 400, "what may never be kept is not"
    guarded = post(client, f"{at}/factors", {"version": 2, "states": {"RS01": "confirmed"}})
    assert guarded.status_code == 400, "not without the parent's agreement"
    assert post(client, f"{at}/factors", {"version": 2, "states": {"RMa02": "confirmed"}}).json() == {"version": 3}
    assert post(client, f"{at}/wish", {"version": 3, "words": "Hulp met brieven", "wish": "yes"}).json() == {
        "version": 4
    }
    read_ = client.get(at).json()
    assert (read_["step"], read_["words"], read_["phase"]) == (4, "Hulp met brieven", "during")
    assert read_["factors"] == [{"code": "RMa02", "side": "risk", "state": "confirmed"}]


@pytest.mark.req("API-01", "questionnaires")
def test_a_questionnaire_is_loaded_and_filled_in(scene, base, here):
    client = client_of(scene.sender)
    sent = {"content": EVERY_KIND.decode(), "may_use": True}
    assert post(client, f"{base}/questionnaires", {**sent, "may_use": False}).status_code == 400
    assert post(client, f"{base}/questionnaires", {**sent, "content": "{}"}).status_code == 400
    key = post(client, f"{base}/questionnaires", sent).json()["questionnaire"]
    found = client.get(f"{base}/questionnaires").json()["questionnaires"]
    assert {(one["title"], one["origin"]) for one in found} == {
        ("Alle soorten", "loaded"),
        ("Een eerste gesprek", "ours"),
    }
    text = client.get(f"{base}/questionnaires/{key}")
    assert (text.content, text["Content-Type"]) == (EVERY_KIND, "application/fhir+json")
    begin = {"key": str(uuid4()), "questionnaire": key}
    for _twice in range(2):
        made = post(client, f"{base}/files/{scene.file}/responses", begin)
        assert made.json() == {"response": begin["key"]}
    at = f"{base}/responses/{begin['key']}"
    answers = {"b": False, "i": 3, "d": "2.50", "t": "2026-11-02", "s": "de buurvrouw", "c": ["rood", "blauw"]}
    body = {"version": 1, "answers": answers, "total": "12,5", "is_finished": True}
    for wrong in ({"b": 1}, {"i": "3"}, {"d": "NaN"}, {"t": "gisteren"}, {"c": ["groen"]}, {"x": "y"}):
        assert post(client, f"{at}/answers", {**body, "answers": wrong}).status_code == 400, wrong
    for _twice in range(2):
        assert post(client, f"{at}/answers", body).json() == {"version": 2}
    assert post(client, f"{at}/answers", {**body, "total": "3"}).status_code == 409
    read_ = client.get(at).json()
    assert (read_["answers"], read_["total"], read_["status"]) == (answers, "12,5", "completed")
    stranger = people.somebody("jgz", people.coalition("daar"), name="ver")
    for who in (scene.receiver, stranger, people.somebody("coordinator", here, name="coor")):
        other = client_of(who)
        gone = [other.get(at), post(other, f"{at}/answers", {**body, "version": 2})]
        gone.append(post(other, f"{base}/files/{scene.file}/responses", {**begin, "key": str(uuid4())}))
        assert [one.status_code for one in gone] == [404] * 3, who


@pytest.mark.req("API-01", "consents")
def test_a_consent_is_given_and_stopped_and_what_hangs_on_it_is_over(scene, base):
    client = client_of(scene.sender)
    body = body_of(scene, client, base)
    asked = {name: body[name] for name in ("key", "receiver", "mark", "given")}
    assert post(client, f"{base}/files/{scene.file}/consents", asked).json() == {"consent": body["key"]}
    late = post(client, f"{base}/files/{scene.file}/consents", {**asked, "key": str(uuid4()), "mark": "ouder"})
    assert late.status_code == 409
    made = post(client, f"{base}/files/{scene.file}/referrals", {**body, "given": None}).json()["referral"]
    (one,) = client.get(f"{base}/files/{scene.file}/consents").json()["consents"]
    assert set(one["holds_for"]) == {"contact", "question", "feedback"}
    stop = f"{base}/consents/{body['key']}/stop"
    assert post(client, stop, {"category": "question"}).json() == {"stopped": True}
    assert "question" not in read(scene, scene.receiver, UUID(made)).parts
    assert post(client, stop, {}).json() == {"stopped": True}
    assert read(scene, scene.receiver, UUID(made)).state == "consent_withdrawn"


@pytest.mark.req("SEC-08", "the interface")
def test_signals_and_consents_of_others_are_not_found(scene, base, here):
    signal = queries_signal.signals_of(scene.sender.actor, here, scene.file)[0].id
    client = client_of(scene.sender)
    body = body_of(scene, client, base)
    consent = {name: body[name] for name in ("key", "receiver", "mark", "given")}
    assert post(client, f"{base}/files/{scene.file}/consents", consent).status_code == 200
    asks = (
        lambda who: who.get(f"{base}/signals/{signal}"),
        lambda who: post(who, f"{base}/signals/{signal}/moment", {"version": 4}),
        lambda who: post(who, f"{base}/signals/{signal}/factors", {"version": 4, "states": {}}),
        lambda who: post(who, f"{base}/signals/{signal}/wish", {"version": 4}),
        lambda who: post(who, f"{base}/signals", {"key": str(uuid4()), "file": str(scene.file)}),
        lambda who: who.get(f"{base}/files/{scene.file}/consents"),
        lambda who: post(who, f"{base}/files/{scene.file}/consents", {**consent, "key": str(uuid4())}),
        lambda who: post(who, f"{base}/consents/{consent['key']}/stop", {}),
    )
    stranger = people.somebody("jgz", people.coalition("daar"), name="ver")
    for who in (scene.receiver, stranger, people.somebody("coordinator", here, name="coor")):
        answers = [ask(client_of(who)) for ask in asks]
        assert [one.status_code for one in answers] == [404] * len(asks), who
        assert b"Kanarie" not in b"".join(one.content for one in answers)
    assert queries_signal.signal(scene.sender.actor, here, signal).version == 4


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
MOMENTS = (signals.request_started, signals.request_finished)
OURS = ("/referrals", "/doors", "/steps", "/desks", "/times", "/referrals/{referral}", "/consents", "/stop")
OURS += ("/signals", "/signals/{signal}", "/moment", "/factors", "/wish")
OF_FAMILIES = ("/weighings", "/weighings/{weighing}", "/sufficiency", "/level", "/held", "/removal")
OF_FAMILIES += ("/events", "/effects", "/undoing", "/emergencies", "/emergencies/{opening}", "/closing", "/judgement")
OURS += ("/questionnaires", "/questionnaires/{questionnaire}", "/responses", "/responses/{response}", "/answers")


@pytest.fixture
def described(settings):
    from kansrijk.config.wsgi import application

    settings.RATE_FACTOR = 10_000
    settings.ALLOWED_HOSTS = ["localhost"]
    for moment in MOMENTS:
        moment.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for moment in MOMENTS:
        moment.connect(close_old_connections)


@pytest.mark.req("API-03", "referrals")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_sent_no_failure_is_ours_and_answers_are_as_described(scene, base, here, described, mode):
    """Signed in as who sends, and as a coordinator; the coalition and the keys are real ones half of the time."""
    all_walked(scene, base, here, described, mode, OURS)


@pytest.mark.long
@pytest.mark.req("API-03", "families")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_same_of_what_is_weighed_what_happened_and_what_is_open(scene, base, here, described, mode):
    all_walked(scene, base, here, described, mode, OF_FAMILIES)


def all_walked(scene, base, here, described, mode, endings: tuple[str, ...]) -> None:
    made = str(send(scene))
    signal = str(queries_signal.signals_of(scene.sender.actor, here, scene.file)[0].id)
    real = {"slug": base.rpartition("/")[2], "referral": made, "file": str(scene.file), "signal": signal}
    real |= {"response": str(begun(scene.sender, here, scene.file)), "questionnaire": OURS_TO_FILL_IN.digest}
    asked = 0
    for who in (scene.sender, people.somebody("coordinator", here, name="coor")):
        session = client_of(who).cookies[configured.SESSION_COOKIE_NAME].value
        for path in (one for one in described if one.endswith(endings)):
            for method in described[path]:
                if mode == GenerationMode.POSITIVE or method == "post":  # a key in an address alone cannot be wrong
                    asked += walk(described[path][method], mode, session, real)
    assert asked >= 20
    assert read(scene, scene.sender, UUID(made)).version == 1


def walk(operation, mode: GenerationMode, session: str, real: dict[str, str]) -> int:
    """Asks one address; how many questions were asked. Every other one is asked of what is really there."""
    asked = 0
    token = "a" * 32
    cookies = {configured.SESSION_COOKIE_NAME: session, configured.CSRF_COOKIE_NAME: token}

    @settings(
        max_examples=4,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=QUIET,
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case) -> None:
        nonlocal asked
        asked += 1
        if asked % 2:
            known = {name: real[name] for name in case.path_parameters or {} if name in real}
            case.path_parameters = {**(case.path_parameters or {}), **known}
        response = case.call(headers={"X-CSRFToken": token}, cookies=cookies)
        case.validate_response(response, checks=CHECKS)

    ask()
    return asked


CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.response_headers_conformance,
]
