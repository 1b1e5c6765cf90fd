"""How the commands of the coalition are asked in tests/access/test_commands.py."""

from datetime import date
from typing import Any
from uuid import UUID

from tests.access.asked import Asked, World

DAY = date(2026, 1, 5)


def party(world: World) -> UUID:
    """A party of the coalition, made past the commands."""
    from kansrijk.coalition.models import Party
    from kansrijk.trust.models import Organisation

    organisation = Organisation.objects.create(name="Kraamzorg Proef")
    return Party.objects.create(
        coalition_id=world.own, organisation=organisation, kind="kraamzorg", joined_on=date(2025, 1, 1)
    ).pk


def person(world: World, **more: Any) -> Any:
    """Somebody of that party."""
    from kansrijk.coalition.models import Person

    return Person.objects.create(
        coalition_id=world.own, party_id=party(world), name="Anne Proef", email="anne@voorbeeld.invalid", **more
    )


def goal(world: World) -> UUID:
    """A goal of the coalition."""
    from kansrijk.coalition.models import Goal

    return Goal.objects.create(coalition_id=world.own, text="Eerder in beeld", phase="during").pk


def token(world: World) -> str:
    """A link that works."""
    from django.utils import timezone

    from kansrijk.coalition.commands.inviting import token_of

    return token_of(person(world, asked_at=timezone.now()))


def _update(make) -> Asked:  # type: ignore[no-untyped-def]
    return Asked("coalition", "update", make)


ASKED: dict[str, Asked] = {
    "coalition.set_profile": _update(
        lambda w: {"coalition": w.own, "ambition": "Samen", "end_age": 4, "began_on": DAY, "areas": ""}
    ),
    "coalition.set_areas": _update(lambda w: {"coalition": w.own, "wanted": []}),
    "coalition.move_stage": _update(lambda w: {"coalition": w.own, "event": "forward"}),
    "coalition.close_guide": _update(lambda w: {"coalition": w.own}),
    "coalition.add_pillar": _update(lambda w: {"coalition": w.own, "name": "Leefstijl"}),
    "coalition.add_goal": _update(lambda w: {"coalition": w.own, "text": "Eerder hulp", "phase": "during"}),
    "coalition.end_goal": _update(lambda w: {"goal": goal(w), "on": DAY}),
    "coalition.add_party": _update(
        lambda w: {"coalition": w.own, "name": "Kraamzorg", "kind": "kraamzorg", "joined_on": DAY}
    ),
    "coalition.end_party": _update(lambda w: {"party": party(w), "left_on": DAY}),
    "coalition.add_person": _update(lambda w: {"coalition": w.own, "party": party(w), "name": "Bo Proef"}),
    "coalition.change_person": _update(lambda w: {"person": person(w).pk, "name": "Anne"}),
    "coalition.end_person": _update(lambda w: {"person": person(w).pk, "left_on": DAY}),
    "coalition.ask_people": Asked("membership", "create", lambda w: {"coalition": w.own, "site": "http://testserver"}),
    "coalition.confirm_person": Asked(
        "person", "confirm", lambda w: {"token": token(w), "wants_account": True}, is_within=False
    ),
}
