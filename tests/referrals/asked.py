"""How the commands of referrals are asked in tests/access/test_commands.py: each on what the midwife began."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from tests.access.asked import Asked, World
from tests.families import asked as families
from tests.families import doors
from tests.referrals.sending import TEXTS, given

from kansrijk.families import commands as files
from kansrijk.families import commands_consent, consents, queries_consent
from kansrijk.offer.models import Desk, Directory, Service
from kansrijk.referrals import (
    asking,
    commands,
    commands_asking,
    commands_consult,
    commands_meeting,
    commands_receiver,
    queries_asking,
)
from kansrijk.trust import compartment
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.models import Account, Membership, Organisation
from kansrijk.trust.queries import actor_for


def _sending(world: World) -> dict[str, Any]:
    """A file, a door with the desk of another organisation, and what the form of sending holds."""
    where = families._begun(world)
    author = world.askers[families.WHO]
    files.change_file(by=author, version=1, name="Zoë Proef", born_on=date(1994, 2, 28), **where)
    door = doors.door(world.own, "debt_help")
    party = Organisation.objects.create(name="Schuldhulp Proef").pk
    Desk.objects.create(service_id=door, coalition_id=world.own, organisation_id=party)
    asking = queries_consent.asking(author, world.own, where["file"])
    name = next(one.name for one in asking.receivers if one.id == door)
    return {
        **where,
        "key": uuid4(),
        "receiver": door,
        "texts": TEXTS,
        "mark": consents.mark_of(name, asking.organisation),
        "given": given("contact", "question"),
    }


def _sent(world: World) -> dict[str, Any]:
    made: UUID = commands.send(by=world.askers[families.WHO], **_sending(world))
    return {"coalition": world.own, "referral": made, "event": "recall", "key": uuid4(), "version": 1}


def is_author(world: World, actor: Actor) -> bool:
    return actor == world.askers[families.WHO]


def _desk(world: World) -> dict[str, Any]:
    families._ready(world)
    return {"coalition": world.own, "organisation": world.askers[families.WHO].ties[0].organisation}


def _asking(world: World) -> dict[str, Any]:
    """A public door with a desk, and what a parent typed: whoever asks, it is nobody with an account."""
    families._ready(world)
    door = doors.door(world.own, "debt_help")
    Service.objects.filter(pk=door).update(parents_may_come=True)
    Directory.objects.get_or_create(coalition_id=world.own, defaults={"is_public": True, "areas": ["GM9901"]})
    party = Organisation.objects.create(name="Schuldhulp Proef").pk
    Desk.objects.create(service_id=door, coalition_id=world.own, organisation_id=party)
    mark = queries_asking.mark_of(queries_asking.door(VISITOR, door), "nl")
    said = asking.checked("Kanarie", "na drie uur", "hulp met brieven")
    told = {"said": said, "is_agreed": True, "mark": mark, "language": "nl"}
    return {"door": door, "code": asking.new_code(), **told}


def _asked(world: World) -> dict[str, Any]:
    arguments = _asking(world)
    commands_asking.ask_for_help(by=VISITOR, **arguments)
    return {"code": arguments["code"]}


def _made(world: World, **more: Any) -> dict[str, Any]:
    sent = _sent(world)
    return {"coalition": sent["coalition"], "referral": sent["referral"], **more}


def _opened(world: World) -> None:
    """The sealed link of a referral is open: who receives by it is one more who asks."""
    made = commands_receiver.make_receiver_link(by=world.askers[families.WHO], **_made(world, key=uuid4()))
    key = commands_receiver.open_receiver_link(by=VISITOR, token=made.token, code=made.code)
    world.askers["by a sealed link"] = Actor(guest=compartment.guest_of(key or ""))


def _step_by_link(world: World) -> dict[str, Any]:
    _opened(world)
    return {"event": "receive", "key": uuid4(), "version": 1}


def _colleagues(world: World) -> UUID:
    """An organisation at which somebody receives."""
    party = Organisation.objects.create(name="Elders Proef").pk
    account = Account.objects.create(email="elders@voorbeeld.invalid", name="elders", password="!")
    Membership.objects.create(
        account=account, organisation_id=party, coalition_id=world.own, role="jgz", starts_on=date(2020, 1, 1)
    )
    return party


def _asking_advice(world: World) -> dict[str, Any]:
    where = families._ready(world)
    said = {"key": uuid4(), "phase": "during", "question": "Wat doen jullie dan?", "is_nameless": True}
    return {"coalition": where["coalition"], "organisation": _colleagues(world), **said}


def _consulted(world: World, **more: Any) -> dict[str, Any]:
    """Asked by the midwife, of nobody who asks here; with `answer` of the midwife's own organisation."""
    where = _asking_advice(world)
    if more:
        where["organisation"] = world.askers[families.WHO].ties[0].organisation
        by = _elsewhere(world)
    else:
        by = world.askers[families.WHO]
    made = commands_consult.ask_consult(by=by, **where)
    return {"coalition": world.own, "consult": made, **more}


def _elsewhere(world: World) -> Actor:
    account = Account.objects.get(name="elders")
    families._ready(world)
    return actor_for(account, has_shown_factor=True)


def _meeting(world: World) -> dict[str, Any]:
    """A file, and a consent for a meeting of the directory."""
    where = families._begun(world)
    author = world.askers[families.WHO]
    files.change_file(by=author, version=1, name="Zoë Proef", born_on=date(1994, 2, 28), **where)
    door = doors.door(world.own, "case_meeting")
    asking = queries_consent.asking(author, world.own, where["file"])
    name = next(one.name for one in asking.receivers if one.id == door)
    said = {"mark": consents.mark_of(name, asking.organisation), "given": given("contact", purpose="meeting")}
    consent = commands_consent.give_consent(by=author, key=uuid4(), receiver=door, **said, **where)
    return {**where, "key": uuid4(), "consent": consent, "held_on": timezone.localdate(), "agenda": "Hulp"}


def _planned(world: World) -> dict[str, Any]:
    made = commands_meeting.plan_meeting(by=world.askers[families.WHO], **_meeting(world))
    return {"coalition": world.own, "meeting": made}


def _taking_part(world: World) -> dict[str, Any]:
    today = timezone.localdate()
    said = {"key": uuid4(), "service": doors.door(world.own, "debt_help"), "agreed": ("self",), "agreed_on": today}
    return {**_planned(world), **said}


def _let_go(world: World) -> dict[str, Any]:
    where = _taking_part(world)
    made = commands_meeting.add_participant(by=world.askers[families.WHO], **where)
    return {"coalition": world.own, "meeting": where["meeting"], "participant": made}


def _agreeing(world: World) -> dict[str, Any]:
    said = {"key": uuid4(), "who": "organiser", "text": "Belt", "due_on": timezone.localdate()}
    return {**_planned(world), **said}


def _finishing(world: World) -> dict[str, Any]:
    where = _agreeing(world)
    made = commands_meeting.agree_task(by=world.askers[families.WHO], **where)
    return {"coalition": world.own, "meeting": where["meeting"], "task": made, "feedback": "gedaan"}


def is_guest(world: World, actor: Actor) -> bool:
    return actor.guest is not None


ASKED = {
    "referrals.ask_for_help": Asked("help_request", "create", _asking, is_within=False),
    "referrals.take_back": Asked("help_request", "update", _asked, is_within=False),
    "referrals.ask_consult": Asked("consult", "create", _asking_advice, case="sender"),
    "referrals.answer_consult": Asked(
        "consult", "update", lambda world: _consulted(world, answer="Bel samen."), only=is_author, case="receiver"
    ),
    "referrals.drop_consult": Asked("consult", "delete", _consulted, only=is_author, case="sender"),
    "referrals.plan_meeting": Asked("case_meeting", "create", _meeting, only=is_author),
    "referrals.add_participant": Asked("case_meeting", "update", _taking_part, only=is_author),
    "referrals.let_participant_go": Asked("case_meeting", "update", _let_go, only=is_author),
    "referrals.say_parents": Asked(
        "case_meeting", "update", lambda world: {**_planned(world), "parents": "coming"}, only=is_author
    ),
    "referrals.agree_task": Asked("case_meeting", "update", _agreeing, only=is_author),
    "referrals.finish_task": Asked("case_meeting", "update", _finishing, only=is_author),
    "referrals.make_receiver_link": Asked(
        "receiver_link", "create", lambda world: _made(world, key=uuid4()), only=is_author, case="sender"
    ),
    "referrals.withdraw_receiver_link": Asked("receiver_link", "update", _made, only=is_author, case="sender"),
    "referrals.open_receiver_link": Asked(
        "sealed_page", "open", lambda world: {"token": "niet-een-van-ons", "code": "12345678"}, is_within=False
    ),
    "referrals.step_by_link": Asked("referral", "update", _step_by_link, only=is_guest, case="receiver"),
    "referrals.close_receiver_link": Asked(
        "receiver_link", "update", lambda world: _opened(world) or {}, only=is_guest, case="receiver"
    ),
    "referrals.tell_step": Asked(
        "referral",
        "update",
        lambda world: _made(world, event="receive", how="telephone", key=uuid4(), version=1),
        only=is_author,
        case="sender",
    ),
    "referrals.forget_ended": Asked("referral", "expire", lambda world: families._ready(world) and {}, is_within=False),
    "referrals.send": Asked("referral", "create", _sending, only=is_author),
    "referrals.take_step": Asked("referral", "update", _sent, only=is_author, case="sender"),
    "referrals.tell_waiting": Asked("referral", "expire", _desk, is_within=False),
    "referrals.tell_late": Asked(
        "referral",
        "expire",
        lambda world: {"coalition": families._ready(world)["coalition"], "late": 2},
        is_within=False,
    ),
    "referrals.remind": Asked("referral", "expire", lambda world: families._ready(world) and {}, is_within=False),
    "referrals.bring_back": Asked("referral", "expire", lambda world: families._ready(world) and {}, is_within=False),
}
