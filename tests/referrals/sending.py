"""A file with a signal, a door with a desk, and a referral that was sent: what tests of referrals begin from."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from tests.families import doors, people

from kansrijk.families import commands, commands_signal, consents, queries_signal
from kansrijk.families.consents import Given
from kansrijk.families.signals import Chosen, Moment, Said
from kansrijk.offer.models import Desk
from kansrijk.referrals import commands as referrals
from kansrijk.referrals import queries, queries_doors

ADULT = date(1994, 2, 28)
ALL = ("contact", "question", "language", "social", "feedback")
TEXTS = {
    "contact": "Kanarie Proef\n0600000001",
    "question": "Hulp met brieven",
    "language": "Pools",
    "social": "schulden",
    "health": "slaapt slecht",
}


@dataclass(frozen=True)
class Scene:
    """Who sends from where, whose people receive, the door and the file."""

    here: UUID
    sender: people.Somebody
    receiver: people.Somebody
    door: UUID
    file: UUID


def given(*categories: str, purpose: str = "money") -> Given:
    return Given(purpose, categories, ("self",), True, "spoken", "yes")


def scene(here: UUID, sender: people.Somebody, receiver: people.Somebody, kind: str = "debt_help") -> Scene:
    """A file of an adult with a finished signal, and a door at which the receiver's people receive."""
    door = doors.door(here, kind)
    Desk.objects.create(service_id=door, coalition_id=here, organisation_id=receiver.organisation)
    return Scene(here, sender, receiver, door, file_of(here, sender))


def file_of(here: UUID, sender: people.Somebody) -> UUID:
    where = {"by": sender.actor, "coalition": here}
    person = {"part": "mother", "name": "Kanarie Proef", "telephone": "0600000001"}
    key = commands_signal.begin_signal(organisation=sender.organisation, key=uuid4(), **person, **where)
    commands_signal.say_when(signal=key, version=1, moment=Moment("during"), **where)
    chosen = Chosen({"RMa02": "confirmed", "RP07": "discussed"})
    commands_signal.choose_factors(signal=key, version=2, chosen=chosen, **where)
    said = Said("Hulp met brieven", "yes", "bel na drie uur", "pl", "yes")
    commands_signal.say_wish(signal=key, version=3, said=said, **where)
    file = queries_signal.signal(sender.actor, here, key).file
    # An adult, so that her own word is enough.
    commands.change_file(file=file, version=1, name=person["name"], born_on=ADULT, telephone="0600000001", **where)
    return file


def send(at: Scene, *categories: str, key: UUID | None = None, texts: dict[str, str] | None = None, **more) -> UUID:
    """Asked and sent in one step."""
    asking = queries_doors.sending(at.sender.actor, at.here, at.file).asking
    name = next(one.name for one in asking.receivers if one.id == at.door)
    arguments = {
        "given": given(*(categories or ALL)),
        "mark": consents.mark_of(name, asking.organisation),
        "texts": TEXTS if texts is None else texts,
        **more,
    }
    return referrals.send(
        by=at.sender.actor, coalition=at.here, file=at.file, key=key or uuid4(), receiver=at.door, **arguments
    )


def give_again(at: Scene) -> UUID:
    """A consent for another door of the same kind, on which nothing hangs."""
    from tests.families.test_consents import give

    return give(at.sender, at.here, at.file, doors.door(at.here, "debt_help", "Andere deur"), given("contact"))


def step(at: Scene, who: people.Somebody, referral: UUID, event: str, **more) -> int:
    """One step by somebody, made from what stands there now."""
    arguments = {"key": uuid4(), "version": read(at, who, referral).version, **more}
    return referrals.take_step(by=who.actor, coalition=at.here, referral=referral, event=event, **arguments)


def read(at: Scene, who: people.Somebody, referral: UUID) -> queries.ReferralRead:
    return queries.referral(who.actor, at.here, referral)


def texts_of(at: Scene, who: people.Somebody, referral: UUID) -> dict[str, str]:
    return dict(read(at, who, referral).parts)
