"""How the commands of paths are asked in tests/access/test_commands.py: each on a path of the coalition itself."""

from datetime import date
from typing import Any

from tests.access.asked import Asked, World
from tests.coalition.asked import agreement
from tests.paths.own import publish, publish_again

from kansrijk.coalition.models import RegionTie
from kansrijk.paths import commands, commands_agreements, commands_region, rules, shipped
from kansrijk.paths.models import PathVersion
from kansrijk.paths.reading import read

TEMPLATE = min(shipped.templates())


def _begun(world: World) -> dict[str, Any]:
    """A concept from a template."""
    slug = commands.start_path(by=world.askers["coordinator here"], coalition=world.own, template=TEMPLATE)
    return {"coalition": world.own, "slug": slug}


def _offered(world: World) -> dict[str, Any]:
    where = _begun(world)
    commands.offer_version(by=world.askers["coordinator here"], **where)
    return where


def _parties(where: dict[str, Any]) -> list[str]:
    text = PathVersion.objects.get(path__coalition=where["coalition"], path__slug=where["slug"]).text
    return list(rules.parties_to_tick(read(text, where["slug"])))


def _agreed(world: World) -> dict[str, Any]:
    where = _offered(world)
    for party in _parties(where):
        commands.tick(by=world.askers["coordinator here"], party=party, name="Anne Proef", **where)
    return where


def _published(world: World) -> dict[str, Any]:
    where = _agreed(world)
    commands.publish_version(by=world.askers["coordinator here"], **where)
    return where


def _ticking(world: World) -> dict[str, Any]:
    where = _offered(world)
    world.made["party"] = _parties(where)[0]
    return {**where, "party": world.made["party"], "name": "Anne Proef"}


def _opened(world: World) -> dict[str, Any]:
    where = _begun(world)
    newest = PathVersion.objects.get(path__coalition=where["coalition"], path__slug=where["slug"])
    return {**where, "base": newest.base}


def _written(world: World) -> dict[str, Any]:
    opened = _opened(world)
    return {**opened, "text": PathVersion.objects.get(path__slug=opened["slug"]).text}


def _hung(world: World) -> dict[str, Any]:
    """A path that hangs on an agreement."""
    hung = {"agreement": agreement(world), "slug": _begun(world)["slug"]}
    commands_agreements.hang_path(by=world.askers["coordinator here"], **hung)
    return hung


def _hosted(world: World) -> dict[str, Any]:
    """A host that serves this coalition, with a published path."""
    RegionTie.objects.create(host_id=world.other, member_id=world.own, joined_on=date(2024, 1, 1))
    publish(world.other, TEMPLATE)
    return {"coalition": world.own, "host": "andere", "slug": TEMPLATE, "number": 1}


def _followed(world: World) -> dict[str, Any]:
    """Taken from the host, which published a next version since."""
    where = _hosted(world)
    commands_region.take_path(by=world.askers["coordinator here"], **where)
    return {**where, "number": publish_again(world.other, TEMPLATE, parents="Wij helpen u.")}


def _merging(world: World) -> dict[str, Any]:
    where = _followed(world)
    newest = PathVersion.objects.get(path__coalition=world.own, path__slug=TEMPLATE)
    return {**where, "base": newest.base, "chosen": {}}


def _write(make) -> Asked:  # type: ignore[no-untyped-def]
    return Asked("path_draft", "write", make)


ASKED: dict[str, Asked] = {
    "paths.start_path": _write(lambda w: {"coalition": w.own, "template": TEMPLATE}),
    "paths.save_draft": _write(_written),
    "paths.take_template": _write(_opened),
    "paths.leave_template": _write(lambda w: {**_begun(w), "mark": rules.mark(shipped.texts()[TEMPLATE])}),
    "paths.let_read": Asked("voice", "offer", _begun),
    "paths.offer_version": _write(_begun),
    "paths.revise_version": _write(_offered),
    "paths.hang_path": Asked("agreement", "write", lambda w: {"agreement": agreement(w), "slug": _begun(w)["slug"]}),
    "paths.take_off_path": Asked("agreement", "write", _hung),
    "paths.take_path": _write(_hosted),
    "paths.merge_path": _write(_merging),
    "paths.leave_path": _write(_followed),
    "paths.tick": Asked(
        "path_draft",
        "agree",
        _ticking,
        only=lambda w, actor: rules.ticks_for(actor.roles_in(w.own), w.made["party"]),
    ),
    "paths.publish_version": Asked("path_draft", "publish", _agreed),
    "paths.withdraw_version": Asked("path_draft", "publish", _published),
}
