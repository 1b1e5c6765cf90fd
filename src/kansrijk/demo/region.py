"""The fictional region: people, land and figures, made only by calling commands, the same from the same seed."""

from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from kansrijk.demo import families, paths, plan, public, there, voices
from kansrijk.trust.actors import Actor

SEED = 1000


def load(*, by: Actor, console: Console, seed: int = SEED) -> None:
    """Loads what is not there yet; a second start finds everything and does nothing."""
    if there.is_loaded():
        paths.load()
        plan.load()
        voices.load()
        public.load()
        families.load(by=by)
        return
    # Imported here: what draws and counts takes a second to import, which a second start need not wait for.
    from kansrijk.demo import building, coalitions, estimates, figures, offer, readings
    from kansrijk.demo.land import draw
    from kansrijk.demo.people import load_people

    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("fictional region", total=10 + len(there.expected()))

        def step(what: str) -> None:
            progress.update(bar, description=f"fictional region: {what}", advance=1, refresh=True)

        step("people")
        coalition = load_people(by=by)
        step("drawing the land")
        places = draw(seed)
        step("boundaries and postcodes")
        building.load_land(by=by, places=places)
        readings.open_readings(by=by, places=places)
        figures.load(coalition=coalition, places=places, seed=seed, step=step)
        step("estimates")
        estimates.load(coalition=coalition, places=places, seed=seed)
        step("readings")
        readings.load()
        step("coalitions at work")
        coalitions.load()
        step("help")
        offer.load(by=by, today=timezone.localdate())
        step("plans")
        plan.load()
        step("what everybody may see")
        voices.load()
        public.load()
        step("care paths")
        paths.load()
        families.load(by=by)
