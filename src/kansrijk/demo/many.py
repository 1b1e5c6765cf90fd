"""Four hundred made-up families with nine hundred referrals over two years, beside the few that tests begin from.

By commands, as everything in the demo, a family at a time in one transaction, so that whoever breaks off finds whole
families and goes on there. Only the days are put back afterwards by `many_days`: no command writes into the past.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import psycopg
from django.db import transaction
from django.utils import timezone

from kansrijk.demo import many_days, referrals
from kansrijk.demo.many_plans import Family, Sent, Step, families
from kansrijk.demo.people import COALITION_SLUG, account_of
from kansrijk.families import commands, commands_consent, commands_event, commands_signal, consents, queries_consent
from kansrijk.families.consents import Given
from kansrijk.families.signals import Chosen, Moment, Said
from kansrijk.offer.models import Service
from kansrijk.offer.queries import desk_of
from kansrijk.referrals import commands as loop
from kansrijk.referrals import rules
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import ALIAS
from kansrijk.trust.models import Coalition
from kansrijk.trust.queries import actor_for
from kansrijk.trust.rules import Denied

SEED = 1000
TWINS = ("Mus Proefkind", "Vink Proefkind")
Tell = Callable[[int, int], None]


def key_of(what: str) -> UUID:
    """The same at every start, so that what was made is not made again."""
    return uuid5(NAMESPACE_OID, f"kansrijk demo {what}")


def load(owner: psycopg.Connection, tell: Tell) -> None:
    """Makes what is not there yet. `owner`: of the demo's own database, for the days; `tell`: (made, of how many)."""
    found = Coalition.objects.filter(slug=COALITION_SLUG, has_families=True).first()
    if found is None:
        return
    place, planned = _Place(found.pk), families(SEED)
    for made, one in enumerate(planned, start=1):
        if not place.has(one):
            with transaction.atomic(using=ALIAS):
                days = place.make(one)
            many_days.put_back(owner, days)
        tell(made, len(planned))


class _Place:
    """The coalition that they live in: who writes down, who receives, and the doors."""

    def __init__(self, coalition: UUID) -> None:
        self.coalition = coalition
        self.doors = _doors(coalition)
        self.by = partial(_actor, {})

    def has(self, one: Family) -> bool:
        """Whether it was made at an earlier start."""
        from kansrijk.families.queries_signal import signal

        try:
            signal(self.by(one.by), self.coalition, key_of(f"signal {one.number}"))
        except Denied:
            return False
        return True

    def make(self, one: Family) -> many_days.Days:
        """The file with its signal, what was sent, and what happened. Returns on which days that was."""
        actor = self.by(one.by)
        where: dict[str, Any] = {"by": actor, "coalition": self.coalition}
        file = self._file(one, actor, where)
        asking = queries_consent.asking(actor, self.coalition, file)
        names = {receiver.id: receiver.name for receiver in asking.receivers}
        sent = [
            self._send(one, place, told, where, file, names, asking.organisation) for place, told in enumerate(one.sent)
        ]
        if one.happened:
            children = TWINS if one.happened == "birth" else ()
            commands_event.record_event(
                file=file, key=key_of(f"event {one.number}"), kind=one.happened, children=children, **where
            )
        return many_days.Days(file, key_of(f"signal {one.number}"), one.days, tuple(filter(None, sent)))

    def _file(self, one: Family, actor: Actor, where: dict[str, Any]) -> UUID:
        party, today = next(tie.organisation for tie in actor.ties if tie.coalition == self.coalition), _today()
        telephone = f"06000{one.number:05}"
        signal = commands_signal.begin_signal(
            organisation=party,
            key=key_of(f"signal {one.number}"),
            part="mother",
            name=one.name,
            telephone=telephone,
            **where,
        )
        born = today - timedelta(days=one.child_days) if one.child_days else None
        moment = Moment(one.phase, child_born_on=born)
        commands_signal.say_when(signal=signal, version=1, moment=moment, **where)
        commands_signal.choose_factors(signal=signal, version=2, chosen=Chosen(one.factors), **where)
        interpreter = "no" if one.language == "nl" else "yes"
        said = Said(one.words, one.wish, "", one.language, interpreter)
        commands_signal.say_wish(signal=signal, version=3, said=said, **where)
        from kansrijk.families.queries_signal import signal as read

        file = read(actor, self.coalition, signal).file
        commands.keep_file(file=file, agreed_on=today, **where)
        return file

    def _send(
        self, one: Family, place: int, told: Sent, where: dict[str, Any], file: UUID, names: dict[UUID, str], party: str
    ) -> many_days.Sent | None:
        doors = [door for door in self.doors.get(told.kind, ()) if door in names]
        if not doors:
            return None
        door, key = doors[(one.number + place) % len(doors)], key_of(f"referral {one.number} {place}")
        given = Given(told.purpose, told.data, ("self",), True, "spoken", "yes", "from_16", use_agreed=True)
        texts = {"contact": f"{one.name}\n06000{one.number:05}", "question": one.words or "Hulp bij de komende tijd"}
        mark = consents.mark_of(names[door], party)
        loop.send(file=file, key=key, receiver=door, texts=texts, mark=mark, given=given, **where)
        version = 1
        for number, step in enumerate(told.steps):
            version = self._step(step, number, key, told.kind, version, where)
        return many_days.Sent(key, consent_of(key), told.days)

    def _step(self, step: Step, number: int, referral: UUID, kind: str, version: int, where: dict[str, Any]) -> int:
        if step.side == rules.PARENT:
            commands_consent.withdraw_consent(consent=consent_of(referral), **where)
            return version + 1
        by = where["by"] if step.side == rules.SENDER else self.by(referrals.desks()[kind])
        return loop.take_step(
            by=by,
            coalition=self.coalition,
            referral=referral,
            event=step.event,
            key=uuid5(referral, f"step {number}"),
            version=version,
            reason=step.reason,
            words=step.words,
        )


def consent_of(referral: UUID) -> UUID:
    """The key of the consent that was asked and given while sending (referrals.commands.send)."""
    return uuid5(NAMESPACE_OID, f"consent of {referral}")


def _today() -> Any:
    return timezone.localdate()


def _actor(known: dict[str, Actor], code: str) -> Actor:
    if code not in known:
        account = account_of(code)
        assert account is not None
        known[code] = actor_for(account, has_shown_factor=True)
    return known[code]


def _doors(coalition: UUID) -> dict[str, list[UUID]]:
    """Kind of help → the doors at which somebody receives on screen."""
    rows = list(Service.objects.filter(coalition=coalition, withdrawn_on=None).order_by("name_key", "pk"))
    desks = desk_of(coalition, [row.pk for row in rows])
    found: dict[str, list[UUID]] = {}
    for row in rows:
        if row.pk in desks:
            found.setdefault(row.kind, []).append(row.pk)
    return found
