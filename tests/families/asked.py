"""How the commands of families are asked in tests/access/test_commands.py: each on a file that the midwife began."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone
from tests.access.asked import Asked, World
from tests.families import doors

from kansrijk.families import (
    commands,
    commands_consent,
    commands_event,
    commands_glass,
    commands_link,
    commands_many,
    commands_own,
    commands_plan,
    commands_response,
    commands_signal,
    commands_weighing,
    consents,
    plan,
    queries_consent,
    responses,
)
from kansrijk.families.consents import Given
from kansrijk.families.models import Involvement
from kansrijk.families.signals import Chosen, Moment, Said
from kansrijk.families.weighing import Choice, Held
from kansrijk.trust import compartment, keys
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.models import Account, Coalition, Membership, Organisation

WHO = "verloskundige here"
CARING = {"verloskundige", "kraamverzorgende", "huisarts", "jgz", "sociaal-team"}


def _ready(world: World) -> dict[str, Any]:
    """Both coalitions have families, and everybody a second factor."""
    Coalition.objects.update(has_families=True, wrapped_key=keys.new_wrapped_key())
    for account in Account.objects.all():
        Authenticator.objects.get_or_create(user=account, type="totp", defaults={"data": {}})
    return {"coalition": world.own}


def _party(world: World) -> UUID:
    return world.askers[WHO].ties[0].organisation


def _begun(world: World) -> dict[str, Any]:
    where = _ready(world)
    made = commands.propose_file(
        by=world.askers[WHO], organisation=_party(world), part="mother", name="Zoë Proef", **where
    )
    return {**where, "file": made}


def _kept(world: World) -> dict[str, Any]:
    where = _begun(world)
    commands.keep_file(by=world.askers[WHO], agreed_on=timezone.localdate(), **where)
    return where


def _colleague(world: World) -> UUID:
    account = Account.objects.create(email="collega@voorbeeld.invalid", name="collega", password="!")
    Membership.objects.create(
        account=account,
        organisation_id=_party(world),
        coalition_id=world.own,
        role="verloskundige",
        starts_on=timezone.localdate(),
    )
    return account.pk


def _taken_in(world: World) -> dict[str, Any]:
    where = _kept(world)
    commands.take_in(by=world.askers[WHO], account=_colleague(world), **where)
    return {"coalition": world.own, "involvement": _part(world)}


def _part(world: World) -> UUID:
    """The key of the part that was just given; read as who gave it."""
    from kansrijk.trust.compartment import within

    with within(world.askers[WHO], world.own, verb="read", kind="involvement"):
        return Involvement.objects.get().pk


def _several(world: World) -> dict[str, Any]:
    where = _kept(world)
    return {"coalition": where["coalition"], "files": [where["file"]], "key": uuid4()}


def _taken_in_many(world: World) -> dict[str, Any]:
    """Whoever gave nothing with this key ends nothing by it."""
    where = _several(world)
    commands_many.take_in_many(by=world.askers[WHO], account=_colleague(world), **where)
    return {"coalition": where["coalition"], "key": where["key"]}


def _has_task(world: World, actor: Actor) -> bool:
    return bool(actor.roles_in(world.own) & CARING)


def is_author(world: World, actor: Actor) -> bool:
    return actor == world.askers[WHO]


def _signal(world: World) -> dict[str, Any]:
    where = _ready(world)
    key = commands_signal.begin_signal(
        by=world.askers[WHO], organisation=_party(world), key=uuid4(), part="mother", name="Zoë Proef", **where
    )
    return {**where, "signal": key}


def _version(world: World) -> dict[str, Any]:
    return {**_signal(world), "version": 1}


def _weighing(world: World) -> dict[str, Any]:
    where = _begun(world)
    key = commands_weighing.begin_weighing(by=world.askers[WHO], key=uuid4(), sufficiency="sufficient", **where)
    return {"coalition": where["coalition"], "weighing": key}


def _weighed(world: World) -> dict[str, Any]:
    where = _weighing(world)
    commands_weighing.choose_level(by=world.askers[WHO], version=1, choice=Choice("self_reliant"), **where)
    return where


def _response(world: World) -> dict[str, Any]:
    where = _begun(world)
    ours = responses.ours()[0].digest
    key = commands_response.begin_response(by=world.askers[WHO], key=uuid4(), questionnaire=ours, **where)
    return {"coalition": where["coalition"], "response": key}


def _loaded(world: World) -> dict[str, Any]:
    key = commands_response.load_questionnaire(by=world.askers[WHO], **_to_load(world))
    return {"coalition": world.own, "questionnaire": key}


def _to_load(world: World) -> dict[str, Any]:
    said = {"resourceType": "Questionnaire", "url": "https://voorbeeld.invalid/v", "version": "1", "title": "Proef"}
    content = json.dumps({**said, "item": [{"linkId": "a", "type": "boolean", "text": "A?"}]}).encode()
    return {**_ready(world), "content": content, "may_use": True}


def _held() -> Held:
    today = timezone.localdate()
    return Held(("parent",), "zo zie ik het", today, today + timedelta(days=60))


def _consent(world: World) -> dict[str, Any]:
    """A file and a door, and what the form of a consent holds."""
    where = _begun(world)
    door = doors.door(world.own, "debt_help")
    asking = queries_consent.asking(world.askers[WHO], world.own, where["file"])
    name = next(one.name for one in asking.receivers if one.id == door)
    said = Given("money", ("contact",), ("self",), True, "spoken", "yes", said_age="from_16")
    mark = consents.mark_of(name, asking.organisation)
    return {**where, "key": uuid4(), "receiver": door, "mark": mark, "given": said}


def _consented(world: World) -> dict[str, Any]:
    made = commands_consent.give_consent(by=world.askers[WHO], **_consent(world))
    return {"coalition": world.own, "consent": made}


def _linking(world: World) -> dict[str, Any]:
    said = {"key": uuid4(), "agreed": ("self",), "is_seen": True, "said_age": "from_16"}
    return {**_kept(world), **said}


def _linked(world: World) -> dict[str, Any]:
    where = _linking(world)
    commands_link.make_link(by=world.askers[WHO], **where)
    return {key: where[key] for key in ("coalition", "file")}


def _own_page(world: World, where: dict[str, Any]) -> Actor:
    """Link and code were used: the parent is one more who asks, of the page of this one file."""
    made = commands_link.make_link(by=world.askers[WHO], **where)
    key = commands_own.open_page(by=VISITOR, token=made.token, code=made.code)
    parent = Actor(subject=compartment.subject_of(key or ""))
    world.askers["the parent"] = parent
    return parent


def _opened(world: World) -> dict[str, Any]:
    _own_page(world, _linking(world))
    return {}


def is_parent(world: World, actor: Actor) -> bool:
    return actor.subject is not None


def _shared(world: World) -> dict[str, Any]:
    """A consent on the file whose own page is open."""
    where = _consent(world)
    made = commands_consent.give_consent(by=world.askers[WHO], **where)
    commands.keep_file(
        by=world.askers[WHO], coalition=where["coalition"], file=where["file"], agreed_on=timezone.localdate()
    )
    said = {"key": uuid4(), "agreed": ("self",), "is_seen": True, "said_age": "from_16"}
    _own_page(world, {"coalition": where["coalition"], "file": where["file"], **said})
    return {"consent": made}


def _asked(world: World) -> dict[str, Any]:
    parent = _own_page(world, _linking(world))
    made = commands_own.ask(by=parent, key=uuid4(), kind="correction", text="mijn telefoon is anders")
    return {"coalition": world.own, "request": made, "outcome": "done", "answer": "dat is nu veranderd"}


def _happened(world: World) -> dict[str, Any]:
    where = _begun(world)
    key = uuid4()
    commands_event.record_event(by=world.askers[WHO], key=key, kind="moved", **where)
    return {"coalition": where["coalition"], "event": key}


def _breaking(world: World) -> dict[str, Any]:
    """A kept file, and somebody who can judge that it is opened."""
    where = _kept(world)
    party = Organisation.objects.create(name="Privacy Proef").pk
    account = Account.objects.create(email="oordeel@voorbeeld.invalid", name="oordeel", password="!")
    Membership.objects.create(
        account=account,
        organisation_id=party,
        coalition_id=world.own,
        role="privacyfunctionaris",
        starts_on=timezone.localdate(),
    )
    said = {"key": uuid4(), "name": "Zoë Proef", "born_on": None, "hours": 1}
    return {"coalition": where["coalition"], "reason": "zij belt in paniek, nu meteen", **said}


def _broken(world: World) -> dict[str, Any]:
    made = commands_glass.break_glass(by=world.askers[WHO], **_breaking(world))
    return {"coalition": world.own, "opening": made}


def _to_judge(world: World) -> dict[str, Any]:
    return {**_broken(world), "outcome": "right", "note": "zij was niet te bereiken"}


def _planned(world: World) -> dict[str, Any]:
    begun = _begun(world)
    said = plan.Said("goal", "rust in huis")
    line = commands_plan.write_line(by=world.askers[WHO], key=uuid4(), said=said, **begun)
    return {"coalition": begun["coalition"], "line": line, "version": 1, "state": "done"}


ASKED = {
    "families.record_event": Asked(
        "life_event", "create", lambda world: {**_begun(world), "key": uuid4(), "kind": "moved"}, only=is_author
    ),
    "families.break_glass": Asked("break_glass", "create", _breaking, case="own_organisation"),
    "families.close_glass": Asked("break_glass", "update", _broken, only=is_author),
    "families.decide_glass": Asked("break_glass", "decide", _to_judge),
    "families.tell_judges": Asked("file", "expire", lambda world: _ready(world), is_within=False),
    "families.write_line": Asked(
        "plan",
        "create",
        lambda world: {**_begun(world), "key": uuid4(), "said": plan.Said("goal", "rust in huis")},
        only=is_author,
    ),
    "families.change_line": Asked("plan", "update", _planned, only=is_author),
    "families.name_coordinator": Asked(
        "plan",
        "create",
        lambda world: {**_begun(world), "key": uuid4(), "named": plan.Named("Anne", "071", timezone.localdate())},
        only=is_author,
    ),
    "families.end_coordinator": Asked("plan", "update", _begun, only=is_author),
    "families.tell_keeper": Asked(
        "file",
        "expire",
        lambda world: {**_ready(world), "account": world.askers[WHO].account},
        is_within=False,
    ),
    "families.take_back_event": Asked("life_event", "update", _happened, only=is_author),
    "families.make_link": Asked("parent_link", "create", _linking, only=is_author),
    "families.add_paper": Asked("parent_link", "print", _linked, only=is_author),
    "families.withdraw_link": Asked("parent_link", "update", _linked, only=is_author),
    "families.answer_request": Asked("parent_request", "update", _asked, only=is_author),
    "families.open_page": Asked(
        "own_page", "open", lambda world: {"token": "niet-een-van-ons", "code": "12345678"}, is_within=False
    ),
    "families.close_page": Asked("parent_link", "update", _opened, only=is_parent),
    "families.stop_sharing": Asked("consent", "update", _shared, only=is_parent),
    "families.ask": Asked(
        "parent_request",
        "create",
        lambda world: {**_opened(world), "key": uuid4(), "kind": "correction", "text": "dit klopt niet"},
        only=is_parent,
    ),
    "families.begin_weighing": Asked(
        "weighing",
        "create",
        lambda world: {**_begun(world), "key": uuid4(), "sufficiency": "sufficient"},
        only=is_author,
    ),
    "families.say_whether_enough": Asked(
        "weighing", "update", lambda world: {**_weighing(world), "version": 1, "sufficiency": "unknown"}, only=is_author
    ),
    "families.choose_level": Asked(
        "weighing",
        "update",
        lambda world: {**_weighing(world), "version": 1, "choice": Choice("self_reliant")},
        only=is_author,
    ),
    "families.close_weighing": Asked(
        "weighing", "update", lambda world: {**_weighed(world), "version": 2, "held": _held()}, only=is_author
    ),
    "families.drop_weighing": Asked("weighing", "delete", _weighing, only=is_author),
    "families.load_questionnaire": Asked("questionnaire", "create", _to_load),
    "families.say_guarded": Asked("questionnaire", "update", lambda world: {**_loaded(world), "links": ["a"]}),
    "families.retire_questionnaire": Asked("questionnaire", "update", _loaded),
    "families.begin_response": Asked(
        "response",
        "create",
        lambda world: {**_begun(world), "key": uuid4(), "questionnaire": responses.ours()[0].digest},
        only=is_author,
    ),
    "families.answer": Asked(
        "response",
        "update",
        lambda world: {**_response(world), "version": 1, "answers": {"goed": "ja"}},
        only=is_author,
    ),
    "families.drop_response": Asked("response", "delete", _response, only=is_author),
    "families.give_consent": Asked("consent", "create", _consent, only=is_author),
    "families.withdraw_consent": Asked("consent", "update", _consented, only=is_author),
    "families.begin_signal": Asked(
        "signal",
        "create",
        lambda world: {
            **_ready(world),
            "organisation": _party(world),
            "key": uuid4(),
            "part": "mother",
            "name": "Zoë Proef",
        },
        only=is_author,
    ),
    "families.say_when": Asked(
        "signal", "update", lambda world: {**_version(world), "moment": Moment("during")}, only=is_author
    ),
    "families.choose_factors": Asked(
        "risk_factor",
        "create",
        lambda world: {**_version(world), "chosen": Chosen({"BS02": "confirmed"})},
        only=is_author,
    ),
    "families.say_wish": Asked(
        "signal", "update", lambda world: {**_version(world), "said": Said("hulp bij geld", "yes")}, only=is_author
    ),
    "families.drop_signal": Asked("signal", "delete", _signal, only=is_author),
    "families.propose_file": Asked(
        "file",
        "create",
        lambda world: {**_ready(world), "organisation": _party(world), "part": "mother", "name": "Zoë Proef"},
        only=is_author,
    ),
    "families.change_file": Asked(
        "file", "update", lambda world: {**_begun(world), "version": 1, "name": "Noor Proef"}, only=is_author
    ),
    "families.keep_file": Asked(
        "file", "keep", lambda world: {**_begun(world), "agreed_on": timezone.localdate()}, only=is_author
    ),
    "families.forget_file": Asked("file", "delete", _begun, only=is_author),
    "families.take_in": Asked(
        "involvement", "create", lambda world: {**_kept(world), "account": _colleague(world)}, only=is_author
    ),
    "families.take_in_many": Asked(
        "involvement", "create", lambda world: {**_several(world), "account": _colleague(world)}, only=is_author
    ),
    "families.take_back_many": Asked("involvement", "update", _taken_in_many, only=_has_task),
    "families.let_go": Asked("involvement", "update", _taken_in, only=is_author),
    "families.forget_expired": Asked("file", "expire", lambda world: _ready(world) and {}, is_within=False),
}
