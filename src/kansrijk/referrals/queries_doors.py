"""With which door to begin: what the published paths and the directory say to what was written down, and why."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from kansrijk.families import words as family_words
from kansrijk.families.models import Person
from kansrijk.families.queries import standing_of
from kansrijk.families.queries_consent import (
    Asking,
    ConsentRead,
    Receiver,
    asking_within,
    consents_within,
    found_file,
)
from kansrijk.families.queries_signal import SignalRead, newest_within
from kansrijk.offer import vocabulary
from kansrijk.offer.models import Service
from kansrijk.offer.queries import desk_of, places_at, staffed
from kansrijk.paths.queries.paths import published
from kansrijk.referrals.contents import Known
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import require_may

NO_LONGER = "gone"
POSTCODE = re.compile(r"\b([1-9][0-9]{3}) ?[A-Za-z]{2}\b")


@dataclass(frozen=True)
class Door:
    """One door that a rule of today speaks of. `paths`: published paths that name it; `factors`: codes it is for here.

    `is_near`: works where the person lives, as far as the address is known. `is_on_screen`: somebody receives there
    today; else a link or letter is handed over, or `phone` is what there is. `promised`: working days to an answer.
    """

    receiver: Receiver
    paths: tuple[str, ...]
    factors: tuple[str, ...]
    is_near: bool
    is_on_screen: bool
    phone: str
    promised: int | None
    takes_new: bool

    @property
    def fits(self) -> bool:
        return self.is_near and bool(self.paths or self.factors)


@dataclass(frozen=True)
class Sending:
    """What the screens of sending begin from: whom it is about, what was written down, the doors, what was agreed."""

    asking: Asking
    known: Known
    doors: tuple[Door, ...]
    consents: tuple[ConsentRead, ...]

    def in_force_with(self, receiver: UUID) -> ConsentRead | None:
        """The consent under which something may go to this door already."""
        return next((one for one in self.consents if one.receiver == receiver and one.is_in_force), None)


def sending(actor: Actor, coalition: UUID, file: UUID) -> Sending:
    """For whoever began the file. The doors that fit stand first. Raises `Denied`."""
    with within(actor, coalition, verb="create", kind="referral") as inside:
        person = found_file(inside, file, "create")
        require_may(actor, "create", "referral", coalition=coalition, case=standing_of(inside, person))
        write_down(inside, "referral begun", "R", reference=file, hits=[file])
        asking = asking_within(inside, person)
        signal = newest_within(inside, person)
        return Sending(
            asking=asking,
            known=_known(inside, person, signal, timezone.localdate()),
            doors=tuple(_doors(inside, asking, signal, _lives_in(inside, person))),
            consents=tuple(consents_within(inside, person)),
        )


def _known(inside: Within, person: Person, signal: SignalRead | None, today: date) -> Known:
    name, telephone = (
        inside.cipher.unseal(one) if one else "" for one in (person.sealed_name, person.sealed_telephone)
    )
    if signal is None:
        return Known(name, telephone)
    needs = "\n".join(str(family_words.NEEDS[code]) for code in signal.needs)
    return Known(
        name=name,
        telephone=telephone,
        reach=signal.said.contact,
        words="\n".join(text for text in (signal.said.words, needs) if text),
        spoken=family_words.spoken(signal.said),
        moment=family_words.moment(signal.moment, today) if signal.moment.phase != "unknown" else "",
        factors=tuple((one.code, one.storage) for one in signal.factors if one.state != NO_LONGER),
    )


def _lives_in(inside: Within, person: Person) -> frozenset[str]:
    """Codes of the places in which the person lives, by the postcode in the address; empty where that is not known."""
    address = inside.cipher.unseal(person.sealed_address) if person.sealed_address else ""
    found = POSTCODE.search(address)
    if found is None:
        return frozenset()
    return frozenset({found[1], *(ref.code for ref in places_at(inside.actor, found[1]))})


def _doors(inside: Within, asking: Asking, signal: SignalRead | None, lives_in: frozenset[str]) -> list[Door]:
    codes = [one.code for one in signal.factors if one.side == "risk" and one.state != NO_LONGER] if signal else []
    phase = signal.moment.phase if signal else "unknown"
    named = _named_by_paths(inside, codes, phase)
    rows = {row.pk: row for row in Service.objects.filter(pk__in=[one.id for one in asking.receivers])}
    people = staffed(inside.coalition)
    desks = {door for door, party in desk_of(inside.coalition, list(rows)).items() if party in people}
    made = []
    for one in asking.receivers:
        row = rows[one.id]
        meant = row.factors or vocabulary.kinds()[row.kind].factors
        made.append(
            Door(
                receiver=one,
                paths=tuple(dict.fromkeys(named.get(row.kind, ()))),
                factors=tuple(code for code in codes if code in meant),
                is_near=not lives_in or bool(lives_in & set(row.areas)),
                is_on_screen=one.id in desks,
                phone=row.phone,
                promised=row.response_days,
                takes_new=row.takes_new,
            )
        )
    return sorted(made, key=lambda door: (not door.fits, not door.is_on_screen, not door.paths, door.receiver.name))


def _named_by_paths(inside: Within, codes: list[str], phase: str) -> dict[str, list[str]]:
    """Kind of help → the paths of this coalition that name it as a door for one of these factors in this phase."""
    found: dict[str, list[str]] = {}
    if not codes:
        return found
    for _, _, path in published(inside.actor, frozenset({inside.coalition})):
        if any(path.trigger.fits(code, phase) for code in codes):
            for door in path.doors:
                found.setdefault(door.service, []).append(path.name)
    return found
