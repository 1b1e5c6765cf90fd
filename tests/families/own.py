"""A parent with a link to her own page, in tests: what the midwife does before it, and the browser she opens it in."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone
from tests.families.people import Somebody

from kansrijk.families import commands, commands_link, commands_own
from kansrijk.families.commands_link import Made
from kansrijk.trust import compartment
from kansrijk.trust.actors import VISITOR, Actor

ADULT = date(1994, 2, 28)
NAME = "Kanarie Proef"


@dataclass(frozen=True)
class Given:
    """A kept file and the secrets of its link."""

    file: UUID
    made: Made

    @property
    def path(self) -> str:
        return f"/mijn/{self.made.token}"


def kept(
    who: Somebody, where: UUID, *, part: str = "mother", born_on: date | None = ADULT, name: str = NAME, **more
) -> UUID:
    file = commands.propose_file(
        by=who.actor,
        coalition=where,
        organisation=who.organisation,
        part=part,
        name=name,
        born_on=born_on,
        telephone="06 98765432",
        address="Kanariestraat 7",
        **more,
    )
    commands.keep_file(by=who.actor, coalition=where, file=file, agreed_on=timezone.localdate())
    return file


def link(who: Somebody, where: UUID, file: UUID, **said) -> Made:
    given = {"key": uuid4(), "agreed": ("self",), "is_seen": True, **said}
    return commands_link.make_link(by=who.actor, coalition=where, file=file, **given)


def given(who: Somebody, where: UUID, **how) -> Given:
    file = kept(who, where, **how)
    return Given(file, link(who, where, file))


def opened(found: Given) -> Actor:
    """The parent after the code, without a browser."""
    key = commands_own.open_page(by=VISITOR, token=found.made.token, code=found.made.code)
    assert key
    return Actor(subject=compartment.subject_of(key))


def browser(found: Given) -> Client:
    """The parent's telephone, with her page open."""
    client = Client()
    answer = client.post(found.path, {"code": found.made.code})
    assert answer.status_code == 302, answer.content.decode()[:400]
    return client


def words(response) -> str:
    """What stands in the middle of a page, without markup."""
    page = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]))
