"""A receiver without an account, in tests: what the sender makes, and the browser in which it is opened."""

from uuid import UUID, uuid4

from django.test import Client
from tests.families import doors
from tests.referrals.sending import Scene, send

from kansrijk.referrals import commands_receiver
from kansrijk.referrals.commands_receiver import MadeLink
from kansrijk.trust import compartment
from kansrijk.trust.actors import VISITOR, Actor


def without_desk(at: Scene) -> Scene:
    """The same file, and a door at which nobody receives on screen."""
    return Scene(at.here, at.sender, at.receiver, doors.door(at.here, "debt_help", "Zonder balie"), at.file)


def handed_over(at: Scene, *categories: str, **more) -> UUID:
    return send(at, *categories, is_handed_over=True, **more)


def link(at: Scene, referral: UUID, key: UUID | None = None) -> MadeLink:
    return commands_receiver.make_receiver_link(
        by=at.sender.actor, coalition=at.here, referral=referral, key=key or uuid4()
    )


def opened(made: MadeLink) -> Actor:
    """Who receives, after the code, without a browser."""
    key = commands_receiver.open_receiver_link(by=VISITOR, token=made.token, code=made.code)
    assert key
    return Actor(guest=compartment.guest_of(key))


def browser(made: MadeLink) -> Client:
    client = Client()
    answer = client.post(f"/ontvangen/{made.token}", {"code": made.code})
    assert answer.status_code == 302, answer.content.decode()[:400]
    return client
