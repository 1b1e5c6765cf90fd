"""A published path for tests, by the same commands as people."""

from dataclasses import replace
from uuid import UUID

from kansrijk.paths import commands, queries, rules
from kansrijk.paths.definition import Definition
from kansrijk.paths.models import PathVersion
from kansrijk.paths.reading import read
from kansrijk.paths.writing import write
from kansrijk.trust.actors import Actor, Tie

COORDINATOR_ROLE = "coordinator"
SOMEBODY, PARTY = UUID(int=70), UUID(int=71)


def coordinator(coalition: UUID, account: UUID = SOMEBODY) -> Actor:
    return Actor(account, "Coördinator", (Tie(COORDINATOR_ROLE, coalition, PARTY),))


def member(coalition: UUID, role: str, account: UUID | None = None) -> Actor:
    return Actor(account or UUID(int=72), f"Iemand ({role})", (Tie(role, coalition, PARTY),))


def agree(coalition: UUID, slug: str, by: Actor) -> None:
    """The coordinator writes down what every party said."""
    version = PathVersion.objects.get(path__coalition=coalition, path__slug=slug, state="offered")
    for party in rules.parties_to_tick(read(version.text, "")):
        commands.tick(by=by, coalition=coalition, slug=slug, party=party, name="Namens de partij")


def publish(coalition: UUID, template: str) -> None:
    """From template to published."""
    by = coordinator(coalition)
    commands.start_path(by=by, coalition=coalition, template=template)
    commands.offer_version(by=by, coalition=coalition, slug=template)
    agree(coalition, template, by)
    commands.publish_version(by=by, coalition=coalition, slug=template)
    assert queries.published(by, frozenset({coalition}))


def change(coalition: UUID, slug: str, **values: object) -> Definition:
    """Other words in the newest version of a path, stored as a concept; with `step`: of that step."""
    by = coordinator(coalition)
    row = PathVersion.objects.filter(path__coalition=coalition, path__slug=slug).latest("number")
    before = read(row.text, "")
    name = values.pop("step", None)
    if name:
        steps = tuple(replace(one, **values) if one.id == name else one for one in before.steps)
        values = {"steps": steps}
    after = replace(before, **values)
    commands.save_draft(by=by, coalition=coalition, slug=slug, text=write(after), base=row.base)
    return after


def publish_again(coalition: UUID, slug: str, **values: object) -> int:
    """A changed version, agreed and published; its number."""
    change(coalition, slug, **values)
    by = coordinator(coalition)
    commands.offer_version(by=by, coalition=coalition, slug=slug)
    agree(coalition, slug, by)
    return commands.publish_version(by=by, coalition=coalition, slug=slug)
