"""What a coalition does and with whom, by pillar: the facts of the infographic, from actions and parties alone."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from kansrijk.coalition.models import Action, Party, Pillar
from kansrijk.coalition.rules import is_in_force
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import require_may


@dataclass(frozen=True)
class Doing:
    """An action in the drawing: each stands there once."""

    id: UUID
    title: str
    is_done: bool


@dataclass(frozen=True)
class PillarWork:
    """A pillar with its actions and the parties that act in it. `name` is '' for what is under no pillar."""

    name: str
    actions: tuple[Doing, ...]
    parties: tuple[str, ...]


@dataclass(frozen=True)
class Infographic:
    """The whole. `others` take part and have no action of their own yet. Both counts are of different things."""

    coalition: str
    pillars: tuple[PillarWork, ...]
    others: tuple[str, ...]
    action_count: int
    party_count: int


def infographic(actor: Actor, coalition: UUID) -> Infographic:
    """For who takes part; what the public sees of it goes by `public_page`."""
    require_may(actor, "read", "coalition", coalition=coalition)
    return facts_of(coalition)


def facts_of(coalition: UUID) -> Infographic:
    """Actions that were not dropped and parties in force today; four queries. Asks no right: its callers did.

    A party stands in each pillar in which it, or somebody of it, has an action.
    """
    today = timezone.localdate()
    rows = Party.objects.filter(coalition=coalition).select_related("organisation").order_by("organisation__name")
    names = {one.pk: one.organisation.name for one in rows if is_in_force(one.joined_on, one.left_on, today)}
    pillars = list(Pillar.objects.filter(coalition=coalition).order_by("position", "name"))
    actions = list(
        Action.objects.filter(coalition=coalition)
        .exclude(state="dropped")
        .select_related("owner")
        .order_by("due_on", "title", "id")
    )
    found = []
    acting: set[UUID] = set()
    for key, name in [*((one.pk, one.name) for one in pillars), (None, "")]:
        here = [one for one in actions if one.pillar_id == key]
        doers = {party for one in here for party in (one.party_id, one.owner.party_id if one.owner else None)}
        there = [party for party in names if party in doers]
        acting.update(there)
        if key is not None or here:
            doings = tuple(Doing(one.pk, one.title, one.state == "done") for one in here)
            found.append(PillarWork(name, doings, tuple(names[party] for party in there)))
    others = tuple(name for party, name in names.items() if party not in acting)
    title = Coalition.objects.values_list("name", flat=True).get(pk=coalition)
    return Infographic(title, tuple(found), others, len(actions), len(names))
