"""What the atlas puts in the places that other rooms' templates name."""

from collections.abc import Mapping
from typing import Any

from kansrijk.trust.actors import Actor
from kansrijk.web.slots import Filling, fill


def about(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Beside the sources: what estimates are."""
    return Filling("atlas/about.html", {})


def register() -> None:
    """Fills the slots; called once when Django starts."""
    fill("about.sources", about, order=20)
