"""How the commands of the atlas are asked in tests/access/test_commands.py."""

from typing import Any

from tests.access import asked
from tests.access.asked import Asked, World
from tests.atlas.bundles import ROWS, write_bundle

from kansrijk.atlas import commands


def _bundle(world: World) -> dict[str, Any]:
    asked._places()
    folder = write_bundle(world.folder / "bundle", rows=ROWS[:1])
    return {"folder": folder, "period": "2024", "dpia": "DPIA 1", "coalition": world.own}


def _run(world: World) -> dict[str, Any]:
    run = commands.publish_bundle(by=world.author, **_bundle(world))
    return {"run": run.id, "because": "De gewichten van de enquête kloppen niet."}


ASKED = {
    "atlas.publish_bundle": Asked("release", "propose", _bundle),
    "atlas.stop_run": Asked("release", "withdraw", _run),
}
