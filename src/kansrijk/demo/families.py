"""Families in the demo: only where compartment B is installed (`KANSRIJK_FAMILIES=1`). Made-up people, by commands."""

import os
import time
from datetime import timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid4

import yaml
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.utils import timezone

from kansrijk.demo import referrals
from kansrijk.demo.people import COALITION_SLUG, PEOPLE, account_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.commands import switch_families
from kansrijk.trust.commands_mandate import give_mandate
from kansrijk.trust.models import Coalition, Mandate
from kansrijk.trust.queries import actor_for

APP_SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - of people who do not exist; the page /demo tells the code


def code_now() -> str:
    """The code of this half-minute in the app of everybody in the demo."""
    return str(format_hotp_value(hotp_value(APP_SECRET, int(time.time()) // 30)))


def load(*, by: Actor) -> None:
    """Switches families on in the first coalition, gives its people an app, and writes the signals down, once."""
    found = Coalition.objects.filter(slug=COALITION_SLUG).first()
    is_asked = settings.FAMILIES and os.environ.get("KANSRIJK_FAMILIES") == "1"
    if not is_asked or found is None or found.has_families:
        return
    switch_families(by=by, coalition=found.pk, on=True)
    for person in PEOPLE:
        account = account_of(person.code)
        if person.coalition == COALITION_SLUG and account and not Authenticator.objects.filter(user=account).exists():
            TOTP.activate(account, APP_SECRET)
    told = yaml.safe_load(files("kansrijk.demo").joinpath("data/families.yaml").read_text("utf-8"))
    for mandate in told["mandates"]:
        _let(found.pk, **mandate)
    for entry in told["signals"]:
        _write(found.pk, entry)
    referrals.load(found.pk)


def _let(coalition: UUID, *, principal: str, deputy: str, days: int) -> None:
    """Lets one person of the demo work in the place of another."""
    whose, who, today = account_of(principal), account_of(deputy), timezone.localdate()
    assert whose is not None
    assert who is not None
    by = actor_for(whose)
    give_mandate(
        by=by,
        coalition=coalition,
        organisation=next(iter(by.organisations_in(coalition))),
        deputy=who.pk,
        starts_on=today,
        ends_on=today + timedelta(days=days),
    )


def _actor(entry: dict[str, Any]) -> Actor:
    """Who writes it down; with `done_by` that person, in the other's place."""
    account = account_of(entry.get("done_by", entry["by"]))
    assert account is not None
    mandate = Mandate.objects.filter(deputy=account, ended_at=None).first() if "done_by" in entry else None
    return actor_for(account, has_shown_factor=True, mandate=str(mandate.pk) if mandate else "")


def _write(coalition: UUID, entry: dict[str, Any]) -> None:
    from kansrijk.families import commands, commands_signal, queries_signal
    from kansrijk.families.signals import Chosen, Moment, Said

    actor, today = _actor(entry), timezone.localdate()
    where: dict[str, Any] = {"by": actor, "coalition": coalition}
    (party,) = actor.organisations_in(coalition)
    person = {key: entry[key] for key in ("part", "name", "telephone") if key in entry}
    key = commands_signal.begin_signal(organisation=party, key=uuid4(), **person, **where)
    at = dict(entry["moment"])
    due, born = (today + timedelta(days=at.pop(name)) if name in at else None for name in ("due", "born"))
    moment = Moment(due_on=due, child_born_on=born, **at)
    commands_signal.say_when(signal=key, version=1, moment=moment, **where)
    chosen = Chosen(entry["factors"], needs_stay_or_insurance=entry.get("needs", False))
    commands_signal.choose_factors(signal=key, version=2, chosen=chosen, **where)
    commands_signal.say_wish(signal=key, version=3, said=Said(**entry["said"]), **where)
    file = queries_signal.signal(actor, coalition, key).file
    if entry.get("kept"):
        commands.keep_file(file=file, agreed_on=today, **where)
    for told in entry.get("weighed", ()):
        _weigh(where, file, told)
    for told in entry.get("answered", ()):
        _answer(where, file, told)
    for told in entry.get("agreed", ()):
        _agree(where, file, told)


def _answer(where: dict[str, Any], file: UUID, told: dict[str, Any]) -> None:
    """A questionnaire of ours, filled in together."""
    from kansrijk.families import commands_response, responses

    ours = responses.ours()[0]
    key = commands_response.begin_response(file=file, key=uuid4(), questionnaire=ours.digest, **where)
    answers = responses.from_plain(ours, told)
    commands_response.answer(response=key, version=1, answers=answers, is_finished=True, **where)


def _agree(where: dict[str, Any], file: UUID, told: dict[str, Any]) -> None:
    """Sharing with the first door of the directory that this purpose speaks of; none where there is no directory."""
    from kansrijk.families import commands_consent, consents, queries_consent
    from kansrijk.families.consents import Given

    asking = queries_consent.asking(where["by"], where["coalition"], file)
    fits = (one for one in asking.receivers if any(told["purpose"] in rule.purposes for rule in one.rules))
    door = next(fits, None)
    if door is None:
        return
    given = Given(
        purpose=told["purpose"],
        categories=tuple(told["categories"]),
        agreed=("self",),
        is_informed=True,
        channel="spoken",
        help_wanted="yes",
        said_age="from_16",
        use_agreed=True,
    )
    mark = consents.mark_of(door.name, asking.organisation)
    commands_consent.give_consent(file=file, key=uuid4(), receiver=door.id, mark=mark, given=given, **where)


def _weigh(where: dict[str, Any], file: UUID, told: dict[str, Any]) -> None:
    from kansrijk.families import commands_weighing
    from kansrijk.families.weighing import Choice, Held

    today = timezone.localdate()
    key = commands_weighing.begin_weighing(file=file, key=uuid4(), sufficiency=told["enough"], **where)
    commands_weighing.choose_level(weighing=key, version=1, choice=Choice(told["level"]), **where)
    days = [today + timedelta(days=told[name]) for name in ("held", "again")]
    held = Held(tuple(told["present"]), told["view"], *days)
    commands_weighing.close_weighing(weighing=key, version=2, held=held, **where)
